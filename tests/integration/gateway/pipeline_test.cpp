#include "tests/integration/gateway/world.hpp"

namespace kolk::gateway::test {
namespace {

TEST_F(Pipeline, DeliversWhatTheRuleNamesAndLogsEachStep) {
    school_.statements = {melding("LN-0001")};
    const auto report = pass();
    ASSERT_TRUE(report.has_value()) << report.error().for_operator;
    ASSERT_EQ(feed(swv).got.size(), 1U);
    const connectors::Item& item = feed(swv).got.front();
    EXPECT_EQ(item.fields.text("thuiszittersmelding.categorie"), "lrv-4w-3m");
    EXPECT_EQ(item.fields.text("leerling-id-kern.naam"), "Voorbeeld-Jansen, Noor");
    EXPECT_TRUE(item.case_key.starts_with("ko1.vb.k1."));
    EXPECT_FALSE(item.own_number.has_value());
    ASSERT_EQ(entries("queued").size(), 1U);
    ASSERT_EQ(entries("released").size(), 1U);
    ASSERT_EQ(entries("outcome").size(), 1U);
    const auto released = entries("released").front();
    EXPECT_EQ(released.at("purpose").get_string(), melding_purpose);
    EXPECT_EQ(released.at("bases").get_array().size(), 2U);
    EXPECT_FALSE(released.at("digest").get_string().empty());
    expect_whole_log();
}

TEST_F(Pipeline, MakesTheReleaseDurableBeforeTheFirstByteLeaves) {
    school_.statements = {melding("LN-0001")};
    bool looked = false;
    feed(swv).before_answer = [&](const connectors::Batch& batch) {
        for (const connectors::Item& item : batch.items) {
            log::Query query;
            query.exchange_id = item.exchange_id;
            query.kind = "released";
            looked = true;
            EXPECT_EQ(log::search((folder_ / "kolk.db").string(), region, query)->size(), 1U);
        }
    };
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(looked);
}

TEST_F(Pipeline, KeepsNoContentOnceEveryExchangeHasEnded) {
    school_.statements = {melding("LN-0001")};
    feed(swv).before_answer = [&](const connectors::Batch& batch) {
        const auto exchange = store_->exchange(batch.items.front().exchange_id);
        EXPECT_FALSE((*store_->record((*exchange)->record_id))->sealed.empty());
    };
    ASSERT_TRUE(pass().has_value());
    const auto exchange = store_->exchange(feed(swv).got.front().exchange_id);
    ASSERT_TRUE(*exchange);
    EXPECT_EQ((*exchange)->state, store::ExchangeState::delivered);
    EXPECT_TRUE((*store_->record((*exchange)->record_id))->sealed.empty());
}

TEST_F(Pipeline, TellsWhichFieldsWereLeftOutForACodeThatNobodyKnows) {
    school_.statements = {melding("LN-0001"), melding("LN-0002")};
    for (connectors::Statement& one : school_.statements) {
        one.notes.push_back({"geslacht", "field.unknown-code", "left out"});
    }
    const auto report = pass();
    ASSERT_TRUE(report.has_value());
    ASSERT_EQ(report->left_out.size(), 1U);
    const std::string& told = report->left_out.front().second.for_operator;
    EXPECT_NE(told.find("geslacht was left out of 2 record(s)"), std::string::npos) << told;
}

TEST_F(Pipeline, WritesNothingButThePassWhenNothingChanged) {
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());
    const std::size_t before = entries().size();
    const auto second = pass();
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->counts.at("unchanged"), 1);
    EXPECT_EQ(entries().size(), before + 1);
    EXPECT_EQ(entries("pass").size(), 2U);
    EXPECT_EQ(feed(swv).got.size(), 1U);
    expect_whole_log();
}

TEST_F(Pipeline, SendsANewVersionAsANewExchangeUnderTheSamePseudonym) {
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());
    school_.statements = {melding("LN-0001", "lrv-3m+")};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 2U);
    EXPECT_NE(feed(swv).got[0].exchange_id, feed(swv).got[1].exchange_id);
    EXPECT_EQ(feed(swv).got[0].case_key, feed(swv).got[1].case_key);
    EXPECT_EQ(feed(swv).got[1].fields.text("thuiszittersmelding.categorie"), "lrv-3m+");
}

