#pragma once

#include "policies/section.hpp"

#include <span>

namespace kolk::policies {

/// Finds what the forbidden flows of a purpose, which stand at `at` in their order, take from its own rules: where they
/// leave nothing of a rule that is a contradiction, where they leave a part a warning. Those that look at the record
/// leave nothing where the rule asks for nothing else. One that names a block of the child forbids it as a record
/// alone, and is a fault where a rule lets that block go along with other records. Each rule is to have no condition
/// but sound ones.
void check_forbidden(std::span<const Rule> rules, std::span<const Prohibition> forbidden,
                     std::span<const yaml::Node> at, Faults& faults);

}  // namespace kolk::policies
