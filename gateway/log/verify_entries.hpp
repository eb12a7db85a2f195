#pragma once

#include "crypto/digest.hpp"
#include "gateway/store/sqlite.hpp"
#include "schemas/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::log {

/// The first entry that can't be trusted, and why.
struct Problem {
    std::uint64_t entry = 0;
    std::string text;
};

/// The leaf hashes of a stretch of entries, up to the first problem in it.
struct Stretch {
    std::vector<crypto::Digest> hashes;
    std::optional<Problem> problem;
};

/// Reads the entries `first` to `end` (excluded) and compares each stored value with the leaf: its place, region, hash
/// and every search column. Leaf hashes are computed by OpenSSL, another implementation than the one that wrote them.
/// Stretches may be checked side by side, each on a connection of its own.
base::Result<Stretch> check_entries(store::sqlite::Connection& connection, const std::string& region,
                                    std::uint64_t first, std::uint64_t end);

}  // namespace kolk::gateway::log
