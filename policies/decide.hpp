#pragma once

#include "policies/convenant.hpp"
#include "policies/facts.hpp"
#include "policies/reason.hpp"
#include "schemas/read.hpp"
#include "schemas/record.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// What is asked: may this record of `from` go to `to` for `purpose` today?
struct Question {
    const schemas::Record* record = nullptr;
    const schemas::Content* subject = nullptr;  ///< leerling-id fields as the source gave them; may be absent
    Party from;
    Party to;  ///< an empty org: "the right organisation of that role"; what that settles is listed as assumed
    std::string_view purpose;
    const Facts* facts = nullptr;  ///< absent: nothing is known of the child
    Date today;
    /// What `schemas::check` found in the record or its subject block; whoever read them checked them, once.
    std::span<const schemas::Fault> faults{};
    bool known_to_recipient = false;  ///< the recipient itself supplied the child under a number of its own
    /// Only explanations set this: what a bare role, an unknown case or an unknown number leaves open counts as met and
    /// is listed under `assumed`.
    bool explaining = false;
    /// The subject block names another municipality or school than the asked recipient: a rule that chooses by
    /// residence or enrolment would never have chosen it.
    bool lives_elsewhere = false;
    bool enrolled_elsewhere = false;
    std::optional<Reason> bound_by_source;  ///< a denial that the source's own document demands before our convenant
};

struct WithheldField {
    std::string field;  ///< `record.field`
    Reason reason;
};

struct Decision {
    bool allow = false;
    Reason reason = Reason::deny_role;
    const Rule* rule = nullptr;           ///< belongs to the convenant; nullptr when no rule names the pair
    std::vector<std::string> given;       ///< `record.field`, sorted
    std::vector<WithheldField> withheld;  ///< every schema field not given, sorted
    std::string consent_id;               ///< the consent used, if any
    std::vector<std::string> assumed;
    std::vector<schemas::Fault> faults;  ///< of a record that fails its schema (`deny.record`)
};

/// Pure, total and deterministic: the same arguments give the same decision, every argument gives one, closed by
/// default.
Decision decide(const Convenant& convenant, const Question& question);

/// The decision as `kolk policy explain --json` prints it (contracts.md): decision, reason, rule, given, withheld,
/// assumed, and `faults` for a record that fails its schema.
boost::json::object explain(const Decision& decision);

}  // namespace kolk::policies
