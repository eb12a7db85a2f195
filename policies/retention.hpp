#pragma once

#include "policies/convenant.hpp"
#include "schemas/record.hpp"

#include <string>

namespace kolk::policies {

/// The period for which a recipient may keep what it gets under this rule, ISO 8601: its own where the convenant has
/// one for it on that day (U9 of convenant 8), and else the rule's.
const std::string& retention_of(const Convenant& convenant, const Rule& rule, const Party& recipient, Date day);

/// The last day on which a recipient may keep what leaves on this day. It counts from the earliest of the dates that
/// the rule names and `projection` holds (a field by `record.field`, as the recipient gets it), or else from this day,
/// and never ends before it: the answer tells nothing that does not go along.
Date retained_until(const Convenant& convenant, const Rule& rule, const Party& recipient,
                    const schemas::Content& projection, Date day);

}  // namespace kolk::policies
