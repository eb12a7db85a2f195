#pragma once

#include "policies/convenant.hpp"

#include <string>
#include <vector>

namespace kolk::gateway::simulation {

/// What the next version changes of which a simulation counts nothing, as it decides on records alone; sorted, and in
/// the words of the file where it has one: `totals`, `exceptions` (what two people could open), `retention`, `onward`,
/// `notify`, `deadline`, `pseudonym_only`.
std::vector<std::string> not_counted(const policies::Convenant& in_force, const policies::Convenant& next);

}  // namespace kolk::gateway::simulation
