#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>

namespace kolk::gateway::cli {

/// SIGTERM and SIGINT, once: `stop` at the first, and `cancel` when what is under way has not ended by itself within
/// seven seconds of it, so that the process ends within ten. Both run on the thread that runs `context`.
class StopSignals {
public:
    StopSignals(boost::asio::io_context& context, std::function<void()> stop, std::function<void()> cancel);
    /// Waits for neither any longer, so that `context` can end; on the thread that runs it.
    void close();

private:
    boost::asio::signal_set signals_;
    boost::asio::steady_timer patience_;
};

}  // namespace kolk::gateway::cli
