/// A receiver that takes whatever is posted to it, as fast as TLS allows: it answers 200 without a body.
///
///     kolk-bench-receiver CERTIFICATE KEY
///
/// Prints the port on the loopback address at which it listens, and works until it is stopped.

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <netinet/tcp.h>
#include <string>
#include <strings.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

using Session = std::unique_ptr<SSL, decltype(&SSL_free)>;

constexpr std::string_view taken = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view header_end = "\r\n\r\n";

std::size_t length_of_body(const std::string& headers) {
    constexpr std::string_view name = "\r\ncontent-length:";
    for (std::size_t at = 0; at < headers.size(); ++at) {
        if (strncasecmp(headers.c_str() + at, name.data(), name.size()) == 0) {
            return std::strtoull(headers.c_str() + at + name.size(), nullptr, 10);
        }
    }
    return 0;
}

/// Reads until `text` has this many bytes or, for 0, until its headers are whole.
bool read_until(SSL* session, std::string& text, std::size_t size) {
    std::array<char, 64 * 1024> piece{};
    while (size == 0 ? text.find(header_end) == std::string::npos : text.size() < size) {
        const int got = SSL_read(session, piece.data(), piece.size());
        if (got <= 0) return false;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return true;
}

void serve(int socket, Session session) {
    SSL_set_fd(session.get(), socket);
    std::string text;
    bool going = SSL_accept(session.get()) == 1;
    while (going && read_until(session.get(), text, 0)) {
        const std::size_t headers = text.find(header_end) + header_end.size();
        const std::size_t whole = headers + length_of_body(text.substr(0, headers));
        if (!read_until(session.get(), text, whole)) break;
        text.erase(0, whole);
        going = SSL_write(session.get(), taken.data(), taken.size()) > 0;
    }
    close(socket);
}

int listen_on_loopback() {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 16) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        return -1;
    }
    std::cout << ntohs(address.sin_port) << std::endl;
    return listener;
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) {
        std::cerr << "usage: kolk-bench-receiver CERTIFICATE KEY\n";
        return 2;
    }
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(context, words[1]) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, words[2], SSL_FILETYPE_PEM) != 1) {
        std::cerr << "the certificate or its key cannot be read\n";
        return 1;
    }
    const int listener = listen_on_loopback();
    if (listener < 0) {
        std::cerr << "no port is free on the loopback address\n";
        return 1;
    }
    while (true) {
        const int socket = accept(listener, nullptr, nullptr);
        if (socket < 0) continue;
        const int at_once = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
        std::thread{serve, socket, Session{SSL_new(context), SSL_free}}.detach();
    }
}
