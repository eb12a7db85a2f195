#pragma once

#include "gateway/pipeline/services.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// The name under which the store keeps the next moment at which time alone may let something of this source go; no
/// source can have it, names are slugs.
std::string next_change_name(const std::string& source);

/// The name under which the store keeps when facts last changed; no source can have it, names are slugs.
inline constexpr std::string_view facts_changed = "(facts)";

/// Notes these times in one transaction; nothing for none.
base::Result<void> note_times(store::Store& store, const std::vector<store::SourceState>& times);

/// The first moment since its last pull at which time alone may change what becomes of this source's records: what was
/// withheld of it may go, what was not asked for is asked for, or the convenant is another. From that moment it is to
/// be asked for everything. Nothing for a source that was never pulled.
base::Result<std::optional<base::Instant>> next_change(const Services& services, const std::string& source);

/// The start of the next civil day, on which everything that waits is to be decided again.
base::Instant next_day(const Services& services);

}  // namespace kolk::gateway::pipeline
