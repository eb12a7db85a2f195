#include "crypto/merkle.hpp"
#include "crypto/note.hpp"
#include "gateway/log/verify.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "tests/unit/gateway/ground.hpp"
#include "tests/unit/gateway/tampering.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kolk::gateway::log {
namespace {

using test::Folder;
using test::Intruder;
using testing::ElementsAre;

TEST(Leaf, IsJsonWithTheVersionFirstAndTheKeysInOrder) {
    EntryFields fields;
    fields.kind = "pass";
    fields.at = test::noon;
    fields.from = "school:de-linde";
    fields.reason = "a \"quote\", a \\ and a\nline";
    fields.bases = {"6.1.c", "6.1.e"};
    fields.counts = {{"pulled", 3}, {"unchanged", -1}};
    const Entry entry = write_entry(fields);
    EXPECT_EQ(
        entry.leaf,
        R"({"v":1,"kind":"pass","at":"2026-11-22T12:00:00.000Z","from":"school:de-linde","bases":["6.1.c","6.1.e"],)"
        R"("reason":"a \"quote\", a \\ and a\u000aline","counts":{"pulled":3,"unchanged":-1}})");
    const auto hash = crypto::leaf_hash(base::as_bytes(entry.leaf));
    EXPECT_EQ(entry.hash, (base::Bytes{hash.begin(), hash.end()}));
    EXPECT_EQ(entry.at, "2026-11-22T12:00:00.000Z");
    EXPECT_EQ(entry.reason, fields.reason);
}

TEST(Leaf, HoldsEveryFieldUnderItsName) {
    const auto leaf = boost::json::parse(write_entry(test::entry_fields(1)).leaf).get_object();
    std::vector<std::string> keys;
    for (const auto& [key, value] : leaf) keys.emplace_back(key);
    EXPECT_THAT(keys,
                ElementsAre("v", "kind", "at", "exchange_id", "subject", "from", "to", "purpose", "record_type", "rule",
                            "convenant", "convenant_hash", "bases", "given", "withheld", "reason", "digest"));
}

TEST(Checkpoint, IsANoteThatTheLogsKeySigned) {
    const Folder folder;
    auto store = *store::open_sqlite(folder / "kolk.db", test::region);
    test::append(*store, test::entries(0, 5), true);
    const auto checkpoint = **store->last_checkpoint();
    const auto read =
        crypto::open_checkpoint(checkpoint.note, "voorbeeldregio.kolk.example/log", test::log_key().public_key());
    ASSERT_TRUE(read);
    std::vector<crypto::Digest> leaves;
    for (const Entry& entry : test::entries(0, 5)) leaves.push_back(*crypto::as_digest(entry.hash));
    EXPECT_EQ(read->size, 5u);
    EXPECT_EQ(read->root, crypto::merkle_root(leaves));
    EXPECT_EQ(checkpoint.root, base::to_base64(read->root));
}

base::Result<Verification> verify_file(const std::filesystem::path& file) {
    return verify(file, test::region, origin_of(test::region), test::log_key().public_key(), {});
}

/// A log of seven entries with checkpoints at 3, 5 and 5, closed, so that the file holds everything.
class Tampering : public testing::Test {
protected:
    void SetUp() override {
        auto store = store::open_sqlite(original_, test::region);
        ASSERT_TRUE(store);
        test::append(**store, test::entries(0, 3), true);
        test::append(**store, test::entries(3, 5), true);
        test::append(**store, {}, true);
        test::append(**store, test::entries(5, 7), false);
    }

    /// What verification finds after someone ran this; the change must have taken place.
    Verification after(const std::string& sql) {
        std::filesystem::copy_file(original_, changed_, std::filesystem::copy_options::overwrite_existing);
        EXPECT_NE(Intruder{changed_}.run(sql), -1) << sql;
        const auto found = verify_file(changed_);
        EXPECT_TRUE(found) << found.error().for_operator;
        return *found;
    }

    void expect_bad(const std::string& sql, std::uint64_t first_bad) {
        const Verification found = after(sql);
        EXPECT_FALSE(found.ok) << sql;
        EXPECT_EQ(found.first_bad_entry, first_bad) << sql << ": " << found.problem;
        EXPECT_FALSE(found.problem.empty());
    }

    Folder folder_;
    const std::filesystem::path original_ = folder_ / "kolk.db";
    const std::filesystem::path changed_ = folder_ / "changed.db";
};

