#pragma once

#include "schemas/base/time.hpp"

#include <string_view>

namespace kolk::gateway::pipeline {

/// The day after an ISO 8601 period of years, months, weeks or days (`P3Y`, `P6M`, `P2Y6M`, `P30D`). A text that is no
/// such period adds nothing, so that what is unclear is kept shortest.
base::Date add_period(base::Date day, std::string_view period);

}  // namespace kolk::gateway::pipeline
