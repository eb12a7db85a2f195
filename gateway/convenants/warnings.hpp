#pragma once

#include "gateway/convenants/versions.hpp"

#include <string>
#include <vector>

namespace kolk::gateway::convenants {

/// `voorbeeldregio 1.1`.
std::string name_of(const Version& version);

/// What a beheerder should know of the version in force on that day and of the next one, a sentence each: who has not
/// signed it and what stands still because of it, and which signatures do not hold.
std::vector<std::string> warnings(const Versions& versions, base::Date day);

/// What stands in the way of the successions of this convenant, past ones and those to come, a sentence each: a
/// successor that has not signed, or that this configuration gives no codes, no feed or no source.
std::vector<std::string> succession_warnings(const policies::Convenant& convenant,
                                             const config::Configuration& configuration);

}  // namespace kolk::gateway::convenants
