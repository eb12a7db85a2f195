#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/pipeline/pass.hpp"
#include "gateway/pipeline/services.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::region {

/// What a pass and a simulation both take from the configuration.
std::vector<pipeline::Organisation> organisations_of(const config::Configuration& configuration);
std::map<std::string, pipeline::FactsTrust> facts_trust(const config::Configuration& configuration);

/// Since when each configured source can't be read; those that can, or were never tried, are not there.
base::Result<std::map<std::string, base::Instant>> failing_sources(store::Store& store,
                                                                   const config::Configuration& configuration);
/// Parties of today's convenant that have no feed here, and how much failed for want of one.
base::Result<std::map<std::string, std::int64_t>> failed_without_feed(const pipeline::Services& services,
                                                                      const config::Configuration& configuration);
/// Sources of facts that are no longer configured and hold children all the same: of what they said nobody knows
/// whether it still holds.
base::Result<std::set<std::string>> abandoned_facts(store::Store& store, const config::Configuration& configuration);
/// Keeps for `failing_sources` what a pass that asked these sources met at `now`.
base::Result<void> note_failing(store::Store& store, const std::set<std::string>& asked,
                                const pipeline::PassReport& report, base::Instant now);

/// The name under which the store keeps when the demo's clock was first started; no source can have it.
inline constexpr const char* clock_started = "(clock)";
/// The clock of this region. That of a demo runs on from its first start, which the store tells (nullptr: a region that
/// never ran): after a restart it goes on where it was, so that its log never runs backwards.
base::Result<std::unique_ptr<base::Clock>> clock_of(store::Store* store, const config::Configuration& configuration);

}  // namespace kolk::gateway::region
