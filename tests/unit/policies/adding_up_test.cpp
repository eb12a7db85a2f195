#include "policies/reader.hpp"
#include "tests/support/convenant.hpp"

// What a rule says of conditions and of what becomes of its fields adds to what its purpose says.

namespace kolk::tests {
namespace {

using policies::Convenant;

/// The report of a home-sitter in the second region, with words at the purpose and at its rule.
policies::ConvenantReading with_words(const std::string& at_purpose, const std::string& at_rule) {
    std::string text = convenant_text("tweede-regio");
    const std::string_view purpose = "    dpia: DPIA-TR-02\n";
    text.insert(text.find(purpose) + purpose.size(), at_purpose);
    const std::string_view own =
        "        when:\n          - {lasted: {from: thuiszittersmelding.startdatum, at_least: 6 school days}}\n";
    EXPECT_NE(text.find(own), std::string::npos);
    return policies::read_convenant(text.replace(text.find(own), own.size(), at_rule));
}

std::string faults_told(const policies::ConvenantReading& reading) {
    std::string all;
    for (const auto& fault : reading.faults) all += fault.text + '\n';
    return all;
}

Asking home_sitter(std::string_view category, std::string_view born) {
    Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    asking.fields["categorie"] = category;
    asking.facts["born"] = born;
    asking.subject = example_subject();
    return asking;
}

TEST(AddingUp, AConditionOfTheRuleStandsBesideThatOfItsPurpose) {
    const auto reading = with_words("    when: [{age: {at_least: 12}}]\n",
                                    "        when: [{field: thuiszittersmelding.categorie, is: [lrv-3m+]}]\n");
    ASSERT_NE(reading.convenant, nullptr) << faults_told(reading);
    const auto reason = [&](std::string_view category, std::string_view born) {
        const Answer answer = ask(home_sitter(category, born), *reading.convenant);
        return answer.allow ? "allow" : answer.reason;
    };
    EXPECT_EQ(reason("lrv-3m+", "2014-11-22"), "allow") << "twelve today";
    EXPECT_EQ(reason("lrv-3m+", "2014-11-23"), "deny.condition") << "the purpose asks for twelve";
    EXPECT_EQ(reason("risico", "2014-11-22"), "deny.condition") << "and the rule for a category";
}

TEST(AddingUp, TogetherTheyMustLeaveSomethingToMeet) {
    EXPECT_NE(faults_told(with_words("    when: [{age: {at_least: 16}}]\n", "        when: [{age: {at_most: 12}}]\n"))
                  .find("nobody has the ages"),
              std::string::npos);
    EXPECT_NE(faults_told(with_words("    when: [{field: verzuimmelding.type, is: [lrv]}]\n",
                                     "        when: [{age: {at_most: 12}}]\n"))
                  .find("speaks of verzuimmelding, which this rule does not give"),
              std::string::npos);
    EXPECT_NE(faults_told(with_words("    when: {age: {at_most: 12}}\n", "")).find("'when' should be a list"),
              std::string::npos);
}

TEST(AddingUp, ATransformOfTheRuleWinsForItsOwnFieldOnly) {
    const auto reading = with_words(
        "    transforms: {leerling-id-kern.geboortedatum: year, thuiszittersmelding.hulp_betrokken: drop}\n",
        "        transforms: {leerling-id-kern.geboortedatum: {age_bands: [12]}, thuiszittersmelding.startdatum: "
        "year}\n");
    ASSERT_NE(reading.convenant, nullptr) << faults_told(reading);
    const Answer answer = ask(home_sitter("risico", "2016-03-02"), *reading.convenant);
    const json::object expected{{"leerling-id-kern.geboortedatum", "age_bands"},
                                {"thuiszittersmelding.startdatum", "year"}};
    EXPECT_EQ(answer.whole.at("transformed"), json::value(expected));
    EXPECT_FALSE(answer.gives("thuiszittersmelding.hulp_betrokken")) << "the purpose drops it";
}

TEST(AddingUp, OneMapSaysOnceWhatBecomesOfAField) {
    std::string text = demo_convenant_text();
    const std::string rule = "opp-uittreksel: \"*\"";
    const auto line = text.rfind('\n', text.rfind("records:", text.find(rule)));
    text.insert(line + 1, "        transforms: {opp-uittreksel.begeleiding: {first: 10}, opp.begeleiding: drop}\n");
    EXPECT_NE(faults_told(policies::read_convenant(text)).find("another transform already says what becomes of opp"),
              std::string::npos);
}

// -------------------------------------------------------------------------------------------------- Definitions

std::string with_definition(const std::string& definitions, const std::string& used) {
    std::string text = convenant_text("tweede-regio");
    const std::string_view condition =
        "          - {lasted: {from: thuiszittersmelding.startdatum, at_least: 6 school days}}\n";
    text.replace(text.find(condition), condition.size(), used);
    text.insert(text.find("parties:\n"), "definitions:\n" + definitions);
    return text;
}

const std::string four_weeks =
    "  - {id: vier-weken, title: Vier weken thuis, when: [{lasted: {from: "
    "thuiszittersmelding.startdatum, more_than: P4W}}]}\n";

TEST(Definitions, StandForWhatTheySay) {
    const auto reading =
        policies::read_convenant(with_definition(four_weeks, "          - {definition: vier-weken}\n"));
    ASSERT_NE(reading.convenant, nullptr) << faults_told(reading);
    Asking asking = home_sitter("risico", "2016-03-02");
    asking.fields["startdatum"] = "2026-10-25";
    EXPECT_EQ(ask(asking, *reading.convenant).reason, "deny.condition") << "four weeks is not more than that";
    asking.fields["startdatum"] = "2026-10-24";
    EXPECT_TRUE(ask(asking, *reading.convenant).allow);
}

TEST(Definitions, MayBeOneOfSeveralWhenTheySayOneThing) {
    const std::string any = "          - any: [{definition: vier-weken}, {age: {at_least: 18}}]\n";
    EXPECT_TRUE(policies::read_convenant(with_definition(four_weeks, any)).faults.empty());
    const std::string two = "  - {id: vier-weken, title: Twee, when: [{age: {at_least: 5}}, {age: {at_most: 16}}]}\n";
    EXPECT_NE(faults_told(policies::read_convenant(with_definition(two, any))).find("several conditions"),
              std::string::npos);
}

TEST(Definitions, AreReadStrictly) {
    const std::string used = "          - {definition: vier-weken}\n";
    const auto fault = [&](const std::string& definitions) {
        return faults_told(policies::read_convenant(with_definition(definitions, used)));
    };
    EXPECT_EQ(fault(four_weeks), "");
    EXPECT_NE(
        fault("  - {id: vier-wken, title: Typfout, when: [{age: {at_least: 5}}]}\n").find("did you mean 'vier-wken'?"),
        std::string::npos);
    EXPECT_NE(fault(four_weeks + four_weeks).find("stands twice"), std::string::npos);
    EXPECT_NE(fault("  - {id: vier-weken, title: Leeg, when: []}\n").find("at least one condition"), std::string::npos);
    EXPECT_NE(fault(four_weeks + "  - {id: b, title: B, when: [{definition: vier-weken}]}\n").find("is no definition"),
              std::string::npos)
        << "none refers to another";
    std::string many = "  - {id: vier-weken, title: Veel, when: [";
    for (int i = 0; i < 21; ++i) many += "{age: {at_least: 5}}, ";
    EXPECT_NE(fault(many + "{age: {at_least: 5}}]}\n").find("at most 20"), std::string::npos);
}

}  // namespace
}  // namespace kolk::tests
