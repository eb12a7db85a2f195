#include "tests/integration/gateway/world.hpp"

// A rule that lets one report of a child go in two days.

namespace kolk::gateway::test {
namespace {

class Frequency : public Pipeline {
protected:
    Frequency() {
        for (policies::Rule& rule : convenant_.rules) {
            if (rule.purpose == melding_purpose) rule.frequency = policies::Frequency{1, {0, 2}, "P2D"};
        }
        convenant_.prepare();
    }

    void pass_at(std::string_view moment) {
        clock_.at = *base::parse_instant(moment);
        refresh_facts();
        ASSERT_TRUE(pass().has_value());
    }
};

TEST_F(Frequency, HoldsASecondReportUntilThePeriodIsOver) {
    school_.statements = {melding("LN-0001")};
    pass_at("2026-11-22T06:00:00Z");
    EXPECT_EQ(feed(swv).got.size(), 1U);

    school_.statements = {melding("LN-0001", "lrv-3m")};
    pass_at("2026-11-22T07:00:00Z");
    EXPECT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(states()["waiting"], 1);
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.frequency");
    pass_at("2026-11-23T22:59:59Z");
    EXPECT_EQ(feed(swv).got.size(), 1U);
    pass_at("2026-11-23T23:00:00Z");
    EXPECT_EQ(feed(swv).got.size(), 2U);
    expect_whole_log();
}

TEST_F(Frequency, GivesNothingAgainBecauseOfAFieldThatStaysBehind) {
    school_.statements = {melding("LN-0001")};
    pass_at("2026-11-22T06:00:00Z");
    school_.statements.front().record.fields.set("regievoerder", "iemand anders");
    pass_at("2026-11-22T07:00:00Z");
    EXPECT_EQ(states()["waiting"], 0);
    pass_at("2026-11-23T23:00:00Z");
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Frequency, CountsTwoReportsOfOneChildThatComeTogether) {
    connectors::Statement other = melding("LN-0001");
    other.key = base::Confidential<std::string>{"LN-0001|2026-11-01"};
    school_.statements = {melding("LN-0001"), other};
    pass_at("2026-11-22T06:00:00Z");
    EXPECT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(states()["waiting"], 1);
}

TEST_F(Frequency, OffersTheSameReportAgainAfterAFailure) {
    school_.statements = {melding("LN-0001")};
    feed(swv).dead = true;
    pass_at("2026-11-22T06:00:00Z");
    feed(swv).dead = false;
    pass_at("2026-11-22T18:00:00Z");
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Frequency, IsOfEachChildAlone) {
    boost::json::object informed{{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}};
    record("informatie", {{"LN-0001", informed}, {"LN-0002", informed}});
    school_.statements = {melding("LN-0001"), melding("LN-0002")};
    pass_at("2026-11-22T06:00:00Z");
    EXPECT_EQ(feed(swv).got.size(), 2U);
}

}  // namespace
}  // namespace kolk::gateway::test
