#include "policies/compare_parties.hpp"

#include <algorithm>
#include <set>

namespace kolk::policies {
namespace {

using Names = std::vector<std::string>;
using Parties = std::set<Party>;
using Content = std::map<std::string, Names>;

// ---- who gives to whom in one version ----

/// The parties of a version, and which of them may have what another gives.
class Linked {
public:
    explicit Linked(const Version& version) : convenant_{version.convenant} {
        days_.insert(convenant_.from);
        for (const Membership& member : convenant_.members) {
            const Party party = covering_party(member.party);
            all_.insert(party);
            by_role_[party.role].insert(party);
            days_.insert(member.from);
        }
        for (const Succession& one : convenant_.successions) days_.insert(one.at);
    }

    [[nodiscard]] const Parties& all() const { return all_; }
    [[nodiscard]] const Parties& in(const std::string& role) const {
        static const Parties nobody;
        const auto found = by_role_.find(role);
        return found == by_role_.end() ? nobody : found->second;
    }

    // Two memberships that overlap do so on the first day of one of them.
    [[nodiscard]] bool gives(const Party& sender, const Party& recipient) const {
        return sender != recipient && std::ranges::any_of(days_, [&](Date day) {
                   return convenant_.is_member(sender, day) && convenant_.is_member(recipient, day) &&
                          convenant_.serves(recipient, sender, day);
               });
    }

    /// Those in this role with whom the party exchanges: the role where all do, else each of them. A person, and the
    /// gateway, is no party and stands for itself.
    [[nodiscard]] Names others(const Party& party, const std::string& role, bool receives) const {
        if (!signs(role)) return {role};
        Names found;
        std::size_t possible = 0;
        for (const Party& other : in(role)) {
            if (other == party) continue;
            ++possible;
            if (receives ? gives(other, party) : gives(party, other)) found.push_back(other.text());
        }
        return !found.empty() && found.size() == possible ? Names{role} : found;
    }

private:
    const Convenant& convenant_;
    Parties all_;
    std::map<std::string, Parties> by_role_;
    std::set<Date> days_;
};

// ---- what goes between two roles ----

// What is held by the file itself, for good, reaches nobody.
bool may_ever_go(Hold hold) {
    return hold == Hold::none || hold == Hold::exception || hold == Hold::waits || hold == Hold::dpia;
}

std::map<Hold, Content> content_of(const ByType& flows) {
    std::map<Hold, std::map<std::string, std::set<std::string>>> found;
    for (const auto& [type, flowing] : flows) {
        if (!may_ever_go(flowing.hold)) continue;
        for (const auto& [field, consent] : flowing.fields) {
            const std::size_t dot = field.find('.');
            auto& names = found[flowing.hold][field.substr(0, dot)];
            if (dot != std::string::npos) names.insert(field);
        }
    }
    std::map<Hold, Content> content;
    for (const auto& [hold, records] : found) {
        for (const auto& [type, fields] : records) content[hold][type] = {fields.begin(), fields.end()};
    }
    return content;
}

/// Collects what goes, one flow for what goes alike for one purpose.
class Collected {
public:
    void add(const std::string& purpose, bool receives, const Names& others, const ByType& flows) {
        if (others.empty()) return;
        for (const auto& [hold, records] : content_of(flows)) {
            auto& names = found_[{purpose, receives, {}, records, hold}];
            names.insert(others.begin(), others.end());
        }
    }
    [[nodiscard]] std::vector<PartyFlow> flows() const {
        std::vector<PartyFlow> all;
        for (const auto& [flow, others] : found_) {
            all.push_back(flow);
            all.back().others.assign(others.begin(), others.end());
        }
        return all;
    }

private:
    std::map<PartyFlow, std::set<std::string>> found_;
};

std::vector<PartyFlow> flows_of_party(const Version& version, const Linked& linked, const Party& party) {
    Collected collected;
    for (const auto& [pair, flows] : version.flows) {
        const auto& [purpose, from, to] = pair;
        if (to == party.role) collected.add(purpose, true, linked.others(party, from, true), flows);
        if (from == party.role) collected.add(purpose, false, linked.others(party, to, false), flows);
    }
    return collected.flows();
}

// ---- what differs ----

using Grouped = std::map<std::pair<std::vector<PartyFlow>, bool>, Names>;

void add_newcomers(const Version& version, const Linked& linked, const Linked& other, bool begins, Grouped& grouped) {
    for (const Party& party : linked.all()) {
        if (other.all().contains(party)) continue;
        grouped[{flows_of_party(version, linked, party), begins}].push_back(party.text());
    }
}

// Towards anyone but a samenwerkingsverband the roles decide, and the days of who joins or leaves.
void add_relinked(const Version& version, const Linked& linked, const Linked& other, bool begins, Grouped& grouped) {
    for (const Party& recipient : linked.all()) {
        if (!is_swv(recipient.role) || !other.all().contains(recipient)) continue;
        Collected collected;
        for (const auto& [pair, flows] : version.flows) {
            const auto& [purpose, from, to] = pair;
            if (to != recipient.role) continue;
            Names senders;
            for (const Party& sender : linked.in(from)) {
                const bool newly =
                    other.all().contains(sender) && linked.gives(sender, recipient) && !other.gives(sender, recipient);
                if (newly) senders.push_back(sender.text());
            }
            collected.add(purpose, true, senders, flows);
        }
        auto found = collected.flows();
        if (!found.empty()) grouped[{std::move(found), begins}].push_back(recipient.text());
    }
}

}  // namespace

std::vector<PartyChange> compare_parties(const Version& before, const Version& after) {
    const Linked were{before};
    const Linked are{after};
    Grouped grouped;
    add_newcomers(after, are, were, true, grouped);
    add_newcomers(before, were, are, false, grouped);
    add_relinked(after, are, were, true, grouped);
    add_relinked(before, were, are, false, grouped);
    std::vector<PartyChange> all;
    for (const auto& [what, parties] : grouped) all.push_back({parties, what.second, what.first});
    std::ranges::sort(all, {}, [](const PartyChange& one) { return std::pair{one.parties, !one.begins}; });
    return all;
}

}  // namespace kolk::policies
