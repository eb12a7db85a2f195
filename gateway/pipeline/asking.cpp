#include "gateway/pipeline/asking.hpp"

#include "policies/looked_at.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

bool of_the_child(const std::string& record_type) {
    return record_type.starts_with("leerling-id");
}

// What must be read to decide on this rule's records of one type, towards any of its recipients.
void want_what_decides(connectors::Wanted& wanted, const policies::Convenant& convenant, const policies::Rule& rule,
                       const std::string& role, const std::string& type) {
    for (const std::string& to : rule.to) {
        const policies::PlannedFlow* flow = convenant.find_flow(rule.purpose, role, to, type);
        if (flow == nullptr) continue;
        for (auto& [record, field] : policies::looked_at(convenant, *flow)) {
            (of_the_child(record) ? wanted.subject_fields : wanted.fields[record]).insert(field);
            wanted.decisive[record].insert(field);
        }
    }
}

bool open_on(const policies::Case& one, base::Date today) {
    return one.opened <= today && (!one.closed || today <= *one.closed);
}

}  // namespace

std::string sender_role(const SourceIdentity& source) {
    return source.sender_in_document ? "school" : source.party.role;
}

schemas::Party sender_of(const Services& services, const SourceIdentity& source,
                         const connectors::Statement& statement) {
    if (!source.sender_in_document) return source.party;
    const std::string org = services.directory.by_branch(statement.sender_branch);
    return {sender_role(source), org.empty() ? "onbekend" : org};
}

connectors::Wanted wanted_from(const Services& services, const std::string& role) {
    connectors::Wanted wanted;
    wanted.today = services.today();
    for (const policies::Rule& rule : services.convenant.rules) {
        if (std::find(rule.from.begin(), rule.from.end(), role) == rule.from.end()) continue;
        for (const auto& [type, fields] : rule.records) {
            const auto in_force = services.convenant.rules_for(role, type, wanted.today);
            if (std::find(in_force.begin(), in_force.end(), &rule) == in_force.end()) continue;
            auto& asked = of_the_child(type) ? wanted.subject_fields : wanted.fields[type];
            asked.insert(fields.begin(), fields.end());
            want_what_decides(wanted, services.convenant, rule, role, type);
        }
    }
    return wanted;
}

bool asks_for(const policies::Rule& rule, const policies::Facts& facts, base::Date today) {
    switch (rule.ask) {
        case policies::Ask::signal:
            return true;
        case policies::Ask::case_:
            return std::any_of(facts.cases.begin(), facts.cases.end(), [&](const policies::Case& one) {
                return one.purpose == rule.purpose && open_on(one, today);
            });
        case policies::Ask::consent:
            return std::any_of(facts.consents.begin(), facts.consents.end(),
                               [&](const policies::Consent& one) { return one.purpose == rule.purpose; });
        case policies::Ask::never:
            break;
    }
    return false;
}

}  // namespace kolk::gateway::pipeline
