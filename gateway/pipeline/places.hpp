#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/services.hpp"

#include <optional>
#include <string>

/// Where children live and go to school, and what follows when that changes or a party leaves.
namespace kolk::gateway::pipeline {

/// Why a child is marked (store::Mark): parties to which it is no longer theirs are to be told.
inline constexpr std::string_view marked_moved = "moved";
/// Why a child is marked: parties name two places of it in turn.
inline constexpr std::string_view marked_in_doubt = "in doubt";
/// Why a child is marked: a party that received something of it was succeeded, and the child is held for now.
inline constexpr std::string_view marked_succeeded = "succeeded";

/// Where a statement says that a child is, and since when where its record has a day for that: `inschrijfdatum` of a
/// class list, the period of residence of an OZA placement.
struct PlaceTold {
    std::string code;  ///< empty: it says nothing
    std::optional<base::Date> since;
};
PlaceTold place_told(const connectors::Statement& statement, subjects::Place place);

/// By which place a rule chooses its recipient, if it does.
std::optional<subjects::Place> place_of(policies::Choose choose);

/// The code of this place on that day, as far as is known. Where nobody named another, the municipality of residence
/// answers for youth care.
const std::string& place_on(const subjects::Profile& profile, subjects::Place place, base::Date day);

/// The party in this role where the child is on that day, as far as is known: who has the code, or took its place by
/// then. Its `org` is empty where nobody here has it.
schemas::Party party_at(const Services& services, const subjects::Profile& profile, subjects::Place place,
                        std::string_view role, base::Date day);

/// Takes in that a party tells of a place, in a record that is news; says whether the child left another one. A day
/// that is yet to come, or none, counts as today.
///
/// A day before the one since which the child is told to be where it is changes nothing, and neither does a day that
/// the party told before. What nothing dates is in doubt: a party that repeats another place without a day, or a day
/// before the one on which the place was only learned. Of two places in doubt it is the one that is named alone on a
/// later day.
bool hear(subjects::Profile& profile, subjects::Place place, const std::string& party, const PlaceTold& told,
          base::Date today);
/// The same of every place that a statement tells. That another municipality than the one of residence answers for
/// youth care ends with the last party that named one: an empty word takes back the party's own, and says nothing where
/// it has none. While the others name yet another it is in doubt.
bool hear(subjects::Profile& profile, const std::string& party, const connectors::Statement& statement,
          base::Date today);

/// Whether parties name two places in turn: then nothing goes that this place chooses. So it is with youth care while
/// the residence by which it would be chosen is in doubt.
bool is_in_doubt(const subjects::Profile& profile, subjects::Place place);

/// Whether the recipient may have this exchange: from `released` on it counts as possibly received.
bool may_have_arrived(const store::Exchange& exchange);

/// Whether this rule, which names the recipient's role, chooses that recipient by where the child is on that day. A
/// rule that does not look at places does.
bool chooses(const Services& services, const policies::Rule& rule, const subjects::Profile& profile,
             const schemas::Party& recipient, base::Date day);

/// Whether children are enrolled with parties in this role.
bool is_school(std::string_view role);

/// Whether the recipient is a samenwerkingsverband that does not serve the school with this branch code, as far as that
/// is known here, to which the sender, which is no school, would tell of its child. A school tells its own.
bool is_of_another_swv(const Services& services, const schemas::Party& sender, const schemas::Party& recipient,
                       const std::string& enrolment, base::Date day);

/// Whether the child is the recipient's on that day: it is a party then, its care has not ended, a samenwerkingsverband
/// serves the school at which the child is, and a rule for this flow would choose it by where the child is then. What
/// no longer has a rule, or one that does not look at places, changes with none.
bool is_of_recipient(const Services& services, const subjects::Profile& profile, const policies::Facts& facts,
                     const store::Exchange& exchange, base::Date day);

/// The same of what could go on that day: a school goes on to tell its own samenwerkingsverband, also of a child that
/// went to a school of another.
bool may_tell(const Services& services, const subjects::Profile& profile, const policies::Facts& facts,
              const store::Exchange& exchange, base::Date day);

/// Sets in each consent the day from which the child, or the convenant, left the organisation that it names or, naming
/// a role, that the child had in that role when it was given. What was given on that day or later stands, and so does
/// what names a role when another organisation takes the place of the former. The municipality for youth care is the
/// one that answers for it, but where a rule of that purpose looks at the residence.
void end_consents(const Services& services, Child& child);

/// The first day on which this party was no longer one; nothing for who is a party on `day`, or of whom this convenant
/// tells no membership that ended before.
std::optional<base::Date> left_on(const policies::Convenant& convenant, const schemas::Party& party, base::Date day);

}  // namespace kolk::gateway::pipeline
