#include "gateway/totals/counting.hpp"

#include "gateway/pipeline/asking.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace kolk::gateway::totals {
namespace {

using base::Result;
using connectors::Statement;

std::string as_key(const store::Digest& digest) {
    return {digest.begin(), digest.end()};
}

// What the statement tells of the child beside its block; what others told is not this sender's to count.
schemas::Content block_of(const Statement& statement) {
    schemas::Content block = statement.subject;
    const auto add = [&block](std::string_view field, const std::string& told) {
        if (!told.empty() && !block.has(field)) block.set(field, boost::json::value(told));
    };
    add("woongemeente", statement.residence);
    add("vestiging", statement.enrolment);
    if (statement.born) add("geboortedatum", base::format_date(*statement.born));
    return block;
}

/// Names that stand for one child, because someone gave them together.
class SameChild {
public:
    void unite(const std::vector<std::string>& names) {
        const std::string child = child_of(names.front());
        for (const std::string& name : names) leads_to(child_of(name)) = child;
    }
    /// One of its names, the same for each of them.
    std::string child_of(std::string name) {
        while (leads_to(name) != name) name = leads_to(name) = leads_to(leads_to(name));
        return name;
    }

private:
    std::string& leads_to(const std::string& name) { return leads_to_.try_emplace(name, name).first->second; }

    std::map<std::string, std::string> leads_to_;
};

}  // namespace

void Tally::put(std::string record, std::string version, Contribution contribution) {
    told_.push_back({std::move(record), std::move(version), std::move(contribution)});
}

std::vector<policies::CountedChild> Tally::children_of(std::size_t total) const {
    SameChild same;
    for (const Told& one : told_) same.unite(one.contribution.names);
    std::map<std::pair<std::string, std::string>, const Told*> newest;  // by child and record
    for (const Told& one : told_) {
        const Told*& known = newest[{same.child_of(one.contribution.names.front()), one.record}];
        if (known == nullptr || one.version >= known->version) known = &one;
    }
    std::set<std::string> held;
    for (const Told& one : told_) {
        if (one.contribution.held) held.insert(same.child_of(one.contribution.names.front()));
    }
    std::vector<policies::CountedChild> children;
    for (const auto& [key, told] : newest) {
        if (held.contains(key.first)) continue;
        const auto& groups = told->contribution.groups;
        if (total < groups.size() && groups[total]) children.push_back({key.first, *groups[total]});
    }
    return children;
}

Counting::Counting(const pipeline::Services& services, pipeline::Children& children, const Road& road,
                   pipeline::SourceIdentity source, Tally& tally)
    : services_{services}, children_{children}, road_{road}, source_{std::move(source)}, tally_{tally} {
}

bool Counting::concerns() const {
    const bool named = source_.sender_in_document || source_.party == road_.from;
    return named && pipeline::sender_role(source_) == policies::covering_role(road_.from.role);
}

connectors::Wanted Counting::wanted() const {
    connectors::Wanted wanted;
    wanted.today = services_.today();
    for (const policies::Total& total : road_.rule->totals) {
        if (policies::why_not_counted(services_.convenant, *road_.rule, total, road_.from, road_.to)) continue;
        wanted.fields[total.record];
        const auto read = policies::read_to_count(services_.convenant, total, road_.from);
        for (const auto& [record, field] : read.groups) wanted.ask(record, field);
        for (const auto& [record, field] : read.conditions) wanted.ask_to_decide(record, field);
    }
    return wanted;
}

bool Counting::asked_for(std::string_view record_type, std::span<const connectors::Identifier>) {
    const auto& totals = road_.rule->totals;
    return !error_ && std::ranges::find(totals, record_type, &policies::Total::record) != totals.end();
}

// Each of its numbers, and each child that the store knows by one: a source may tell of a child under several.
Result<Counting::Known> Counting::known_of(const Statement& statement) {
    Known known;
    for (const connectors::Identifier& identifier : statement.identifiers) {
        known.names.push_back(as_key(services_.subjects.token(identifier)));
        const auto children = children_.named({&identifier, 1});
        if (!children) return children.error();
        for (const pipeline::Child* child : *children) {
            const store::SubjectId& id = child->subject.id;
            known.names.emplace_back(id.begin(), id.end());
            if (!known.facts) known.facts = policies::Facts{};
            policies::merge(*known.facts, child->facts);
        }
    }
    return known;
}

// A legal duty (c) does not wait for objections.
bool Counting::is_stale(const Known& child) const {
    if (road_.rule->from_basis.avg6 == "c") return false;
    return services_.untrusted.contains(road_.from.text()) || (child.facts && child.facts->consents_stale);
}

Contribution Counting::contribution(const Statement& statement, const Known& child) const {
    Contribution contribution{child.names, child.facts && policies::is_held(*child.facts, *road_.rule), {}};
    // What the source's own document holds back counts no more than it goes.
    if (statement.taken_back || !statement.bound_by_source.empty()) return contribution;
    const schemas::Content block = block_of(statement);
    policies::CountedRecord counted;
    counted.record = &statement.record;
    counted.subject = &block;
    counted.facts = child.facts ? &*child.facts : nullptr;
    counted.from = road_.from;
    counted.today = services_.today();
    for (const policies::Total& total : road_.rule->totals) {
        const bool counts = policies::counts(services_.convenant, *road_.rule, total, counted);
        contribution.groups.push_back(counts ? std::optional{policies::groups_of(total, counted)} : std::nullopt);
    }
    return contribution;
}

void Counting::accept(Statement statement) {
    if (error_ || statement.identifiers.empty()) return;
    if (pipeline::sender_of(services_, source_, statement) != road_.from) return;
    const auto child = known_of(statement);
    if (!child) {
        error_ = child.error();
        return;
    }
    if (is_stale(*child)) {
        error_ =
            base::failure("totals.stale",
                          "what is known of objections is too old, so nobody can tell who may be counted; let `kolk "
                          "sync` read the facts again");
        return;
    }
    const std::string record = statement.record.type + '|' + statement.key.reveal();
    tally_.put(as_key(services_.subjects.region_digest("record", record)), statement.version,
               contribution(statement, *child));
}

}  // namespace kolk::gateway::totals
