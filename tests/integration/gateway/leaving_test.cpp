#include "tests/integration/gateway/leaving.hpp"

#include "connectors/feeds/notice.hpp"
#include "gateway/consents/registry.hpp"
#include "gateway/pipeline/places.hpp"

// A child goes elsewhere, or a party leaves: what ends, and who is told what.

namespace kolk::gateway::test {
namespace {

using consents::Listed;

class ChangeOfPlace : public Leaving {
protected:
    bool was_withheld_from_school(std::string_view reason) {
        return std::ranges::any_of(entries("withheld"), [reason](const auto& entry) {
            return entry.at("to").get_string() == school && entry.at("reason").get_string() == reason;
        });
    }
    /// What was given before the child went elsewhere has ended.
    void consent_anew() {
        boost::json::object anew = consent("c-2");
        anew["given_at"] = "2026-11-22";
        record_consents({consent("c-1"), anew});
    }
    Listed only_consent() {
        pipeline::Children children{*services_};
        EXPECT_TRUE(children.forget_facts().has_value());
        const auto all = consents::all_consents(*services_, children, {});
        EXPECT_EQ(all->size(), 1U);
        return all->empty() ? Listed{} : all->front();
    }
};

TEST_F(ChangeOfPlace, EndsWithOneNeutralNoticeToTheFormerSchool) {
    deliver_status(consent("c-1"));
    enrol("00BB00");
    for (int i = 0; i < 4; ++i) next_pass();
    ASSERT_EQ(feed(school).told.size(), 1U);
    const connectors::Notice& told = feed(school).told.front();
    EXPECT_EQ(told.kind, "end");
    EXPECT_EQ(told.purpose, feedback);
    EXPECT_EQ(told.exchange_ids, std::vector<std::string>{feed(school).got.front().exchange_id});
    EXPECT_EQ(told.case_key, feed(school).got.front().case_key);
    const std::string text = connectors::feeds::notices_ndjson({&told, 1}).reveal();
    for (const char* elsewhere : {"00BB00", "het-baken"}) EXPECT_EQ(text.find(elsewhere), std::string::npos);
    for (const auto& entry : entries("notice")) {
        EXPECT_EQ(entry.at("to").get_string(), school);
        EXPECT_EQ(boost::json::serialize(entry).find("het-baken"), std::string::npos);
    }
    EXPECT_TRUE(feed(swv).told.empty()) << "its rule does not look at where the child is";
    EXPECT_TRUE(store_->marks()->empty());
    expect_whole_log();
}

TEST_F(ChangeOfPlace, RepeatsTheNoticeUnderItsIdUntilItIsTaken) {
    deliver_status(consent("c-1"));
    enrol("00BB00");
    feed(school).refuses_notices = true;
    next_pass();
    next_pass();
    feed(school).refuses_notices = false;
    next_pass();
    next_pass();
    EXPECT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(entries("notice").size(), 1U) << "one disclosure, one entry";
    EXPECT_TRUE(store_->open_notices()->empty());
}

TEST_F(ChangeOfPlace, LetsNothingMoreGoToTheFormerSchool) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass([] { return true; }).has_value());  // decided, and not offered yet
    ASSERT_FALSE(store_->in_state(store::ExchangeState::queued, 10)->empty());
    clock_.at += std::chrono::minutes{10};
    enrol("00BB00");
    next_pass();
    tell_again("beeindigd", "2");
    next_pass();
    next_pass();
    EXPECT_TRUE(feed(school).got.empty());
    EXPECT_TRUE(feed(school).told.empty()) << "who received nothing learns nothing";
    EXPECT_TRUE(was_withheld_from_school("deny.condition"));
}

TEST_F(ChangeOfPlace, NamesNothingThatWasKeptFromTheFormerSchool) {
    deliver_status(consent("c-1"));
    record("bezwaar", {{"LN-0001", {{"restricted", true}}}});
    tell_again("beeindigd", "2");
    next_pass();
    ASSERT_EQ(feed(school).got.size(), 1U);
    ASSERT_TRUE(was_withheld_from_school("deny.restricted")) << "a newer version";
    enrol("00BB00");
    next_pass();
    next_pass();
    ASSERT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(feed(school).told.front().exchange_ids, std::vector<std::string>{feed(school).got.front().exchange_id});
}

