#include "gateway/consents/registry.hpp"
#include "gateway/convenants/final_statement.hpp"
#include "tests/integration/gateway/leaving.hpp"

// Het Baken takes the place of De Linde: what goes on to it, what stops, and under which pseudonyms.

namespace kolk::gateway::test::successions {
namespace {

using consents::Listed;

class Succession : public AfterTheChange {
protected:
    const std::string day_of_change = "2026-11-25";

    void succeed() {
        leave_after(school, "2026-11-24");
        convenant_.successions.push_back(
            {*schemas::Party::parse(school), *schemas::Party::parse(other_school), *base::parse_date(day_of_change)});
    }
    /// The school got the first status, and the municipality has a second one.
    void a_second_status_on_the_day_itself(const boost::json::object& given) {
        deliver_status(given);
        succeed();
        go_to(day_of_change.c_str());
        tell_again("beeindigd", "2");
    }
    void sign_not(const std::string& party) {
        for (policies::Membership& member : convenant_.members) {
            if (member.party.text() == party) member.has_signed = false;
        }
    }
    bool was_withheld(const std::string& from, const std::string& to, std::string_view reason) {
        return std::ranges::any_of(entries("withheld"), [&](const auto& entry) {
            return entry.at("from").get_string() == from && entry.at("to").get_string() == to &&
                   entry.at("reason").get_string() == reason;
        });
    }
    /// What this party was told, each notice once: reminders are under the same id.
    std::vector<connectors::Notice> told(const std::string& party, std::string_view kind) {
        std::vector<connectors::Notice> all;
        for (const connectors::Notice& one : feed(party).told) {
            const bool known =
                std::ranges::any_of(all, [&](const auto& other) { return other.notice_id == one.notice_id; });
            if (one.kind == kind && !known) all.push_back(one);
        }
        return all;
    }
    std::vector<connectors::Notice> handovers() { return told(other_school, "succession"); }
    /// Of the notices of this kind to the successor the one about what the former received.
    connectors::Notice about_the_former(std::string_view kind) {
        std::vector<connectors::Notice> all = told(other_school, kind);
        std::erase_if(all, [](const auto& one) { return one.former.empty(); });
        EXPECT_EQ(all.size(), 1U) << kind;
        return all.empty() ? connectors::Notice{} : all.front();
    }
    void expect_is_of_the_former(const connectors::Notice& notice) {
        EXPECT_EQ(notice.former, school);
        EXPECT_EQ(notice.former_case_key, feed(school).got.front().case_key);
        EXPECT_EQ(notice.exchange_ids, std::vector<std::string>{delivered()});
    }
    /// The school received a status, and its successor was told of the child.
    void hand_over() {
        a_second_status_on_the_day_itself(consent("c-1"));
        for (int i = 0; i < 3; ++i) next_pass();
        ASSERT_EQ(handovers().size(), 1U);
        ASSERT_EQ(feed(other_school).got.size(), 1U);
    }
    /// The child was held when it came, and is not when the school has its successor; its source is away by then.
    void a_newer_status_that_waits_until_the_succession() {
        record("bezwaar", {{"LN-0001", {{"restricted", true}}}});
        tell_again("beeindigd", "2");
        next_pass();
        ASSERT_EQ(states()["waiting"], 2) << "for the school and the samenwerkingsverband";
        succeed();
        go_to(day_of_change.c_str());
        municipality_.away = true;
        record("bezwaar", {});
        for (int i = 0; i < 2; ++i) next_pass();
    }
    void withdraw(const char* day) {
        boost::json::object withdrawn = consent("c-1");
        withdrawn["withdrawn_at"] = day;
        record_consents({withdrawn});
    }
    /// What the school received was withdrawn, and told to it, before it had a successor.
    void withdraw_before() {
        deliver_status(consent("c-1"));
        go_to("2026-11-24");
        withdraw("2026-11-24");
        for (int i = 0; i < 2; ++i) next_pass();
        ASSERT_EQ(told(school, "withdrawal").size(), 1U);
    }
    /// The school was asked to erase what it received before it had a successor.
    void ask_to_erase_before() {
        deliver_status(consent("c-1"));
        ASSERT_TRUE(ask({delivered()}).has_value());
        take_in();
        next_pass();
        ASSERT_EQ(told(school, "erasure").size(), 1U);
    }
    void let_schools_join_the_feedback(bool allowed) {
        for (policies::Rule& rule : convenant_.rules) {
            if (rule.purpose != feedback) continue;
            std::erase(rule.to, "school");
            if (allowed) rule.to.emplace_back("school");
        }
        convenant_.prepare();
    }
    Listed only_consent() {
        pipeline::Children children{*services_};
        EXPECT_TRUE(children.forget_facts().has_value());
        const auto all = consents::all_consents(*services_, children, {});
        EXPECT_EQ(all->size(), 1U);
        return all->empty() ? Listed{} : all->front();
    }
    const std::string municipality = "gemeente-jeugd:eikendal";
};

TEST_F(Succession, GivesTheSuccessorWhatTheFormerWouldHaveHad) {
    a_second_status_on_the_day_itself(consent("c-1"));
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_EQ(feed(school).got.size(), 1U) << "nothing more after its last day";
    ASSERT_EQ(feed(other_school).got.size(), 1U);
    const connectors::Item& item = feed(other_school).got.front();
    EXPECT_NE(item.case_key, feed(school).got.front().case_key);
    EXPECT_FALSE(item.own_number) << "the number is one of the former, and may mean another child here";
    EXPECT_TRUE(feed(swv).told.empty());
    expect_whole_log();
}

TEST_F(Succession, MovesNothingBeforeItsDate) {
    a_second_status_on_the_day_itself(consent("c-1"));
    go_to("2026-11-24");
    next_pass();
    EXPECT_EQ(feed(school).got.size(), 2U);
    EXPECT_TRUE(feed(other_school).got.empty());
    EXPECT_TRUE(feed(other_school).told.empty());
}

TEST_F(Succession, TellsTheSuccessorOnceUnderWhichPseudonymTheFormerKnewTheChild) {
    a_second_status_on_the_day_itself(consent("c-1"));
    for (int i = 0; i < 4; ++i) next_pass();
    ASSERT_EQ(handovers().size(), 1U);
    const connectors::Notice told = handovers().front();
    EXPECT_EQ(told.former, school);
    EXPECT_EQ(told.former_case_key, feed(school).got.front().case_key);
    EXPECT_EQ(told.case_key, feed(other_school).got.front().case_key);
    EXPECT_EQ(told.purpose, feedback);
    EXPECT_FALSE(told.own_number);
    EXPECT_EQ(told.exchange_ids, std::vector<std::string>{feed(school).got.front().exchange_id});
    EXPECT_TRUE(store_->open_notices()->empty()) << "it asks for no answer";
    int logged = 0;
    for (const auto& entry : entries("notice")) {
        if (entry.at("reason").get_string() != "succession") continue;
        EXPECT_EQ(entry.at("to").get_string(), other_school);
        ++logged;
    }
    EXPECT_EQ(logged, 1);
    ASSERT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(feed(school).told.front().kind, "end");
    EXPECT_TRUE(feed(school).told.front().former_case_key.empty()) << "nothing of it to the former";
}

TEST_F(Succession, WaitsForTheSignatureOfBoth) {
    a_second_status_on_the_day_itself(consent("c-1"));
    sign_not(other_school);
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(feed(other_school).got.empty());
    EXPECT_TRUE(handovers().empty());
    EXPECT_TRUE(was_withheld(municipality, other_school, "deny.convenant"));
    for (policies::Membership& member : convenant_.members) member.has_signed = true;
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(handovers().size(), 1U);
    sign_not(school);
    EXPECT_EQ(handovers().size(), 1U) << "told once, whatever follows";
}

TEST_F(Succession, HandsNothingOverThatTheFormerDidNotSign) {
    a_second_status_on_the_day_itself(consent("c-1"));
    sign_not(school);
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    EXPECT_TRUE(feed(other_school).got.empty()) << "it could not tell whom it is about";
}

TEST_F(Succession, HandsOverNoPurposeThatTheSuccessorMayNotJoin) {
    a_second_status_on_the_day_itself(consent("c-1"));
    let_schools_join_the_feedback(false);
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    EXPECT_TRUE(feed(other_school).got.empty());
}

TEST_F(Succession, TakesNoConsentAlongThatNamesTheFormer) {
    a_second_status_on_the_day_itself(consent("c-1", school));
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_TRUE(feed(other_school).got.empty());
    EXPECT_TRUE(was_withheld(municipality, other_school, "deny.consent.other-scope"));
}

TEST_F(Succession, MovesWhatWaitsWithoutAskingItsSourceAgain) {
    deliver_status(consent("c-1"));
    a_newer_status_that_waits_until_the_succession();
    EXPECT_EQ(feed(school).got.size(), 1U);
    ASSERT_EQ(feed(other_school).got.size(), 1U);
    EXPECT_EQ(feed(other_school).got.front().fields.text("jeugdhulp-status.status"), "beeindigd");
    EXPECT_TRUE(was_withheld(municipality, school, "deny.membership"));
    EXPECT_EQ(states()["waiting"], 0);
    expect_whole_log();
}

TEST_F(Succession, MovesANewerVersionThatWaitsAlsoWhereTheSuccessorHadAnOlderOne) {
    school_.statements.clear();
    connectors::FactFile known{"casus", *schemas::Party::parse(other_school), clock_.at, {}, {}};
    known.lines.push_back(
        {{"facts-school", 1, 2, {}}, {local("school:het-baken", "HB-1"), bsn(child_bsn)}, schemas::Content{}});
    facts_.files.push_back(known);
    enrol("00BB00");
    record_consents({consent("c-1")});
    next_pass();
    ASSERT_EQ(feed(other_school).got.size(), 1U);
    enrol("00AA00");
    boost::json::object at_the_new_school = consent("c-2");
    at_the_new_school["given_at"] = "2026-11-22";
    record_consents({at_the_new_school});
    a_newer_status_that_waits_until_the_succession();
    ASSERT_EQ(feed(other_school).got.size(), 2U);
    EXPECT_EQ(feed(other_school).got.back().fields.text("jeugdhulp-status.status"), "beeindigd");
    EXPECT_TRUE(feed(school).got.empty());
    EXPECT_EQ(states()["waiting"], 0);
}

TEST_F(Succession, StopsWithAReasonWhatTheSuccessorMayNotHave) {
    deliver_status(consent("c-1", school));
    record("bezwaar", {{"LN-0001", {{"restricted", true}}}});
    tell_again("beeindigd", "2");
    next_pass();
    succeed();
    go_to(day_of_change.c_str());
    municipality_.away = true;
    record("bezwaar", {});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(feed(other_school).got.empty());
    EXPECT_TRUE(was_withheld(municipality, school, "deny.membership"));
    EXPECT_TRUE(was_withheld(municipality, other_school, "deny.consent.other-scope"));
}

TEST_F(Succession, HandsOverAChildThatIsHeldWhenItNoLongerIs) {
    a_second_status_on_the_day_itself(consent("c-1"));
    record("bezwaar", {{"LN-0001", {{"restricted", true}}}});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    record("bezwaar", {});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(handovers().size(), 1U);
    EXPECT_TRUE(store_->marks()->empty());
}

TEST_F(Succession, HandsNothingOverOfWhatWasWithdrawn) {
    a_second_status_on_the_day_itself(consent("c-1"));
    boost::json::object withdrawn = consent("c-1");
    withdrawn["withdrawn_at"] = "2026-11-24";
    go_to("2026-11-24");
    record_consents({withdrawn});
    next_pass();
    go_to(day_of_change.c_str());
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    EXPECT_TRUE(feed(other_school).got.empty());
}

TEST_F(Succession, TellsTheSuccessorOfAWithdrawalOfWhatTheFormerReceived) {
    hand_over();
    withdraw("2026-11-25");
    for (int i = 0; i < 4; ++i) next_pass();
    const connectors::Notice notice = about_the_former("withdrawal");
    expect_is_of_the_former(notice);
    EXPECT_EQ(notice.case_key, feed(other_school).got.front().case_key);
    EXPECT_EQ(notice.purpose, feedback);
    EXPECT_FALSE(notice.own_number);
    ASSERT_EQ(told(other_school, "withdrawal").size(), 2U) << "and of what it received itself";
    ASSERT_EQ(told(school, "withdrawal").size(), 1U) << "it may have kept a copy";
    EXPECT_TRUE(told(school, "withdrawal").front().former.empty());
    EXPECT_TRUE(told(swv, "withdrawal").empty());
    feed(other_school)
        .answers.insert_or_assign(notice.notice_id, connectors::NoticeAnswer{notice.notice_id, "deleted", {}});
    const std::size_t written = store_->notices()->size();
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(store_->notices()->size(), written) << "nothing twice";
    EXPECT_EQ(store_->open_notices()->size(), 2U) << "each answers for itself";
    expect_whole_log();
}

TEST_F(Succession, TellsTheSuccessorOfAWithdrawalAlsoWhileTheChildIsHeld) {
    deliver_status(consent("c-1"));
    succeed();
    go_to(day_of_change.c_str());
    record("bezwaar", {{"LN-0001", {{"restricted", true}}}});
    withdraw("2026-11-25");
    for (int i = 0; i < 2; ++i) next_pass();
    const connectors::Notice notice = about_the_former("withdrawal");
    expect_is_of_the_former(notice);
    EXPECT_NE(notice.case_key, notice.former_case_key);
    record("bezwaar", {});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    EXPECT_EQ(told(other_school, "withdrawal").size(), 1U);
}

TEST_F(Succession, TellsOnlyTheFormerOfAPurposeThatTheSuccessorMayNotJoin) {
    a_second_status_on_the_day_itself(consent("c-1"));
    let_schools_join_the_feedback(false);
    for (int i = 0; i < 2; ++i) next_pass();
    withdraw("2026-11-25");
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(told(school, "withdrawal").size(), 1U);
    ASSERT_TRUE(ask({delivered()}).has_value());
    take_in();
    next_pass();
    EXPECT_EQ(told(school, "erasure").size(), 1U);
    EXPECT_TRUE(feed(other_school).told.empty());
}

TEST_F(Succession, GoesOnToTellWhoTookOverWhenItMayNoLongerJoin) {
    hand_over();
    let_schools_join_the_feedback(false);
    withdraw("2026-11-25");
    for (int i = 0; i < 2; ++i) next_pass();
    expect_is_of_the_former(about_the_former("withdrawal"));
}

TEST_F(Succession, TellsOnlyTheFormerWhatWasWithdrawnAndAnsweredBefore) {
    withdraw_before();
    const std::string id = told(school, "withdrawal").at(0).notice_id;
    feed(school).answers.insert_or_assign(id, connectors::NoticeAnswer{id, "deleted", {}});
    go_to("2026-11-25");
    next_pass();
    ASSERT_TRUE(store_->open_notices()->empty());
    succeed();
    go_to(day_of_change.c_str());
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_TRUE(feed(other_school).told.empty());
}

TEST_F(Succession, TellsTheSuccessorWhatWasWithdrawnBeforeAndNotAnswered) {
    withdraw_before();
    succeed();
    go_to(day_of_change.c_str());
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_EQ(told(other_school, "withdrawal").size(), 1U) << "who has the files answers for them";
    expect_is_of_the_former(about_the_former("withdrawal"));
    EXPECT_TRUE(handovers().empty());
}

TEST_F(Succession, TellsTheSuccessorThatItEndedOnceTheChildIsNoLongerItsOwn) {
    hand_over();
    EXPECT_EQ(told(school, "end").size(), 1U) << "it is a party no more";
    EXPECT_TRUE(told(other_school, "end").empty()) << "for the successor it goes on";
    enrol("00CC00");
    for (int i = 0; i < 4; ++i) next_pass();
    const connectors::Notice notice = about_the_former("end");
    expect_is_of_the_former(notice);
    EXPECT_EQ(notice.case_key, feed(other_school).got.front().case_key);
    EXPECT_EQ(told(other_school, "end").size(), 2U) << "and of what it received itself";
    EXPECT_EQ(told(school, "end").size(), 1U);
}

TEST_F(Succession, TellsTheSuccessorOfADeathWithoutTellingTheFormerTwice) {
    hand_over();
    record("bezwaar", {{"LN-0001", {{"deceased", true}}}});
    for (int i = 0; i < 3; ++i) next_pass();
    expect_is_of_the_former(about_the_former("end"));
    EXPECT_EQ(told(school, "end").size(), 1U);
}

TEST_F(Succession, EndsForASuccessorThatLeavesToo) {
    hand_over();
    leave_after(other_school, "2026-11-26");
    go_to("2026-11-27");
    for (int i = 0; i < 2; ++i) next_pass();
    expect_is_of_the_former(about_the_former("end"));
}

TEST_F(Succession, TellsOfTheEndAfterTheHandoverWhenTheChildMovedWhileItWasHeld) {
    a_second_status_on_the_day_itself(consent("c-1"));
    record("bezwaar", {{"LN-0001", {{"restricted", true}}}});
    next_pass();
    enrol("00CC00");
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(feed(other_school).told.empty());
    record("bezwaar", {});
    for (int i = 0; i < 2; ++i) next_pass();
    ASSERT_EQ(feed(other_school).told.size(), 2U);
    EXPECT_EQ(feed(other_school).told.front().kind, "succession");
    expect_is_of_the_former(about_the_former("end"));
}

TEST_F(Succession, AsksBothToEraseWhatTheFormerReceived) {
    hand_over();
    ASSERT_TRUE(ask({delivered()}).has_value());
    take_in();
    for (int i = 0; i < 2; ++i) next_pass();
    expect_is_of_the_former(about_the_former("erasure"));
    EXPECT_EQ(told(school, "erasure").size(), 1U);
    EXPECT_EQ(fault(ask({delivered()})), "erasure.asked");
}

TEST_F(Succession, AsksTheSuccessorByItselfWhereTheFormerNeverAnswered) {
    ask_to_erase_before();
    succeed();
    go_to(day_of_change.c_str());
    for (int i = 0; i < 2; ++i) next_pass();
    const connectors::Notice notice = about_the_former("erasure");
    expect_is_of_the_former(notice);
    EXPECT_EQ(told(school, "erasure").size(), 1U);
    EXPECT_TRUE(handovers().empty());
    EXPECT_EQ(fault(ask({delivered()})), "erasure.asked");
}

TEST_F(Succession, AsksTheSuccessorOnDemandWhereTheFormerHasErased) {
    ask_to_erase_before();
    const std::string id = told(school, "erasure").at(0).notice_id;
    feed(school).answers.insert_or_assign(id, connectors::NoticeAnswer{id, "deleted", {}});
    next_pass();
    succeed();
    go_to(day_of_change.c_str());
    next_pass();
    EXPECT_TRUE(feed(other_school).told.empty());
    ASSERT_TRUE(ask({delivered()}).has_value()) << "the files may have gone along before they were erased";
    take_in();
    for (int i = 0; i < 2; ++i) next_pass();
    expect_is_of_the_former(about_the_former("erasure"));
    EXPECT_EQ(told(school, "erasure").size(), 1U);
}

TEST_F(Succession, HandsOverWhenTheObjectionEnds) {
    a_second_status_on_the_day_itself(consent("c-1"));
    record("bezwaar", {{"LN-0001", {{"objections", boost::json::array{feedback}}}}});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    record("bezwaar", {});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(handovers().size(), 1U);
    EXPECT_TRUE(store_->marks()->empty());
}

TEST_F(Succession, HandsOverWhenASignatureIsThereAgain) {
    a_second_status_on_the_day_itself(consent("c-1"));
    record("bezwaar", {{"LN-0001", {{"restricted", true}}}});
    next_pass();
    sign_not(other_school);
    record("bezwaar", {});
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    for (policies::Membership& member : convenant_.members) member.has_signed = true;
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(handovers().size(), 1U);
}

TEST_F(Succession, HandsOverWhenTheOrganisationOfTheSuccessorIsKnown) {
    const pipeline::Directory all = directory_;
    a_second_status_on_the_day_itself(consent("c-1"));
    directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                      {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                      {"eikendal", "99999999000000000003", {}, "9901", {}}}};
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    directory_ = all;
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_EQ(handovers().size(), 1U);
}

TEST_F(Succession, HandsOverWhatARuleThatBeginsLaterLetsTheSuccessorJoin) {
    a_second_status_on_the_day_itself(consent("c-1"));
    for (policies::Rule& rule : convenant_.rules) {
        if (rule.purpose == feedback) rule.from_date = base::parse_date("2026-11-28");
    }
    convenant_.prepare();
    for (int i = 0; i < 2; ++i) next_pass();
    EXPECT_TRUE(handovers().empty());
    EXPECT_TRUE(store_->marks()->empty());
    go_to("2026-11-28");
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_EQ(handovers().size(), 1U);
}

TEST_F(Succession, HandsOverWhatCameSinceWhenTheSamePartyIsSucceededOnceMore) {
    hand_over();
    const policies::Membership before = membership_of(school);
    policies::Membership again = before;
    again.from = *base::parse_date("2026-11-27");
    again.until = base::parse_date("2026-11-29");
    convenant_.members.push_back(again);
    convenant_.successions.push_back(
        {*schemas::Party::parse(school), *schemas::Party::parse(other_school), *base::parse_date("2026-11-30")});
    convenant_.prepare();
    go_to("2026-11-27");
    tell_again("toegewezen", "3");
    for (int i = 0; i < 2; ++i) next_pass();
    ASSERT_EQ(feed(school).got.size(), 2U) << "it has its own place again";
    EXPECT_EQ(handovers().size(), 1U);
    go_to("2026-11-30");
    for (int i = 0; i < 3; ++i) next_pass();
    ASSERT_EQ(handovers().size(), 2U);
    EXPECT_EQ(handovers().back().exchange_ids, std::vector<std::string>{feed(school).got.back().exchange_id});
}

TEST_F(Succession, IsNoChangeOfSchoolAlsoUnderAnotherCode) {
    a_second_status_on_the_day_itself(consent("c-1"));
    for (int i = 0; i < 2; ++i) next_pass();
    enrol("00BB00");
    for (int i = 0; i < 3; ++i) next_pass();
    EXPECT_EQ(only_consent().standing.standing, policies::Standing::valid);
    for (const connectors::Notice& one : feed(other_school).told) EXPECT_EQ(one.kind, "succession");
}

TEST_F(Succession, IsNamedInTheFinalStatement) {
    a_second_status_on_the_day_itself(consent("c-1"));
    for (int i = 0; i < 2; ++i) next_pass();
    const auto exchanged = log::exchanged_by((folder_ / "kolk.db").string(), region, school);
    const auto made = convenants::final_statement(convenant_, *schemas::Party::parse(school), services_->today(),
                                                  *exchanged, *store_->notices(), zone_);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(convenants::as_json(*made, convenant_, true).at("succession").at("to").get_string(), other_school);
    EXPECT_NE(convenants::as_markdown(*made, convenant_, true).find("Sinds 2026-11-25 neemt " + other_school),
              std::string::npos);
}

}  // namespace
}  // namespace kolk::gateway::test::successions
