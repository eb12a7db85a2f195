#include "policies/decide.hpp"
#include "tests/support/convenant.hpp"

// What `kolk policy explain` promises in policies/README.md.

namespace kolk::tests {
namespace {

using policies::ExplainRequest;

std::string fault_of(const ExplainRequest& request) {
    const auto answer = policies::explain_request(demo_convenant(), request);
    return answer ? "" : std::string{answer.error().category.text};
}

TEST(Explain, HasTheKeysOfTheContractAndFaultsOnlyForABadRecord) {
    const Answer good = ask(favourable("opp", "school", "swv-vo", "opp-opstellen-delen"));
    for (const std::string_view key : {"decision", "reason", "rule", "given", "withheld", "assumed"})
        EXPECT_TRUE(good.whole.contains(key)) << key;
    EXPECT_FALSE(good.whole.contains("faults"));
}

TEST(Explain, ABareRoleIsTheRightOrganisationAndSaysSo) {
    const Answer bare = ask(favourable("opp", "school", "swv-vo", "opp-opstellen-delen"));
    EXPECT_EQ(bare.assumed.size(), 3U);  // from, to, and that the recipient knows the child
    Asking named = favourable("opp", "school:de-linde", "swv-vo:swv-vo-voorbeeld", "opp-opstellen-delen");
    named.subject = {{"naam", "Voorbeeld, Kind"}};
    const Answer answer = ask(named);
    EXPECT_TRUE(answer.allow) << answer.reason;
    EXPECT_TRUE(answer.assumed.empty());
}

TEST(Explain, ANamedRecipientMustBeTheChildsOwn) {
    Asking asking = favourable("verzuimmelding", "school", "leerplicht:zandhoven", "verzuimoverleg");
    asking.subject = {{"bsn", "999990019"}, {"woongemeente", "9901"}};
    asking.municipality = "9902";
    EXPECT_EQ(ask(asking).reason, "deny.condition");
    asking.municipality = "9901";
    EXPECT_TRUE(ask(asking).allow) << ask(asking).reason;

    Asking enrolled = favourable("mazl-advies", "jgz", "school:het-baken", "verzuim-mazl-terugkoppeling");
    enrolled.subject = {{"vestiging", "00AA00"}, {"naam", "Voorbeeld, Kind"}};
    enrolled.branches = {"00AA04"};
    EXPECT_EQ(ask(enrolled).reason, "deny.condition");
}

TEST(Explain, ThatANamedRecipientIsTheChildsOwnIsAssumedAloudWhereNothingTellsIt) {
    const auto assumes = [](const Asking& asking, std::string_view what) {
        const Answer answer = ask(asking);
        EXPECT_TRUE(answer.allow) << answer.reason;
        return std::ranges::find(answer.assumed, what) != answer.assumed.end();
    };
    constexpr std::string_view residence = "to: the municipality where the child lives";
    constexpr std::string_view enrolment = "to: the school where the child is enrolled";
    Asking asking = favourable("verzuimmelding", "school", "leerplicht:zandhoven", "verzuimoverleg");
    asking.subject = {{"bsn", "999990019"}, {"woongemeente", "9901"}};
    EXPECT_TRUE(assumes(asking, residence)) << "nothing tells the code of the recipient";
    asking.municipality = "9901";
    EXPECT_FALSE(assumes(asking, residence));
    asking.subject.erase("woongemeente");
    EXPECT_TRUE(assumes(asking, residence)) << "nothing tells where the child lives";
    asking.to = "leerplicht";
    EXPECT_FALSE(assumes(asking, residence)) << "a bare role is assumed as a whole";

    Asking advice = favourable("mazl-advies", "jgz", "school:het-baken", "verzuim-mazl-terugkoppeling");
    EXPECT_TRUE(assumes(advice, enrolment));
    advice.subject = {{"vestiging", "00AA04"}, {"naam", "Voorbeeld, Kind"}};
    advice.branches = {"00AA04"};
    EXPECT_FALSE(ask(advice).reason == "deny.condition");
    EXPECT_TRUE(assumes(favourable("oza-plaatsing", "school", "oza-school:plusklas", "oza-aanmelding"),
                        "to: the organisation that the record names"));
}

TEST(Explain, AnAbsentCaseIsAssumedAndAWrongOneIsNot) {
    Asking asking = favourable("afspraken", "swv-vo", "school", "thuiszittersoverleg");
    asking.facts.erase("case");
    EXPECT_EQ(ask(asking).assumed.size(), 4U);
    asking.facts["case"] = json::object{{"purpose", "verzuimoverleg"}, {"opened", "2026-09-01"}};
    EXPECT_EQ(ask(asking).reason, "deny.case");
    asking.facts["case"] = json::object{{"purpose", "thuiszittersoverleg"}, {"opened", "2026-11-23"}};
    EXPECT_EQ(ask(asking).reason, "deny.case");
    asking.facts["case"] = json::object{
        {"purpose", "thuiszittersoverleg"}, {"opened", "2026-09-01"}, {"parties", json::array{"swv-vo", "leerplicht"}}};
    EXPECT_EQ(ask(asking).reason, "deny.case") << "the school is not at that table";
}

TEST(Explain, WithoutFactsNothingIsAnExcuse) {
    Asking asking{"opp", "school", "swv-vo", "opp-opstellen-delen"};
    EXPECT_EQ(ask(asking).reason, "deny.inform");
}

TEST(Explain, UnknownPurposeAndRoleAreAnswers) {
    EXPECT_EQ(ask({"opp", "school", "swv-vo", "opp-opstellen"}).reason, "deny.purpose");
    EXPECT_EQ(ask({"opp", "politie", "swv-vo", "opp-opstellen-delen"}).reason, "deny.role");
    EXPECT_EQ(ask({"opp", "school", "politie", "opp-opstellen-delen"}).reason, "deny.role");
    EXPECT_EQ(ask({"onbekend", "school", "swv-vo", "opp-opstellen-delen"}).reason, "deny.record");
}

TEST(Explain, ABadRecordNamesItsFaultsAndNeverAValue) {
    Asking asking = favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling");
    asking.fields["belastbaarheid"] = 999777;
    asking.fields["geheim-veld"] = "GeheimeWaarde";
    asking.subject = {{"bsn", "123456789"}};
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.reason, "deny.record");
    EXPECT_EQ(answer.whole.at("faults").as_array().size(), 3U);
    const std::string text = json::serialize(answer.whole);
    for (const std::string_view secret : {"999777", "geheim-veld", "GeheimeWaarde", "123456789"})
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
}

TEST(Explain, NoAnswerHoldsAValueOfTheRecordOrTheFacts) {
    Asking asking = favourable("opp", "school", "swv-vo", "opp-opstellen-delen");
    asking.subject = example_subject();
    const std::string text = json::serialize(ask(asking).whole);
    for (const std::string_view secret : {"Voorbeeld, Kind", "999990019", "2016-03-02", "ouder-1"})
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
}

TEST(Explain, WhoCannotTellWhomItIsAboutGetsNothing) {
    Asking asking = favourable("tlv-besluit", "swv-vo", "school", "tlv-besluit");
    EXPECT_TRUE(ask(asking).allow) << "assumed to know the child";
    asking.subject = {{"naam", "Voorbeeld, Kind"}};
    EXPECT_EQ(ask(asking).reason, "deny.unidentifiable") << "the rule gives no name";
}

TEST(Explain, RedactedMeansThatSomethingPresentStayedBehind) {
    Asking asking = favourable("opp", "school", "swv-vo", "opp-opstellen-delen");
    asking.fields = {{"opgesteld_op", "2026-09-01"}, {"begeleiding", "kort"}};
    EXPECT_EQ(ask(asking).reason, "allow");
    asking.fields["verplicht_grond"] = "pro";
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.reason, "allow.redacted");
    EXPECT_EQ(answer.given, (std::vector<std::string>{"opp.begeleiding", "opp.opgesteld_op"}));
}

