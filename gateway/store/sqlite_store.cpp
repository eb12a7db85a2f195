#include "gateway/store/sqlite_store.hpp"

#include "gateway/store/sqlite_reader.hpp"
#include "gateway/store/sqlite_schema.hpp"
#include "gateway/store/sqlite_transaction.hpp"

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

namespace kolk::gateway::store {
namespace {

using sqlite::Connection;

// Large pages: half the write calls for rows of half a kilobyte. The write-ahead log is copied back every 32 MiB.
constexpr const char* settings =
    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864;"
    "PRAGMA cache_size = -32768;";
constexpr const char* reader_settings = "PRAGMA cache_size = -8192;";

class SqliteStore : public Store {
public:
    SqliteStore(std::string region, Connection writer, Connection reader)
        : region_{std::move(region)}, writer_{std::move(writer)}, reader_{std::move(reader)} {}

    Result<std::unique_ptr<Transaction>> begin() override {
        if (is_writing_thread()) base::broken("a thread has one transaction open at a time");
        std::unique_lock turn{writing_};
        stop_reading();
        if (const auto begun = writer_.execute("BEGIN IMMEDIATE"); !begun) return begun.error();
        writing_thread_ = std::this_thread::get_id();
        turn.release();
        auto transaction = std::make_unique<SqliteTransaction>(writer_, region_, [this] { end(); });
        open_ = transaction.get();
        return std::unique_ptr<Transaction>{std::move(transaction)};
    }

    std::unique_ptr<Held> hold_reads() override {
        const std::lock_guard turn{writing_};
        ++holders_;
        go_on_reading();
        return std::make_unique<HeldReads>(*this);
    }

    Result<std::optional<SubjectId>> find_alias(const Digest& token) override { return ask(read::find_alias, token); }
    Result<std::optional<Subject>> find_subject(const SubjectId& id) override { return ask(read::find_subject, id); }
    Result<std::vector<Subject>> subjects() override { return ask(read::subjects); }
    Result<bool> has_records(const SubjectId& subject) override { return ask(read::has_records, subject); }
    Result<std::vector<OwnNumber>> own_numbers(const SubjectId& subject) override {
        return ask(read::own_numbers, subject);
    }
    Result<std::vector<Fact>> facts(const SubjectId& subject) override { return ask(read::facts, subject); }
    Result<std::vector<Fact>> facts_of(const std::string& source, const std::string& kind) override {
        return ask(read::facts_of, source, kind);
    }
    Result<std::vector<FactSource>> fact_sources() override { return ask(read::fact_sources); }
    Result<std::optional<Record>> find_record(const Digest& key) override { return ask(read::find_record, key); }
    Result<std::optional<Record>> record(const std::string& record_id) override { return ask(read::record, record_id); }
    Result<std::vector<Exchange>> exchanges_of(const std::string& record_id) override {
        return ask(read::exchanges_of, record_id);
    }
    Result<std::optional<Exchange>> exchange(const std::string& exchange_id) override {
        return ask(read::exchange, exchange_id);
    }
    Result<std::vector<Exchange>> due(const std::string& recipient, std::span<const ExchangeState> states, Instant now,
                                      std::size_t limit) override {
        return ask(read::due, recipient, states, now, limit);
    }
    Result<std::vector<Exchange>> in_state(ExchangeState state, std::size_t limit) override {
        return ask(read::in_state, state, limit);
    }
    Result<std::vector<Exchange>> postponed(Instant now, std::size_t limit) override {
        return ask(read::postponed, now, limit);
    }
    Result<std::vector<Exchange>> exchanges_about(const SubjectId& subject) override {
        return ask(read::exchanges_about, subject);
    }
    Result<std::vector<Mark>> marks() override { return ask(read::marks); }
    Result<std::vector<Notice>> notices() override { return ask(read::notices); }
    Result<std::vector<Notice>> notices_about(const SubjectId& subject) override {
        return ask(read::notices_about, subject);
    }
    Result<std::vector<SubjectId>> children_of(const std::string& recipient) override {
        return ask(read::children_of, recipient);
    }
    Result<std::vector<Notice>> open_notices() override { return ask(read::open_notices); }
    Result<std::vector<Exchange>> exchanges_in(const std::string& notice_id) override {
        return ask(read::exchanges_in, notice_id);
    }
    Result<std::optional<Instant>> next_attempt() override { return ask(read::next_attempt); }
    Result<bool> quarantine_has(const Digest& digest) override { return ask(read::quarantine_has, digest); }
    Result<std::vector<Quarantined>> quarantine() override { return ask(read::quarantine); }
    Result<std::vector<std::string>> expired_quarantine(Instant now) override {
        return ask(read::expired_quarantine, now);
    }
    Result<std::vector<Incident>> incidents() override { return ask(read::incidents); }
    Result<std::optional<SourceState>> source(const std::string& name) override { return ask(read::source, name); }
    Result<std::vector<Counter>> counters() override { return ask(read::counters); }
    Result<std::map<std::string, std::int64_t>> outstanding() override { return ask(read::outstanding); }
    Result<std::vector<FlowCount>> flows() override { return ask(read::flows); }
    Result<std::vector<FailureCount>> failures() override { return ask(read::failures); }
    Result<log::Head> log_head() override {
        if (is_writing_thread()) {
            // The head row is written at the commit.
            if (auto moved = open_->log_head()) return std::move(*moved);
        }
        return ask(read_log_head);
    }
    Result<std::optional<log::Checkpoint>> last_checkpoint() override { return ask(read_last_checkpoint); }

private:
    [[nodiscard]] bool is_writing_thread() const { return writing_thread_ == std::this_thread::get_id(); }