TEST_F(Pipeline, WaitsForInformingAndSendsOnceItIsThere) {
    school_.statements = {melding("LN-0002")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(states()["waiting"], 1);
    EXPECT_EQ(entries("withheld").front().at("reason").get_string(), "deny.inform");
    inform("LN-0002", melding_purpose);
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(states()["delivered"], 1);
}

TEST_F(Pipeline, WithholdsForGoodAfterTheDeadlineAndAsksAgainWhenTheReasonEnds) {
    school_.statements = {melding("LN-0002")};
    ASSERT_TRUE(pass().has_value());
    clock_.at += std::chrono::hours{73};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["withheld"], 1);
    const auto held = store_->in_state(store::ExchangeState::withheld, 10);
    EXPECT_TRUE((*store_->record(held->front().record_id))->sealed.empty());
    inform("LN-0002", melding_purpose);
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Pipeline, DecidesAgainAtReleaseAndHoldsBackWhatChangedMeanwhile) {
    school_.statements = {melding("LN-0001")};
    feed(swv).dead = true;
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["released"], 1);
    record("bezwaar", {{"LN-0001", {{"objections", {melding_purpose}}}}});
    feed(swv).dead = false;
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    // It may have arrived the first time; it is not offered again while the objection stands.
    EXPECT_EQ(states()["released"], 1);
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.objection");
}

TEST_F(Pipeline, TellsWhenWhatStaysWithheldIsWithheldForAnotherReason) {
    school_.statements = {melding("LN-0002")};
    ASSERT_TRUE(pass().has_value());
    clock_.at += std::chrono::hours{73};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    record("bezwaar", {{"LN-0002", {{"objections", {melding_purpose}}}}});
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["withheld"], 1);
    const auto withheld = entries("withheld");
    EXPECT_EQ(withheld.back().at("reason").get_string(), "deny.objection");
    EXPECT_EQ(std::ranges::count_if(
                  withheld, [](const auto& entry) { return entry.at("reason").get_string() == "deny.objection"; }),
              1);
}

TEST_F(Pipeline, QuarantinesTwoChildrenWithTheSameContentApart) {
    for (const char* number : {"LN-0001", "LN-0002"}) school_.statements.push_back(melding(number));
    record("gezag", {{"LN-0001", {{"born", "2012-05-05"}}}, {"LN-0002", {{"born", "2012-05-05"}}}});
    ASSERT_TRUE(pass().has_value());
    for (connectors::Statement& one : school_.statements) one.born = base::parse_date("2013-01-01");
    EXPECT_EQ(pass()->counts.at("quarantined"), 2);
    EXPECT_EQ(pass()->counts.at("quarantined"), 0) << "the same input again";
}

TEST_F(Pipeline, CountsWhatNoRuleAsksForAndLeavesNoTraceOfIt) {
    connectors::Statement absence = melding("LN-0003");
    absence.record.type = "verzuimmelding";
    absence.record.fields = schemas::Content{{{"melding_id", "V-1"}, {"begindatum", "2026-10-01"}}};
    school_.statements = {absence};
    const auto report = pass();
    EXPECT_EQ(report->counts.at("not_asked_for"), 1);
    EXPECT_EQ(report->counts.at("pulled"), 0);
    const std::vector<connectors::Identifier> child{local("00AA00", "LN-0003")};
    EXPECT_FALSE(*store_->find_alias(subjects_->token(child.front())));
}

TEST_F(Pipeline, GoesOnWithoutASourceThatIsAway) {
    municipality_.away = true;
    school_.statements = {melding("LN-0001")};
    const auto report = pass();
    ASSERT_TRUE(report.has_value());
    ASSERT_EQ(report->faults.size(), 1U);
    EXPECT_EQ(report->faults.front().first, "ijw-eikendal");
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Pipeline, AsksASourceForTheElementsThatRulesNameOnly) {
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(school_.asked.asks("thuiszittersmelding", "categorie"));
    EXPECT_FALSE(school_.asked.asks("jeugdhulp-status"));
    EXPECT_FALSE(municipality_.asked.asks("jeugdhulp-toewijzing"));
    EXPECT_TRUE(municipality_.asked.asks("jeugdhulp-status", "status"));
}

