#pragma once

#include "policies/reason.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

/// What explanations say, in both languages.
namespace kolk::policies {

enum class Language : std::uint8_t { dutch, english };

/// One text in both languages. `{from}`, `{to}`, `{must}` and the like are filled in by `fill`.
struct Words {
    std::string_view dutch;
    std::string_view english;

    [[nodiscard]] std::string_view in(Language language) const { return language == Language::dutch ? dutch : english; }
};

/// What a reason means, as a sentence about the rule.
Words meaning(Reason reason);

/// What would have to change for a denial to become a permission, and whether anything can: K2 to K7
/// are never lifted, but for what K2 and K6 themselves let go with consent, and no advice leads around them.
struct Remedy {
    Words words;
    bool possible = true;
};
const Remedy& remedy(Reason reason);

/// Where more is known than the reason, and another sentence says what would have to change. Their places are filled
/// by `Explanation::fillings`.
enum class Circumstance : std::uint8_t {
    ended_rule,          ///< its dates do not cover the day (`deny.basis`): unlike K7, the parties can mend that
    dormant_rule,        ///< it waits for a law (`only_if`)
    by_consent,          ///< what a law lifts for a rule that asks for consent (K2, K6)
    closed_override,     ///< closed until two people open it; `{from_signer}` and `{to_signer}` say whom to call
    override_of_person,  ///< nobody can open one to or from a parent or young person: those are no organisation
    forbidden_by_file,   ///< the convenant's own `forbidden`
    no_rule_may,         ///< reading refuses each rule of this purpose that would give it
    tells_of_sickness,   ///< a text or code does (K5); `{field}` names it
    guest_without_case,  ///< the rule lets this role join as a guest
    parent_of_adult,     ///< a right of the child that a parent asks for
    parent_of_unknown,   ///< the same, of a child whose birth date is not known
    unknown_birth,       ///< of a consent: nobody tells how old the child is
    unknown_authority,   ///< who gave consent may be the right persons: nobody tells who has authority
    ended_on_birthday,   ///< of a consent (convenant 4.3)
    ended_on_day,
    withdrawn_on_day,
};
const Remedy& remedy(Circumstance circumstance);
/// What it means that the convenant itself forbids this, beside what its reason means where a law does.
Words meaning_of_forbidden_by_file();

/// Fixed texts of an explanation.
enum class Say : std::uint8_t {
    allowed,
    denied,
    rule,
    no_rule,
    purpose,
    from_basis,
    to_basis,
    conditions,
    met,
    not_met,
    not_reached,
    consent_used,
    given,
    withheld,
    would_have_to_change,
    assumed,
    faults,
    nothing,
    membership,
    dpia,
    dates,
    held,
    objection,
    open_case,
    informed,
    consent,
    age,
    field,
    running,
    startkwalificatie,
    recipient,
    secret_address,
    number,
    lasted,
    any_of,
    in_range,
    younger,
    older,
    below,
    above,
    unknown,
    not_in_calendar,
    absent,
    another_value,
    outside,
    not_begun,
    over,
    yes,
    no,
    not_needed,
    one_with_authority,
    several_with_authority,
    youth,
    youth_must,
    everyone_must,
    one_must,
    youth_and_one_must,
    youth_and_everyone_must,
    representatives_must,
    whoever_decides_must,
    until,
    given_by,
    may_change_by_itself,
    new_version_then,
    minor,
    days,
    school_days,
    school_weeks,
    no_such_purpose,
    no_such_sender_role,
    no_such_recipient_role,
    did_you_mean,
};
Words say(Say what);
std::span<const Words> every_saying();

/// An assumption as `decide` writes it, in this language.
std::string_view assumption(std::string_view assumed, Language language);

/// What is wrong with a record, as the reading of records says it in English, in this language.
std::string_view fault_of_record(std::string_view english, Language language);

using Fillings = std::map<std::string_view, std::string>;
/// Replaces `{name}` by its filling; the first letter of the sentence becomes a capital.
std::string fill(std::string_view text, const Fillings& fillings);

}  // namespace kolk::policies
