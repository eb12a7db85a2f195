#include "tests/support/convenant.hpp"

// One test for each cell of the column "Forbidden" of convenant 2, one for each of K2 to K7.

namespace kolk::tests {
namespace {

std::string reason_of(std::string type, std::string from, std::string to, std::string purpose) {
    return ask(favourable(std::move(type), std::move(from), std::move(to), std::move(purpose))).reason;
}

Asking sick(std::string_view why, std::string to, std::string purpose) {
    Asking asking = favourable("verzuimmelding", "school", std::move(to), std::move(purpose));
    asking.fields["grondslag"] = "geoorloofd";
    asking.fields["reden"] = why;
    return asking;
}

TEST(KRules, K2_a_tlv_decision_of_the_swv_goes_to_no_third_party) {
    for (const std::string to :
         {"gemeente-jeugd", "leerplicht", "jgz", "doorstroompunt", "jeugdhulpaanbieder", "swv-po"}) {
        EXPECT_EQ(reason_of("tlv-besluit", "swv-vo", to, "tlv-besluit"), "deny.third-party") << to;
        EXPECT_EQ(reason_of("tlv-aanvraag", "swv-vo", to, "tlv-besluit"), "deny.third-party") << to;
    }
}

TEST(KRules, K3_no_number_goes_to_a_swv) {
    EXPECT_EQ(reason_of("leerling-id", "school", "swv-vo", "tlv-aanvraag"), "deny.bsn");
    EXPECT_EQ(reason_of("leerling-id", "school", "swv-po", "thuiszitter-melding-swv"), "deny.bsn");
    EXPECT_EQ(reason_of("leerling-id", "leerplicht", "swv-vo", "thuiszittersoverleg"), "deny.bsn");
}

TEST(KRules, K3_what_a_swv_sends_with_a_number_is_not_lawfully_held) {
    Asking asking = favourable("tlv-besluit", "swv-vo", "school", "tlv-besluit");
    asking.subject = example_subject();
    EXPECT_EQ(ask(asking).reason, "deny.bsn");
}

TEST(KRules, K3_a_number_in_a_lawful_subject_block_stays_behind) {
    Asking asking = favourable("tlv-aanvraag", "school", "swv-vo", "tlv-aanvraag");
    asking.subject = example_subject();
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.reason, "allow.redacted");
    EXPECT_EQ(answer.why_not("leerling-id.bsn"), "deny.bsn");
    EXPECT_TRUE(answer.gives("leerling-id-kern.naam"));
}

TEST(KRules, K3_a_swv_gives_no_number_whatever_a_file_says) {
    EXPECT_EQ(reason_of("leerling-id", "swv-vo", "school", "tlv-besluit"), "deny.bsn");
    EXPECT_EQ(reason_of("leerling-id", "swv-vo", "leerplicht", "thuiszittersoverleg"), "deny.bsn");
}

TEST(KRules, K4_no_number_goes_from_school_to_jgz) {
    EXPECT_EQ(reason_of("leerling-id", "school", "jgz", "verzuim-mazl-consultvraag"), "deny.bsn");
    EXPECT_EQ(reason_of("leerling-id", "school", "jgz", "jgz-contactmoment-planning"), "deny.bsn");
}

TEST(KRules, K5_sick_leave_and_suspension_do_not_go_to_leerplicht) {
    for (const std::string purpose : {"verzuim-wettelijke-melding", "verzuimoverleg", "verzuim-mazl-naar-leerplicht"}) {
        EXPECT_EQ(ask(sick("ziek", "leerplicht", purpose)).reason, "deny.sickleave") << purpose;
        EXPECT_EQ(ask(sick("schorsing", "leerplicht", purpose)).reason, "deny.sickleave") << purpose;
    }
    EXPECT_EQ(ask(sick("ziek", "doorstroompunt", "verzuim-18plus-melding")).reason, "deny.sickleave");
}

TEST(KRules, K5_holds_when_the_school_calls_sick_leave_unauthorised) {
    Asking asking = sick("ziek", "leerplicht", "verzuimoverleg");
    asking.fields["grondslag"] = "ongeoorloofd";
    EXPECT_EQ(ask(asking).reason, "deny.sickleave");
}

TEST(KRules, K5_holds_however_the_word_was_typed) {
    for (const std::string_view typed : {"Ziek", "ZIEK", " ziek", "ziek ", "\tZiek ", "Schorsing", "SCHORSING "}) {
        EXPECT_EQ(ask(sick(typed, "leerplicht", "verzuimoverleg")).reason, "deny.sickleave") << typed;
    }
}

TEST(KRules, K5_no_other_word_passes_for_a_reason_than_those_that_are_known_to_be_harmless) {
    for (const std::string_view typed : {"ziek gemeld", "ziek (griep)", "schorsing (intern)", "Ziek.", "buikpijn"}) {
        EXPECT_EQ(ask(sick(typed, "leerplicht", "verzuimoverleg")).reason, "deny.sickleave") << typed;
    }
    for (const std::string_view harmless : {"verlof", "leertijdvermindering "}) {
        EXPECT_NE(ask(sick(harmless, "leerplicht", "verzuimoverleg")).reason, "deny.sickleave") << harmless;
    }
    Asking unknown = sick("onbekend", "leerplicht", "verzuimoverleg");
    unknown.fields["grondslag"] = "ongeoorloofd";
    EXPECT_TRUE(ask(unknown).allow);
}

// What is told to be unauthorised is no sick leave; its reason stays behind unless the rule gives it.
TEST(KRules, K5_a_reason_beside_unauthorised_absence_stops_no_report_that_leaves_it_out) {
    policies::Convenant giving = demo_convenant();
    for (policies::Rule& rule : giving.rules) {
        if (rule.purpose == "verzuim-mazl-naar-leerplicht") rule.records["verzuimmelding"].push_back("reden");
    }
    giving.prepare();
    for (const char* reason : {"spijbelen", "vakantie"}) {
        Asking asking = sick(reason, "leerplicht", "verzuim-mazl-naar-leerplicht");
        asking.fields["grondslag"] = "ongeoorloofd";
        EXPECT_EQ(ask(asking).reason, "allow.redacted") << reason;
        EXPECT_EQ(ask(asking, giving).reason, "deny.sickleave") << reason;
        asking.fields.erase("grondslag");
        asking.fields["type"] = "overig";
        EXPECT_EQ(ask(asking).reason, "deny.sickleave") << reason;
    }
    for (const char* reason : {"ziek", "kind is ziek", "schorsing"}) {
        Asking asking = sick(reason, "leerplicht", "verzuim-mazl-naar-leerplicht");
        asking.fields["grondslag"] = "ongeoorloofd";
        EXPECT_EQ(ask(asking).reason, "deny.sickleave") << reason;
    }
}

// Sickness is authorised absence: what is not known to be something else may be that.
TEST(KRules, K5_authorised_absence_that_nothing_explains_goes_to_nobody_who_enforces) {
    const std::vector<std::pair<std::string, std::string>> flows{
        {"leerplicht", "verzuimoverleg"}, {"doorstroompunt", "verzuim-18plus-melding"}, {"duo", "verzuimoverleg"}};
    for (const auto& [to, purpose] : flows) {
        EXPECT_EQ(ask(sick("Onbekend ", to, purpose)).reason, "deny.sickleave") << to;
        Asking untold = sick("", to, purpose);
        untold.fields.erase("reden");
        EXPECT_EQ(ask(untold).reason, "deny.sickleave") << to;
        untold.fields["grondslag"] = "ongeoorloofd";
        EXPECT_NE(ask(untold).reason, "deny.sickleave") << to;
    }
}

TEST(KRules, K5_nothing_goes_through_duo) {
    EXPECT_EQ(ask(sick("ziek", "duo", "verzuim-wettelijke-melding")).reason, "deny.sickleave");
    EXPECT_EQ(reason_of("mazl-vraag", "school", "duo", "verzuim-wettelijke-melding"), "deny.sickleave");
    EXPECT_EQ(reason_of("verzuimmelding", "school", "duo", "verzuim-wettelijke-melding"), "deny.role");
}

// convenant 7.3: at risk is who is structurally absent by 11c, 11d or WEC 12.
TEST(KRules, K5_a_child_at_risk_of_whom_no_ground_is_known_does_not_go_to_leerplicht) {
    Asking asking = favourable("thuiszittersmelding", "school", "leerplicht", "thuiszittersoverleg");
    asking.fields["categorie"] = "risico";
    EXPECT_TRUE(ask(asking).allow) << "by WEC 12";
    asking.fields.erase("risico_grond");
    EXPECT_EQ(ask(asking).reason, "deny.sickleave");
    asking.fields["categorie"] = "absoluut";
    EXPECT_TRUE(ask(asking).allow);
    Asking in_short = favourable("thuiszittersmelding-kern", "school", "leerplicht", "thuiszittersoverleg");
    in_short.fields["categorie"] = "risico";
    EXPECT_EQ(ask(in_short).reason, "deny.sickleave");
    in_short.fields["categorie"] = "absoluut";
    EXPECT_NE(ask(in_short).reason, "deny.sickleave");
}

// A text or a code beside them may say it as well; what no rule gives does not matter.
TEST(KRules, K5_holds_for_the_words_of_what_a_rule_gives) {
    const auto told = [](std::string_view type, std::string_view field, std::string_view text,
                         std::string_view purpose) {
        Asking asking = favourable(std::string{type}, "school", "leerplicht", std::string{purpose});
        asking.fields[field] = text;
        return ask(asking).reason;
    };
    for (const std::string_view text : {"ziek", "Ziek gemeld", "schorsing tot 1 december", "gesprek, geschorst"}) {
        EXPECT_EQ(told("verzuimmelding", "acties_school", text, "verzuim-wettelijke-melding"), "deny.sickleave");
        EXPECT_EQ(told("schoolacties", "acties_school", text, "verzuimoverleg"), "deny.sickleave");
        EXPECT_EQ(told("thuiszittersmelding", "volgende_actie", text, "thuiszittersoverleg"), "deny.sickleave");
        EXPECT_EQ(told("afspraken", "actie", text, "thuiszittersoverleg"), "deny.sickleave");
        EXPECT_NE(told("verzuimmelding", "interventie_school", text, "verzuim-wettelijke-melding"), "deny.sickleave")
            << "the example gives it to nobody";
    }
    for (const std::string_view text : {"gesprek met ouders", "muziektherapie", "ziekenhuisonderwijs"})
        EXPECT_NE(told("schoolacties", "acties_school", text, "verzuimoverleg"), "deny.sickleave") << text;
}

TEST(KRules, K5_holds_for_absence_of_which_not_even_the_ground_is_told) {
    Asking asking = favourable("verzuimmelding", "school", "leerplicht", "verzuim-wettelijke-melding");
    asking.fields.erase("grondslag");
    asking.fields.erase("reden");
    for (const char* type : {"16u-4w", "lrv", "luxe"}) {
        asking.fields["type"] = type;
        EXPECT_NE(ask(asking).reason, "deny.sickleave") << type << " is unauthorised by itself";
    }
    asking.fields["type"] = "overig";
    EXPECT_EQ(ask(asking).reason, "deny.sickleave");
    asking.fields["reden"] = "onbekend";
    EXPECT_EQ(ask(asking).reason, "deny.sickleave");
    asking.fields["reden"] = "verlof";
    EXPECT_NE(ask(asking).reason, "deny.sickleave");
    asking.fields.erase("reden");
    asking.fields.erase("type");
    EXPECT_EQ(ask(asking).reason, "deny.sickleave");
    asking.fields["grondslag"] = "ongeoorloofd";
    EXPECT_NE(ask(asking).reason, "deny.sickleave");
}

// The cause of a child at home says in another field what the reason of an absence may not.
TEST(KRules, K5_holds_for_the_cause_and_the_factors_of_a_child_at_home) {
    const std::vector<std::string> roles{"leerplicht", "doorstroompunt", "duo"};
    for (const std::string_view typed :
         {"ziek", " Ziek ", "SCHORSING", "geschorst", "ziekte", "\u200bziek", "zi\u00adek", "ziek (langdurig)",
          "langdurig-ziek", "zi\u00ebk", "zie\u0308k"}) {
        for (const std::string& to : roles) {
            Asking asking = favourable("thuiszittersmelding", "school", to, "thuiszittersoverleg");
            asking.fields["oorzaak_code"] = typed;
            EXPECT_EQ(ask(asking).reason, "deny.sickleave") << typed << ' ' << to;
            asking.fields["oorzaak_code"] = "wachten-op-plek";
            asking.fields["factor_codes"] = boost::json::array{"pesten", typed};
            EXPECT_EQ(ask(asking).reason, "deny.sickleave") << typed << ' ' << to;
        }
    }
    Asking asking = favourable("thuiszittersmelding", "school", "leerplicht", "thuiszittersoverleg");
    asking.fields["oorzaak_code"] = "angst";
    asking.fields["factor_codes"] = boost::json::array{"pesten", "wachten-op-plek"};
    EXPECT_TRUE(ask(asking).allow) << "other causes";
    asking.fields["oorzaak_code"] = "muziektherapie";
    EXPECT_TRUE(ask(asking).allow) << "another word";
    Asking to_support = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    to_support.fields["oorzaak_code"] = "ziek";
    EXPECT_TRUE(ask(to_support).allow) << "who does not enforce";
}

TEST(KRules, K5_holds_for_the_background_too) {
    Asking asking = favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg");
    asking.fields["achtergrond"] = "ziek";
    EXPECT_EQ(ask(asking).reason, "deny.sickleave");
}

TEST(KRules, K5_other_authorised_absence_is_no_report_either) {
    EXPECT_EQ(ask(sick("verlof", "leerplicht", "verzuim-wettelijke-melding")).reason, "deny.condition");
}

TEST(KRules, K6_what_jgz_knows_stays_there) {
    for (const std::string to : {"leerplicht", "gemeente-jeugd", "swv-vo", "jeugdhulpaanbieder"})
        EXPECT_EQ(reason_of("mazl-advies", "jgz", to, "verzuim-mazl-terugkoppeling"), "deny.secrecy") << to;
    EXPECT_EQ(reason_of("jgz-contactmoment", "jgz", "school", "verzuim-mazl-terugkoppeling"), "deny.secrecy");
    EXPECT_EQ(reason_of("mazl-advies", "school", "leerplicht", "verzuimoverleg"), "deny.secrecy")
        << "nor through the school";
}

TEST(KRules, K6_what_comes_from_youth_care_is_handed_on_under_a_rule_that_asks_consent_alone) {
    EXPECT_EQ(reason_of("jeugdhulp-status", "school", "swv-vo", "thuiszitter-melding-swv"), "deny.secrecy");
    EXPECT_EQ(reason_of("jeugdhulp-status", "gemeente-jeugd", "leerplicht", "thuiszittersoverleg"), "deny.secrecy");
    EXPECT_EQ(reason_of("behandel-terugkoppeling", "school", "leerplicht", "thuiszittersoverleg"), "deny.secrecy");
    EXPECT_EQ(reason_of("jeugdhulp-status", "gemeente-jeugd", "jeugdhulpaanbieder", "jeugdhulp-toewijzing"),
              "deny.role")
        << "within the chain of care";
    EXPECT_TRUE(ask(favourable("jeugdhulp-status", "gemeente-jeugd", "school", "zorgroute-terugmelding")).allow);
    EXPECT_NE(reason_of("jeugdhulp-status", "gateway", "jeugdige", "rechten-betrokkene"), "deny.secrecy")
        << "the own data of the person";
    EXPECT_NE(reason_of("jeugdhulp-status", "gateway", "jeugdige", "mdo-ondersteuning"), "deny.role")
        << "forbidden by name, whoever would hand it on";
}

TEST(KRules, K7_consent_repairs_no_missing_basis_of_a_municipality) {
    EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "gemeente-jeugd", "school", "zorgroute-terugmelding"), "deny.basis");
    EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "gemeente-jeugd", "swv-vo", "jeugdhulp-toewijzing"), "deny.basis");
}

