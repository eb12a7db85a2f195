#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/counters.hpp"
#include "gateway/pipeline/services.hpp"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// The id under which the key store keeps the key of one quarantined input.
std::string key_of_quarantined(const std::string& quarantine_id);

/// Where input goes that could not become a record: sealed under a key of its own for at most 14 days, or only its
/// reason when it had to be destroyed; with an incident where a breach must be looked at. The same input, known by a
/// keyed digest, is taken in once.
class Quarantine {
public:
    Quarantine(Services& services, std::string source, schemas::Party party);

    /// Makes the keys for what `put` will keep, in one commit; call it before the transaction that puts.
    base::Result<void> make_keys(std::span<const connectors::Refusal> refusals);
    /// Keeps the input, counts it in `counters` and adds what the log must say to `entries`.
    base::Result<void> put(store::Transaction& transaction, const connectors::Refusal& refusal, Counters& counters,
                           std::vector<log::Entry>& entries);

private:
    [[nodiscard]] store::Digest digest_of(const connectors::Refusal& refusal) const;
    std::string next_id(const connectors::Refusal& refusal);
    base::Result<base::Bytes> seal(const std::string& id, const connectors::Refusal& refusal);

    Services& services_;
    std::string source_;
    schemas::Party party_;
    std::deque<std::string> ids_;  ///< their keys are durable, nothing uses them yet
};

}  // namespace kolk::gateway::pipeline
