#include "policies/facts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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
        "consents": [{"consent_id": "c1", "purpose": "tlv-aanvraag", "from": "jgz", "to": "school:de-linde",
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

TEST(Facts, ReadsAConsentUnderTheLongNamesOfSection43) {
    const Facts facts = facts_of(R"({"consents": [{"consent_id": "c1", "data_subject_key": "k", "giver_key": "ouder-1",
        "purpose_id": "tlv-aanvraag", "from_role": "jgz", "to_role": "school", "to_org": "de-linde",
        "record_types": ["mazl-vraag", "mazl-advies"], "fields_excluded": ["verzuimuren", "mazl-advies.belastbaarheid"]}]})");
    ASSERT_EQ(facts.consents.size(), 1U);
    const Consent& consent = facts.consents.front();
    EXPECT_EQ(consent.purpose, "tlv-aanvraag");
    EXPECT_EQ(consent.from, (Party{"jgz", ""}));
    EXPECT_EQ(consent.to, (Party{"school", "de-linde"}));
    EXPECT_EQ(consent.given_by, std::vector<std::string>{"ouder-1"});
    EXPECT_EQ(consent.fields_excluded,
              (std::vector<std::string>{"mazl-vraag.verzuimuren", "mazl-advies.belastbaarheid"}));
}

TEST(Facts, TwoFormsOfOneThingInAConsentAreAFault) {
    const auto fault_with = [](const std::string& more) {
        return fault_of(R"({"consents": [{"purpose": "tlv-aanvraag", "from": "jgz", "to": "school",)" + more + "}]}");
    };
    EXPECT_EQ(fault_with(R"("record_types": ["mazl-advies"])"), "");
    EXPECT_NE(fault_with(R"("purpose_id": "verzuimoverleg")"), "");
    EXPECT_NE(fault_with(R"("to_role": "leerplicht")"), "");
    EXPECT_NE(fault_with(R"("to_org": "de-linde")"), "");
    EXPECT_NE(fault_with(R"("given_by": ["ouder-1"], "giver_key": "ouder-2")"), "");
    EXPECT_NE(fault_with(R"("record_types": ["mazl-advies"], "fields_excluded": ["verzuimuren"])"), "");
}

TEST(Facts, FaultsNameOurKeyAndNeverAForeignKeyOrAValue) {
    EXPECT_NE(fault_of(R"({"born": "geheim"})").find(".born"), std::string::npos);
    EXPECT_EQ(fault_of(R"({"born": "geheim"})").find("geheim"), std::string::npos);
    EXPECT_NE(fault_of(R"({"born": "2011-03-02", "consnets": []})")
                  .find("the facts has a key that is not known there, number 2 of its keys; did you mean 'consents'?"),
              std::string::npos);
    const std::string sound = R"({"purpose": "tlv-aanvraag", "at": "2026-09-01"})";
    const std::string fault = fault_of(R"({"informed": [)" + sound + R"(, {"purpose": "tlv-aanvraag", "att": 1}]})");
    EXPECT_NE(fault.find("informed has a key that is not known there, number 2 of its keys; did you mean 'at'?"),
              std::string::npos)
        << fault;
    EXPECT_NE(fault.find("(number 2 of informed)"), std::string::npos) << fault;
    EXPECT_EQ(fault_of(R"({"bsn-van-jan": 1})").find("jan"), std::string::npos);
    EXPECT_NE(fault_of(R"({"consents": [{"from": "jgz", "to": "school"}]})").find("consents.purpose"),
              std::string::npos);
    EXPECT_NE(fault_of(R"({"authority": "ouder-1"})"), "");
    EXPECT_NE(fault_of(R"({"consents": [3]})"), "");
    EXPECT_NE(fault_of(R"({"informed": [{"purpose": "tlv-aanvraag"}]})"), "");
    EXPECT_NE(fault_of(R"({"restricted": "ja"})"), "");
}

