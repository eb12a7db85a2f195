#include "gateway/pipeline/intake.hpp"

#include "gateway/pipeline/asking.hpp"
#include "gateway/pipeline/incidents.hpp"
#include "gateway/pipeline/record_news.hpp"
#include "gateway/pipeline/under_consent.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using connectors::Refusal;
using connectors::Statement;
using schemas::Party;
using store::ExchangeState;

// Large enough that one commit serves many rows, small enough that a crash repeats little.
constexpr std::size_t statements_per_commit = 256;
// What is refused may be whole files.
constexpr std::size_t refused_bytes_per_commit = 8u << 20;

base::Literal waiting_for_a_person(std::string_view reason) {
    if (reason == "link.unknown-child") return "no known child has this number; have the school supply it first";
    if (reason == "link.birth-date")
        return "two sources disagree on the birth date under one number; ask both to check";
    return "the numbers name more than one child, may mean one that another branch brought by the same number, or "
           "give a child a second BSN or onderwijsnummer; correct them at their source, or have two people merge the "
           "children";
}

/// The statement for the person who looks into the quarantine: which child it is, and what was said.
base::Confidential<std::string> text_of(const Statement& statement) {
    boost::json::array numbers;
    for (const connectors::Identifier& one : statement.identifiers) {
        numbers.push_back({{"issuer", one.issuer}, {"number", one.value.reveal()}});
    }
    boost::json::object all{{"key", statement.key.reveal()}, {"child", std::move(numbers)}};
    if (statement.born) all["born"] = base::format_date(*statement.born);
    all["fields"] = statement.record.fields.reveal();
    return base::Confidential<std::string>{schemas::Content{std::move(all)}.canonical()};
}

Refusal refusal_of(const Statement& statement, base::Literal reason, base::Literal text) {
    Refusal refusal;
    refusal.place = statement.place;
    refusal.reason = reason;
    refusal.text = text;
    refusal.record_type = statement.record.type;
    refusal.raw = text_of(statement);
    return refusal;
}

constexpr base::Literal names_another_place{
    "this record, which is taken in, names another place of its child than another source does (where it lives or goes "
    "to school, or which municipality answers for it); ask both since when; until one of them tells a day, or alone "
    "goes on naming its place, nothing goes that this place chooses"};

constexpr base::Literal names_another_child{
    "this record was about another child before; ask the source which of the two it is"};

std::string record_field(const std::string& record_id) {
    return "record/" + record_id;
}

bool has_ended(const store::Exchange& exchange) {
    return exchange.state != ExchangeState::queued && exchange.state != ExchangeState::waiting &&
           exchange.state != ExchangeState::released;
}

// What was withheld goes when it may; what failed on its way, when there is a way again; a refusal stands.
bool may_go_again(const Services& services, const store::Exchange& exchange) {
    if (exchange.state == ExchangeState::withheld || was_taken_back(exchange)) return true;
    if (exchange.state != ExchangeState::failed || exchange.reason.starts_with("refused")) return false;
    return services.reachable.contains(exchange.recipient);
}

// A second exception may name more of what went under a first one; a rule of another kind names the same every day.
bool may_hold_more(const policies::Rule& rule, const store::Exchange& exchange) {
    return rule.ask == policies::Ask::never && exchange.state == ExchangeState::delivered;
}

/// The first day ahead on which a case opens for whose sake this rule asks.
std::optional<base::Date> opens_on(const policies::Rule& rule, const Child& child, base::Date today) {
    std::optional<base::Date> first;
    if (rule.ask != policies::Ask::case_) return first;
    for (const policies::Case& one : child.facts.cases) {
        if (one.purpose != rule.purpose || one.opened <= today) continue;
        if (!first || one.opened < *first) first = one.opened;
    }
    return first;
}

}  // namespace