    /// The thread with the open transaction sees that; any other sees the last commit. While nobody writes, that is
    /// asked over the writing connection too: its cache still holds what it wrote, where every commit empties the
    /// other's.
    template <class Answer, class... Parameters, class... Arguments>
    Answer ask(Answer (*question)(Connection&, const std::string&, Parameters...), const Arguments&... arguments) {
        if (is_writing_thread()) return question(writer_, region_, arguments...);
        const std::unique_lock idle{writing_, std::try_to_lock};
        if (idle) return question(writer_, region_, arguments...);
        const std::lock_guard turn{reading_};
        return question(reader_, region_, arguments...);
    }

    class HeldReads : public Held {
    public:
        explicit HeldReads(SqliteStore& store) : store_{store} {}
        ~HeldReads() override { store_.let_go(); }

    private:
        SqliteStore& store_;
    };

    // One that cannot begin costs time only: then each read has a view of its own.
    void go_on_reading() {
        if (holders_ > 0 && !writer_.in_transaction()) static_cast<void>(writer_.execute("BEGIN"));
    }

    void stop_reading() {
        if (writer_.in_transaction()) static_cast<void>(writer_.execute("ROLLBACK"));
    }

    void let_go() {
        const std::lock_guard turn{writing_};
        --holders_;
        if (holders_ == 0) stop_reading();
    }

    void end() {
        open_ = nullptr;
        go_on_reading();
        writing_thread_ = std::thread::id{};
        writing_.unlock();
    }

    const std::string region_;
    std::mutex writing_;  // held as long as a transaction is open, and while the writing connection is asked
    Connection writer_;
    std::atomic<std::thread::id> writing_thread_{};
    SqliteTransaction* open_ = nullptr;  // used by the writing thread
    int holders_ = 0;                    // guarded by writing_
    std::mutex reading_;
    Connection reader_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::filesystem::path& file, const std::string& region) {
    auto writer = Connection::open(file, Connection::Mode::read_write);
    if (!writer) return writer.error();
    if (const auto set = writer->execute(settings); !set) return set.error();
    if (const auto ready = prepare_schema(*writer, region); !ready) return ready.error();
    auto reader = Connection::open(file, Connection::Mode::read_only);
    if (!reader) return reader.error();
    if (const auto set = reader->execute(reader_settings); !set) return set.error();
    return std::unique_ptr<Store>{std::make_unique<SqliteStore>(region, std::move(*writer), std::move(*reader))};
}

Result<std::unique_ptr<Store>> open_sqlite_read_only(const std::filesystem::path& file, const std::string& region) {
    auto one = Connection::open(file, Connection::Mode::read_only);
    if (!one) return one.error();
    auto other = Connection::open(file, Connection::Mode::read_only);
    if (!other) return other.error();
    return std::unique_ptr<Store>{std::make_unique<SqliteStore>(region, std::move(*one), std::move(*other))};
}

}  // namespace kolk::gateway::store
