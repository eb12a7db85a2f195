#include "gateway/keys/keys.hpp"

#include "gateway/store/sqlite.hpp"
#include "tests/support/files.hpp"
#include "tests/unit/gateway/ground.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <sys/stat.h>

namespace kolk::gateway::keys {
namespace {

using base::Bytes;
using test::Folder;
using test::SeededRandom;
using testing::UnorderedElementsAre;

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 0777u;
}

class KeyFiles : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(RegionKeys::create(keys_, random_)); }

    std::string_view refusal() {
        const auto opened = RegionKeys::open(keys_);
        return opened ? "" : opened.error().category.text;
    }

    Folder folder_;
    const std::filesystem::path keys_ = folder_ / "keys";
    SeededRandom random_{1};
};

TEST_F(KeyFiles, AreForTheirUserOnlyAndDifferent) {
    EXPECT_EQ(mode_of(keys_), 0700u);
    for (const char* name : {"region.key", "kek.key", "log.key"}) EXPECT_EQ(mode_of(keys_ / name), 0600u) << name;
    const auto keys = RegionKeys::open(keys_);
    ASSERT_TRUE(keys) << keys.error().for_operator;
    EXPECT_FALSE(keys->region() == keys->kek());
    EXPECT_EQ(*read_log_public_key(keys_), keys->log().public_key());
}

TEST_F(KeyFiles, AreNeverOverwritten) {
    const std::string before = tests::file_text(keys_ / "region.key");
    EXPECT_EQ(RegionKeys::create(keys_, random_).error().category.text, "keys.exist");
    std::filesystem::remove(keys_ / "kek.key");
    EXPECT_EQ(RegionKeys::create(keys_, random_).error().category.text, "keys.exist");
    EXPECT_FALSE(std::filesystem::exists(keys_ / "kek.key"));
    EXPECT_EQ(tests::file_text(keys_ / "region.key"), before);
}

TEST_F(KeyFiles, ThatOthersMayReadAreRefused) {
    for (const char* name : {"region.key", "kek.key", "log.key"}) {
        ASSERT_EQ(::chmod((keys_ / name).c_str(), 0640), 0);
        EXPECT_EQ(refusal(), "keys.mode") << name;
        ASSERT_EQ(::chmod((keys_ / name).c_str(), 0600), 0);
    }
    ASSERT_EQ(::chmod(keys_.c_str(), 0755), 0);
    EXPECT_EQ(refusal(), "keys.mode");
}

TEST_F(KeyFiles, ThatAreMissingShortOrOfAnotherPairAreRefused) {
    const std::string good = tests::file_text(keys_ / "kek.key");
    std::ofstream{keys_ / "kek.key", std::ios::binary} << good.substr(1);
    EXPECT_EQ(refusal(), "keys.file");
    std::ofstream{keys_ / "kek.key", std::ios::binary} << good;
    EXPECT_EQ(refusal(), "");
    std::filesystem::rename(keys_ / "kek.key", keys_ / "elsewhere");
    EXPECT_EQ(refusal(), "keys.file");
    std::filesystem::create_symlink(keys_ / "elsewhere", keys_ / "kek.key");
    EXPECT_EQ(refusal(), "keys.file");
    std::filesystem::rename(keys_ / "elsewhere", keys_ / "kek.key");

    ASSERT_TRUE(RegionKeys::create(folder_ / "other", random_));
    std::filesystem::copy_file(folder_ / "other" / "log.pub", keys_ / "log.pub",
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(refusal(), "keys.file");
}

TEST_F(KeyFiles, NoRefusalShowsAKey) {
    std::filesystem::resize_file(keys_ / "region.key", 16);
    const auto opened = RegionKeys::open(keys_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().for_operator.find(base::to_hex(base::as_bytes(tests::file_text(keys_ / "region.key")))),
              std::string::npos);
    EXPECT_EQ(opened.error().for_peer.text, "internal error");
}

class KeyStoreTest : public testing::Test {
protected:
    void SetUp() override { reopen(kek_); }

    void reopen(const crypto::SecretKey& kek, const std::string& region = test::region) {
        store_.reset();
        auto opened = KeyStore::open(folder_ / "keys.db", region, kek, random_);
        ASSERT_TRUE(opened) << opened.error().for_operator;
        store_ = std::move(*opened);
    }

    std::string_view refusal(const Bytes& id) {
        const auto found = store_->find(id);
        return found ? "" : found.error().category.text;
    }

    Folder folder_;
    SeededRandom random_{2};
    const crypto::SecretKey kek_ = crypto::SecretKey::random(32, random_);
    const Bytes first_{1, 1};
    const Bytes second_{2, 2};
    std::unique_ptr<KeyStore> store_;
};

// A journal that has grown on disk is what a kill within a transaction leaves at the first start.
TEST_F(KeyStoreTest, IsLookedIntoAfterAKillWhileItWasMade) {
    const std::filesystem::path other = folder_ / "cut-short.db";
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(other.c_str(), &raw), SQLITE_OK);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> writing{raw, &sqlite3_close};
    const auto run = [&](const char* script) { return sqlite3_exec(raw, script, nullptr, nullptr, nullptr); };
    ASSERT_EQ(run("CREATE TABLE one (a); INSERT INTO one VALUES (1); PRAGMA cache_size = 1; BEGIN;"), SQLITE_OK);
    for (int i = 0; i < 100; ++i) ASSERT_EQ(run("INSERT INTO one VALUES (zeroblob(5000));"), SQLITE_OK);
    const std::filesystem::path left = folder_ / "left.db";
    std::filesystem::copy_file(other, left);
    std::filesystem::copy_file(other.string() + "-journal", left.string() + "-journal");
    const auto in_use = any_in_use(left, test::region);
    ASSERT_TRUE(in_use) << in_use.error().for_operator;
    EXPECT_FALSE(*in_use);
}

