#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/config/effective.hpp"

namespace kolk::gateway::config {

/// The checks that take more than one key: names that refer to each other, what must be unique, what excludes what.
/// Adds its faults to `effective`, of which the places are used.
void check_together(const Configuration& configuration, Effective& effective);

}  // namespace kolk::gateway::config
