#include "gateway/simulation/dry_pull.hpp"

#include "gateway/pipeline/asking.hpp"

#include <algorithm>

namespace kolk::gateway::simulation {
namespace {

using connectors::Identifier;
using connectors::Statement;
using pipeline::Child;
using pipeline::Kept;
using pipeline::Services;

const Child& unknown_child() {
    static const Child nobody{{{}, crypto::SecretKey::copy({}), {}, {}, {}}, {}, {}};
    return nobody;
}

void join(std::set<std::string>& into, const std::set<std::string>& more) {
    into.insert(more.begin(), more.end());
}

std::string known_or(const std::string& told, const std::string& known) {
    return told.empty() ? known : told;
}

Verdict verdict_of(const policies::Decision& decision, const policies::Rule& rule) {
    Verdict verdict{decision.allow, std::string{policies::code_of(decision.reason)}, {}};
    for (const auto& field : decision.given()) verdict.given.push_back(as_it_leaves(rule, field));
    std::ranges::sort(verdict.given);
    return verdict;
}

/// Decides one statement under one convenant, for every road that its rules choose.
void decide_all(const Services& services, const Statement& statement, const Child& child, const schemas::Party& sender,
                std::map<Road, Outcome>& outcomes, std::optional<Verdict> Outcome::*side) {
    const subjects::Profile& profile = child.subject.profile;
    const Kept kept{statement.record, statement.subject, statement.bound_by_source};
    const pipeline::Routing routing{sender,
                                    statement.record.type,
                                    known_or(statement.residence, profile.residence),
                                    known_or(statement.enrolment, profile.enrolment),
                                    statement.named_recipient,
                                    statement.recipient_role,
                                    child.facts};
    for (const pipeline::Target& target : pipeline::targets_of(services, routing)) {
        if (!pipeline::asks_for(*target.rule, child.facts, services.today())) continue;
        Road road{target.rule->purpose, sender.text(), target.recipient.text(), statement.record.type};
        Outcome& outcome = outcomes.try_emplace(road, Outcome{road, {}, {}}).first->second;
        outcome.*side = verdict_of(pipeline::decide_now(services, child, kept, target, sender), *target.rule);
    }
}

}  // namespace

DryPull::DryPull(const Services& before, const Services& after, pipeline::Children& children,
                 pipeline::SourceIdentity source, Records& records, Progress progress)
    : before_{before},
      after_{after},
      children_{children},
      source_{std::move(source)},
      records_{records},
      progress_{std::move(progress)} {
}

connectors::Wanted DryPull::wanted() const {
    const std::string role = pipeline::sender_role(source_);
    connectors::Wanted wanted = pipeline::wanted_from(before_.convenant, role, before_.today());
    const connectors::Wanted more = pipeline::wanted_from(after_.convenant, role, after_.today());
    for (const auto& [type, fields] : more.fields) join(wanted.fields[type], fields);
    for (const auto& [type, fields] : more.decisive) join(wanted.decisive[type], fields);
    join(wanted.subject_fields, more.subject_fields);
    return wanted;
}

const Child* DryPull::known(std::span<const Identifier> identifiers) {
    const auto child = children_.find(identifiers);
    if (child) return *child == nullptr ? &unknown_child() : *child;
    if (!error_) error_ = child.error();
    return nullptr;
}

bool DryPull::asks(const Services& services, std::string_view record_type, const Child& child) const {
    const auto rules = services.convenant.rules_for(pipeline::sender_role(source_), record_type, services.today());
    return std::any_of(rules.begin(), rules.end(), [&](const policies::Rule* rule) {
        return pipeline::asks_for(*rule, child.facts, services.today());
    });
}

bool DryPull::asked_for(std::string_view record_type, std::span<const Identifier> identifiers) {
    const Child* child = error_ ? nullptr : known(identifiers);
    return child != nullptr && (asks(before_, record_type, *child) || asks(after_, record_type, *child));
}

Outcomes DryPull::outcomes(const Statement& statement, const Child& child) const {
    const schemas::Party sender = pipeline::sender_of(before_, source_, statement);
    std::map<Road, Outcome> found;
    decide_all(before_, statement, child, sender, found, &Outcome::before);
    decide_all(after_, statement, child, sender, found, &Outcome::after);
    Outcomes all;
    for (auto& [road, outcome] : found) all.push_back(std::move(outcome));
    return all;
}

void DryPull::accept(Statement statement) {
    const Child* child = error_ ? nullptr : known(statement.identifiers);
    if (child == nullptr) return;
    const std::string told = pipeline::sender_of(before_, source_, statement).text() + '|' + statement.record.type +
                             '|' + statement.key.reveal();
    const store::Digest digest = before_.subjects.region_digest("record", told);
    const std::string key{digest.begin(), digest.end()};
    if (statement.taken_back) return records_.take_back(key, statement.version);
    records_.put(key, statement.version, outcomes(statement, *child));
}

void DryPull::progress(std::uint64_t done, std::uint64_t expected) {
    if (progress_) progress_(done, expected);
}

}  // namespace kolk::gateway::simulation
