#include "gateway/pipeline/notices.hpp"

#include "gateway/pipeline/facts_intake.hpp"
#include "gateway/pipeline/occasions.hpp"
#include "tests/integration/gateway/under_consent.hpp"

namespace kolk::gateway::test {
namespace {

const std::string first_consent = "01890a5d-ac96-774b-bcce-000000000001";

boost::json::object withdrawn(boost::json::object consent, const std::string& day = "2026-11-22") {
    consent["withdrawn_at"] = day;
    consent["withdrawn_by"] = "ouder-1";
    return consent;
}

/// What follows when a consent is withdrawn.
class Notices : public UnderConsent {
protected:
    /// The status reaches the school under its consent, some time ago.
    void deliver_status() {
        record_consents({consent(first_consent)});
        ASSERT_TRUE(pass().has_value());
        ASSERT_EQ(feed(school).got.size(), 1U);
        clock_.at += std::chrono::minutes{10};
    }
    store::Notice only_notice() {
        const auto all = store_->notices();
        EXPECT_EQ(all->size(), 1U);
        return all->empty() ? store::Notice{} : all->front();
    }
    void reopen() {
        services_.reset();
        subjects_.reset();
        store_.reset();
        key_store_.reset();
        open();
    }
    void answer(const std::string& result, const std::string& ground = {}) {
        const std::string id = only_notice().notice_id;
        feed(school).answers.insert_or_assign(
            id, connectors::NoticeAnswer{id, result, base::Confidential<std::string>{ground}});
    }
};

TEST_F(Notices, TellsWhoReceivedSomethingUnderAConsentThatItIsWithdrawn) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).told.size(), 1U);
    const connectors::Notice& told = feed(school).told.front();
    const connectors::Item& item = feed(school).got.front();
    EXPECT_EQ(told.kind, "withdrawal");
    EXPECT_EQ(told.case_key, item.case_key);
    EXPECT_EQ(told.own_number->reveal(), "LN-0001");
    EXPECT_EQ(told.purpose, feedback);
    EXPECT_EQ(told.record_types, std::vector<std::string>{"jeugdhulp-status"});
    EXPECT_EQ(told.exchange_ids, std::vector<std::string>{item.exchange_id});
    EXPECT_EQ(told.at, clock_.at);
    const auto logged = entries("notice");
    ASSERT_EQ(logged.size(), 1U);
    EXPECT_EQ(logged.front().at("exchange_id").get_string(), item.exchange_id);
    EXPECT_EQ(logged.front().at("to").get_string(), school);
    EXPECT_EQ(logged.front().at("consent_id").get_string(), first_consent);
    EXPECT_EQ(logged.front().at("reason").get_string(), "withdrawal");
    EXPECT_EQ(only_notice().state, store::NoticeState::taken);
    expect_whole_log();
}

TEST_F(Notices, LogsDurablyBeforeItTells) {
    deliver_status();
    bool looked = false;
    feed(school).before_told = [&](const connectors::NoticeBatch& batch) {
        looked = true;
        EXPECT_EQ(entries("notice").size(), batch.notices.size());
    };
    record_consents({withdrawn(consent(first_consent))});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(looked);
}

TEST_F(Notices, GivesUpAReceiverThatHangsAndTellsItAgain) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    feed(school).hangs = true;
    feed(school).patience = std::chrono::milliseconds{20};
    const auto report = pass();
    ASSERT_TRUE(report.has_value());
    ASSERT_EQ(report->deliveries.faults.size(), 1U);
    EXPECT_EQ(report->deliveries.faults.front().second.category.text, "feed.silent");
    EXPECT_EQ(only_notice().state, store::NoticeState::sent);
    feed(school).hangs = false;
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(only_notice().state, store::NoticeState::taken);
}

TEST_F(Notices, SendsNoneToWhoReceivedNothing) {
    record_consents({consent(first_consent), consent("c-swv", "swv-vo")});
    ASSERT_TRUE(pass().has_value());  // the SWV has no number for this child: withheld
    ASSERT_EQ(feed(school).got.size(), 1U);
    record_consents({withdrawn(consent(first_consent)), withdrawn(consent("c-swv", "swv-vo"))});
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).told.empty());
    EXPECT_EQ(only_notice().recipient, school);
    log::Query query;
    query.party = swv;
    query.kind = "notice";
    EXPECT_TRUE(log::search((folder_ / "kolk.db").string(), region, query)->empty()) << "nor does it see one";
    query.party = school;
    EXPECT_EQ(log::search((folder_ / "kolk.db").string(), region, query)->size(), 1U);
}