TEST(KRules, no_kind_of_purpose_and_no_person_is_spared) {
    for (const std::string to : {"ouder", "jeugdige"}) {
        EXPECT_EQ(reason_of("leerplicht-handhaving", "gateway", to, "rechten-betrokkene"), "deny.criminal") << to;
        EXPECT_EQ(reason_of("mazl-advies", "gateway", to, "rechten-betrokkene"), "deny.secrecy") << to;
        EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "gateway", to, "rechten-betrokkene"), "deny.basis") << to;
        EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "gemeente-jeugd", to, "jeugdhulp-toewijzing"), "deny.basis") << to;
    }
    EXPECT_EQ(reason_of("tlv-besluit", "swv-vo", "jeugdige", "tlv-besluit"), "deny.third-party");
    EXPECT_NE(reason_of("tlv-besluit", "swv-vo", "ouder", "tlv-besluit"), "deny.third-party");
    EXPECT_EQ(reason_of("leerplicht-handhaving", "leerplicht", "veilig-thuis", "vitaal-belang"), "deny.criminal");
    EXPECT_EQ(ask(sick("ziek", "leerplicht", "vitaal-belang")).reason, "deny.sickleave");
}

TEST(KRules, no_rule_no_flow) {
    EXPECT_EQ(reason_of("verzuimmelding", "leerplicht", "jeugdhulpaanbieder", "verzuimoverleg"), "deny.role");
}

