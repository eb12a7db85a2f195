#include "gateway/consents/registry.hpp"
#include "gateway/pipeline/places.hpp"
#include "tests/integration/gateway/under_consent.hpp"

// Which municipality receives what is about youth care: for care with stay the one before it (Jeugdwet art. 1.1).

namespace kolk::gateway::test {
namespace {

const std::string attendance_at_home = "leerplicht:eikendal";
const std::string attendance_of_stay = "leerplicht:zandhoven";
const std::string care_before = "gemeente-jeugd:eikendal";
const std::string care_of_stay = "gemeente-jeugd:zandhoven";

/// A child of Eikendal that lives in Zandhoven, in care with stay. Its school reports to who is responsible for youth
/// care, and to leerplicht of the place where it lives.
class Stay : public UnderConsent {
protected:
    Stay() {
        directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                          {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                          {"eikendal", "99999999000000000003", {}, "9901", {}},
                                          {"zandhoven", "99999999000000000004", {}, "9902", {}},
                                          {"middelveld", "99999999000000000005", {}, "9903", {}}}};
        for (const std::string& party : {attendance_at_home, attendance_of_stay, care_before, care_of_stay})
            feed(party);
        more_sources_ = {{{"csv-middelveld", {"gemeente-jeugd", "middelveld"}, false}, &third_}};
        report_to("leerplicht", policies::Choose::residence);
        report_to("gemeente-jeugd", policies::Choose::responsible);
        convenant_.prepare();
        record_consents({consent("c-1")});
        municipality_.statements.front().responsible = "9901";
        school_.statements.front().residence = "9902";
    }

    void report_to(const std::string& role, policies::Choose choose) {
        policies::Rule rule =
            *std::ranges::find(convenant_.rules, melding_purpose, [](const auto& one) { return one.purpose; });
        rule.id += "-" + role;
        rule.to = {role};
        rule.choose = choose;
        convenant_.rules.push_back(std::move(rule));
    }
    void next_pass() {
        refresh_facts();
        const auto done = pass();
        ASSERT_TRUE(done.has_value()) << done.error().for_operator;
        clock_.at += std::chrono::minutes{10};
    }
    /// The school has something new to tell.
    void report(const std::string& key) {
        school_.statements = {melding("LN-0001")};
        school_.statements.front().residence = "9902";
        school_.statements.front().key = base::Confidential<std::string>{"LN-0001|" + key};
    }
    void end_the_stay() { municipality_.statements.front().responsible = ""; }
    void third_names(const std::string& code, const std::string& version = "1") {
        third_.statements = {status(child_bsn, "gestart", version)};
        third_.statements.front().responsible = code;
    }
    void eikendal_repeats(const std::string& value, const std::string& version) {
        municipality_.statements = {status(child_bsn, value, version)};
        municipality_.statements.front().responsible = "9901";
    }
    std::size_t got(const std::string& party) { return feed(party).got.size(); }
    policies::Standing only_consent() {
        pipeline::Children children{*services_};
        EXPECT_TRUE(children.forget_facts().has_value());
        const auto all = consents::all_consents(*services_, children, {});
        EXPECT_EQ(all->size(), 1U);
        return all->front().standing.standing;
    }