TEST_F(Notices, SendsNoneForWhatWentWithoutConsent) {
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U);
    record_consents({withdrawn(consent(first_consent))});
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(store_->notices()->empty());
}

TEST_F(Notices, SendsNoneWhenAConsentOnlyExpires) {
    boost::json::object given = consent(first_consent);
    given["valid_until"] = "2026-11-22";
    record_consents({given});
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).got.size(), 1U);
    clock_.at += std::chrono::hours{48};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(store_->notices()->empty());
}

TEST_F(Notices, SendsNoneWhileAnotherConsentHasTakenItsPlace) {
    deliver_status();
    boost::json::object anew = consent("c-2");
    anew["given_at"] = "2026-11-22";
    record_consents({withdrawn(consent(first_consent), "2026-11-21"), anew});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(store_->notices()->empty());
    record_consents({withdrawn(consent(first_consent), "2026-11-21"), withdrawn(anew)});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
}

TEST_F(Notices, TellsWhoReceivedWhatTheConsentThatTookItsPlaceLeavesOut) {
    deliver_status();
    boost::json::object anew = consent("c-2");
    anew["given_at"] = "2026-11-22";
    anew["fields_excluded"] = boost::json::array{"status"};
    record_consents({withdrawn(consent(first_consent), "2026-11-21"), anew});
    for (int passes = 0; passes < 3; ++passes) {
        ASSERT_TRUE(pass().has_value());
        clock_.at += std::chrono::minutes{10};
    }
    ASSERT_EQ(feed(school).told.size(), 1U) << "both were read at once";
    EXPECT_EQ(feed(school).told.front().exchange_ids, std::vector<std::string>{feed(school).got.front().exchange_id});
    for (std::size_t later = 1; later < feed(school).got.size(); ++later)
        EXPECT_FALSE(feed(school).got[later].fields.has("jeugdhulp-status.status"));
}

TEST_F(Notices, WaitsForTheDayOfAWithdrawalThatIsYetToCome) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent), "2026-11-23")});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(school).told.empty());
    std::erase_if(facts_.files, [](const auto& file) { return file.kind == "toestemming"; });
    clock_.at += std::chrono::hours{24};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U) << "also when the file is gone and what it said is old";
}

TEST_F(Notices, KnowsAConsentWithoutAnId) {
    boost::json::object nameless = consent("");
    nameless.erase("consent_id");
    record_consents({nameless});
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).got.size(), 1U);
    record_consents({withdrawn(nameless)});
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
}

TEST_F(Notices, HoldsWhatIsWithdrawnWhileASlowSourceAnswers) {
    record_consents({consent(first_consent)});
    municipality_.while_it_answers = [this] {
        clock_.at += std::chrono::seconds{40};
        record_consents({withdrawn(consent(first_consent))});
    };
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(school).got.empty());
}

TEST_F(Notices, TellsAWithdrawalThatStandsInAnotherLineThanTheConsent) {
    deliver_status();
    boost::json::object other = withdrawn(consent("01890a5d-ac96-774b-bcce-000000000009"));
    record_consents({other});
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).told.size(), 1U) << "nothing tells of the consent under which it went";
}

TEST_F(Notices, SendsOneForTwoWithdrawalsOfOneConsentAndAnotherForWhatWentInBetween) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(pass().has_value());
    record_consents({withdrawn(consent(first_consent), "2026-11-21")});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U) << "the same withdrawal, told twice and dated anew";
    record_consents({consent(first_consent)});
    municipality_.statements = {status(child_bsn, "beeindigd", "2")};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).got.size(), 2U);
    record_consents({withdrawn(consent(first_consent))});
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).told.size(), 2U);
    EXPECT_EQ(feed(school).told.back().exchange_ids, std::vector<std::string>{feed(school).got.back().exchange_id});
}

