#include "gateway/store/store.hpp"

#include "gateway/store/sqlite_store.hpp"
#include "tests/unit/gateway/store_contract.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <functional>
#include <future>
#include <sys/stat.h>

namespace kolk::gateway::store {
namespace {

using test::digest;
using test::exchange;
using test::noon;
using test::record;
using test::subject;
using test::subject_id;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST_P(StoreContract, StartsEmpty) {
    EXPECT_THAT(*store->subjects(), IsEmpty());
    EXPECT_THAT(*store->counters(), IsEmpty());
    EXPECT_THAT(*store->flows(), IsEmpty());
    EXPECT_EQ(*store->find_alias(digest(1)), std::nullopt);
    EXPECT_EQ(*store->next_attempt(), std::nullopt);
    EXPECT_EQ(store->log_head()->size, 0u);
    EXPECT_FALSE(*store->last_checkpoint());
}

TEST_P(StoreContract, KeepsWhatWasCommittedAcrossARestart) {
    const OwnNumber number{subject_id(1), "school:de-linde", {1, 2}};
    const Quarantined input{
        "q-1", "school-de-linde",           3, 17, "melding_id", "record.faulty", "text", digest(9), {5},
        noon,  noon + std::chrono::days{14}};
    const Incident incident{"i-1",      "deny.bsn", "swv-vo", 2,    8,          noon,
                            "swv-vo:s", "school:l", "opp",    "ab", "withheld", "opp-opstellen-delen",
                            "x-1"};
    fill(2);
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(Alias{digest(4), subject_id(1)}));
        ASSERT_TRUE(transaction.put(number));
        ASSERT_TRUE(transaction.put(input));
        ASSERT_TRUE(transaction.put(incident));
        ASSERT_TRUE(transaction.put(SourceState{"oso-vo", noon}));
        ASSERT_TRUE(transaction.put(SourceState{"oso-po", std::nullopt}));
    });
    reopen();
    EXPECT_EQ(*store->find_subject(subject_id(1)), subject(1));
    EXPECT_EQ(*store->find_alias(digest(4)), subject_id(1));
    EXPECT_THAT(*store->own_numbers(subject_id(1)), ElementsAre(number));
    EXPECT_EQ(*store->record("record-1"), record(1));
    EXPECT_EQ(*store->find_record(digest(1)), record(1));
    EXPECT_THAT(*store->exchanges_of("record-1"), ElementsAre(exchange(1), exchange(2)));
    EXPECT_EQ(*store->exchange("exchange-2"), exchange(2));
    EXPECT_THAT(*store->quarantine(), ElementsAre(input));
    EXPECT_TRUE(*store->quarantine_has(digest(9)));
    EXPECT_FALSE(*store->quarantine_has(digest(8)));
    EXPECT_THAT(*store->incidents(), ElementsAre(incident));
    EXPECT_EQ((*store->source("oso-vo"))->last_pull, noon);
    EXPECT_EQ((*store->source("oso-po"))->last_pull, std::nullopt);
    EXPECT_FALSE(*store->source("ijw"));
}

TEST_P(StoreContract, TakesBackWhatWasNotCommitted) {
    {
        auto transaction = store->begin();
        ASSERT_TRUE(transaction);
        ASSERT_TRUE((*transaction)->put(subject(1)));
        ASSERT_TRUE((*transaction)->append(test::entries(0, 3)));
        EXPECT_EQ(store->log_head()->size, 3u);
    }
    EXPECT_THAT(*store->subjects(), IsEmpty());
    EXPECT_EQ(store->log_head()->size, 0u);
}

TEST_P(StoreContract, ShowsAnOpenTransactionToItsOwnThreadOnly) {
    auto transaction = store->begin();
    ASSERT_TRUE(transaction);
    ASSERT_TRUE((*transaction)->put(subject(1)));
    EXPECT_EQ(store->subjects()->size(), 1u);
    const auto seen_elsewhere = std::async(std::launch::async, [&] { return store->subjects()->size(); }).get();
    EXPECT_EQ(seen_elsewhere, 0u);
    ASSERT_TRUE((*transaction)->commit());
}