TEST_F(Tampering, AnUntouchedLogIsWhole) {
    const auto found = verify_file(original_);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->ok) << found->problem;
    EXPECT_EQ(found->entries, 7u);
    EXPECT_EQ(found->checkpoint, 5u);
    auto store = *store::open_sqlite(original_, test::region);
    EXPECT_EQ(found->root, (*store->last_checkpoint())->root);
}

TEST_F(Tampering, AnEmptyLogIsWhole) {
    const std::filesystem::path file = folder_ / "empty.db";
    ASSERT_TRUE(store::open_sqlite(file, test::region));
    const auto found = verify_file(file);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->ok) << found->problem;
    EXPECT_EQ(found->entries, 0u);
    EXPECT_EQ(found->checkpoint, 0u);
}

/// Other values, as SQL, for one that SQL writes as `value`.
std::vector<std::string> other_values(const std::string& value) {
    if (value.starts_with("X'")) {
        std::string flipped = value;
        if (flipped.size() > 3) flipped[2] = flipped[2] == '0' ? '1' : '0';
        return {flipped, "X''", value + " || X'00'"};
    }
    if (value.starts_with("'")) {
        std::string changed = value;
        if (changed.size() > 2) changed[changed.size() / 2] = changed[changed.size() / 2] == 'x' ? 'y' : 'x';
        return {changed, "''", value + " || ' '", "'andere-regio'", "'" + value.substr(2)};
    }
    return {value + " + 1", value + " - 1", "-" + value, value + " + 1000000000000"};
}

TEST_F(Tampering, EveryChangedValueOfEveryColumnOfEveryRowIsFound) {
    Intruder reader{original_};
    int changes = 0;
    for (const std::string table : {"log_entries", "log_checkpoints", "log_head"}) {
        for (const std::string& column : reader.list("SELECT name FROM pragma_table_info('" + table + "')")) {
            for (const std::string& row : reader.list("SELECT rowid FROM " + table)) {
                const std::string where = " WHERE rowid = " + row;
                const std::string value = reader.list("SELECT quote(" + column + ") FROM " + table + where).at(0);
                for (const std::string& other : other_values(value)) {
                    const std::string sql = "UPDATE " + table + " SET " + column + " = " + other + where + " AND " +
                                            column + " <> " + other;
                    std::filesystem::copy_file(original_, changed_, std::filesystem::copy_options::overwrite_existing);
                    if (Intruder{changed_}.run(sql) < 1) continue;  // the same value, or a key that is taken
                    ++changes;
                    const auto found = verify_file(changed_);
                    ASSERT_TRUE(found) << sql;
                    EXPECT_FALSE(found->ok) << sql;
                    EXPECT_LE(found->first_bad_entry, found->entries) << sql;
                    if (table == "log_entries" && column != "entry") {
                        EXPECT_EQ(std::to_string(found->first_bad_entry), row) << sql;
                    }
                }
            }
        }
    }
    EXPECT_GT(changes, 300);
}

TEST_F(Tampering, NamesTheFirstEntryThatCannotBeTrusted) {
    expect_bad("DELETE FROM log_entries WHERE entry = 6", 6);
    expect_bad("DELETE FROM log_entries WHERE entry = 2", 2);
    expect_bad("DELETE FROM log_entries WHERE entry = 0", 0);
    expect_bad("DELETE FROM log_entries WHERE entry >= 4", 4);
    expect_bad("DELETE FROM log_entries", 0);
    expect_bad("UPDATE log_entries SET entry = 60 WHERE entry = 6", 6);
    expect_bad("UPDATE log_entries SET entry = -1 WHERE entry = 0", 0);
    expect_bad("DELETE FROM log_checkpoints WHERE number = 3", 5);
    expect_bad("DELETE FROM log_checkpoints WHERE number = 2", 3);
    expect_bad("DELETE FROM log_checkpoints", 0);
    expect_bad("UPDATE log_head SET size = 6", 6);
    expect_bad("UPDATE log_head SET size = 8", 7);
    expect_bad("UPDATE log_head SET checkpoints = 2", 5);
    expect_bad("DELETE FROM log_head", 0);
}

TEST_F(Tampering, RowsTooManyAreFound) {
    expect_bad(
        "INSERT INTO log_entries SELECT region, 7, hash, kind, at, exchange_id, subject, sender, recipient, "
        "purpose, record_type, reason, leaf FROM log_entries WHERE entry = 6",
        7);
    expect_bad(
        "INSERT INTO log_entries SELECT 'andere-regio', 7, hash, kind, at, exchange_id, subject, sender, "
        "recipient, purpose, record_type, reason, leaf FROM log_entries WHERE entry = 6",
        7);
    expect_bad("INSERT INTO log_checkpoints SELECT region, 4, size, root, note FROM log_checkpoints WHERE number = 3",
               5);
    expect_bad("INSERT INTO log_head VALUES ('andere-regio', 0, x'', 0)", 0);
}

