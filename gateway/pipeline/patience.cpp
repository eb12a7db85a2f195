#include "gateway/pipeline/patience.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

constexpr std::chrono::milliseconds between_looks_at_stopping{100};
constexpr std::chrono::seconds patience_when_stopping{3};

}  // namespace

void wait_with_patience(std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
                        std::chrono::steady_clock::time_point until, const std::function<bool()>& stopping,
                        const std::function<bool()>& ready) {
    bool leaving = false;
    for (auto now = std::chrono::steady_clock::now(); now < until; now = std::chrono::steady_clock::now()) {
        if (changed.wait_until(lock, std::min(until, now + between_looks_at_stopping), ready)) return;
        if (leaving || !stopping || !stopping()) continue;
        leaving = true;
        until = std::min(until, now + patience_when_stopping);
    }
}

}  // namespace kolk::gateway::pipeline
