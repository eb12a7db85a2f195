#pragma once

#include <map>
#include <string_view>

namespace kolk::schemas {

/// The schema files that were compiled in, by their path below `schemas/` (`records/opp.json`, `wire/jw301.xsd`).
const std::map<std::string_view, std::string_view>& embedded_files();

}  // namespace kolk::schemas
