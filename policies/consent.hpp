#pragma once

#include "policies/convenant.hpp"
#include "policies/facts.hpp"
#include "policies/reason.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

constexpr int of_age = 18;  // Burgerlijk Wetboek 1, article 233

/// The fields of a block that a sender in this role gives with consent only. Who is bound by professional secrecy gives
/// nothing at all without (`C` in convenant 2).
schemas::FieldSet depends_on_consent(const Rule& rule, std::string_view from, const Block& block);

/// Whether what facts say of `told` is about `asked`: the same role, and the same organisation where both name one.
bool is_same_party(const Party& told, const Party& asked);

/// What consent must be about.
struct ConsentScope {
    std::string_view purpose;
    const Party& from;
    const Party& to;
    std::string_view record_type;
    /// Other names under which a consent may speak of the same fields: the subsets that the rule names, or the type
    /// that a subset belongs to.
    const std::vector<std::string>& also_called;
    const Settings& settings;  ///< of the region
};

struct ConsentFinding {
    std::optional<Reason> fault;                    ///< why it does not suffice; absent: it does
    const Consent* used = nullptr;                  ///< one that counts; of the facts that were asked
    std::vector<std::string_view> fields_excluded;  ///< `record.field`, by any that counts
    std::vector<const Consent*> partial;            ///< those that count and name a part of the record type only
    /// Withdrawals of other record types by who gave what counts here: what they have in common with it stays.
    std::vector<const Consent*> other_withdrawals;
};

/// The ages at which others decide (convenant 4.1); on these birthdays what was given before is asked anew (4.3).
inline constexpr std::array<int, 3> ages_of_consent{12, 16, 18};
/// The first day on which someone born on that day has so many full years.
Date birthday(Date born, int age);
/// The birthday on which this consent ends: the first of the 12th, 16th and 18th after it was given. None where the
/// young person gave it alone, for the time after, at 12 or later. For someone who is not capable only the 18th, when
/// the authority of parents ends.
std::optional<Date> birthday_that_ends(const Consent& consent, const Facts& facts);

/// The first day on which a change ended this consent (4.3): a place or party that it is bound to
/// (`Consent::ended_by_change`), who has authority, unless the young person gave it alone, or the provider that it
/// names or, naming the role alone, that cared for the child when it was given.
std::optional<Date> change_that_ends(const Consent& consent, const Facts& facts);

/// Whether the consent that convenant 4.1 asks for (the strict rule) is there on this day: from 0 to 11 of everyone
/// with authority, from 12 to 15 of the young person and everyone with authority, from 16 of the young person alone;
/// for someone who is not capable, of the representatives. A region may let one parent suffice, as long as no parent
/// has withdrawn, and the young person decide alone from 12 (`Settings`). What was given before a 12th, 16th or 18th
/// birthday ends on it. An unknown age or authority is never enough. A consent lasts twelve months at most (4.3). Who
/// withdrew a consent about this scope has withdrawn every earlier one, alone or with others, until that person gives
/// one on a later day (4.2).
ConsentFinding find_consent(const Facts& facts, const ConsentScope& scope, Date today);

/// The last day of a consent that was given (`given_at` is there): its own end, so many months, the end of the case
/// that it was given for, or, where the region's settings say so, the end of the school year, whichever comes first
/// (convenant 4.3). That case is one for its purpose with both parties at the table, or of which nobody tells who sits
/// there: open when it was given, else the next that was opened; of several the first that closes.
Date last_day(const Consent& consent, const Facts& facts, const Settings& settings);

/// Until when a consent lasts of itself.
struct ConsentEnd {
    enum class Cause : std::uint8_t { term, birthday, change };
    Date last;  ///< included
    Cause cause = Cause::term;
};
/// Of a consent that was given: what comes first of `last_day`, `birthday_that_ends` and `change_that_ends`.
ConsentEnd end_of(const Consent& consent, const Facts& facts, const Settings& settings);
/// The Monday of that week, which tells of a birthday without its day.
Date monday_of(Date day);
/// What may be told of that last day: of one before a birthday, the Sunday before its week.
Date day_to_tell(const ConsentEnd& end);

/// Who decides on consents of a child (convenant 4.1): the young person, who has authority, or both.
struct Deciders {
    bool youth = false;
    bool representatives = false;
};
/// On that day; of an unknown age it may be either.
Deciders who_decides(const Facts& facts, const Settings& settings, Date day);

/// Whether this person (a key of `Facts::authority`, or `jeugdige`) may withdraw it on that day: whose consent is
/// needed then, so whoever gave it as far as they still decide (4.2). Where the birth date or who has authority is not
/// known, nobody is sent away whose it may be.
bool may_withdraw(const Facts& facts, const Consent& consent, const Settings& settings, std::string_view person,
                  Date day);

/// Why a parent may not read along with this child (convenant 4.1, "Parent reads JGZ/medical file"): from 12 only
/// with the consent of the young person. Nothing below that age, and for who is not capable. An unknown age counts as
/// old enough to be asked.
std::optional<Reason> youth_objects(const Facts& facts, const ConsentScope& scope, Date today);

/// How one consent stands on a day: `ended_by_change`, as `change_that_ends` says; `wrong_giver`, it was
/// given by nobody whose consent is needed; `missing_giver`, it was, but not by everyone.
enum class Standing : std::uint8_t { valid, withdrawn, expired, not_yet, wrong_giver, missing_giver, ended_by_change };

struct ConsentStanding {
    Standing standing = Standing::missing_giver;
    std::optional<Date> ends;  ///< its last day, as far as is known; absent: it never began
    bool on_birthday = false;  ///< that is the day before a 12th, 16th or 18th birthday
};

ConsentStanding standing_of(const Facts& facts, const Consent& consent, const Settings& settings, Date today);
/// `valid`, `withdrawn`, `expired`, `not-yet`, `wrong-giver`, `missing-giver`, `ended-by-change`.
std::string_view name_of(Standing standing);

/// How a consent is referred to later: by its id, or without one by what it is about and when it was given.
std::string reference_of(const Consent& consent);

/// Whether nothing about a person fits into this id: it is a UUID in small letters, or a code of at most three letters
/// and three digits, like `c-1` or `TOE_17`.
bool tells_of_nobody(std::string_view id);

/// References of every consent that counts for this scope on this day: what goes under them goes no further once one
/// of them is withdrawn and the others do not suffice.
std::vector<std::string> consents_in_use(const Facts& facts, const ConsentScope& scope, Date today);

/// Whether what went in this scope under these consents must be told to be withdrawn: one of them is, on this day, or a
/// parent withdrew where the other sufficed, and no other consent has taken its place, or one that leaves out some of
/// the `fields` (`record.field`) that went under them; or a withdrawal of another record type takes back one of those.
/// Of those that no source tells of any more (`some_are_gone`) any withdrawal in this scope may be. A source that is
/// too old to trust changes nothing: what it said of a withdrawal stands.
bool is_taken_back(const Facts& facts, const ConsentScope& scope, std::span<const std::string> references,
                   bool some_are_gone, std::span<const std::string> fields, Date today);

}  // namespace kolk::policies