TEST_F(Pipeline, TakesTheSameBadInputInOnce) {
    connectors::Refusal refusal;
    refusal.place = {"school-de-linde", 1, 9, {}};
    refusal.reason = "record.faulty";
    refusal.text = "a field is not what its schema asks";
    refusal.record_type = "thuiszittersmelding";
    refusal.raw = base::Confidential<std::string>{"PLANTED-IDENTITY"};
    school_.refusals = {refusal, refusal};
    const auto first = pass();
    EXPECT_TRUE(first->to_quarantine);
    EXPECT_EQ(first->counts.at("quarantined"), 1);
    EXPECT_EQ(first->counts.at("unchanged"), 1);
    const auto second = pass();
    EXPECT_FALSE(second->to_quarantine);
    EXPECT_EQ(store_->quarantine()->size(), 1U);
    clock_.at += std::chrono::hours{15 * 24};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(store_->quarantine()->front().sealed.empty());
    const std::string key = pipeline::key_of_quarantined(store_->quarantine()->front().quarantine_id);
    EXPECT_FALSE(key_store_->find(base::as_bytes(key)).has_value());
}

TEST_F(Pipeline, OpensAnIncidentOnceAWithheldRecordProvesToBeABreach) {
    school_.statements.clear();
    connectors::Statement sick = melding("LN-0001", "risico");
    sick.record.fields.set("risico_grond", "11d");
    school_.statements = {sick};
    const boost::json::object open{{"id", "c-1"},
                                   {"purpose", "thuiszittersoverleg"},
                                   {"opened", "2026-09-01"},
                                   {"parties", {"school", "leerplicht"}}};
    record("casus", {{"LN-0001", {{"cases", {open}}}}});
    const auto reason_towards_leerplicht = [this] {
        std::string reason;
        for (const auto& entry : entries("withheld")) {
            if (entry.at("to") == "leerplicht:eikendal") reason = entry.at("reason").get_string();
        }
        return reason;
    };
    const std::vector<policies::Membership> members = convenant_.members;
    std::erase_if(convenant_.members, [](const auto& member) { return member.party.role == "leerplicht"; });
    convenant_.prepare();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(reason_towards_leerplicht(), "deny.membership");
    EXPECT_TRUE(store_->incidents()->empty());
    convenant_.members = members;
    convenant_.prepare();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(reason_towards_leerplicht(), "deny.sickleave");
    ASSERT_EQ(store_->incidents()->size(), 1U);
    EXPECT_EQ(store_->incidents()->front().reason, "deny.sickleave");
    EXPECT_EQ(store_->incidents()->front().recipient, "leerplicht:eikendal");
}

TEST_F(Pipeline, OpensAnIncidentForWhatMayNotBeHeld) {
    connectors::Refusal refusal;
    refusal.place = {"school-de-linde", 1, 9, {}};
    refusal.reason = "deny.bsn";
    refusal.text = "a number that this source may not hold was destroyed";
    refusal.record_type = "tlv-besluit";
    refusal.raw = base::Confidential<std::string>{"LN1;999990019"};
    refusal.keep = false;
    refusal.incident = true;
    school_.refusals = {refusal};
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(store_->incidents()->size(), 1U) << "the same row again is the same breach";
    EXPECT_EQ(entries("incident").size(), 1U);
    const store::Incident opened = store_->incidents()->front();
    EXPECT_EQ(opened.sender, "school:de-linde");
    EXPECT_EQ(opened.record_type, "tlv-besluit");
    EXPECT_EQ(opened.measure, "destroyed");
    EXPECT_EQ(opened.subject + opened.recipient, "") << "destroyed before anyone looked who it is about";

    refusal.raw = base::Confidential<std::string>{"LN2;999990020"};
    school_.refusals = {refusal};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(store_->incidents()->size(), 2U) << "another row at the same place is another breach";
    for (const store::Quarantined& input : *store_->quarantine()) EXPECT_TRUE(input.sealed.empty());
}

TEST_F(Pipeline, NeverTakesTwinsForOneChild) {
    connectors::Statement first = melding("LN-0001");
    connectors::Statement second = melding("LN-0002");
    school_.statements = {first, second};
    record("informatie", {{"LN-0001", {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}}},
                          {"LN-0002", {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}}}});
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 2U);
    EXPECT_NE(feed(swv).got[0].case_key, feed(swv).got[1].case_key);
}