TEST_F(Tampering, SwappedRowsAreFound) {
    expect_bad(
        "UPDATE log_entries SET entry = 100 WHERE entry = 2; UPDATE log_entries SET entry = 2 WHERE entry = 3;"
        "UPDATE log_entries SET entry = 3 WHERE entry = 100",
        0);  // leaves and hashes agree, only the first checkpoint tells
    expect_bad(
        "UPDATE log_checkpoints SET number = 100 WHERE number = 1; UPDATE log_checkpoints SET number = 1 WHERE "
        "number = 2; UPDATE log_checkpoints SET number = 2 WHERE number = 100",
        5);
}

TEST_F(Tampering, AnEntryRewrittenWithItsHashAndColumnsIsFoundByTheCheckpoint) {
    EntryFields forged = test::entry_fields(4);
    forged.to = "gemeente-jeugd:eikendal";
    const Entry entry = write_entry(forged);
    expect_bad("UPDATE log_entries SET recipient = '" + entry.to + "', leaf = '" + entry.leaf + "', hash = x'" +
                   base::to_hex(entry.hash) + "' WHERE entry = 4",
               3);
}

TEST_F(Tampering, ACheckpointOfAnotherKeyOrLogIsFound) {
    auto store = *store::open_sqlite(original_, test::region);
    const auto head = *store->log_head();
    test::SeededRandom random{12};
    const auto other_key = crypto::SigningKey::from_seed(crypto::SecretKey::random(32, random));
    const auto forged = *make_checkpoint(head, origin_of(test::region), other_key);
    const auto strange = *make_checkpoint(head, "andere-regio.kolk.example/log", test::log_key());
    const auto good = *make_checkpoint(head, origin_of(test::region), test::log_key());
    store.reset();
    const auto insert = [](const Checkpoint& checkpoint) {
        return "INSERT INTO log_checkpoints VALUES ('" + test::region + "', 4, 7, '" + checkpoint.root + "', '" +
               checkpoint.note + "'); UPDATE log_head SET checkpoints = 4";
    };
    EXPECT_TRUE(after(insert(good)).ok);
    expect_bad(insert(forged), 5);
    expect_bad(insert(strange), 5);
    Checkpoint twice_signed = good;
    twice_signed.note += forged.note.substr(forged.note.rfind("\n\n") + 2);
    expect_bad(insert(twice_signed), 5);
}

TEST_F(Tampering, ATableColumnOrTriggerTooManyIsFound) {
    expect_bad("CREATE TABLE log_more (region TEXT)", 0);
    expect_bad("ALTER TABLE log_entries ADD COLUMN note TEXT", 0);
    expect_bad("CREATE TRIGGER quiet AFTER INSERT ON log_entries BEGIN DELETE FROM log_entries; END", 0);
    expect_bad("CREATE VIEW log_view AS SELECT 1", 0);
    expect_bad("DROP TABLE log_checkpoints", 0);
}

TEST_F(Tampering, AValueOfAnotherTypeIsFound) {
    const std::string weaken =
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = "
        "'log_entries'; PRAGMA writable_schema = RESET;";
    const std::filesystem::path weak = folder_ / "weak.db";
    std::filesystem::copy_file(original_, weak);
    ASSERT_NE(Intruder{weak}.run(weaken), -1);
    ASSERT_GE(Intruder{weak}.run("UPDATE log_entries SET kind = CAST(kind AS BLOB) WHERE entry = 4"), 1);
    const auto found = verify_file(weak);
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->ok);
    EXPECT_EQ(found->first_bad_entry, 4u);
}

TEST(Verify, WalksThroughALongLogInStretchesAndTellsHowFarItIs) {
    const Folder folder;
    constexpr int size = 20'000;
    {
        auto store = *store::open_sqlite(folder / "kolk.db", test::region);
        for (int i = 0; i < size; i += 5'000) test::append(*store, test::entries(i, i + 5'000), true);
    }
    std::uint64_t last = 0;
    const auto progress = [&](std::uint64_t done, std::uint64_t expected) {
        EXPECT_GT(done, last);
        EXPECT_EQ(expected, static_cast<std::uint64_t>(size));
        last = done;
    };
    const auto found =
        verify(folder / "kolk.db", test::region, origin_of(test::region), test::log_key().public_key(), progress);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->ok) << found->problem;
    EXPECT_EQ(found->checkpoint, static_cast<std::uint64_t>(size));
    EXPECT_EQ(last, static_cast<std::uint64_t>(size));

    Intruder{folder / "kolk.db"}.run("UPDATE log_entries SET reason = 'allow' WHERE entry IN (12345, 19999)");
    const auto changed = verify_file(folder / "kolk.db");
    ASSERT_TRUE(changed);
    EXPECT_FALSE(changed->ok);
    EXPECT_EQ(changed->first_bad_entry, 12345u);
    EXPECT_EQ(changed->checkpoint, 10'000u);
}

