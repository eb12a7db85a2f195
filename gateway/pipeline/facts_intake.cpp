#include "gateway/pipeline/facts_intake.hpp"

#include "gateway/pipeline/under_consent.hpp"
#include "policies/reason.hpp"
#include "schemas/record.hpp"

#include <algorithm>
#include <set>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;

/// The line for the person who looks into the quarantine: which child it is, and what was said.
base::Confidential<std::string> text_of(const connectors::FactLine& line) {
    boost::json::array numbers;
    for (const connectors::Identifier& one : line.child) numbers.emplace_back(one.value.reveal());
    boost::json::object all{{"child", std::move(numbers)}, {"facts", line.facts.reveal()}};
    return base::Confidential<std::string>{schemas::Content{std::move(all)}.canonical()};
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

void FactsIntake::refuse(const connectors::FactLine& line, base::Literal reason, base::Literal text) {
    connectors::Refusal refusal;
    refusal.place = line.place;
    refusal.reason = reason;
    refusal.text = text;
    refusal.countable = false;
    refusal.raw = text_of(line);
    refusals_.push_back(std::move(refusal));
}

// A line that we do not understand may have been an objection or a withdrawal: its child is held until it is mended.
Result<void> FactsIntake::take(const connectors::FactLine& line, const schemas::Party& party, FactsByChild& into) {
    const auto read = policies::read_facts(line.facts.reveal());
    if (!read) refuse(line, "facts.faulty", "this line is no fact that we know; correct its keys; its child is held");
    const std::optional<base::Date> born = read ? read->born : std::nullopt;
    const auto link = children_.link(line.child, {party, born, {}, {}, true});
    if (!link) return link.error();
    if (link->child == nullptr) {
        refuse(line, link->refused, "two sources disagree on this child's birth date; ask both to check");
        return {};
    }
    if (read) note_marks(link->child->subject.id, *read);
    into[link->child->subject.id].push_back(read ? line.facts.reveal() : boost::json::object{{"restricted", true}});
    return {};
}

void FactsIntake::note_marks(const store::SubjectId& subject, const policies::Facts& facts) {
    const bool withdrawn =
        std::any_of(facts.consents.begin(), facts.consents.end(),
                    [](const policies::Consent& consent) { return consent.withdrawn_at.has_value(); });
    if (withdrawn) marks_.emplace(subject, std::string{marked_withdrawn});
    if (facts.deceased) marks_.emplace(subject, std::string{marked_deceased});
}

// A death is told in the log at once, so that a person sees who it is and which party says so.
Result<void> FactsIntake::put_marks(store::Transaction& transaction, const schemas::Party& party,
                                    std::vector<log::Entry>& entries) {
    const auto known = services_.store.marks();
    if (!known) return known.error();
    const base::Instant now = services_.clock.now();
    for (const auto& [id, reason] : marks_) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        const store::Mark mark{(*child)->subject.id, reason, now};
        if (const auto put = transaction.put(mark); !put) return put.error();
        const bool there = std::any_of(known->begin(), known->end(), [&mark](const store::Mark& one) {
            return one.subject == mark.subject && one.reason == mark.reason;
        });
        if (there || reason != marked_deceased) continue;
        const auto pseudonym = services_.subjects.log_pseudonym((*child)->subject, now);
        if (!pseudonym) return pseudonym.error();
        log::EntryFields fields;
        fields.kind = "facts";
        fields.at = now;
        fields.subject = *pseudonym;
        fields.from = party.text();
        fields.reason = policies::code_of(policies::Reason::deny_deceased);
        entries.push_back(log::write_entry(fields));
    }
    return {};
}

// Two names in one file may turn out to be one child.
Result<std::vector<store::Fact>> FactsIntake::seal(const std::string& kind, const FactsByChild& facts) {
    FactsByChild united;
    for (const auto& [id, list] : facts) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        boost::json::array& all = united[(*child)->subject.id];
        all.insert(all.end(), list.begin(), list.end());
    }
    std::vector<store::Fact> rows;
    for (auto& [id, list] : united) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        const subjects::Subject& subject = (*child)->subject;
        const std::string text = fact_text(std::move(list));
        rows.push_back({id, source_, kind, services_.subjects.subject_digest(subject, text),
                        services_.subjects.seal(subject, Children::fact_field(source_, kind), text)});
    }
    return rows;
}

// A line of which not even the child can be read may be anyone's objection or withdrawal: then the whole file counts as
// too old to trust, and what depends on it waits.
base::Instant FactsIntake::trusted_as_of(const connectors::FactFile& file) const {
    const bool can_hold_back = file.kind == "bezwaar" || file.kind == "toestemming";
    return can_hold_back && !file.refusals.empty() ? base::Instant{} : file.as_of;
}

Result<std::optional<base::Instant>> FactsIntake::known_as_of(const std::string& kind) {
    const auto sources = services_.store.fact_sources();
    if (!sources) return sources.error();
    for (const store::FactSource& known : *sources) {
        if (known.source == source_ && known.kind == kind) return std::optional{known.as_of};
    }
    return std::optional<base::Instant>{};
}

// Facts that were too old to trust made what depended on them wait, and perhaps end.
bool FactsIntake::is_stale(base::Instant as_of) const {
    const auto trust = services_.facts.find(source_);
    return trust == services_.facts.end() || services_.clock.now() - as_of > trust->second.max_age;
}

Result<void> FactsIntake::take(const connectors::FactFile& file) {
    refusals_ = file.refusals;
    marks_.clear();
    const auto known = known_as_of(file.kind);
    if (!known) return known.error();
    const bool older = *known && file.as_of < **known;
    if (older) {
        refuse({{source_, 0, 1, {}}, {}, schemas::Content{{{"as_of", base::format_instant(file.as_of)}}}},
               "facts.older", "this file is older than what was read before; what was read before stays");
    }
    const bool replaces = file.readable && !older;
    FactsByChild facts;
    for (const connectors::FactLine& line : file.lines) {
        if (!replaces) break;
        if (const auto taken = take(line, file.party, facts); !taken) return taken.error();
    }
    const auto rows = seal(file.kind, facts);
    if (!rows) return rows.error();
    const auto before = services_.store.facts_of(source_, file.kind);
    if (!before) return before.error();
    const bool fresh_again = *known && is_stale(**known) && !is_stale(file.as_of);
    changed_ = changed_ || (replaces && (fresh_again || digests(*before) != digests(*rows)));

    Quarantine quarantine{services_, source_, file.party};
    if (const auto made = quarantine.make_keys(refusals_); !made) return made.error();
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    if (const auto saved = children_.save(**begun); !saved) return saved.error();
    const store::FactSource said{source_, file.kind, trusted_as_of(file)};
    std::vector<log::Entry> entries;
    if (replaces) {
        if (const auto replaced = (*begun)->replace_facts(said, *rows); !replaced) return replaced.error();
        if (const auto put = put_marks(**begun, file.party, entries); !put) return put.error();
    }
    Counters fresh;
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