TEST_P(StoreContract, ShowsEveryCommitWhileReadsAreHeldTogether) {
    const auto put = [&](const std::string& name) {
        commit([&](Transaction& transaction) { ASSERT_TRUE(transaction.put(SourceState{name, noon})); });
    };
    const auto there = [&](const std::string& name) { return (*store->source(name)).has_value(); };
    put("first");
    const auto held = store->hold_reads();
    EXPECT_TRUE(there("first"));
    const auto inner = store->hold_reads();
    put("second");
    EXPECT_TRUE(there("second"));
    EXPECT_TRUE(std::async(std::launch::async, there, "second").get());
    {
        const auto taken_back = store->begin();
        ASSERT_TRUE((*taken_back)->put(SourceState{"third", noon}));
    }
    EXPECT_FALSE(there("third"));
}

TEST_P(StoreContract, LetsOneTransactionWaitForTheOther) {
    auto first = store->begin();
    ASSERT_TRUE(first);
    ASSERT_TRUE((*first)->put(subject(1)));
    auto seen_by_second = std::async(std::launch::async, [&] {
        auto second = store->begin();
        return store->subjects()->size();
    });
    ASSERT_TRUE((*first)->commit());
    first->reset();
    EXPECT_EQ(seen_by_second.get(), 1u);
}

TEST_P(StoreContract, KeepsTheFirstSubjectOfAToken) {
    commit([](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(subject(1)));
        ASSERT_TRUE(transaction.put(subject(2)));
        ASSERT_TRUE(transaction.put(Alias{digest(4), subject_id(1)}));
        ASSERT_TRUE(transaction.put(Alias{digest(4), subject_id(2)}));
    });
    EXPECT_EQ(*store->find_alias(digest(4)), subject_id(1));
}

TEST_P(StoreContract, ReplacesSubjectsRecordsAndExchanges) {
    fill(1);
    Subject newer_subject = subject(1);
    newer_subject.sealed = {9, 9};
    Record newer_record = record(1);
    newer_record.version = "v2";
    newer_record.sealed = {};
    Exchange newer = exchange(1);
    newer.state = ExchangeState::failed;
    newer.reason = "deny.expired";
    newer.attempts = 8;
    newer.consents = "c-1\nc-2";
    newer.projection = "00ff";
    newer.released_at = noon;
    newer.digest = digest(77);
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(newer_subject));
        ASSERT_TRUE(transaction.put(newer_record));
        ASSERT_TRUE(transaction.put(newer));
    });
    EXPECT_THAT(*store->subjects(), ElementsAre(newer_subject));
    EXPECT_EQ(*store->record("record-1"), newer_record);
    EXPECT_THAT(*store->exchanges_of("record-1"), ElementsAre(newer));
}

TEST_P(StoreContract, RefusesARecordUnderAnotherKeyAndAnExchangeOfAnotherRecord) {
    fill(1);
    Record other_key = record(1);
    other_key.key = digest(50);
    Exchange other_record = exchange(1);
    other_record.record_id = "record-2";
    {
        auto transaction = store->begin();
        EXPECT_EQ((*transaction)->put(other_key).error().category.text, "store.conflict");
    }
    {
        auto transaction = store->begin();
        EXPECT_EQ((*transaction)->put(other_record).error().category.text, "store.conflict");
    }
    EXPECT_EQ(*store->record("record-1"), record(1));
    EXPECT_EQ(*store->exchange("exchange-1"), exchange(1));
}

TEST_P(StoreContract, RefusesWhatHangsInTheAir) {
    auto transaction = store->begin();
    ASSERT_TRUE((*transaction)->put(exchange(1)));
    EXPECT_EQ((*transaction)->commit().error().category.text, "store.conflict");
    transaction->reset();
    EXPECT_FALSE(*store->exchange("exchange-1"));
}

