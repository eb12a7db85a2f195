#include "gateway/pipeline/places.hpp"
#include "tests/integration/gateway/leaving.hpp"

// What ends when others have authority over a child, or its care ends.

namespace kolk::gateway::test::authority_and_care {
namespace {

class Authority : public Leaving {
protected:
    connectors::FactFile& file_of_authority() {
        return *std::ranges::find(facts_.files, "gezag", [](const auto& file) { return file.kind; });
    }
    void tell_facts(boost::json::object facts) {
        file_of_authority().lines.front().facts = schemas::Content{std::move(facts)};
    }
};

boost::json::object by_all_three(const std::string& given_at) {
    boost::json::object given = consent("c-1");
    given["given_by"] = {"ouder-1", "ouder-2", "jeugdige"};
    given["given_at"] = given_at;
    return given;
}

/// The children of the facts file `gezag` of the fixture have these persons with authority.
boost::json::object authority_of(const boost::json::array& persons) {
    return {
        {"born", "2012-05-05"}, {"authority", persons}, {"informed", {{{"purpose", feedback}, {"at", "2026-09-01"}}}}};
}

TEST_F(Authority, WhoLosesItEndsWhatWasGivenBefore) {
    const auto tell = [&](const boost::json::array& persons) { tell_facts(authority_of(persons)); };
    tell({"ouder-1", "ouder-2"});
    deliver_status(by_all_three("2026-09-01"));
    ASSERT_EQ(feed(school).got.size(), 1U);
    go_to("2026-11-23");
    tell({"ouder-1"});
    tell_again("beeindigd", "2");
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 1U) << "asked anew, of whoever has authority now";
    go_to("2026-11-24");
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 1U) << "repeating who has it takes nothing back";
    record_consents({by_all_three("2026-11-23")});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 2U) << "given on the day of the change or later";
}

TEST_F(Authority, ThatAFileOmitsOnceStaysChanged) {
    tell_facts(authority_of({"ouder-1", "ouder-2"}));
    deliver_status(by_all_three("2026-09-01"));
    ASSERT_EQ(feed(school).got.size(), 1U);
    go_to("2026-11-23");
    tell_facts(authority_of({"ouder-1"}));
    next_pass();
    go_to("2026-11-24");
    boost::json::object silent = authority_of({});
    silent.erase("authority");
    tell_facts(silent);
    next_pass();
    go_to("2026-11-25");
    const auto lines = std::exchange(file_of_authority().lines, {});
    next_pass();
    go_to("2026-11-26");
    file_of_authority().lines = lines;
    tell_facts(authority_of({"ouder-1"}));
    tell_again("beeindigd", "2");
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 1U) << "asked anew, of whoever has authority now";
    record_consents({by_all_three("2026-11-23")});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 2U) << "the change counts from the day on which it was read";
}

TEST_F(Authority, ThatChangedWhileAFileWasSilentEndsWhatWasGivenBefore) {
    tell_facts(authority_of({"ouder-1", "ouder-2"}));
    deliver_status(by_all_three("2026-09-01"));
    go_to("2026-11-23");
    boost::json::object silent = authority_of({});
    silent.erase("authority");
    tell_facts(silent);
    next_pass();
    go_to("2026-11-24");
    tell_facts(authority_of({"ouder-1"}));
    tell_again("beeindigd", "2");
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 1U);
    record_consents({by_all_three("2026-11-24")});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 2U);
}

TEST_F(Authority, ThatIsToldForTheFirstTimeEndsNothing) {
    deliver_status(consent("c-1"));
    ASSERT_EQ(feed(school).got.size(), 1U);
    go_to("2026-11-23");
    tell_again("beeindigd", "2");
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 2U);
}

using Provider = AfterTheChange;

TEST_F(Provider, WhoseCareEndedIsNoLongerTheOneOfTheChild) {
    const schemas::Party west{"jeugdhulpaanbieder", "zorg-west"};
    store::Exchange sent;
    sent.purpose = "thuiszittersoverleg";
    sent.record_type = "thuiszittersmelding";
    sent.sender = school;
    sent.recipient = west.text();
    policies::Facts facts;
    facts.providers = {{west, {}, base::parse_date("2026-11-20")}};
    const auto is_theirs = [&](const char* day) {
        return pipeline::is_of_recipient(*services_, {}, facts, sent, *base::parse_date(day));
    };
    EXPECT_TRUE(is_theirs("2026-11-20"));
    EXPECT_FALSE(is_theirs("2026-11-21"));
    sent.recipient = "jeugdhulpaanbieder:zorg-oost";
    EXPECT_TRUE(is_theirs("2026-11-21"));
}

TEST_F(Provider, ThatCeasesHearsTheEndAndWhatWentTooLateIsListed) {
    for (policies::Rule& rule : convenant_.rules) {
        if (rule.id == "zorgroute-terugmelding-school") {
            rule.to = {"jeugdhulpaanbieder"};
            rule.choose = policies::Choose::all;
        }
    }
    convenant_.prepare();
    const std::string west = "jeugdhulpaanbieder:zorg-west";
    directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                      {"zorg-west", "99999999000000000005", {}, {}, {}},
                                      {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                      {"eikendal", "99999999000000000003", {}, "9901", {}}}};
    feed(west);
    connectors::FactFile known{"bezwaar", *schemas::Party::parse(west), clock_.at, {}, {}};
    known.lines.push_back({{"facts-school", 1, 2, {}},
                           {local("jeugdhulpaanbieder:zorg-west", "ZW-1"), bsn(child_bsn)},
                           schemas::Content{}});
    std::erase_if(facts_.files, [](const connectors::FactFile& one) { return one.kind == "bezwaar"; });
    facts_.files.push_back(known);
    record_consents({consent("c-1", west)});
    next_pass();
    ASSERT_EQ(feed(west).got.size(), 1U);
    record("casus", {{"LN-0001", {{"providers", {{{"party", west}, {"until", "2026-11-20"}}}}}}});
    tell_again("beeindigd", "2");
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_EQ(feed(west).got.size(), 1U);
    ASSERT_EQ(feed(west).told.size(), 1U);
    EXPECT_EQ(feed(west).told.front().kind, "end");
    ASSERT_EQ(late(west).size(), 1U) << "delivered on the 22nd, the care ended on the 20th";
    EXPECT_EQ(late(west).front().exchange_id, feed(west).got.front().exchange_id);
}

}  // namespace
}  // namespace kolk::gateway::test::authority_and_care
