#include "gateway/pipeline/moments.hpp"
#include "tests/integration/gateway/under_consent.hpp"

// Decisions change by themselves: on the day that the engine named, and not a second before.

namespace kolk::gateway::test {
namespace {

using connectors::Statement;

const std::string ijw = "ijw-eikendal";
const std::string table = "thuiszittersoverleg";

/// The municipality tells the school of a child how far its youth care is.
class Time : public World {
protected:
    Time() {
        feed(swv);
        feed(linde);
        record("bezwaar", {});
        boost::json::array informed;
        for (const std::string& purpose : {melding_purpose, feedback, table}) {
            informed.push_back({{"purpose", purpose}, {"at", "2026-09-01"}});
        }
        record("informatie", {{"LN-0001", {{"informed", std::move(informed)}}}});
        record("gezag", {{"LN-0001", {{"authority", {"ouder-1", "ouder-2"}}}}});
    }

    void child_born(std::string_view day) {
        Statement known = melding("LN-0001");
        known.identifiers.push_back(bsn("999990019"));
        known.born = base::parse_date(day);
        school_.statements = {known};
        municipality_.statements = {status("999990019", "gestart", "1")};
    }
    void consent(boost::json::array given_by, std::string_view given_at) {
        boost::json::object one{{"consent_id", "c-1"},
                                {"purpose", feedback},
                                {"from", "gemeente-jeugd"},
                                {"to", "school"},
                                {"record_types", {"jeugdhulp-status"}},
                                {"given_by", std::move(given_by)},
                                {"given_at", given_at},
                                {"valid_until", "2028-07-31"}};
        record("toestemming", {{"LN-0001", {{"consents", {std::move(one)}}}}});
    }
    void case_at_table(boost::json::object dates) {
        dates["purpose"] = table;
        dates["parties"] = {"gemeente-jeugd", "school", "swv-vo"};
        record("casus", {{"LN-0001", {{"cases", {std::move(dates)}}}}});
        Statement agreed = status("999990019", "", "1");
        agreed.record = {"afspraken", schemas::Content{{{"actie", "bellen"}, {"datum", "2026-11-20"}}}};
        municipality_.statements = {agreed};
    }
    policies::Membership& membership_of_swv() {
        return *std::ranges::find(convenant_.members, swv, [](const auto& one) { return one.party.text(); });
    }

