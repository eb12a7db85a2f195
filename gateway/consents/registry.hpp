#pragma once

#include "gateway/log/consent_name.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/services.hpp"
#include "policies/consent.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kolk::gateway::consents {

/// One consent of one child, as it stands today.
struct Listed {
    std::string subject;  ///< log pseudonym
    policies::Consent consent;
    log::ConsentName name;  ///< to be shown instead of its id
    /// Where a birthday ends it, `ends` is the Sunday before that week: the day itself would be a part of a date of
    /// birth beside a pseudonym.
    policies::ConsentStanding standing;
    std::set<std::string> recorded_by;  ///< parties, `ROLE:ORG`
};

/// The consents of this child in the order of its facts, or only those that `party` recorded or that are about a flow
/// of its own: an organisation that a consent does not name counts where it knows the child under a number of its own.
base::Result<std::vector<Listed>> consents_of(const pipeline::Services& services, const pipeline::Child& child,
                                              const std::optional<schemas::Party>& party);

/// The same for every child of the region, child by child.
base::Result<std::vector<Listed>> all_consents(const pipeline::Services& services, pipeline::Children& children,
                                               const std::optional<schemas::Party>& party);

}  // namespace kolk::gateway::consents
