#include "gateway/pipeline/facts_intake.hpp"

#include "schemas/record.hpp"

#include <set>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;

std::string canonical_list(boost::json::array list) {
    boost::json::object all;
    all["facts"] = std::move(list);
    return schemas::Content{std::move(all)}.canonical();
}

std::set<std::pair<store::SubjectId, store::Digest>> digests(const std::vector<store::Fact>& facts) {
    std::set<std::pair<store::SubjectId, store::Digest>> all;
    for (const store::Fact& fact : facts) all.emplace(fact.subject, fact.digest);
    return all;
}

}  // namespace

FactsIntake::FactsIntake(Services& services, Children& children, std::string source)
    : services_{services}, children_{children}, source_{std::move(source)} {
}

Result<std::map<store::SubjectId, boost::json::array>> FactsIntake::by_child(const connectors::FactFile& file) {
    std::map<store::SubjectId, boost::json::array> facts;
    for (const connectors::FactLine& line : file.lines) {
        const auto read = policies::read_facts(line.facts.reveal());
        if (!read) {
            connectors::Refusal refusal;
            refusal.place = line.place;
            refusal.reason = "facts.faulty";
            refusal.text = "this line is no fact that we know; correct the keys named in the documentation";
            refusal.countable = false;
            refusal.raw = base::Confidential<std::string>{line.facts.canonical()};
            refusals_.push_back(std::move(refusal));
            continue;
        }
        const auto link = children_.link(line.child, {file.party, read->born, {}, {}, true});
        if (!link) return link.error();
        if (link->child == nullptr) {
            connectors::Refusal refusal;
            refusal.place = line.place;
            refusal.reason = link->refused;
            refusal.text = "two sources disagree on this child's birth date; ask both to check";
            refusal.countable = false;
            refusal.raw = base::Confidential<std::string>{line.facts.canonical()};
            refusals_.push_back(std::move(refusal));
            continue;
        }
        facts[link->child->subject.id].push_back(line.facts.reveal());
    }
    return facts;
}

Result<void> FactsIntake::take(const connectors::FactFile& file) {
    refusals_ = file.refusals;
    auto facts = by_child(file);
    if (!facts) return facts.error();
    std::vector<store::Fact> rows;
    for (auto& [id, list] : *facts) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        const std::string text = canonical_list(std::move(list));
        rows.push_back({id, source_, file.kind, services_.subjects.subject_digest((*child)->subject, text),
                        services_.subjects.seal((*child)->subject, Children::fact_field(source_, file.kind), text)});
    }
    const auto before = services_.store.facts_of(source_, file.kind);
    if (!before) return before.error();
    changed_ = changed_ || (file.readable && digests(*before) != digests(rows));

    Quarantine quarantine{services_, source_, file.party};
    if (const auto made = quarantine.make_keys(refusals_); !made) return made.error();
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    if (const auto saved = children_.save(**begun); !saved) return saved.error();
    const store::FactSource said{source_, file.kind, file.as_of};
    if (file.readable) {
        if (const auto replaced = (*begun)->replace_facts(said, rows); !replaced) return replaced.error();
    }
    Counters fresh;
    std::vector<log::Entry> entries;
    for (const connectors::Refusal& refusal : refusals_) {
        if (const auto put = quarantine.put(**begun, refusal, fresh, entries); !put) return put.error();
    }
    if (const auto saved = fresh.save(**begun); !saved) return saved.error();
    if (const auto appended = (*begun)->append(entries); !appended) return appended.error();
    if (const auto done = (*begun)->commit(); !done) return done.error();
    counted_.merge(fresh);
    return {};
}

}  // namespace kolk::gateway::pipeline
