#include "tests/integration/gateway/world.hpp"

namespace kolk::gateway::test {
namespace {

class Delivery : public Pipeline {
protected:
    /// So many children of whom a report may go.
    void report_many(int count) {
        std::vector<std::pair<std::string, boost::json::object>> informed;
        for (int i = 0; i < count; ++i) {
            std::string number = "LN-" + std::to_string(1000 + i);
            school_.statements.push_back(melding(number));
            informed.push_back(
                {std::move(number), {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}}});
        }
        record("informatie", informed);
    }
};

TEST_F(Delivery, OffersAgainUnderTheSameExchangeIdAfterAFailure) {
    school_.statements = {melding("LN-0001")};
    std::set<std::string> offered;
    feed(swv).before_answer = [&](const connectors::Batch& batch) { offered.insert(batch.items.front().exchange_id); };
    feed(swv).dead = true;
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(pass().has_value());  // not due yet
    feed(swv).dead = false;
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(offered.size(), 1U);
    EXPECT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(entries("released").size(), 2U);
    EXPECT_EQ(states()["delivered"], 1);
}

TEST_F(Delivery, ReadsFactsAnewBehindASlowRecipient) {
    report_many(150);
    feed(swv).before_answer = [this](const connectors::Batch& batch) {
        EXPECT_EQ(batch.items.size(), 100U);
        clock_.at += std::chrono::seconds{40};
        std::vector<std::pair<std::string, boost::json::object>> dead;
        for (int i = 0; i < 150; ++i) dead.push_back({"LN-" + std::to_string(1000 + i), {{"deceased", true}}});
        record("gezag", dead);
    };
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 100U);
    EXPECT_EQ(states()["delivered"], 100);
}

TEST_F(Delivery, CarriesUntilWhenItMayBeKept) {
    for (policies::Rule& rule : convenant_.rules) {
        if (rule.purpose == melding_purpose) rule.retention_from = {"thuiszittersmelding.startdatum"};
    }
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(base::format_date(feed(swv).got.front().retention_until), "2029-10-01");
}

TEST_F(Delivery, ASecretAddressInTheFactsKeepsBackWhereTheChildIs) {
    school_.statements = {melding("LN-0001")};
    school_.statements.front().subject.set("vestiging", "00AA00");
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U);
    EXPECT_TRUE(feed(swv).got.front().fields.has("leerling-id-kern.vestiging"));

    record("gezag", {{"LN-0001", {{"address_secret", true}}}});
    school_.statements = {melding("LN-0001", "lrv-3m+")};
    school_.statements.front().subject.set("vestiging", "00AA00");
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 2U);
    EXPECT_FALSE(feed(swv).got.back().fields.has("leerling-id-kern.vestiging"));
    EXPECT_TRUE(feed(swv).got.back().fields.has("leerling-id-kern.naam"));
}

TEST_F(Delivery, WritesDownWhichFieldsARecipientContests) {
    school_.statements = {melding("LN-0001")};
    feed(swv).answer = "contested";
    feed(swv).contested = {"thuiszittersmelding.categorie", "leerling-id-kern.naam", "opp.begeleiding"};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(entries("outcome").size(), 1U);
    const auto outcome = entries("outcome").front();
    EXPECT_EQ(outcome.at("reason").get_string(), "contested");
    EXPECT_EQ(outcome.at("from").get_string(), linde) << "the sender finds it under its own name";
    EXPECT_EQ(outcome.at("contested"), (boost::json::value{"thuiszittersmelding.categorie", "leerling-id-kern.naam"}))
        << "and nothing that this exchange cannot have held";
    expect_whole_log();
}

