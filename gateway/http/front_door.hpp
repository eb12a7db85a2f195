#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/http/answer.hpp"
#include "schemas/base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace kolk::gateway::http {

/// Bounds on what strangers can make the front door hold.
struct FrontDoorLimits {
    std::size_t header_bytes = 8u << 10;  ///< a monitoring system sends a few hundred bytes
    std::size_t connections = 64;         ///< one more takes the place of one that asks nothing, or is closed at once
    std::chrono::milliseconds read{10'000};
    std::chrono::milliseconds write{10'000};
    std::chrono::milliseconds drain{5'000};  ///< how long a request in hand may take once the service stops
    std::chrono::milliseconds accept_pause{100};
};

/// The one HTTP listener. It never reads a request body and shows nothing of a request in its answers. The io_context
/// is run by one thread and outlives the front door.
class FrontDoor {
public:
    /// Opens the listener and starts to accept as soon as the io_context runs; `http.listen` when the address is taken.
    static base::Result<std::unique_ptr<FrontDoor>> open(boost::asio::io_context& context,
                                                         const config::Endpoint& endpoint, FrontDoorView view,
                                                         FrontDoorLimits limits = {});
    /// On the thread that runs the io_context, or when none does.
    ~FrontDoor();
    FrontDoor(const FrontDoor&) = delete;
    FrontDoor& operator=(const FrontDoor&) = delete;

    /// The port that was bound; any thread.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// Accepts nobody from now on, closes idle connections, lets requests in hand end within the deadline, then calls
    /// `done` once. Any thread, once.
    void stop(std::function<void()> done);

private:
    struct Door;
    FrontDoor(std::shared_ptr<Door> door, std::uint16_t port);
    std::shared_ptr<Door> door_;
    std::uint16_t port_;
};

}  // namespace kolk::gateway::http