TEST(Explain, ARecordWithoutAnyNamedFieldGoesNowhere) {
    Asking asking = favourable("tlv-aanvraag", "school", "swv-vo", "tlv-aanvraag");
    asking.fields = {{"van_school", "00AA00"}};
    EXPECT_EQ(ask(asking).reason, "deny.field");
}

TEST(Explain, AKeyThatOnlyTheGatewayMakesIsNoFieldOfARecord) {
    Asking asking = favourable("opp", "school", "swv-vo", "opp-opstellen-delen");
    asking.subject = {{"naam", "Voorbeeld, Kind"}, {"case_key", "ko1.vb.x"}};
    EXPECT_EQ(ask(asking).reason, "deny.record");
}

TEST(Explain, WhatIsNoQuestionIsAnError) {
    const std::string record = R"({"type":"opp","fields":{"opgesteld_op":"2026-09-01"}})";
    const ExplainRequest good{record, {}, "school", "swv-vo", "opp-opstellen-delen", demo_day};
    EXPECT_EQ(fault_of(good), "");
    ExplainRequest bad = good;
    bad.record = "[]";
    EXPECT_EQ(fault_of(bad), "explain.unreadable");
    bad = good;
    bad.record = "{";
    EXPECT_EQ(fault_of(bad), "explain.unreadable");
    bad = good;
    bad.at = "22-11-2026";
    EXPECT_EQ(fault_of(bad), "explain.date");
    bad = good;
    bad.to = "SWV VO";
    EXPECT_EQ(fault_of(bad), "explain.party");
    bad = good;
    bad.facts = R"({"born": "gisteren"})";
    EXPECT_EQ(fault_of(bad), "facts.unreadable");
    bad.facts = R"({"geboren": "2012-01-01"})";
    EXPECT_EQ(fault_of(bad), "facts.unreadable");
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    bad = good;
    bad.record = deep;
    EXPECT_EQ(fault_of(bad), "explain.unreadable");
    const std::string large(70'000, ' ');
    bad.record = large;
    EXPECT_EQ(fault_of(bad), "explain.unreadable");
}

TEST(Decide, OutsideAnExplanationNothingIsAssumed) {
    const auto day = *base::parse_date(demo_day);
    schemas::Record record{"afspraken", {}};
    record.fields.set("datum", "2026-11-01");
    policies::Facts facts;
    facts.informed.push_back({"thuiszittersoverleg", day});
    policies::Question question;
    question.record = &record;
    question.from = {"swv-vo", "swv-vo-voorbeeld"};
    question.to = {"school", "de-linde"};
    question.purpose = "thuiszittersoverleg";
    question.facts = &facts;
    question.today = day;
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_case);
    facts.cases.push_back({"thuiszittersoverleg", day, {}, {}});
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_case) << "nobody sits there";
    facts.cases.back().parties = {{"swv-vo", {}}, {"school", "de-linde"}};
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_unidentifiable);
    question.known_to_recipient = true;
    EXPECT_TRUE(policies::decide(demo_convenant(), question).allow);
    question.bound_by_source = policies::Reason::deny_consent_missing;
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_consent_missing);
}

