#include "gateway/region/service.hpp"

#include "gateway/logging.hpp"
#include "gateway/region/figures.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace kolk::gateway::region {
namespace {

using base::Result;

// A demo's clock and a changed schedule are seen within this time, whatever the next moment was.
constexpr std::chrono::milliseconds longest_wait{60'000};
// A source that is away stays due: ask it again after this pause, not at once.
constexpr std::chrono::milliseconds pause_after_fault{15'000};
constexpr std::chrono::milliseconds shortest_wait{100};
// A withdrawal or an exception that a command records is seen within this time.
constexpr std::chrono::milliseconds between_looks{500};
// After so long a pass offers nothing more: the next one reads facts first.
constexpr std::chrono::seconds longest_deliveries{60};

/// Whether this time is over, counted from the first question: reading sources takes as long as it needs, and then each
/// pass still delivers.
std::function<bool()> over_after(std::chrono::seconds time) {
    std::optional<std::chrono::steady_clock::time_point> end;
    return [time, end]() mutable {
        const auto now = std::chrono::steady_clock::now();
        if (!end) end = now + time;
        return now > *end;
    };
}

}  // namespace

Service::Service(std::unique_ptr<Region> region) : region_{std::move(region)} {
}

// The first pass of a run finishes what a crash left, even when no source is due.
Result<void> Service::run() {
    while (!stopping_) {
        if (const auto passed = pass(); !passed) return passed.error();
        if (const auto waited = wait_until_due(); !waited) return waited.error();
    }
    return {};
}

void Service::stop() {
    {
        const std::lock_guard guard{mutex_};
        stopping_ = true;
    }
    woken_.notify_all();
}

void Service::cancel_deliveries() {
    region_->cancel_deliveries();
}

Result<void> Service::pass() {
    const auto begun = std::chrono::steady_clock::now();
    const auto due = region_->due_sources();
    if (!due) return due.error();
    const auto over = over_after(longest_deliveries);
    const auto report = region_->pass(
        *due, {}, [this] { return stopping_.load(); }, [this, over] { return over() || people_wait(); });
    if (!report) return report.error();
    for (const auto& [source, fault] : report->faults) {
        write_log(LogLevel::warning, "source", fault, {{"source", Word::of(source)}});
    }
    for (const auto& [source, told] : report->left_out) {
        write_log(LogLevel::info, "source", told, {{"source", Word::of(source)}});
    }
    for (const auto& [recipient, fault] : report->deliveries.faults) write_log(LogLevel::warning, "feed", fault);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    const auto count = [&report](const char* name) {
        const auto found = report->counts.find(name);
        return found == report->counts.end() ? std::int64_t{0} : found->second;
    };
    write_log(LogLevel::info, "pass",
              {{"pulled", count("pulled")},
               {"accepted", count("accepted")},
               {"unchanged", count("unchanged")},
               {"quarantined", count("quarantined")},
               {"milliseconds", static_cast<std::int64_t>(took.count())}});
    {
        const std::lock_guard guard{mutex_};
        passed_ = true;
        sources_read_ = report->faults.empty();
        for (const auto& [recipient, fault] : report->deliveries.faults) silent_.insert(recipient);
        for (const std::string& recipient : report->deliveries.reached) silent_.erase(recipient);
    }
    return publish(took);
}

Result<void> Service::publish(std::chrono::milliseconds took) {
    const auto all = figures(region_->store(), took);
    if (!all) return all.error();
    const auto last = region_->store().last_checkpoint();
    if (!last) return last.error();
    const std::lock_guard guard{mutex_};
    metrics_ = http::prometheus_text(*all);
    if (*last) checkpoint_ = (*last)->note;
    return {};
}

Result<void> Service::wait_until_due() {
    const auto next = region_->next_due();
    if (!next) return next.error();
    auto pause = longest_wait;
    if (*next) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(**next - region_->clock().now());
        pause = std::clamp(left, shortest_wait, longest_wait);
    }
    std::unique_lock lock{mutex_};
    if (!sources_read_) pause = std::max(pause, pause_after_fault);
    const auto until = std::chrono::steady_clock::now() + pause;
    while (!stopping_ && !people_wait() && std::chrono::steady_clock::now() < until) {
        woken_.wait_until(lock, std::min(until, std::chrono::steady_clock::now() + between_looks));
    }
    return {};
}

bool Service::people_wait() const {
    return region_->withdrawals().waiting() || region_->exceptions().waiting() || region_->erasures().waiting();
}

std::vector<http::Check> Service::checks() const {
    constexpr base::Literal nothing{""};
    constexpr base::Literal no_pass{"the first pass has not ended yet; wait"};
    constexpr base::Literal unread{"a source could not be read; the process log names it"};
    constexpr base::Literal silent{"a recipient does not answer; the process log names it"};
    const std::lock_guard guard{mutex_};
    return {{"pass", passed_, passed_ ? nothing : no_pass},
            {"sources", sources_read_, sources_read_ ? nothing : unread},
            {"feeds", silent_.empty(), silent_.empty() ? nothing : silent}};
}

std::string Service::metrics() const {
    const std::lock_guard guard{mutex_};
    return metrics_;
}

std::optional<std::string> Service::checkpoint() const {
    const std::lock_guard guard{mutex_};
    return checkpoint_;
}

}  // namespace kolk::gateway::region