TEST_F(Pipeline, UnitesTwoNamesOfOneChildBeforeAnythingWasExchanged) {
    record("informatie", {{"LN-0001", {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}}}});
    connectors::FactFile by_bsn{"gezag", {"school", "de-linde"}, clock_.at, {}, {}};
    by_bsn.lines.push_back({{"facts-school", 1, 2, {}}, {bsn("999990019")}, schemas::Content{{{"capable", true}}}});
    facts_.files.push_back(by_bsn);
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(store_->subjects()->size(), 2U);
    connectors::Statement both = melding("LN-0001");
    both.identifiers.push_back(bsn("999990019"));
    school_.statements = {both};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(store_->subjects()->size(), 1U);
    EXPECT_EQ(feed(swv).got.size(), 1U);
    expect_whole_log();
}

TEST_F(Pipeline, HoldsAChildWhoseBirthDateTwoSourcesDisputeAndQuarantinesTheStatement) {
    connectors::Statement first = melding("LN-0001");
    first.identifiers.push_back(bsn("999990019"));
    connectors::Statement other = melding("LN-0009");
    other.identifiers.push_back(bsn("999990019"));
    other.born = base::parse_date("2013-01-01");
    school_.statements = {first, other};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.birth-date");
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(states()["waiting"], 1);
}

// A mistyped date is mended at its source, whoever told it first.
class MistypedDate : public Pipeline, public testing::WithParamInterface<bool> {};

TEST_P(MistypedDate, LetsTheChildGoOnceItsSourcesAgree) {
    connectors::Statement first = melding("LN-0001");
    first.identifiers.push_back(bsn("999990019"));
    connectors::Statement other = melding("LN-0009");
    other.identifiers.push_back(bsn("999990019"));
    (GetParam() ? first : other).born = base::parse_date("2013-01-01");
    school_.statements = {first, other};
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    first.born = other.born = base::parse_date("2012-05-05");
    school_.statements = {first, other};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 2U) << "what each of them said";
    EXPECT_EQ(store_->subjects()->size(), 1U);
    expect_whole_log();
}

INSTANTIATE_TEST_SUITE_P(Birth, MistypedDate, testing::Bool(),
                         [](const auto& info) { return info.param ? "LearnedFirst" : "LearnedLast"; });

TEST_F(Pipeline, HoldsNoChildForEverBecauseAnotherWasOnceTakenForIt) {
    connectors::Statement own = melding("LN-0001");
    own.identifiers.push_back(bsn("999990019"));
    connectors::Statement stranger = melding("LN-0009");
    stranger.identifiers.push_back(bsn("999990019"));
    stranger.born = base::parse_date("2013-01-01");
    school_.statements = {own, stranger};
    ASSERT_TRUE(pass().has_value());
    stranger.identifiers = {local("00AA00", "LN-0009"), bsn("999990020")};
    school_.statements = {own, stranger};
    for (int day = 0; day < 9; ++day) {
        EXPECT_TRUE(feed(swv).got.empty()) << day;
        clock_.at += std::chrono::hours{24};
        refresh_facts();
        ASSERT_TRUE(pass().has_value());
        if (!feed(swv).got.empty()) break;
    }
    EXPECT_EQ(feed(swv).got.size(), 1U) << "after a week nobody says any more that it is born on another day";
}

TEST_F(Pipeline, UnitesNoChildrenWhoseBirthDateTheStatementDisputes) {
    record("gezag", {{"LN-0001", {{"born", "2012-05-05"}}}});
    connectors::FactFile by_bsn{"casus", {"school", "de-linde"}, clock_.at, {}, {}};
    by_bsn.lines.push_back({{"facts-school", 1, 2, {}}, {bsn("999990019")}, schemas::Content{{{"capable", true}}}});
    facts_.files.push_back(by_bsn);
    connectors::Statement both = melding("LN-0001");
    both.identifiers.push_back(bsn("999990019"));
    both.born = base::parse_date("2013-01-01");
    school_.statements = {both};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(store_->subjects()->size(), 2U) << "what is one cannot be two again";
    EXPECT_EQ(store_->quarantine()->front().reason, "link.birth-date");
    both.born = base::parse_date("2012-05-05");
    school_.statements = {both};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(store_->subjects()->size(), 1U);
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Pipeline, CountsALineWhateverItsBirthDateAndHoldsTheChild) {
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U);
    school_.statements = {melding("LN-0001", "lrv-3m+")};
    record("bezwaar", {{"LN-0001", {{"born", "2013-01-01"}, {"objections", {melding_purpose}}}}});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U);
    ASSERT_EQ(store_->quarantine()->size(), 2U) << "the line and the statement";
    for (const store::Quarantined& input : *store_->quarantine()) EXPECT_EQ(input.reason, "link.birth-date");
    record("bezwaar", {{"LN-0001", {{"born", "2012-05-05"}, {"objections", {melding_purpose}}}}});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.objection");
    record("bezwaar", {});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 2U);
}

