#pragma once

#include "gateway/region/region.hpp"
#include "gateway/simulation/outcome.hpp"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace kolk::gateway::region {

/// What a new version of the convenant would change, before anyone signs it.
struct Simulation {
    simulation::Report now;                       ///< what the sources hold today
    simulation::Report past;                      ///< what the log holds since `since`
    std::string since;                            ///< moment in UTC
    std::array<std::int64_t, 2> to_quarantine{};  ///< statements of today whose child nobody can tell, by `Side`
    std::vector<std::string> not_counted;         ///< what differs besides (simulation/not_counted.hpp)
    bool none_in_force = false;                   ///< no version covers today: before, nothing goes
    bool as_if_in_force = false;                  ///< the new version does not cover today and was taken as if it did
    std::vector<std::string> unread;  ///< sources that could not be read, so that `now` does not count what they hold

    /// Whether anything differs, or may, in what goes of records.
    [[nodiscard]] bool differs_in_records() const;
    /// Whether anything differs, or may, of what is counted or of `not_counted`.
    [[nodiscard]] bool differs() const { return differs_in_records() || !not_counted.empty(); }
};

using SimulationProgress = std::function<void(const std::string& phase, std::uint64_t done, std::uint64_t expected)>;

/// Pulls every source again, twice, and decides what it holds under the convenant in force and under `next`, with what
/// a pass under each would have learned of the children from it; reads the log of
/// the last `days` and tells what `next` would have done, by the version that decided each entry. Looks only: it takes
/// no lock, writes no row, entry, key or file, delivers nothing, and may run beside the service. Facts are those that
/// the service read last.
base::Result<Simulation> simulate(const config::Configuration& configuration, const convenants::Versions& versions,
                                  const convenants::Version& in_force, const policies::Convenant& next, int days,
                                  const SimulationProgress& progress);

}  // namespace kolk::gateway::region
