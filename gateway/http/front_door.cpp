#include "gateway/http/front_door.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <array>
#include <list>
#include <optional>
#include <utility>

namespace kolk::gateway::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto quiet = asio::as_tuple(asio::use_awaitable);

/// How much of a refused request is read and dropped, so that its sender gets to see the refusal before the close.
constexpr std::size_t longest_rest = 256u << 10;
constexpr std::chrono::seconds longest_wait_for_rest{1};

struct Connection {
    Connection(tcp::socket socket, std::size_t most) : stream{std::move(socket)}, buffer{most} {}

    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    std::optional<wire::request_parser<wire::empty_body>> parser;  ///< one per request

    /// Waiting for a request of which nothing has come yet.
    [[nodiscard]] bool idle() const { return !parser || (!parser->got_some() && buffer.size() == 0); }
    /// No whole request has come yet, or none since the last answer.
    [[nodiscard]] bool asks_nothing() const { return !parser || !parser->is_header_done(); }
};

/// The refusal that an unreadable request deserves; none when its sender just left or was too slow.
std::optional<Answer> refusal_of(error_code error) {
    if (error == wire::error::header_limit || error == wire::error::buffer_overflow) return problem(431);
    if (error == wire::error::end_of_stream || error == wire::error::partial_message) return std::nullopt;
    if (error.category() == error_code{wire::error::bad_method}.category()) return problem(400);
    return std::nullopt;
}

using Parser = wire::request_parser<wire::empty_body>;

Answer answer_to(const Parser& parser, const FrontDoorView& view) {
    const auto& request = parser.get();
    if (request.version() >= 11 && request.count(wire::field::host) != 1) return problem(400);  // RFC 9112 section 3.2
    Answer found = answer(request.method_string(), request.target(), view);
    if (!parser.is_done() && found.status < 400) return problem(413);
    return found;
}

wire::response<wire::string_body> response_of(Answer answer, bool keep_alive) {
    wire::response<wire::string_body> response{wire::int_to_status(answer.status), 11};
    response.set(wire::field::content_type, answer.content_type.text);
    if (!answer.allow.text.empty()) response.set(wire::field::allow, answer.allow.text);
    response.set(wire::field::cache_control, "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.set("Referrer-Policy", "no-referrer");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.keep_alive(keep_alive);
    response.body() = std::move(answer.body);
    response.prepare_payload();
    return response;
}

asio::awaitable<bool> write(Connection& connection, Answer answer, bool head_only, bool keep_alive,
                            std::chrono::milliseconds deadline) {
    const auto response = response_of(std::move(answer), keep_alive);
    wire::response_serializer<wire::string_body> serializer{response};
    connection.stream.expires_after(deadline);
    if (head_only) {
        const auto [error, sent] = co_await wire::async_write_header(connection.stream, serializer, quiet);
        co_return !error && keep_alive;
    }
    const auto [error, sent] = co_await wire::async_write(connection.stream, serializer, quiet);
    co_return !error && keep_alive;
}

/// Says that nothing more will be sent, then reads what is still coming: a close with unread input resets the
/// connection, and the last answer would be lost with it.
asio::awaitable<void> close(Connection& connection) {
    error_code ignored;
    connection.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    connection.stream.expires_after(longest_wait_for_rest);
    std::array<char, 4096> dropped{};
    for (std::size_t total = 0; total < longest_rest;) {
        const auto [error, size] = co_await connection.stream.async_read_some(asio::buffer(dropped), quiet);
        if (error) co_return;
        total += size;
    }
}

}  // namespace

struct FrontDoor::Door : std::enable_shared_from_this<Door> {
    Door(asio::io_context& io, FrontDoorView shown, FrontDoorLimits bounds)
        : context{io}, acceptor{io}, pause{io}, deadline{io}, view{std::move(shown)}, limits{bounds} {}

    base::Result<void> listen(const config::Endpoint& endpoint);
    asio::awaitable<void> accept(std::shared_ptr<Door> self);
    asio::awaitable<void> serve(std::shared_ptr<Door> self, std::shared_ptr<Connection> connection);
    asio::awaitable<bool> serve_one(Connection& connection);
    bool make_room();
    void drain(std::function<void()> when_done);
    void shut();
    void finish_if_empty();

    asio::io_context& context;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    asio::steady_timer deadline;
    FrontDoorView view;
    FrontDoorLimits limits;
    std::list<std::shared_ptr<Connection>> connections;  ///< in the order of their arrival
    bool draining = false;
    std::function<void()> done;
};

