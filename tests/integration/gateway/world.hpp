#pragma once

#include "crypto/keys.hpp"
#include "gateway/keys/keys.hpp"
#include "gateway/log/checkpoint.hpp"
#include "gateway/log/verify.hpp"
#include "gateway/pipeline/pass.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "tests/support/convenant.hpp"
#include "tests/unit/gateway/ground.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

/// A small invented region around the real pipeline, store, keys and log: scripted sources and feeds, a pinned clock.
namespace kolk::gateway::test {

class PinnedClock : public base::Clock {
public:
    base::Instant at = *base::parse_instant("2026-11-22T06:00:00Z");
    [[nodiscard]] base::Instant now() const override { return at; }
};

/// Says the same statements at every pull.
class ScriptedSource : public connectors::RecordSource {
public:
    std::vector<connectors::Statement> statements;
    std::vector<connectors::Refusal> refusals;
    bool away = false;
    std::function<void()> while_it_answers;
    connectors::Wanted asked;

    base::Result<void> pull(const connectors::Wanted& wanted, connectors::PullSink& sink) override {
        asked = wanted;
        if (away) return base::failure("source.away", "the source does not answer");
        for (const connectors::Statement& statement : statements) {
            if (sink.asked_for(statement.record.type, statement.identifiers)) {
                sink.accept(statement);
            } else {
                sink.not_asked_for(1);
            }
        }
        for (const connectors::Refusal& refusal : refusals) sink.refuse(refusal);
        if (while_it_answers) while_it_answers();
        return {};
    }
    base::Result<void> probe() override { return {}; }
};

class ScriptedFacts : public connectors::FactSource {
public:
    std::vector<connectors::FactFile> files;
    base::Result<std::vector<connectors::FactFile>> read() override { return files; }
    base::Result<void> probe() override { return {}; }
};

/// Writes down what it got and answers as told; `before_answer` runs while the batch is under way.
class ScriptedFeed : public connectors::FeedSink {
public:
    std::vector<connectors::Item> got;
    std::string answer = "accepted";
    std::vector<std::string> contested;  ///< fields that go with the answer
    bool dead = false;
    bool silent = false;  ///< takes and acknowledges nothing
    bool hangs = false;   ///< does not answer at all, until `wake`
    std::chrono::milliseconds patience{std::chrono::minutes{1}};
    std::function<void(const connectors::Batch&)> before_answer;

    void deliver(connectors::Batch batch, Done done) override {
        if (before_answer) before_answer(batch);
        if (hangs) {
            asleep_.push_back([this, batch = std::move(batch), done = std::move(done)]() mutable {
                deliver(std::move(batch), std::move(done));
            });
            return;
        }
        if (dead) {
            done(base::failure("transport.timeout", "the party does not answer"));
            return;
        }
        std::vector<connectors::Acknowledgement> all;
        for (connectors::Item& item : batch.items) {
            if (silent) continue;
            all.push_back({item.exchange_id, answer, contested});
            got.push_back(std::move(item));
        }
        done(std::move(all));
    }

    /// Takes what it was offered while it hung.
    void wake() {
        hangs = false;
        for (auto& work : std::exchange(asleep_, {})) work();
    }

    std::vector<connectors::Notice> told;
    std::vector<std::string> awaited;  ///< of the last question
    bool refuses_notices = false;
    std::map<std::string, connectors::NoticeAnswer> answers;  ///< by notice id; given as soon as it is asked
    std::size_t unreadable_answers = 0;
    std::function<void(const connectors::NoticeBatch&)> before_told;