    void pass_at(base::Instant moment) {
        clock_.at = moment;
        refresh_facts();
        const auto report = pass();
        ASSERT_TRUE(report.has_value()) << report.error().for_operator;
    }
    [[nodiscard]] base::Instant midnight(std::string_view day) const { return zone_.start_of(*base::parse_date(day)); }
    std::optional<base::Instant> next(const std::string& source) { return *pipeline::next_change(*services_, source); }
    void expect_nothing_until(base::Instant moment, const std::string& party) {
        pass_at(moment - std::chrono::seconds{1});
        EXPECT_TRUE(feed(party).got.empty());
        pass_at(moment);
        EXPECT_EQ(feed(party).got.size(), 1U);
        expect_whole_log();
    }
    bool was_withheld_for(std::string_view reason) {
        return std::ranges::any_of(entries("withheld"),
                                   [&](const auto& entry) { return entry.at("reason").get_string() == reason; });
    }
};

TEST_F(Time, OnASixteenthBirthdayTheYoungPersonsOwnConsentLetsGo) {
    child_born("2010-11-25");
    consent({"jeugdige"}, "2026-11-01");
    pass_at(clock_.at);
    EXPECT_TRUE(was_withheld_for("deny.consent.wrong-giver"));
    EXPECT_EQ(states()["waiting"], 0) << "its content is gone";
    EXPECT_EQ(next(ijw), midnight("2026-11-25"));
    expect_nothing_until(midnight("2026-11-25"), linde);
    EXPECT_FALSE(municipality_.asked.since.has_value()) << "everything is asked for";
}

TEST_F(Time, OnASixteenthBirthdayWhatParentsGaveHoldsBackWhatWasOnItsWay) {
    child_born("2010-11-23");
    consent({"ouder-1", "ouder-2", "jeugdige"}, "2026-11-01");
    feed(linde).dead = true;
    pass_at(clock_.at);
    EXPECT_EQ(entries("released").size(), 2U) << "to the swv and to the school";
    feed(linde).dead = false;
    pass_at(midnight("2026-11-23"));
    EXPECT_TRUE(feed(linde).got.empty());
    EXPECT_TRUE(was_withheld_for("deny.consent.wrong-giver"));
}

TEST_F(Time, AConsentThatStartsTomorrowLetsGoWhatWaitsAtMidnight) {
    child_born("2016-03-02");
    consent({"ouder-1", "ouder-2"}, "2026-11-23");
    pass_at(clock_.at);
    EXPECT_EQ(states()["waiting"], 1);
    municipality_.away = true;
    EXPECT_EQ(pipeline::next_day(*services_), midnight("2026-11-23"));
    expect_nothing_until(midnight("2026-11-23"), linde);
}

TEST_F(Time, AConsentThatStartsAfterTheDeadlineMakesItsSourceDueThen) {
    child_born("2016-03-02");
    consent({"ouder-1", "ouder-2"}, "2026-12-20");
    pass_at(clock_.at);
    pass_at(clock_.at + std::chrono::days{15});
    EXPECT_EQ(states()["waiting"], 0) << "its content is gone";
    EXPECT_EQ(next(ijw), midnight("2026-12-20"));
    expect_nothing_until(midnight("2026-12-20"), linde);
}

TEST_F(Time, ASourceThatWasAwayStaysDueUntilItAnswers) {
    child_born("2010-11-25");
    consent({"jeugdige"}, "2026-11-01");
    pass_at(clock_.at);
    pass_at(clock_.at + std::chrono::minutes{15});
    const auto everything = std::exchange(municipality_.statements, {});
    pass_at(clock_.at + std::chrono::minutes{15});
    EXPECT_TRUE(municipality_.asked.since.has_value());
    EXPECT_EQ(next(ijw), midnight("2026-11-25")) << "a pull of the latest changes forgets nothing";
    municipality_.statements = everything;
    municipality_.away = true;
    pass_at(midnight("2026-11-25"));
    EXPECT_EQ(next(ijw), midnight("2026-11-25"));
    municipality_.away = false;
    pass_at(midnight("2026-11-25") + std::chrono::hours{9});
    EXPECT_EQ(feed(linde).got.size(), 1U);
    EXPECT_GT(next(ijw), midnight("2026-11-25"));
}

TEST_F(Time, AMembershipThatEndsStopsWhatWasNotYetReceived) {
    membership_of_swv().until = base::parse_date("2026-11-24");
    child_born("2016-03-02");
    feed(swv).dead = true;
    pass_at(clock_.at);
    EXPECT_EQ(states()["released"], 1);
    EXPECT_EQ(next("school-de-linde"), midnight("2026-11-25"));
    feed(swv).dead = false;
    pass_at(midnight("2026-11-25"));
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_TRUE(was_withheld_for("deny.membership"));
}

TEST_F(Time, AMembershipThatEndsLetsGoOnItsLastDay) {
    membership_of_swv().until = base::parse_date("2026-11-24");
    child_born("2016-03-02");
    pass_at(midnight("2026-11-25") - std::chrono::seconds{1});
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Time, AMembershipThatBeginsMakesEverySourceDue) {
    membership_of_swv().from = *base::parse_date("2026-11-25");
    child_born("2016-03-02");
    pass_at(clock_.at);
    EXPECT_EQ(next("school-de-linde"), midnight("2026-11-25"));
    EXPECT_EQ(next(ijw), midnight("2026-11-25"));
    expect_nothing_until(midnight("2026-11-25"), swv);
}

TEST_F(Time, ACaseThatClosesStopsWhatWasNotYetReceived) {
    child_born("2016-03-02");
    case_at_table({{"opened", "2026-11-01"}, {"closed", "2026-11-24"}});
    feed(linde).dead = true;
    pass_at(midnight("2026-11-24"));
    EXPECT_EQ(states()["released"], 1);
    feed(linde).dead = false;
    pass_at(midnight("2026-11-25"));
    EXPECT_TRUE(feed(linde).got.empty());
    EXPECT_TRUE(was_withheld_for("deny.case"));
}

TEST_F(Time, ACaseThatOpensMakesItsSourceDue) {
    child_born("2016-03-02");
    case_at_table({{"opened", "2026-11-25"}});
    pass_at(clock_.at);
    EXPECT_EQ(next(ijw), midnight("2026-11-25"));
    expect_nothing_until(midnight("2026-11-25"), linde);
}

TEST_F(Time, AConvenantThatBeginsNextWeekAsksForNothingBefore) {
    convenant_.from = *base::parse_date("2026-11-30");
    child_born("2016-03-02");
    pass_at(clock_.at);
    EXPECT_TRUE(school_.asked.fields.empty());
    EXPECT_EQ(next("school-de-linde"), midnight("2026-11-30"));
    expect_nothing_until(midnight("2026-11-30"), swv);
}

TEST_F(Time, ADayBeginsAtMidnightOfTheRegionWhenClocksChange) {
    const std::vector<std::pair<const char*, const char*>> days{{"2026-10-24T12:00:00Z", "2026-10-24T22:00:00Z"},
                                                                {"2026-10-25T12:00:00Z", "2026-10-25T23:00:00Z"},
                                                                {"2027-03-27T12:00:00Z", "2027-03-27T23:00:00Z"},
                                                                {"2027-03-28T12:00:00Z", "2027-03-28T22:00:00Z"}};
    for (const auto& [now, next] : days) {
        clock_.at = *base::parse_instant(now);
        EXPECT_EQ(pipeline::next_day(*services_), *base::parse_instant(next)) << now;
    }
}

TEST_F(Time, ABirthdayAfterClocksChangedComesAtMidnightOfTheRegion) {
    child_born("2010-10-26");
    consent({"jeugdige"}, "2026-10-01");
    pass_at(*base::parse_instant("2026-10-24T12:00:00Z"));
    EXPECT_EQ(next(ijw), base::parse_instant("2026-10-25T23:00:00Z"));
    expect_nothing_until(*base::parse_instant("2026-10-25T23:00:00Z"), linde);
}

TEST_F(Time, NothingIsDueForTimesSakeBeforeTheFirstPull) {
    EXPECT_FALSE(next(ijw).has_value());
}

}  // namespace
}  // namespace kolk::gateway::test
