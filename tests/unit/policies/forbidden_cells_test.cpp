#include "policies/forbidden_cells.hpp"

#include "tests/support/small_convenant.hpp"

// One test for each cell of the column "Forbidden" of convenant 2: a file that permits what stands there is refused.

namespace kolk::tests {
namespace {

using policies::read_convenant;

// A rule of which nothing but its records is against a cell.
struct Permit {
    std::string purpose;
    std::string from;
    std::string to;
    std::string sound;   // records that it may give
    std::string more{};  // other lines of the rule, each at its margin
    std::string consent = "needed";
    std::string kind = "flow";
};

std::string file_of(const Permit& permit, const std::string& records) {
    return head + "  - id: " + permit.purpose + "\n    title: Proef\n    kind: " + permit.kind +
           "\n    dpia: D1\n    rules:\n      - id: regel\n        from: " + permit.from +
           "\n        to: " + permit.to +
           "\n        basis: {from: e een wet, to: e een wet}\n        art9: UAVG art. 30\n        consent: " +
           permit.consent + "\n        retention: P1Y\n        onward: geen\n" + permit.more + "        records: {" +
           records + "}\n";
}

constexpr int line_of_rule = 16;

bool is_accepted(const Permit& permit, const std::string& records) {
    const auto reading = read_convenant(file_of(permit, records));
    for (const auto& fault : reading.faults) ADD_FAILURE() << permit.purpose << ": " << fault.line << ' ' << fault.text;
    return reading.convenant != nullptr;
}

// The sound records are accepted, so that it is these that are refused.
void expect_forbidden(const Permit& permit, const std::vector<std::string>& records, const std::string& words) {
    EXPECT_TRUE(is_accepted(permit, permit.sound));
    for (const std::string& forbidden : records) expect_fault(file_of(permit, forbidden), {line_of_rule, 9, words});
}

// Whatever it gives them, reasons by which K5 knows sickness would pass those of whom K5 says nothing.
void expect_told_by_k5_alone(Permit permit, const std::vector<std::string>& others) {
    for (const std::string& recipient : others) {
        permit.to = recipient;
        expect_fault(file_of(permit, "verzuimmelding: [reden]"), {line_of_rule, 9, "between these parties"});
    }
}

const std::string open_case = "        case: yes\n";
const std::string enrolled = "        choose: enrolment\n";

TEST(ForbiddenInAFile, verzuim_wettelijke_melding__sick_leave_suspension_full_attendance_list) {
    expect_forbidden({"verzuim-wettelijke-melding", "school", "leerplicht", "verzuimmelding: [type, omvang]", "",
                      "none", "elsewhere"},
                     {"verzuimmelding: [type, roosteruren]", "verzuimmelding: [vaste_momenten]",
                      "verzuimmelding: [uren_per_dag]", "verzuim-totalen: [periode]", "mazl-vraag: [verzuimuren]",
                      "dossier-uittreksel: [verzuim_totaal]", "thuiszittersmelding: [risico_grond]"},
                     "full attendance list");
    expect_told_by_k5_alone(
        {"verzuim-wettelijke-melding", "school", "", "", "        choose: residence\n", "none", "elsewhere"},
        {"gemeente-jeugd", "[leerplicht, gemeente-jeugd]"});
    EXPECT_TRUE(is_accepted({"verzuim-wettelijke-melding", "school", "[leerplicht, duo]", "", "", "none", "elsewhere"},
                            "verzuimmelding: [reden, lpw_grond]"));
}

TEST(ForbiddenInAFile, verzuim_18plus_melding__persons_with_startkwalificatie) {
    const Permit permit{"verzuim-18plus-melding", "mbo", "doorstroompunt", "verzuimmelding: [type]", "", "none"};
    const auto asking = [&](const std::string& when) {
        Permit changed = permit;
        changed.more = "        when: [" + when + "]\n";
        return changed;
    };
    EXPECT_TRUE(is_accepted(asking("{age: {at_least: 18, at_most: 27}}, {without: startkwalificatie}"), permit.sound));
    EXPECT_TRUE(is_accepted(asking("{age: {more_than: 17}}, {age: {less_than: 24}}, {without: startkwalificatie}"),
                            permit.sound));
    for (const std::string& when :
         {"{age: {at_least: 18, at_most: 27}}", "{age: {at_least: 18}}, {without: startkwalificatie}",
          "{age: {at_most: 27}}, {without: startkwalificatie}",
          "{age: {at_least: 17, at_most: 27}}, {without: startkwalificatie}",
          "{any: [{age: {at_least: 18, at_most: 27}}, {without: startkwalificatie}]}"})
        expect_fault(file_of(asking(when), permit.sound), {line_of_rule, 9, "persons with startkwalificatie"});
    expect_fault(file_of(permit, permit.sound), {line_of_rule, 9, "persons with startkwalificatie"});
    const Permit sound = asking("{age: {at_least: 18, at_most: 27}}, {without: startkwalificatie}");
    expect_told_by_k5_alone(sound, {"gemeente-jeugd", "swv-vo"});
    expect_fault(file_of(sound, "thuiszittersmelding: [oorzaak_code]"), {line_of_rule, 9, "startkwalificatie"});
}

TEST(ForbiddenInAFile, verzuimoverleg__diagnosis_jgz_notes_family_story) {
    expect_forbidden(
        {"verzuimoverleg", "school", "leerplicht", "verzuimmelding: [type, status]", open_case},
        {"verzuimmelding: [lpw_grond]", "verzuimmelding: [achtergrond]", "thuiszittersmelding: [oorzaak_code]",
         "thuiszittersmelding: [factor_codes]", "jgz-contactmoment: [soort]", "mazl-advies: [vervolg]",
         "hulpvraag: [leefgebied]", "opp: [onderbouwing]", "vrijstelling-5a: [soort]",
         "jeugdhulp-status: [reden_einde]", "thuiszittersmelding: [hulp_betrokken]"},
        "family story");
}

TEST(ForbiddenInAFile, verzuim_mazl_consultvraag__number_and_what_parents_excluded) {
    expect_forbidden({"verzuim-mazl-consultvraag", "school", "jgz", "mazl-vraag: [vraag_code]"},
                     {"leerling-id: [bsn], mazl-vraag: [vraag_code]", "verzuimmelding: [achtergrond]",
                      "thuiszittersmelding: [oorzaak_code]"},
                     "nature of illness");
}

TEST(ForbiddenInAFile, verzuim_mazl_terugkoppeling__complaint_diagnosis_findings_home_situation) {
    expect_forbidden({"verzuim-mazl-terugkoppeling", "jgz", "school", "mazl-advies: [belastbaarheid]"},
                     {"verzuimmelding: [reden]", "thuiszittersmelding: [oorzaak_code]", "jgz-contactmoment: [datum]",
                      "vrijstelling-5a: [verklaring_conclusie]", "hulpvraag: [wens_ouder]", "contactgegevens: [adres]",
                      "opp: [onderbouwing]", "thuiszittersmelding: [volgende_actie]", "jeugdhulp-status: [status]"},
                     "home situation");
}

TEST(ForbiddenInAFile, verzuim_mazl_naar_leerplicht__any_medical_field) {
    expect_forbidden({"verzuim-mazl-naar-leerplicht", "school", "leerplicht", "verzuimmelding: [type, grondslag]"},
                     {"verzuimmelding: [reden]", "verzuimmelding: [lpw_grond]", "verzuimmelding: [achtergrond]",
                      "thuiszittersmelding: [hulp_betrokken]", "oza-plaatsing: [start]", "oza-plaatsing: [zorgroute]",
                      "terugplaatsing: [nazorg]", "onderwijskundig-advies: [mogelijkheden]"},
                     "any medical field");
    expect_told_by_k5_alone({"verzuim-mazl-naar-leerplicht", "school", "", ""}, {"swv-vo", "gemeente-jeugd"});
}

TEST(ForbiddenInAFile, jgz_contactmoment_planning__anything_outside_the_list) {
    expect_forbidden({"jgz-contactmoment-planning", "school", "jgz", "jgz-klassenlijst: [naam, groep]"},
                     {"verzuimmelding: [reden]", "verzuimmelding: [achtergrond]", "leerling-id-kern: [woongemeente]",
                      "jgz-klassenlijst: [naam], opp: [begin]"},
                     "anything outside the list");
}

TEST(ForbiddenInAFile, thuiszitter_melding_swv__medical_documents) {
    expect_forbidden({"thuiszitter-melding-swv", "school", "swv-vo", "thuiszittersmelding: [categorie, oorzaak_code]"},
                     {"tlv-aanvraag: [onderzoek]", "tlv-aanvraag: [deskundigenadvies]", "mazl-advies: [vervolg]",
                      "behandel-terugkoppeling: [einde]", "vrijstelling-5a: [verklaring_conclusie]",
                      "vrijstelling-5a: [soort]", "tlv-aanvraag: [zienswijze_ouder]", "hulpvraag: [wens_ouder]",
                      "opp: [handelingsdeel]", "oza-plaatsing: [wet]", "toestemming: [giver_key]"},
                     "medical documents");
}

TEST(ForbiddenInAFile, thuiszitter_melding_overig__leerplicht_file_pv_halt) {
    expect_forbidden({"thuiszitter-melding-overig", "leerplicht", "swv-vo", "minimal-signal: \"*\""},
                     {"dossier-uittreksel: [verzuim_totaal]", "jeugdhulp-status: [status]",
                      "vrijstelling-5a: [verklaring_conclusie]", "verzuimmelding: [type]",
                      "thuiszittersmelding: [categorie, volgende_actie]", "afspraken: [actie]", "casusoverleg: [soort]",
                      "schoolacties: [acties_school]"},
                     "leerplicht dossier");
    expect_fault(file_of({"thuiszitter-melding-overig", "leerplicht", "swv-vo", ""}, "leerplicht-handhaving: [halt]"),
                 {line_of_rule, 9, "leerplicht dossier"});
}

TEST(ForbiddenInAFile, thuiszittersoverleg__health_data_of_the_swv_without_consent) {
    Permit permit{"thuiszittersoverleg", "swv-vo", "gemeente-jeugd", "thuiszittersmelding: [oorzaak_code]", open_case,
                  "needed-for-bijzonder"};
    EXPECT_TRUE(is_accepted(permit, permit.sound));
    permit.consent = "none";
    expect_fault(file_of(permit, permit.sound), {line_of_rule, 9, "(K2)"});
}

TEST(ForbiddenInAFile, thuiszittersoverleg__more_than_its_data) {
    expect_forbidden(
        {"thuiszittersoverleg", "school", "swv-vo",
         "thuiszittersmelding-kern: \"*\", afspraken: [actie], behandel-terugkoppeling: [einde]", open_case},
        {"jeugdhulp-status: [productgroep, reden_einde]", "dossier-uittreksel: [inschrijving]",
         "contactgegevens: [adres]", "hulpvraag: [wens_ouder]", "oza-plaatsing: [start]", "risico-uitval: [opleiding]",
         "jgz-klassenlijst: [onderwijssoort]", "mazl-advies: [vervolg]"},
        "the agreements");
}

TEST(ForbiddenInAFile, doorbraak_escalatie__more_than_the_earlier_overleg) {
    expect_forbidden({"doorbraak-escalatie", "swv-vo", "gemeente-jeugd",
                      "afspraken: [actie, datum], blokkade: [blokkade_code]", open_case},
                     {"thuiszittersmelding: [oorzaak_code]", "opp: [begeleiding]",
                      "afspraken: [actie], hulpvraag: "
                      "[urgentie]"},
                     "more content than the earlier overleg");
}

TEST(ForbiddenInAFile, mdo_ondersteuning__access_to_the_pupil_tracking_system) {
    expect_forbidden({"mdo-ondersteuning", "school", "gemeente-jeugd", "opp-kern: \"*\"", open_case},
                     {"verzuimmelding: [type]", "verzuim-totalen: [periode]", "opp: [handelingsdeel]",
                      "opp: [onderbouwing]", "dossier-uittreksel: [verzuim_totaal]", "schoolacties: [datum]"},
                     "pupil tracking system");
    for (const std::string recipient : {"leerplicht", "gi", "jgz-5a-arts", "swv-vo"})
        expect_fault(file_of({"mdo-ondersteuning", "school", recipient, "", open_case}, "opp: [handelingsdeel]"),
                     {line_of_rule, 9, "pupil tracking system"});
}

TEST(ForbiddenInAFile, zorgroute_aanmelding__full_opp_and_test_reports) {
    expect_forbidden({"zorgroute-aanmelding", "school", "gemeente-jeugd", "opp-uittreksel: \"*\""},
                     {"opp: [begeleiding, handelingsdeel]", "opp: [onderbouwing]", "opp: [uitstroomprofiel]",
                      "tlv-aanvraag: [onderzoek]", "opp: [begin]", "onderwijskundig-advies: [mogelijkheden]"},
                     "test reports");
}

TEST(ForbiddenInAFile, zorgroute_terugmelding__diagnosis_plan_product_code_family) {
    expect_forbidden(
        {"zorgroute-terugmelding", "gemeente-jeugd", "school", "jeugdhulp-status: [status, datum]", enrolled},
        {"jeugdhulp-status: [status, productgroep]", "jeugdhulp-status: [reden_einde]",
         "jeugdhulp-status: [doel_behaald]", "opp: [begeleiding]", "hulpvraag: [wens_ouder]",
         "behandel-terugkoppeling: [handelingsadvies]"},
        "product code");
}

TEST(ForbiddenInAFile, jeugdhulp_toewijzing__another_aim_and_passing_on_to_swv_or_school) {
    const auto to = [](const std::string& recipient) {
        return Permit{"jeugdhulp-toewijzing",
                      "gemeente-jeugd",
                      recipient,
                      "jeugdhulp-status: [datum]",
                      "",
                      "needed",
                      "elsewhere"};
    };
    expect_forbidden(to("jeugdhulpaanbieder"),
                     {"hulpvraag: [vraag_code]", "mazl-vraag: [vraag_code]", "tlv-aanvraag: [onderzoek]",
                      "onderwijskundig-advies: [mogelijkheden]", "vrijstelling-5a: [soort]", "afspraken: [actie]"},
                     "another of the four aims");
    EXPECT_TRUE(is_accepted(to("jeugdhulpaanbieder"), "jeugdhulp-toewijzing: [begin, eind]"));
    for (const std::string recipient : {"swv-po", "school", "oza-school", "[jeugdhulpaanbieder, school]"})
        expect_fault(file_of(to(recipient), "jeugdhulp-status: [status]"),
                     {line_of_rule, 9, "passing on to SWV/school"});
}

TEST(ForbiddenInAFile, tlv_aanvraag__number_on_the_form) {
    const std::string request = "tlv-aanvraag: [categorie]";
    expect_forbidden({"tlv-aanvraag", "school", "swv-vo", request}, {"leerling-id: [bsn], " + request},
                     "BSN/PGN on the form");
    expect_forbidden({"tlv-aanvraag", "school", "swv-vo", request + ", tlv-besluit: [begin, eind]"},
                     {"hulpvraag: [wens_ouder]", "opp: [handelingsdeel]", "mazl-advies: [vervolg]"},
                     "a running decision");
    expect_fault(file_of({"tlv-aanvraag", "school", "school", "", "        bsn: yes\n"},
                         "leerling-id: [onderwijsnummer], " + request),
                 {line_of_rule, 9, "BSN/PGN on the form"});
}

TEST(ForbiddenInAFile, tlv_besluit__swv_to_any_third_party) {
    const std::string decision = "tlv-besluit: [besluit]";
    EXPECT_TRUE(is_accepted({"tlv-besluit", "swv-vo", "school", "", enrolled}, decision));
    EXPECT_TRUE(is_accepted({"tlv-besluit", "swv-vo", "ouder", ""}, decision));
    for (const std::string recipient : {"gemeente-jeugd", "leerplicht", "jgz", "swv-po", "jeugdhulpaanbieder"})
        for (const std::string& records : {decision, std::string{"afspraken: [actie]"}})
            expect_fault(file_of({"tlv-besluit", "swv-vo", recipient, ""}, records),
                         {line_of_rule, 9, "any third party"});
    for (const std::string recipient : {"gemeente-jeugd", "jgz", "leerplicht", "oza-school"})
        expect_fault(file_of({"tlv-besluit", "school", recipient, ""}, decision), {line_of_rule, 9, "any third party"});
    expect_forbidden({"tlv-besluit", "swv-vo", "ouder", decision},
                     {"tlv-aanvraag: [onderzoek]", "opp: [begeleiding]", "hulpvraag: [wens_ouder]"},
                     "anything but the decision");
}

TEST(ForbiddenInAFile, opp_opstellen_delen__to_others_without_consent) {
    for (const std::string recipient : {"gemeente-jeugd", "jgz", "jeugdhulpaanbieder", "gi", "onderwijsconsulent",
                                        "mbo", "oza-school", "jgz-5a-arts", "leerplicht", "doorstroompunt"}) {
        Permit permit{"opp-opstellen-delen", "school", recipient, "opp: [begin, begeleiding]"};
        EXPECT_TRUE(is_accepted(permit, permit.sound));
        for (const std::string consent : {"none", "needed-for-bijzonder"}) {
            permit.consent = consent;
            expect_fault(file_of(permit, permit.sound), {line_of_rule, 9, "without consent"});
        }
    }
    const Permit at_home{"opp-opstellen-delen",
                         "school",
                         "[swv-po, swv-vo, ouder, jeugdige]",
                         "opp: [begin, begeleiding], opp-uittreksel: \"*\"",
                         "",
                         "none"};
    expect_forbidden(at_home,
                     {"tlv-besluit: [categorie]", "hulpvraag: [wens_ouder]", "thuiszittersmelding: [oorzaak_code]"},
                     "anything but the OPP");
}

TEST(ForbiddenInAFile, oza_aanmelding__tlv_file_care_file) {
    expect_forbidden({"oza-aanmelding", "school", "oza-school", "tlv-besluit: [categorie], oza-plaatsing: [start]"},
                     {"tlv-aanvraag: [onderzoek]", "tlv-besluit: [categorie, besluit]", "jeugdhulp-status: [status]",
                      "jgz-contactmoment: [soort]", "hulpvraag: [wens_ouder]", "terugplaatsing: [zorg]",
                      "thuiszittersmelding: [hulp_betrokken]", "opp: [verplicht_grond]"},
                     "TLV file, care file");
}

TEST(ForbiddenInAFile, oza_melding_woongemeente__education_file) {
    expect_forbidden(
        {"oza-melding-woongemeente", "oza-school", "gemeente-jeugd", "oza-kern: \"*\""},
        {"tlv-aanvraag: [onderzoek]", "onderwijskundig-advies: [mogelijkheden]", "opp-kern: \"*\"",
         "verzuimmelding: [type]", "thuiszittersmelding-kern: \"*\"", "dossier-uittreksel: [verzuim_totaal]",
         "mazl-vraag: [verzuimuren]", "vrijstelling-5a: [soort]", "casusoverleg: [soort]"},
        "education file");
    EXPECT_TRUE(is_accepted({"oza-melding-woongemeente", "oza-school", "gemeente-jeugd", ""},
                            "leerling-id-kern: [naam], oza-plaatsing: [start, eind, product]"));
}

TEST(ForbiddenInAFile, oza_grensverkeer_verrekening__name_reason_diagnosis) {
    const std::string because = "        no_art9_because: Alleen perioden en aantallen.\n        pseudonym_only: yes\n";
    Permit permit{"oza-grensverkeer-verrekening",
                  "swv-vo",
                  "gemeente-jeugd",
                  "oza-plaatsing: [start, eind, dagdelen, betalende_gemeente, woonperioden]",
                  because,
                  "none"};
    expect_forbidden(permit,
                     {"oza-plaatsing: [start, product]", "oza-plaatsing: [uitstroom]",
                      "leerling-id-kern: [naam], oza-plaatsing: [start]", "thuiszittersmelding: [oorzaak_code]",
                      "tlv-aanvraag: [onderzoek]", "opp: [onderbouwing]"},
                     "name, reason, diagnosis");
    permit.consent = "needed";
    expect_fault(file_of(permit, "oza-plaatsing: [wet]"), {line_of_rule, 9, "name, reason, diagnosis"});
}

TEST(ForbiddenInAFile, oza_grensverkeer_verrekening__under_the_name_of_the_child) {
    Permit permit{"oza-grensverkeer-verrekening", "gemeente-jeugd", "gemeente-jeugd", "oza-plaatsing: [start, eind]",
                  "        choose: residence\n"};
    expect_fault(file_of(permit, permit.sound), {line_of_rule, 9, "it must say 'pseudonym_only: yes'"});
    permit.more += "        pseudonym_only: yes\n";
    EXPECT_TRUE(is_accepted(permit, permit.sound));
}

TEST(ForbiddenInAFile, vrijstelling_5a_advies_onderwijs__medical_content) {
    expect_forbidden({"vrijstelling-5a-advies-onderwijs", "swv-vo", "leerplicht",
                      "onderwijskundig-advies: [mogelijkheden, toelichting_onderwijs]"},
                     {"vrijstelling-5a: [verklaring_conclusie]", "tlv-aanvraag: [deskundigenadvies]",
                      "thuiszittersmelding: [factor_codes]", "jeugdhulp-status: [status]", "opp: [onderbouwing]",
                      "hulpvraag: [vraag_code]", "tlv-besluit: [categorie]", "vrijstelling-5a: [soort]",
                      "tlv-aanvraag: [zienswijze_ouder]"},
                     "medical content");
}

TEST(ForbiddenInAFile, vrijstelling_5a_verklaring__underlying_findings) {
    expect_forbidden({"vrijstelling-5a-verklaring", "jgz-5a-arts", "leerplicht",
                      "vrijstelling-5a: [verklaring_conclusie, schooljaar]"},
                     {"behandel-terugkoppeling: [handelingsadvies]", "jgz-contactmoment: [aanleiding]",
                      "tlv-aanvraag: [onderzoek]", "thuiszittersmelding: [oorzaak_code]",
                      "vrijstelling-5a: [verklaring_conclusie, traject]", "hulpvraag: [wens_ouder]"},
                     "underlying findings");
}

TEST(ForbiddenInAFile, vrijstelling_5a_heroverweging__medical_file) {
    expect_forbidden({"vrijstelling-5a-heroverweging", "leerplicht", "swv-vo", "5a-kern: [schooljaar, status]"},
                     {"vrijstelling-5a: [verklaring_conclusie]", "jeugdhulp-status: [status]", "mazl-advies: [vervolg]",
                      "verzuimmelding: [reden]", "hulpvraag: [vraag_code]", "vrijstelling-5a: [soort]",
                      "opp: [onderbouwing]", "tlv-besluit: [categorie]"},
                     "medical file");
}

TEST(ForbiddenInAFile, po_vo_overstap_zorg__tlv_file) {
    expect_forbidden({"po-vo-overstap-zorg", "swv-po", "swv-vo", "thuiszittersmelding-kern: \"*\""},
                     {"tlv-besluit: [begin]", "tlv-aanvraag: [categorie]", "terugplaatsing: [tlv_eind]",
                      "opp: [verplicht_grond]", "overstap: [stap, ondersteuningscode]"},
                     "TLV file");
}

TEST(ForbiddenInAFile, leerplicht_naar_doorstroompunt__care_data) {
    expect_forbidden({"leerplicht-naar-doorstroompunt", "leerplicht", "doorstroompunt",
                      "dossier-uittreksel: [inschrijving, verzuim_totaal]"},
                     {"jeugdhulp-status: [status]", "thuiszittersmelding: [hulp_betrokken]",
                      "vrijstelling-5a: [verklaring_conclusie]", "hulpvraag: [urgentie]", "oza-plaatsing: [product]",
                      "oza-plaatsing: [zorgroute]", "vrijstelling-5a: [soort]", "thuiszittersmelding: [oorzaak_code]"},
                     "care data");
    const auto between = [](const std::string& from, const std::string& to) {
        return file_of({"leerplicht-naar-doorstroompunt", from, to, ""}, "dossier-uittreksel: [verzuim_totaal]");
    };
    for (const auto& [from, to] : {std::pair{"leerplicht", "swv-vo"},
                                   {"leerplicht", "[doorstroompunt, gemeente-jeugd]"},
                                   {"school", "leerplicht"}})
        expect_fault(between(from, to), {line_of_rule, 9, "outside the municipality"});
}

TEST(ForbiddenInAFile, school_naar_werk__health_cause_and_age_over_27) {
    Permit permit{"school-naar-werk", "school", "doorstroompunt", "risico-uitval: [niveau]",
                  "        when: [{age: {at_most: 27}}]\n"};
    expect_forbidden(permit,
                     {"thuiszittersmelding: [oorzaak_code]", "verzuimmelding: [reden]", "jeugdhulp-status: [status]",
                      "hulpvraag: [vraag_code]", "vrijstelling-5a: [soort]", "oza-plaatsing: [zorgroute]"},
                     "health cause");
    for (const std::string when :
         {"", "        when: [{age: {at_most: 28}}]\n", "        when: [{age: {at_least: 18}}]\n"}) {
        permit.more = when;
        expect_fault(file_of(permit, permit.sound), {line_of_rule, 9, "age over 27"});
    }
}

TEST(ForbiddenInAFile, monitoring_verantwoording__any_row_per_person) {
    expect_fault(file_of({"monitoring-verantwoording", "swv-vo", "inspectie", ""}, "thuiszittersmelding: [categorie]"),
                 {11, 5, "of kind 'aggregate'"});
}

TEST(ForbiddenInAFile, ots_meldcode_and_vital_interest__ordinary_use) {
    for (const std::string purpose_id : {"ots-informatie-gi", "veiligheid-meldcode", "vitaal-belang"})
        expect_fault(file_of({purpose_id, "school", "gi", ""}, "afspraken: [actie]"), {11, 5, "of kind 'override'"});
}

TEST(ForbiddenInAFile, rechten_betrokkene__data_of_others) {
    const auto file = [](const std::string& from, const std::string& to) {
        return head +
               "  - {id: rechten-betrokkene, title: Inzage, kind: rights, dpia: D1, rules: [{id: regel, from: " + from +
               ", to: " + to +
               ", basis: {from: c AVG 15, to: c AVG 15}, records: any, consent: none, retention: P1Y, onward: "
               "vrij}]}\n";
    };
    EXPECT_NE(read_convenant(file("gateway", "[ouder, jeugdige]")).convenant, nullptr);
    for (const std::string& text : {file("gateway", "school"), file("gateway", "[ouder, school]"),
                                    file("school", "ouder"), file("[gateway, school]", "ouder")})
        expect_fault(text, {11, 77, "data of others"});
}

// A rule that says less than its cell, in the words of another record type, is still the same field.
TEST(ForbiddenInAFile, a_cell_holds_by_every_name_of_a_field_and_not_for_what_the_rule_drops) {
    const Permit permit{"oza-melding-woongemeente", "oza-school", "gemeente-jeugd", "oza-kern: \"*\""};
    expect_fault(file_of(permit, "oza-kern: [start], opp-uittreksel: [begeleiding]"),
                 {line_of_rule, 9, "opp-uittreksel.begeleiding"});
    Permit dropping{"zorgroute-aanmelding", "school", "gemeente-jeugd", "",
                    "        transforms: {opp.handelingsdeel: drop}\n"};
    EXPECT_TRUE(is_accepted(dropping, "opp: [begeleiding, handelingsdeel]"));
}

// The column *Cons*: Y, not "to others" and not a choice of the region.
TEST(ForbiddenInAFile, what_goes_with_consent_alone) {
    for (Permit permit : std::vector<Permit>{
             {"verzuim-mazl-consultvraag", "school", "jgz", "mazl-vraag: [vraag_code]"},
             {"verzuim-mazl-terugkoppeling", "jgz", "school", "mazl-advies: [vervolg]"},
             {"zorgroute-aanmelding", "school", "gemeente-jeugd", "hulpvraag: [vraag_code]"},
             {"zorgroute-terugmelding", "gemeente-jeugd", "school", "jeugdhulp-status: [status]"},
             {"vrijstelling-5a-advies-onderwijs", "swv-vo", "leerplicht", "onderwijskundig-advies: [mogelijkheden]"},
             {"vrijstelling-5a-heroverweging", "leerplicht", "swv-vo", "5a-kern: [schooljaar]"},
             {"po-vo-overstap-zorg", "swv-po", "swv-vo", "thuiszittersmelding-kern: \"*\""}}) {
        EXPECT_TRUE(is_accepted(permit, permit.sound));
        for (const std::string consent : {"none", "needed-for-bijzonder"}) {
            permit.consent = consent;
            expect_fault(file_of(permit, permit.sound),
                         {line_of_rule, 9, "nothing goes for this purpose without consent"});
        }
    }
}

TEST(ForbiddenInAFile, every_name_in_the_table_exists) {
    const auto purposes = schemas::purpose_ids();
    for (const policies::ForbiddenCell& cell : policies::forbidden_cells()) {
        EXPECT_NE(std::ranges::find(purposes, cell.purpose), purposes.end()) << cell.purpose;
        for (const auto* named : {&cell.never, &cell.only}) {
            for (const std::string_view name : *named) {
                if (name == "*") continue;
                const auto dot = name.find('.');
                const schemas::RecordType* type = schemas::find_record_type(name.substr(0, dot));
                ASSERT_NE(type, nullptr) << name;
                EXPECT_TRUE(dot == std::string_view::npos || type->find(name.substr(dot + 1)) != nullptr) << name;
            }
        }
    }
}

}  // namespace
}  // namespace kolk::tests
