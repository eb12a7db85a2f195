#include "policies/convenant.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

using base::holds;

std::vector<Prohibition> written_in_law() {
    Prohibition k2;
    k2.id = "K2";
    k2.from = {"swv-po", "swv-vo"};
    k2.never_mind = {"school", "so-vso", "ouder"};
    k2.records = {"tlv-aanvraag", "tlv-besluit"};
    k2.consent_lifts = true;
    k2.reason = Reason::deny_third_party;

    Prohibition k3;
    k3.id = "K3";
    k3.to = {"swv-po", "swv-vo"};
    k3.records = {"leerling-id"};
    k3.reason = Reason::deny_bsn;

    Prohibition never_held = k3;
    never_held.to = {};
    never_held.from = {"swv-po", "swv-vo"};

    Prohibition k4;
    k4.id = "K4";
    k4.to = {"jgz"};
    k4.records = {"leerling-id"};
    k4.reason = Reason::deny_bsn;

    Prohibition k5;
    k5.id = "K5";
    k5.to = {"leerplicht", "doorstroompunt"};
    k5.records = {"verzuimmelding"};
    k5.when = {
        {"verzuimmelding", "reden", {"ziek", "ziekte", "ziekmelding", "ziekteverzuim", "schorsing", "geschorst"}}};
    k5.reason = Reason::deny_sickleave;

    // Leerplichtwet 1969, article 11 under c and d: suspended, or ill.
    Prohibition k5_by_article = k5;
    k5_by_article.when = {{"verzuimmelding", "lpw_grond", {"11c", "11d"}}};

    Prohibition k5_at_risk = k5;
    k5_at_risk.records = {"thuiszittersmelding"};
    k5_at_risk.when = {{"thuiszittersmelding", "risico_grond", {"11c", "11d"}}};

    Prohibition k5_counts = k5;
    k5_counts.records = {"mazl-vraag"};
    k5_counts.when = {};

    Prohibition k6;
    k6.id = "K6";
    k6.records = {"mazl-advies", "jgz-contactmoment"};
    k6.consent_lifts = true;
    k6.reason = Reason::deny_secrecy;

    // Chain data of youth care has four aims in the Jeugdwet (par. 7.4), none of them education; consent does not widen
    // the task of a municipality.
    Prohibition k7;
    k7.id = "K7";
    k7.never_mind = {"gemeente-jeugd", "jeugdhulpaanbieder"};
    k7.records = {"jeugdhulp-toewijzing"};
    k7.reason = Reason::deny_basis;

    // convenant.md section 3: class S, never leaves leerplicht through this gateway.
    Prohibition criminal;
    criminal.id = "S";
    criminal.records = {"leerplicht-handhaving"};
    criminal.reason = Reason::deny_criminal;

    return {k2, k3, never_held, k4, k5, k5_by_article, k5_at_risk, k5_counts, k6, k7, criminal};
}

bool speaks_of(const std::vector<std::string>& names, std::string_view name) {
    return names.empty() || holds(names, name);
}

}  // namespace

std::span<const Prohibition> prohibitions_of_law() {
    static const std::vector<Prohibition> all = written_in_law();
    return all;
}

bool bars_numbers(std::string_view from, std::string_view to) {
    const auto is_swv = [](std::string_view role) { return role == "swv-po" || role == "swv-vo"; };
    return is_swv(from) || is_swv(to) || to == "jgz";
}

bool concerns(const Prohibition& prohibition, const Flow& flow) {
    if (prohibition.consent_lifts && flow.needs_consent) return false;
    return speaks_of(prohibition.purposes, flow.purpose) && speaks_of(prohibition.from, flow.from) &&
           speaks_of(prohibition.to, flow.to) && !holds(prohibition.never_mind, flow.to) &&
           speaks_of(prohibition.records, flow.record_type);
}

}  // namespace kolk::policies
