#include "gateway/pipeline/facts_intake.hpp"

#include "gateway/pipeline/birth_dates.hpp"
#include "gateway/pipeline/moments.hpp"
#include "gateway/pipeline/places.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "policies/reason.hpp"
#include "schemas/record.hpp"

#include <algorithm>
#include <set>
#include <utility>

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

base::Literal why_refused(base::Literal reason) {
    if (reason.text == "link.birth-date")
        return "sources disagree on the birth date of a child that this line names; ask them to check; it is held";
    return "the numbers of this line name more than one child, or give a child a second BSN or onderwijsnummer; "
           "correct them, or have two people merge the children; all of them are held";
}

/// Beside what was said of a child that the source, in other hands, no longer names. FACTS.json has no such key, and
/// what cannot be read holds its child.
boost::json::value kept_unnamed() {
    return boost::json::object{{"not_named_again", true}};
}

/// Whether these lines say that the child died; nothing when none of them tells of it.
std::optional<bool> death_in(const boost::json::array& lines) {
    std::optional<bool> told;
    for (const boost::json::value& line : lines) {
        const auto* deceased = line.get_object().if_contains("deceased");
        if (deceased != nullptr && deceased->is_bool()) told = told.value_or(false) || deceased->get_bool();
    }
    return told;
}

std::set<std::pair<store::SubjectId, store::Digest>> digests(const std::vector<store::Fact>& facts) {
    std::set<std::pair<store::SubjectId, store::Digest>> all;
    for (const store::Fact& fact : facts) all.emplace(fact.subject, fact.digest);
    return all;
}

/// Whether this line tells a consent in parts, of which another stands in one of these.
bool tells_in_parts(const boost::json::array& lines, const policies::Facts& facts) {
    return !facts.told.empty() && std::ranges::any_of(lines, [&facts](const boost::json::value& line) {
        const auto read = policies::read_facts(line.get_object());
        return read && policies::tells_in_parts(*read, facts);
    });
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

void FactsIntake::refuse_facts(const connectors::FactLine& line, base::Literal why) {
    if (why == policies::told_in_parts) {
        refuse(
            line, why,
            "one consent_id stands twice in this file with other givers or record types; write one consent once, with "
            "all of them; its child is held");
    } else {
        refuse(line, "facts.faulty",
               "this line says what we do not know; correct its keys and words; its child is held");
    }
}

// A line that we do not understand, or of which we can't tell whose it is, may have been an objection or a withdrawal:
// every child that it names is held until it is mended.
Result<void> FactsIntake::take(const connectors::FactLine& line, const connectors::FactFile& file, FactsByChild& into) {
    const boost::json::object hold{{"restricted", true}};
    const auto read = policies::read_facts(line.facts.reveal());
    if (!read) refuse_facts(line, read.error().category);
    const std::string field = Children::fact_field(source_, file.kind);
    const auto link = children_.link(
        line.child, {file.party, read ? read->born : std::nullopt, {}, {}, true, field, parties_.formers});
    if (!link) return link.error();
    if (link->child == nullptr) {
        refuse(line, link->refused, why_refused(link->refused));
        for (const store::SubjectId& id : link->named) into[id].push_back(hold);
        return {};
    }
    Child& child = *link->child;
    if (read) {
        note_birth_date(line, field, *read, child, !into.contains(child.subject.id));
        note_marks(child.subject.id, *read);
    }
    boost::json::array& lines = into[child.subject.id];
    const bool in_parts = read && tells_in_parts(lines, *read);
    if (in_parts) refuse_facts(line, policies::told_in_parts);
    lines.push_back(read && !in_parts ? line.facts.reveal() : hold);
    return {};
}

// The line counts, whatever its date: it may hold back. The dispute itself holds the child (settle_birth_date).
void FactsIntake::note_birth_date(const connectors::FactLine& line, const std::string& field,
                                  const policies::Facts& facts, Child& child, bool first) {
    if (first) child.born_in_facts.erase(field);
    if (!facts.born) return;
    child.born_in_facts[field].insert(*facts.born);
    if (birth_dates(child).size() > 1) refuse(line, "link.birth-date", why_refused("link.birth-date"));
}

Result<void> FactsIntake::hear(const std::string& kind, const FactsByChild& facts) {
    const std::string file = Children::fact_field(source_, kind);
    for (const auto& [id, lines] : facts) {
        const auto authority = authority_in(lines);
        const auto deceased = death_in(lines);
        if (!authority && !deceased) continue;
        const auto child = children_.open(id);
        if (!child) return child.error();
        if (authority) children_.hear_authority(**child, file, *authority);
        if (deceased) children_.hear_death(**child, file, *deceased);
    }
    return {};
}

void FactsIntake::note_marks(const store::SubjectId& subject, const policies::Facts& facts) {
    const bool withdrawn =
        std::any_of(facts.consents.begin(), facts.consents.end(),
                    [](const policies::Consent& consent) { return consent.withdrawn_at.has_value(); });
    if (withdrawn) marks_.emplace(subject, std::string{marked_withdrawn});
    if (facts.deceased.value_or(false)) marks_.emplace(subject, std::string{marked_deceased});
    const bool care_ends =
        std::ranges::any_of(facts.providers, [](const policies::Provider& one) { return one.until.has_value(); });
    if (care_ends) marks_.emplace(subject, std::string{marked_moved});
}

Result<std::vector<store::Mark>> FactsIntake::fresh_marks() {
    std::vector<store::Mark> fresh;
    if (marks_.empty()) return fresh;
    const auto known = services_.store.marks();
    if (!known) return known.error();
    for (const auto& [id, reason] : marks_) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        const store::Mark mark{(*child)->subject.id, reason, services_.clock.now()};
        const bool there = std::any_of(known->begin(), known->end(), [&mark](const store::Mark& one) {
            return one.subject == mark.subject && one.reason == mark.reason;
        });
        if (!there) fresh.push_back(mark);
    }
    return fresh;
}

