#include "policies/facts.hpp"

#include <gtest/gtest.h>

namespace kolk::policies {
namespace {

namespace json = boost::json;

Facts facts_of(std::string_view text) {
    const auto facts = read_facts(json::parse(text).as_object());
    if (!facts) {
        ADD_FAILURE() << facts.error().for_operator;
        return {};
    }
    return *facts;
}

std::string fault_of(std::string_view text) {
    const auto facts = read_facts(json::parse(text).as_object());
    return facts ? "" : facts.error().for_operator;
}

TEST(Facts, WhatIsAbsentIsUnknown) {
    const Facts facts = facts_of("{}");
    EXPECT_FALSE(facts.born);
    EXPECT_FALSE(facts.capable);
    EXPECT_FALSE(facts.authority);
    EXPECT_FALSE(facts.case_known);
    EXPECT_FALSE(facts.restricted);
}

TEST(Facts, ReadsTheKeysOfTheContractAndOfSection43) {
    const Facts facts = facts_of(R"({"born": "2011-03-02", "capable": true, "authority": ["ouder-1"],
        "informed": [{"purpose": "tlv-aanvraag", "at": "2026-09-01"}], "objections": ["tlv-aanvraag"],
        "consents": [{"consent_id": "c1", "purpose": "p", "from": "jgz", "to": "school:de-linde",
                      "record_types": ["mazl-advies"], "given_by": ["ouder-1"], "given_at": "2026-09-01",
                      "valid_until": "2027-07-31", "withdrawn_at": null, "withdrawn_by": "", "channel": "paper",
                      "giver_role": "ouder", "authority_source": "BRP", "age_at_giving": 15, "language": "nl",
                      "text_version_hash": "x", "evidence_ref": "y", "recorded_by": "z", "fields_excluded": []}],
        "case": {"purpose": "verzuimoverleg", "opened": "2026-09-01", "closed": "2026-12-01", "parties": ["school"]}})");
    ASSERT_EQ(facts.consents.size(), 1U);
    EXPECT_EQ(facts.consents.front().to, (Party{"school", "de-linde"}));
    EXPECT_FALSE(facts.consents.front().withdrawn_at);
    ASSERT_EQ(facts.cases.size(), 1U);
    EXPECT_TRUE(facts.case_known);
}

TEST(Facts, FaultsNameOurKeyAndNeverAForeignKeyOrAValue) {
    EXPECT_NE(fault_of(R"({"born": "geheim"})").find(".born"), std::string::npos);
    EXPECT_EQ(fault_of(R"({"born": "geheim"})").find("geheim"), std::string::npos);
    EXPECT_EQ(fault_of(R"({"bsn-van-jan": 1})").find("jan"), std::string::npos);
    EXPECT_NE(fault_of(R"({"consents": [{"from": "jgz", "to": "school"}]})").find("consents.purpose"),
              std::string::npos);
    EXPECT_NE(fault_of(R"({"authority": "ouder-1"})"), "");
    EXPECT_NE(fault_of(R"({"consents": [3]})"), "");
    EXPECT_NE(fault_of(R"({"informed": [{"purpose": "p"}]})"), "");
    EXPECT_NE(fault_of(R"({"restricted": "ja"})"), "");
}

TEST(Merge, TheStricterOfTwoSourcesWins) {
    Facts facts = facts_of(R"({"born": "2010-11-22", "capable": true, "authority": ["ouder-1"], "restricted": false})");
    merge(facts, facts_of(R"({"born": "2010-11-23", "capable": false, "authority": ["ouder-2", "ouder-1"],
                              "restricted": true, "deceased": true, "case": {"purpose": "p", "opened": "2026-09-01"}})"));
    EXPECT_EQ(*facts.born, *base::parse_date("2010-11-23"));
    EXPECT_FALSE(*facts.capable);
    EXPECT_EQ(*facts.authority, (std::vector<std::string>{"ouder-1", "ouder-2"}));
    EXPECT_TRUE(facts.restricted);
    EXPECT_TRUE(facts.deceased);
    EXPECT_TRUE(facts.case_known);
}

TEST(Merge, TheSameConsentToldTwiceKeepsItsWithdrawal) {
    const std::string consent = R"("consent_id": "c1", "purpose": "p", "from": "jgz", "to": "school")";
    Facts facts = facts_of("{\"consents\": [{" + consent + R"(, "valid_until": "2027-07-31"}]})");
    merge(facts, facts_of("{\"consents\": [{" + consent +
                          R"(, "withdrawn_at": "2026-10-01", "valid_until": "2027-01-01"}]})"));
    ASSERT_EQ(facts.consents.size(), 1U);
    EXPECT_EQ(*facts.consents.front().withdrawn_at, *base::parse_date("2026-10-01"));
    EXPECT_EQ(*facts.consents.front().valid_until, *base::parse_date("2027-01-01"));
}

TEST(Merge, UnknownAddsNothing) {
    Facts facts = facts_of(R"({"born": "2010-11-22", "authority": ["ouder-1"]})");
    merge(facts, Facts{});
    EXPECT_TRUE(facts.born);
    EXPECT_EQ(facts.authority->size(), 1U);
}

}  // namespace
}  // namespace kolk::policies
