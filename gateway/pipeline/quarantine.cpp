#include "gateway/pipeline/quarantine.hpp"

#include "crypto/seal.hpp"
#include "gateway/pipeline/incidents.hpp"

namespace kolk::gateway::pipeline {
namespace {

using base::Result;

// Promise 6: what could not become a record is kept for at most this long.
constexpr std::chrono::hours term{14 * 24};

bool is_kept(const connectors::Refusal& refusal) {
    return refusal.keep && !refusal.raw.reveal().empty();
}

}  // namespace

Quarantine::Quarantine(Services& services, std::string source, schemas::Party party)
    : services_{services}, source_{std::move(source)}, party_{std::move(party)} {
}

std::string key_of_quarantined(const std::string& quarantine_id) {
    return "quarantine/" + quarantine_id;
}

store::Digest Quarantine::digest_of(const connectors::Refusal& refusal) const {
    const std::string& content = refusal.raw.reveal();
    const std::string seen =
        source_ + '|' + std::string{refusal.reason.text} + '|' + (content.empty() ? refusal.place.text() : content);
    return services_.subjects.region_digest("quarantine", seen);
}

Result<void> Quarantine::make_keys(std::span<const connectors::Refusal> refusals) {
    std::vector<base::Bytes> keys;
    for (const connectors::Refusal& refusal : refusals) {
        if (!is_kept(refusal)) continue;
        const auto known = services_.store.quarantine_has(digest_of(refusal));
        if (!known) return known.error();
        if (*known) continue;
        ids_.push_back(base::uuid7(services_.clock.now(), services_.random));
        const std::string key = key_of_quarantined(ids_.back());
        keys.emplace_back(key.begin(), key.end());
    }
    if (keys.empty()) return {};
    return services_.keys.create(keys);
}

Result<void> Quarantine::put(store::Transaction& transaction, const connectors::Refusal& refusal, Counters& counters,
                             std::vector<log::Entry>& entries) {
    const store::Digest digest = digest_of(refusal);
    const auto known = services_.store.quarantine_has(digest);
    if (!known) return known.error();
    if (refusal.countable) {
        counters.add_record(refusal.record_type, "pulled");
        counters.add_record(refusal.record_type, *known ? "unchanged" : "quarantined");
    } else if (!*known) {
        counters.add("total", "unreadable");
    }
    if (*known) return {};

    store::Quarantined input;
    input.quarantine_id = next_id(refusal);
    input.source = source_;
    input.arrival = refusal.place.arrival;
    input.line = refusal.place.line;
    input.field = refusal.faults.empty() ? refusal.place.field : refusal.faults.front().field;
    input.reason = refusal.reason.text;
    input.text = refusal.text.text;
    input.digest = digest;
    input.at = services_.clock.now();
    input.until = input.at + term;
    auto sealed = seal(input.quarantine_id, refusal);
    if (!sealed) return sealed.error();
    input.sealed = std::move(*sealed);
    if (const auto put = transaction.put(input); !put) return put.error();
    if (!refusal.incident) return {};
    store::Incident incident;
    incident.reason = refusal.reason.text;
    incident.source = source_;
    incident.arrival = refusal.place.arrival;
    incident.line = refusal.place.line;
    incident.sender = party_.text();
    incident.record_type = refusal.record_type;
    incident.measure = refusal.keep ? measure_quarantined : measure_destroyed;
    return open_incident(services_, transaction, std::move(incident), entries);
}

// What is kept has an id whose key is durable already; what was destroyed needs no key.
std::string Quarantine::next_id(const connectors::Refusal& refusal) {
    if (!is_kept(refusal)) return base::uuid7(services_.clock.now(), services_.random);
    if (ids_.empty()) base::broken("make_keys comes before put");
    std::string id = std::move(ids_.front());
    ids_.pop_front();
    return id;
}

Result<base::Bytes> Quarantine::seal(const std::string& id, const connectors::Refusal& refusal) {
    if (!is_kept(refusal)) return base::Bytes{};
    const auto key = services_.keys.find(base::as_bytes(key_of_quarantined(id)));
    if (!key) return key.error();
    return crypto::seal(*key, base::as_bytes(refusal.raw.reveal()), {base::as_bytes(id)}, services_.random);
}

}  // namespace kolk::gateway::pipeline