// What is about nothing would hold nothing back.
TEST(Facts, RefuseWhatTheDomainDoesNotKnow) {
    const auto with_consent = [](const std::string& more) {
        return fault_of(R"({"consents": [{"withdrawn_at": "2026-11-01", "from": "jgz", "to": "school:de-linde", )" +
                        more + "}]}");
    };
    EXPECT_EQ(with_consent(R"("purpose": "tlv-aanvraag")"), "");
    EXPECT_NE(with_consent(R"("purpose": "tlv-aanvrag")").find("consents.purpose"), std::string::npos);
    EXPECT_NE(with_consent(R"("purpose": "tlv-aanvraag", "record_types": ["mazl-advise"])").find(".record_types"),
              std::string::npos);
    EXPECT_NE(
        with_consent(R"("purpose": "tlv-aanvraag", "fields_excluded": ["opp.verzonnen"])").find(".fields_excluded"),
        std::string::npos);
    EXPECT_NE(with_consent(R"("purpose": "tlv-aanvraag", "fields_excluded": ["opp"])"), "");
    EXPECT_NE(
        fault_of(R"({"consents": [{"purpose": "tlv-aanvraag", "from": "jzg", "to": "school"}]})").find("consents.from"),
        std::string::npos);
    EXPECT_NE(fault_of(R"({"objections": ["tlv-aanvraag", "tlv"]})").find(".objections"), std::string::npos);
    EXPECT_NE(fault_of(R"({"informed": [{"purpose": "tlv", "at": "2026-09-01"}]})"), "");
    EXPECT_NE(fault_of(R"({"case": {"purpose": "tlv", "opened": "2026-09-01"}})"), "");
    EXPECT_NE(fault_of(R"({"case": {"purpose": "tlv-aanvraag", "opened": "2026-09-01", "parties": ["scool"]}})"), "");
}

TEST(Facts, AWithdrawalOfWhichNotTheDayIsToldIsAFault) {
    const auto with_consent = [](const std::string& more) {
        return fault_of(R"({"consents": [{"purpose": "tlv-aanvraag", "from": "jgz", "to": "school", )" + more + "}]}");
    };
    EXPECT_NE(with_consent(R"("withdrawn_by": "ouder-1")").find("consents.withdrawn_by"), std::string::npos);
    EXPECT_NE(with_consent(R"("withdrawn_by": "ouder-1", "withdrawn_at": null)"), "");
    EXPECT_EQ(with_consent(R"("withdrawn_by": "ouder-1", "withdrawn_at": "2026-11-01")"), "");
}

TEST(Facts, NobodyHasAuthorityOverItself) {
    EXPECT_NE(fault_of(R"({"authority": ["jeugdige"]})").find(".authority"), std::string::npos);
    EXPECT_NE(fault_of(R"({"authority": [""]})").find(".authority"), std::string::npos);
    EXPECT_NE(
        fault_of(R"({"consents": [{"purpose": "tlv-aanvraag", "from": "jgz", "to": "school", "given_by": [" "]}]})")
            .find(".given_by"),
        std::string::npos);
}

// Consents are remembered one a line.
TEST(Facts, RefuseControlCharactersInEveryText) {
    for (const char* text : {R"(c-1\nc-2)", R"(c-1\r)", R"(\u0000)", R"(c\u007f)", R"(c\u0085)"}) {
        const std::string quoted = '"' + std::string{text} + '"';
        EXPECT_NE(
            fault_of(R"({"consents": [{"purpose": "tlv-aanvraag", "from": "jgz", "to": "school", "consent_id": )" +
                     quoted + "}]}")
                .find(".consent_id"),
            std::string::npos)
            << text;
        EXPECT_NE(fault_of(R"({"authority": [)" + quoted + "]}").find(".authority"), std::string::npos) << text;
    }
    EXPECT_EQ(fault_of(R"({"authority": ["ouder-\u00e9"]})"), "");
}

TEST(Merge, WhoDisagreesOnWhetherAChildIsCapableAsksBoth) {
    for (const bool first : {true, false}) {
        Facts facts = facts_of(first ? R"({"capable": true})" : R"({"capable": false})");
        merge(facts, facts_of(first ? R"({"capable": false})" : R"({"capable": true})"));
        EXPECT_TRUE(facts.capable_disputed);
        EXPECT_TRUE(*facts.capable);
        merge(facts, facts_of(R"({"capable": false})"));
        EXPECT_TRUE(*facts.capable && facts.capable_disputed);
    }
}

