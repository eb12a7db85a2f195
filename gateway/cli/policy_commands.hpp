#pragma once

#include "gateway/cli/command.hpp"

namespace kolk::gateway::cli {

/// Commands below `kolk policy` with a file of their own.
void add_policy_register(CLI::App& policy, Action& action);
void add_policy_simulate(CLI::App& policy, Action& action);

}  // namespace kolk::gateway::cli
