#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/log/verify.hpp"

#include <optional>

namespace kolk::gateway::cli {

/// For a search that found nothing: where it is because a party, purpose, record type or reason of `asked` exists
/// nowhere here (configuration, versions of the convenant, exchange log), says so on stderr, with the nearest name, and
/// gives the exit code: wrong use for a reason, of which the codes are a closed list, else a problem. What stands in an
/// entry, however old, is known. Nothing where every name is known; then there is just nothing to find.
std::optional<int> tell_unknown_name(const config::Configuration& configuration, const log::Query& asked);
/// The same for a party alone; a bare role is one where some party has it.
std::optional<int> tell_unknown_party(const config::Configuration& configuration, const std::string& party);

}  // namespace kolk::gateway::cli
