#pragma once

#include "gateway/simulation/outcome.hpp"
#include "policies/convenant.hpp"
#include "schemas/base/result.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::simulation {

/// What the log holds of one exchange: that it went, or why not.
struct PastExchange {
    Road road;
    bool released = false;
    std::string rule;
    std::string convenant_hash;
    std::string reason;
    std::string consent_id;
    std::vector<std::string> given;
};

/// The versions between which the past is compared.
struct Versions {
    const policies::Convenant& in_force;
    /// Every version whose file is there, by the hash of that file: an entry is judged by the one that decided it.
    const std::map<std::string, const policies::Convenant*, std::less<>>& by_hash;
    const policies::Convenant& next;
};

/// What the new version would have done, as far as the entry tells. Nothing else than what happened, where it says the
/// same of a road as the version in force. Certain are further: that no rule, a prohibition without conditions, an
/// absent party or an absent DPIA stops it; and what a rule that asks for the same things as in the version that
/// decided, between parties that take part on the same days, gives or withholds. Everything else depends on what no
/// entry holds (values, facts of that day, whether an exception would have been opened) and is unknown.
Outcome judge(const PastExchange& past, const Versions& versions);

/// Reads the last word of the log on each exchange that was released or withheld since `since`, without writing to it,
/// and counts what both versions do. `progress` gets the number of entries read and expected.
base::Result<Report> compare_past(const std::string& database, const std::string& region, const std::string& since,
                                  const Versions& versions,
                                  const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace kolk::gateway::simulation
