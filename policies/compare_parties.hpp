#pragma once

#include "policies/version_flows.hpp"

#include <vector>

namespace kolk::policies {

struct Version {
    const Convenant& convenant;
    const Flows& flows;
};

/// What parties begin and cease to send and receive because they join, leave, or are served by another
/// samenwerkingsverband; parties for whom the same holds stand together. Who is a party on a day of the later version
/// is held against who was on that day, or on the nearest one, of the earlier version.
std::vector<PartyChange> compare_parties(const Version& before, const Version& after);

}  // namespace kolk::policies
