#include "gateway/totals/counting.hpp"

#include "gateway/pipeline/asking.hpp"

#include <algorithm>

namespace kolk::gateway::totals {
namespace {

using connectors::Statement;
using pipeline::Child;

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

void want(connectors::Wanted& wanted, const std::string& record, const std::string& field) {
    (record.starts_with("leerling-id") ? wanted.subject_fields : wanted.fields[record]).insert(field);
}

}  // namespace

void Tally::put(const std::string& key, const std::string& version, Contribution contribution) {
    Newest& newest = newest_[key];
    if (version < newest.version) return;
    newest = {version, std::move(contribution)};
}

void Tally::take_back(const std::string& key, const std::string& version) {
    put(key, version, {});
}

std::vector<policies::CountedChild> Tally::children_of(std::size_t total) const {
    std::vector<policies::CountedChild> children;
    for (const auto& [key, newest] : newest_) {
        const Contribution& one = newest.contribution;
        if (total < one.groups.size() && one.groups[total]) children.push_back({one.child, *one.groups[total]});
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
        for (const auto& [record, field] : read.groups) want(wanted, record, field);
        for (const auto& [record, field] : read.conditions) {
            want(wanted, record, field);
            wanted.decisive[record].insert(field);
        }
    }
    return wanted;
}

bool Counting::asked_for(std::string_view record_type, std::span<const connectors::Identifier>) {
    const auto& totals = road_.rule->totals;
    return !error_ && std::ranges::find(totals, record_type, &policies::Total::record) != totals.end();
}

// Of a child that no party gave us before, its number at this sender is all there is to tell it by.
std::string Counting::child_key(const Statement& statement, const Child* child) const {
    if (child != nullptr) return {child->subject.id.begin(), child->subject.id.end()};
    return as_key(services_.subjects.token(statement.identifiers.front()));
}

// A legal duty (c) does not wait for objections.
bool Counting::is_stale(const Child* child) const {
    if (road_.rule->from_basis.avg6 == "c") return false;
    return services_.untrusted.contains(road_.from.text()) || (child != nullptr && child->facts.consents_stale);
}

Contribution Counting::contribution(const Statement& statement, const Child* child) const {
    const schemas::Content block = block_of(statement);
    policies::CountedRecord counted;
    counted.record = &statement.record;
    counted.subject = &block;
    counted.facts = child == nullptr ? nullptr : &child->facts;
    counted.from = road_.from;
    counted.today = services_.today();
    Contribution contribution{child_key(statement, child), {}};
    for (const policies::Total& total : road_.rule->totals) {
        const bool counts = policies::counts(services_.convenant, *road_.rule, total, counted);
        contribution.groups.push_back(counts ? std::optional{policies::groups_of(total, counted)} : std::nullopt);
    }
    return contribution;
}

void Counting::accept(Statement statement) {
    if (error_ || statement.identifiers.empty()) return;
    if (pipeline::sender_of(services_, source_, statement) != road_.from) return;
    const auto child = children_.find(statement.identifiers);
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
    const std::string told = statement.record.type + '|' + statement.key.reveal() + '|' + child_key(statement, *child);
    const std::string key = as_key(services_.subjects.region_digest("record", told));
    if (statement.taken_back) return tally_.take_back(key, statement.version);
    // What the source's own document holds back counts no more than it goes.
    if (statement.bound_by_source.empty()) tally_.put(key, statement.version, contribution(statement, *child));
}

}  // namespace kolk::gateway::totals
