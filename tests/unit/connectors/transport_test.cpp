#include "connectors/transport.hpp"

#include "tests/support/http_peer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace {

using namespace kolk;
using connectors::CurlTransport;
using connectors::HttpRequest;
using connectors::HttpResponse;
using tests::HttpPeer;

using Answer = base::Result<HttpResponse>;

HttpRequest get(const std::string& url) {
    HttpRequest request;
    request.url = url;
    return request;
}

std::string outcome(const Answer& answer) {
    return answer ? "ok" : std::string{answer.error().category.text};
}

std::future<Answer> send(connectors::Transport& transport, HttpRequest request) {
    auto promise = std::make_shared<std::promise<Answer>>();
    auto future = promise->get_future();
    transport.send(std::move(request), [promise](Answer answer) { promise->set_value(std::move(answer)); });
    return future;
}

class Transport : public testing::Test {
protected:
    static void SetUpTestSuite() { peer = std::make_unique<HttpPeer>(); }
    static void TearDownTestSuite() { peer.reset(); }
    [[nodiscard]] static std::string url(const std::string& path) { return "http://127.0.0.1:" + peer->port() + path; }

    static inline std::unique_ptr<HttpPeer> peer;
    CurlTransport transport;
};

TEST_F(Transport, GivesStatusTypeAndBody) {
    const auto answer = transport.send_and_wait(get(url("/echo")));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->content_type, "text/plain");
    EXPECT_EQ(answer->body.reveal(), "hello");
}

TEST_F(Transport, SendsMethodHeadersAndBody) {
    HttpRequest request = get(url("/seen"));
    request.method = "POST";
    request.headers = {{"Idempotency-Key", "batch-1"}, {"Content-Type", "application/x-ndjson"}};
    request.body = base::Confidential<std::string>{std::string(2'000'000, 'x')};
    const auto seen = transport.send_and_wait(request);
    ASSERT_TRUE(seen);
    EXPECT_NE(seen->body.reveal().find("\"Idempotency-Key\": \"batch-1\""), std::string::npos);
    EXPECT_NE(seen->body.reveal().find("\"Content-Length\": \"2000000\""), std::string::npos);
    EXPECT_EQ(seen->body.reveal().find("Expect"), std::string::npos);
    EXPECT_NE(seen->body.reveal().find("\"method\": \"POST\""), std::string::npos);

    const std::string posted("a\0b\r\n\xFF", 6);
    request.url = url("/echo");
    request.body = base::Confidential<std::string>{posted};
    const auto echoed = transport.send_and_wait(request);
    ASSERT_TRUE(echoed);
    EXPECT_EQ(echoed->body.reveal(), posted);
}

TEST_F(Transport, AStatusOfTheOtherSideIsAnAnswer) {
    for (const int status : {204, 302, 404, 503}) {
        const auto answer = transport.send_and_wait(get(url("/status/" + std::to_string(status))));
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, status);  // 302: the redirect was not followed
    }
}

TEST_F(Transport, BoundsTheAnswer) {
    HttpRequest request = get(url("/bytes/1000"));
    request.response_bytes = 1000;
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "ok");
    request.response_bytes = 999;
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "transport.too-large");
    request.url = url("/chunks/1000000");
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "transport.too-large");
    EXPECT_EQ(outcome(transport.send_and_wait(get(url("/headers")))), "transport.too-large");
}

TEST_F(Transport, KeepsConnectionsAndUsesThemAgain) {
    const auto connections = [&] { return transport.send_and_wait(get(url("/connections")))->body.reveal(); };
    const auto before = connections();
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(transport.send_and_wait(get(url("/echo"))));
    EXPECT_EQ(connections(), before);
}

TEST_F(Transport, ASilentPeerDelaysNobody) {
    HttpRequest never = get(url("/never"));
    never.timeout = std::chrono::minutes{10};
    std::vector<std::future<Answer>> silent;
    for (int i = 0; i < 20; ++i) silent.push_back(send(transport, never));
    EXPECT_EQ(outcome(transport.send_and_wait(get(url("/echo")))), "ok");
    transport.stop();
    for (auto& answer : silent) EXPECT_EQ(outcome(answer.get()), "transport.stopped");
}