TEST_F(Delivery, GivesUpAfterTheDeadlineAndAsksTheSourceAgain) {
    school_.statements = {melding("LN-0001")};
    std::set<std::string> offered;
    feed(swv).before_answer = [&](const connectors::Batch& batch) { offered.insert(batch.items.front().exchange_id); };
    feed(swv).dead = true;
    for (const int hours : {0, 24, 48, 73}) {
        clock_.at = start + std::chrono::hours{hours};
        refresh_facts();
        ASSERT_TRUE(pass().has_value());
        EXPECT_EQ(states()[hours < 72 ? "released" : "failed"], 1) << hours;
    }
    EXPECT_EQ(entries("outcome").back().at("reason").get_string(), "delivery.exhausted");
    const auto ended = store_->in_state(store::ExchangeState::failed, 1);
    const auto has_content = [&] { return !(*store_->record(ended->front().record_id))->sealed.empty(); };
    EXPECT_FALSE(has_content()) << "no dossier";
    clock_.at += std::chrono::hours{1};
    ASSERT_TRUE(pass().has_value());
    EXPECT_FALSE(has_content()) << "nor one for a receiver that is still away";

    feed(swv).dead = false;
    clock_.at += std::chrono::hours{1};
    ASSERT_TRUE(pass().has_value());
    EXPECT_FALSE(school_.asked.since) << "the source is asked for everything once more";
    EXPECT_EQ(states()["delivered"], 1);
    EXPECT_EQ(offered.size(), 1U) << "the receiver knows it again";
    clock_.at += std::chrono::hours{1};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(school_.asked.since);
    EXPECT_EQ(feed(swv).got.size(), 1U);
    expect_whole_log();
}

TEST_F(Delivery, TriesADeadReceiverWithOneBatchAtATime) {
    report_many(250);
    int tried = 0;
    feed(swv).before_answer = [&](const connectors::Batch&) { ++tried; };
    feed(swv).dead = true;
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(pass().has_value());  // within the pause
    EXPECT_EQ(tried, 1);
    EXPECT_EQ(entries("released").size(), 100U);
    EXPECT_GT(*store_->next_attempt(), std::optional{clock_.at});
    feed(swv).dead = false;
    clock_.at += std::chrono::minutes{10};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 250U);
}

TEST_F(Delivery, LeavesTheRestToTheNextPassOnceThatIsDue) {
    report_many(250);
    int asked = 0;
    ASSERT_TRUE(pass([&asked] { return ++asked > 1; }).has_value());
    EXPECT_EQ(feed(swv).got.size(), 100U);
    EXPECT_LE(*store_->next_attempt(), std::optional{clock_.at}) << "at once";
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 250U);
}

TEST_F(Delivery, TriesAReceiverThatAcknowledgesNothingOnceInAPass) {
    school_.statements = {melding("LN-0001")};
    int tried = 0;
    feed(swv).before_answer = [&](const connectors::Batch&) {
        ++tried;
        clock_.at += std::chrono::minutes{10};  // it took longer than any pause
    };
    feed(swv).silent = true;
    const auto report = pass();
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(tried, 1);
    ASSERT_EQ(report->deliveries.faults.size(), 1U);
    EXPECT_EQ(report->deliveries.faults.front().first, swv);
    EXPECT_EQ(report->deliveries.faults.front().second.category.text, "feed.unacknowledged");
    feed(swv).silent = false;
    clock_.at += std::chrono::minutes{10};
    EXPECT_EQ(pass()->deliveries.reached.count(swv), 1U);
    EXPECT_EQ(states()["delivered"], 1);
}

TEST_F(Delivery, AsksForEverythingOnceADayAfterAStartAndAfterAClockThatWasAhead) {
    const auto asked_since = [&] {
        EXPECT_TRUE(pass().has_value());
        return school_.asked.since.has_value();
    };
    EXPECT_FALSE(asked_since()) << "the first time";
    clock_.at += std::chrono::minutes{1};
    EXPECT_FALSE(asked_since()) << "facts came in that moment";
    clock_.at += std::chrono::minutes{1};
    EXPECT_TRUE(asked_since());
    clock_.at += std::chrono::hours{23};
    refresh_facts();
    EXPECT_FALSE(asked_since()) << "days change decisions";
    clock_.at += std::chrono::minutes{1};
    EXPECT_TRUE(asked_since());
    clock_.at += std::chrono::minutes{1};
    services_->started = clock_.at;
    EXPECT_FALSE(asked_since()) << "convenant, feeds and organisations may be others";
    clock_.at -= std::chrono::hours{1};
    EXPECT_FALSE(asked_since()) << "the clock was ahead";
}

