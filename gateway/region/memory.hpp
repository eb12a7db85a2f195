#pragma once

#include <cstdint>

namespace kolk::gateway::region {

/// The most memory that this process has had at once (VmHWM), in bytes.
std::int64_t peak_memory_bytes();

}  // namespace kolk::gateway::region
