#pragma once

#include "schemas/base/result.hpp"

#include <map>
#include <optional>
#include <string>

namespace kolk::gateway::log {

/// What the log tells about the use of rules.
struct Traffic {
    std::optional<std::string> first_entry;           ///< moment of the oldest entry; absent: the log is empty
    std::map<std::string, std::string> last_release;  ///< rule id to the moment of its last release
};

/// Reads the log without writing to it, also beside a running service. A database that does not exist yet is an empty
/// log.
base::Result<Traffic> read_traffic(const std::string& database, const std::string& region);

}  // namespace kolk::gateway::log
