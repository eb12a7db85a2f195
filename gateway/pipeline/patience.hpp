#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace kolk::gateway::pipeline {

/// Waits until `ready`, and no longer than `until`; once `stopping` says that the service stops, for a few seconds more
/// at most, so that a feed that hangs does not keep it. Whoever makes `ready` true notifies `changed`.
void wait_with_patience(std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
                        std::chrono::steady_clock::time_point until, const std::function<bool()>& stopping,
                        const std::function<bool()>& ready);

}  // namespace kolk::gateway::pipeline
