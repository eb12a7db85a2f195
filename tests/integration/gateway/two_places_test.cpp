#include "gateway/pipeline/places.hpp"
#include "tests/integration/gateway/leaving.hpp"

// Two sources say that a child is elsewhere, each in turn.

namespace kolk::gateway::test {
namespace {

class TwoPlaces : public Leaving {
protected:
    /// The child went to Het Baken, as the municipality told; then De Linde names it again in a new record.
    void SetUp() override {
        deliver_status(consent("c-1"));
        enrol("00BB00");
        municipality_.statements.front().identifiers.push_back(local("00BB00", "HB-77"));
        next_pass();
        linde_names_it("2026-11-20");
        next_pass();
    }
    void linde_names_it(const std::string& key) {
        school_.statements.push_back(melding("LN-0001", "risico"));
        school_.statements.back().key = base::Confidential<std::string>{"LN-0001|" + key};
    }
    void consented_on(const char* day) {
        boost::json::object anew = consent(std::string{"c-"} + day);
        anew["given_at"] = day;
        record_consents({consent("c-1"), anew});
    }
    std::size_t marked() {
        const auto marks = store_->marks();
        return static_cast<std::size_t>(
            std::ranges::count(*marks, std::string{pipeline::marked_in_doubt}, &store::Mark::reason));
    }
    std::size_t at_linde() { return feed(school).got.size(); }
    std::size_t at_baken() { return feed(other_school).got.size(); }
};

TEST_F(TwoPlaces, HoldWhatGoesByPlaceAndAreToldToAPerson) {
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.place");
    EXPECT_EQ(store_->quarantine()->front().source, "school-de-linde");
    EXPECT_EQ(marked(), 1U);
    consented_on("2026-11-22");
    tell_again("beeindigd", "2");
    municipality_.statements.front().identifiers.push_back(local("00BB00", "HB-77"));
    next_pass();
    next_pass();
    EXPECT_EQ(at_linde(), 1U);
    EXPECT_EQ(at_baken(), 0U);
    EXPECT_TRUE(std::ranges::any_of(entries("withheld"), [](const auto& entry) {
        return entry.at("to").get_string() == other_school && entry.at("reason").get_string() == "deny.condition";
    }));
    EXPECT_EQ(feed(school).told.size(), 1U) << "a doubt ends nothing";
    EXPECT_TRUE(feed(other_school).told.empty());
    EXPECT_EQ(feed(swv).got.size(), 2U) << "its rule does not look at where the child is";
    EXPECT_EQ(store_->quarantine()->size(), 1U);
}

TEST_F(TwoPlaces, EndWhenOneOfThemGoesOnAlone) {
    go_to("2026-11-23");
    linde_names_it("2026-11-22");
    next_pass();
    consented_on("2026-11-23");
    tell_again("beeindigd", "2");
    enrol("");
    next_pass();
    next_pass();
    EXPECT_EQ(at_linde(), 2U) << "the child came back";
    EXPECT_EQ(at_baken(), 0U);
    EXPECT_EQ(marked(), 0U);
}

TEST_F(TwoPlaces, AreInDoubtAfterARestartToo) {
    services_.reset();
    subjects_.reset();
    store_.reset();
    key_store_.reset();
    open();
    consented_on("2026-11-22");
    tell_again("beeindigd", "2");
    next_pass();
    EXPECT_EQ(at_linde() + at_baken(), 1U);
    EXPECT_EQ(marked(), 1U);
}

TEST_F(Leaving, ToASchoolThatAnotherSwvServesEndsWhatTheFormerSwvReceived) {
    convenant_.served_by[*schemas::Party::parse(other_school)] = {*schemas::Party::parse("swv-vo:elders")};
    deliver_status(consent("c-1"));
    ASSERT_EQ(feed(swv).got.size(), 1U);
    enrol("00BB00");
    for (int i = 0; i < 3; ++i) next_pass();
    ASSERT_EQ(feed(swv).told.size(), 1U);
    EXPECT_EQ(feed(swv).told.front().kind, "end");
    EXPECT_EQ(feed(swv).told.front().purpose, melding_purpose);
}

TEST_F(Leaving, OfTheWholeSchoolToAnotherSwvByANewVersionEndsWhatTheFormerSwvReceived) {
    deliver_status(consent("c-1"));
    ASSERT_EQ(feed(swv).got.size(), 1U);
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(feed(swv).told.empty()) << "it serves the school";
    convenant_.served_by[*schemas::Party::parse(school)] = {*schemas::Party::parse("swv-vo:elders")};
    services_->convenant_hash = "of the next version";
    for (int i = 0; i < 3; ++i) next_pass();
    ASSERT_EQ(feed(swv).told.size(), 1U);
    EXPECT_EQ(feed(swv).told.front().kind, "end");

    convenant_.served_by[*schemas::Party::parse(school)] = {*schemas::Party::parse(swv)};
    services_->convenant_hash = "of a version that gives it back";
    school_.statements.front() = melding("LN-0001", "lrv-3m+");
    for (int i = 0; i < 2; ++i) next_pass();
    ASSERT_EQ(feed(swv).got.size(), 2U);
    convenant_.served_by[*schemas::Party::parse(school)] = {*schemas::Party::parse("swv-vo:elders")};
    services_->convenant_hash = "of the next version";
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_EQ(feed(swv).told.size(), 2U) << "that version is in force once more";
}

}  // namespace
}  // namespace kolk::gateway::test
