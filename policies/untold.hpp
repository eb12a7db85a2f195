#pragma once

#include "policies/compare.hpp"

#include <string>
#include <vector>

namespace kolk::policies {

/// What two versions say differently and `told` does not tell: see `Comparison::untold`.
std::vector<std::string> untold_in(const Convenant& before, const Convenant& after, const Comparison& told);

}  // namespace kolk::policies