TEST_F(Notices, TellsWhoReceivedFieldsThatAWithdrawalOfAPartTakesBackAndGivesTheRestAnew) {
    const std::string municipality = "gemeente-jeugd:eikendal";
    const auto about = [](const std::string& record_type) {
        return boost::json::object{{"purpose", "zorgroute-aanmelding"},
                                   {"from", "school"},
                                   {"to", "gemeente-jeugd"},
                                   {"record_types", boost::json::array{record_type}},
                                   {"given_by", boost::json::array{"ouder-1", "jeugdige"}},
                                   {"given_at", "2026-09-01"}};
    };
    feed(municipality);
    connectors::Statement support = melding("LN-0001");
    support.record.type = "opp-uittreksel";
    support.record.fields = schemas::Content{{{"begeleiding", "Rooster"}, {"begeleidingsvraag", "Rust"}}};
    municipality_.statements.front().identifiers.push_back(local("gemeente-jeugd:eikendal", "E-1"));
    deliver_status();
    school_.statements = {support};
    const boost::json::array informed{{{"purpose", "zorgroute-aanmelding"}, {"at", "2026-09-01"}}};
    const auto record_all = [&](boost::json::array consents) {
        record("toestemming", {{"LN-0001", {{"consents", std::move(consents)}, {"informed", informed}}}});
    };
    record_all({about("opp-uittreksel")});
    const auto pass_thrice = [&] {
        for (int passes = 0; passes < 3; ++passes) {
            ASSERT_TRUE(pass().has_value());
            clock_.at += std::chrono::minutes{10};
        }
    };
    pass_thrice();
    ASSERT_EQ(feed(municipality).got.size(), 1U);
    EXPECT_EQ(feed(municipality).got.front().fields.text("opp-uittreksel.begeleiding"), "Rooster");
    record_all({about("opp-uittreksel"), withdrawn(about("opp-kern"))});
    pass_thrice();
    ASSERT_EQ(feed(municipality).told.size(), 1U) << "what went after it held none of those fields";
    EXPECT_EQ(feed(municipality).told.front().kind, "withdrawal");
    EXPECT_EQ(feed(municipality).told.front().exchange_ids,
              std::vector<std::string>{feed(municipality).got.front().exchange_id});
    ASSERT_EQ(feed(municipality).got.size(), 2U);
    EXPECT_FALSE(feed(municipality).got.back().fields.has("opp-uittreksel.begeleiding"));
    EXPECT_EQ(feed(municipality).got.back().fields.text("opp-uittreksel.begeleidingsvraag"), "Rust");
}

TEST_F(Notices, GivesAnewWhatWasWithdrawnOnceItIsConsentedToAgain) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    for (int passes = 0; passes < 2; ++passes) ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(feed(school).got.size(), 1U);
    record_consents({consent("01890a5d-ac96-774b-bcce-000000000002")});
    for (int passes = 0; passes < 2; ++passes) ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).got.size(), 2U) << "the school may have deleted it";
    EXPECT_NE(feed(school).got.back().exchange_id, feed(school).got.front().exchange_id);
    EXPECT_EQ(feed(school).told.size(), 1U);
}

TEST_F(Notices, TellsAWithdrawalAfterTheChildBecameSixteen) {
    deliver_status();
    clock_.at += std::chrono::hours{24 * 365 * 2};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(school).told.empty()) << "that the consent ended is no withdrawal";
    record_consents({withdrawn(consent(first_consent), "2028-11-21")});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
}

TEST_F(Notices, CountsWhatMayHaveArrivedAsReceived) {
    record_consents({consent(first_consent)});
    feed(school).dead = true;
    ASSERT_TRUE(pass().has_value());
    feed(school).dead = false;
    record_consents({withdrawn(consent(first_consent))});
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(school).got.empty());
    EXPECT_EQ(feed(school).told.size(), 1U);
    answer("never received");
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(only_notice().answer, "never received");
}

TEST_F(Notices, LosesNoneOverARestartAndTellsItAgainUnderTheSameId) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    feed(school).refuses_notices = true;
    std::set<std::string> ids;
    feed(school).before_told = [&](const connectors::NoticeBatch& batch) {
        for (const auto& notice : batch.notices) ids.insert(notice.notice_id);
    };
    const auto refused = pass();
    ASSERT_TRUE(refused.has_value());
    ASSERT_EQ(refused->deliveries.faults.size(), 1U);
    EXPECT_EQ(refused->deliveries.faults.front().first, school);
    EXPECT_EQ(only_notice().state, store::NoticeState::sent) << "it may have arrived";
    reopen();
    feed(school).refuses_notices = false;
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(ids.size(), 1U);
    EXPECT_EQ(entries("notice").size(), 1U) << "one disclosure, one entry";
    expect_whole_log();
}

