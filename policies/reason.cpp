#include "policies/reason.hpp"

#include "schemas/base/result.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

struct Row {
    Reason reason;
    std::string_view code;
    bool can_pass;
    std::string_view dutch;
    std::string_view english;
};

constexpr std::array rows{
    Row{Reason::allow, "allow", false, "De verstrekking mag: alle aanwezige velden vallen onder de regel.",
        "The record may go: every field in it falls under the rule."},
    Row{Reason::allow_redacted, "allow.redacted", false,
        "De verstrekking mag, zonder de velden die niet onder de regel vallen.",
        "The record may go, without the fields that do not fall under the rule."},
    Row{Reason::allow_override, "allow.override", false,
        "De verstrekking mag door een uitzondering die twee mensen hebben vastgelegd.",
        "The record may go under an exception that two people recorded."},
    Row{Reason::deny_record, "deny.record", false, "Het bericht voldoet niet aan de afspraken over zijn vorm.",
        "The record does not have the form that was agreed for its type."},
    Row{Reason::deny_convenant, "deny.convenant", true,
        "Tussen deze partijen is op deze dag geen convenant van kracht: buiten de looptijd, of niet door beide "
        "getekend.",
        "No convenant is in force between these parties on this day: outside its dates, or not signed by both."},
    Row{Reason::deny_purpose, "deny.purpose", false, "Dit doel staat niet in het convenant.",
        "The convenant does not name this purpose."},
    Row{Reason::deny_role, "deny.role", false,
        "Geen regel laat deze partij dit soort gegevens voor dit doel aan deze ontvanger geven.",
        "No rule lets this party give this type of record to this recipient for this purpose."},
    Row{Reason::deny_membership, "deny.membership", true,
        "De afzender of de ontvanger is op deze dag in deze rol geen partij bij het convenant.",
        "The sender or the recipient is no party to the convenant in this role on this day."},
    Row{Reason::deny_dpia, "deny.dpia", true, "Voor dit doel is geen gegevensbeschermingseffectbeoordeling vastgelegd.",
        "No data protection impact assessment is recorded for this purpose."},
    Row{Reason::deny_third_party, "deny.third-party", false,
        "Een samenwerkingsverband geeft een TLV-dossier aan niemand anders dan het bevoegd gezag van de school.",
        "A samenwerkingsverband gives a TLV file to nobody but the school board."},
    Row{Reason::deny_secrecy, "deny.secrecy", false,
        "Wat de jeugdgezondheidszorg weet, blijft daar, behalve waar ouders of jeugdige mee instemmen.",
        "What youth health care knows stays there, except for what parents or the young person agree to."},
    Row{Reason::deny_sickleave, "deny.sickleave", false,
        "Ziekte, schorsing en wat dat kan zijn, is geoorloofd verzuim en gaat niet naar leerplicht.",
        "Sick leave, suspension and what may be either is authorised absence and does not go to school attendance "
        "officers."},
    Row{Reason::deny_criminal, "deny.criminal", false,
        "Strafrechtelijke gegevens verlaten leerplicht niet langs deze weg.",
        "Criminal data do not leave the school attendance officer by this road."},
    Row{Reason::deny_aggregate_only, "deny.aggregate-only", false,
        "Voor dit doel gaan alleen totalen over, nooit een regel per persoon.",
        "For this purpose only totals may go, never a row per person."},
    Row{Reason::deny_basis, "deny.basis", false,
        "Er is (op deze dag) geen wettelijke grondslag, en toestemming kan die niet vervangen.",
        "There is no statutory basis (on this day), and consent cannot replace one."},
    Row{Reason::deny_art9, "deny.art9", false,
        "Voor bijzondere gegevens noemt deze regel geen grond uit artikel 9 AVG.",
        "This rule names no ground of GDPR article 9 for special categories of data."},
    Row{Reason::deny_deceased, "deny.deceased", true,
        "De betrokkene is overleden: alle leveringen zijn stilgezet tot een mens beslist.",
        "The person has died: every delivery is held until someone decides."},
    Row{Reason::deny_restricted, "deny.restricted", true, "De verwerking is beperkt (artikel 18 AVG).",
        "Processing is restricted (GDPR article 18)."},
    Row{Reason::deny_objection, "deny.objection", true,
        "Tegen dit doel is bezwaar gemaakt (artikel 21 AVG); tot het besluit daarover gaat er niets.",
        "There is an objection to this purpose (GDPR article 21); nothing goes until it is decided."},
    Row{Reason::deny_case, "deny.case", true,
        "Er is vandaag geen open casus voor dit overleg waarin beide partijen genoemd staan (`parties`).",
        "No case with these parties is open today for this meeting."},
    Row{Reason::deny_condition, "deny.condition", false,
        "Aan een voorwaarde van de regel is niet (aantoonbaar) voldaan.",
        "A condition of the rule is not met, or not known to be met."},
    Row{Reason::deny_frequency, "deny.frequency", true, "De regel staat nu geen volgende verstrekking toe.",
        "The rule allows no further delivery at this moment."},
    Row{Reason::deny_inform, "deny.inform", true,
        "De betrokkenen zijn over deze verstrekking nog niet geïnformeerd (artikel 13 en 14 AVG).",
        "Those concerned have not yet been informed of this (GDPR articles 13 and 14)."},
    Row{Reason::deny_consent_missing, "deny.consent.missing", true, "De toestemming die hiervoor nodig is, is er niet.",
        "The consent that this needs is not there."},
    Row{Reason::deny_consent_expired, "deny.consent.expired", false, "De toestemming is verlopen.",
        "The consent has expired."},
    Row{Reason::deny_consent_withdrawn, "deny.consent.withdrawn", false, "De toestemming is ingetrokken.",
        "The consent was withdrawn."},
    Row{Reason::deny_consent_wrong_giver, "deny.consent.wrong-giver", false,
        "Niet iedereen die toestemming moet geven, heeft die gegeven of is bekend.",
        "Not everyone whose consent is needed gave it or is known."},
    Row{Reason::deny_consent_not_yet, "deny.consent.not-yet", true, "De toestemming geldt nog niet op deze dag.",
        "The consent does not hold yet on this day."},
    Row{Reason::deny_consent_other_scope, "deny.consent.other-scope", false,
        "De toestemming gaat over een ander doel, een andere ontvanger of andere gegevens.",
        "The consent is for another purpose, another recipient or other data."},
    Row{Reason::deny_consent_stale, "deny.consent.stale", true,
        "De stand van de toestemmingen is te oud om op te vertrouwen.",
        "What is known about consent is too old to rely on."},
    Row{Reason::deny_field, "deny.field", false, "De regel noemt dit veld niet, of de bron leverde het niet.",
        "The rule does not name this field, or the source did not supply it."},
    Row{Reason::deny_bsn, "deny.bsn", false, "Een nationaal nummer mag hier niet worden gebruikt of gegeven.",
        "A national number may not be used or given here."},
    Row{Reason::deny_cell, "deny.cell", false, "De groep is te klein om een totaal over te geven.",
        "The group is too small to give a total about."},
    Row{Reason::deny_unidentifiable, "deny.unidentifiable", true,
        "De ontvanger kan niet weten over wie dit gaat: hij kent geen eigen nummer en de regel geeft geen naam.",
        "The recipient cannot tell whom this is about: it has no number of its own and the rule gives no name."},
};

constexpr auto every_reason = [] {
    std::array<Reason, rows.size()> all{};
    for (std::size_t i = 0; i < rows.size(); ++i) all[i] = rows[i].reason;
    return all;
}();

static_assert([] {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].reason != static_cast<Reason>(i)) return false;
    }
    return true;
}());

const Row& row_of(Reason reason) {
    const auto at = static_cast<std::size_t>(reason);
    if (at >= rows.size()) base::broken("a reason outside its list");
    return rows[at];
}

}  // namespace

std::span<const Reason> reasons() {
    return every_reason;
}

std::string_view code_of(Reason reason) {
    return row_of(reason).code;
}

std::optional<Reason> reason_from(std::string_view code) {
    const auto* found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.code == code; });
    if (found == rows.end()) return std::nullopt;
    return found->reason;
}

std::string_view dutch(Reason reason) {
    return row_of(reason).dutch;
}

std::string_view english(Reason reason) {
    return row_of(reason).english;
}

bool can_pass(Reason reason) {
    return row_of(reason).can_pass;
}

bool opens_incident(Reason reason) {
    return reason == Reason::deny_sickleave || reason == Reason::deny_bsn;
}

}  // namespace kolk::policies
