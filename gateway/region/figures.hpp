#pragma once

#include "gateway/http/metrics.hpp"
#include "gateway/store/store.hpp"

#include <chrono>
#include <vector>

namespace kolk::gateway::region {

/// What `/metrics` shows of a region: counts of rows and exchanges, the log's size, sources and passes. No identities.
base::Result<std::vector<http::Metric>> figures(store::Store& store, std::chrono::milliseconds last_pass);

}  // namespace kolk::gateway::region