TEST_P(StoreContract, ReplacesTheFactsOfOneFileAndNoOther) {
    const Fact old_consent{subject_id(1), "facts-linde", "toestemming", digest(1), {1}};
    const Fact other_file{subject_id(1), "facts-linde", "bezwaar", digest(2), {2}};
    const Fact new_consent{subject_id(2), "facts-linde", "toestemming", digest(3), {3}};
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(subject(1)));
        ASSERT_TRUE(transaction.put(subject(2)));
        ASSERT_TRUE(transaction.replace_facts({"facts-linde", "toestemming", noon}, std::vector{old_consent}));
        ASSERT_TRUE(transaction.replace_facts({"facts-linde", "bezwaar", noon}, std::vector{other_file}));
    });
    const Instant later = noon + std::chrono::hours{1};
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.replace_facts({"facts-linde", "toestemming", later}, std::vector{new_consent}));
    });
    EXPECT_THAT(*store->facts(subject_id(1)), ElementsAre(other_file));
    EXPECT_THAT(*store->facts_of("facts-linde", "toestemming"), ElementsAre(new_consent));
    EXPECT_THAT(*store->fact_sources(), UnorderedElementsAre(FactSource{"facts-linde", "bezwaar", noon},
                                                             FactSource{"facts-linde", "toestemming", later}));
}

TEST_P(StoreContract, LetsOneChildAbsorbAnother) {
    commit([](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(subject(1)));
        ASSERT_TRUE(transaction.put(subject(2)));
        ASSERT_TRUE(transaction.put(Alias{digest(1), subject_id(1)}));
        ASSERT_TRUE(transaction.put(Alias{digest(2), subject_id(2)}));
        ASSERT_TRUE(transaction.put(OwnNumber{subject_id(2), "jgz:ggd-voorbeeld", {2}}));
        ASSERT_TRUE(transaction.put(Fact{subject_id(2), "facts-linde", "gezag", digest(3), {3}}));
    });
    commit([](Transaction& transaction) { ASSERT_TRUE(transaction.absorb(subject_id(2), subject_id(1))); });
    EXPECT_THAT(*store->subjects(), ElementsAre(subject(1)));
    EXPECT_EQ(*store->find_alias(digest(1)), subject_id(1));
    EXPECT_EQ(*store->find_alias(digest(2)), subject_id(1));
    EXPECT_THAT(*store->own_numbers(subject_id(2)), IsEmpty());
    EXPECT_THAT(*store->facts(subject_id(2)), IsEmpty());
}

TEST_P(StoreContract, PostponesWhatIsOnItsWayToOneRecipient) {
    const Instant later = noon + std::chrono::hours{1};
    std::map<std::string, Instant> due;
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(subject(1)));
        ASSERT_TRUE(transaction.put(record(1)));
        int number = 0;
        for (const auto state : {ExchangeState::queued, ExchangeState::waiting, ExchangeState::released,
                                 ExchangeState::delivered, ExchangeState::released, ExchangeState::queued}) {
            Exchange one = exchange(1);
            one.exchange_id = "exchange-" + std::to_string(++number);
            one.state = state;
            one.next_attempt = number == 5 ? later + std::chrono::hours{1} : noon;
            if (number == 6) one.recipient = "jgz:ggd-voorbeeld";
            ASSERT_TRUE(transaction.put(one));
        }
        ASSERT_TRUE(transaction.postpone(exchange(1).recipient, later));
    });
    const auto read_due = [&] {
        for (const Exchange& one : *store->exchanges_of("record-1")) due[one.exchange_id] = one.next_attempt;
    };
    read_due();
    EXPECT_THAT(due, ElementsAre(Pair("exchange-1", later), Pair("exchange-2", noon), Pair("exchange-3", later),
                                 Pair("exchange-4", noon), Pair("exchange-5", later + std::chrono::hours{1}),
                                 Pair("exchange-6", noon)));
    commit([&](Transaction& transaction) { ASSERT_TRUE(transaction.hasten(later)); });
    read_due();
    EXPECT_EQ(due["exchange-5"], later);
    EXPECT_EQ(due["exchange-6"], noon);
}

TEST_P(StoreContract, KnowsWhetherAChildHasRecords) {
    fill(1);
    commit([](Transaction& transaction) { ASSERT_TRUE(transaction.put(subject(2))); });
    EXPECT_TRUE(*store->has_records(subject_id(1)));
    EXPECT_FALSE(*store->has_records(subject_id(2)));
}

