#pragma once

#include "schemas/base/result.hpp"
#include "schemas/base/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kolk::gateway::log {

/// What the log tells about the use of rules.
struct Traffic {
    std::optional<std::string> first_entry;           ///< moment of the oldest entry; absent: the log is empty
    std::map<std::string, std::string> last_release;  ///< rule id to the moment of its last release, of totals too
    std::optional<base::Date> until{};                ///< the last day of which it tells; absent: of every day
};

/// Reads the log as it stood at the end of that day (UTC), without writing to it, also beside a running service. A
/// database that does not exist yet is an empty log.
base::Result<Traffic> read_traffic(const std::string& database, const std::string& region, base::Date until);

/// When an exchange was last released, and the log pseudonym under which that stands.
struct Release {
    std::string subject;
    base::Instant at;
};
/// The last release of each of these exchanges that was released.
base::Result<std::map<std::string, Release>> last_releases(const std::string& database, const std::string& region,
                                                           const std::set<std::string>& exchange_ids);

/// What one party sent or received under one rule.
struct Exchanged {
    bool sent = false;  ///< else received
    std::string purpose;
    std::string record_type;
    std::string rule;
    std::int64_t exchanges = 0;
    base::Instant first;
    base::Instant last;
};
/// Everything that was released by or to this party, in the order of its purposes.
base::Result<std::vector<Exchanged>> exchanged_by(const std::string& database, const std::string& region,
                                                  const std::string& party);

}  // namespace kolk::gateway::log
