#include "crypto/seal.hpp"
#include "gateway/keys/keys.hpp"
#include "gateway/keys/read_only.hpp"
#include "gateway/store/sqlite.hpp"

#include <list>
#include <map>
#include <mutex>
#include <utility>

namespace kolk::gateway::keys {
namespace {

using base::Bytes;
using base::ByteView;
using base::Result;
using crypto::SecretKey;
using store::sqlite::Connection;

constexpr std::size_t keys_in_memory = 32'768;
constexpr std::uint8_t format_version = 1;
constexpr std::string_view use = "data key";

// The write-ahead log is emptied into the file after every erasure, so it is kept short anyway.
constexpr const char* settings =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 256;"
    "PRAGMA cache_size = -2048;";
constexpr const char* layout =
    "CREATE TABLE IF NOT EXISTS data_keys (region TEXT NOT NULL, id BLOB NOT NULL, wrapped BLOB NOT NULL, "
    "PRIMARY KEY (region, id)) STRICT, WITHOUT ROWID";
constexpr const char* insert_key = "INSERT INTO data_keys (region, id, wrapped) VALUES (?1, ?2, ?3)";
constexpr const char* select_key = "SELECT wrapped FROM data_keys WHERE region = ?1 AND id = ?2";
constexpr const char* delete_key = "DELETE FROM data_keys WHERE region = ?1 AND id = ?2";
constexpr const char* select_ids = "SELECT id FROM data_keys WHERE region = ?1";
constexpr const char* select_any = "SELECT EXISTS (SELECT 1 FROM data_keys WHERE region = ?1)";
constexpr const char* select_layout = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'data_keys')";
constexpr const char* truncate_log = "PRAGMA wal_checkpoint(TRUNCATE)";

base::Error destroyed() {
    return base::failure("keys.destroyed",
                         "a data key is not in keys.db: it was destroyed with what it protected, or keys.db is older "
                         "than the store; restore the latest keys.db when that was not meant");
}

base::Error cannot_unwrap() {
    return base::failure("keys.unwrap",
                         "a data key in keys.db does not open with keys/kek.key; restore the two that belong together");
}

/// The keys used last; the one unused longest goes first.
class RecentKeys {
public:
    const SecretKey* find(ByteView id) {
        const auto known = places_.find(base::as_text(id));
        if (known == places_.end()) return nullptr;
        order_.splice(order_.begin(), order_, known->second);
        return &order_.front().second;
    }
    void keep(ByteView id, const SecretKey& key) {
        forget(id);
        order_.emplace_front(base::as_text(id), key);
        places_.emplace(order_.front().first, order_.begin());
        if (order_.size() <= keys_in_memory) return;
        places_.erase(order_.back().first);
        order_.pop_back();
    }
    void forget(ByteView id) {
        const auto known = places_.find(base::as_text(id));
        if (known == places_.end()) return;
        order_.erase(known->second);
        places_.erase(known);
    }

private:
    using Entry = std::pair<std::string, SecretKey>;
    std::list<Entry> order_;  // the one used last in front
    std::map<std::string, std::list<Entry>::iterator, std::less<>> places_;
};

Result<bool> is_true(store::sqlite::Query query) {
    const auto row = query.next();
    if (!row) return row.error();
    return query.number(0) == 1;
}

class SqliteKeyStore : public KeyStore {
public:
    SqliteKeyStore(Connection connection, std::string region, SecretKey kek, base::Random& random)
        : connection_{std::move(connection)}, region_{std::move(region)}, kek_{std::move(kek)}, random_{random} {}

    Result<void> create(std::span<const Bytes> ids) override {
        const std::lock_guard guard{mutex_};
        return make(ids);
    }

    Result<SecretKey> find(ByteView id) override {
        const std::lock_guard guard{mutex_};
        return look_up(id);
    }

    Result<SecretKey> find_or_create(ByteView id) override {
        const std::lock_guard guard{mutex_};
        auto known = look_up(id);
        if (known || known.error().category != base::Literal{"keys.destroyed"}) return known;
        const std::vector<Bytes> ids{{id.begin(), id.end()}};
        if (const auto made = make(ids); !made) return made.error();
        return look_up(id);
    }

    Result<void> destroy(std::span<const Bytes> ids) override {
        const std::lock_guard guard{mutex_};
        for (const Bytes& id : ids) recent_.forget(id);
        const auto done = in_transaction([&]() -> Result<void> {
            for (const Bytes& id : ids) {
                const auto deleted = connection_.query(delete_key, region_, id).run();
                if (!deleted) return deleted.error();
            }
            return {};
        });
        if (!done) return done;
        return empty_log();
    }

