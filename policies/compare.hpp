#pragma once

#include "policies/convenant.hpp"

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// What two versions of a convenant can say differently.
enum class Aspect {
    id,
    version,
    title,
    region,
    in_force,
    status,
    environment,
    setting,
    school_calendar,
    holiday,
    study_day,
    definition,
    member,
    own_retention,
    party_name,
    contact,
    served_by,
    succession,
    notice,
    purpose,
    purpose_title,
    kind,
    dpia,
    agreement,
    joint_control,
    group,
    verify,
    prohibition,
    rule,
    total_records,
    total_by,
    total_when,
    total_output,
    smallest_cell,
    from_basis,
    to_basis,
    art9,
    no_art9_because,
    consent_only_because,
    consent,
    inform,
    bsn,
    case_,
    when,
    rule_in_force,
    only_if,
    transforms,
    retention,
    onward,
    notify,
    guests,
    frequency,
    total_frequency,
    choose,
    ask,
    deadline,
    pseudonym_only,
    forbidden,
};

/// One thing that differs, worded as the file words it. An empty `before` came, an empty `after` is gone.
struct Change {
    Aspect aspect = Aspect::id;
    std::string about;  ///< party, purpose, rule or record types that it is about; empty: all that it stands under
    std::string before;
    std::string after;

    friend bool operator==(const Change&, const Change&) = default;
};

/// Why fields that a rule names go to nobody as it stands; of several reasons, one.
enum class Hold {
    none,         ///< they may go
    forbidden,    ///< the flow is forbidden whatever the record says
    dpia,         ///< the purpose lacks the DPIA that it needs
    waits,        ///< the rule waits for a setting of the region
    exception,    ///< only two people can open it, for one child
    totals_only,  ///< never a record, only numbers of children
    number,       ///< the child's block with a national number, which must stay behind
};

/// Which fields of a record, and of the subject block that goes with it, differ; each list is sorted. A total counts as
/// one field, `total ID`, of the record type that it counts.
struct FieldsChange {
    /// `*` where a rule named all records and now names some, or the other way round: then `named` is all that is named
    /// now and `no_longer_named` all that was, each as `record.field`, or `*` for every field of every record.
    std::string record_type;
    std::vector<std::string> gained;                  ///< `record.field` that the recipient did not get
    std::vector<std::string> lost;                    ///< that it no longer gets
    std::vector<std::string> now_with_consent;        ///< that it got without consent
    std::vector<std::string> no_longer_with_consent;  ///< that it gets without consent now
    std::vector<std::string> named;                   ///< that no rule named, and one does now; `hold` keeps them
    std::vector<std::string> no_longer_named;         ///< that `held` kept, and no rule names any more
    Hold hold = Hold::none;                           ///< in the later version
    Hold held = Hold::none;                           ///< in the earlier one

    [[nodiscard]] bool empty() const;
};

enum class Presence { stays, came, went };

/// What differs between two roles for one purpose.
struct PairChange {
    std::string purpose;
    std::string from;  ///< role
    std::string to;    ///< role
    Presence presence = Presence::stays;
    std::vector<std::string> types_gained;  ///< record types of a pair that stays, also where no field of them goes
    std::vector<std::string> types_lost;
    std::vector<FieldsChange> fields;
    std::vector<Change> terms;  ///< of a flow that came, all of them

    [[nodiscard]] bool empty() const;
};

/// What parties send or receive for one purpose.
struct PartyFlow {
    std::string purpose;
    bool receives = false;            ///< else sends
    std::vector<std::string> others;  ///< roles, or parties where not all of a role; sorted
    /// Record type to `record.field`; `*` is every record with all its fields, `total ID` a total.
    std::map<std::string, std::vector<std::string>> records;
    Hold hold = Hold::none;

    friend auto operator<=>(const PartyFlow&, const PartyFlow&) = default;
};

/// What it means for parties that they join or leave in a role, be it for a part of the later version's days, or that
/// another samenwerkingsverband serves a school. What the rules themselves say otherwise stands with the pairs of
/// roles.
struct PartyChange {
    std::vector<std::string> parties;  ///< `ROLE:ORG`, sorted; the same goes for each
    bool begins = true;                ///< else it ends
    std::vector<PartyFlow> flows;      ///< may be none
    std::optional<Date> from{};        ///< from that day; absent: from the first of the later version
    std::optional<Date> until{};       ///< until that day, included; absent: until the last of the later version
};

/// What a later version changes.
struct Comparison {
    std::vector<Change> heading;
    std::vector<Change> parties;
    std::vector<PartyChange> party_flows;
    std::vector<Change> purposes;  ///< purposes, rules and totals that came or went, and what they say of themselves
    std::vector<PairChange> pairs;
    /// Ids of rules with a difference that nothing above tells; an empty one for a difference elsewhere in the file.
    std::vector<std::string> untold;

    /// Only where both say the same as a whole: the order of what has none, comments and signatures aside.
    [[nodiscard]] bool empty() const;
};

/// Conditions, and a total, as one line in the words of the file.
std::string in_file_words(const std::vector<Condition>& conditions);
std::string in_file_words(const Total& total);
/// Pure; in the order of the ids, so that the same two versions always give the same.
Comparison compare(const Convenant& before, const Convenant& after);

}  // namespace kolk::policies
