#include "policies/looked_at.hpp"

#include "tests/support/convenant.hpp"

// What a condition or prohibition looks at decides under whatever name it stands, and counts for nothing when absent.

namespace kolk::tests {
namespace {

using policies::Convenant;
using policies::FieldIs;

Convenant with_condition(std::string_view rule_id, FieldIs condition) {
    Convenant convenant = demo_convenant();
    for (policies::Rule& rule : convenant.rules) {
        if (rule.id == rule_id) rule.when.emplace_back(std::move(condition));
    }
    convenant.prepare();
    return convenant;
}

TEST(Conditions, OnTheChildsOwnBlockAreAskedOfThatBlock) {
    const Convenant convenant = with_condition("opp-naar-swv", {"leerling-id-kern", "schoolsoort", {"vso"}, false});
    Asking asking = favourable("opp", "school", "swv-vo", "opp-opstellen-delen");
    ASSERT_EQ(ask(asking, convenant).rule, "opp-naar-swv");
    EXPECT_EQ(ask(asking, convenant).reason, "deny.condition") << "there is no block";
    asking.subject = {{"naam", "Voorbeeld"}, {"schoolsoort", "havo"}};
    EXPECT_EQ(ask(asking, convenant).reason, "deny.condition");
    asking.subject["schoolsoort"] = "vso";
    EXPECT_TRUE(ask(asking, convenant).allow);
}

TEST(Conditions, AboutASecretAddressAreNotMet) {
    for (const bool negated : {false, true}) {
        const Convenant convenant =
            with_condition("opp-naar-swv", {"leerling-id-kern", "woongemeente", {negated ? "9902" : "9901"}, negated});
        Asking asking = favourable("opp", "school", "swv-vo", "opp-opstellen-delen");
        asking.subject = {{"naam", "Voorbeeld"}, {"woongemeente", "9901"}};
        EXPECT_TRUE(ask(asking, convenant).allow) << ask(asking, convenant).reason;
        asking.facts["address_secret"] = true;
        EXPECT_EQ(ask(asking, convenant).reason, "deny.condition") << "that it went would tell where the child lives";
    }
}

TEST(Conditions, HoldUnderTheNameThatTheRecordHasForTheField) {
    Asking asking = favourable("opp", "school", "swv-vo", "mdo-ondersteuning");
    const std::string rule = ask(asking).rule;
    const Convenant convenant = with_condition(rule, {"opp-kern", "begeleiding", {"iets anders"}, false});
    ASSERT_TRUE(ask(asking).allow) << ask(asking).reason;
    EXPECT_EQ(ask(asking, convenant).reason, "deny.condition");
    asking.fields["begeleiding"] = "iets anders";
    EXPECT_TRUE(ask(asking, convenant).allow);
}

TEST(Conditions, AreNotMetByWhatIsAbsent) {
    Asking asking = favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg");
    ASSERT_TRUE(ask(asking).allow) << ask(asking).reason;
    for (const json::value& absent : {json::value(nullptr), json::value(""), json::value(" \u00a0")}) {
        asking.fields["grondslag"] = absent;
        EXPECT_FALSE(ask(asking).allow) << absent;
    }
    asking.fields.erase("grondslag");
    EXPECT_EQ(ask(asking).reason, "deny.condition") << "is_not: [geoorloofd]";
}

TEST(Conditions, AreReadFromTheSourceThoughTheyAreNotGiven) {
    const auto* flow = demo_convenant().find_flow("verzuimoverleg", "school", "leerplicht", "verzuimmelding");
    ASSERT_NE(flow, nullptr);
    const auto places = policies::looked_at(demo_convenant(), *flow);
    for (const char* field : {"grondslag", "reden", "lpw_grond"}) {
        EXPECT_NE(std::ranges::find(places, std::pair<std::string, std::string>{"verzuimmelding", field}), places.end())
            << field;
    }
}

TEST(KRules, K5_holds_for_sickness_told_otherwise) {
    Asking asking = favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg");
    for (const char* article : {"11c", "11d"}) {
        asking.fields["lpw_grond"] = article;
        EXPECT_EQ(ask(asking).reason, "deny.sickleave") << article;
    }
    asking.fields["lpw_grond"] = "wec12";
    for (const char* reason : {"ziekte", "Ziekmelding", "ziek\u00a0", "\u00a0 schorsing", "geschorst"}) {
        asking.fields["reden"] = reason;
        EXPECT_EQ(ask(asking).reason, "deny.sickleave") << reason;
    }
    Asking at_home = favourable("thuiszittersmelding", "school", "leerplicht", "thuiszittersoverleg");
    ASSERT_TRUE(ask(at_home).allow) << ask(at_home).reason;
    at_home.fields["risico_grond"] = "11d";
    EXPECT_EQ(ask(at_home).reason, "deny.sickleave");
    EXPECT_EQ(ask(favourable("mazl-vraag", "school", "leerplicht", "verzuimoverleg")).reason, "deny.sickleave");
}

TEST(Consent, ThatExcludesAFieldExcludesItUnderEveryName) {
    Asking asking = favourable("opp", "school", "gemeente-jeugd", "mdo-ondersteuning");
    json::object& consent = asking.facts["consents"].as_array().front().as_object();
    consent["record_types"] = json::array{"opp-kern"};
    const Answer all = ask(asking);
    ASSERT_TRUE(all.gives("opp.begeleiding")) << all.reason;
    consent["fields_excluded"] = json::array{"opp-kern.begeleiding"};
    EXPECT_FALSE(ask(asking).gives("opp.begeleiding"));
    EXPECT_EQ(ask(asking).why_not("opp.begeleiding"), "deny.consent.other-scope");
}

TEST(Consent, ForAPartOfARecordTypeCoversThatPart) {
    Convenant convenant = demo_convenant();
    for (policies::Rule& rule : convenant.rules) {
        if (rule.id == "mdo-naar-gemeente") rule.records["opp"].emplace_back("handelingsdeel");
    }
    convenant.prepare();
    Asking asking = favourable("opp", "school", "gemeente-jeugd", "mdo-ondersteuning");
    ASSERT_TRUE(ask(asking, convenant).gives("opp.handelingsdeel")) << ask(asking, convenant).reason;
    asking.facts["consents"].as_array().front().as_object()["record_types"] = json::array{"opp-kern"};
    EXPECT_FALSE(ask(asking, convenant).gives("opp.handelingsdeel"));
    EXPECT_TRUE(ask(asking, convenant).gives("opp.begeleiding"));
}

/// The demo's convenant with one text in place of another.
std::vector<policies::Fault> faults_with(std::string_view old, std::string_view replacement) {
    std::string text = demo_convenant_text();
    const std::size_t at = text.find(old);
    if (at == std::string::npos) throw std::runtime_error{"not in the convenant"};
    return policies::read_convenant(text.replace(at, old.size(), replacement)).faults;
}

TEST(Rows, OfTheAgreementAreNotLoosened) {
    EXPECT_FALSE(faults_with("    kind: aggregate\n", "").empty());
    EXPECT_FALSE(faults_with("    kind: override\n", "").empty());
    EXPECT_FALSE(faults_with("    title: Multidisciplinair overleg\n    dpia: DPIA-2026-08\n    case: yes\n",
                             "    title: Multidisciplinair overleg\n    dpia: DPIA-2026-08\n")
                     .empty());
    EXPECT_FALSE(faults_with(", leerplicht: 2026-08-01}", ", ouder: 2026-08-01}").empty()) << "a person signs nothing";
    EXPECT_FALSE(faults_with("basis: {from: e Jeugdwet art. 2.3, to: e Jeugdwet art. 2.3 en overeenkomst}",
                             "basis: {from: f belang, to: e Jeugdwet art. 2.3 en overeenkomst}")
                     .empty());
    EXPECT_FALSE(faults_with("basis: {from: e Jeugdwet art. 2.3, to: e Jeugdwet art. 2.3 en overeenkomst}\n"
                             "        art9: [AVG art. 9(2)(a)]\n        records:\n          oza-kern: \"*\"\n"
                             "        consent: needed ",
                             "basis: {from: e Jeugdwet art. 2.3, to: e Jeugdwet art. 2.3 en overeenkomst}\n"
                             "        art9: [AVG art. 9(2)(a)]\n        records:\n          oza-kern: \"*\"\n"
                             "        consent: none ")
                     .empty())
        << "explicit consent is its ground";
}

}  // namespace
}  // namespace kolk::tests