Intake::Intake(Services& services, Children& children, SourceIdentity source, Progress progress,
               std::function<bool()> stopping)
    : services_{services},
      children_{children},
      source_{std::move(source)},
      progress_{std::move(progress)},
      stopping_{std::move(stopping)},
      usual_{wanted_from(services_.convenant, sender_role(), services_.today())},
      asked_{with_exceptions(services_, source_, usual_)} {
}

std::string Intake::sender_role() const {
    return pipeline::sender_role(source_);
}

Party Intake::sender_of(const Statement& statement) const {
    return pipeline::sender_of(services_, source_, statement);
}

connectors::Wanted Intake::wanted() const {
    return asked_;
}

bool Intake::asks_for(const policies::Rule& rule, const Child& child) const {
    return pipeline::asks_for(rule, child.facts, services_.today());
}

void Intake::may_change_on(std::optional<base::Date> day) {
    if (day && (!next_change_ || *day < *next_change_)) next_change_ = day;
}

const std::vector<const policies::Rule*>& Intake::rules_for(std::string_view record_type) {
    const auto known = rules_.find(record_type);
    if (known != rules_.end()) return known->second;
    auto rules = services_.convenant.rules_for(sender_role(), record_type, services_.today());
    return rules_.emplace(record_type, std::move(rules)).first->second;
}

bool Intake::asked_for(std::string_view record_type, std::span<const connectors::Identifier> identifiers) {
    if (error_) return false;
    const auto& rules = rules_for(record_type);
    const auto by_signal = [](const policies::Rule* rule) { return rule->ask == policies::Ask::signal; };
    if (std::any_of(rules.begin(), rules.end(), by_signal)) return true;
    const bool excepted = excepts(services_.exceptions, source_, record_type, services_.today());
    if (rules.empty() && !excepted) return false;
    // One number may name a child of whom only facts are known as yet: to link it, the row is to be read.
    const auto children = children_.named(identifiers);
    if (!children) {
        fail(children.error());
        return false;
    }
    return std::ranges::any_of(*children, [&](const Child* child) { return asked_for_of(*child, record_type, rules); });
}

bool Intake::asked_for_of(const Child& child, std::string_view record_type,
                          const std::vector<const policies::Rule*>& rules) {
    if (excepts(child.facts.exceptions, source_, record_type, services_.today())) return true;
    for (const policies::Rule* rule : rules) may_change_on(opens_on(*rule, child, services_.today()));
    return std::ranges::any_of(rules, [&](const policies::Rule* rule) { return asks_for(*rule, child); });
}

void Intake::count(const std::string& record_type, const std::string& name) {
    fresh_.add_record(record_type, "pulled");
    fresh_.add_record(record_type, name);
}

void Intake::fail(const base::Error& error) {
    if (!error_) error_ = error;
}

void Intake::accept(Statement statement) {
    if (error_) return;
    const Party sender = sender_of(statement);
    const auto link = children_.link(statement.identifiers, hints_of(services_, source_, statement));
    if (!link) return fail(link.error());
    if (link->child == nullptr) {
        if (link->refused.text == "link.conflict") note_conflict(link->named);
        return put_aside(refusal_of(statement, link->refused, waiting_for_a_person(link->refused.text)));
    }
    for (const schemas::Fault& note : statement.notes) ++left_out_[note.field];
    keep_to_own_exceptions(usual_, asked_, source_, *link->child, statement);
    statements_.push_back({std::move(statement), sender, link->child->subject.id});
    flush_when_full();
}

void Intake::refuse(Refusal refusal) {
    some_unlinked_ = true;
    put_aside(std::move(refusal));
}

void Intake::put_aside(Refusal refusal) {
    if (error_) return;
    refused_bytes_ += refusal.raw.reveal().size();
    refusals_.push_back(std::move(refusal));
    flush_when_full();
}

void Intake::flush_when_full() {
    const bool full = statements_.size() + refusals_.size() >= statements_per_commit;
    if (!full && refused_bytes_ < refused_bytes_per_commit) return;
    if (const auto flushed = flush(); !flushed) fail(flushed.error());
}