// A death is told in the log at once, so that a person sees who it is and which party says so.
Result<void> FactsIntake::put_marks(store::Transaction& transaction, const std::vector<store::Mark>& marks,
                                    const schemas::Party& party, std::vector<log::Entry>& entries) {
    for (const store::Mark& mark : marks) {
        if (const auto put = transaction.put(mark); !put) return put.error();
        if (mark.reason != marked_deceased) continue;
        const auto child = children_.open(mark.subject);
        if (!child) return child.error();
        const auto pseudonym = services_.subjects.log_pseudonym((*child)->subject, mark.at);
        if (!pseudonym) return pseudonym.error();
        log::EntryFields fields;
        fields.kind = "facts";
        fields.at = mark.at;
        fields.subject = *pseudonym;
        fields.from = party.text();
        fields.reason = policies::code_of(policies::Reason::deny_deceased);
        entries.push_back(log::write_entry(fields));
    }
    return {};
}

// Two names in one file may turn out to be one child.
Result<FactsIntake::FactsByChild> FactsIntake::by_child(FactsByChild named) {
    FactsByChild united;
    for (auto& [id, list] : named) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        boost::json::array& all = united[(*child)->subject.id];
        all.insert(all.end(), list.begin(), list.end());
    }
    return united;
}

Result<std::vector<store::Fact>> FactsIntake::seal(const std::string& kind, FactsByChild facts) {
    std::vector<store::Fact> rows;
    for (auto& [id, list] : facts) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        const subjects::Subject& subject = (*child)->subject;
        const std::string text = fact_text(std::move(list));
        rows.push_back({id, source_, kind, services_.subjects.subject_digest(subject, text),
                        services_.subjects.seal(subject, Children::fact_field(source_, kind), text)});
    }
    return rows;
}

Result<std::vector<store::FactSource>> FactsIntake::known_files() {
    auto known = services_.store.fact_sources();
    if (known) std::erase_if(*known, [this](const store::FactSource& one) { return one.source != source_; });
    return known;
}

// Facts that were not to be trusted made what depended on them wait, and perhaps end.
bool FactsIntake::is_stale(const store::FactSource& file) const {
    const auto trust = services_.facts.find(source_);
    return trust == services_.facts.end() || !file.trusted ||
           services_.clock.now() - file.as_of > trust->second.max_age;
}

// A file of which the name tells no kind may be any of those that are known.
Result<void> FactsIntake::take(std::span<const connectors::FactFile> folder) {
    all_named_ = std::ranges::none_of(folder, [](const connectors::FactFile& file) { return file.kind.empty(); });
    for (const connectors::FactFile& file : folder) {
        if (const auto taken = take(file); !taken) return taken;
    }
    return {};
}

Result<void> FactsIntake::take(const connectors::FactFile& file) {
    refusals_ = file.refusals;
    marks_.clear();
    const auto known = known_files();
    if (!known) return known.error();
    if (!file.readable) return distrust(file, *known);
    const auto same = std::ranges::find(*known, file.kind, &store::FactSource::kind);
    if (same == known->end()) return replace(file, std::nullopt);
    if (same->as_of <= file.as_of) return replace(file, *same);
    refuse({{source_, 0, 1, {}}, {}, schemas::Content{{{"as_of", base::format_instant(file.as_of)}}}}, "facts.older",
           "this file is older than what was read before, which stays; what depends on the party waits until it writes "
           "the file anew");
    return distrust(file, *known);
}