TEST_F(Notices, TellsAgainWhatACrashCutOffBeforeTheAnswer) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    {
        pipeline::Children children{*services_};
        pipeline::FactsIntake intake{*services_, children, "facts-school"};
        ASSERT_TRUE(intake.take(facts_.files).has_value());
    }
    reopen();  // killed after the facts were durable; and the party took its file away
    std::erase_if(facts_.files, [](const auto& file) { return file.kind == "toestemming"; });
    {
        pipeline::Children children{*services_};
        ASSERT_TRUE(children.forget_facts().has_value());
        pipeline::Notices notices{*services_, children, {{school, {&feed(school), 100}}}, {}};
        ASSERT_TRUE(pipeline::Occasions(*services_, children).find().has_value());
    }
    reopen();  // killed after the notice was written down
    EXPECT_EQ(only_notice().state, store::NoticeState::queued);
    {
        pipeline::Children children{*services_};
        pipeline::Notices notices{*services_, children, {{school, {&feed(school), 100}}}, {}};
        ASSERT_TRUE(notices.tell().has_value());
    }
    reopen();  // killed while it was under way
    EXPECT_EQ(only_notice().state, store::NoticeState::sent);
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).told.size(), 2U);
    EXPECT_EQ(feed(school).told.front().notice_id, feed(school).told.back().notice_id);
    EXPECT_EQ(only_notice().state, store::NoticeState::taken);
    EXPECT_EQ(entries("notice").size(), 1U);
    expect_whole_log();
}

TEST_F(Notices, RemindsEachDayAndLooksForAnAnswerInEveryPass) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    ASSERT_TRUE(pass().has_value());
    clock_.at += std::chrono::hours{1};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(feed(school).awaited, std::vector<std::string>{only_notice().notice_id});
    clock_.at += std::chrono::hours{24};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 2U);
    answer("deleted");
    clock_.at += std::chrono::hours{1};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(only_notice().state, store::NoticeState::answered);
    EXPECT_EQ(only_notice().answered_at, clock_.at);
    EXPECT_EQ(entries("notice").back().at("reason").get_string(), "deleted");
    EXPECT_TRUE(store_->open_notices()->empty());
    clock_.at += std::chrono::hours{48};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 2U) << "answered is answered";
}

TEST_F(Notices, KeepsTheGroundThatAPartyNamesSealedAndOutOfTheLog) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    ASSERT_TRUE(pass().has_value());
    answer("kept on own legal ground", "Archiefwet artikel 3");
    ASSERT_TRUE(pass().has_value());
    const store::Notice notice = only_notice();
    EXPECT_EQ(notice.answer, "kept on own legal ground");
    EXPECT_FALSE(notice.ground.empty());
    EXPECT_EQ(std::string(notice.ground.begin(), notice.ground.end()).find("Archiefwet"), std::string::npos);
    for (const auto& entry : entries()) {
        EXPECT_EQ(boost::json::serialize(entry).find("Archiefwet"), std::string::npos);
    }
    pipeline::Children children{*services_};
    const auto ground = pipeline::ground_of(*services_, children, notice);
    ASSERT_TRUE(ground.has_value());
    EXPECT_EQ(ground->reveal(), "Archiefwet artikel 3");
}

TEST_F(Notices, PassesOverAnAnswerToANoticeThatItDoesNotKnow) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    feed(school).answers.emplace("other", connectors::NoticeAnswer{"other", "deleted", {}});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(only_notice().state, store::NoticeState::taken);
    EXPECT_EQ(entries("notice").size(), 1U);
}

TEST_F(Notices, TellsWhatAPartyAnsweredThatNobodyCanRead) {
    deliver_status();
    record_consents({withdrawn(consent(first_consent))});
    feed(school).unreadable_answers = 2;
    const auto report = pass();
    ASSERT_TRUE(report.has_value());
    ASSERT_EQ(report->deliveries.faults.size(), 1U);
    EXPECT_EQ(report->deliveries.faults.front().first, school);
    EXPECT_EQ(report->deliveries.faults.front().second.category.text, "notice.answer");
    EXPECT_EQ(only_notice().state, store::NoticeState::taken);
}

