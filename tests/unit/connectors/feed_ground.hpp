#pragma once

#include "connectors/feeds/push.hpp"

#include <string>

/// What the tests of deliveries and of notices share.
namespace kolk::tests {

inline const std::string first_id = "01890a5d-ac96-774b-bcce-b302099a8057";
inline const std::string second_id = "01890a5d-ac96-774b-bcce-b302099a8058";

inline connectors::feeds::PushSettings pushed_to(const std::string& url) {
    connectors::feeds::PushSettings settings;
    settings.party = "school:de-linde";
    settings.url = url;
    return settings;
}

}  // namespace kolk::tests