TEST_F(Delivery, AsksForEverythingWhenFactsAreFreshAgain) {
    for (const int minutes : {0, 25 * 60, 1}) {
        clock_.at += std::chrono::minutes{minutes};
        ASSERT_TRUE(pass().has_value());
    }
    EXPECT_TRUE(school_.asked.since);
    clock_.at += std::chrono::minutes{1};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_FALSE(school_.asked.since);
}

TEST_F(Delivery, ShowsARecipientNoOutcomeOfWhatWasNeverReleased) {
    school_.statements = {melding("LN-0001")};
    const auto none = std::exchange(feeds_, {});
    ASSERT_TRUE(pass().has_value());
    log::Query query;
    query.kind = "outcome";
    query.party = "school:de-linde";
    EXPECT_EQ(log::search((folder_ / "kolk.db").string(), region, query)->size(), 1U);
    query.party = swv;
    EXPECT_TRUE(log::search((folder_ / "kolk.db").string(), region, query)->empty());
}

TEST_F(Delivery, SendsWhatHadNoFeedOnceThereIsOne) {
    school_.statements = {melding("LN-0001")};
    auto without = std::exchange(feeds_, {});
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["failed"], 1);
    EXPECT_EQ(entries("outcome").size(), 1U);
    feeds_ = std::move(without);
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["delivered"], 1);
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(Delivery, LeavesARefusalToAPerson) {
    school_.statements = {melding("LN-0001")};
    feed(swv).answer = "refused: not-our-child";
    ASSERT_TRUE(pass().has_value());
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["failed"], 1);
    EXPECT_EQ(entries("released").size(), 1U);
}

TEST_F(Delivery, LetsARecipientRefuseAChildAndOpensAnIncident) {
    school_.statements = {melding("LN-0001")};
    feed(swv).answer = "refused: wrong-child";
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["failed"], 1);
    ASSERT_EQ(store_->incidents()->size(), 1U);
    const store::Incident incident = store_->incidents()->front();
    ASSERT_EQ(entries("incident").size(), 1U);
    EXPECT_EQ(incident.exchange_id, entries("incident").front().at("exchange_id").as_string());
    EXPECT_EQ(incident.purpose, entries("incident").front().at("purpose").as_string());
    EXPECT_FALSE(incident.exchange_id.empty() || incident.purpose.empty());
    EXPECT_EQ(incident.reason, "refused: wrong-child");
    EXPECT_EQ(incident.sender, "school:de-linde");
    EXPECT_EQ(incident.recipient, swv);
    EXPECT_EQ(incident.record_type, "thuiszittersmelding");
    EXPECT_EQ(incident.measure, "delivered");
    EXPECT_EQ(incident.subject, entries("released").front().at("subject").get_string());
    EXPECT_EQ(entries("incident").front().at("exchange_id").get_string(),
              entries("released").front().at("exchange_id").get_string());
}

TEST_F(Delivery, SendsNothingToAPartyWithoutAFeedAndSaysSo) {
    feeds_.clear();
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["failed"], 1);
    EXPECT_EQ(entries("outcome").front().at("reason").get_string(), "feed.missing");
}

