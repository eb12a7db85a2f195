#pragma once

#include "gateway/store/store.hpp"

#include <boost/json.hpp>

namespace kolk::gateway::pipeline {

/// What was read and exchanged since the region began, in the form of the JSON that `kolk sync` prints, without its
/// seconds and memory. What is queued or under way counts as waiting.
base::Result<boost::json::object> summary(store::Store& store);

}  // namespace kolk::gateway::pipeline