TEST_F(Pipeline, HoldsEveryChildThatARefusedLineOfFactsNames) {
    connectors::Statement first = melding("LN-0001");
    connectors::Statement second = melding("LN-0002");
    const boost::json::object informed{{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}};
    record("informatie", {{"LN-0001", informed}, {"LN-0002", informed}});
    record("bezwaar", {{"LN-0001", {{"objections", {melding_purpose}}}}});
    school_.statements = {first, second};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U) << "the second";
    connectors::FactFile conflict{"bezwaar", {"school", "de-linde"}, clock_.at, {}, {}};
    conflict.lines.push_back({{"facts-school", 1, 2, {}},
                              {local("00AA00", "LN-0001"), local("00AA00", "LN-0002")},
                              schemas::Content{{{"objections", {melding_purpose}}}}});
    std::erase_if(facts_.files, [](const connectors::FactFile& one) { return one.kind == "bezwaar"; });
    facts_.files.push_back(conflict);
    school_.statements = {melding("LN-0001", "lrv-3m+"), melding("LN-0002", "lrv-3m+")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U);
    const auto withheld = entries("withheld");
    ASSERT_GE(withheld.size(), 2U);
    for (auto entry = withheld.end() - 2; entry != withheld.end(); ++entry) {
        EXPECT_EQ(entry->at("reason").get_string(), "deny.restricted");
    }
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.conflict");
    EXPECT_EQ(store_->quarantine()->front().text.find("birth date"), std::string::npos);
}

// A line of which not even the child can be read may hold back any child of that party, whatever file it stands in.
class DamagedFile : public Pipeline, public testing::WithParamInterface<const char*> {};

TEST_P(DamagedFile, MakesWaitWhatDependsOnThePartyAndIsNoReasonToTakeAnOlderOne) {
    school_.statements = {melding("LN-0001")};
    const std::string kind = GetParam();
    record(kind, {{"LN-0001", {{"restricted", true}}}});
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(feed(swv).got.empty());
    const connectors::FactFile whole = facts_.files.back();
    clock_.at += std::chrono::hours{2};
    refresh_facts();
    inform("LN-0001", melding_purpose);
    record(kind, {});
    connectors::Refusal cut;
    cut.place = {"facts-school", 1, 2, {}};
    cut.reason = "payload.not-json";
    cut.text = "cut off";
    cut.countable = false;
    facts_.files.back().refusals = {cut};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty()) << "its only line is the damaged one";
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.consent.stale");

    facts_.files.back() = whole;
    facts_.files.back().as_of -= std::chrono::minutes{1};
    facts_.files.back().lines.clear();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty()) << "it is older than the damaged one";
    EXPECT_EQ(store_->quarantine()->back().reason, "facts.older");

    record(kind, {});
    clock_.at += std::chrono::minutes{1};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U) << "whole again";
}

INSTANTIATE_TEST_SUITE_P(Facts, DamagedFile, testing::Values("toestemming", "gezag", "casus", "bezwaar"),
                         [](const auto& info) { return std::string{info.param}; });

TEST_F(Pipeline, NeverLetsAnOlderVersionOverwriteANewerOne) {
    school_.statements = {};
    connectors::Statement newer = melding("LN-0001", "lrv-3m+");
    newer.version = "2026-11-10";
    connectors::Statement older = melding("LN-0001");
    older.version = "2026-11-01";
    school_.statements = {newer, older};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(feed(swv).got.front().fields.text("thuiszittersmelding.categorie"), "lrv-3m+");
}

