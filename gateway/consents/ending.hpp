#pragma once

#include "gateway/consents/registry.hpp"

#include <optional>
#include <vector>

namespace kolk::gateway::consents {

/// A consent that ends of itself.
struct Ending {
    Listed listed;
    /// The first day on which it no longer counts. For a birthday the Monday of its week: the day itself would be a
    /// part of a date of birth beside a pseudonym.
    base::Date ask_before;
    bool on_birthday = false;
};

/// Every consent that ends of itself within so many weeks, soonest first; with `party`, those alone that this party
/// collected.
base::Result<std::vector<Ending>> ending_consents(pipeline::Services& services,
                                                  const std::optional<schemas::Party>& party, int weeks);

}  // namespace kolk::gateway::consents