TEST_P(StoreContract, OffersWhatIsDueOldestFirst) {
    fill(4);  // exchange i may be offered from i minutes after noon
    Exchange released = exchange(2);
    released.state = ExchangeState::released;
    put(released);
    Exchange delivered = exchange(3);
    delivered.state = ExchangeState::delivered;
    put(delivered);
    Exchange elsewhere = exchange(5);
    elsewhere.recipient = "leerplicht:eikendal";
    put(elsewhere);

    const Instant all = noon + std::chrono::hours{1};
    const std::vector both{ExchangeState::queued, ExchangeState::released};
    EXPECT_THAT(due_ids(both, all), ElementsAre("exchange-1", "exchange-2", "exchange-4"));
    EXPECT_THAT(due_ids(both, all, 2), ElementsAre("exchange-1", "exchange-2"));
    EXPECT_THAT(due_ids(both, noon + std::chrono::minutes{2}), ElementsAre("exchange-1", "exchange-2"));
    EXPECT_THAT(due_ids({ExchangeState::queued}, all), ElementsAre("exchange-1", "exchange-4"));
    EXPECT_THAT(due_ids({ExchangeState::delivered}, all), ElementsAre("exchange-3"));
    EXPECT_THAT(due_ids(both, noon), IsEmpty());
}

TEST_P(StoreContract, TellsWhenTheNextAttemptIs) {
    fill(3);
    EXPECT_EQ(*store->next_attempt(), exchange(1).next_attempt);
    for (const ExchangeState ended : {ExchangeState::waiting, ExchangeState::delivered, ExchangeState::withheld}) {
        Exchange first = exchange(1);
        first.state = ended;
        put(first);
        EXPECT_EQ(*store->next_attempt(), exchange(2).next_attempt);
    }
}

TEST_P(StoreContract, ListsTheExchangesInAState) {
    fill(4);
    for (const std::uint8_t i : {2, 4}) {
        Exchange withheld = exchange(i);
        withheld.state = ExchangeState::withheld;
        put(withheld);
    }
    const auto queued = *store->in_state(ExchangeState::queued, 10);
    ASSERT_EQ(queued.size(), 2u);
    EXPECT_EQ(queued[0].exchange_id, "exchange-1");
    EXPECT_EQ(queued[1].exchange_id, "exchange-3");
    EXPECT_EQ(store->in_state(ExchangeState::queued, 1)->size(), 1u);
    const auto withheld = *store->in_state(ExchangeState::withheld, 10);
    ASSERT_EQ(withheld.size(), 2u);
    EXPECT_EQ(withheld[0].exchange_id, "exchange-2");
}

TEST_P(StoreContract, KeepsContentUntilEveryExchangeOfItHasEnded) {
    fill(2);
    const std::vector<std::string> ids{"record-1"};
    const auto drop = [&] {
        commit([&](Transaction& transaction) { ASSERT_TRUE(transaction.drop_ended_content(ids)); });
        return (*store->record("record-1"))->sealed.empty();
    };
    EXPECT_FALSE(drop());
    Exchange first = exchange(1);
    first.state = ExchangeState::delivered;
    put(first);
    EXPECT_FALSE(drop());
    for (const ExchangeState open : {ExchangeState::waiting, ExchangeState::released}) {
        Exchange second = exchange(2);
        second.state = open;
        put(second);
        EXPECT_FALSE(drop());
    }
    Exchange second = exchange(2);
    second.state = ExchangeState::failed;
    put(second);
    EXPECT_TRUE(drop());
    EXPECT_EQ((*store->record("record-1"))->digest, record(1).digest);
}

TEST_P(StoreContract, DropsQuarantinedContentAfterItsTermAndKeepsTheReason) {
    Quarantined early{"q-1", "oso-vo", 1, 1, "", "payload.not-xml", "text", digest(1), {5}, noon, noon};
    Quarantined late = early;
    late.quarantine_id = "q-2";
    late.until = noon + std::chrono::hours{1};
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(early));
        ASSERT_TRUE(transaction.put(late));
    });
    EXPECT_THAT(*store->expired_quarantine(noon), ElementsAre(early.quarantine_id));
    commit([](Transaction& transaction) { ASSERT_TRUE(transaction.drop_expired_quarantine(noon)); });
    EXPECT_THAT(*store->expired_quarantine(noon), IsEmpty());
    early.sealed.clear();
    EXPECT_THAT(*store->quarantine(), ElementsAre(early, late));
}

