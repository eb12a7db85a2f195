#include "policies/consent.hpp"

#include "policies/consent_fields.hpp"
#include "policies/table.hpp"
#include "schemas/base/texts.hpp"

#include <boost/container/small_vector.hpp>

#include <algorithm>

namespace kolk::policies {
namespace {

using base::holds;

constexpr std::string_view youth = "jeugdige";
constexpr int youth_joins_at = 12;
constexpr int youth_alone_at = 16;

int alone_at(const Settings& settings) {
    return settings.youth_alone_from_12 ? youth_joins_at : youth_alone_at;
}

constexpr std::size_t most_of_a_code = 3;

enum class State { valid, withdrawn, expired, not_yet };

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool has_form_of_uuid(std::string_view id) {
    constexpr std::string_view form = "00000000-0000-0000-0000-000000000000";
    const auto fits = [](char c, char place) {
        return place == '-' ? c == '-' : is_digit(c) || (c >= 'a' && c <= 'f');
    };
    return id.size() == form.size() && std::equal(id.begin(), id.end(), form.begin(), fits);
}

bool is_short_code(std::string_view id) {
    const auto letters_end = std::ranges::find_if_not(id, is_letter);
    const bool parted = letters_end != id.end() && (*letters_end == '-' || *letters_end == '_');
    const auto digits = parted ? std::next(letters_end) : letters_end;
    const auto letters_count = static_cast<std::size_t>(letters_end - id.begin());
    const auto digits_count = static_cast<std::size_t>(id.end() - digits);
    return letters_count <= most_of_a_code && 0 < digits_count && digits_count <= most_of_a_code &&
           std::all_of(digits, id.end(), is_digit);
}

bool same_pair(const Consent& consent, const ConsentScope& scope) {
    return is_same_party(consent.from, scope.from) && is_same_party(consent.to, scope.to);
}

bool name_type(const std::vector<std::string>& types, const ConsentScope& scope) {
    return holds(types, scope.record_type) || std::any_of(scope.also_called.begin(), scope.also_called.end(),
                                                          [&](const std::string& name) { return holds(types, name); });
}

bool withdraws_type(const Consent& consent, const ConsentScope& scope) {
    return consent.withdraws_all || (consent.record_types.empty() && consent.types_in_doubt.empty()) ||
           name_type(consent.types_in_doubt, scope);
}

bool given_by_youth_alone(const Consent& consent) {
    return consent.given_by.size() == 1 && consent.given_by.front() == youth && consent.givers_in_doubt.empty();
}

std::optional<Date> earlier_of(std::optional<Date> one, std::optional<Date> other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

bool gave_care(const Facts& facts, const Party& provider, Date day) {
    return std::ranges::any_of(facts.providers, [&](const Provider& one) {
        return one.party == provider && (!one.from || *one.from <= day) && (!one.until || day <= *one.until);
    });
}

bool is_bound_to(const Party& told, const Party& provider, const Facts& facts, Date given) {
    if (!told.org.empty()) return told == provider;
    return told.role == provider.role && gave_care(facts, provider, given);
}

std::optional<Date> authority_that_ends(const Consent& consent, const Facts& facts) {
    const auto change = facts.authority_since.upper_bound(*consent.given_at);
    if (change == facts.authority_since.end() || given_by_youth_alone(consent)) return std::nullopt;
    return *change;
}

std::optional<Date> provider_that_ends(const Consent& consent, const Facts& facts) {
    std::optional<Date> end;
    for (const Provider& one : facts.providers) {
        if (!one.until || *one.until < *consent.given_at) continue;
        const Date left = base::add_days(*one.until, 1);
        const bool bound = is_bound_to(consent.from, one.party, facts, *consent.given_at) ||
                           is_bound_to(consent.to, one.party, facts, *consent.given_at);
        if (bound && care_has_ended(facts, one.party, left)) end = earlier_of(end, left);
    }
    return end;
}

bool is_given_for(const Consent& consent, const Case& one) {
    const bool at_table = one.parties.empty() || (is_at_table(one, consent.from) && is_at_table(one, consent.to));
    return one.purpose == consent.purpose && at_table;
}

constexpr Date never{std::chrono::year{9999} / std::chrono::December / 31};

// The last day of the first to close of the cases for which it would be given on that day and that are open on
// `still` too; nothing where none is.
std::optional<Date> first_to_close(const Consent& consent, const Facts& facts, Date day, Date still) {
    std::optional<Date> end;
    for (const Case& one : facts.cases) {
        const bool open = is_open(one, consent.purpose, day) && is_open(one, consent.purpose, still);
        if (open && is_given_for(consent, one)) end = earlier_of(end, one.closed.value_or(never));
    }
    return end;
}

// A case that closes on the very day is not the one where another goes on.
std::optional<Date> case_closes(const Consent& consent, const Facts& facts, Date day) {
    const auto goes_on = first_to_close(consent, facts, day, base::add_days(day, 1));
    return goes_on ? goes_on : first_to_close(consent, facts, day, day);
}

// One that is asked in advance is for the case that is opened next.
std::optional<Date> case_that_ends(const Consent& consent, const Facts& facts) {
    const Date given = *consent.given_at;
    if (const auto closes = case_closes(consent, facts, given)) return closes;
    std::optional<Date> next;
    for (const Case& one : facts.cases) {
        if (is_given_for(consent, one) && given < one.opened) next = earlier_of(next, one.opened);
    }
    return next ? case_closes(consent, facts, *next) : std::nullopt;
}

State state_of(const Consent& consent, const Facts& facts, const Settings& settings, Date today) {
    if (consent.withdrawn_at && *consent.withdrawn_at <= today) return State::withdrawn;
    if (!consent.given_at || today < *consent.given_at) return State::not_yet;
    if (const auto change = change_that_ends(consent, facts); change && *change <= today) return State::expired;
    return last_day(consent, facts, settings) < today ? State::expired : State::valid;
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

bool ended_on_birthday(const Consent& consent, const Facts& facts, Date today) {
    const auto birthday = birthday_that_ends(consent, facts);
    return birthday && *birthday <= today;
}

bool is_surely_capable(const Facts& facts) {
    return facts.capable.value_or(true) && !facts.capable_disputed;
}

/// Whether someone with this key decides on that day.
bool decides(const Facts& facts, const Settings& settings, std::string_view person, Date day) {
    const Deciders who = who_decides(facts, settings, day);
    if (person == youth) return who.youth;
    return who.representatives && (!facts.authority || holds(*facts.authority, person));
}

/// The consents of one child about one scope.
class Matching {
public:
    /// A consent that is about the scope, and how it stands today.
    struct Found {
        const Consent* consent;
        State state;
        bool ended_on_birthday;
    };

    Matching(const Facts& facts, const ConsentScope& scope, Date today) : facts_{facts}, scope_{scope}, today_{today} {
        for (const Consent& consent : facts.consents) {
            if (consent.purpose != scope.purpose || !same_pair(consent, scope)) continue;
            const State state = state_of(consent);
            const bool withdraws = state == State::withdrawn && withdraws_type(consent, scope);
            if (withdraws || name_type(consent.record_types, scope)) {
                found_.push_back({&consent, state, policies::ended_on_birthday(consent, facts, today)});
            } else if (state == State::withdrawn) {
                other_withdrawals_.push_back(&consent);
            }
        }
    }

    [[nodiscard]] auto& found() const { return found_; }
    [[nodiscard]] bool any_in(State state) const {
        return std::ranges::any_of(found_, [&](const Found& one) { return one.state == state; });
    }
    /// Whether someone who gave it has withdrawn it, or a consent about this scope on that day or later.
    [[nodiscard]] bool is_withdrawn(const Consent& consent) const {
        if (state_of(consent) == State::withdrawn) return true;
        return consent.given_at && std::ranges::any_of(consent.given_by, [&](const std::string& giver) {
                   return withdrew_since(giver, *consent.given_at);
               });
    }
    /// Whether what this one leaves out stays out: it counts, and someone who decides gave it and nothing newer about
    /// the whole record type.
    [[nodiscard]] bool speaks(const Found& one) const {
        return counts(one) && std::ranges::any_of(one.consent->given_by, [&](const std::string& giver) {
                   return decides(giver) && !gave_anew(giver, *one.consent->given_at);
               });
    }
    /// Withdrawals that name other record types, of someone who decides and gave nothing since. Those may hold some of
    /// the same fields.
    [[nodiscard]] auto other_withdrawals() const {
        boost::container::small_vector<const Consent*, 8> open;
        for (const Consent* one : other_withdrawals_) {
            if (is_open(*one)) open.push_back(one);
        }
        return open;
    }
    /// Whether, where one parent suffices, one who gave nothing that counts has withdrawn: in a line of its own,
    /// perhaps.
    [[nodiscard]] bool another_withdrew() const {
        return scope_.settings.one_parent && facts_.authority &&
               std::ranges::any_of(*facts_.authority, [&](const std::string& parent) {
                   return decides(parent) && !gave_in(State::valid, parent) && withdrew_since(parent, {});
               });
    }
    [[nodiscard]] bool youth_agrees() const { return gave_in(State::valid, youth); }
    /// Whether everyone whose consent is needed today gave one that counts, or one in this other state. Unknown age or
    /// authority is never enough.
    [[nodiscard]] bool suffices(State other) const {
        const auto gave = [&](std::string_view giver) { return gave_in(State::valid, giver) || gave_in(other, giver); };
        if (!facts_.born || today_ < *facts_.born) return false;
        const int age = base::age_on(*facts_.born, today_);
        const bool capable = facts_.capable.value_or(true);
        if (is_surely_capable(facts_) && age >= alone_at(scope_.settings)) return gave(youth);
        if (!facts_.authority || facts_.authority->empty()) return false;
        if (capable && age >= youth_joins_at && !gave(youth)) return false;
        return parents_agree(gave);
    }

private:
    // One parent suffices where the region says so, but not against another who withdrew (4.2, disagreement).
    template <class Gave>
    [[nodiscard]] bool parents_agree(Gave gave) const {
        const auto& parents = *facts_.authority;
        if (!scope_.settings.one_parent) return std::ranges::all_of(parents, gave);
        return std::ranges::any_of(parents, gave) && std::ranges::all_of(parents, [&](const std::string& parent) {
                   return gave(parent) || !withdrew_since(parent, {});
               });
    }
    [[nodiscard]] bool is_open(const Consent& withdrawal) const {
        const auto is_open_for = [&](std::string_view person) {
            return decides(person) && withdrew(withdrawal, person) && !gave_after(person, *withdrawal.withdrawn_at);
        };
        return is_open_for(youth) || (facts_.authority && std::ranges::any_of(*facts_.authority, is_open_for));
    }
    [[nodiscard]] bool decides(std::string_view person) const {
        return policies::decides(facts_, scope_.settings, person, today_);
    }
    [[nodiscard]] bool gave_anew(std::string_view giver, Date day) const {
        return std::ranges::any_of(found_, [&](const Found& one) {
            return counts(one) && day < *one.consent->given_at && holds(one.consent->given_by, giver) &&
                   holds(one.consent->record_types, scope_.record_type);
        });
    }
    [[nodiscard]] bool gave_after(std::string_view giver, Date day) const {
        return std::ranges::any_of(found_, [&](const Found& one) {
            return counts(one) && day < *one.consent->given_at && holds(one.consent->given_by, giver);
        });
    }
    static bool counts(const Found& one) { return one.state == State::valid && !one.ended_on_birthday; }
    [[nodiscard]] State state_of(const Consent& consent) const {
        return policies::state_of(consent, facts_, scope_.settings, today_);
    }
    [[nodiscard]] bool gave_in(State state, std::string_view giver) const {
        return std::ranges::any_of(found_, [&](const Found& one) {
            return !one.ended_on_birthday && holds(one.consent->given_by, giver) && state_for(one, giver) == state;
        });
    }
    [[nodiscard]] State state_for(const Found& one, std::string_view giver) const {
        const bool withdrew = one.state == State::valid && withdrew_since(giver, *one.consent->given_at);
        return withdrew ? State::withdrawn : one.state;
    }
    // Days have no hours here, so of a withdrawal and a consent of one day the withdrawal is the later one.
    [[nodiscard]] bool withdrew_since(std::string_view person, Date given_at) const {
        return std::ranges::any_of(found_, [&](const Found& one) {
            return one.state == State::withdrawn && given_at <= *one.consent->withdrawn_at &&
                   withdrew(*one.consent, person);
        });
    }
    // Where it is not told which of the persons concerned withdrew, all who gave it did; where not even that, everyone.
    [[nodiscard]] bool withdrew(const Consent& consent, std::string_view person) const {
        const auto gave_it = [&](std::string_view one) {
            return holds(consent.given_by, one) || holds(consent.givers_in_doubt, one);
        };
        const auto is_concerned = [&](const std::string& one) {
            return one == youth || gave_it(one) || (facts_.authority && holds(*facts_.authority, one));
        };
        const bool told = std::ranges::any_of(consent.withdrawn_by, is_concerned);
        if (told) return holds(consent.withdrawn_by, person);
        return gave_it(person) || (consent.given_by.empty() && consent.givers_in_doubt.empty());
    }

    const Facts& facts_;
    const ConsentScope& scope_;
    Date today_;
    boost::container::small_vector<Found, 8> found_;  ///< a child has a handful
    boost::container::small_vector<const Consent*, 8> other_withdrawals_;
};

/// How a consent stands of which only the givers are in question.
Standing standing_of_valid(const Facts& facts, const Consent& consent, const Settings& settings, Date today) {
    const auto& givers = consent.given_by;
    const bool any = std::any_of(givers.begin(), givers.end(),
                                 [&](const std::string& giver) { return decides(facts, settings, giver, today); });
    if (!any) return Standing::wrong_giver;
    const std::string_view type = consent.record_types.empty() ? std::string_view{} : consent.record_types.front();
    const ConsentScope scope{consent.purpose, consent.from, consent.to, type, consent.record_types, settings};
    const Matching matching{facts, scope, today};
    if (matching.is_withdrawn(consent)) return Standing::withdrawn;
    return matching.suffices(State::valid) ? Standing::valid : Standing::missing_giver;
}

Reason why_not_enough(const Matching& matching) {
    static constexpr std::array others{State::withdrawn, State::expired, State::not_yet};
    for (const State state : others) {
        if (matching.any_in(state) && (matching.suffices(state) || !matching.any_in(State::valid))) {
            return reason_of(state);
        }
    }
    return Reason::deny_consent_wrong_giver;
}

Reason why_nothing_matches(const Facts& facts, const ConsentScope& scope) {
    const bool near = std::ranges::any_of(facts.consents, [&](const Consent& consent) {
        return same_pair(consent, scope) || consent.purpose == scope.purpose;
    });
    return near ? Reason::deny_consent_other_scope : Reason::deny_consent_missing;
}

/// What those consents say that count for this scope, enough or not.
ConsentFinding what_speaks(const Matching& matching, const ConsentScope& scope) {
    ConsentFinding finding;
    for (const Matching::Found& one : matching.found()) {
        if (!matching.speaks(one)) continue;
        const Consent* consent = one.consent;
        if (finding.used == nullptr || finding.used->consent_id.empty()) finding.used = consent;
        if (!holds(consent->record_types, scope.record_type)) finding.partial.push_back(consent);
        finding.fields_excluded.insert(finding.fields_excluded.end(), consent->fields_excluded.begin(),
                                       consent->fields_excluded.end());
    }
    const auto withdrawals = matching.other_withdrawals();
    finding.other_withdrawals.assign(withdrawals.begin(), withdrawals.end());
    return finding;
}

bool leaves_out(const ConsentFinding& finding, std::string_view record_type, std::string_view field) {
    const bool excluded =
        std::ranges::any_of(finding.fields_excluded, [&](std::string_view one) { return is_excluded_by(one, field); });
    const bool of_record = field.substr(0, field.find('.')) == record_type;
    return excluded || (of_record && std::ranges::any_of(finding.partial, [&](const Consent* consent) {
                            return is_beyond(*consent, field);
                        }));
}

bool bound_by_secrecy(std::string_view role) {
    static constexpr std::array<std::string_view, 3> holders{"jgz", "jeugdhulpaanbieder", "jgz-5a-arts"};
    return std::find(holders.begin(), holders.end(), role) != holders.end();
}

}  // namespace

bool is_same_party(const Party& told, const Party& asked) {
    if (covering_role(told.role) != covering_role(asked.role)) return false;
    return told.org.empty() || asked.org.empty() || told.org == asked.org;
}

Date birthday(Date born, int age) {
    const Date same_day = born + std::chrono::years{age};
    return same_day.ok() ? same_day : Date{same_day.year() / std::chrono::March / 1};
}

std::optional<Date> birthday_that_ends(const Consent& consent, const Facts& facts) {
    if (!facts.born || !consent.given_at) return std::nullopt;
    const int age_then = base::age_on(*facts.born, *consent.given_at);
    if (age_then >= youth_joins_at && given_by_youth_alone(consent)) return std::nullopt;
    for (const int age : ages_of_consent) {
        const bool others_decide = facts.capable.value_or(true) || age == of_age;
        if (age_then < age && others_decide) return birthday(*facts.born, age);
    }
    return std::nullopt;
}

std::optional<Date> change_that_ends(const Consent& consent, const Facts& facts) {
    if (!consent.given_at) return consent.ended_by_change;
    const bool told = !facts.authority_since.empty() || !facts.providers.empty();
    if (!told) return consent.ended_by_change;
    return earlier_of(consent.ended_by_change,
                      earlier_of(authority_that_ends(consent, facts), provider_that_ends(consent, facts)));
}

schemas::FieldSet depends_on_consent(const Rule& rule, std::string_view from, const Block& block) {
    switch (rule.consent) {
        case ConsentNeed::none:
            return 0;
        case ConsentNeed::needed:
            return block.all;
        case ConsentNeed::needed_for_bijzonder:
            break;
    }
    return bound_by_secrecy(from) ? block.all : block.special;
}

Date last_day(const Consent& consent, const Facts& facts, const Settings& settings) {
    const Date given = *consent.given_at;
    Date last = base::add_months(given, settings.consent_months);
    if (consent.valid_until) last = std::min(last, *consent.valid_until);
    if (const auto closed = case_that_ends(consent, facts)) last = std::min(last, *closed);
    if (!settings.consent_ends_with_school_year) return last;
    const Date ends{given.year(), std::chrono::July, std::chrono::day{31}};
    return std::min(last, given <= ends ? ends : base::add_months(ends, 12));
}

ConsentEnd end_of(const Consent& consent, const Facts& facts, const Settings& settings) {
    ConsentEnd end{last_day(consent, facts, settings)};
    if (const auto birthday = birthday_that_ends(consent, facts); birthday && *birthday <= end.last) {
        end = {base::add_days(*birthday, -1), ConsentEnd::Cause::birthday};
    }
    if (const auto change = change_that_ends(consent, facts); change && *change <= end.last) {
        end = {base::add_days(*change, -1), ConsentEnd::Cause::change};
    }
    return end;
}

Date monday_of(Date day) {
    const std::chrono::weekday weekday{std::chrono::sys_days{day}};
    return base::add_days(day, -static_cast<int>((weekday - std::chrono::Monday).count()));
}

Date day_to_tell(const ConsentEnd& end) {
    if (end.cause != ConsentEnd::Cause::birthday) return end.last;
    return base::add_days(monday_of(base::add_days(end.last, 1)), -1);
}

std::optional<Reason> youth_objects(const Facts& facts, const ConsentScope& scope, Date today) {
    if (!facts.capable.value_or(true)) return std::nullopt;
    if (facts.born && base::age_on(*facts.born, today) < youth_joins_at) return std::nullopt;
    if (facts.consents_stale) return Reason::deny_consent_stale;
    const Matching matching{facts, scope, today};
    if (matching.youth_agrees()) return std::nullopt;
    return matching.any_in(State::withdrawn) ? Reason::deny_consent_withdrawn : Reason::deny_consent_missing;
}

Deciders who_decides(const Facts& facts, const Settings& settings, Date day) {
    const bool capable = facts.capable.value_or(true);
    if (!facts.born) return {capable, true};
    const int age = base::age_on(*facts.born, day);
    return {capable && age >= youth_joins_at, !is_surely_capable(facts) || age < alone_at(settings)};
}

bool may_withdraw(const Facts& facts, const Consent& consent, const Settings& settings, std::string_view person,
                  Date day) {
    const bool gave_it_at_unknown_age = !facts.born && holds(consent.given_by, person);
    return gave_it_at_unknown_age || decides(facts, settings, person, day);
}

ConsentFinding find_consent(const Facts& facts, const ConsentScope& scope, Date today) {
    if (facts.consents_stale) {
        ConsentFinding finding;
        finding.fault = Reason::deny_consent_stale;
        return finding;
    }
    const Matching matching{facts, scope, today};
    ConsentFinding finding = what_speaks(matching, scope);
    if (matching.found().empty()) {
        finding.fault = why_nothing_matches(facts, scope);
    } else if (!matching.suffices(State::valid)) {
        finding.fault = why_not_enough(matching);
    }
    return finding;
}

ConsentStanding standing_of(const Facts& facts, const Consent& consent, const Settings& settings, Date today) {
    ConsentStanding found;
    if (!consent.given_at) {
        if (consent.withdrawn_at && *consent.withdrawn_at <= today) found.standing = Standing::withdrawn;
        return found;
    }
    const ConsentEnd end = end_of(consent, facts, settings);
    found.ends = end.last;
    found.on_birthday = end.cause == ConsentEnd::Cause::birthday;
    const bool withdrawn_first = consent.withdrawn_at && *consent.withdrawn_at <= end.last;
    if (withdrawn_first) {
        found.ends = base::add_days(*consent.withdrawn_at, -1);
        found.on_birthday = false;
    }
    found.standing = standing_of_valid(facts, consent, settings, today);
    const State state = state_of(consent, facts, settings, today);
    if (state == State::withdrawn) found.standing = Standing::withdrawn;
    if (state == State::not_yet) found.standing = Standing::not_yet;
    if (state == State::expired || (state == State::valid && end.last < today)) {
        found.standing = end.cause == ConsentEnd::Cause::change ? Standing::ended_by_change : Standing::expired;
    }
    return found;
}

std::string_view name_of(Standing standing) {
    static constexpr std::array<std::string_view, 7> names{"valid",       "withdrawn",     "expired",        "not-yet",
                                                           "wrong-giver", "missing-giver", "ended-by-change"};
    return names[static_cast<std::size_t>(standing)];
}

std::string reference_of(const Consent& consent) {
    if (!consent.consent_id.empty()) return consent.consent_id;
    return consent.purpose + ' ' + consent.from.text() + ' ' + consent.to.text() +
           (consent.given_at ? ' ' + base::format_date(*consent.given_at) : std::string{});
}

bool tells_of_nobody(std::string_view id) {
    return has_form_of_uuid(id) || is_short_code(id);
}

std::vector<std::string> consents_in_use(const Facts& facts, const ConsentScope& scope, Date today) {
    const Matching matching{facts, scope, today};
    std::vector<std::string> references;
    for (const auto& [consent, state, ended_on_birthday] : matching.found()) {
        if (state != State::valid || ended_on_birthday) continue;
        std::string reference = reference_of(*consent);
        if (!holds(references, reference)) references.push_back(std::move(reference));
    }
    return references;
}

bool is_taken_back(const Facts& facts, const ConsentScope& scope, std::span<const std::string> references,
                   bool some_are_gone, std::span<const std::string> fields, Date today) {
    const Matching matching{facts, scope, today};
    bool withdrawn = std::ranges::any_of(facts.consents, [&](const Consent& consent) {
        return matching.is_withdrawn(consent) &&
               std::ranges::find(references, reference_of(consent)) != references.end();
    });
    withdrawn = withdrawn || matching.another_withdrew() || (some_are_gone && matching.any_in(State::withdrawn));
    if (withdrawn && !matching.suffices(State::valid)) return true;
    const ConsentFinding now = what_speaks(matching, scope);
    return std::ranges::any_of(fields, [&](const std::string& field) {
        if (withdrawn && leaves_out(now, scope.record_type, field)) return true;
        return std::ranges::any_of(now.other_withdrawals,
                                   [&](const Consent* withdrawal) { return takes_back(*withdrawal, field); });
    });
}

}  // namespace kolk::policies
