#pragma once

#include "connectors/mapping.hpp"
#include "schemas/base/result.hpp"

#include <filesystem>

namespace kolk::gateway::region {

/// Reads a mapping file; of one with faults the error tells the first.
base::Result<connectors::mapping::Mapping> read_mapping(const std::filesystem::path& file);

}  // namespace kolk::gateway::region
