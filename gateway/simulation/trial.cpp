#include "gateway/simulation/trial.hpp"

#include "gateway/pipeline/asking.hpp"
#include "gateway/pipeline/record_news.hpp"
#include "gateway/pipeline/under_consent.hpp"

#include <algorithm>

namespace kolk::gateway::simulation {
namespace {

using base::Result;
using connectors::Statement;
using pipeline::Child;
using pipeline::Kept;
using pipeline::SourceIdentity;
using pipeline::Target;
using store::Exchange;
using store::ExchangeState;

Verdict verdict_of(const policies::Decision& decision, const policies::Rule& rule) {
    Verdict verdict{decision.allow, std::string{policies::code_of(decision.reason)}, {}};
    for (const auto& field : decision.given()) verdict.given.push_back(as_it_leaves(rule, field));
    std::ranges::sort(verdict.given);
    return verdict;
}

std::string text_of(const store::Digest& digest) {
    return {digest.begin(), digest.end()};
}

}  // namespace

/// A statement whose child is known.
struct Trial::Taken {
    Statement statement;
    schemas::Party sender;
    Child& child;
    Kept kept;
    store::Digest key{};
    std::optional<store::Record> known;
    pipeline::RecordNews news;

    [[nodiscard]] bool is_taken_in() const { return !news.older && !(statement.taken_back && !known); }
    [[nodiscard]] Road road(const Target& target) const {
        return {target.rule->purpose, sender.text(), target.recipient.text(), statement.record.type};
    }
};

connectors::Wanted Trial::usual(const SourceIdentity& source) const {
    return pipeline::wanted_from(services_.convenant, pipeline::sender_role(source), services_.today());
}

connectors::Wanted Trial::wanted(const SourceIdentity& source) const {
    return pipeline::with_exceptions(services_, source, usual(source));
}

Result<bool> Trial::asked_for(const Asking& asking, std::string_view record_type,
                              std::span<const connectors::Identifier> identifiers) {
    const SourceIdentity& source = asking.source;
    const base::Date today = services_.today();
    const auto rules = services_.convenant.rules_for(pipeline::sender_role(source), record_type, today);
    const auto by_signal = [](const policies::Rule* rule) { return rule->ask == policies::Ask::signal; };
    if (std::ranges::any_of(rules, by_signal)) return true;
    const auto children = children_.named(identifiers);
    if (!children) return children.error();
    return std::ranges::any_of(*children, [&](const pipeline::Child* child) {
        if (pipeline::excepts(child->facts.exceptions, source, record_type, today)) return true;
        return std::ranges::any_of(
            rules, [&](const policies::Rule* rule) { return pipeline::asks_for(*rule, child->facts, today); });
    });
}

Result<std::optional<store::Record>> Trial::known(const store::Digest& key) {
    const auto heard = heard_.find(key);
    if (heard != heard_.end()) return std::optional{heard->second};
    return services_.store.find_record(key);
}

// Nothing where a pass would put the statement into quarantine.
Result<std::optional<Trial::Taken>> Trial::take(const Asking& asking, Statement statement) {
    const SourceIdentity& source = asking.source;
    const std::optional<Taken> nothing;
    const auto link = children_.link(statement.identifiers, pipeline::hints_of(services_, source, statement));
    if (!link) return link.error();
    if (link->child == nullptr) return nothing;
    Child& child = *link->child;
    pipeline::keep_to_own_exceptions(asking.usual, asking.asked, source, child, statement);
    const schemas::Party sender = pipeline::sender_of(services_, source, statement);
    const store::Digest key = pipeline::record_key(services_, sender, statement);
    auto record = known(key);
    if (!record) return record.error();
    if (*record && (*record)->subject != child.subject.id) return nothing;
    Kept kept{statement.record, statement.subject, statement.bound_by_source};
    const pipeline::RecordNews news = pipeline::news_of(services_, child, statement, kept, *record);
    return std::optional{Taken{std::move(statement), sender, child, std::move(kept), key, std::move(*record), news}};
}

Result<void> Trial::hear(const Asking& asking, Statement statement) {
    const auto taken = take(asking, std::move(statement));
    if (!taken) return taken.error();
    if (!*taken || !(*taken)->is_taken_in()) return {};
    const Taken& here = **taken;
    if (!here.news.changed && here.known->place == here.news.place) return {};
    store::Record record;
    record.subject = here.child.subject.id;
    record.version = here.statement.version;
    record.digest = here.news.digest;
    record.place = here.news.place;
    heard_.insert_or_assign(here.key, std::move(record));
    children_.note_record(here.child.subject.id);
    if (here.news.of_child && !here.statement.taken_back) {
        children_.hear(here.child, here.sender.text(), here.statement);
    }
    return {};
}

Result<Trial::Faring> Trial::decide(const Asking& asking, Statement statement) {
    const auto taken = take(asking, std::move(statement));
    if (!taken) return taken.error();
    if (!*taken) return Faring{true, false, false, {}, {}};
    const Taken& here = **taken;
    Faring faring{false, here.is_taken_in(), here.statement.taken_back, text_of(here.key), text_of(here.news.digest)};
    if (!faring.counts || faring.taken_back) return faring;
    for (Target& target : pipeline::targets_asked_for(services_, here.child, here.sender, here.statement)) {
        Road road = here.road(target);
        const policies::Rule& rule = *target.rule;
        const auto decision = decide(here, std::move(target));
        if (!decision) return decision.error();
        faring.verdicts.insert_or_assign(std::move(road), verdict_of(*decision, rule));
    }
    return faring;
}

Result<policies::Decision> Trial::decide(const Taken& taken, Target target) {
    if (!target.rule->frequency) {
        return pipeline::decide_now(services_, taken.child, taken.kept, target, taken.sender);
    }
    const auto before = last_exchange(taken, target);
    if (!before) return before.error();
    return decide_again(taken, std::move(target), *before ? &**before : nullptr);
}

// How often something went says nothing of what the recipient has already.
Result<policies::Decision> Trial::decide_again(const Taken& taken, Target target, const Exchange* before) {
    const policies::Decision whenever = pipeline::decide_now(services_, taken.child, taken.kept, target, taken.sender);
    const bool same_version = before != nullptr && before->digest == taken.news.digest;
    const bool is_there = before != nullptr && !pipeline::was_taken_back(*before) &&
                          (before->state == ExchangeState::delivered || before->state == ExchangeState::released);
    if (same_version && is_there) return whenever;
    if (before != nullptr && pipeline::has_already(services_, taken.child, taken.kept, whenever, *before)) {
        return whenever;
    }
    const bool same_exchange = before != nullptr && pipeline::takes_over(*before, same_version);
    auto days =
        pipeline::deliveries_to(services_, taken.child.subject.id, target, taken.sender, taken.statement.record.type,
                                same_exchange ? before->exchange_id : std::string{});
    if (!days) return days.error();
    std::set<store::Digest>& sent = sent_[{taken.child.subject.id, taken.road(target)}];
    const std::size_t others = sent.size() - (sent.contains(taken.key) ? 1 : 0);
    days->insert(days->end(), others, services_.today());
    target.delivered_on = std::move(*days);
    policies::Decision decision = pipeline::decide_now(services_, taken.child, taken.kept, target, taken.sender);
    if (decision.allow) sent.insert(taken.key);
    return decision;
}

Result<std::optional<Exchange>> Trial::last_exchange(const Taken& taken, const Target& target) {
    std::optional<Exchange> last;
    const auto record = services_.store.find_record(taken.key);
    if (!record) return record.error();
    if (!*record) return last;
    const auto all = services_.store.exchanges_of((*record)->record_id);
    if (!all) return all.error();
    for (const Exchange& one : *all) {
        if (one.purpose == target.rule->purpose && one.recipient == target.recipient.text()) last = one;
    }
    return last;
}

}  // namespace kolk::gateway::simulation
