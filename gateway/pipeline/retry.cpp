#include "gateway/pipeline/retry.hpp"

#include <algorithm>
#include <array>

namespace kolk::gateway::pipeline {

std::chrono::milliseconds Retry::pause_after(std::uint32_t attempts, base::Random& random) const {
    auto pause = first_retry;
    for (std::uint32_t i = 1; i < attempts && pause < longest_retry; ++i) pause *= 2;
    pause = std::min(pause, longest_retry);
    std::array<std::uint8_t, 2> drawn{};
    random.fill(drawn);
    const auto part = pause.count() / 2 * (drawn[0] * 256 + drawn[1]) / 65'535;
    return pause / 2 + std::chrono::milliseconds{part};
}

}  // namespace kolk::gateway::pipeline
