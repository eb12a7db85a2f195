#include "gateway/convenants/final_statement.hpp"

#include "policies/period.hpp"
#include "tests/integration/gateway/leaving.hpp"

// What a party gets that left.

namespace kolk::gateway::test {
namespace {

class FinalStatement : public AfterTheChange {
protected:
    base::Result<convenants::FinalStatement> statement(const std::string& party) {
        const auto exchanged = log::exchanged_by((folder_ / "kolk.db").string(), region, party);
        return convenants::final_statement(convenant_, *schemas::Party::parse(party), services_->today(), *exchanged,
                                           *store_->notices(), zone_);
    }
};

TEST_F(FinalStatement, TellsALeaverWhatItGotAndGaveAndWhatBindsIt) {
    deliver_status(consent("c-1"));
    leave_after(school, "2026-11-24");
    EXPECT_EQ(statement(school).error().category.text, "leaver.member");
    EXPECT_EQ(statement("school:de-kompas").error().category.text, "leaver.member");
    EXPECT_EQ(statement("school:nergens").error().category.text, "leaver.unknown");
    go_to("2026-11-25");
    next_pass();
    next_pass();
    const auto made = statement(school);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(base::format_date(made->left), "2026-11-25");
    EXPECT_EQ(made->last_release, base::parse_date("2026-11-22"));
    const boost::json::object all = convenants::as_json(*made, convenant_, true);
    ASSERT_EQ(all.at("received").get_array().size(), 1U);
    const auto& received = all.at("received").get_array().front();
    EXPECT_EQ(received.at("purpose").get_string(), feedback);
    EXPECT_EQ(received.at("record_type").get_string(), "jeugdhulp-status");
    EXPECT_EQ(received.at("exchanges").as_int64(), 1);
    EXPECT_EQ(received.at("first").get_string(), "2026-11-22");
    const auto period = policies::parse_period(convenant_.find_rule(made->lines.front().exchanged.rule)->retention);
    ASSERT_TRUE(period.has_value());
    EXPECT_EQ(received.at("retained_until").get_string(),
              base::format_date(policies::add_period(*base::parse_date("2026-11-22"), *period)));
    ASSERT_EQ(all.at("sent").get_array().size(), 1U);
    EXPECT_EQ(all.at("sent").get_array().front().at("purpose").get_string(), melding_purpose);
    ASSERT_EQ(all.at("notices").get_array().size(), 1U);
    EXPECT_EQ(all.at("notices").get_array().front().at("notice").get_string(), "end");

    const std::string text = convenants::as_markdown(*made, convenant_, true);
    EXPECT_NE(text.find("VOORBEELD"), std::string::npos);
    EXPECT_NE(text.find("2026-11-25"), std::string::npos);
    const std::string subject{entries("released").front().at("subject").get_string()};
    for (const std::string& child : {delivered(), subject, feed(school).got.front().case_key, std::string{"LN-0001"}}) {
        EXPECT_EQ(text.find(child), std::string::npos) << "counts only";
        EXPECT_EQ(boost::json::serialize(all).find(child), std::string::npos);
    }
}

TEST_F(FinalStatement, TheUseOfARuleIsToldAsTheLogStoodOnADay) {
    deliver_status(consent("c-1"));
    const auto on = [this](const char* day) {
        return *log::read_traffic((folder_ / "kolk.db").string(), region, *base::parse_date(day));
    };
    EXPECT_FALSE(on("2026-11-22").last_release.empty());
    EXPECT_TRUE(on("2026-11-21").last_release.empty());
    EXPECT_TRUE(on("2026-11-22").first_entry.has_value());
    EXPECT_FALSE(on("2026-11-21").first_entry.has_value());
    EXPECT_EQ(on("2026-11-21").until, base::parse_date("2026-11-21"));
}

TEST_F(FinalStatement, CountsAnOpenRequestToErase) {
    deliver_status(consent("c-1"));
    leave_after(school, "2026-11-24");
    go_to("2026-11-25");
    ASSERT_TRUE(ask({delivered()}).has_value());
    take_in();
    next_pass();
    const auto made = statement(school);
    ASSERT_TRUE(made.has_value());
    const auto erasure = std::ranges::find(made->notices, "erasure", &convenants::StatementNotices::kind);
    ASSERT_NE(erasure, made->notices.end());
    EXPECT_EQ(erasure->state, "open");
    EXPECT_EQ(erasure->count, 1);
}

}  // namespace
}  // namespace kolk::gateway::test
