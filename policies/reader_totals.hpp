#pragma once

#include "policies/section.hpp"

namespace kolk::policies {

/// Reads `totals` of a rule of an aggregate purpose, which then gives no record. Settings and school calendar of
/// `convenant` were read before.
void read_totals(const Section& section, const Convenant& convenant, Kind kind, Rule& rule);
/// Finds records that a sender would count in two ways, in this rule or in one that was read before: one count could be
/// subtracted from the other, and what is left is a group that nobody looked at.
void check_counted_once(const Rule& rule, const Convenant& convenant, const yaml::Node& at, Faults& faults);

}  // namespace kolk::policies