TEST(Merge, ACaseEndsWithTheFirstCopyThatCloses) {
    const std::string told = R"("id": "k-1", "purpose": "verzuimoverleg", "opened": "2026-09-01")";
    const std::string open = R"({"case": {)" + told + "}}";
    const std::string closed = R"({"case": {)" + told + R"(, "closed": "2026-10-01"}})";
    for (const auto& [one, other] : {std::pair{open, closed}, std::pair{closed, open}}) {
        Facts facts = facts_of(one);
        merge(facts, facts_of(other));
        merge(facts, facts_of(open));
        for (const Case& copy : facts.cases) EXPECT_EQ(copy.closed, base::parse_date("2026-10-01"));
    }
    Facts facts = facts_of(closed);
    merge(facts, facts_of(R"({"case": {"id": "k-2", "purpose": "verzuimoverleg", "opened": "2026-09-01"}})"));
    EXPECT_FALSE(facts.cases.back().closed) << "another case";
    merge(facts, facts_of(R"({"case": {"id": "k-1", "purpose": "verzuimoverleg", "opened": "2026-11-01"}})"));
    EXPECT_FALSE(facts.cases.back().closed) << "opened again after it was closed";
}

Facts merged(const std::vector<std::string>& copies, std::vector<std::size_t> order) {
    Facts all;
    for (const std::size_t place : order)
        merge(all, facts_of(R"({"consents": [{"consent_id": "c-1", "from": "jgz", "to": "school", )" + copies[place] +
                            "}]}"));
    for (Consent& consent : all.consents) {
        for (auto* list : {&consent.record_types, &consent.given_by, &consent.types_in_doubt, &consent.givers_in_doubt,
                           &consent.fields_excluded})
            std::ranges::sort(*list);
    }
    std::ranges::sort(all.consents, {}, &Consent::purpose);
    return all;
}

TEST(Merge, CopiesOfOneConsentGiveWhatAllOfThemGiveInAnyOrder) {
    const std::vector<std::string> copies{
        R"("purpose": "tlv-aanvraag", "record_types": ["opp", "mazl-advies"], "given_by": ["ouder-1", "ouder-2"], "given_at": "2026-09-02")",
        R"("purpose": "tlv-aanvraag", "record_types": ["opp"], "given_by": ["ouder-1"], "given_at": "2026-09-01", "valid_until": "2027-01-01")",
        R"("purpose": "opp-opstellen-delen", "withdrawn_at": "2026-11-01")"};
    std::vector<std::size_t> order{0, 1, 2};
    do {
        const Facts all = merged(copies, order);
        ASSERT_EQ(all.consents.size(), 2U);
        const Consent& one = all.consents.back();
        EXPECT_EQ(one.record_types, std::vector<std::string>{"opp"});
        EXPECT_EQ(one.types_in_doubt, std::vector<std::string>{"mazl-advies"});
        EXPECT_EQ(one.given_by, std::vector<std::string>{"ouder-1"});
        EXPECT_EQ(one.givers_in_doubt, std::vector<std::string>{"ouder-2"});
        EXPECT_EQ(one.given_at, base::parse_date("2026-09-01"));
        for (const Consent& copy : all.consents) {
            EXPECT_EQ(copy.withdrawn_at, base::parse_date("2026-11-01")) << "a withdrawal in either counts";
            EXPECT_EQ(copy.valid_until, base::parse_date("2027-01-01"));
        }
    } while (std::ranges::next_permutation(order).found);
}

TEST(Merge, CopiesThatWriteOneFlowInTwoFormsGiveWhatAllOfThemGiveInAnyOrder) {
    const std::vector<std::string> copies{
        R"("from": "school:de-linde", "to": "jgz", "record_types": ["opp", "mazl-vraag"], "given_by": ["ouder-1"])",
        R"("from": "school", "to": "jgz:ggd", "record_types": ["mazl-vraag"], "given_by": ["ouder-1", "ouder-2"])",
        R"("from": "school:het-baken", "to": "jgz", "record_types": ["opp"], "given_by": ["ouder-2"])",
        R"("from": "school", "to": "jgz", "record_types": ["opp", "mazl-vraag"], "given_by": ["ouder-1", "ouder-2"],
           "fields_excluded": ["verzuimuren"])"};
    const auto all_of = [&](const std::vector<std::size_t>& order) {
        Facts all;
        for (const std::size_t place : order)
            merge(all, facts_of(R"({"consents": [{"consent_id": "c-1", "purpose": "verzuim-mazl-consultvraag", )" +
                                copies[place] + "}]}"));
        std::ranges::sort(all.consents, {}, [](const Consent& one) { return one.from.text(); });
        return all.consents;
    };
    std::vector<std::size_t> order{0, 1, 2, 3};
    do {
        const auto consents = all_of(order);
        ASSERT_EQ(consents.size(), 2U) << "the two schools that are named; the role alone gives nothing";
        EXPECT_EQ(consents.front().from.text() + ' ' + consents.front().to.text(), "school:de-linde jgz:ggd");
        EXPECT_EQ(consents.front().record_types, std::vector<std::string>{"mazl-vraag"});
        EXPECT_EQ(consents.front().given_by, std::vector<std::string>{"ouder-1"});
        EXPECT_EQ(consents.front().fields_excluded, std::vector<std::string>{"mazl-vraag.verzuimuren"});
        EXPECT_EQ(consents.back().from.text() + ' ' + consents.back().to.text(), "school:het-baken jgz:ggd");
        EXPECT_TRUE(consents.back().record_types.empty());
    } while (std::ranges::next_permutation(order).found);
    const auto two = all_of({3, 0});
    ASSERT_EQ(two.size(), 1U);
    EXPECT_EQ(two.front().from, (Party{"school", "de-linde"})) << "the narrower";
}