TEST_F(KeyStoreTest, GivesTheSameKeyAfterARestart) {
    ASSERT_TRUE(store_->create(std::vector<Bytes>{first_, second_}));
    const auto first = *store_->find(first_);
    const auto second = *store_->find(second_);
    EXPECT_EQ(first.size(), 32u);
    EXPECT_FALSE(first == second);
    reopen(kek_);
    EXPECT_TRUE(*store_->find(first_) == first);
    EXPECT_TRUE(*store_->find_or_create(second_) == second);
    EXPECT_THAT(*store_->ids(), UnorderedElementsAre(first_, second_));
}

TEST_F(KeyStoreTest, MakesAKeyOnlyWhenAsked) {
    EXPECT_EQ(refusal(first_), "keys.destroyed");
    const auto made = store_->find_or_create(first_);
    ASSERT_TRUE(made);
    EXPECT_TRUE(*store_->find(first_) == *made);
}

TEST_F(KeyStoreTest, NeverReplacesAKey) {
    ASSERT_TRUE(store_->create(std::vector<Bytes>{first_}));
    const auto before = *store_->find(first_);
    EXPECT_EQ(store_->create(std::vector<Bytes>{second_, first_}).error().category.text, "store.conflict");
    EXPECT_TRUE(*store_->find(first_) == before);
    EXPECT_EQ(refusal(second_), "keys.destroyed");
}

TEST_F(KeyStoreTest, LeavesNothingOfADestroyedKeyInItsFiles) {
    ASSERT_TRUE(store_->create(std::vector<Bytes>{first_, second_}));
    // What is stored of a key: looked up through a second connection, before it goes.
    auto reader = *store::sqlite::Connection::open(folder_ / "keys.db", store::sqlite::Connection::Mode::read_only);
    std::string wrapped;
    {
        auto query = reader.query("SELECT wrapped FROM data_keys WHERE id = ?1", first_);
        ASSERT_TRUE(*query.next());
        wrapped = base::as_text(query.blob(0));
    }
    const auto stored_anywhere = [&] {
        for (const char* name : {"keys.db", "keys.db-wal"}) {
            if (tests::file_text(folder_ / name).find(wrapped) != std::string::npos) return true;
        }
        return false;
    };
    EXPECT_TRUE(stored_anywhere());
    ASSERT_TRUE(store_->destroy(std::vector<Bytes>{first_}));
    EXPECT_FALSE(stored_anywhere());
    EXPECT_EQ(refusal(first_), "keys.destroyed");
    EXPECT_EQ(refusal(second_), "");
    reopen(kek_);
    EXPECT_EQ(refusal(first_), "keys.destroyed");
}

TEST_F(KeyStoreTest, OpensNothingUnderAnotherKekRegionOrId) {
    ASSERT_TRUE(store_->create(std::vector<Bytes>{first_}));
    reopen(crypto::SecretKey::random(32, random_));
    EXPECT_EQ(refusal(first_), "keys.unwrap");
    reopen(kek_, "andere-regio");
    EXPECT_EQ(refusal(first_), "keys.destroyed");

    auto intruder = *store::sqlite::Connection::open(folder_ / "keys.db", store::sqlite::Connection::Mode::read_write);
    ASSERT_TRUE(intruder.execute("INSERT INTO data_keys SELECT 'andere-regio', id, wrapped FROM data_keys"));
    EXPECT_EQ(refusal(first_), "keys.unwrap");
    ASSERT_TRUE(intruder.execute("UPDATE data_keys SET id = x'0202' WHERE region = 'voorbeeldregio'"));
    reopen(kek_);
    EXPECT_EQ(refusal(second_), "keys.unwrap");
}

TEST_F(KeyStoreTest, KeepsMoreKeysThanItHoldsInMemory) {
    std::vector<Bytes> ids;
    for (int i = 0; i < 9'000; ++i) {
        ids.push_back({static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i & 255), 0});
    }
    ASSERT_TRUE(store_->create(ids));
    std::set<std::string> keys;
    for (int round = 0; round < 2; ++round) {
        for (const Bytes& id : ids) {
            const auto key = store_->find(id);
            ASSERT_TRUE(key);
            keys.insert(base::to_hex(key->reveal()));
        }
    }
    EXPECT_EQ(keys.size(), ids.size());
}

}  // namespace
}  // namespace kolk::gateway::keys