TEST(Forbidden, verzuim_wettelijke_melding__sick_leave_suspension_full_attendance_list) {
    EXPECT_EQ(ask(sick("ziek", "leerplicht", "verzuim-wettelijke-melding")).reason, "deny.sickleave");
    EXPECT_EQ(ask(sick("schorsing", "leerplicht", "verzuim-wettelijke-melding")).reason, "deny.sickleave");
    EXPECT_EQ(reason_of("verzuim-totalen", "school", "leerplicht", "verzuim-wettelijke-melding"), "deny.role");
    const Answer answer = ask(favourable("verzuimmelding", "school", "leerplicht", "verzuim-wettelijke-melding"));
    EXPECT_EQ(answer.why_not("verzuimmelding.roosteruren"), "deny.field");
    EXPECT_EQ(answer.why_not("verzuimmelding.vaste_momenten"), "deny.field");
}

TEST(Forbidden, verzuim_18plus_melding__persons_with_startkwalificatie) {
    Asking asking = favourable("verzuimmelding", "mbo", "doorstroompunt", "verzuim-18plus-melding");
    asking.facts["startkwalificatie"] = true;
    EXPECT_EQ(ask(asking).reason, "deny.condition");
    asking.facts["startkwalificatie"] = false;
    EXPECT_TRUE(ask(asking).allow);
}

