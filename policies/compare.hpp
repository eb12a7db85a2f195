#pragma once

#include "policies/convenant.hpp"

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

/// Which fields of a record, and of the subject block that goes with it, differ; each list is sorted.
struct FieldsChange {
    std::string record_type;
    std::vector<std::string> gained;                  ///< `record.field` that the recipient did not get
    std::vector<std::string> lost;                    ///< that it no longer gets
    std::vector<std::string> now_with_consent;        ///< that it got without consent
    std::vector<std::string> no_longer_with_consent;  ///< that it gets without consent now

    [[nodiscard]] bool empty() const;
};

/// What differs between two roles for one purpose.
struct PairChange {
    std::string purpose;
    std::string from;  ///< role
    std::string to;    ///< role
    std::vector<FieldsChange> fields;
    std::vector<Change> terms;  ///< of a flow that came, all of them

    [[nodiscard]] bool empty() const;
};

/// What a later version changes. Fields that a rule names and no record may give anyone (a flow that is forbidden,
/// exceptions) count as not given. A total counts as one field of the record type that it counts.
struct Comparison {
    std::vector<Change> heading;
    std::vector<Change> parties;
    std::vector<Change> purposes;  ///< purposes and rules that came or went, and what a purpose says of itself
    std::vector<PairChange> pairs;

    [[nodiscard]] bool empty() const;
};

/// Conditions, and a total, as one line in the words of the file.
std::string in_file_words(const std::vector<Condition>& conditions);
std::string in_file_words(const Total& total);
/// Pure; in the order of the ids, so that the same two versions always give the same.
Comparison compare(const Convenant& before, const Convenant& after);

}  // namespace kolk::policies