    void tell(connectors::NoticeBatch batch, Told done) override {
        if (before_told) before_told(batch);
        if (hangs) return;
        if (dead || refuses_notices) {
            done(base::failure("feed.refused", "the party does not take it"));
            return;
        }
        awaited = batch.awaited;
        for (connectors::Notice& notice : batch.notices) told.push_back(std::move(notice));
        connectors::NoticeAnswers all{{}, unreadable_answers};
        for (const auto& [id, answer] : answers) all.given.push_back(answer);
        done(std::move(all));
    }
    base::Result<void> probe() override {
        if (dead) return base::failure("transport.timeout", "the party does not answer");
        return {};
    }

private:
    std::vector<std::function<void()>> asleep_;
};

class World : public testing::Test {
protected:
    World() {
        crypto::initialise();
        const auto made = keys::RegionKeys::create(folder_ / "keys", random_);
        EXPECT_TRUE(made.has_value());
        open();
    }

    void open() {
        auto keys = keys::RegionKeys::open(folder_ / "keys");
        keys_.emplace(std::move(*keys));
        key_store_ = *keys::KeyStore::open(folder_ / "keys.db", region, keys_->kek(), random_);
        store_ = *store::open_sqlite(folder_ / "kolk.db", region);
        subjects_.emplace(region, "vb", keys_->region(), *key_store_, random_);
        services_.emplace(pipeline::Services{convenant_,
                                             "00ff",
                                             directory_,
                                             *store_,
                                             *key_store_,
                                             *subjects_,
                                             clock_,
                                             zone_,
                                             random_,
                                             {{"facts-school", {{"school", "de-linde"}, std::chrono::hours{24}}}},
                                             {}});
    }

    base::Result<pipeline::PassReport> pass(std::function<bool()> due_again = {}, std::function<bool()> stopping = {}) {
        std::map<std::string, pipeline::Feed> feeds;
        for (auto& [party, feed] : feeds_) feeds[party] = {feed.get(), 100, feed->patience};
        pipeline::Pass pass{
            *services_, feeds, {}, keys_->log(), log::origin_of(region), {}, std::move(stopping), std::move(due_again)};
        std::vector<pipeline::RecordSourceInUse> sources{
            {{"school-de-linde", {"school", "de-linde"}, false}, &school_},
            {{"ijw-eikendal", {"gemeente-jeugd", "eikendal"}, false}, &municipality_}};
        sources.insert(sources.end(), more_sources_.begin(), more_sources_.end());
        return pass.run({{"facts-school", &facts_}}, sources);
    }

    ScriptedFeed& feed(const std::string& party) {
        auto& slot = feeds_[party];
        if (!slot) slot = std::make_unique<ScriptedFeed>();
        return *slot;
    }

    /// Entries of the log, oldest first.
    std::vector<boost::json::object> entries(const std::string& kind = {}) {
        log::Query query;
        query.kind = kind;
        query.limit = 10'000;
        const auto found = log::search((folder_ / "kolk.db").string(), region, query);
        std::vector<boost::json::object> all;
        for (auto one = found->rbegin(); one != found->rend(); ++one) {
            all.push_back(boost::json::parse(one->leaf).get_object());
        }
        return all;
    }

    void expect_whole_log() {
        const auto found =
            log::verify((folder_ / "kolk.db").string(), region, log::origin_of(region), keys_->log().public_key(), {});
        ASSERT_TRUE(found.has_value());
        EXPECT_TRUE(found->ok) << found->problem;
        EXPECT_EQ(found->checkpoint, found->entries);
    }

    std::map<std::string, std::int64_t> states() {
        std::map<std::string, std::int64_t> counts;
        for (const store::FlowCount& flow : *store_->flows()) {
            static constexpr std::array names{"queued", "waiting", "released", "delivered", "withheld", "failed"};
            counts[names[static_cast<std::size_t>(flow.state)]] += flow.count;
        }
        return counts;
    }

    static connectors::Identifier local(const std::string& issuer, const std::string& number) {
        return {connectors::Identifier::Kind::local, issuer, base::Confidential<std::string>{number}};
    }
    static connectors::Identifier bsn(const std::string& number) {
        return {connectors::Identifier::Kind::bsn, {}, base::Confidential<std::string>{number}};
    }

