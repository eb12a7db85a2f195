#pragma once

#include "policies/section.hpp"

#include <string_view>
#include <vector>

namespace kolk::policies {

/// The conditions that stand under this word, `when`, here and at the outer map, from which a rule adds to its purpose.
/// A definition is replaced by what it says. Settings, school calendar and definitions of `convenant` were read before.
std::vector<Condition> read_conditions(const Section& section, std::string_view word, const Convenant& convenant);
/// One of them; of a definition, several.
std::vector<Condition> read_condition(const yaml::Node& node, const Convenant& convenant, Faults& faults);
/// Reads `definitions` of a convenant file; none of them uses another.
void read_definitions(const Section& file, Convenant& convenant);
/// The record type that a condition speaks of, or empty when it speaks of the child.
std::string record_of(const Condition& condition);
/// The values that the field, or each element of its list, can have; none where it has no closed list.
std::vector<std::string> closed_list_of(const schemas::FieldSchema& field);
/// Whether some number that the field may hold lies between these bounds. A field that no schema has holds any.
bool leaves_a_number(const NumberBetween& bounds);
/// `{field, is}` or `{field, is_not}`, the one condition that a forbidden flow may have.
FieldIs read_field_is(const Section& section);

}  // namespace kolk::policies