// Such a file may hold an objection, a withdrawal or a hold that nobody sees.
Result<void> FactsIntake::distrust(const connectors::FactFile& file, const std::vector<store::FactSource>& known) {
    News news;
    bool first = !file.kind.empty();
    for (store::FactSource one : known) {
        if (!file.kind.empty() && one.kind != file.kind) continue;
        first = false;
        if (!std::exchange(one.trusted, false)) continue;
        news.distrusted.push_back(std::move(one));
    }
    if (first) news.distrusted.push_back({source_, file.kind, {}, false});
    return write(file.party, news);
}

// The successor may call the child otherwise, and know nothing of the objection that it drops.
Result<void> FactsIntake::keep_unnamed(const connectors::FactFile& file, std::span<const store::Fact> before,
                                       FactsByChild& facts) {
    const bool taken_over = parties_.last && *parties_.last != file.party;
    for (const store::Fact& row : before) {
        const auto child = children_.open(row.subject);
        if (!child) return child.error();
        if (facts.contains((*child)->subject.id)) continue;
        auto said = open_fact(services_, (*child)->subject, row);
        if (!said) return said.error();
        const bool kept_before = std::ranges::find(*said, kept_unnamed()) != said->end();
        if (!taken_over && !kept_before) continue;
        if (!kept_before) said->push_back(kept_unnamed());
        facts.emplace((*child)->subject.id, std::move(*said));
        if (const auto told = tell_unnamed(file.kind, **child); !told) return told;
    }
    return {};
}

Result<void> FactsIntake::tell_unnamed(const std::string& kind, const Child& child) {
    const auto pseudonym = services_.subjects.log_pseudonym(child.subject, services_.clock.now());
    if (!pseudonym) return pseudonym.error();
    connectors::FactLine line{{source_, 0, 0, {}}, {}, schemas::Content{{{"kind", kind}, {"log", *pseudonym}}}};
    for (const auto& [party, number] : child.numbers) {
        line.child.push_back({connectors::Identifier::Kind::local, party, number});
    }
    refuse(line, "facts.not-named-again",
           "the party of which this source was said something of a child that no line of this file names now; write a "
           "line that names it, with what holds today or nothing; until then it is held");
    return {};
}

Result<void> FactsIntake::replace(const connectors::FactFile& file, const std::optional<store::FactSource>& known) {
    auto parties = parties_of(services_, source_, file.kind, file.party);
    if (!parties) return parties.error();
    parties_ = std::move(*parties);
    FactsByChild named;
    for (const connectors::FactLine& line : file.lines) {
        if (const auto taken = take(line, file, named); !taken) return taken.error();
    }
    auto facts = by_child(std::move(named));
    if (!facts) return facts.error();
    if (const auto heard = hear(file.kind, *facts); !heard) return heard;
    const auto before = services_.store.facts_of(source_, file.kind);
    if (!before) return before.error();
    if (const auto kept = keep_unnamed(file, *before, *facts); !kept) return kept;
    auto rows = seal(file.kind, std::move(*facts));
    if (!rows) return rows.error();
    auto marks = fresh_marks();
    if (!marks) return marks.error();
    // A line of which not even the child can be read may be anyone's objection, withdrawal or hold.
    store::FactSource said{source_, file.kind, file.as_of, file.refusals.empty() && all_named_};
    const bool says_other = digests(*before) != digests(*rows);
    const bool fresh_again = known && is_stale(*known) && !is_stale(said);
    News news;
    news.changes_decisions = says_other || fresh_again;
    if (says_other || known != said) news.replaced = Replaced{std::move(said), std::move(*rows)};
    news.marks = std::move(*marks);
    if (parties_.last != file.party) news.of_party = was_read_of(services_, source_, file.kind, file.party);
    return write(file.party, news);
}

Result<void> FactsIntake::write(const schemas::Party& party, const News& news) {
    const bool silent = news.distrusted.empty() && !news.replaced && news.marks.empty() && !news.of_party;
    if (silent && refusals_.empty() && !children_.has_news()) return {};
    Quarantine quarantine{services_, source_, party};
    if (const auto made = quarantine.make_keys(refusals_); !made) return made.error();
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    if (const auto saved = children_.save(**begun); !saved) return saved.error();
    std::vector<log::Entry> entries;
    if (const auto put = put_facts(**begun, news); !put) return put.error();
    if (const auto put = put_marks(**begun, news.marks, party, entries); !put) return put.error();
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

Result<void> FactsIntake::put_facts(store::Transaction& transaction, const News& news) {
    for (const store::FactSource& file : news.distrusted) {
        if (const auto put = transaction.put(file); !put) return put;
    }
    if (news.replaced) {
        const auto replaced = transaction.replace_facts(news.replaced->said, news.replaced->rows);
        if (!replaced) return replaced;
    }
    if (news.of_party) {
        if (const auto put = transaction.put(*news.of_party); !put) return put;
    }
    if (!news.changes_decisions) return {};
    return transaction.put(store::SourceState{std::string{facts_changed}, services_.clock.now()});
}

}  // namespace kolk::gateway::pipeline
