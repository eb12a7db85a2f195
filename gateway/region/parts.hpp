#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/pipeline/services.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::region {

/// What a pass and a simulation both take from the configuration.
std::vector<pipeline::Organisation> organisations_of(const config::Configuration& configuration);
std::map<std::string, pipeline::FactsTrust> facts_trust(const config::Configuration& configuration);

/// The name under which the store keeps when the demo's clock was first started; no source can have it.
inline constexpr const char* clock_started = "(clock)";

}  // namespace kolk::gateway::region
