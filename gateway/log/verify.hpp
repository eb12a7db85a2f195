#pragma once

#include "schemas/base/bytes.hpp"
#include "schemas/base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::log {

/// What `kolk log verify` found.
struct Verification {
    std::uint64_t entries = 0;
    std::uint64_t checkpoint = 0;  ///< size that the last checkpoint signs
    std::string root;              ///< base64, as in that checkpoint
    bool ok = true;
    std::uint64_t first_bad_entry = 0;  ///< index from 0; meaningful when not ok
    std::string problem;                ///< in plain English, without identities
};

/// Recomputes every leaf hash, derived column, subtree root, head value and checkpoint of the log in this database, and
/// checks every signature. Opens the file for reading only; safe beside a running service.
/// `progress(done, expected)` may be empty.
base::Result<Verification> verify(const std::string& database, const std::string& region, const std::string& origin,
                                  base::ByteView public_key,
                                  const std::function<void(std::uint64_t, std::uint64_t)>& progress);

/// What to look for; an empty text matches everything. `party` matches the sender; and the recipient, of what was
/// released to it only, without what was withheld of it: that something was withheld tells a recipient that it exists.
struct Query {
    std::string party;
    std::string kind;
    std::string purpose;
    std::string record_type;
    std::string reason;
    std::string subject;
    std::string exchange_id;
    std::string since;  ///< RFC 3339 in UTC, included
    std::string until;  ///< excluded
    std::size_t limit = 100;
};

/// What an entry may be named by.
enum class Named { party, purpose, record_type, reason };
/// Whether some entry of any kind names this text, a party as sender or recipient. A database that does not exist yet
/// is an empty log.
base::Result<bool> is_named(const std::string& database, const std::string& region, Named what,
                            const std::string& text);

struct Found {
    std::uint64_t index = 0;
    std::string leaf;
};

/// Entries that match, newest first.
base::Result<std::vector<Found>> search(const std::string& database, const std::string& region, const Query& query);

}  // namespace kolk::gateway::log