TEST(Verify, WorksBesideAnOpenTransaction) {
    const Folder folder;
    auto store = *store::open_sqlite(folder / "kolk.db", test::region);
    test::append(*store, test::entries(0, 3), true);
    auto transaction = store->begin();
    ASSERT_TRUE((*transaction)->append(test::entries(3, 6)));
    const auto found = verify_file(folder / "kolk.db");
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->ok) << found->problem;
    EXPECT_EQ(found->entries, 3u);
}

TEST(Verify, SaysThatThereIsNoDatabase) {
    EXPECT_FALSE(verify_file("/nonexistent/kolk.db"));
}

class Search : public testing::Test {
protected:
    void SetUp() override {
        auto store = *store::open_sqlite(folder_ / "kolk.db", test::region);
        test::append(*store, test::entries(0, 12), true);
    }

    std::vector<std::uint64_t> find(const Query& query) {
        const auto found = search(folder_ / "kolk.db", test::region, query);
        EXPECT_TRUE(found);
        std::vector<std::uint64_t> indices;
        for (const Found& one : *found) indices.push_back(one.index);
        return indices;
    }

    Folder folder_;
};

TEST_F(Search, GivesTheNewestFirstUpToTheLimit) {
    Query query;
    query.limit = 3;
    EXPECT_THAT(find(query), ElementsAre(11, 10, 9));
}

// Entries 9 and 3 were only queued for it, 11 and 5 end what was never released: that they exist is for their sender to
// know.
TEST_F(Search, ShowsAPartyWhatItSentAndWhatWasReleasedToIt) {
    Query query;
    query.party = "leerplicht:eikendal";
    EXPECT_THAT(find(query), ElementsAre(7, 1));
    query.party = "school:de-linde";
    EXPECT_EQ(find(query).size(), 12u);
    query.party = "jgz:ggd-voorbeeld";
    EXPECT_TRUE(find(query).empty());
}

TEST_F(Search, NarrowsByEveryColumn) {
    Query query;
    query.exchange_id = "exchange-2";
    EXPECT_THAT(find(query), ElementsAre(8, 7, 6));
    query.kind = "released";
    EXPECT_THAT(find(query), ElementsAre(7));
    query.reason = "deny.basis";
    EXPECT_TRUE(find(query).empty());
}

// A party that left, or a purpose that no version has any more, stands in old entries.
TEST_F(Search, KnowsEveryNameThatSomeEntryHas) {
    const auto is_known = [&](Named what, const char* text) {
        return *is_named(folder_ / "kolk.db", test::region, what, text);
    };
    EXPECT_TRUE(is_known(Named::party, "school:de-linde")) << "as a sender";
    EXPECT_TRUE(is_known(Named::party, "leerplicht:eikendal")) << "as a recipient";
    EXPECT_FALSE(is_known(Named::party, "school:de-lind"));
    EXPECT_TRUE(is_known(Named::purpose, "opp-opstellen-delen"));
    EXPECT_FALSE(is_known(Named::purpose, "school:de-linde"));
    EXPECT_TRUE(is_known(Named::record_type, "opp"));
    EXPECT_FALSE(is_known(Named::reason, "deny.consnt"));
    EXPECT_FALSE(*is_named(folder_ / "none.db", test::region, Named::party, "school:de-linde")) << "an empty log";
}

TEST_F(Search, TakesMomentsWithOrWithoutMilliseconds) {
    Query query;
    query.since = "2026-11-22T12:00:00Z";
    EXPECT_EQ(find(query).size(), 12u);
    query.since = "2026-11-22T13:00:00.003+01:00";
    query.until = "2026-11-22T12:00:00.006Z";
    EXPECT_THAT(find(query), ElementsAre(5, 4, 3));
    query.until = "yesterday";
    EXPECT_EQ(search(folder_ / "kolk.db", test::region, query).error().category.text, "log.moment");
}

}  // namespace
}  // namespace kolk::gateway::log