TEST_F(ChangeOfPlace, IsNoneWhileTwoPartiesOnlyDisagree) {
    deliver_status(consent("c-1"));
    enrol("00BB00");
    for (int i = 0; i < 2; ++i) next_pass();
    school_.statements.push_back(melding("LN-0001", "risico"));  // a new record that still says De Linde
    school_.statements.back().key = base::Confidential<std::string>{"LN-0001|2026-11-20"};
    for (int i = 0; i < 4; ++i) next_pass();
    EXPECT_EQ(feed(school).told.size(), 1U);
    EXPECT_TRUE(feed(other_school).told.empty());
}

TEST_F(ChangeOfPlace, IsToldAgainForWhatWentAfterTheChildCameBack) {
    deliver_status(consent("c-1"));
    enrol("00BB00");
    for (int i = 0; i < 2; ++i) next_pass();
    enrol("00AA00");
    next_pass();
    consent_anew();
    tell_again("beeindigd", "2");
    next_pass();
    ASSERT_EQ(feed(school).got.size(), 2U);
    enrol("00BB00");
    for (int i = 0; i < 3; ++i) next_pass();
    ASSERT_EQ(feed(school).told.size(), 2U);
    EXPECT_EQ(feed(school).told.back().exchange_ids, std::vector<std::string>{feed(school).got.back().exchange_id});
}

TEST_F(ChangeOfPlace, GivesTheNextSchoolANewDecisionAndAPseudonymOfItsOwn) {
    deliver_status(consent("c-1"));
    enrol("00BB00");
    next_pass();
    consent_anew();
    municipality_.statements.front().identifiers.push_back(local("00BB00", "HB-77"));
    next_pass();
    ASSERT_EQ(feed(other_school).got.size(), 1U);
    EXPECT_NE(feed(other_school).got.front().case_key, feed(school).got.front().case_key);
    EXPECT_NE(feed(other_school).got.front().exchange_id, feed(school).got.front().exchange_id);
}

TEST_F(ChangeOfPlace, EndsAConsentThatNamesTheFormerSchool) {
    deliver_status(consent("c-1", school));
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::valid);
    enrol("00BB00");
    next_pass();
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::ended_by_change);
    EXPECT_EQ(only_consent().standing.ends, base::parse_date("2026-11-21"));
    enrol("00AA00");  // also when the child comes back
    tell_again("beeindigd", "2");
    next_pass();
    next_pass();
    EXPECT_EQ(feed(school).got.size(), 1U);
    EXPECT_TRUE(was_withheld_from_school("deny.consent.expired"));
    boost::json::object anew = consent("c-2", school);
    anew["given_at"] = "2026-11-22";
    record_consents({consent("c-1", school), anew});
    next_pass();
    EXPECT_EQ(feed(school).got.size(), 2U) << "what was given since stands";
}

TEST_F(ChangeOfPlace, EndsAConsentForARoleThatTheFormerSchoolHad) {
    deliver_status(consent("c-1", "school"));
    enrol("00BB00");
    municipality_.statements.front().identifiers.push_back(local("00BB00", "HB-77"));
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::ended_by_change);
    EXPECT_TRUE(feed(other_school).got.empty()) << "it was given while the child went elsewhere";
}

TEST_F(ChangeOfPlace, LeavesAConsentForARoleThatNoPlaceGoesWith) {
    deliver_status(consent("c-1", "school"));
    boost::json::object for_swv = consent("c-2", "swv-vo");
    record_consents({for_swv});
    enrol("00BB00");
    next_pass();
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::valid);
    EXPECT_FALSE(only_consent().consent.ended_by_change);
}

TEST_F(ChangeOfPlace, ToAnotherBranchOfTheSameSchoolIsNone) {
    directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00", "00AA01"}, {}, {}},
                                      {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                      {"eikendal", "99999999000000000003", {}, "9901", {}}}};
    deliver_status(consent("c-1", school));
    enrol("00AA01");
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::valid);
    EXPECT_TRUE(feed(school).told.empty());
}