TEST_F(Delivery, KeepsOfferingWhatWasOnlyHeldForAWhile) {
    school_.statements = {melding("LN-0001")};
    feed(swv).dead = true;
    ASSERT_TRUE(pass().has_value());
    feed(swv).dead = false;
    clock_.at += std::chrono::hours{25};
    ASSERT_TRUE(pass().has_value());  // stale
    EXPECT_EQ(states()["released"], 1);
    clock_.at += std::chrono::minutes{10};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

// A receiver that hangs answers only after another one got everything: were they served in turn, this would never end.
TEST_F(Delivery, LetsADeadReceiverDelayNoOther) {
    class SlowFeed : public ScriptedFeed {
    public:
        void deliver(connectors::Batch batch, Done done) override {
            later_ = std::jthread{[this, batch = std::move(batch), done = std::move(done)]() mutable {
                const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
                while (!other_served && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
                ScriptedFeed::deliver(std::move(batch), std::move(done));
            }};
        }
        std::atomic<bool> other_served{false};

    private:
        std::jthread later_;
    };
    auto slow = std::make_unique<SlowFeed>();
    SlowFeed* hanging = slow.get();
    feeds_["leerplicht:eikendal"] = std::move(slow);
    feed(swv).before_answer = [&](const connectors::Batch&) { hanging->other_served = true; };
    connectors::FactFile by_leerplicht{"gezag", {"leerplicht", "eikendal"}, clock_.at, {}, {}};
    by_leerplicht.lines.push_back(
        {{"facts-school", 1, 2, {}}, {local("leerplicht:eikendal", "LP-7"), bsn("999990019")}, schemas::Content{}});
    facts_.files.push_back(by_leerplicht);
    record("casus", {{"LN-0001",
                      {{"case",
                        {{"purpose", "thuiszittersoverleg"},
                         {"opened", "2026-10-05"},
                         {"parties", {"school", "swv-vo", "leerplicht"}}}}}}});
    record("informatie", {{"LN-0001",
                           {{"informed",
                             {{{"purpose", melding_purpose}, {"at", "2026-09-01"}},
                              {{"purpose", "thuiszittersoverleg"}, {"at", "2026-09-01"}}}}}}});
    connectors::Statement statement = melding("LN-0001");
    statement.identifiers.push_back(bsn("999990019"));
    school_.statements = {statement};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(hanging->other_served);
    EXPECT_FALSE(hanging->got.empty());
}

// A folder on a disk that hangs never answers at all.
TEST_F(Delivery, GivesUpAReceiverThatHangsAndOffersAgain) {
    school_.statements = {melding("LN-0001")};
    feed(swv).hangs = true;
    feed(swv).patience = std::chrono::milliseconds{20};
    const auto report = pass();
    ASSERT_TRUE(report.has_value());
    ASSERT_EQ(report->deliveries.faults.size(), 1U);
    EXPECT_EQ(report->deliveries.faults.front().second.category.text, "feed.silent");
    EXPECT_EQ(states()["released"], 1);
    feed(swv).wake();
    EXPECT_EQ(feed(swv).got.size(), 1U) << "taken after all, when nobody waited any more";
    EXPECT_EQ(states()["released"], 1);
    clock_.at += std::chrono::minutes{10};
    feed(swv).answer = "refused: duplicate";
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["delivered"], 1);
    expect_whole_log();
}

TEST_F(Delivery, StopsSoonThoughAReceiverHangs) {
    school_.statements = {melding("LN-0001")};
    bool stopping = false;
    feed(swv).hangs = true;
    feed(swv).patience = std::chrono::minutes{10};
    feed(swv).before_answer = [&](const connectors::Batch&) { stopping = true; };
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_TRUE(pass({}, [&] { return stopping; }).has_value());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::minutes{5});
    EXPECT_EQ(states()["released"], 1);
}

TEST_F(Delivery, AsksForEverythingOnceWhenAReceiverIsBackThoughARecordIsGone) {
    school_.statements = {melding("LN-0001")};
    feed(swv).dead = true;
    ASSERT_TRUE(pass().has_value());
    clock_.at += std::chrono::hours{73};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(states()["failed"], 1);
    school_.statements.clear();
    feed(swv).dead = false;
    clock_.at += std::chrono::minutes{1};
    ASSERT_TRUE(pass().has_value());
    EXPECT_FALSE(school_.asked.since);
    EXPECT_EQ(states()["failed"], 1) << "there is nothing to send any more";
    clock_.at += std::chrono::minutes{1};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(school_.asked.since) << "and that keeps no pass busy";
}

}  // namespace
}  // namespace kolk::gateway::test
