#include "policies/compare_words.hpp"
#include "policies/moments.hpp"
#include "tests/support/convenant.hpp"

// How often a rule lets something go, and whom the recipient tells of it.

namespace kolk::tests {
namespace {

using policies::ConvenantReading;
using policies::Language;

// The demo's convenant with these words at the report of a thuiszitter to the samenwerkingsverband.
ConvenantReading with_words(const std::string& words) {
    std::string text = demo_convenant_text();
    const auto purpose = text.find("- id: thuiszitter-melding-swv");
    const auto line = text.find("retention:", purpose);
    return policies::read_convenant(text.insert(line, words + "\n        "));
}

class Frequency : public testing::Test {
protected:
    Frequency() {
        const ConvenantReading reading = with_words("frequency: {times: 2, per: P4W}");
        if (!reading.convenant) throw std::runtime_error{"a frequency is not read"};
        convenant_ = policies::signed_by_all(*reading.convenant);
        asked_.record = &record_;
        asked_.from = {"school", "de-linde"};
        asked_.to = {"swv-vo", "swv-vo-voorbeeld"};
        asked_.purpose = "thuiszitter-melding-swv";
        asked_.facts = &facts_;
        asked_.today = day(demo_day);
        asked_.known_to_recipient = true;
    }

    std::string_view reason(const std::vector<base::Date>& delivered) {
        asked_.delivered_on = delivered;
        return policies::code_of(policies::decide(convenant_, asked_).reason);
    }

    policies::Convenant convenant_;
    schemas::Record record_{"thuiszittersmelding", schemas::Content{full_fields("thuiszittersmelding")}};
    policies::Facts facts_ =
        *policies::read_facts(favourable_facts("thuiszitter-melding-swv", "school", "swv-vo", "thuiszittersmelding"));
    policies::Question asked_;
};

TEST_F(Frequency, LetsSoManyGoInAPeriodAndNoMore) {
    EXPECT_TRUE(reason({}).starts_with("allow"));
    EXPECT_TRUE(reason({day("2026-11-21")}).starts_with("allow"));
    EXPECT_EQ(reason({day("2026-11-21"), day("2026-11-22")}), "deny.frequency");
    EXPECT_EQ(reason({day("2026-10-26"), day("2026-11-22")}), "deny.frequency") << "27 days ago";
    EXPECT_TRUE(reason({day("2026-10-25"), day("2026-11-22")}).starts_with("allow")) << "four weeks ago";
}

TEST_F(Frequency, NamesTheDayOnWhichTheNextMayGo) {
    const std::vector<base::Date> delivered{day("2026-11-01"), day("2026-11-20")};
    asked_.delivered_on = delivered;
    while (asked_.today < day("2026-11-29")) {
        EXPECT_EQ(reason(delivered), "deny.frequency") << base::format_date(asked_.today);
        asked_.today = *policies::next_change(convenant_, asked_);
    }
    EXPECT_EQ(asked_.today, day("2026-11-29"));
    EXPECT_TRUE(reason(delivered).starts_with("allow"));
}

TEST_F(Frequency, IsAssumedWhereAnExplanationKnowsNoDeliveries) {
    asked_.explaining = true;
    const auto decision = policies::decide(convenant_, asked_);
    EXPECT_TRUE(decision.allow);
    EXPECT_EQ(decision.assumed.back(), "frequency: the recipient has had fewer in this period");
}

TEST(FrequencyWords, ThatLimitNothingOrEverythingAreFaults) {
    for (const char* words :
         {"frequency: {times: 0, per: P4W}", "frequency: {times: 2, per: monthly}", "frequency: {times: 2, per: P0D}",
          "frequency: {times: 2, per: P1Y1Y}", "frequency: {times: 2, per: P1D1Y}", "frequency: {times: 2, per: P201Y}",
          "frequency: {times: 2, per: P9999Y9999Y9999Y9999Y}", "frequency: {times: 2}", "frequency: {per: P4W}",
          "frequency: often", "frequency: {times: 2, per: P4W, at: noon}", "notify: everyone",
          "notify: [ouder, iedereen]"}) {
        const ConvenantReading reading = with_words(words);
        ASSERT_FALSE(reading.faults.empty()) << words;
        EXPECT_GT(reading.faults.front().line, 1) << words;
    }
}

TEST(FrequencyWords, ADifferenceTellsForWhomItCounts) {
    const ConvenantReading reading = with_words("frequency: {times: 2, per: P4W}");
    ASSERT_TRUE(reading.convenant);
    policies::Convenant other = *reading.convenant;
    for (policies::Rule& rule : other.rules) {
        if (rule.frequency) rule.frequency->times += 5;
    }
    other.prepare();
    const std::string words = policies::in_words(policies::compare(*reading.convenant, other), Language::english);
    EXPECT_NE(words.find("at most so often a child: was 2 per P4W, becomes 7 per P4W"), std::string::npos) << words;
    EXPECT_NE(words.find("at most so often, to anyone: was 1 per P3M, becomes 6 per P3M"), std::string::npos);
}

TEST(FrequencyWords, WhomTheRecipientTellsTravelsWithTheRule) {
    const ConvenantReading reading = with_words("notify: [ouder, sender]");
    ASSERT_TRUE(reading.convenant);
    const auto flow =
        reading.convenant->find_flow("thuiszitter-melding-swv", "school", "swv-vo", "thuiszittersmelding");
    ASSERT_NE(flow, nullptr);
    EXPECT_EQ(reading.convenant->rules[flow->plan->rule].notify, (std::vector<std::string>{"ouder", "sender"}));
}

}  // namespace
}  // namespace kolk::tests
