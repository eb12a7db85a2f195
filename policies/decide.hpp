#pragma once

#include "policies/convenant.hpp"
#include "policies/facts.hpp"
#include "schemas/read.hpp"
#include "schemas/record.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// Every reason code of convenant.md section 3.2, in the order in which failing checks give the reason.
enum class Reason {
    allow,
    allow_redacted,
    allow_override,
    deny_record,
    deny_convenant,
    deny_purpose,
    deny_role,
    deny_membership,
    deny_dpia,
    deny_third_party,
    deny_secrecy,
    deny_sickleave,
    deny_criminal,
    deny_aggregate_only,
    deny_basis,
    deny_art9,
    deny_deceased,
    deny_restricted,
    deny_objection,
    deny_case,
    deny_condition,
    deny_frequency,
    deny_inform,
    deny_consent_missing,
    deny_consent_expired,
    deny_consent_withdrawn,
    deny_consent_wrong_giver,
    deny_consent_not_yet,
    deny_consent_other_scope,
    deny_consent_stale,
    deny_field,
    deny_bsn,
    deny_cell,
    deny_unidentifiable,
};

/// `deny.consent.wrong-giver`.
std::string_view code_of(Reason reason);
std::optional<Reason> reason_from(std::string_view code);
/// One sentence for people, about the rule and never about the child.
std::string_view dutch(Reason reason);
std::string_view english(Reason reason);
/// Whether the reason can end by itself or by an act of someone else (consent, informing, membership, hold), so that
/// the record is kept until the rule's deadline.
bool can_pass(Reason reason);
/// Whether a denial for this reason must be looked at as a possible breach (K5 and the barred numbers).
bool opens_incident(Reason reason);

/// What is asked: may this record of `from` go to `to` for `purpose` today?
struct Question {
    const schemas::Record* record = nullptr;
    const schemas::Content* subject = nullptr;  ///< leerling-id fields as the source gave them; may be absent
    Party from;
    Party to;  ///< an empty org: "the right organisation of that role"; what that settles is listed as assumed
    std::string_view purpose;
    const Facts* facts = nullptr;  ///< absent: nothing is known of the child
    Date today;
    bool known_to_recipient = false;        ///< the recipient itself supplied the child under a number of its own
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