    /// A thuiszittersmelding of De Linde about the child with this number.
    static connectors::Statement melding(const std::string& number, const std::string& category = "lrv-4w-3m") {
        connectors::Statement statement;
        statement.place = {"school-de-linde", 1, 2, {}};
        statement.record.type = "thuiszittersmelding";
        statement.record.fields = schemas::Content{{{"startdatum", "2026-10-01"}, {"categorie", category}}};
        statement.subject = schemas::Content{{{"naam", "Voorbeeld-Jansen, Noor"}, {"geboortedatum", "2012-05-05"}}};
        statement.identifiers = {local("00AA00", number)};
        statement.key = base::Confidential<std::string>{number + "|2026-10-01"};
        statement.born = base::parse_date("2012-05-05");
        statement.residence = "9901";
        statement.enrolment = "00AA00";
        return statement;
    }

    /// A youth-care status of Eikendal about the child with this BSN.
    static connectors::Statement status(const std::string& number, const std::string& value,
                                        const std::string& version) {
        connectors::Statement statement;
        statement.place = {"ijw-eikendal", 1, 0, {}};
        statement.record.type = "jeugdhulp-status";
        statement.record.fields = schemas::Content{{{"status", value}, {"datum", "2026-11-01"}}};
        statement.identifiers = {bsn(number)};
        statement.key = base::Confidential<std::string>{"9901|" + number};
        statement.version = version;
        return statement;
    }

    /// What De Linde recorded: one file of this kind with one line per child.
    void record(const std::string& kind, std::vector<std::pair<std::string, boost::json::object>> lines) {
        connectors::FactFile file{kind, {"school", "de-linde"}, clock_.at, {}, {}};
        for (auto& [number, facts] : lines) {
            file.lines.push_back(
                {{"facts-school", 1, 2, {}}, {local("00AA00", number)}, schemas::Content{std::move(facts)}});
        }
        std::erase_if(facts_.files, [&kind](const connectors::FactFile& one) { return one.kind == kind; });
        facts_.files.push_back(std::move(file));
    }
    /// The same files once more, written now: a party that looks every day.
    void refresh_facts() {
        for (connectors::FactFile& file : facts_.files) file.as_of = clock_.at;
    }
    void inform(const std::string& number, const std::string& purpose) {
        boost::json::object facts{{"informed", {{{"purpose", purpose}, {"at", "2026-09-01"}}}}};
        record("informatie", {{number, facts}});
    }

    policies::Convenant convenant_ = tests::demo_convenant();
    Folder folder_;
    SeededRandom random_{7};
    PinnedClock clock_;
    base::Zone zone_ = *base::Zone::find("Europe/Amsterdam");
    pipeline::Directory directory_{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                    {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                    {"eikendal", "99999999000000000003", {}, "9901", {}}}};
    std::optional<keys::RegionKeys> keys_;
    std::unique_ptr<keys::KeyStore> key_store_;
    std::unique_ptr<store::Store> store_;
    std::optional<subjects::Subjects> subjects_;
    std::optional<pipeline::Services> services_;
    ScriptedSource school_;
    ScriptedSource municipality_;
    std::vector<pipeline::RecordSourceInUse> more_sources_;
    ScriptedFacts facts_;
    std::map<std::string, std::unique_ptr<ScriptedFeed>> feeds_;
};

inline const std::string swv = "swv-vo:swv-vo-voorbeeld";
inline const std::string linde = "school:de-linde";
inline const std::string melding_purpose = "thuiszitter-melding-swv";

/// One recipient with a feed, a child of whom the parents were informed, and nobody who objects.
class Pipeline : public World {
protected:
    Pipeline() {
        feed(swv);
        inform("LN-0001", melding_purpose);
        record("bezwaar", {});
    }

    base::Instant start = clock_.at;
};

}  // namespace kolk::gateway::test
