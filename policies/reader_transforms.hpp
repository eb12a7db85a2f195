#pragma once

#include "policies/section.hpp"

namespace kolk::policies {

/// Reads `transforms` of a rule, whose records were read before. A field that is dropped leaves the rule. What is said
/// of a field holds under every name by which the rule gives it (a subset, leerling-id and its kern).
void read_transforms(const Section& section, Rule& rule);

}  // namespace kolk::policies
