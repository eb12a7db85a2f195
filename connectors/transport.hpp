#pragma once

#include "connectors/ports.hpp"

#include <memory>

namespace kolk::connectors {

/// HTTP over libcurl's multi interface on one thread of its own: requests run side by side and a slow or dead peer
/// delays no other. Connections are kept and used again.
///
/// What it promises for every request: only `http` and `https`; TLS 1.2 or later, certificate and host name verified,
/// against `ca_file` alone when one is given; no redirect followed; no proxy or credential taken from the environment;
/// at most `response_bytes` of body and 64 KiB of headers read; an end within `timeout`, resolving and connecting
/// included.
///
/// Errors, by category: `transport.request` (the request can't be sent as it is), `transport.resolve`,
/// `transport.connect`, `transport.tls`, `transport.timeout`, `transport.too-large`, `transport.interrupted` (the peer
/// ended early or spoke no HTTP), `transport.stopped` (this transport is going). Their text holds no URL: a caller
/// knows which source or party it is.
///
/// `done` runs on the transport's thread (or, for a request that can't be sent, on the caller's); it is short, does not
/// throw, and may send again. Any thread may call `send`.
class CurlTransport : public Transport {
public:
    CurlTransport();
    /// Cancels what is under way; each `done` that was not yet called gets `transport.stopped`.
    ~CurlTransport() override;
    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;

    void send(HttpRequest request, Done done) override;
    /// Cancels what is under way and refuses what comes later. Any thread but the transport's own may call it, twice
    /// too.
    void stop();

private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace kolk::connectors
