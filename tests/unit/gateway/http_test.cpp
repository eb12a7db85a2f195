#include "gateway/http/answer.hpp"
#include "gateway/http/front_door.hpp"
#include "gateway/http/metrics.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <future>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace kolk::gateway::http {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

FrontDoorView calm_view() {
    return {.checks =
                [] {
                    return std::vector<Check>{{"store", true, {}}};
                },
            .metrics = [] { return std::string{"kolk_exchanges_total 1\n"}; },
            .checkpoint = [] { return std::optional<std::string>{"regio.kolk.example/log\n0\n\n"}; }};
}

TEST(Metrics, AreThePrometheusTextFormat) {
    const std::vector<Metric> metrics{{"kolk_exchanges_total",
                                       "Exchanges by outcome.",
                                       Metric::Kind::counter,
                                       {{{{"outcome", Word{"delivered"}}, {"to", Word::of("school:de-linde")}}, 3},
                                        {{{"to", Word::of("999912342")}}, 1}}},
                                      {"kolk_queue", "Exchanges that wait.", Metric::Kind::gauge, {{{}, -1}}}};
    EXPECT_EQ(prometheus_text(metrics),
              "# HELP kolk_exchanges_total Exchanges by outcome.\n"
              "# TYPE kolk_exchanges_total counter\n"
              "kolk_exchanges_total{outcome=\"delivered\",to=\"school:de-linde\"} 3\n"
              "kolk_exchanges_total{to=\"(hidden)\"} 1\n"
              "# HELP kolk_queue Exchanges that wait.\n"
              "# TYPE kolk_queue gauge\n"
              "kolk_queue -1\n");
}

TEST(Answer, TellsWhetherTheServiceIsReadyAndWhyNot) {
    FrontDoorView view = calm_view();
    EXPECT_EQ(answer("GET", "/health/ready", view).status, 200u);
    view.checks = [] {
        return std::vector<Check>{{"store", true, {}}, {"facts", false, "a source is too old; look at it"}};
    };
    const Answer not_ready = answer("GET", "/health/ready?verbose", view);
    EXPECT_EQ(not_ready.status, 503u);
    EXPECT_EQ(
        not_ready.body,
        R"({"status":"not ready","checks":[{"name":"store","ok":true},{"name":"facts","ok":false,"text":"a source is too old; look at it"}]})");
    EXPECT_EQ(answer("GET", "/health/live", view).status, 200u) << "a service that is not ready is still alive";
}

TEST(Answer, Tells404From405) {
    EXPECT_EQ(answer("GET", "/nowhere", calm_view()).status, 404u);
    EXPECT_EQ(answer("DELETE", "/nowhere", calm_view()).status, 404u);
    const Answer refused = answer("DELETE", "/metrics", calm_view());
    EXPECT_EQ(refused.status, 405u);
    EXPECT_EQ(refused.allow, base::Literal{"GET, HEAD"});
}

TEST(Answer, HasNoCheckpointBeforeTheFirst) {
    FrontDoorView view = calm_view();
    EXPECT_THAT(answer("GET", "/v1/log/checkpoint", view).body, HasSubstr("regio.kolk.example/log"));
    view.checkpoint = [] { return std::optional<std::string>{}; };
    EXPECT_EQ(answer("GET", "/v1/log/checkpoint", view).status, 404u);
}

TEST(Answer, HidesWhatWentWrongInside) {
    FrontDoorView view = calm_view();
    view.metrics = []() -> std::string { throw std::runtime_error("child 999912342"); };
    const Answer failed = answer("GET", "/metrics", view);
    EXPECT_EQ(failed.status, 500u);
    EXPECT_THAT(failed.body, Not(HasSubstr("999912342")));
}

