#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace kolk::policies {

/// Every reason code of convenant 3.2, in the order in which failing checks give the reason. The list is a
/// contract: no decision gives `deny.art9`, because a rule without its ground is refused when the file is read.
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

/// Every reason, in the order above.
std::span<const Reason> reasons();
/// `deny.consent.wrong-giver`.
std::string_view code_of(Reason reason);
std::optional<Reason> reason_from(std::string_view code);
/// One sentence for people, about the rule and never about the child.
std::string_view dutch(Reason reason);
std::string_view english(Reason reason);
/// Whether the reason can end by itself or by an act of someone else (consent that is still to come, informing,
/// membership, hold), so that the record is kept until the rule's deadline. Consent that was withdrawn, expired or
/// given by others than those who decide does not come back: a new one makes the record asked for again.
bool can_pass(Reason reason);
/// Whether a denial for this reason must be looked at as a possible breach (K5 and the barred numbers).
bool opens_incident(Reason reason);

}  // namespace kolk::policies
