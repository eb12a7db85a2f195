#include "policies/moments.hpp"

#include "policies/consent.hpp"
#include "tests/support/convenant.hpp"

// Each kind of day on which time changes an answer, named one by one.

namespace kolk::tests {
namespace {

using policies::Convenant;
using policies::Question;

/// A question about a child with a consent, on a convenant in which nothing but that has a date.
class NextChange : public testing::Test {
protected:
    NextChange() {
        convenant.from = day("2000-01-01");
        convenant.until = day("2026-11-21");  // over: only what a test adds lies ahead
        convenant.successions.clear();
        convenant.notices.clear();
        convenant.members.clear();
        for (policies::Rule& rule : convenant.rules) {
            rule.from_date.reset();
            rule.until_date.reset();
            rule.when.clear();
        }
        question.record = &record;
        question.from = {"school", "de-linde"};
        question.to = {"swv-vo", "swv-vo-voorbeeld"};
        question.purpose = "tlv-aanvraag";
        question.facts = &facts;
        question.today = day("2026-11-22");
    }

    std::string next() {
        convenant.prepare();
        const auto found = policies::next_change(convenant, question);
        return found ? base::format_date(*found) : "never";
    }
    policies::Rule& rule() {
        const auto found = std::ranges::find(convenant.rules, std::string{"tlv-aanvraag"}, &policies::Rule::purpose);
        return *found;
    }

