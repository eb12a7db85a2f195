#pragma once

#include "policies/convenant.hpp"

#include <string>
#include <utility>
#include <vector>

namespace kolk::policies {

/// Record type and field of everything that these conditions look at.
std::vector<std::pair<std::string, std::string>> looked_at(const std::vector<Condition>& conditions);
/// What a condition of a prohibition looks at in records of this type: their own field, by whatever name they have it,
/// and one of the child's block.
std::vector<std::pair<std::string, std::string>> looked_at(const FieldIs& condition, const schemas::RecordType& type);
/// Record type and field of everything that the conditions and prohibitions of this flow look at. It must be read to
/// decide, although it may not be given.
std::vector<std::pair<std::string, std::string>> looked_at(const Convenant& convenant, const PlannedFlow& flow);

}  // namespace kolk::policies
