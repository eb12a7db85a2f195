#include "gateway/pipeline/incidents.hpp"

namespace kolk::gateway::pipeline {

store::Incident incident_about(const store::Exchange& exchange, std::string source, std::string pseudonym,
                               std::string_view measure) {
    store::Incident incident;
    incident.reason = exchange.reason;
    incident.source = std::move(source);
    incident.sender = exchange.sender;
    incident.recipient = exchange.recipient;
    incident.record_type = exchange.record_type;
    incident.subject = std::move(pseudonym);
    incident.measure = measure;
    incident.purpose = exchange.purpose;
    incident.exchange_id = exchange.exchange_id;
    return incident;
}

base::Result<void> open_incident(const Services& services, store::Transaction& transaction, store::Incident incident,
                                 std::vector<log::Entry>& entries) {
    incident.at = services.clock.now();
    incident.incident_id = base::uuid7(incident.at, services.random);
    log::EntryFields fields;
    fields.kind = "incident";
    fields.at = incident.at;
    fields.exchange_id = incident.exchange_id;
    fields.subject = incident.subject;
    fields.from = incident.sender;
    fields.to = incident.recipient;
    fields.purpose = incident.purpose;
    fields.record_type = incident.record_type;
    fields.reason = incident.reason;
    entries.push_back(log::write_entry(fields));
    return transaction.put(incident);
}

}  // namespace kolk::gateway::pipeline