TEST_P(StoreContract, AddsUpCountersAndFlows) {
    fill(3);
    Exchange withheld = exchange(3);
    withheld.state = ExchangeState::withheld;
    withheld.reason = "deny.consent.missing";
    put(withheld);
    for (const std::int64_t value : {2, 5}) {
        commit([&](Transaction& transaction) { ASSERT_TRUE(transaction.add({"record_type:opp", "pulled", value})); });
    }
    EXPECT_THAT(*store->counters(), ElementsAre(Counter{"record_type:opp", "pulled", 7}));
    const FlowCount queued{
        "opp-opstellen-delen", "school:de-linde", "swv-vo:swv-vo-voorbeeld", "opp", ExchangeState::queued, "allow", 2};
    FlowCount not_given = queued;
    not_given.state = ExchangeState::withheld;
    not_given.reason = "deny.consent.missing";
    not_given.count = 1;
    EXPECT_THAT(*store->flows(), UnorderedElementsAre(queued, not_given));
}

TEST_P(StoreContract, CountsWhatIsOutstandingForEachRecipient) {
    const std::map<ExchangeState, std::string> recipients{{ExchangeState::queued, "school:de-linde"},
                                                          {ExchangeState::released, "school:de-linde"},
                                                          {ExchangeState::waiting, "school:de-linde"},
                                                          {ExchangeState::delivered, "jgz:ggd-voorbeeld"}};
    fill(0);
    std::uint8_t number = 0;
    for (const auto& [state, recipient] : recipients) {
        Exchange one = exchange(++number);
        one.state = state;
        one.recipient = recipient;
        put(one);
    }
    EXPECT_THAT(*store->outstanding(), ElementsAre(Pair("school:de-linde", 2)));
}

TEST_P(StoreContract, NumbersEntriesAndCheckpointsOnwards) {
    test::append(*store, test::entries(0, 3), true);
    test::append(*store, test::entries(3, 5), false);
    reopen();
    EXPECT_EQ(store->log_head()->size, 5u);
    EXPECT_EQ(store->log_head()->peaks.size(), 2u);
    EXPECT_EQ(store->log_head()->checkpoints, 1u);
    EXPECT_EQ((*store->last_checkpoint())->number, 1u);
    EXPECT_EQ((*store->last_checkpoint())->size, 3u);
    test::append(*store, test::entries(5, 8), true);
    EXPECT_EQ(store->log_head()->peaks.size(), 1u);
    EXPECT_EQ((*store->last_checkpoint())->size, 8u);
}

TEST_P(StoreContract, RefusesACheckpointOutOfTurn) {
    test::append(*store, test::entries(0, 3), true);
    const auto first = **store->last_checkpoint();
    auto transaction = store->begin();
    EXPECT_EQ((*transaction)->append_checkpoint(first).error().category.text, "store.conflict");
    EXPECT_EQ((*store->last_checkpoint())->number, 1u);
}

TEST_P(StoreContract, RefusesToCommitAfterAFailure) {
    test::append(*store, test::entries(0, 1), true);
    auto transaction = store->begin();
    ASSERT_FALSE((*transaction)->append_checkpoint(log::Checkpoint{7, 1, "", ""}));
    EXPECT_ANY_THROW(static_cast<void>((*transaction)->commit()));
}

TEST_P(StoreContract, RefusesASecondTransactionOfOneThread) {
    auto transaction = store->begin();
    EXPECT_ANY_THROW(static_cast<void>(store->begin()));
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(Backend{"sqlite", open_sqlite}),
                         [](const auto& info) { return info.param.name; });

/// Runs SQL of a test on a database file, past our own code.
void run_sql(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
}