TEST_F(Notices, KeepsANoticeForAPartyThatHasNoFeedUntilItHasOne) {
    deliver_status();
    auto gone = feeds_.extract(school);
    record_consents({withdrawn(consent(first_consent))});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(only_notice().state, store::NoticeState::queued);
    EXPECT_TRUE(entries("notice").empty()) << "nothing was told";
    feeds_.insert(std::move(gone));
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
}

TEST_F(Notices, StopsWhatIsQueuedInTheSamePassAlsoWhenItIsNotDueYet) {
    record_consents({consent(first_consent)});
    feed(school).dead = true;
    ASSERT_TRUE(pass().has_value());
    municipality_.statements = {status(child_bsn, "beeindigd", "2")};
    ASSERT_TRUE(pass([] { return true; }).has_value());
    ASSERT_EQ(store_->in_state(store::ExchangeState::queued, 10)->size(), 1U);
    auto transaction = store_->begin();
    ASSERT_TRUE((*transaction)->postpone(school, clock_.at + std::chrono::minutes{4}).has_value());
    ASSERT_TRUE((*transaction)->commit().has_value());
    transaction->reset();
    record_consents({withdrawn(consent(first_consent))});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(store_->in_state(store::ExchangeState::queued, 10)->empty());
    const auto held = store_->in_state(store::ExchangeState::withheld, 10);
    EXPECT_TRUE(std::ranges::any_of(*held, [](const store::Exchange& one) {
        return one.recipient == school && one.reason == "deny.consent.withdrawn";
    }));
}

TEST_F(Notices, HoldsEveryFeedOfAChildThatDiedAndSendsOneNeutralEnd) {
    deliver_status();
    ASSERT_EQ(feed(swv).got.size(), 1U);
    record("bezwaar", {{"LN-0001", {{"deceased", true}}}});
    municipality_.statements = {status(child_bsn, "beeindigd", "2")};
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U);
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.deceased");
    for (const std::string& party : {school, swv}) {
        ASSERT_EQ(feed(party).told.size(), 1U) << party;
        EXPECT_EQ(feed(party).told.front().kind, "end");
        EXPECT_EQ(feed(party).told.front().case_key, feed(party).got.front().case_key);
    }
    EXPECT_TRUE(store_->open_notices()->empty()) << "an end needs no answer";
    ASSERT_EQ(store_->marks()->size(), 1U) << "a person must look";
    EXPECT_EQ(store_->marks()->front().reason, "deceased");
    const auto facts = entries("facts");
    ASSERT_EQ(facts.size(), 1U);
    EXPECT_EQ(facts.front().at("from").get_string(), school);
    EXPECT_EQ(facts.front().at("subject").get_string(), entries("released").front().at("subject").get_string());
}

TEST_F(Notices, LetsTheFeedsOfAChildGoOnWhenItsDeathWasAMistake) {
    record("casus", {{"LN-0001", {{"deceased", false}}}});
    record("bezwaar", {{"LN-0001", {{"deceased", true}}}});
    record_consents({consent(first_consent)});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(school).got.empty());
    record("bezwaar", {});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(school).got.empty()) << "who died is soon in no file any more, and another knew no better";
    EXPECT_EQ(store_->marks()->size(), 1U);
    record("bezwaar", {{"LN-0001", {{"deceased", false}}}});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(store_->marks()->empty());
    EXPECT_EQ(entries("facts").back().at("reason").get_string(), "not-deceased");
    EXPECT_EQ(feed(school).got.size(), 1U);
    EXPECT_TRUE(store_->notices()->empty()) << "nobody had received anything";
}

class HeldAtRelease : public Notices, public testing::WithParamInterface<std::pair<std::string, std::string>> {};

TEST_P(HeldAtRelease, WhatWasDecidedBeforeItGoesNoFurther) {
    record_consents({consent(first_consent)});
    for (const std::string& party : {school, swv}) feed(party).dead = true;
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["released"], 2);
    const boost::json::value fact = boost::json::parse(GetParam().first);
    record("bezwaar", {{"LN-0001", fact.get_object()}});
    for (const std::string& party : {school, swv}) feed(party).dead = false;
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(Facts, HeldAtRelease,
                         testing::Values(std::pair{R"({"objections":["thuiszitter-melding-swv"]})", "deny.objection"},
                                         std::pair{R"({"restricted":true})", "deny.restricted"},
                                         std::pair{R"({"deceased":true})", "deny.deceased"}));

}  // namespace
}  // namespace kolk::gateway::test
