#pragma once

#include "policies/section.hpp"

#include <optional>

namespace kolk::policies {

/// One condition of a rule. Settings and school calendar of `convenant` were read before.
std::optional<Condition> read_condition(const yaml::Node& node, const Convenant& convenant, Faults& faults);
/// The record type that a condition speaks of, or empty when it speaks of the child.
std::string record_of(const Condition& condition);
/// `{field, is}` or `{field, is_not}`, the one condition that a forbidden flow may have.
FieldIs read_field_is(const Section& section);

}  // namespace kolk::policies
