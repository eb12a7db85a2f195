#pragma once

#include "gateway/log/entry.hpp"
#include "gateway/pipeline/services.hpp"
#include "gateway/store/store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// What was done about an incident when it was noticed.
inline constexpr std::string_view measure_destroyed = "destroyed";
inline constexpr std::string_view measure_quarantined = "quarantined";
inline constexpr std::string_view measure_withheld = "withheld";
inline constexpr std::string_view measure_delivered = "delivered";

/// The incident that this exchange is for the reason that it has now; `source` noticed it.
store::Incident incident_about(const store::Exchange& exchange, std::string source, std::string pseudonym,
                               std::string_view measure);
/// Opens an incident, noticed now, and adds its entry to `entries`. The caller tells everything but id and moment.
base::Result<void> open_incident(const Services& services, store::Transaction& transaction, store::Incident incident,
                                 std::vector<log::Entry>& entries);

}  // namespace kolk::gateway::pipeline
