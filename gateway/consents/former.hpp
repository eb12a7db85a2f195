#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/services.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::consents {

/// A delivery to a party of which the child was no longer, on the day of its release. What a school told its own
/// samenwerkingsverband is none: that goes on.
struct LateDelivery {
    std::string subject;  ///< log pseudonym, as it stands with the release
    std::string exchange_id;
    std::string recipient;
    std::string purpose;
    std::string record_type;
    base::Instant released_at;
};

/// Every such delivery, oldest first; with `party`, those to this party alone. A change of place counts from its legal
/// day, which may be told after the delivery. `database` holds the exchange log.
base::Result<std::vector<LateDelivery>> late_deliveries(pipeline::Services& services, const std::string& database,
                                                        const std::string& region,
                                                        const std::optional<schemas::Party>& party);

}  // namespace kolk::gateway::consents
