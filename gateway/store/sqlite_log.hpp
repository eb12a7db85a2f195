#pragma once

#include "crypto/merkle.hpp"
#include "gateway/log/entry.hpp"
#include "gateway/store/sqlite.hpp"

#include <span>
#include <string>

namespace kolk::gateway::store {

/// The region's log within one transaction: read from its head row, grown in memory, and written back by
/// compare-and-swap.
class LogWriter {
public:
    /// Reads the head row.
    static base::Result<LogWriter> open(sqlite::Connection& connection, const std::string& region);

    base::Result<void> append(std::span<const log::Entry> entries);
    base::Result<void> append(const log::Checkpoint& checkpoint);
    /// Swaps the head row; `store.conflict` when it is no longer what was read.
    base::Result<void> write_head();
    [[nodiscard]] log::Head head() const;

private:
    LogWriter(sqlite::Connection& connection, const std::string& region, crypto::MerkleTree tree,
              std::uint64_t checkpoints);

    sqlite::Connection* connection_;
    const std::string* region_;
    crypto::MerkleTree tree_;
    std::uint64_t checkpoints_;
    std::uint64_t read_size_;
    std::uint64_t read_checkpoints_;
};

base::Result<log::Head> read_log_head(sqlite::Connection& connection, const std::string& region);
base::Result<std::optional<log::Checkpoint>> read_last_checkpoint(sqlite::Connection& connection,
                                                                  const std::string& region);

}  // namespace kolk::gateway::store