void Intake::not_asked_for(std::uint64_t count) {
    fresh_.add("total", "not_asked_for", static_cast<std::int64_t>(count));
}

void Intake::progress(std::uint64_t done, std::uint64_t expected) {
    if (progress_) progress_(done, expected);
}

bool Intake::stopping() const {
    return error_.has_value() || (stopping_ && stopping_());
}

Result<void> Intake::finish(const Closing& closing) {
    do {
        if (error_) break;
        if (const auto flushed = flush(closing); !flushed) fail(flushed.error());
    } while (!refusals_.empty());
    if (error_) return *error_;
    return {};
}

Result<void> Intake::flush(const Closing& closing) {
    Quarantine quarantine{services_, source_.name, source_.party};
    if (const auto made = quarantine.make_keys(refusals_); !made) return made.error();
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    store::Transaction& transaction = **begun;
    if (const auto saved = children_.save(transaction); !saved) return saved.error();
    for (const Linked& linked : statements_) {
        if (const auto taken = take(transaction, linked); !taken) return taken.error();
    }
    for (const Refusal& refusal : refusals_) {
        if (const auto put = quarantine.put(transaction, refusal, fresh_, entries_); !put) return put.error();
    }
    if (const auto marked = mark_conflicts(transaction); !marked) return marked.error();
    if (const auto saved = fresh_.save(transaction); !saved) return saved.error();
    if (const auto appended = transaction.append(entries_); !appended) return appended.error();
    if (closing && refused_in_hand_.empty()) {
        if (const auto closed = closing(transaction); !closed) return closed.error();
    }
    if (const auto done = transaction.commit(); !done) return done.error();
    counted_.merge(fresh_);
    to_mark_.clear();
    fresh_.clear();
    entries_.clear();
    statements_.clear();
    refusals_.clear();
    refused_bytes_ = 0;
    for (Refusal& refusal : std::exchange(refused_in_hand_, {})) {
        refused_bytes_ += refusal.raw.reveal().size();
        refusals_.push_back(std::move(refusal));
    }
    return {};
}

void Intake::note_conflict(const std::vector<store::SubjectId>& named) {
    for (const store::SubjectId& id : named) {
        if (in_conflict_.insert(id).second) to_mark_.push_back(id);
    }
}

Result<void> Intake::mark_conflicts(store::Transaction& transaction) {
    const std::string reason = marked_in_conflict(source_.name);
    for (const store::SubjectId& id : to_mark_) {
        if (const auto put = transaction.put(store::Mark{id, reason, services_.clock.now()}); !put) return put;
    }
    return {};
}

// What was refused unlinked may be the row in conflict.
Result<void> Intake::end_conflicts(store::Transaction& transaction) {
    if (some_unlinked_) return {};
    const std::string reason = marked_in_conflict(source_.name);
    const auto marks = services_.store.marks();
    if (!marks) return marks.error();
    for (const store::Mark& mark : *marks) {
        if (mark.reason != reason || in_conflict_.contains(mark.subject)) continue;
        if (const auto removed = transaction.remove(mark); !removed) return removed;
    }
    return {};
}

void Intake::tell_doubt(const Statement& statement) {
    Refusal doubt = refusal_of(statement, "link.place", names_another_place);
    doubt.countable = false;
    refused_in_hand_.push_back(std::move(doubt));
}

