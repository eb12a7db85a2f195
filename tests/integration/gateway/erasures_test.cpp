#include "tests/integration/gateway/leaving.hpp"

#include <fstream>

// What went too late, and what recipients are asked to erase.

namespace kolk::gateway::test {
namespace {

TEST_F(AfterTheChange, ADeliveryAfterTheLegalDayIsListed) {
    deliver_status(consent("c-1"));
    EXPECT_TRUE(late().empty());
    was_enrolled_elsewhere_since("2026-11-15");
    const auto found = late();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().exchange_id, delivered());
    EXPECT_EQ(found.front().recipient, school);
    EXPECT_EQ(found.front().purpose, feedback);
    EXPECT_EQ(found.front().record_type, "jeugdhulp-status");
    EXPECT_EQ(found.front().released_at, start);
    EXPECT_EQ(found.front().subject, entries("released").back().at("subject").get_string());
    EXPECT_EQ(late(school).size(), 1U);
    EXPECT_TRUE(late(swv).empty());
}

TEST_F(AfterTheChange, ADeliveryBeforeTheLegalDayIsNot) {
    deliver_status(consent("c-1"));
    go_to("2026-11-24");
    was_enrolled_elsewhere_since("2026-11-23");
    EXPECT_TRUE(late().empty());
}

// In the rule of a school and its own samenwerkingsverband nothing asks where the child is now.
TEST_F(AfterTheChange, WhatTheFormerSchoolTellsItsOwnSwvIsNotListedAndEndsAgain) {
    const schemas::Party elsewhere{"swv-vo", "elders"};
    convenant_.served_by[*schemas::Party::parse(other_school)] = {elsewhere};
    deliver_status(consent("c-1"));
    enrol("00BB00");
    for (int i = 0; i < 2; ++i) next_pass();
    ASSERT_EQ(feed(swv).told.size(), 1U);
    school_.statements.push_back(melding("LN-0001", "risico"));
    school_.statements.back().key = base::Confidential<std::string>{"LN-0001|2026-11-20"};
    next_pass();
    ASSERT_EQ(feed(swv).got.size(), 2U);
    EXPECT_TRUE(late(swv).empty());
    for (const auto& [day, version] : {std::pair{"2026-11-23", "2"}, std::pair{"2026-11-24", "3"}}) {
        go_to(day);
        tell_again(*version == '2' ? "beeindigd" : "gestart", version);
        next_pass();
    }
    next_pass();
    ASSERT_EQ(feed(swv).told.size(), 2U) << "the municipality alone goes on to say where the child is";
    EXPECT_EQ(feed(swv).told.back().exchange_ids, std::vector<std::string>{feed(swv).got.back().exchange_id});
    convenant_.served_by[*schemas::Party::parse(school)] = {elsewhere};
    EXPECT_FALSE(late(swv).empty()) << "it is not its own any more";
}

TEST_F(AfterTheChange, ADeliveryAfterAMembershipIsListed) {
    deliver_status(consent("c-1"));
    leave_after(school, "2026-11-22");
    go_to("2026-11-23");
    EXPECT_TRUE(late().empty()) << "it went on the last day";
    leave_after(school, "2026-11-21");
    ASSERT_EQ(late().size(), 1U);
    EXPECT_EQ(late().front().recipient, school);
}

TEST_F(AfterTheChange, ErasureIsAskedForExactlyTheNamedExchangesUntilItIsAnswered) {
    deliver_status(consent("c-1"));
    tell_again("beeindigd", "2");
    next_pass();
    ASSERT_EQ(feed(school).got.size(), 2U);
    ASSERT_TRUE(ask({delivered()}).has_value());
    EXPECT_TRUE(erasures().waiting());
    take_in();
    EXPECT_FALSE(erasures().waiting());
    next_pass();
    ASSERT_EQ(feed(school).told.size(), 1U);
    const connectors::Notice told = feed(school).told.front();
    EXPECT_EQ(told.kind, "erasure");
    EXPECT_EQ(told.exchange_ids, std::vector<std::string>{delivered()});
    EXPECT_TRUE(feed(swv).told.empty());
    clock_.at += std::chrono::hours{25};
    next_pass();
    EXPECT_EQ(feed(school).told.size(), 2U) << "a reminder, under the same id";
    feed(school).answers.insert_or_assign(told.notice_id, connectors::NoticeAnswer{told.notice_id, "deleted", {}});
    next_pass();
    EXPECT_TRUE(store_->open_notices()->empty());
    EXPECT_EQ(store_->notices()->front().answer, "deleted");
    const auto logged = entries("notice");
    ASSERT_EQ(logged.size(), 2U);
    EXPECT_EQ(logged.front().at("reason").get_string(), "erasure.unlawful-delivery");
    EXPECT_EQ(logged.front().at("exchange_id").get_string(), delivered());
    EXPECT_EQ(logged.back().at("reason").get_string(), "deleted");
    for (const auto& entry : logged) {
        for (const char* identity : {"LN-0001", "Noor", "999990019"}) {
            EXPECT_EQ(boost::json::serialize(entry).find(identity), std::string::npos);
        }
    }
    expect_whole_log();
}

TEST_F(AfterTheChange, ErasureIsRefusedOnAnyOtherGroundAndForWhatNeverWent) {
    deliver_status(consent("c-1"));
    const auto withheld = store_->in_state(store::ExchangeState::withheld, 10);
    feed(school).dead = true;
    tell_again("beeindigd", "2");
    ASSERT_TRUE(pass([] { return true; }).has_value());
    const auto queued = store_->in_state(store::ExchangeState::queued, 10);
    ASSERT_EQ(queued->size(), 1U);
    for (const char* ground : {"withdrawal", "", "consent-withdrawn", "unlawful-delivery "}) {
        EXPECT_EQ(fault(ask({delivered()}, ground)), "erasure.ground") << ground;
    }
    EXPECT_EQ(fault(ask({queued->front().exchange_id})), "erasure.not-sent");
    EXPECT_EQ(fault(ask({delivered(), queued->front().exchange_id})), "erasure.not-sent") << "one fault stops all";
    EXPECT_EQ(fault(ask({"no such exchange"})), "erasure.unknown");
    EXPECT_FALSE(erasures().waiting());
    for (const auto ground : consents::erasure_grounds) {
        EXPECT_TRUE(ask({delivered()}, std::string{ground}).has_value()) << ground;
    }
}

TEST_F(AfterTheChange, ErasureIsAskedForOnceAlsoAfterACrash) {
    deliver_status(consent("c-1"));
    ASSERT_TRUE(ask({delivered()}).has_value());
    ASSERT_TRUE(ask({delivered(), delivered()}, "upheld-erasure").has_value()) << "nothing was taken in yet";
    take_in();
    EXPECT_EQ(store_->notices()->size(), 1U);
    EXPECT_EQ(fault(ask({delivered()})), "erasure.asked");
}

TEST_F(AfterTheChange, AnErasureThatCannotBeReadIsSetAside) {
    deliver_status(consent("c-1"));
    ASSERT_TRUE(ask({delivered()}).has_value());
    std::ofstream{folder_.path() / "erasures" / "0-damaged"} << "{\"exchange_ids\": [7]}";
    pipeline::Children children{*services_};
    EXPECT_FALSE(erasures().take(*services_, children).has_value());
    EXPECT_FALSE(erasures().waiting());
    EXPECT_EQ(store_->notices()->size(), 1U) << "it holds up no other";
}

}  // namespace
}  // namespace kolk::gateway::test