TEST_F(Pipeline, SendsOnlyTheNewestVersionOfWhatWasNotYetReleased) {
    school_.statements = {melding("LN-0001"), melding("LN-0001", "lrv-3m+")};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(feed(swv).got.front().fields.text("thuiszittersmelding.categorie"), "lrv-3m+");
    EXPECT_EQ(entries("queued").size(), 2U);
}

TEST_F(Pipeline, ReleasesNothingOfARecordEnteredInError) {
    feed(swv).dead = true;
    school_.statements = {melding("LN-0002")};
    ASSERT_TRUE(pass().has_value());
    school_.statements.front().taken_back = true;
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["withheld"], 1);
    EXPECT_EQ(states()["waiting"], 0);
}

TEST_F(Pipeline, TakesARecordBackOnce) {
    school_.statements = {melding("LN-0002")};
    ASSERT_TRUE(pass().has_value());
    school_.statements.front().taken_back = true;
    EXPECT_EQ(pass()->counts.at("accepted"), 1);
    EXPECT_EQ(pass()->counts.at("unchanged"), 1);
}

TEST_F(Pipeline, TakesTheSameRecordInTwoDocumentsForOne) {
    connectors::Statement other = melding("LN-0001");
    other.subject.set("leerjaar", "2");
    school_.statements = {melding("LN-0001"), other};
    const auto first = pass();
    EXPECT_EQ(first->counts.at("accepted"), 1);
    EXPECT_EQ(first->counts.at("unchanged"), 1);
    EXPECT_EQ(pass()->counts.at("unchanged"), 2);
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Pipeline, WaitsWhenFactsAreTooOldToTrust) {
    school_.statements = {melding("LN-0001")};
    clock_.at += std::chrono::hours{25};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(states()["waiting"], 1);
}

TEST_F(Pipeline, WaitsWhenObjectionsAreTooOldToTrust) {
    school_.statements = {melding("LN-0001")};
    clock_.at += std::chrono::hours{25};
    inform("LN-0001", melding_purpose);  // fresh, but the objections are of yesterday
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.consent.stale");
}

TEST_F(Pipeline, HoldsAChildWhoseFactsCannotBeUnderstood) {
    school_.statements = {melding("LN-0001")};
    record("bezwaar", {{"LN-0001", {{"objection", {melding_purpose}}}}});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.restricted");
    EXPECT_EQ(store_->quarantine()->front().reason, "facts.faulty");
}

TEST_F(Pipeline, LetsNoOlderFileUndoANewerOne) {
    school_.statements = {melding("LN-0001")};
    record("bezwaar", {{"LN-0001", {{"objections", {melding_purpose}}}}});
    ASSERT_TRUE(pass().has_value());
    record("bezwaar", {});
    facts_.files.back().as_of -= std::chrono::hours{4};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(store_->quarantine()->front().reason, "facts.older");
}

TEST_F(Pipeline, NamesOneChildTwiceInOneFile) {
    connectors::FactFile file{"gezag", {"school", "de-linde"}, clock_.at, {}, {}};
    const schemas::Content capable{{{"capable", true}}};
    file.lines.push_back({{"facts-school", 1, 2, {}}, {local("00AA00", "LN-0001")}, capable});
    file.lines.push_back({{"facts-school", 1, 3, {}}, {bsn("999990019")}, capable});
    file.lines.push_back({{"facts-school", 1, 4, {}}, {local("00AA00", "LN-0001"), bsn("999990019")}, capable});
    facts_.files.push_back(file);
    school_.statements = {melding("LN-0001")};
    const auto report = pass();
    ASSERT_TRUE(report.has_value()) << report.error().for_operator;
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Pipeline, NeverSendsANewVersionUnderAnOldExchange) {
    school_.statements = {melding("LN-0001")};
    feed(swv).dead = true;
    ASSERT_TRUE(pass().has_value());
    feed(swv).dead = false;
    school_.statements = {melding("LN-0001", "lrv-3m+")};
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(states()["failed"], 1);
}

TEST_F(Pipeline, GoesOnAfterARestartWhereItWas) {
    feed(swv).dead = true;
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());
    services_.reset();
    subjects_.reset();
    store_.reset();
    key_store_.reset();
    open();
    feed(swv).dead = false;
    clock_.at += std::chrono::minutes{10};
    school_.statements.clear();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U);
    expect_whole_log();
}

}  // namespace
}  // namespace kolk::gateway::test