Result<void> Intake::take(store::Transaction& transaction, const Linked& linked) {
    const Statement& statement = linked.statement;
    const auto child = children_.open(linked.subject);
    if (!child) return child.error();
    const Kept kept{statement.record, statement.subject, statement.bound_by_source};
    const store::Digest key = record_key(services_, linked.sender, statement);
    const auto known = services_.store.find_record(key);
    if (!known) return known.error();

    if (*known && (*known)->subject != (*child)->subject.id) {
        refused_in_hand_.push_back(refusal_of(statement, "link.conflict", names_another_child));
        return {};
    }

    store::Record record;
    if (*known) record = **known;
    const RecordNews news = news_of(services_, **child, statement, kept, *known);
    count(statement.record.type, news.changed ? "accepted" : "unchanged");
    if (news.older || (statement.taken_back && !news.changed)) return {};
    const bool to_keep = *known && !news.changed && record.place != news.place;
    record.place = news.place;
    if (!*known) record.record_id = base::uuid7(services_.clock.now(), services_.random);
    record.key = key;
    record.subject = (*child)->subject.id;
    record.record_type = statement.record.type;
    record.sender = linked.sender.text();
    record.version = statement.version;
    record.digest = news.digest;
    if (statement.taken_back) return take_back(transaction, record, **child);
    if (news.of_child) {
        const bool known = !(*child)->subject.profile.in_doubt.empty();
        const auto heard = children_.hear(transaction, **child, record.sender, statement);
        if (!heard) return heard.error();
        if (!known && !(*child)->subject.profile.in_doubt.empty()) tell_doubt(statement);
    }
    if (to_keep) {
        if (const auto put = transaction.put(record); !put) return put.error();
    }
    return consider(transaction, linked, **child, kept, record, news.changed);
}

Result<void> Intake::consider(store::Transaction& transaction, const Linked& linked, const Child& child,
                              const Kept& kept, store::Record& record, bool changed) {
    const auto before = services_.store.exchanges_of(record.record_id);
    if (!before) return before.error();
    bool placed = false;
    for (const Target& target : targets_asked_for(services_, child, linked.sender, linked.statement)) {
        const store::Exchange* last = nullptr;
        for (const store::Exchange& one : *before) {
            if (one.purpose == target.rule->purpose && one.recipient == target.recipient.text()) last = &one;
        }
        const auto here = place(transaction, linked, child, kept, record, target, last);
        if (!here) return here.error();
        placed = placed || *here;
    }
    if (!placed && !changed) return {};
    const bool keep = placed || !std::all_of(before->begin(), before->end(), has_ended);
    if (!keep) record.sealed.clear();
    if (keep && (changed || record.sealed.empty())) {
        record.sealed = services_.subjects.seal(child.subject, record_field(record.record_id), kept.canonical());
    }
    if (const auto put = transaction.put(record); !put) return put.error();
    const std::vector<std::string> id{record.record_id};
    return transaction.drop_ended_content(id);
}

// Says whether a new exchange, or a new version in one that was not yet released, was written.
Result<bool> Intake::place(store::Transaction& transaction, const Linked& linked, const Child& child, const Kept& kept,
                           const store::Record& record, Target target, const store::Exchange* before) {
    const bool same_version = before != nullptr && before->digest == record.digest;
    const bool same_exchange = before != nullptr && takes_over(*before, same_version);
    const Party sender = *Party::parse(record.sender);
    auto delivered = deliveries_to(services_, child.subject.id, target, sender, record.record_type,
                                   same_exchange ? before->exchange_id : std::string{});
    if (!delivered) return delivered.error();
    target.delivered_on = std::move(*delivered);
    if (same_version && before->state == ExchangeState::waiting) {
        may_change_on(pipeline::next_change(services_, child, kept, target, sender));
    }
    if (same_version && !may_go_again(services_, *before) && !may_hold_more(*target.rule, *before)) return false;
    const policies::Decision decision = decide_now(services_, child, kept, target, sender);
    if (!decision.allow) may_change_on(pipeline::next_change(services_, child, kept, target, sender));
    if (same_version && !decision.allow) return still_withheld(transaction, linked, child, *before, decision);
    // How often something went says nothing of what it holds.
    const policies::Decision whenever =
        decision.reason == policies::Reason::deny_frequency
            ? decide_now(services_, child, kept, {target.rule, target.recipient}, sender)
            : decision;
    if (before != nullptr && has_already(services_, child, kept, whenever, *before)) {
        store::Exchange known = *before;
        known.digest = record.digest;
        if (const auto put = transaction.put(known); !put) return put.error();
        return false;
    }

    store::Exchange exchange;
    if (same_exchange) {
        exchange = *before;
        exchange.attempts = 0;
    } else {
        exchange.exchange_id = base::uuid7(services_.clock.now(), services_.random);
        if (before != nullptr) exchange.case_key = before->case_key;
    }
    exchange.record_id = record.record_id;
    exchange.digest = record.digest;
    exchange.subject = child.subject.id;
    exchange.record_type = record.record_type;
    exchange.purpose = target.rule->purpose;
    exchange.rule = target.rule->id;
    exchange.sender = record.sender;
    exchange.recipient = target.recipient.text();
    exchange.state = state_after(decision);
    exchange.reason = policies::code_of(decision.reason);
    exchange.queued_at = services_.clock.now();
    exchange.next_attempt = exchange.queued_at;
    exchange.deadline = exchange.queued_at + std::chrono::hours{target.rule->deadline_hours};
    if (const auto put = transaction.put(exchange); !put) return put.error();

    const auto pseudonym = services_.subjects.log_pseudonym(child.subject, exchange.queued_at);
    if (!pseudonym) return pseudonym.error();
    const std::string kind = decision.allow ? "queued" : "withheld";
    entries_.push_back(log::write_entry(entry_fields(services_, kind, exchange, decision, *pseudonym)));
    if (policies::opens_incident(decision.reason)) {
        const auto opened = open_incident_about(transaction, linked, exchange, *pseudonym);
        if (!opened) return opened.error();
    }
    return true;
}

