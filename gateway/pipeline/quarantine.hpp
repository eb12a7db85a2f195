#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/counters.hpp"
#include "gateway/pipeline/services.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// Where input goes that could not become a record: sealed under a key of its own for at most 14 days, or only its
/// reason when it had to be destroyed; with an incident where a breach must be looked at. The same input is taken in
/// once.
class Quarantine {
public:
    Quarantine(Services& services, std::string source, schemas::Party party);

    /// Keeps the input, counts it in `counters` and adds what the log must say to `entries`.
    base::Result<void> put(store::Transaction& transaction, const connectors::Refusal& refusal, Counters& counters,
                           std::vector<log::Entry>& entries);
    base::Result<void> open_incident(store::Transaction& transaction, std::string_view reason,
                                     const connectors::Place& place, std::string_view record_type,
                                     std::vector<log::Entry>& entries);

private:
    base::Result<base::Bytes> seal(const std::string& id, const connectors::Refusal& refusal);

    Services& services_;
    std::string source_;
    schemas::Party party_;
};

}  // namespace kolk::gateway::pipeline
