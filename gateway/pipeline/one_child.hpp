#pragma once

#include "gateway/pipeline/children.hpp"

#include <span>
#include <vector>

/// Whether what a source says of numbers can be so.
namespace kolk::gateway::pipeline {

/// Whether it is a BSN or an onderwijsnummer.
bool is_national(const connectors::Identifier& identifier);

/// Whether these children, and who has these numbers as `source` says, may be one child. Nobody has two national
/// numbers of a kind, and whom a party knows by two numbers it tells apart; but where it says of a number of its own
/// itself which national number has it, it may have given its child another, unless its facts name both now.
bool may_be_one(const Services& services, const std::vector<Child*>& children,
                std::span<const connectors::Identifier> identifiers, const schemas::Party& source);

}  // namespace kolk::gateway::pipeline