TEST(Forbidden, verzuimoverleg__diagnosis_jgz_notes_family_story) {
    const Answer answer = ask(favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg"));
    EXPECT_EQ(answer.why_not("verzuimmelding.achtergrond"), "deny.field");
    EXPECT_EQ(answer.why_not("verzuimmelding.reden"), "deny.field");
    EXPECT_EQ(reason_of("jgz-contactmoment", "jgz", "school", "verzuimoverleg"), "deny.secrecy");
    EXPECT_EQ(reason_of("hulpvraag", "school", "leerplicht", "verzuimoverleg"), "deny.role");
}

TEST(Forbidden, verzuim_mazl_consultvraag__number_and_what_parents_excluded) {
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    asking.subject = example_subject();
    consent_in(asking.facts)["fields_excluded"] = json::array{"mazl-vraag.vraag_code"};
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.why_not("leerling-id.bsn"), "deny.bsn");
    EXPECT_EQ(answer.why_not("mazl-vraag.vraag_code"), "deny.consent.other-scope");
    EXPECT_EQ(reason_of("verzuimmelding", "school", "jgz", "verzuim-mazl-consultvraag"), "deny.role");
}

TEST(Forbidden, verzuim_mazl_terugkoppeling__complaint_diagnosis_findings_home_situation) {
    EXPECT_EQ(reason_of("jgz-contactmoment", "jgz", "school", "verzuim-mazl-terugkoppeling"), "deny.secrecy");
    const Answer answer = ask(favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling"));
    EXPECT_EQ(answer.given, (std::vector<std::string>{"mazl-advies.belastbaarheid", "mazl-advies.evaluatiedatum",
                                                      "mazl-advies.opbouwschema", "mazl-advies.vervolg"}));
}

TEST(Forbidden, verzuim_mazl_naar_leerplicht__any_medical_field_and_jgz_itself) {
    const Answer answer = ask(favourable("verzuimmelding", "school", "leerplicht", "verzuim-mazl-naar-leerplicht"));
    for (const std::string& field : answer.given) {
        const auto* schema = schemas::find_record_type("verzuimmelding")->find(field.substr(field.find('.') + 1));
        EXPECT_NE(schema->sensitivity, schemas::Sensitivity::B) << field;
    }
    EXPECT_EQ(reason_of("verzuimmelding", "jgz", "leerplicht", "verzuim-mazl-naar-leerplicht"), "deny.secrecy");
    Asking asking = favourable("verzuimmelding", "school", "leerplicht", "verzuim-mazl-naar-leerplicht");
    asking.fields["type"] = "luxe";
    EXPECT_EQ(ask(asking).reason, "deny.condition");
}

TEST(Forbidden, jgz_contactmoment_planning__anything_outside_the_list) {
    for (const std::string type : {"verzuimmelding", "opp", "mazl-vraag", "contactgegevens", "leerling-id-kern"})
        EXPECT_EQ(reason_of(type, "school", "jgz", "jgz-contactmoment-planning"), "deny.role") << type;
}

TEST(Forbidden, thuiszitter_melding_swv__medical_documents) {
    EXPECT_EQ(reason_of("tlv-aanvraag", "school", "swv-vo", "thuiszitter-melding-swv"), "deny.role");
    const Answer answer = ask(favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv"));
    EXPECT_EQ(answer.why_not("thuiszittersmelding.factor_codes"), "deny.field");
    EXPECT_EQ(answer.why_not("thuiszittersmelding.risico_grond"), "deny.field");
}

TEST(Forbidden, thuiszitter_melding_overig__leerplicht_file_pv_halt) {
    EXPECT_EQ(reason_of("dossier-uittreksel", "leerplicht", "swv-vo", "thuiszitter-melding-overig"), "deny.basis");
    EXPECT_EQ(reason_of("leerplicht-handhaving", "leerplicht", "swv-vo", "thuiszitter-melding-overig"),
              "deny.criminal");
}

TEST(Forbidden, thuiszittersoverleg__health_data_of_the_swv_without_consent) {
    Asking asking = favourable("thuiszittersmelding", "swv-vo", "gemeente-jeugd", "thuiszittersoverleg");
    EXPECT_TRUE(ask(asking).gives("thuiszittersmelding.oorzaak_code"));
    asking.facts.erase("consents");
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.reason, "allow.redacted");
    EXPECT_EQ(answer.why_not("thuiszittersmelding.oorzaak_code"), "deny.consent.missing");
    EXPECT_EQ(answer.why_not("thuiszittersmelding.hulp_betrokken"), "deny.consent.missing");
    EXPECT_TRUE(answer.gives("thuiszittersmelding.categorie"));
}

TEST(Forbidden, doorbraak_escalatie__more_than_the_earlier_overleg) {
    EXPECT_EQ(reason_of("thuiszittersmelding", "swv-vo", "school", "doorbraak-escalatie"), "deny.role");
    EXPECT_EQ(reason_of("opp", "swv-vo", "gemeente-jeugd", "doorbraak-escalatie"), "deny.role");
}

TEST(Forbidden, mdo_ondersteuning__access_to_the_pupil_tracking_system) {
    const Answer answer = ask(favourable("opp", "school", "gemeente-jeugd", "mdo-ondersteuning"));
    EXPECT_EQ(answer.given,
              (std::vector<std::string>{"opp.begeleiding", "opp.evaluatiedatum", "opp.uitstroombestemming"}));
    EXPECT_EQ(reason_of("verzuimmelding", "school", "gemeente-jeugd", "mdo-ondersteuning"), "deny.role");
}

TEST(Forbidden, zorgroute_aanmelding__full_opp_and_test_reports) {
    const Answer answer = ask(favourable("opp", "school", "gemeente-jeugd", "zorgroute-aanmelding"));
    EXPECT_EQ(answer.given, (std::vector<std::string>{"opp.begeleiding", "opp.begeleidingsvraag", "opp.evaluatiedatum",
                                                      "opp.uitstroombestemming"}));
    EXPECT_EQ(reason_of("tlv-aanvraag", "school", "gemeente-jeugd", "zorgroute-aanmelding"), "deny.role");
    EXPECT_EQ(reason_of("tlv-aanvraag", "swv-vo", "gemeente-jeugd", "zorgroute-aanmelding"), "deny.third-party");
}

TEST(Forbidden, zorgroute_terugmelding__diagnosis_plan_product_code_family) {
    const Answer answer = ask(favourable("jeugdhulp-status", "gemeente-jeugd", "school", "zorgroute-terugmelding"));
    EXPECT_EQ(answer.given, (std::vector<std::string>{"jeugdhulp-status.contactpersoon", "jeugdhulp-status.datum",
                                                      "jeugdhulp-status.status"}));
    EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "gemeente-jeugd", "school", "zorgroute-terugmelding"), "deny.basis");
}