TEST_F(Transport, EndsInTime) {
    HttpRequest never = get(url("/never"));
    never.timeout = std::chrono::milliseconds{50};
    EXPECT_EQ(outcome(transport.send_and_wait(never)), "transport.timeout");
}

TEST_F(Transport, TellsFailuresApartWithoutTheAddress) {
    const std::string closed = [] { return HttpPeer{}.port(); }();
    const std::string no_host = "http://" + std::string(64, 'a') + ".example/marker";  // no label may be that long
    const std::vector<std::pair<std::string, std::string>> cases{
        {"http://127.0.0.1:" + closed + "/marker", "transport.connect"},
        {no_host, "transport.resolve"},
        {url("/early/marker"), "transport.interrupted"},
        {url("/garbage/marker"), "transport.interrupted"},
        {"https://127.0.0.1:" + peer->port() + "/marker", "transport.tls"},
        {"file:///etc/marker", "transport.request"},
        {"ftp://127.0.0.1/marker", "transport.request"},
        {"http://", "transport.request"},
        {url("/marker\r\nX-Injected: 1"), "transport.request"},
    };
    for (const auto& [address, category] : cases) {
        const auto answer = transport.send_and_wait(get(address));
        ASSERT_FALSE(answer) << category;
        EXPECT_EQ(outcome(answer), category);
        EXPECT_EQ(answer.error().for_operator.find("marker"), std::string::npos);
        EXPECT_EQ(answer.error().for_operator.find("127.0.0.1"), std::string::npos);
    }
}

TEST_F(Transport, AHeaderCannotSmuggleAnother) {
    HttpRequest request = get(url("/seen"));
    request.headers = {{"Idempotency-Key", "a\r\nX-Injected: 1"}};
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "transport.request");
}

TEST_F(Transport, AnswersEachRequestOnceWhateverTheMoment) {
    std::atomic<int> answers = 0;
    constexpr int requests = 100;
    {
        CurlTransport passing;
        for (int i = 0; i < requests; ++i) {
            passing.send(get(url(i % 2 == 0 ? "/echo" : "/never")), [&answers](const Answer&) { ++answers; });
        }
    }
    EXPECT_EQ(answers, requests);
}

TEST_F(Transport, AnAnswerMaySendAgain) {
    std::promise<std::string> last;
    transport.send(get(url("/echo")), [&](const Answer&) {
        transport.send(get(url("/echo")), [&](const Answer& answer) { last.set_value(outcome(answer)); });
    });
    EXPECT_EQ(last.get_future().get(), "ok");
}

TEST_F(Transport, RefusesWorkAfterItsEnd) {
    transport.stop();
    transport.stop();
    EXPECT_EQ(outcome(transport.send_and_wait(get(url("/echo")))), "transport.stopped");
}

TEST_F(Transport, IgnoresTheProxyOfTheEnvironment) {
    ::setenv("http_proxy", "http://127.0.0.1:9", 1);
    EXPECT_EQ(outcome(transport.send_and_wait(get(url("/echo")))), "ok");
    ::unsetenv("http_proxy");
}

TEST(TransportTls, TrustsTheGivenRootsOnlyAndTheNameTheyVouchFor) {
    const tests::TemporaryFolder folder;
    const auto peers = tests::Certificate::make(folder.path(), "peer");
    const auto others = tests::Certificate::make(folder.path(), "other");
    const HttpPeer peer{{"--certificate", peers.certificate_file, "--key", peers.key_file}};
    CurlTransport transport;

    HttpRequest request = get("https://127.0.0.1:" + peer.port() + "/echo");
    request.ca_file = peers.certificate_file;
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "ok");
    request.url = "https://localhost:" + peer.port() + "/echo";
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "transport.tls");
    request.url = "https://127.0.0.1:" + peer.port() + "/echo";
    request.ca_file = others.certificate_file;
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "transport.tls");
    request.ca_file = {};
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "transport.tls");
    request.ca_file = (folder.path() / "absent.pem").string();
    EXPECT_EQ(outcome(transport.send_and_wait(request)), "transport.tls");
}

}  // namespace
