#include "gateway/pipeline/incidents.hpp"

namespace kolk::gateway::pipeline {

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
