#include "policies/compare_parties.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace kolk::policies {
namespace {

using Names = std::vector<std::string>;
using Parties = std::set<Party>;
using Content = std::map<std::string, Names>;

// ---- who gives to whom in one version ----

/// Both included.
struct DayRange {
    Date from;
    Date until;

    friend auto operator<=>(const DayRange&, const DayRange&) = default;
};

// The days of a version.
DayRange range_of(const Convenant& convenant) {
    return {convenant.from, std::max(convenant.from, convenant.until)};
}

/// Those who are a party of a version on some of these days, and which of them may have what another gives.
class Linked {
public:
    Linked(const Version& version, const DayRange& days) : convenant_{version.convenant} {
        days_.insert(days.from);
        const auto add_day = [&](Date day) {
            if (days.from < day && day <= days.until) days_.insert(day);
        };
        for (const Membership& member : convenant_.members) {
            if (days.until < member.from || (member.until && *member.until < days.from)) continue;
            const Party party = covering_party(member.party);
            all_.insert(party);
            by_role_[party.role].insert(party);
            add_day(member.from);
        }
        for (const Succession& one : convenant_.successions) add_day(one.at);
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

/// What parties change alike.
struct Alike {
    std::vector<PartyFlow> flows;
    bool begins = true;
    std::optional<Date> from{};
    std::optional<Date> until{};

    friend auto operator<=>(const Alike&, const Alike&) = default;
};

using Grouped = std::map<Alike, Names>;

Date nearest(Date day, const DayRange& days) {
    return std::clamp(day, days.from, days.until);
}

// The days of the later version on which the party is one in the first of the two, and is none in the other.
std::vector<DayRange> days_beyond(const Convenant& one, const Convenant& other, const Party& party,
                                  const DayRange& later) {
    std::set<Date> turns{later.from};
    for (const Convenant* version : {&one, &other}) {
        for (const Membership& member : version->members) {
            if (member.party != party) continue;
            turns.insert(nearest(member.from, later));
            if (member.until) turns.insert(nearest(base::add_days(*member.until, 1), later));
        }
    }
    const auto is_beyond = [&](Date day) {
        return one.is_member(party, nearest(day, range_of(one))) &&
               !other.is_member(party, nearest(day, range_of(other)));
    };
    std::vector<DayRange> found;
    bool before = false;
    for (const Date day : turns) {
        const bool now = is_beyond(day);
        if (now && !before) found.push_back({day, later.until});
        if (!now && before) found.back().until = base::add_days(day, -1);
        before = now;
    }
    return found;
}

/// Those who are a party in one version on days of the later one on which they are none in the other.
class Newcomers {
public:
    Newcomers(const Version& one, const Version& other, const DayRange& later)
        : one_{one}, other_{other}, later_{later} {}

    void add_to(Grouped& grouped, const Parties& parties, bool begins) {
        for (const Party& party : parties) {
            for (const DayRange& days : days_beyond(one_.convenant, other_.convenant, party, later_)) {
                Alike alike{flows_of_party(one_, linked_on(days), party), begins};
                if (later_.from < days.from) alike.from = days.from;
                if (days.until < later_.until) alike.until = days.until;
                grouped[std::move(alike)].push_back(party.text());
            }
        }
    }

private:
    const Linked& linked_on(const DayRange& days) {
        const DayRange own = range_of(one_.convenant);
        const DayRange then{nearest(days.from, own), nearest(days.until, own)};
        return linked_.try_emplace(then, one_, then).first->second;
    }

    const Version& one_;
    const Version& other_;
    const DayRange later_;
    std::map<DayRange, Linked> linked_;
};

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
        if (!found.empty()) grouped[Alike{std::move(found), begins}].push_back(recipient.text());
    }
}

}  // namespace

std::vector<PartyChange> compare_parties(const Version& before, const Version& after) {
    const DayRange later = range_of(after.convenant);
    const Linked were{before, range_of(before.convenant)};
    const Linked are{after, later};
    Grouped grouped;
    Newcomers{after, before, later}.add_to(grouped, are.all(), true);
    Newcomers{before, after, later}.add_to(grouped, were.all(), false);
    add_relinked(after, are, were, true, grouped);
    add_relinked(before, were, are, false, grouped);
    std::vector<PartyChange> all;
    for (const auto& [what, parties] : grouped) {
        all.push_back({parties, what.begins, what.flows, what.from, what.until});
    }
    std::ranges::sort(all, {}, [](const PartyChange& one) { return std::tuple{one.parties, !one.begins, one.from}; });
    return all;
}

}  // namespace kolk::policies
