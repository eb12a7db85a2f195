#pragma once

#include "policies/convenant.hpp"

#include <set>
#include <span>
#include <string>
#include <vector>

/// What could never hold: found by looking for a child and a record that would do, and told only where there is none.
/// Of conditions that nobody writes in such numbers that the search would take long, it is taken that something may.
namespace kolk::policies {

using Conditions = std::vector<Condition>;

/// Why nothing meets all of these; each reason once, none where something may meet them.
std::set<std::string> contradictions(const Conditions& conditions);
/// Whether a record of this type that meets these conditions may be one that none of the prohibitions, all of which
/// concern it, looks for. `type` is nullptr where any record is meant: only what is forbidden whatever the record says
/// then leaves nothing.
bool leaves_something(const Conditions& conditions, std::span<const Prohibition* const> forbidden,
                      const schemas::RecordType* type);

}  // namespace kolk::policies
