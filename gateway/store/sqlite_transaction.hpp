#pragma once

#include "gateway/store/sqlite.hpp"
#include "gateway/store/sqlite_log.hpp"
#include "gateway/store/store.hpp"

#include <functional>
#include <optional>
#include <string>

namespace kolk::gateway::store {

/// A transaction on the writing connection, begun by its maker. `ended` is called when it is destroyed.
class SqliteTransaction : public Transaction {
public:
    SqliteTransaction(sqlite::Connection& connection, const std::string& region, std::function<void()> ended);
    SqliteTransaction(const SqliteTransaction&) = delete;
    SqliteTransaction& operator=(const SqliteTransaction&) = delete;
    ~SqliteTransaction() override;

    Result<void> put(const Subject& subject) override;
    Result<void> put(const Alias& alias) override;
    Result<void> put(const OwnNumber& number) override;
    Result<void> put(const Fact& fact) override;
    Result<void> absorb(const SubjectId& from, const SubjectId& into) override;
    Result<void> put(const FactSource& file) override;
    Result<void> replace_facts(const FactSource& file, std::span<const Fact> facts) override;
    Result<void> put(const Record& record) override;
    Result<void> put(const Exchange& exchange) override;
    Result<void> put(const Mark& mark) override;
    Result<void> remove(const Mark& mark) override;
    Result<void> put(const Notice& notice) override;
    Result<void> name(const std::string& notice_id, const std::string& exchange_id) override;
    Result<void> postpone(const std::string& recipient, Instant until) override;
    Result<void> hasten(Instant latest) override;
    Result<void> put(const Quarantined& input) override;
    Result<void> put(const Incident& incident) override;
    Result<void> put(const SourceState& source) override;
    Result<void> add(const Counter& increment) override;
    Result<void> drop_ended_content(std::span<const std::string> record_ids) override;
    Result<void> drop_expired_quarantine(Instant now) override;
    Result<void> append(std::span<const log::Entry> entries) override;
    Result<void> append_checkpoint(const log::Checkpoint& checkpoint) override;
    Result<void> commit() override;

    /// The log's head as this transaction has moved it, or nothing when it has not touched the log.
    [[nodiscard]] std::optional<log::Head> log_head() const;

private:
    template <class... Values>
    Result<std::int64_t> run(const char* literal, const Values&... values);
    template <class... Values>
    Result<void> write(const char* literal, const Values&... values);
    Result<LogWriter*> open_log();
    Result<void> keep(Result<void> outcome);

    sqlite::Connection& connection_;
    const std::string& region_;
    std::function<void()> ended_;
    std::optional<LogWriter> log_;
    bool failed_ = false;
};

}  // namespace kolk::gateway::store
