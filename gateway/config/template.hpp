#pragma once

#include <string_view>

namespace kolk::gateway::config {

/// The commented kolk.yaml that `kolk init` writes: it reads without faults, explains every section and names every
/// key, with invented organisations to replace.
std::string_view configuration_template();

}  // namespace kolk::gateway::config