TEST(Forbidden, jeugdhulp_toewijzing__another_aim_and_passing_on_to_swv_or_school) {
    EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "gemeente-jeugd", "school", "jeugdhulp-toewijzing"), "deny.basis");
    EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "jeugdhulpaanbieder", "swv-vo", "jeugdhulp-toewijzing"), "deny.basis");
    EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "gemeente-jeugd", "jeugdhulpaanbieder", "mdo-ondersteuning"),
              "deny.role");
}

TEST(Forbidden, tlv_aanvraag__number_on_the_form) {
    EXPECT_EQ(reason_of("leerling-id", "school", "swv-po", "tlv-aanvraag"), "deny.bsn");
    Asking asking = favourable("tlv-aanvraag", "school", "swv-vo", "tlv-aanvraag");
    asking.fields["bsn"] = "999990019";
    EXPECT_EQ(ask(asking).reason, "deny.record") << "the form has no such field";
}

TEST(Forbidden, tlv_besluit__swv_to_any_third_party) {
    for (const std::string_view role : schemas::role_ids()) {
        const Answer answer = ask(favourable("tlv-besluit", "swv-vo", std::string{role}, "tlv-besluit"));
        const bool lawful = role == "school" || role == "schoolbestuur" || role == "ouder";
        EXPECT_EQ(answer.allow, lawful) << role;
    }
}

