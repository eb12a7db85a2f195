#include "gateway/pipeline/asking.hpp"

#include "policies/looked_at.hpp"

#include <algorithm>
#include <set>

namespace kolk::gateway::pipeline {
namespace {

// What must be read to decide on this rule's records of one type, towards any of its recipients.
void want_what_decides(connectors::Wanted& wanted, const policies::Convenant& convenant, const policies::Rule& rule,
                       const std::string& role, const std::string& type) {
    for (const std::string& to : rule.to) {
        const policies::PlannedFlow* flow = convenant.find_flow(rule.purpose, role, to, type);
        if (flow == nullptr) continue;
        for (const auto& [record, field] : policies::looked_at(convenant, *flow)) wanted.ask_to_decide(record, field);
    }
}

bool open_on(const policies::Case& one, base::Date today) {
    return one.opened <= today && (!one.closed || today <= *one.closed);
}

// A dossier names its own sender, a school; every other source speaks for one party.
bool speaks_for(const SourceIdentity& source, const schemas::Party& party) {
    return source.sender_in_document ? party.role == sender_role(source) : party == source.party;
}

void add_to(connectors::Wanted& wanted, const policies::Exception& exception) {
    for (const auto& [type, fields] : exception.records) {
        auto& asked = schemas::is_of_the_child(type) ? wanted.subject_fields : wanted.fields[type];
        asked.insert(fields.begin(), fields.end());
    }
}

void add_those_of(connectors::Wanted& wanted, const std::vector<policies::Exception>& exceptions,
                  const SourceIdentity& source) {
    for (const policies::Exception& one : exceptions) {
        if (speaks_for(source, one.from) && policies::is_open(one, wanted.today)) add_to(wanted, one);
    }
}

const std::set<std::string>& fields_of(const connectors::Wanted& wanted, const std::string& type) {
    static const std::set<std::string> none;
    const auto found = wanted.fields.find(type);
    return found == wanted.fields.end() ? none : found->second;
}

void erase_extra(schemas::Content& content, const std::set<std::string>& asked, const std::set<std::string>& usual,
                 const std::set<std::string>& own) {
    for (const std::string& field : asked) {
        if (!usual.contains(field) && !own.contains(field)) content.erase(field);
    }
}

}  // namespace

std::string sender_role(const SourceIdentity& source) {
    return source.sender_in_document ? "school" : source.party.role;
}

schemas::Party sender_of(const Services& services, const SourceIdentity& source,
                         const connectors::Statement& statement) {
    if (!source.sender_in_document) return source.party;
    const std::string org = services.directory.by_branch(statement.sender_branch);
    if (org.empty()) return {sender_role(source), "onbekend"};
    return services.convenant.in_place_of({sender_role(source), org}, services.today());
}

LinkHints hints_of(const Services& services, const SourceIdentity& source, const connectors::Statement& statement) {
    const schemas::Party numbered_by =
        source.sender_in_document ? sender_of(services, source, statement) : source.party;
    return {numbered_by, statement.born, statement.residence, statement.enrolment, statement.creates_subject};
}

connectors::Wanted wanted_from(const policies::Convenant& convenant, const std::string& role, base::Date today) {
    connectors::Wanted wanted;
    wanted.today = today;
    for (const policies::Rule& rule : convenant.rules) {
        if (std::find(rule.from.begin(), rule.from.end(), role) == rule.from.end()) continue;
        for (const auto& [type, fields] : rule.records) {
            const auto in_force = convenant.rules_for(role, type, today);
            if (std::find(in_force.begin(), in_force.end(), &rule) == in_force.end()) continue;
            auto& asked = schemas::is_of_the_child(type) ? wanted.subject_fields : wanted.fields[type];
            asked.insert(fields.begin(), fields.end());
            want_what_decides(wanted, convenant, rule, role, type);
        }
    }
    return wanted;
}

connectors::Wanted with_exceptions(const Services& services, const SourceIdentity& source, connectors::Wanted wanted) {
    add_those_of(wanted, services.exceptions, source);
    return wanted;
}

bool excepts(const std::vector<policies::Exception>& exceptions, const SourceIdentity& source,
             std::string_view record_type, base::Date day) {
    return std::ranges::any_of(exceptions, [&](const policies::Exception& one) {
        return speaks_for(source, one.from) && policies::is_open(one, day) &&
               one.records.contains(std::string{record_type});
    });
}

void keep_to_own_exceptions(const connectors::Wanted& usual, const connectors::Wanted& asked,
                            const SourceIdentity& source, const Child& child, connectors::Statement& statement) {
    connectors::Wanted own;
    own.today = asked.today;
    add_those_of(own, child.facts.exceptions, source);
    const std::string& type = statement.record.type;
    erase_extra(statement.record.fields, fields_of(asked, type), fields_of(usual, type), fields_of(own, type));
    erase_extra(statement.subject, asked.subject_fields, usual.subject_fields, own.subject_fields);
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

std::vector<Target> targets_asked_for(const Services& services, const Child& child, const schemas::Party& sender,
                                      const connectors::Statement& statement) {
    const Routing routing{
        sender,     statement.record.type, child.subject.profile, statement.named_recipient, statement.recipient_role,
        child.facts};
    std::vector<Target> targets = targets_of(services, routing);
    std::erase_if(targets,
                  [&](const Target& target) { return !asks_for(*target.rule, child.facts, services.today()); });
    for (Target& target : excepted_targets(services, child, routing)) targets.push_back(std::move(target));
    return targets;
}

}  // namespace kolk::gateway::pipeline