base::Result<void> FrontDoor::Door::listen(const config::Endpoint& endpoint) {
    error_code error;
    const tcp::endpoint address{asio::ip::make_address(endpoint.address, error), endpoint.port};
    if (!error) acceptor.open(address.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor.bind(address, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) return {};
    return base::failure("http.listen",
                         "the front door cannot listen: the address of `listen` is taken, is not of this machine, or "
                         "its port needs more rights; choose another");
}

asio::awaitable<void> FrontDoor::Door::accept(std::shared_ptr<Door> self) {
    while (acceptor.is_open()) {
        auto [error, socket] = co_await acceptor.async_accept(quiet);
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            // Out of descriptors or memory: a connection that ends makes room, trying again at once does not.
            pause.expires_after(limits.accept_pause);
            co_await pause.async_wait(quiet);
        } else if (connections.size() < limits.connections || make_room()) {
            const auto connection = std::make_shared<Connection>(std::move(socket), limits.header_bytes);
            connections.push_back(connection);
            asio::co_spawn(context, serve(self, connection), asio::detached);
        }
    }
}

asio::awaitable<void> FrontDoor::Door::serve(std::shared_ptr<Door> self, std::shared_ptr<Connection> connection) {
    struct Leave {
        Door& door;
        const std::shared_ptr<Connection>& connection;
        ~Leave() {
            door.connections.remove(connection);
            door.finish_if_empty();
        }
    } const leave{*self, connection};
    // A request that has begun to arrive is in hand, whatever happens meanwhile.
    while ((!draining || connection->buffer.size() > 0) && co_await serve_one(*connection)) {
    }
    if (!draining) co_await close(*connection);
}

/// One request and its answer; true when the connection can take another.
asio::awaitable<bool> FrontDoor::Door::serve_one(Connection& connection) {
    Parser& parser = connection.parser.emplace();
    parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    parser.body_limit(boost::none);  // no body is ever read: the header says whether there would be one
    connection.stream.expires_after(limits.read);
    const auto [error, size] = co_await wire::async_read_header(connection.stream, connection.buffer, parser, quiet);
    if (error) {
        auto refusal = refusal_of(error);
        if (refusal) co_await write(connection, std::move(*refusal), false, false, limits.write);
        co_return false;
    }
    const bool head_only = parser.get().method() == wire::verb::head;
    const bool keep_alive = parser.is_done() && parser.keep_alive() && !draining;
    co_return co_await write(connection, answer_to(parser, view), head_only, keep_alive, limits.write);
}

/// Closes the oldest connection that asks nothing, so that nobody locks others out by holding connections open.
bool FrontDoor::Door::make_room() {
    const auto oldest = std::find_if(connections.begin(), connections.end(),
                                     [](const auto& connection) { return connection->asks_nothing(); });
    if (oldest == connections.end()) return false;
    (*oldest)->stream.close();
    connections.erase(oldest);
    return true;
}

void FrontDoor::Door::drain(std::function<void()> when_done) {
    draining = true;
    done = std::move(when_done);
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    for (const auto& connection : connections) {
        if (connection->idle()) connection->stream.cancel();
    }
    deadline.expires_after(limits.drain);
    deadline.async_wait([self = shared_from_this()](error_code error) {
        if (!error) self->shut();
    });
    finish_if_empty();
}

void FrontDoor::Door::shut() {
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    for (const auto& connection : connections) connection->stream.close();
}

void FrontDoor::Door::finish_if_empty() {
    if (!draining || !connections.empty() || !done) return;
    deadline.cancel();
    std::exchange(done, nullptr)();
}

base::Result<std::unique_ptr<FrontDoor>> FrontDoor::open(asio::io_context& context, const config::Endpoint& endpoint,
                                                         FrontDoorView view, FrontDoorLimits limits) {
    auto door = std::make_shared<Door>(context, std::move(view), limits);
    if (const auto listening = door->listen(endpoint); !listening) return listening.error();
    error_code error;
    const std::uint16_t port = door->acceptor.local_endpoint(error).port();
    asio::co_spawn(context, door->accept(door), asio::detached);
    return std::unique_ptr<FrontDoor>{new FrontDoor{std::move(door), port}};
}

FrontDoor::FrontDoor(std::shared_ptr<Door> door, std::uint16_t port) : door_{std::move(door)}, port_{port} {
}

FrontDoor::~FrontDoor() {
    door_->done = nullptr;
    door_->deadline.cancel();
    door_->shut();
}

void FrontDoor::stop(std::function<void()> done) {
    asio::post(door_->context, [door = door_, done = std::move(done)]() mutable { door->drain(std::move(done)); });
}

}  // namespace kolk::gateway::http
