#pragma once

#include <string_view>

namespace kolk::schemas {

/// What people call records of this type (Dutch), as its schema file says; of an unknown type its own id.
std::string_view title_of(std::string_view record_type);

}  // namespace kolk::schemas
