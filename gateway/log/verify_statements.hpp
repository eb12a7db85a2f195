#pragma once

#include "crypto/digest.hpp"
#include "gateway/log/verify_entries.hpp"
#include "gateway/store/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::log {

/// What one checkpoint signs.
struct Signed {
    std::uint64_t size = 0;
    crypto::Digest root{};
};

/// The checkpoints in order, up to the first that is not what its signature says.
struct Statements {
    std::vector<Signed> checkpoints;
    std::uint64_t rows = 0;
    std::optional<Problem> problem;
};

/// Compares every value of every checkpoint with its signature and with the one before it.
base::Result<Statements> check_checkpoints(store::sqlite::Connection& connection, const std::string& region,
                                           const std::string& origin, base::ByteView public_key);

/// What is not as it should be in the tables of the log themselves (a table, column, trigger or head row too many or
/// too few), in words; empty when nothing is.
base::Result<std::string> check_tables(store::sqlite::Connection& connection, const std::string& region);

}  // namespace kolk::gateway::log