Result<void> Intake::open_incident_about(store::Transaction& transaction, const Linked& linked,
                                         const store::Exchange& exchange, const std::string& pseudonym) {
    store::Incident incident = incident_about(exchange, source_.name, pseudonym, measure_withheld);
    incident.arrival = linked.statement.place.arrival;
    incident.line = linked.statement.place.line;
    return open_incident(services_, transaction, std::move(incident), entries_);
}

// What stays withheld for another reason than before is told, and may be a breach only now; nothing else changes.
Result<bool> Intake::still_withheld(store::Transaction& transaction, const Linked& linked, const Child& child,
                                    store::Exchange exchange, const policies::Decision& decision) {
    const std::string_view reason = policies::code_of(decision.reason);
    if (exchange.state != ExchangeState::withheld || exchange.reason == reason) return false;
    exchange.reason = reason;
    if (const auto put = transaction.put(exchange); !put) return put.error();
    const auto pseudonym = services_.subjects.log_pseudonym(child.subject, services_.clock.now());
    if (!pseudonym) return pseudonym.error();
    entries_.push_back(log::write_entry(entry_fields(services_, "withheld", exchange, decision, *pseudonym)));
    if (policies::opens_incident(decision.reason)) {
        const auto opened = open_incident_about(transaction, linked, exchange, *pseudonym);
        if (!opened) return opened.error();
    }
    return false;
}

// What was not yet released of a record entered in error never goes; what was delivered is for a person to correct.
Result<void> Intake::take_back(store::Transaction& transaction, const store::Record& record, const Child& child) {
    const auto exchanges = services_.store.exchanges_of(record.record_id);
    if (!exchanges) return exchanges.error();
    for (store::Exchange exchange : *exchanges) {
        if (exchange.state != ExchangeState::queued && exchange.state != ExchangeState::waiting) continue;
        policies::Decision decision;
        decision.reason = policies::Reason::deny_record;
        exchange.state = ExchangeState::withheld;
        exchange.reason = policies::code_of(decision.reason);
        if (const auto put = transaction.put(exchange); !put) return put.error();
        const auto pseudonym = services_.subjects.log_pseudonym(child.subject, services_.clock.now());
        if (!pseudonym) return pseudonym.error();
        entries_.push_back(log::write_entry(entry_fields(services_, "withheld", exchange, decision, *pseudonym)));
    }
    if (const auto put = transaction.put(record); !put) return put.error();
    const std::vector<std::string> id{record.record_id};
    return transaction.drop_ended_content(id);
}

}  // namespace kolk::gateway::pipeline