    ScriptedSource third_;
};

TEST_F(Stay, CareGoesToTheMunicipalityBeforeItAndLeerplichtToTheOneOfResidence) {
    next_pass();
    next_pass();
    EXPECT_EQ(got(care_before), 1U);
    EXPECT_EQ(got(attendance_of_stay), 1U);
    EXPECT_EQ(got(care_of_stay), 0U);
    EXPECT_EQ(got(attendance_at_home), 0U);
    EXPECT_TRUE(feed(care_of_stay).told.empty());
    EXPECT_TRUE(store_->quarantine()->empty());
    for (const auto& entry : entries()) {
        const std::string text = boost::json::serialize(entry);
        for (const char* code : {"\"9901\"", "\"9902\""}) EXPECT_EQ(text.find(code), std::string::npos) << text;
    }
}

TEST_F(Stay, ThatNobodyTellsOfIsNone) {
    municipality_.statements.clear();
    next_pass();
    EXPECT_EQ(got(care_of_stay), 1U) << "the municipality of residence answers for youth care";
    EXPECT_EQ(got(care_before), 0U);
}

TEST_F(Stay, ThatBecomesKnownLaterEndsWhatTheMunicipalityOfResidenceReceived) {
    const auto told = std::exchange(municipality_.statements, {});
    next_pass();
    ASSERT_EQ(got(care_of_stay), 1U);
    municipality_.statements = told;
    for (int i = 0; i < 3; ++i) next_pass();
    ASSERT_EQ(feed(care_of_stay).told.size(), 1U);
    EXPECT_EQ(feed(care_of_stay).told.front().kind, "end");
    EXPECT_EQ(got(care_before), 1U);
    EXPECT_TRUE(feed(attendance_of_stay).told.empty());
}

TEST_F(Stay, ThatEndsGoesToTheMunicipalityOfResidenceAndEndsWhatTheFormerReceived) {
    for (int i = 0; i < 2; ++i) next_pass();
    ASSERT_EQ(got(care_before), 1U);
    end_the_stay();
    for (int i = 0; i < 3; ++i) next_pass();
    ASSERT_EQ(feed(care_before).told.size(), 1U);
    EXPECT_EQ(feed(care_before).told.front().kind, "end");
    EXPECT_EQ(feed(care_before).told.front().exchange_ids,
              std::vector<std::string>{feed(care_before).got.front().exchange_id});
    EXPECT_EQ(got(care_of_stay), 1U);
    EXPECT_EQ(got(care_before), 1U);
    EXPECT_EQ(got(attendance_of_stay), 1U);
    EXPECT_TRUE(feed(attendance_of_stay).told.empty()) << "the child lives where it did";
    expect_whole_log();
}

TEST_F(Stay, OfWhichTwoMunicipalitiesNameAnotherHoldsCareAloneAndIsToldToAPerson) {
    next_pass();
    next_pass();
    third_names("9903");
    next_pass();
    eikendal_repeats("beeindigd", "2");
    next_pass();
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.place");
    report("2026-11-20");
    next_pass();
    EXPECT_EQ(got(attendance_of_stay), 2U) << "where it lives is in no doubt";
    EXPECT_EQ(got(care_before), 1U);
    EXPECT_EQ(got(care_of_stay), 0U);

    third_names("", "2");
    next_pass();
    EXPECT_EQ(got(care_before), 1U) << "Eikendal has to say it once more";
    clock_.at += std::chrono::hours{24};
    eikendal_repeats("toegewezen", "3");
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_EQ(got(care_before), 2U);
    EXPECT_EQ(got(care_of_stay), 0U);
    EXPECT_TRUE(store_->marks()->empty());
}

TEST_F(Stay, IsKnownAfterARestart) {
    for (int i = 0; i < 2; ++i) next_pass();
    services_.reset();
    subjects_.reset();
    store_.reset();
    key_store_.reset();
    open();
    municipality_.statements.clear();
    report("2026-11-20");
    next_pass();
    EXPECT_EQ(got(care_before), 2U);
    EXPECT_EQ(got(care_of_stay), 0U);
}

TEST_F(Stay, KeepsAConsentForTheMunicipalityThatGoesOnAnsweringForCare) {
    school_.statements.front().residence = "9901";
    next_pass();
    school_.statements.front().residence = "9902";
    next_pass();
    EXPECT_EQ(only_consent(), policies::Standing::valid);
    end_the_stay();
    next_pass();
    EXPECT_EQ(only_consent(), policies::Standing::ended_by_change);
}

}  // namespace
}  // namespace kolk::gateway::test
