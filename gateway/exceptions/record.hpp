#pragma once

#include "schemas/base/result.hpp"
#include "schemas/base/time.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::exceptions {

/// One exception as the exchange log tells of it: without the child's identity and without what a person wrote.
struct Recorded {
    std::string id;
    std::string subject;  ///< log pseudonym, of the quarter in which it was taken in
    std::string purpose, from, to, reason;
    std::vector<std::string> record_types;
    std::vector<std::string> offices;
    base::Date opened, until, review;
    std::optional<base::Date> ended;
    std::string outcome;

    [[nodiscard]] bool is_open(base::Date today) const;
    /// Looked at by nobody although its day has come, or has passed.
    [[nodiscard]] bool review_due(base::Date today) const { return outcome.empty() && review <= today; }
    [[nodiscard]] bool review_overdue(base::Date today) const { return outcome.empty() && review < today; }
};

/// Every exception that the log of this region tells of, oldest first. `zone` says on which civil day one was closed.
base::Result<std::vector<Recorded>> exceptions_in_log(const std::filesystem::path& database, const std::string& region,
                                                      const base::Zone& zone);

}  // namespace kolk::gateway::exceptions