TEST(SqliteStore, IsReadableForItsUserOnly) {
    const test::Folder folder;
    ASSERT_TRUE(open_sqlite(folder / "kolk.db", test::region));
    struct stat status {};
    ASSERT_EQ(::stat((folder / "kolk.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0600u);
}

TEST(SqliteStore, RefusesWhatIsNotItsOwn) {
    const test::Folder folder;
    ASSERT_TRUE(open_sqlite(folder / "kolk.db", test::region));
    EXPECT_EQ(open_sqlite(folder / "kolk.db", "andere-regio").error().category.text, "store.foreign");

    run_sql(folder / "other.db", "PRAGMA user_version = 3; CREATE TABLE theirs (id);");
    EXPECT_EQ(open_sqlite(folder / "other.db", test::region).error().category.text, "store.foreign");

    run_sql(folder / "kolk.db", "PRAGMA user_version = 1000;");
    EXPECT_EQ(open_sqlite(folder / "kolk.db", test::region).error().category.text, "store.newer");

    run_sql(folder / "headless.db", "SELECT 1;");
    ASSERT_TRUE(open_sqlite(folder / "headless.db", test::region));
    run_sql(folder / "headless.db", "DELETE FROM log_head;");
    EXPECT_FALSE(open_sqlite(folder / "headless.db", test::region));
}

TEST(SqliteStore, BringsAnOlderLayoutUpToDateAndKeepsWhatItHolds) {
    const test::Folder folder;
    {
        auto store = *open_sqlite(folder / "kolk.db", test::region);
        auto transaction = *store->begin();
        ASSERT_TRUE(transaction->put(subject(1)));
        ASSERT_TRUE(transaction->put(record(1)));
        ASSERT_TRUE(transaction->put(exchange(1)));
        ASSERT_TRUE(transaction->put(Incident{"i-1", "deny.bsn", "swv-vo", 2, 8, noon}));
        ASSERT_TRUE(transaction->commit());
    }
    std::string back =
        "ALTER TABLE fact_sources DROP COLUMN trusted; ALTER TABLE records DROP COLUMN place;"
        "DROP TABLE notice_exchanges; DROP TABLE notices; DROP TABLE marks;"
        "ALTER TABLE exchanges DROP COLUMN consents; ALTER TABLE exchanges DROP COLUMN projection;"
        "ALTER TABLE exchanges DROP COLUMN released_at; ALTER TABLE exchanges DROP COLUMN under_consent;"
        "ALTER TABLE exchanges ADD COLUMN bound_by_source TEXT NOT NULL DEFAULT '';"
        "ALTER TABLE exchanges ADD COLUMN batch_id TEXT NOT NULL DEFAULT ''; PRAGMA user_version = 1;";
    for (const char* column : {"sender", "recipient", "record_type", "subject", "measure", "purpose", "exchange_id"}) {
        back += std::string{"ALTER TABLE incidents DROP COLUMN "} + column + ";";
    }
    run_sql(folder / "kolk.db", back);
    const auto store = open_sqlite(folder / "kolk.db", test::region);
    ASSERT_TRUE(store) << store.error().for_operator;
    EXPECT_EQ(*(*store)->exchange("exchange-1"), exchange(1));
    EXPECT_THAT(*(*store)->incidents(), ElementsAre(Incident{"i-1", "deny.bsn", "swv-vo", 2, 8, noon}));
    EXPECT_THAT(*(*store)->notices(), IsEmpty());
}

TEST(SqliteStore, SaysThatAFileIsDamagedOrCannotBeMade) {
    const test::Folder folder;
    std::ofstream{folder / "kolk.db"} << std::string(100'000, 'x');
    EXPECT_EQ(open_sqlite(folder / "kolk.db", test::region).error().category.text, "store.corrupt");
    EXPECT_EQ(open_sqlite(folder.path() / "nowhere" / "kolk.db", test::region).error().category.text, "store.unusable");
}

TEST(SqliteStore, LeadsEveryTableWithTheRegionAndGivesTheLogARowid) {
    const test::Folder folder;
    ASSERT_TRUE(open_sqlite(folder / "kolk.db", test::region));
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "kolk.db").c_str(), &handle), SQLITE_OK);
    const auto count = [&](const char* sql) {
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr), SQLITE_OK);
        EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
        const int value = sqlite3_column_int(statement, 0);
        sqlite3_finalize(statement);
        return value;
    };
    const int tables = count("SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
    EXPECT_GT(tables, 10);
    EXPECT_EQ(count("SELECT count(*) FROM sqlite_schema s JOIN pragma_table_info(s.name) c "
                    "WHERE s.type = 'table' AND c.cid = 0 AND c.name = 'region'"),
              tables);
    EXPECT_EQ(count("SELECT count(*) FROM pragma_table_list WHERE name LIKE 'log\\_%' ESCAPE '\\' AND wr = 0"), 3);
    EXPECT_EQ(count("SELECT count(*) FROM pragma_table_list WHERE name LIKE 'log\\_%' ESCAPE '\\' AND wr = 1"), 0);
    sqlite3_close(handle);
}

}  // namespace
}  // namespace kolk::gateway::store
