#pragma once

#include "schemas/base/time.hpp"

namespace kolk::gateway::region {

/// The machine's clock.
class SystemClock : public base::Clock {
public:
    [[nodiscard]] base::Instant now() const override;
};

/// A demo's clock: it showed `shown` when the machine's clock showed `real`, and runs at real speed.
class DemoClock : public base::Clock {
public:
    DemoClock(base::Instant shown, base::Instant real) : offset_{shown - real} {}
    [[nodiscard]] base::Instant now() const override { return system_.now() + offset_; }

private:
    SystemClock system_;
    std::chrono::milliseconds offset_;
};

}  // namespace kolk::gateway::region
