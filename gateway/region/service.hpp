#pragma once

#include "gateway/http/answer.hpp"
#include "gateway/region/region.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kolk::gateway::region {

/// A region at work: a pass whenever a source or a retry is due. `run` belongs to one thread; the rest may be called
/// from any and never waits for a pass.
class Service {
public:
    explicit Service(std::unique_ptr<Region> region);

    /// Works until `stop`; an error says that the state can't be written any more.
    base::Result<void> run();
    void stop();
    void cancel_deliveries();

    [[nodiscard]] std::vector<http::Check> checks() const;
    [[nodiscard]] std::string metrics() const;
    [[nodiscard]] std::optional<std::string> checkpoint() const;

private:
    base::Result<void> pass();
    base::Result<void> publish(std::chrono::milliseconds took);
    base::Result<void> wait_until_due();
    /// Whether something that a person recorded waits for a pass.
    [[nodiscard]] bool people_wait() const;

    std::unique_ptr<Region> region_;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::condition_variable woken_;
    std::string metrics_;                    ///< guarded by mutex_
    std::optional<std::string> checkpoint_;  ///< guarded by mutex_
    bool passed_ = false;                    ///< a pass has ended; guarded by mutex_
    bool sources_read_ = true;               ///< every source answered in the last pass; guarded by mutex_
    std::set<std::string> silent_;           ///< recipients that did not answer the last time; guarded by mutex_
};

}  // namespace kolk::gateway::region
