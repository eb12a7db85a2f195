#include "gateway/cli/stop_signals.hpp"

#include <csignal>
#include <utility>

namespace kolk::gateway::cli {
namespace {

constexpr std::chrono::seconds patience{7};

}  // namespace

StopSignals::StopSignals(boost::asio::io_context& context, std::function<void()> stop, std::function<void()> cancel)
    : signals_{context, SIGTERM, SIGINT}, patience_{context} {
    signals_.async_wait(
        [this, stop = std::move(stop), cancel = std::move(cancel)](boost::system::error_code error, int) {
            if (error) return;
            stop();
            patience_.expires_after(patience);
            patience_.async_wait([cancel](boost::system::error_code cancelled) {
                if (!cancelled) cancel();
            });
        });
}

void StopSignals::close() {
    signals_.cancel();
    patience_.cancel();
}

}  // namespace kolk::gateway::cli