TEST(Merge, AWithdrawalThatNamesTheRoleAloneIsAboutEveryOneOfIt) {
    Facts facts = facts_of(R"({"consents": [{"consent_id": "c-1", "purpose": "verzuim-mazl-consultvraag",
        "from": "school:de-linde", "to": "jgz", "record_types": ["mazl-vraag"], "given_by": ["ouder-1"]}]})");
    merge(facts, facts_of(R"({"consents": [{"consent_id": "c-1", "purpose": "verzuim-mazl-consultvraag",
        "from": "school", "to": "jgz", "withdrawn_at": "2026-11-01"}]})"));
    ASSERT_EQ(facts.consents.size(), 2U);
    for (const Consent& one : facts.consents) EXPECT_EQ(one.withdrawn_at, base::parse_date("2026-11-01"));
}

TEST(Facts, OneConsentToldInPartsIsAFault) {
    const std::string told = R"({"consent_id": "c-1", "purpose": "tlv-aanvraag", "from": "jgz", "to": "school", )";
    const auto fault = [&](const std::string& one, const std::string& other) {
        return fault_of(R"({"consents": [)" + told + one + "}, " + told + other + "}]}");
    };
    const std::string both = R"("record_types": ["opp"], "given_by": ["ouder-1", "ouder-2"])";
    const std::string first = R"("record_types": ["opp"], "given_by": ["ouder-1"])";
    EXPECT_EQ(fault(both, R"("record_types": ["opp"], "given_by": ["ouder-2", "ouder-1"], "channel": "paper")"), "");
    EXPECT_EQ(fault(both, R"("withdrawn_at": "2026-11-01", "withdrawn_by": "ouder-1")"), "");
    EXPECT_NE(fault(first, R"("record_types": ["opp"], "given_by": ["ouder-2"])").find("hold one consent_id twice"),
              std::string::npos);
    EXPECT_NE(fault(first, R"("record_types": ["mazl-advies"], "given_by": ["ouder-1"])").find("consent_id twice"),
              std::string::npos);
    EXPECT_TRUE(tells_in_parts(facts_of(R"({"consents": [)" + told + both + "}]}"),
                               facts_of(R"({"consents": [)" + told + first + "}]}")));
    EXPECT_FALSE(tells_in_parts(facts_of(R"({"consents": [)" + told + both + "}]}"),
                                facts_of(R"({"consents": [{"consent_id": "c-2", "purpose": "tlv-aanvraag",
                                             "from": "jgz", "to": "school", )" +
                                         first + "}]}")));
}

TEST(Merge, TheStricterOfTwoSourcesWins) {
    Facts facts = facts_of(R"({"born": "2010-11-22", "capable": true, "authority": ["ouder-1"], "restricted": false})");
    merge(facts, facts_of(R"({"born": "2010-11-23", "capable": false, "authority": ["ouder-2", "ouder-1"],
                              "restricted": true, "deceased": true, "case": {"purpose": "tlv-aanvraag", "opened": "2026-09-01"}})"));
    EXPECT_EQ(*facts.born, *base::parse_date("2010-11-23"));
    EXPECT_TRUE(facts.capable_disputed);
    EXPECT_EQ(*facts.authority, (std::vector<std::string>{"ouder-1", "ouder-2"}));
    EXPECT_TRUE(facts.restricted);
    EXPECT_EQ(facts.deceased, true);
    EXPECT_TRUE(facts.case_known);
}

TEST(Merge, TheSameConsentToldTwiceKeepsItsWithdrawal) {
    const std::string consent = R"("consent_id": "c1", "purpose": "tlv-aanvraag", "from": "jgz", "to": "school")";
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
