#pragma once

#include "policies/section.hpp"

namespace kolk::policies {

/// Reads the list `purposes` of a convenant file with its rules and prohibitions into `convenant`.
void read_purposes(const Section& file, Convenant& convenant);
/// A party of the form ROLE:ORG with a known role; `known` are the parties of the file, empty: not looked at.
Party read_party(const yaml::Node& node, Faults& faults);

}  // namespace kolk::policies