TEST(Forbidden, opp_opstellen_delen__municipality_and_jgz_without_consent) {
    for (const std::string to : {"gemeente-jeugd", "jgz"}) {
        Asking asking = favourable("opp", "school", to, "opp-opstellen-delen");
        EXPECT_TRUE(ask(asking).allow) << to;
        asking.facts.erase("consents");
        EXPECT_EQ(ask(asking).reason, "deny.consent.missing") << to;
    }
}

TEST(Forbidden, oza_aanmelding__tlv_file_care_file) {
    const Answer answer = ask(favourable("tlv-besluit", "swv-vo", "oza-school", "oza-aanmelding"));
    EXPECT_EQ(answer.given, std::vector<std::string>{"tlv-besluit.categorie"});
    EXPECT_EQ(reason_of("tlv-aanvraag", "swv-vo", "oza-school", "oza-aanmelding"), "deny.third-party");
    EXPECT_EQ(reason_of("jeugdhulp-toewijzing", "gemeente-jeugd", "oza-school", "oza-aanmelding"), "deny.basis");
    EXPECT_EQ(reason_of("jeugdhulp-status", "gemeente-jeugd", "oza-school", "oza-aanmelding"), "deny.secrecy");
}

TEST(Forbidden, oza_melding_woongemeente__education_file) {
    EXPECT_EQ(reason_of("opp", "oza-school", "gemeente-jeugd", "oza-melding-woongemeente"), "deny.role");
    const Answer answer = ask(favourable("oza-plaatsing", "oza-school", "gemeente-jeugd", "oza-melding-woongemeente"));
    EXPECT_EQ(answer.given,
              (std::vector<std::string>{"oza-plaatsing.eind", "oza-plaatsing.product", "oza-plaatsing.start"}));
}