    Convenant convenant = demo_convenant();
    schemas::Record record{"tlv-besluit", {}};
    policies::Facts facts;
    Question question;
};

TEST_F(NextChange, IsNeverWhereNothingHasADate) {
    EXPECT_EQ(next(), "never");
    question.facts = nullptr;
    EXPECT_EQ(next(), "never");
    EXPECT_FALSE(policies::next_change(Convenant{}, Question{}).has_value());
}

TEST_F(NextChange, IsTheDayOnWhichTheConvenantBeginsAndTheDayAfterItEnds) {
    convenant.from = day("2026-12-01");
    convenant.until = day("2027-07-31");
    EXPECT_EQ(next(), "2026-12-01");
    question.today = day("2026-12-01");
    EXPECT_EQ(next(), "2027-08-01");
    EXPECT_EQ(policies::next_change(convenant, question.today), day("2027-08-01"));
}

TEST_F(NextChange, IsABirthdayThatMatters) {
    facts.born = day("2014-11-23");
    EXPECT_EQ(next(), "2026-11-23") << "twelve";
    facts.born = day("2014-11-22");
    EXPECT_EQ(next(), "2030-11-22") << "twelve today, sixteen next";
    facts.born = day("2008-12-01");
    EXPECT_EQ(next(), "2026-12-01") << "of age";
    facts.born = day("1990-12-01");
    EXPECT_EQ(next(), "never");
    facts.born = day("2027-01-02");
    EXPECT_EQ(next(), "2027-01-02") << "not born yet";
    facts.born = day("2008-02-29");
    question.today = day("2025-12-31");
    EXPECT_EQ(next(), "2026-03-01");
}

TEST_F(NextChange, IsABirthdayThatTheRuleNames) {
    facts.born = day("1999-12-01");
    rule().when.emplace_back(policies::AgeBetween{{}, 26});
    EXPECT_EQ(next(), "2026-12-01") << "twenty-seven";
    rule().when = {policies::AgeBetween{28, {}}};
    EXPECT_EQ(next(), "2027-12-01");
    rule().when = {policies::AgeBetween{2'000'000'000, 2'147'483'647}};
    EXPECT_EQ(next(), "never");
}

TEST_F(NextChange, IsTheBeginEndAndWithdrawalOfAConsent) {
    policies::Consent consent;
    consent.purpose = "tlv-aanvraag";
    facts.consents = {consent};
    EXPECT_EQ(next(), "never") << "never given";
    facts.consents.front().given_at = day("2026-11-30");
    EXPECT_EQ(next(), "2026-11-30");
    facts.consents.front().given_at = day("2026-09-01");
    EXPECT_EQ(next(), "2027-09-02") << "twelve months";
    facts.consents.front().valid_until = day("2026-12-31");
    EXPECT_EQ(next(), "2027-01-01");
    facts.consents.front().withdrawn_at = day("2026-12-24");
    EXPECT_EQ(next(), "2026-12-24");
    facts.consents.front().purpose = "tlv-besluit";
    EXPECT_EQ(next(), "never") << "of another purpose";
}

TEST_F(NextChange, IsTheDayOnWhichACaseOpensOrHasClosed) {
    facts.cases.push_back({"tlv-aanvraag", day("2026-12-01"), day("2026-12-15"), {}});
    EXPECT_EQ(next(), "2026-12-01");
    question.today = day("2026-12-01");
    EXPECT_EQ(next(), "2026-12-16");
}

TEST_F(NextChange, IsTheDayOnWhichInformingCounts) {
    facts.informed.push_back({"tlv-aanvraag", day("2026-12-05")});
    convenant.notices.push_back({{"school", "de-linde"}, day("2026-12-03"), {"tlv-aanvraag"}, "gids"});
    EXPECT_EQ(next(), "2026-12-03");
    convenant.notices.front().party = {"school", "het-baken"};
    EXPECT_EQ(next(), "2026-12-05");
}

TEST_F(NextChange, IsTheDayOnWhichAPartyJoinsOrHasLeft) {
    convenant.members = {{{"school", "de-linde"}, day("2026-12-01"), {}},
                         {{"swv-vo", "swv-vo-voorbeeld"}, day("2020-01-01"), day("2026-12-31")},
                         {{"jgz", "ggd-voorbeeld"}, day("2026-11-25"), {}}};
    EXPECT_EQ(next(), "2026-12-01");
    question.from = {"schoolbestuur", "de-linde"};
    EXPECT_EQ(next(), "2026-12-01") << "school covers the schoolbestuur";
    question.today = day("2026-12-01");
    EXPECT_EQ(next(), "2027-01-01");
    EXPECT_EQ(policies::next_change(convenant, day("2026-11-22")), day("2026-11-25")) << "of the convenant itself";
}

TEST_F(NextChange, IsADateInTheRecordOnWhichTheRuleLooks) {
    record.fields = schemas::Content{{{"begin", "2026-12-01"}, {"eind", "2027-07-31"}}};
    EXPECT_EQ(next(), "never");
    rule().when.emplace_back(policies::Running{"tlv-besluit", "begin", "eind"});
    EXPECT_EQ(next(), "2026-12-01");
    question.today = day("2026-12-01");
    EXPECT_EQ(next(), "2027-08-01");
    record.type = "opp";
    EXPECT_EQ(next(), "never");
}

TEST_F(NextChange, IsTheDayOnWhichSoMuchTimeHasPassed) {
    record.fields = schemas::Content{{{"begin", "2026-11-01"}}};
    const policies::Lasted four_weeks{"tlv-besluit", "begin", policies::Duration{{}, {0, 28}, 0}, {}};
    rule().when.emplace_back(four_weeks);
    EXPECT_EQ(next(), "2026-11-29");
    rule().when = {policies::AnyOf{{four_weeks}}};
    EXPECT_EQ(next(), "2026-11-29");
    question.today = day("2026-11-30");
    EXPECT_EQ(next(), "never");
    record.fields = schemas::Content{{{"begin", "2026-12-24"}}};
    EXPECT_EQ(next(), "2026-12-24");
    rule().when = {policies::NumberBetween{"tlv-besluit", "begin", 1, 2}};
    EXPECT_EQ(next(), "never");
}

TEST_F(NextChange, IsTomorrowWhileSchoolDaysAreStillCounted) {
    record.fields = schemas::Content{{{"begin", "2026-11-16"}}};
    const policies::Duration seven{policies::Duration::Unit::school_days, {}, 7};
    rule().when.emplace_back(policies::Lasted{"tlv-besluit", "begin", seven, {}});
    EXPECT_EQ(next(), "never") << "no calendar, no count";
    convenant.school_calendar = {{}, day("2026-08-01"), day("2027-07-31"), {}, {}};
    EXPECT_EQ(next(), "2026-11-23");
    question.today = day("2026-11-25");
    EXPECT_EQ(next(), "2027-08-01") << "counted; after its last day the calendar knows nothing";
}

TEST_F(NextChange, IsTheDayOnWhichARuleOfThePurposeBeginsOrHasEnded) {
    rule().from_date = day("2027-01-01");
    rule().until_date = day("2027-12-31");
    EXPECT_EQ(next(), "2027-01-01");
    question.today = day("2027-06-01");
    EXPECT_EQ(next(), "2028-01-01");
}

TEST(Birthday, IsTheFirstDayOfThatAge) {
    for (const char* born : {"2008-02-29", "2010-11-22", "2012-03-01", "2000-12-31"}) {
        for (const int age : {0, 1, 12, 16, 18, 100}) {
            const base::Date birthday = policies::birthday(day(born), age);
            EXPECT_EQ(base::age_on(day(born), birthday), age) << born;
            EXPECT_EQ(base::age_on(day(born), base::add_days(birthday, -1)), age - 1) << born;
        }
    }
}

TEST(Explanation, NamesTheNextDayOfAChange) {
    Asking asking = favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling");
    asking.facts["born"] = "2010-11-23";
    consent_in(asking.facts)["given_by"] = json::array{"ouder-1", "ouder-2", "jeugdige"};
    EXPECT_EQ(text_of(ask(asking).whole.at("next_change")), "2026-11-23");
    asking.at = "2030-01-01";
    EXPECT_FALSE(ask(asking).whole.contains("next_change"));
}

}  // namespace
}  // namespace kolk::tests
