#pragma once

#include "connectors/ports.hpp"

#include <chrono>
#include <string>

namespace kolk::connectors::feeds {

/// Where and how one party is pushed to.
struct PushSettings {
    std::string party;  ///< for messages
    std::string url;
    std::string ca_file;           ///< trusted roots for this party; empty: the system's
    std::string certificate_file;  ///< our client certificate and key; empty: none
    std::string key_file;
    std::chrono::milliseconds timeout{10'000};
    std::size_t response_bytes = 1U << 20;
};

/// Posts each batch as NDJSON (`application/x-ndjson`, `Idempotency-Key: <batch id>`) over HTTPS; plain HTTP serves on
/// the machine itself only. An answer of 2xx without a body accepts every item; with a body it holds one
/// acknowledgement a line (acknowledgements.hpp), and items without one are offered again.
///
/// Notices are posted to the same address, in requests of their own. Any answer of 2xx takes them; its body may hold
/// answers (notice.hpp), and who has none yet gives one when the notice is posted again.
///
/// Errors: those of the transport, `feed.address`, `feed.refused` (any answer from 300 to 499, and a body without one
/// usable acknowledgement) and `feed.unavailable` (500 and above). After each of them the batch may have arrived.
/// Any thread may call `deliver`; the transport must outlive this object.
class PushSink : public FeedSink {
public:
    PushSink(PushSettings settings, Transport& transport);

    void deliver(Batch batch, Done done) override;
    void tell(NoticeBatch batch, Told told) override;
    /// Any answer to a HEAD request shows that the party can be reached and is who its certificate says.
    base::Result<void> probe() override;

private:
    [[nodiscard]] HttpRequest request(std::string method) const;
    [[nodiscard]] HttpRequest post(const std::string& batch_id, base::Confidential<std::string> body) const;

    PushSettings settings_;
    Transport& transport_;
};

}  // namespace kolk::connectors::feeds