/// A plain client that never waits longer than ten seconds.
class Client {
public:
    explicit Client(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        const timeval patience{10, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }
    void send(std::string_view text) const {
        while (!text.empty()) {
            const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    /// Until the server closes.
    std::string rest() {
        while (receive()) {
        }
        return std::move(received_);
    }
    /// Until this text has come; what came up to and including it.
    std::string until(std::string_view end) {
        std::size_t at = received_.find(end);
        while (at == std::string::npos && receive()) at = received_.find(end);
        if (at == std::string::npos) return std::move(received_);
        std::string text = received_.substr(0, at + end.size());
        received_.erase(0, at + end.size());
        return text;
    }

private:
    bool receive() {
        std::array<char, 65536> part{};
        const auto size = ::recv(socket_, part.data(), part.size(), 0);
        if (size > 0) received_.append(part.data(), static_cast<std::size_t>(size));
        return size > 0;
    }

    int socket_;
    bool connected_ = false;
    std::string received_;
};

/// A front door on a thread of its own.
class Server {
public:
    explicit Server(FrontDoorView view = calm_view(), FrontDoorLimits limits = {}) {
        auto opened = FrontDoor::open(context_, {"127.0.0.1", 0}, std::move(view), limits);
        if (!opened) throw std::runtime_error(opened.error().for_operator);
        door_ = std::move(*opened);
        thread_ = std::thread{[this] { context_.run(); }};
    }
    ~Server() {
        context_.stop();
        thread_.join();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const { return door_->port(); }
    [[nodiscard]] bool answers() const {
        Client client{port()};
        client.send("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        return client.rest().starts_with("HTTP/1.1 200 OK\r\n");
    }
    /// The answer to one request, until the server closes.
    [[nodiscard]] std::string ask(std::string_view request) const {
        Client client{port()};
        client.send(request);
        return client.rest();
    }
    std::future<void> stop() {
        auto stopped = std::make_shared<std::promise<void>>();
        door_->stop([stopped] { stopped->set_value(); });
        return stopped->get_future();
    }

private:
    boost::asio::io_context context_;
    std::unique_ptr<FrontDoor> door_;
    std::thread thread_;
};

constexpr std::string_view get_live = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(FrontDoor, AnswersWithSecurityHeadersAndNoName) {
    const Server server;
    const std::string reply = server.ask("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(reply, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Type: text/plain; version=0.0.4"),
                             HasSubstr("Cache-Control: no-store"), HasSubstr("X-Content-Type-Options: nosniff"),
                             HasSubstr("Content-Security-Policy: default-src 'none'"), Not(HasSubstr("Server:")),
                             EndsWith("\r\n\r\nkolk_exchanges_total 1\n")));
}

TEST(FrontDoor, AnswersHeadWithoutABody) {
    const Server server;
    EXPECT_THAT(server.ask("HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Length: 23\r\n"), EndsWith("\r\n\r\n")));
}

TEST(FrontDoor, RefusesMethodsBodiesAndUnknownAddresses) {
    const Server server;
    EXPECT_THAT(server.ask("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"),
                AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET, HEAD\r\n")));
    EXPECT_THAT(server.ask("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"),
                StartsWith("HTTP/1.1 413"));
    EXPECT_THAT(
        server.ask("GET /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        StartsWith("HTTP/1.1 413"));
    EXPECT_THAT(server.ask("GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    const std::string reply = server.ask("GET /children/999912342 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(reply,
                AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("application/problem+json"), Not(HasSubstr("999912342"))));
}

TEST(FrontDoor, RefusesHeadersThatAreTooLarge) {
    const Server server;
    EXPECT_THAT(server.ask("GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n"),
                AllOf(StartsWith("HTTP/1.1 431"), HasSubstr("problem+json")));
    EXPECT_THAT(server.ask("GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 431"));
    EXPECT_TRUE(server.answers());
}

TEST(FrontDoor, SurvivesGarbage) {
    const Server server;
    for (const std::string& garbage :
         {std::string{"\x16\x03\x01\x02\x00\x01\x00"}, std::string(1000, '\0'), std::string{"GET\r\n\r\n"},
          std::string{"\r\n\r\n\r\n\r\nhello\r\n\r\n"}, std::string{"GET / HTTP/9.9\r\n\r\n"},
          std::string{"GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"},
          std::string{"GET /metrics HTTP/1.1\r\n: x\r\n\r\n"}}) {
        EXPECT_THAT(server.ask(garbage), StartsWith("HTTP/1.1 400"));
    }
    EXPECT_TRUE(server.answers());
}

TEST(FrontDoor, AnswersPipelinedRequestsInOrder) {
    const Server server;
    const std::string replies = server.ask(
        "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::size_t first = replies.find("HTTP/1.1 200");
    const std::size_t second = replies.find("HTTP/1.1 404", first);
    const std::size_t third = replies.find("HTTP/1.1 200", second);
    EXPECT_EQ(first, 0u);
    EXPECT_NE(second, std::string::npos);
    EXPECT_NE(third, std::string::npos);
}

TEST(FrontDoor, ClosesOnASenderThatNeverEnds) {
    const Server server{calm_view(), {.read = 50ms}};
    EXPECT_THAT(server.ask("GET /metrics HTTP/1.1\r\nHost:"), IsEmpty());
    EXPECT_THAT(server.ask(""), IsEmpty());
}

TEST(FrontDoor, GivesUpOnAReaderThatNeverReadsAndServesOthersMeanwhile) {
    FrontDoorView view = calm_view();
    constexpr std::size_t large = 24u << 20;  // more than the kernel takes in for a reader that does not read
    view.metrics = [] { return std::string(large, 'x'); };
    const Server server{std::move(view), {.connections = 2, .write = 500ms}};
    const auto ask = [&](Client& client) {
        client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        client.until("\r\n\r\n");
    };
    Client slow{server.port()};
    ask(slow);
    EXPECT_TRUE(server.answers());
    Client second{server.port()};
    ask(second);
    // Both places are taken until the server gives up on one.
    const auto patience = std::chrono::steady_clock::now() + 10s;
    while (!server.answers() && std::chrono::steady_clock::now() < patience) {
    }
    EXPECT_LT(slow.rest().size(), large);
}

TEST(FrontDoor, GivesThePlaceOfAConnectionThatAsksNothingToTheNext) {
    const Server server{calm_view(), {.connections = 2, .read = 1h}};
    Client half{server.port()};
    half.send("GET /health/live HTTP/1.1\r\nHos");
    Client answered{server.port()};
    answered.send(get_live);
    EXPECT_THAT(answered.until("\"live\"}"), StartsWith("HTTP/1.1 200"));
    EXPECT_TRUE(server.answers());
    EXPECT_THAT(half.rest(), IsEmpty()) << "the oldest went";
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(server.answers()) << "whoever holds connections open locks nobody out";
}

TEST(FrontDoor, ClosesConnectionsBeyondItsLimitWhenAllAreBeingAnswered) {
    FrontDoorView view = calm_view();
    view.metrics = [] { return std::string(24u << 20, 'x'); };
    const Server server{std::move(view), {.connections = 2, .write = 1h}};
    Client one{server.port()};
    Client two{server.port()};
    for (const Client* client : {&one, &two}) client->send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    for (Client* client : {&one, &two}) client->until("\r\n\r\n");
    Client three{server.port()};
    EXPECT_TRUE(three.connected());
    EXPECT_THAT(three.rest(), IsEmpty());
}

TEST(FrontDoor, ServesManyConnectionsAtOnce) {
    const Server server;
    std::vector<std::thread> threads;
    std::atomic<int> served = 0;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 20; ++n) served += server.answers() ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(served, 16 * 20);
}

TEST(FrontDoor, StopsAtOnceWhenConnectionsAreIdle) {
    Server server{calm_view(), {.drain = 1h}};
    Client idle{server.port()};
    idle.send(get_live);
    idle.until("\"live\"}");
    EXPECT_EQ(server.stop().wait_for(10s), std::future_status::ready);
    EXPECT_THAT(idle.rest(), IsEmpty());
    EXPECT_FALSE(Client{server.port()}.connected());
}

TEST(FrontDoor, EndsTheRequestInHandBeforeItStops) {
    Server server{calm_view(), {.drain = 1h}};
    Client client{server.port()};
    client.send(std::string{get_live} + "GET /metrics HTTP/1.1\r\n");
    client.until("\"live\"}");  // so the second request has begun to arrive
    auto stopped = server.stop();
    client.send("Host: x\r\n\r\n");
    EXPECT_THAT(client.rest(),
                AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Connection: close"), EndsWith("total 1\n")));
    EXPECT_EQ(stopped.wait_for(10s), std::future_status::ready);
}

TEST(FrontDoor, StopsByItsDeadlineWhateverAClientDoes) {
    Server server{calm_view(), {.read = 1h, .drain = 50ms}};
    Client client{server.port()};
    client.send(std::string{get_live} + "GET /metrics HTTP/1.1\r\n");
    client.until("\"live\"}");
    EXPECT_EQ(server.stop().wait_for(10s), std::future_status::ready);
}

TEST(FrontDoor, SaysWhenItsAddressIsTaken) {
    const Server server;
    boost::asio::io_context context;
    const auto second = FrontDoor::open(context, {"127.0.0.1", server.port()}, calm_view());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().category, base::Literal{"http.listen"});
}

}  // namespace
}  // namespace kolk::gateway::http
