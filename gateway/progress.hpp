#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace kolk::gateway {

/// One line of progress that fits a terminal of this width: phase, bar, per cent and counts; without a bar where the
/// end is unknown (`expected` is 0) or the width does not allow it.
std::string progress_line(std::string_view phase, std::uint64_t done, std::uint64_t expected, std::size_t width);

/// Shows progress on a terminal, at most ten times a second; elsewhere one plain line at the start of each phase.
/// `phase` is a word of ours. Used by one thread.
class ProgressBar {
public:
    explicit ProgressBar(std::FILE* stream);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void update(std::string_view phase, std::uint64_t done, std::uint64_t expected);
    /// Takes the bar off the screen, so that other lines can be written.
    void finish();

private:
    std::FILE* stream_;
    bool terminal_;
    bool drawn_ = false;
    std::string phase_;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace kolk::gateway
