#pragma once

#include "policies/section.hpp"
#include "schemas/record_types.hpp"

namespace kolk::policies {

/// Reads `transforms` of a rule, whose records were read before. A field that is dropped leaves the rule. What is said
/// of a field holds under every name by which the rule gives it (a subset, leerling-id and its kern); a field that
/// holds one that is dropped, like `5a-kern.contact` an address, leaves the rule with it. What the purpose says holds
/// as well, but for the fields of which the rule itself says something.
void read_transforms(const Section& section, Rule& rule);
/// One transform of this field; nothing, and a fault, when it is none.
std::optional<Transform> read_transform(const yaml::Node& node, const schemas::FieldSchema& field, Faults& faults);

}  // namespace kolk::policies
