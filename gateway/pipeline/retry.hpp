#pragma once

#include "schemas/base/random.hpp"
#include "schemas/base/time.hpp"

#include <chrono>
#include <cstdint>

namespace kolk::gateway::pipeline {

/// How deliveries are tried again: the pause doubles from `first_retry` to `longest_retry`, with jitter. An exchange
/// that fails after its rule's deadline has failed; it is to be asked again from its source.
struct Retry {
    std::chrono::milliseconds first_retry{1'000};
    std::chrono::milliseconds longest_retry{5 * 60'000};

    /// How long to wait after so many attempts: between half and the whole of the doubled pause, so that many
    /// exchanges do not come back in the same moment.
    [[nodiscard]] std::chrono::milliseconds pause_after(std::uint32_t attempts, base::Random& random) const;
};

}  // namespace kolk::gateway::pipeline