TEST(Forbidden, oza_grensverkeer_verrekening__name_reason_diagnosis) {
    Asking asking = favourable("oza-plaatsing", "swv-vo", "gemeente-jeugd", "oza-grensverkeer-verrekening");
    asking.subject = {{"naam", "Voorbeeld, Kind"}, {"geboortedatum", "2016-03-02"}};
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.reason, "allow.redacted");
    EXPECT_EQ(answer.why_not("leerling-id.naam"), "deny.field");
    EXPECT_EQ(answer.why_not("oza-plaatsing.uitstroom"), "deny.field");
    EXPECT_EQ(answer.why_not("oza-plaatsing.product"), "deny.field");
}

TEST(Forbidden, vrijstelling_5a_advies_onderwijs__medical_content) {
    EXPECT_EQ(reason_of("vrijstelling-5a", "swv-vo", "leerplicht", "vrijstelling-5a-advies-onderwijs"), "deny.role");
    EXPECT_EQ(reason_of("tlv-aanvraag", "swv-vo", "leerplicht", "vrijstelling-5a-advies-onderwijs"),
              "deny.third-party");
}

TEST(Forbidden, vrijstelling_5a_verklaring__underlying_findings) {
    const Answer answer = ask(favourable("vrijstelling-5a", "jgz-5a-arts", "leerplicht", "vrijstelling-5a-verklaring"));
    EXPECT_EQ(answer.given, (std::vector<std::string>{"vrijstelling-5a.blijvend", "vrijstelling-5a.schooljaar",
                                                      "vrijstelling-5a.verklaring_conclusie"}));
}

