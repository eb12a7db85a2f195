#include "tests/integration/gateway/world.hpp"

// A file of facts that nobody can read may hold an objection, a withdrawal or a hold.

namespace kolk::gateway::test {
namespace {

class UnreadFacts : public Pipeline {
protected:
    /// One melding has gone, and its next version is there.
    void SetUp() override {
        record("toestemming", {});
        school_.statements = {melding("LN-0001")};
        ASSERT_TRUE(pass().has_value());
        ASSERT_EQ(feed(swv).got.size(), 1U);
        clock_.at += std::chrono::hours{1};
        refresh_facts();
        school_.statements = {melding("LN-0001", "lrv-3m+")};
    }

    connectors::FactFile& file_of(const std::string& kind) {
        return *std::ranges::find(facts_.files, kind, &connectors::FactFile::kind);
    }
    static connectors::FactFile unread(const std::string& kind) {
        connectors::Refusal refusal;
        refusal.place = {"facts-school", 1, 1, {}};
        refusal.reason = "record.faulty";
        refusal.text = "no heading";
        refusal.countable = false;
        connectors::FactFile file{kind, {"school", "de-linde"}, {}, {}, {refusal}};
        file.readable = false;
        return file;
    }
    void expect_waiting() {
        ASSERT_TRUE(pass().has_value());
        EXPECT_EQ(feed(swv).got.size(), 1U);
        EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.consent.stale");
    }
    void expect_gone() {
        ASSERT_TRUE(pass().has_value());
        EXPECT_EQ(feed(swv).got.size(), 2U);
    }
    std::vector<std::string> reasons() {
        std::vector<std::string> all;
        for (const store::Quarantined& input : *store_->quarantine()) all.push_back(input.reason);
        return all;
    }
    base::Instant facts_changed() { return *(*store_->source(std::string{pipeline::facts_changed}))->last_pull; }
};

class OfAnyKind : public UnreadFacts, public testing::WithParamInterface<const char*> {};

TEST_P(OfAnyKind, MakesWaitUntilASoundOneComes) {
    file_of(GetParam()) = unread(GetParam());
    expect_waiting();
    EXPECT_EQ(reasons(), std::vector<std::string>{"record.faulty"}) << "of a file without a date nobody knows the age";
    clock_.at += std::chrono::minutes{10};
    expect_waiting();
    record(GetParam(), {});
    if (std::string_view{GetParam()} == "informatie") inform("LN-0001", melding_purpose);
    expect_gone();
}

TEST_P(OfAnyKind, MakesWaitWhenItIsOlderThanWhatWasRead) {
    const connectors::FactFile sound = file_of(GetParam());
    ASSERT_TRUE(pass([] { return true; }).has_value()) << "the newer file is read";
    file_of(GetParam()).as_of -= std::chrono::minutes{1};
    expect_waiting();
    EXPECT_EQ(reasons(), std::vector<std::string>{"facts.older"});
    file_of(GetParam()) = sound;
    expect_gone();
}

INSTANTIATE_TEST_SUITE_P(UnreadFacts, OfAnyKind, testing::Values("toestemming", "informatie", "bezwaar"),
                         [](const auto& info) { return std::string{info.param}; });

TEST_F(UnreadFacts, KeepsWhatWasReadBefore) {
    record("bezwaar", {{"LN-0001", {{"restricted", true}}}});
    ASSERT_TRUE(pass().has_value());
    file_of("bezwaar") = unread("bezwaar");
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(store_->facts_of("facts-school", "bezwaar")->size(), 1U);
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(UnreadFacts, MakeWaitAlsoWhereNoneOfThatKindWasReadBefore) {
    facts_.files.push_back(unread("casus"));
    expect_waiting();
    facts_.files.pop_back();
    record("casus", {});
    expect_gone();
}

TEST_F(UnreadFacts, OneConsentToldInPartsHoldsItsChildAndSaysWhy) {
    const auto consent = [](const char* giver) {
        boost::json::object one{{"consent_id", "c-1"},     {"purpose", "zorgroute-terugmelding"},
                                {"from", "school"},        {"to", "gemeente-jeugd"},
                                {"record_types", {"opp"}}, {"given_by", boost::json::array{giver}},
                                {"given_at", "2026-09-01"}};
        return std::pair{std::string{"LN-0001"}, boost::json::object{{"consents", boost::json::array{std::move(one)}}}};
    };
    record("toestemming", {consent("ouder-1"), consent("ouder-2")});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(reasons(), std::vector<std::string>{"facts.in-parts"});
    EXPECT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.restricted");
    record("toestemming", {consent("ouder-1"), consent("ouder-1")});
    expect_gone();
}

TEST_F(UnreadFacts, OneLineThatTellsAConsentInPartsSaysSo) {
    boost::json::array consents;
    for (const char* giver : {"ouder-1", "ouder-2"}) {
        consents.push_back({{"consent_id", "c-1"},
                            {"purpose", "zorgroute-terugmelding"},
                            {"from", "school"},
                            {"to", "gemeente-jeugd"},
                            {"record_types", {"opp"}},
                            {"given_by", boost::json::array{giver}},
                            {"given_at", "2026-09-01"}});
    }
    record("toestemming", {{"LN-0001", {{"consents", consents}}}});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(reasons(), std::vector<std::string>{"facts.in-parts"});
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.restricted");
}

// A misspelt name: it may be any of the five.
TEST_F(UnreadFacts, OfNoKnownNameMakeWaitUntilTheFileIsTakenAway) {
    for (const bool in_front : {true, false}) {
        const auto place = in_front ? facts_.files.begin() : facts_.files.end();
        const auto stray = facts_.files.insert(place, unread(""));
        const auto changed = facts_changed();
        expect_waiting();
        clock_.at += std::chrono::minutes{10};
        refresh_facts();
        expect_waiting();
        EXPECT_EQ(facts_changed(), changed) << "what stays untrusted opens nothing";
        if (in_front) facts_.files.erase(stray);
    }
    facts_.files.pop_back();
    expect_gone();
}

}  // namespace
}  // namespace kolk::gateway::test
