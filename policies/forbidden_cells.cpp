#include "policies/forbidden_cells.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>
#include <initializer_list>

namespace kolk::policies {
namespace {

using CellNames = std::vector<std::string_view>;

constexpr std::string_view everything = "*";

CellNames together(std::initializer_list<CellNames> parts) {
    CellNames all;
    for (const CellNames& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

SideOfCell these(CellNames roles) {
    return {std::move(roles), false};
}

SideOfCell all_but(CellNames roles) {
    return {std::move(roles), true};
}

std::vector<ForbiddenCell> cells_of_convenant() {
    const CellNames who{"leerling-id-kern"};
    const CellNames who_by_number{"leerling-id", "leerling-id-kern"};
    const CellNames attendance{"verzuimmelding.roosteruren", "verzuimmelding.uren_per_dag",
                               "verzuimmelding.vaste_momenten"};
    const CellNames opp_kern{"opp.uitstroombestemming", "opp.begeleiding", "opp.evaluatiedatum"};
    const CellNames contact{"contact", "contactgegevens.adres", "contactgegevens.postcode", "contactgegevens.telefoon",
                            "contactgegevens.email"};
    const SideOfCell education = these({"swv-po", "swv-vo", "school", "so-vso", "mbo", "oza-school"});
    // K5 looks at what these are told; of anyone else it knows nothing.
    const SideOfCell not_guarded = all_but({"leerplicht", "doorstroompunt", "duo"});
    const SideOfCell out_of_compulsory_education = all_but({"leerplicht", "doorstroompunt"});
    return {
        {.purpose = "verzuim-wettelijke-melding",
         .words = "sick leave, suspension, full attendance list",
         .never = attendance,
         .only = together({who_by_number, {"verzuimmelding"}})},
        {.purpose = "verzuim-wettelijke-melding",
         .words = "sick leave, suspension, full attendance list",
         .never = {everything},
         .to = not_guarded},
        {.purpose = "verzuim-18plus-melding",
         .words = "persons with startkwalificatie",
         .only = together({who_by_number, {"verzuimmelding"}}),
         .youngest = 18,
         .oldest = 27,
         .no_startkwalificatie = true},
        {.purpose = "verzuim-18plus-melding",
         .words = "sick leave, suspension",
         .never = {everything},
         .to = not_guarded},
        {.purpose = "verzuimoverleg",
         .words = "diagnosis, JGZ notes, family story not tied to absence",
         .never = {"verzuimmelding.achtergrond", "verzuimmelding.lpw_grond"},
         .only = together({who_by_number, {"verzuimmelding", "verzuim-totalen", "schoolacties", "casusoverleg"}})},
        {.purpose = "verzuim-mazl-consultvraag",
         .words = "BSN/PGN, nature of illness the parent did not agree to",
         .only = together({who, {"mazl-vraag"}})},
        {.purpose = "verzuim-mazl-terugkoppeling",
         .words = "complaint, diagnosis, findings, home situation",
         .only = together({who, {"mazl-advies"}})},
        {.purpose = "verzuim-mazl-naar-leerplicht",
         .words = "any medical field",
         .only = together({who_by_number, {"verzuimmelding"}}),
         .no_special = true},
        {.purpose = "verzuim-mazl-naar-leerplicht",
         .words = "any medical field",
         .never = {everything},
         .to = not_guarded},
        {.purpose = "jgz-contactmoment-planning", .words = "anything outside the list", .only = {"jgz-klassenlijst"}},
        {.purpose = "thuiszitter-melding-swv",
         .words = "medical documents without need",
         .only = together({who, {"thuiszittersmelding"}})},
        {.purpose = "thuiszitter-melding-overig",
         .words = "leerplicht dossier, pv, Halt data",
         .only = together({who, {"minimal-signal"}})},
        // What a provider tells with consent has no other table where the school sits.
        {.purpose = "thuiszittersoverleg",
         .words = "anything but the report, the agreements and the feedback of a provider",
         .only = together({who, {"thuiszittersmelding", "afspraken", "casusoverleg", "behandel-terugkoppeling"}})},
        {.purpose = "doorbraak-escalatie",
         .words = "more content than the earlier overleg",
         .only = together({who, {"afspraken", "blokkade"}})},
        {.purpose = "mdo-ondersteuning",
         .words = "access to the pupil tracking system",
         .only = together({who, opp_kern, {"hulpvraag", "afspraken", "casusoverleg"}})},
        {.purpose = "zorgroute-aanmelding",
         .words = "full OPP, test reports by default",
         .only = together({who, contact, opp_kern, {"opp.begeleidingsvraag", "hulpvraag"}})},
        {.purpose = "zorgroute-terugmelding",
         .words = "diagnosis, plan, product code, family data",
         .only = together(
             {who,
              {"jeugdhulp-status.status", "jeugdhulp-status.datum", "jeugdhulp-status.contactpersoon",
               "jeugdhulp-status.aangevraagd_op", "jeugdhulp-status.verwachte_start",
               "jeugdhulp-status.overbrugging_door", "jeugdhulp-status.onderbroken", "jeugdhulp-status.collectief"}})},
        {.purpose = "jeugdhulp-toewijzing",
         .words = "reuse for another of the four aims; passing on to SWV/school",
         .never = {everything},
         .to = education},
        {.purpose = "jeugdhulp-toewijzing",
         .words = "reuse for another of the four aims",
         .only = together({who_by_number, {"jeugdhulp-toewijzing", "jeugdhulp-status"}})},
        {.purpose = "tlv-aanvraag",
         .words = "BSN/PGN on the form",
         .never = {"leerling-id.bsn", "leerling-id.onderwijsnummer"}},
        {.purpose = "tlv-aanvraag",
         .words = "anything but the request and a running decision",
         .only = together({who, {"tlv-aanvraag", "tlv-besluit"}})},
        {.purpose = "tlv-besluit",
         .words = "swv -> any third party",
         .never = {everything},
         .to = all_but({"school", "so-vso", "ouder"})},
        {.purpose = "tlv-besluit", .words = "anything but the decision", .only = together({who, {"tlv-besluit"}})},
        {.purpose = "opp-opstellen-delen", .words = "anything but the OPP", .only = together({who, {"opp"}})},
        {.purpose = "oza-aanmelding",
         .words = "TLV file, care file",
         .only = together({who, {"oza-plaatsing", "tlv-aanvraag.categorie", "tlv-besluit.categorie"}})},
        {.purpose = "oza-melding-woongemeente",
         .words = "education file",
         .only = together({who, {"oza-kern", "oza-plaatsing"}})},
        {.purpose = "oza-grensverkeer-verrekening",
         .words = "name, reason, diagnosis",
         .only = {"oza-plaatsing.start", "oza-plaatsing.eind", "oza-plaatsing.dagdelen", "oza-plaatsing.woongemeente",
                  "oza-plaatsing.betalende_gemeente", "oza-plaatsing.woonperioden", "oza-plaatsing.buiten_regio",
                  "oza-plaatsing.swv", "oza-plaatsing.tarief", "oza-plaatsing.toeslag",
                  "oza-plaatsing.onderwijs_betaler"},
         .asks_pseudonym = true},
        {.purpose = "vrijstelling-5a-advies-onderwijs",
         .words = "medical content",
         .only = together({who, {"onderwijskundig-advies"}})},
        {.purpose = "vrijstelling-5a-verklaring",
         .words = "underlying findings",
         .only = together({who_by_number,
                           {"vrijstelling-5a.soort", "vrijstelling-5a.schooljaar", "vrijstelling-5a.status",
                            "vrijstelling-5a.blijvend", "vrijstelling-5a.verklaring_conclusie",
                            "vrijstelling-5a.arts_rol", "vrijstelling-5a.datum", "vrijstelling-5a.eerste_jaar"}})},
        {.purpose = "vrijstelling-5a-heroverweging",
         .words = "medical file",
         .only = together({who, contact, {"5a-kern", "vrijstelling-5a.schooljaar", "vrijstelling-5a.status"}})},
        {.purpose = "po-vo-overstap-zorg",
         .words = "TLV file",
         .never = {"overstap.ondersteuningscode"},
         .only = together({who,
                           {"thuiszittersmelding.categorie", "thuiszittersmelding.startdatum",
                            "thuiszittersmelding.zorgplichtige_school", "overstap"}})},
        {.purpose = "leerplicht-naar-doorstroompunt",
         .words = "care data",
         .only = together({who_by_number, {"dossier-uittreksel"}})},
        {.purpose = "leerplicht-naar-doorstroompunt",
         .words = "outside the municipality",
         .never = {everything},
         .from = out_of_compulsory_education},
        {.purpose = "leerplicht-naar-doorstroompunt",
         .words = "outside the municipality",
         .never = {everything},
         .to = out_of_compulsory_education},
        {.purpose = "school-naar-werk",
         .words = "health cause; age over 27",
         .only = together({who_by_number, {"risico-uitval"}}),
         .oldest = 27},
        {.purpose = "rechten-betrokkene",
         .words = "data of others",
         .never = {everything},
         .to = all_but({"ouder", "jeugdige"})},
        {.purpose = "rechten-betrokkene",
         .words = "data of others",
         .never = {everything},
         .from = all_but({gateway_role})},
    };
}

bool lists(const CellNames& all, std::string_view name) {
    return std::ranges::find(all, name) != all.end();
}

// By its own name or that of the definition that it borrows, with the field or as a whole.
bool speaks_of_field(const CellNames& cell, const std::string& type, const std::string& field) {
    const std::string origin = schemas::origin_of(type, field);
    return lists(cell, type) || lists(cell, type + '.' + field) || lists(cell, origin) ||
           lists(cell, std::string_view{origin}.substr(0, origin.find('.')));
}

bool forbids_field(const ForbiddenCell& cell, const std::string& type, const std::string& field) {
    const schemas::RecordType* known = schemas::find_record_type(type);
    const bool special = known != nullptr && known->find(field)->sensitivity == schemas::Sensitivity::B;
    if (cell.no_special && special) return true;
    if (!cell.only.empty() && !speaks_of_field(cell.only, type, field)) return true;
    return speaks_of_field(cell.never, type, field);
}

bool forbids_field(const ForbiddenCell& cell, std::string_view from, std::string_view to, const std::string& type,
                   const std::string& field) {
    if (!cell.from.concerns(from) || !cell.to.concerns(to)) return false;
    return lists(cell.never, everything) || forbids_field(cell, type, field);
}

bool concerns_roles(const ForbiddenCell& cell, const Rule& rule) {
    const auto any = [](const std::vector<std::string>& roles, const SideOfCell& side) {
        return std::ranges::any_of(roles, [&](const std::string& role) { return side.concerns(role); });
    };
    return any(rule.from, cell.from) && any(rule.to, cell.to);
}

std::vector<std::string> given_against(const ForbiddenCell& cell, const Rule& rule) {
    std::vector<std::string> found;
    if (!concerns_roles(cell, rule)) return found;
    if (lists(cell.never, everything)) return {"anything between these parties"};
    for (const auto& [type, fields] : rule.records) {
        for (const std::string& field : fields) {
            if (forbids_field(cell, type, field)) found.push_back(type + '.' + field);
        }
    }
    return found;
}

bool asks_age(const ForbiddenCell& cell, const Rule& rule) {
    const auto some = [&](auto is_enough) {
        return std::ranges::any_of(rule.when, [&](const Condition& condition) {
            const auto* age = std::get_if<AgeBetween>(&condition);
            return age != nullptr && is_enough(*age);
        });
    };
    const bool old_enough =
        !cell.youngest || some([&](const AgeBetween& age) { return age.at_least.value_or(-1) >= *cell.youngest; });
    const bool young_enough =
        !cell.oldest || some([&](const AgeBetween& age) { return age.at_most && *age.at_most <= *cell.oldest; });
    return old_enough && young_enough;
}

std::vector<std::string> not_asked(const ForbiddenCell& cell, const Rule& rule, const SoundWords& sound) {
    std::vector<std::string> lacks;
    if (sound({"when"}) && !asks_age(cell, rule)) {
        std::string ages = cell.youngest ? "at_least: " + std::to_string(*cell.youngest) + ", " : std::string{};
        lacks.push_back("'{age: {" + ages + "at_most: " + std::to_string(cell.oldest.value_or(0)) + "}}' under 'when'");
    }
    const bool none = std::ranges::any_of(rule.when, [](const Condition& condition) {
        return std::holds_alternative<WithoutStartkwalificatie>(condition);
    });
    if (sound({"when"}) && cell.no_startkwalificatie && !none)
        lacks.emplace_back("'{without: startkwalificatie}' under 'when'");
    if (sound({"pseudonym_only"}) && cell.asks_pseudonym && !rule.pseudonym_only)
        lacks.emplace_back("'pseudonym_only: yes'");
    return lacks;
}

std::string may_give(const ForbiddenCell& cell) {
    if (cell.only.empty()) return {};
    return "; it may give " + base::joined(std::vector<std::string>(cell.only.begin(), cell.only.end()), ", ");
}

}  // namespace

bool SideOfCell::concerns(std::string_view role) const {
    return lists(roles, role) != all_but;
}

std::span<const ForbiddenCell> forbidden_cells() {
    static const std::vector<ForbiddenCell> all = cells_of_convenant();
    return all;
}

bool some_rule_may_give(std::string_view purpose, std::string_view from, std::string_view to,
                        const schemas::RecordType& type) {
    return !std::ranges::all_of(type.names, [&](const std::string& field) {
        return std::ranges::any_of(forbidden_cells(), [&](const ForbiddenCell& cell) {
            return cell.purpose == purpose && forbids_field(cell, from, to, type.id, field);
        });
    });
}

void check_cells(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults) {
    for (const ForbiddenCell& cell : forbidden_cells()) {
        if (cell.purpose != rule.purpose) continue;
        const std::string why = " (forbidden for this purpose: " + std::string{cell.words} + ")";
        if (sound({"from", "to", "records"})) {
            const std::vector<std::string> given = given_against(cell, rule);
            if (!given.empty())
                add_fault(faults, at, "no rule gives " + base::joined(given, ", ") + why + may_give(cell));
        }
        const std::vector<std::string> lacks = not_asked(cell, rule, sound);
        if (!lacks.empty()) add_fault(faults, at, "it must say " + base::joined(lacks, " and ") + why);
    }
}

}  // namespace kolk::policies
