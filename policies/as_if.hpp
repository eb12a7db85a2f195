#pragma once

#include "policies/convenant.hpp"

namespace kolk::policies {

/// The convenant as if it were in force today: one that begins later, or has ended, is taken as it stands on its first
/// or last day. Its rules, memberships, notices and successions of that day hold today, and what does not hold on it
/// does not hold today. One that is in force today comes back as it is.
Convenant as_if_in_force(Convenant convenant, Date today);

}  // namespace kolk::policies
