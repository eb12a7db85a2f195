#include "gateway/store/sqlite_log.hpp"

#include <utility>

namespace kolk::gateway::store {
namespace {

using base::Result;
using sqlite::Connection;

constexpr const char* insert_entry =
    "INSERT INTO log_entries (region, entry, hash, kind, at, exchange_id, subject, sender, recipient, purpose, "
    "record_type, reason, leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
constexpr const char* insert_checkpoint =
    "INSERT INTO log_checkpoints (region, number, size, root, note) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr const char* swap_head =
    "UPDATE log_head SET size = ?2, peaks = ?3, checkpoints = ?4 WHERE region = ?1 AND size = ?5 AND checkpoints = ?6";
constexpr const char* select_head = "SELECT size, peaks, checkpoints FROM log_head WHERE region = ?1";
constexpr const char* select_last_checkpoint =
    "SELECT number, size, root, note FROM log_checkpoints WHERE region = ?1 ORDER BY number DESC LIMIT 1";

constexpr std::size_t hash_bytes = 32;

base::Error conflict() {
    return base::failure("store.conflict",
                         "the log of this region was moved by someone else at the same moment; nothing was stored, run "
                         "the step again");
}

base::Error damaged_head() {
    return base::failure("store.corrupt",
                         "the head of the exchange log is missing or damaged; run `kolk log verify` and restore the "
                         "state from a backup");
}

}  // namespace

Result<log::Head> read_log_head(Connection& connection, const std::string& region) {
    auto query = connection.query(select_head, region);
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row || query.number(0) < 0 || query.number(2) < 0) return damaged_head();
    log::Head head;
    head.size = static_cast<std::uint64_t>(query.number(0));
    head.checkpoints = static_cast<std::uint64_t>(query.number(2));
    const base::ByteView peaks = query.blob(1);
    if (peaks.size() % hash_bytes != 0) return damaged_head();
    for (std::size_t at = 0; at < peaks.size(); at += hash_bytes) {
        const base::ByteView peak = peaks.subspan(at, hash_bytes);
        head.peaks.emplace_back(peak.begin(), peak.end());
    }
    return head;
}

Result<std::optional<log::Checkpoint>> read_last_checkpoint(Connection& connection, const std::string& region) {
    auto query = connection.query(select_last_checkpoint, region);
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row) return std::optional<log::Checkpoint>{};
    return log::Checkpoint{static_cast<std::uint64_t>(query.number(0)), static_cast<std::uint64_t>(query.number(1)),
                           std::string{query.text(2)}, std::string{query.text(3)}};
}

LogWriter::LogWriter(Connection& connection, const std::string& region, crypto::MerkleTree tree,
                     std::uint64_t checkpoints)
    : connection_{&connection},
      region_{&region},
      tree_{std::move(tree)},
      checkpoints_{checkpoints},
      read_size_{tree_.size()},
      read_checkpoints_{checkpoints} {
}

Result<LogWriter> LogWriter::open(Connection& connection, const std::string& region) {
    const auto head = read_log_head(connection, region);
    if (!head) return head.error();
    std::vector<crypto::Digest> peaks;
    for (const base::Bytes& peak : head->peaks) peaks.push_back(*crypto::as_digest(peak));
    auto tree = crypto::MerkleTree::restore(head->size, std::move(peaks));
    if (!tree) return damaged_head();
    return LogWriter{connection, region, std::move(*tree), head->checkpoints};
}

Result<void> LogWriter::append(std::span<const log::Entry> entries) {
    for (const log::Entry& entry : entries) {
        const auto hash = crypto::as_digest(entry.hash);
        if (!hash) base::broken("an entry of the log carries its leaf hash");
        const auto stored =
            connection_
                ->query(insert_entry, *region_, tree_.size(), *hash, entry.kind, entry.at, entry.exchange_id,
                        entry.subject, entry.from, entry.to, entry.purpose, entry.record_type, entry.reason, entry.leaf)
                .run();
        if (!stored) return stored.error();
        tree_.append(*hash);
    }
    return {};
}

Result<void> LogWriter::append(const log::Checkpoint& checkpoint) {
    if (checkpoint.number != checkpoints_ + 1 || checkpoint.size > tree_.size()) return conflict();
    const auto stored =
        connection_
            ->query(insert_checkpoint, *region_, checkpoint.number, checkpoint.size, checkpoint.root, checkpoint.note)
            .run();
    if (!stored) return stored.error();
    ++checkpoints_;
    return {};
}

Result<void> LogWriter::write_head() {
    base::Bytes peaks;
    for (const crypto::Digest& peak : tree_.peaks()) peaks.insert(peaks.end(), peak.begin(), peak.end());
    const auto swapped =
        connection_->query(swap_head, *region_, tree_.size(), peaks, checkpoints_, read_size_, read_checkpoints_).run();
    if (!swapped) return swapped.error();
    if (*swapped != 1) return conflict();
    return {};
}

log::Head LogWriter::head() const {
    log::Head head{tree_.size(), {}, checkpoints_};
    for (const crypto::Digest& peak : tree_.peaks()) head.peaks.emplace_back(peak.begin(), peak.end());
    return head;
}

}  // namespace kolk::gateway::store