TEST_F(ChangeOfPlace, ToAnotherMunicipalityLeavesTheFormerOneUnderARuleThatLooksAtIt) {
    store::Exchange report;
    report.purpose = "verzuimoverleg";
    report.record_type = "verzuim-totalen";
    report.sender = school;
    report.recipient = "leerplicht:eikendal";
    const base::Date today = services_->today();
    subjects::Profile profile;
    profile.residence = "9901";
    const auto is_theirs = [&](base::Date day) { return is_of_recipient(*services_, profile, {}, report, day); };
    EXPECT_TRUE(is_theirs(today));
    ASSERT_TRUE(pipeline::hear(profile, subjects::Place::residence, school, {"9905", {}}, today));
    EXPECT_FALSE(is_theirs(today));
    EXPECT_TRUE(is_theirs(base::add_days(today, -1)));
    report.purpose = "zorgroute-terugmelding";  // no rule for such a flow
    EXPECT_TRUE(is_theirs(today)) << "it did not go because of where the child was";
}

TEST_F(ChangeOfPlace, ToASchoolThatAnotherSamenwerkingsverbandServesEndsAConsentForTheFormer) {
    const base::Date today = services_->today();
    convenant_.members.push_back({{"swv-vo", "elders"}, convenant_.from, {}, true});
    convenant_.served_by[{"school", "het-baken"}] = {{"swv-vo", "elders"}};
    convenant_.prepare();
    const auto ends = [&](const schemas::Party& to, const std::string& former) {
        pipeline::Child child{{{}, crypto::SecretKey::random(32, random_), {}, {}, {}}, {}, {}};
        child.subject.profile.enrolment = "00BB00";
        child.subject.profile.former = {{subjects::Place::enrolment, former, today}};
        policies::Consent one;
        one.from = {"gemeente-jeugd", {}};
        one.to = to;
        one.given_at = base::add_days(today, -10);
        child.facts.consents = {one};
        pipeline::end_consents(*services_, child);
        return child.facts.consents.front().ended_by_change;
    };
    EXPECT_EQ(ends({"swv-vo", {}}, "00AA00"), today);
    EXPECT_EQ(ends({"swv-vo", "swv-vo-voorbeeld"}, "00AA00"), today);
    EXPECT_FALSE(ends({"swv-vo", "elders"}, "00AA00")) << "it serves the school from now on";
    EXPECT_FALSE(ends({"swv-vo", {}}, "00ZZ00")) << "nobody knows who served that school";
    convenant_.served_by[{"school", "het-baken"}] = {{"swv-vo", "swv-vo-voorbeeld"}};
    convenant_.prepare();
    EXPECT_FALSE(ends({"swv-vo", {}}, "00AA00")) << "the same serves both";
}

TEST_F(ChangeOfPlace, IsKnownAfterARestart) {
    deliver_status(consent("c-1", school));
    enrol("00BB00");
    next_pass();
    services_.reset();
    subjects_.reset();
    store_.reset();
    key_store_.reset();
    open();
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::ended_by_change);
    next_pass();
    EXPECT_EQ(feed(school).told.size(), 1U);
}

using Exit = ChangeOfPlace;

TEST_F(Exit, StopsTheFeedOnTheDayAfterAndTellsTheEndOnce) {
    deliver_status(consent("c-1"));
    leave_after(school, "2026-11-24");
    go_to("2026-11-24");
    next_pass();
    EXPECT_TRUE(feed(school).told.empty()) << "still a party";
    tell_again("beeindigd", "2");
    go_to("2026-11-25");
    for (int i = 0; i < 4; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 1U);
    ASSERT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(feed(school).told.front().kind, "end");
    EXPECT_TRUE(feed(swv).told.empty());
    for (const auto& entry : entries("released")) {
        EXPECT_LT(entry.at("at").get_string(), "2026-11-24T23:00:00") << "nothing after the last day";
    }
}

TEST_F(Exit, EndsAConsentThatNamesIt) {
    deliver_status(consent("c-1", school));
    leave_after(school, "2026-11-24");
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::valid);
    go_to("2026-11-25");
    next_pass();
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::ended_by_change);
    EXPECT_EQ(only_consent().standing.ends, base::parse_date("2026-11-24"));
}

}  // namespace
}  // namespace kolk::gateway::test