    Result<std::vector<Bytes>> ids() override {
        const std::lock_guard guard{mutex_};
        auto query = connection_.query(select_ids, region_);
        std::vector<Bytes> found;
        for (;;) {
            const auto row = query.next();
            if (!row) return row.error();
            if (!*row) return found;
            const ByteView id = query.blob(0);
            found.emplace_back(id.begin(), id.end());
        }
    }

private:
    template <class Work>
    Result<void> in_transaction(Work work) {
        if (const auto begun = connection_.execute("BEGIN IMMEDIATE"); !begun) return begun;
        auto done = work();
        if (done) done = connection_.execute("COMMIT");
        if (!done && connection_.in_transaction()) static_cast<void>(connection_.execute("ROLLBACK"));
        return done;
    }

    Result<void> make(std::span<const Bytes> ids) {
        return in_transaction([&]() -> Result<void> {
            for (const Bytes& id : ids) {
                const Bytes wrapped = wrap(id, SecretKey::random(key_bytes, random_));
                const auto stored = connection_.query(insert_key, region_, id, wrapped).run();
                if (!stored) return stored.error();
            }
            return {};
        });
    }

    Result<SecretKey> look_up(ByteView id) {
        if (const SecretKey* known = recent_.find(id)) return *known;
        auto query = connection_.query(select_key, region_, id);
        const auto row = query.next();
        if (!row) return row.error();
        if (!*row) return destroyed();
        auto key = unwrap(id, query.blob(0));
        if (key) recent_.keep(id, *key);
        return key;
    }

    Bytes wrap(ByteView id, const SecretKey& key) {
        const Bytes sealed = crypto::wrap_key(kek_, key, {base::as_bytes(use), base::as_bytes(region_), id}, random_);
        Bytes wrapped;
        wrapped.reserve(1 + sealed.size());
        wrapped.push_back(format_version);
        wrapped.insert(wrapped.end(), sealed.begin(), sealed.end());
        return wrapped;
    }

    Result<SecretKey> unwrap(ByteView id, ByteView wrapped) const {
        if (wrapped.empty() || wrapped.front() != format_version) return cannot_unwrap();
        auto key = crypto::unwrap_key(kek_, wrapped.subspan(1), {base::as_bytes(use), base::as_bytes(region_), id});
        if (!key) return cannot_unwrap();
        return key;
    }

    Result<void> empty_log() {
        auto query = connection_.query(truncate_log);
        const auto row = query.next();
        if (!row) return row.error();
        if (query.number(0) == 0) return {};
        return base::failure("store.busy",
                             "keys were deleted, but another process reads keys.db and keeps its write-ahead log from "
                             "being emptied; stop that process and destroy them again");
    }

    std::mutex mutex_;
    Connection connection_;
    const std::string region_;
    const SecretKey kek_;
    base::Random& random_;
    RecentKeys recent_;
};

}  // namespace

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::filesystem::path& database, const std::string& region,
                                                 const SecretKey& kek, base::Random& random) {
    auto connection = Connection::open(database, Connection::Mode::read_write);
    if (!connection) return connection.error();
    if (const auto set = connection->execute(settings); !set) return set.error();
    if (const auto made = connection->execute(layout); !made) return made.error();
    return std::unique_ptr<KeyStore>{std::make_unique<SqliteKeyStore>(std::move(*connection), region, kek, random)};
}

Result<std::unique_ptr<KeyStore>> open_read_only(const std::filesystem::path& database, const std::string& region,
                                                 const SecretKey& kek, base::Random& random) {
    auto connection = Connection::open(database, Connection::Mode::read_only);
    if (!connection) return connection.error();
    return std::unique_ptr<KeyStore>{std::make_unique<SqliteKeyStore>(std::move(*connection), region, kek, random)};
}

Result<bool> any_in_use(const std::filesystem::path& database, const std::string& region) {
    std::error_code absent;
    if (!std::filesystem::exists(database, absent)) return false;
    // What a kill in the middle of the first start left undone, only who may write can roll back.
    const bool undone = std::filesystem::exists(database.string() + "-journal", absent);
    auto connection = Connection::open(database, undone ? Connection::Mode::read_write : Connection::Mode::read_only);
    if (!connection) return connection.error();
    const auto holds = is_true(connection->query(select_layout));
    if (!holds || !*holds) return holds;  // without a layout it is what a kill left at the first start
    return is_true(connection->query(select_any, region));
}

}  // namespace kolk::gateway::keys