TEST(Decide, OldConsentsAreNotTrusted) {
    const auto day = *base::parse_date(demo_day);
    schemas::Record record{"mazl-advies", {}};
    record.fields.set("evaluatiedatum", "2026-12-01");
    policies::Facts facts;
    facts.informed.push_back({"verzuim-mazl-terugkoppeling", day});
    facts.consents_stale = true;
    policies::Question question;
    question.record = &record;
    question.from = {"jgz", "ggd-voorbeeld"};
    question.to = {"school", "de-linde"};
    question.purpose = "verzuim-mazl-terugkoppeling";
    question.facts = &facts;
    question.today = day;
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_consent_stale);
}

TEST(Decide, TheServiceKnowsNoRightOrganisationOfARole) {
    schemas::Record record{"jgz-klassenlijst", {}};
    record.fields.set("naam", "Voorbeeld, Kind");
    policies::Question question;
    question.record = &record;
    question.from = {"school", "de-linde"};
    question.to = {"jgz", {}};
    question.purpose = "jgz-contactmoment-planning";
    question.today = *base::parse_date(demo_day);
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_membership);
    question.from = {"school", {}};
    question.to = {"jgz", "ggd-voorbeeld"};
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_membership);
    question.explaining = true;
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_inform);
}

TEST(Reasons, EveryCodeReadsBackAndHasTwoSentences) {
    for (const policies::Reason reason : policies::reasons()) {
        EXPECT_EQ(policies::reason_from(policies::code_of(reason)), reason);
        EXPECT_TRUE(policies::dutch(reason).ends_with('.'));
        EXPECT_TRUE(policies::english(reason).ends_with('.'));
    }
    EXPECT_EQ(policies::reason_from("deny.everything"), std::nullopt);
}

TEST(Explain, AParentKnowsWhomARecordIsAbout) {
    Asking asking = favourable("tlv-besluit", "swv-vo", "ouder", "tlv-besluit");
    EXPECT_TRUE(ask(asking).allow) << ask(asking).reason;
    EXPECT_TRUE(ask(favourable("vrijstelling-5a", "jgz-5a-arts", "ouder", "vrijstelling-5a-verklaring")).allow);
}

}  // namespace
}  // namespace kolk::tests