TEST(Forbidden, vrijstelling_5a_heroverweging__medical_file) {
    const Answer answer = ask(favourable("vrijstelling-5a", "leerplicht", "swv-vo", "vrijstelling-5a-heroverweging"));
    EXPECT_EQ(answer.why_not("vrijstelling-5a.verklaring_conclusie"), "deny.field");
    EXPECT_EQ(answer.given, (std::vector<std::string>{"vrijstelling-5a.schooljaar", "vrijstelling-5a.status"}));
}

TEST(Forbidden, po_vo_overstap_zorg__tlv_file) {
    EXPECT_EQ(reason_of("tlv-besluit", "swv-po", "swv-vo", "po-vo-overstap-zorg"), "deny.third-party");
    const Answer answer = ask(favourable("thuiszittersmelding", "swv-po", "swv-vo", "po-vo-overstap-zorg"));
    EXPECT_EQ(answer.given, (std::vector<std::string>{"thuiszittersmelding.categorie", "thuiszittersmelding.startdatum",
                                                      "thuiszittersmelding.zorgplichtige_school"}));
}

TEST(Forbidden, leerplicht_naar_doorstroompunt__care_data) {
    EXPECT_EQ(reason_of("jeugdhulp-status", "leerplicht", "doorstroompunt", "leerplicht-naar-doorstroompunt"),
              "deny.secrecy");
    EXPECT_EQ(reason_of("leerplicht-handhaving", "leerplicht", "doorstroompunt", "leerplicht-naar-doorstroompunt"),
              "deny.criminal");
}

TEST(Forbidden, school_naar_werk__health_cause_and_age_over_27) {
    Asking asking = favourable("risico-uitval", "school", "doorstroompunt", "school-naar-werk");
    asking.facts["born"] = "1998-11-22";
    EXPECT_EQ(ask(asking).reason, "deny.condition");
    EXPECT_EQ(reason_of("thuiszittersmelding", "school", "doorstroompunt", "school-naar-werk"), "deny.role");
}

TEST(Forbidden, monitoring_verantwoording__any_row_per_person) {
    for (const auto& type : schemas::record_types()) {
        const Answer answer = ask({type.id, "swv-vo", "inspectie", "monitoring-verantwoording"});
        EXPECT_FALSE(answer.allow) << type.id;
        EXPECT_TRUE(answer.given.empty()) << type.id;
    }
    EXPECT_EQ(reason_of("thuiszittersmelding", "swv-vo", "inspectie", "monitoring-verantwoording"),
              "deny.aggregate-only");
}

TEST(Forbidden, ots_informatie_gi__beyond_need) {
    EXPECT_EQ(reason_of("afspraken", "school", "gi", "ots-informatie-gi"), "deny.condition");
    EXPECT_EQ(reason_of("afspraken", "school", "swv-vo", "ots-informatie-gi"), "deny.role");
}

TEST(Forbidden, veiligheid_meldcode__routine_use) {
    EXPECT_EQ(reason_of("thuiszittersmelding", "school", "veilig-thuis", "veiligheid-meldcode"), "deny.condition");
}

TEST(Forbidden, vitaal_belang__without_two_people) {
    EXPECT_EQ(reason_of("contactgegevens", "school", "gemeente-jeugd", "vitaal-belang"), "deny.condition");
}

TEST(Forbidden, rechten_betrokkene__data_of_others) {
    const Answer answer = ask(favourable("thuiszittersmelding", "gateway", "ouder", "rechten-betrokkene"));
    EXPECT_TRUE(answer.allow);
    EXPECT_EQ(answer.why_not("thuiszittersmelding.regievoerder"), "deny.field") << "a name of staff";
    EXPECT_EQ(ask({"thuiszittersmelding", "gateway", "school", "rechten-betrokkene"}).reason, "deny.role");
    EXPECT_EQ(ask({"thuiszittersmelding", "school", "ouder", "rechten-betrokkene"}).reason, "deny.role");
}

}  // namespace
}  // namespace kolk::tests
