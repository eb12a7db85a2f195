#include "gateway/progress.hpp"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

namespace kolk::gateway {
namespace {

constexpr std::chrono::milliseconds between_updates{100};
constexpr std::size_t usual_width = 80;
constexpr std::size_t narrowest_bar = 10;
constexpr std::size_t widest_bar = 40;

std::size_t width_of(std::FILE* stream) {
    winsize size{};
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
    return size.ws_col;
}

std::string bar(std::uint64_t done, std::uint64_t expected, std::size_t width) {
    const double share = static_cast<double>(done) / static_cast<double>(expected);
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
    return " [" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
}

std::string counts(std::uint64_t done, std::uint64_t expected) {
    if (expected == 0) return " " + std::to_string(done);
    const double share = static_cast<double>(done) / static_cast<double>(expected);
    std::string percent = std::to_string(static_cast<int>(share * 100));
    percent.insert(0, 3 - percent.size(), ' ');
    return " " + percent + "% " + std::to_string(done) + "/" + std::to_string(expected);
}

}  // namespace

std::string progress_line(std::string_view phase, std::uint64_t done, std::uint64_t expected, std::size_t width) {
    if (expected != 0) done = std::min(done, expected);
    const std::string tail = counts(done, expected);
    std::string line = std::string{phase} + tail;
    constexpr std::size_t brackets = 3;
    if (expected != 0 && line.size() + brackets + narrowest_bar <= width) {
        line = std::string{phase} + bar(done, expected, std::min(widest_bar, width - line.size() - brackets)) + tail;
    }
    return line.substr(0, width);
}

ProgressBar::ProgressBar(std::FILE* stream) : stream_{stream}, terminal_{isatty(fileno(stream)) == 1} {
}

ProgressBar::~ProgressBar() {
    finish();
}

void ProgressBar::update(std::string_view phase, std::uint64_t done, std::uint64_t expected) {
    const bool new_phase = phase != phase_;
    phase_ = phase;
    if (!terminal_) {
        if (new_phase) std::fputs((phase_ + "\n").c_str(), stream_);
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (!new_phase && done != expected && now - last_ < between_updates) return;
    last_ = now;
    drawn_ = true;
    // One column stays free: a full line would wrap. The erase comes last, so that nothing flickers.
    const std::string line = progress_line(phase_, done, expected, width_of(stream_) - 1);
    std::fputs(("\r" + line + "\x1b[K").c_str(), stream_);
    std::fflush(stream_);
}

void ProgressBar::finish() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stream_);
    std::fflush(stream_);
    drawn_ = false;
}

}  // namespace kolk::gateway
