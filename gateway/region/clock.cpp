#include "gateway/region/clock.hpp"

namespace kolk::gateway::region {

base::Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace kolk::gateway::region
