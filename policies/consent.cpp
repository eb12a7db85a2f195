#include "policies/consent.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace kolk::policies {
namespace {

constexpr std::string_view youth = "jeugdige";
constexpr int youth_joins_at = 12;
constexpr int youth_alone_at = 16;
constexpr int longest_months = 12;

using Givers = std::set<std::string, std::less<>>;

enum class State { valid, withdrawn, expired, not_yet };

bool holds(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool same_party(const Party& told, const Party& asked) {
    if (covering_role(told.role) != covering_role(asked.role)) return false;
    return told.org.empty() || asked.org.empty() || told.org == asked.org;
}

bool same_pair(const Consent& consent, const ConsentScope& scope) {
    return same_party(consent.from, scope.from) && same_party(consent.to, scope.to);
}

bool same_type(const Consent& consent, const ConsentScope& scope) {
    return holds(consent.record_types, scope.record_type) ||
           std::any_of(scope.also_called.begin(), scope.also_called.end(),
                       [&](const std::string& name) { return holds(consent.record_types, name); });
}

State state_of(const Consent& consent, Date today) {
    if (consent.withdrawn_at && *consent.withdrawn_at <= today) return State::withdrawn;
    if (!consent.given_at || today < *consent.given_at) return State::not_yet;
    const Date end = consent.valid_until.value_or(base::add_months(*consent.given_at, longest_months));
    return end < today ? State::expired : State::valid;
}

Reason reason_of(State state) {
    switch (state) {
        case State::withdrawn:
            return Reason::deny_consent_withdrawn;
        case State::expired:
            return Reason::deny_consent_expired;
        case State::not_yet:
            return Reason::deny_consent_not_yet;
        case State::valid:
            break;
    }
    return Reason::deny_consent_wrong_giver;
}

// Whose consent is needed today; nothing when that cannot be known.
std::optional<Givers> needed_givers(const Facts& facts, Date today) {
    if (!facts.born || today < *facts.born) return std::nullopt;
    const int age = base::age_on(*facts.born, today);
    const bool capable = facts.capable.value_or(true);
    if (capable && age >= youth_alone_at) return Givers{std::string{youth}};
    if (!facts.authority || facts.authority->empty()) return std::nullopt;
    Givers givers{facts.authority->begin(), facts.authority->end()};
    if (capable && age >= youth_joins_at) givers.emplace(youth);
    return givers;
}

// From 16 what was given together with parents before that day no longer counts: the young person gives it anew.
bool ended_at_sixteen(const Consent& consent, const Facts& facts, Date today) {
    if (!facts.born || !facts.capable.value_or(true)) return false;
    if (base::age_on(*facts.born, today) < youth_alone_at) return false;
    const bool youth_alone = consent.given_by.size() == 1 && consent.given_by.front() == youth;
    return !youth_alone && consent.given_at && base::age_on(*facts.born, *consent.given_at) < youth_alone_at;
}

// What was found of one scope: who gave what counts today, and who gave what does not.
struct Found {
    std::array<Givers, 4> givers;
    std::array<bool, 4> any{};

    void add(State state, const std::vector<std::string>& by) {
        any[static_cast<std::size_t>(state)] = true;
        givers[static_cast<std::size_t>(state)].insert(by.begin(), by.end());
    }
    [[nodiscard]] bool suffices(const Givers& needed, State together_with) const {
        return std::all_of(needed.begin(), needed.end(), [&](const std::string& one) {
            return givers[0].contains(one) || givers[static_cast<std::size_t>(together_with)].contains(one);
        });
    }
    [[nodiscard]] bool has(State state) const { return any[static_cast<std::size_t>(state)]; }
};

Reason why_not_enough(const Found& found, const std::optional<Givers>& needed) {
    static constexpr std::array others{State::withdrawn, State::expired, State::not_yet};
    for (const State state : others) {
        const bool would_do = needed && found.suffices(*needed, state);
        if (found.has(state) && (would_do || !found.has(State::valid))) return reason_of(state);
    }
    return Reason::deny_consent_wrong_giver;
}

}  // namespace

ConsentFinding find_consent(const Facts& facts, const ConsentScope& scope, Date today) {
    if (facts.consents_stale) return {Reason::deny_consent_stale, {}, {}};
    ConsentFinding finding;
    Found found;
    bool matched = false;
    bool near = false;
    for (const Consent& consent : facts.consents) {
        const bool pair = same_pair(consent, scope);
        const bool purpose = consent.purpose == scope.purpose;
        near = near || pair || purpose;
        if (!pair || !purpose || !same_type(consent, scope)) continue;
        matched = true;
        const State state = state_of(consent, today);
        found.add(state, ended_at_sixteen(consent, facts, today) ? std::vector<std::string>{} : consent.given_by);
        if (state != State::valid) continue;
        if (finding.consent_id.empty()) finding.consent_id = consent.consent_id;
        finding.fields_excluded.insert(finding.fields_excluded.end(), consent.fields_excluded.begin(),
                                       consent.fields_excluded.end());
    }
    const auto needed = needed_givers(facts, today);
    if (!matched) {
        finding.fault = near ? Reason::deny_consent_other_scope : Reason::deny_consent_missing;
    } else if (!needed || !found.suffices(*needed, State::valid)) {
        finding.fault = why_not_enough(found, needed);
    }
    return finding;
}

}  // namespace kolk::policies
