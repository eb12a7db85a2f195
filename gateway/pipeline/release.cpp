#include "gateway/pipeline/release.hpp"

#include "gateway/pipeline/incidents.hpp"
#include "gateway/pipeline/patience.hpp"
#include "gateway/pipeline/places.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "policies/retention.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using schemas::Party;
using store::Exchange;
using store::ExchangeState;

constexpr const char* content_missing = "content.missing";
constexpr std::array offered{ExchangeState::queued, ExchangeState::released};
// One reading of the waiting exchanges; a region has hundreds, and what lies beyond is reviewed in the next pass.
constexpr std::size_t reviewed_at_once = 100'000;

bool accepted(const std::string& result) {
    return result == "accepted" || result == "refused: duplicate" || result == "contested";
}

// Of what a recipient contests, what this exchange can have held.
std::vector<std::string> fields_of(const store::Exchange& exchange, std::vector<std::string> contested) {
    std::erase_if(contested, [&](const std::string& name) {
        const std::string_view record = std::string_view{name}.substr(0, name.find('.'));
        return record != exchange.record_type && !schemas::is_of_the_child(record);
    });
    return contested;
}

base::Error unacknowledged(const std::string& recipient) {
    return base::failure("feed.unacknowledged", "Feed to " + recipient +
                                                    ": not every item was acknowledged; those are offered again. Look "
                                                    "with the receiver at its acknowledgements.");
}

bool about_another_child(const std::string& result) {
    return result == "refused: not-our-child" || result == "refused: wrong-child";
}

}  // namespace

std::string failed_name(const std::string& party) {
    return "(failed) " + party;
}

base::Error silent_feed(const std::string& party) {
    return base::failure("feed.silent", "Feed to " + party +
                                            ": no answer came; what it was offered is offered again. Look whether its "
                                            "folder or address hangs.");
}

/// Where feeds leave their answers; it outlives whoever waits for them.
struct Release::Mailbox {
    std::mutex mutex;
    std::condition_variable arrived;
    std::vector<Answer> answers;
};

Release::Release(Services& services, Children& children, std::map<std::string, Feed> feeds, Retry retry,
                 Progress progress, std::function<bool()> stopping, std::function<bool()> due_again,
                 std::function<Result<void>()> before_offers)
    : services_{services},
      children_{children},
      feeds_{std::move(feeds)},
      retry_{retry},
      progress_{std::move(progress)},
      stopping_{std::move(stopping)},
      due_again_{std::move(due_again)},
      before_offers_{std::move(before_offers)},
      mailbox_{std::make_shared<Mailbox>()} {
}

Release::~Release() = default;

Result<void> Release::review_waiting() {
    if (const auto moved = move_to_successors(); !moved) return moved;
    const auto waiting = services_.store.in_state(ExchangeState::waiting, reviewed_at_once);
    if (!waiting) return waiting.error();
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    for (const Exchange& exchange : *waiting) {
        const auto opened = open(exchange);
        if (!opened) return opened.error();
        const auto reviewed = *opened ? review(**begun, exchange, **opened) : lost(**begun, exchange);
        if (!reviewed) return reviewed.error();
    }
    if (const auto reviewed = review_postponed(**begun); !reviewed) return reviewed.error();
    // A clock that was ahead once must not hold anything back for longer than a pause lasts.
    const auto latest = services_.clock.now() + retry_.longest_retry;
    if (const auto hastened = (*begun)->hasten(latest); !hastened) return hastened.error();
    return commit(**begun);
}

Result<void> Release::move_to_successors() {
    const policies::Convenant& convenant = services_.convenant;
    const base::Date today = services_.today();
    const bool any = std::ranges::any_of(convenant.successions, [&](const auto& one) { return one.at <= today; });
    if (!any) return {};
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    for (const ExchangeState state : {ExchangeState::queued, ExchangeState::waiting}) {
        const auto found = services_.store.in_state(state, reviewed_at_once);
        if (!found) return found.error();
        for (const Exchange& exchange : *found) {
            const Party recipient = policies::covering_party(*Party::parse(exchange.recipient));
            const Party successor = convenant.in_place_of(recipient, today);
            if (successor == recipient) continue;
            if (const auto moved = move(**begun, exchange, successor); !moved) return moved;
        }
    }
    return commit(**begun);
}

// Its record, pulled again, may have given the successor an exchange already.
Result<void> Release::move(store::Transaction& transaction, Exchange exchange, const Party& successor) {
    const auto opened = open(exchange);
    if (!opened) return opened.error();
    if (!*opened || (*opened)->decision.allow || (*opened)->target.rule == nullptr) return {};
    const auto others = services_.store.exchanges_of(exchange.record_id);
    if (!others) return others.error();
    const bool has_one = std::ranges::any_of(*others, [&](const Exchange& one) {
        return one.recipient == successor.text() && one.purpose == exchange.purpose && one.digest == exchange.digest;
    });
    if (!has_one) {
        if (const auto placed = place_with(transaction, exchange, **opened, successor); !placed) return placed;
    }
    exchange.state = ExchangeState::withheld;
    exchange.reason = policies::code_of((*opened)->decision.reason);
    ended_.push_back(exchange.record_id);
    if (const auto put = transaction.put(exchange); !put) return put.error();
    return write_entry("withheld", exchange, **opened);
}

// Under an id and a pseudonym of its own; how long it may wait is not begun anew.
Result<void> Release::place_with(store::Transaction& transaction, const Exchange& former, const Opened& opened,
                                 const Party& successor) {
    Exchange exchange = former;
    exchange.exchange_id = base::uuid7(services_.clock.now(), services_.random);
    exchange.recipient = successor.text();
    exchange.case_key.clear();
    exchange.attempts = 0;
    exchange.consents.clear();
    exchange.under_consent.clear();
    exchange.projection.clear();
    exchange.released_at.reset();
    exchange.queued_at = exchange.next_attempt = services_.clock.now();
    Opened next{opened.child, opened.kept, {}, {opened.target.rule, successor}};
    const Party sender = *Party::parse(exchange.sender);
    auto delivered =
        deliveries_to(services_, exchange.subject, next.target, sender, exchange.record_type, exchange.exchange_id);
    if (!delivered) return delivered.error();
    next.target.delivered_on = std::move(*delivered);
    next.decision = decide_now(services_, *next.child, next.kept, next.target, sender);
    exchange.state = state_after(next.decision);
    exchange.reason = policies::code_of(next.decision.reason);
    if (const auto put = transaction.put(exchange); !put) return put.error();
    return write_entry(next.decision.allow ? "queued" : "withheld", exchange, next);
}

// What is due is decided on when it is offered; what is not due yet must not wait for that to end.
Result<void> Release::review_postponed(store::Transaction& transaction) {
    const auto postponed = services_.store.postponed(services_.clock.now(), reviewed_at_once);
    if (!postponed) return postponed.error();
    for (const Exchange& exchange : *postponed) {
        const auto opened = open(exchange);
        if (!opened) return opened.error();
        if (!*opened || (*opened)->decision.allow) continue;
        if (const auto held = hold_back(transaction, exchange, **opened); !held) return held.error();
    }
    return {};
}

Result<void> Release::review(store::Transaction& transaction, Exchange exchange, const Opened& opened) {
    if (!opened.decision.allow) return hold_back(transaction, std::move(exchange), opened);
    exchange.state = ExchangeState::queued;
    exchange.reason = policies::code_of(opened.decision.reason);
    if (const auto put = transaction.put(exchange); !put) return put.error();
    return write_entry("queued", exchange, opened);
}

Result<void> Release::run() {
    begun_ = services_.clock.now();
    auto found = lanes();
    if (!found) return found.error();
    std::vector<Lane>& all = *found;
    std::vector<Answer> answers;
    const auto in_flight = [](const Lane& lane) { return !lane.in_flight.empty(); };
    do {
        if (const auto ready = before_offers_(); !ready) return ready.error();
        auto begun = services_.store.begin();
        if (!begun) return begun.error();
        for (const Answer& answer : answers) {
            if (const auto settled = settle(**begun, all[answer.lane], answer); !settled) return settled.error();
        }
        auto offers = prepare_offers(**begun, all);
        if (!offers) return offers.error();
        if (const auto done = commit(**begun); !done) return done.error();
        begun->reset();
        for (auto& [lane, batch] : *offers) offer(lane, all[lane], std::move(batch));
        answers = std::any_of(all.begin(), all.end(), in_flight) ? wait_for_answers(all) : std::vector<Answer>{};
    } while (!answers.empty());
    return {};
}

Result<std::vector<Release::Lane>> Release::lanes() {
    const auto outstanding = services_.store.outstanding();
    if (!outstanding) return outstanding.error();
    std::vector<Lane> all;
    for (const auto& [recipient, count] : *outstanding) {
        all.push_back({recipient});
        expected_ += static_cast<std::uint64_t>(count);
    }
    return all;
}

Result<std::vector<std::pair<std::size_t, connectors::Batch>>> Release::prepare_offers(store::Transaction& transaction,
                                                                                       std::vector<Lane>& lanes) {
    std::vector<std::pair<std::size_t, connectors::Batch>> offers;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        Lane& lane = lanes[i];
        if (lane.done || !lane.in_flight.empty()) continue;
        if ((stopping_ && stopping_()) || (due_again_ && due_again_())) {
            lane.done = true;
            continue;
        }
        auto batch = next_batch(transaction, lane);
        if (!batch) return batch.error();
        if (!batch->items.empty()) offers.emplace_back(i, std::move(*batch));
    }
    return offers;
}

// A batch may come out empty although something was due, when everything in it was held back: then the next is tried.
Result<connectors::Batch> Release::next_batch(store::Transaction& transaction, Lane& lane) {
    const auto feed = feeds_.find(lane.recipient);
    connectors::Batch batch{base::uuid7(services_.clock.now(), services_.random), {}};
    while (batch.items.empty() && !lane.done) {
        const std::size_t limit = feed == feeds_.end() ? 100 : feed->second.batch;
        const auto due = services_.store.due(lane.recipient, offered, begun_, limit);
        if (!due) return due.error();
        lane.done = due->empty();
        for (const Exchange& exchange : *due) {
            if (feed == feeds_.end()) {
                if (const auto failed = fail(transaction, exchange, feed_missing); !failed) return failed.error();
                continue;
            }
            auto item = release(transaction, lane, exchange);
            if (!item) return item.error();
            if (*item) batch.items.push_back(std::move(**item));
        }
    }
    return batch;
}

Result<std::optional<connectors::Item>> Release::release(store::Transaction& transaction, Lane& lane,
                                                         Exchange exchange) {
    const std::optional<connectors::Item> nothing;
    const auto opened = open(exchange);
    if (!opened) return opened.error();
    if (!*opened) {
        if (const auto done = lost(transaction, exchange); !done) return done.error();
        return nothing;
    }
    const Opened& now = **opened;
    if (!now.decision.allow) {
        if (const auto held = hold_back(transaction, exchange, now); !held) return held.error();
        return nothing;
    }
    if (const auto named = name_case(exchange, now); !named) return named.error();
    const policies::Rule& rule = *now.decision.rule;

    connectors::Item item;
    item.exchange_id = exchange.exchange_id;
    item.case_key = exchange.case_key;
    const auto number = now.child->numbers.find(exchange.recipient);
    if (number != now.child->numbers.end() && !rule.pseudonym_only) item.own_number = number->second;
    item.purpose = exchange.purpose;
    item.record_type = exchange.record_type;
    item.from = *Party::parse(exchange.sender);
    item.released_at = services_.clock.now();
    item.onward = rule.onward;
    item.notify = rule.notify;
    item.fields = project(now.kept, now.decision, services_.today());
    item.offered_before = exchange.attempts > 0;
    item.retention_until =
        policies::retained_until(services_.convenant, rule, now.target.recipient, item.fields, services_.today());

    exchange.state = ExchangeState::released;
    exchange.rule = rule.id;
    exchange.reason = policies::code_of(now.decision.reason);
    exchange.attempts += 1;
    exchange.released_at = item.released_at;
    exchange.consents = consents_of(services_, *now.child, exchange, now.decision);
    exchange.under_consent = as_lines(now.decision.given_under_consent());
    exchange.projection = projection_digest(services_, *now.child, item.fields);
    if (const auto put = transaction.put(exchange); !put) return put.error();
    if (const auto written = write_entry("released", exchange, now, exchange.projection); !written) {
        return written.error();
    }
    lane.in_flight.insert_or_assign(exchange.exchange_id, std::move(exchange));
    return std::optional<connectors::Item>{std::move(item)};
}

Result<void> Release::name_case(Exchange& exchange, const Opened& opened) {
    if (!exchange.case_key.empty()) return {};
    auto pseudonym = partner_pseudonym(services_, opened.child->subject, opened.target.recipient, exchange.purpose);
    if (!pseudonym) return pseudonym.error();
    exchange.case_key = std::move(*pseudonym);
    return {};
}

Result<std::optional<Release::Opened>> Release::open(const Exchange& exchange) {
    const std::optional<Opened> nothing;
    const auto record = services_.store.record(exchange.record_id);
    if (!record) return record.error();
    if (!*record || (*record)->sealed.empty()) return nothing;
    // A newer version has an exchange of its own; under this one's id it would be taken for what may have arrived.
    if ((*record)->digest != exchange.digest) return nothing;
    const auto child = children_.open(exchange.subject);
    if (!child) return child.error();
    const auto text = services_.subjects.open((*child)->subject, "record/" + exchange.record_id, (*record)->sealed);
    if (!text) return text.error();
    auto kept = Kept::parse(exchange.record_type, text->reveal());
    if (!kept) return nothing;
    const policies::Rule* rule = services_.convenant.find_rule(exchange.rule);
    Opened opened{*child, std::move(*kept), {}, {rule, *Party::parse(exchange.recipient)}};
    if (rule == nullptr || rule->purpose != exchange.purpose) {
        opened.decision.reason = policies::Reason::deny_role;
        return std::optional<Opened>{std::move(opened)};
    }
    const Party sender = *Party::parse(exchange.sender);
    auto delivered =
        deliveries_to(services_, exchange.subject, opened.target, sender, exchange.record_type, exchange.exchange_id);
    if (!delivered) return delivered.error();
    opened.target.delivered_on = std::move(*delivered);
    opened.decision = decide_now(services_, **child, opened.kept, opened.target, sender);
    return std::optional<Opened>{std::move(opened)};
}

// The decision changed between then and now. What may already have arrived waits while the reason can pass; after that
// it can't be taken back silently: it has failed, and a person must act.
Result<void> Release::hold_back(store::Transaction& transaction, Exchange exchange, const Opened& opened) {
    const ExchangeState before = exchange.state;
    const std::string reason_before = exchange.reason;
    const bool too_late = services_.clock.now() > exchange.deadline;
    const ExchangeState after = state_after(opened.decision);
    exchange.reason = policies::code_of(opened.decision.reason);
    exchange.state = after == ExchangeState::waiting && too_late ? ExchangeState::withheld : after;
    if (before == ExchangeState::released) {
        const bool may_pass = exchange.state == ExchangeState::waiting;
        exchange.state = may_pass ? ExchangeState::released : ExchangeState::failed;
        exchange.next_attempt = next_attempt(exchange.attempts);
        if (may_pass && exchange.reason == reason_before) return transaction.put(exchange);
        taken_back_[exchange.recipient].push_back(exchange.exchange_id);
    }
    if (exchange.state == before && exchange.reason == reason_before) return {};
    if (exchange.state == ExchangeState::withheld || exchange.state == ExchangeState::failed) {
        ended_.push_back(exchange.record_id);
    }
    if (const auto put = transaction.put(exchange); !put) return put.error();
    if (const auto written = write_entry("withheld", exchange, opened); !written) return written.error();
    const bool breach = policies::opens_incident(opened.decision.reason) && exchange.reason != reason_before;
    return breach ? open_incident_about(transaction, exchange, exchange.sender, measure_withheld) : Result<void>{};
}

Result<void> Release::lost(store::Transaction& transaction, const Exchange& exchange) {
    return fail(transaction, exchange, content_missing);
}

Result<void> Release::fail(store::Transaction& transaction, Exchange exchange, std::string reason) {
    if (exchange.state == ExchangeState::released) taken_back_[exchange.recipient].push_back(exchange.exchange_id);
    exchange.state = ExchangeState::failed;
    exchange.reason = std::move(reason);
    ended_.push_back(exchange.record_id);
    if (const auto put = transaction.put(exchange); !put) return put.error();
    const store::SourceState failed{failed_name(exchange.recipient), services_.clock.now()};
    if (const auto noted = transaction.put(failed); !noted) return noted.error();
    return write_about("outcome", exchange);
}

void Release::offer(std::size_t at, Lane& lane, connectors::Batch batch) {
    const Feed& feed = feeds_.at(lane.recipient);
    lane.batch = batch.id;
    lane.until = std::chrono::steady_clock::now() + feed.patience;
    feed.sink->deliver(std::move(batch), [mailbox = mailbox_, at, id = lane.batch](auto result) {
        const std::lock_guard guard{mailbox->mutex};
        mailbox->answers.push_back({at, id, std::move(result)});
        mailbox->arrived.notify_one();
    });
}

std::vector<Release::Answer> Release::wait_for_answers(const std::vector<Lane>& lanes) {
    auto until = Deadline::max();
    for (const Lane& lane : lanes) {
        if (!lane.in_flight.empty()) until = std::min(until, lane.until);
    }
    std::unique_lock lock{mailbox_->mutex};
    wait_with_patience(mailbox_->arrived, lock, until, stopping_, [this] { return !mailbox_->answers.empty(); });
    std::vector<Answer> answers = std::exchange(mailbox_->answers, {});
    lock.unlock();
    if (!answers.empty()) return answers;
    const auto now = stopping_ && stopping_() ? Deadline::max() : std::chrono::steady_clock::now();
    for (std::size_t at = 0; at < lanes.size(); ++at) {
        const Lane& lane = lanes[at];
        if (!lane.in_flight.empty() && lane.until <= now)
            answers.push_back({at, lane.batch, silent_feed(lane.recipient)});
    }
    return answers;
}

// An answer that comes when its batch was given up: the next offer gets it, or asks for it, again.
Result<void> Release::settle(store::Transaction& transaction, Lane& lane, const Answer& answer) {
    if (answer.batch != lane.batch || lane.in_flight.empty()) return {};
    std::map<std::string, Exchange> open = std::move(lane.in_flight);
    lane.in_flight.clear();
    if (!answer.result) return pause(transaction, lane, open, answer.result.error());
    for (const connectors::Acknowledgement& one : *answer.result) {
        const auto exchange = open.find(one.exchange_id);
        if (exchange == open.end()) continue;
        const auto done = acknowledge(transaction, std::move(exchange->second), one);
        if (!done) return done.error();
        open.erase(exchange);
    }
    if (progress_) progress_(settled_, std::max(settled_, expected_));
    if (!open.empty()) return pause(transaction, lane, open, unacknowledged(lane.recipient));
    report_.reached.insert(lane.recipient);
    return {};
}

// A recipient that does not answer is tried with one batch at a time: nothing else for it is offered meanwhile.
Result<void> Release::pause(store::Transaction& transaction, Lane& lane,
                            const std::map<std::string, Exchange>& unanswered, const base::Error& why) {
    lane.done = true;
    report_.faults.emplace_back(lane.recipient, why);
    std::uint32_t attempts = 0;
    for (const auto& [id, exchange] : unanswered) {
        attempts = std::max(attempts, exchange.attempts);
        if (services_.clock.now() < exchange.deadline) continue;
        if (const auto ended = fail(transaction, exchange, given_up); !ended) return ended.error();
    }
    return transaction.postpone(lane.recipient, next_attempt(attempts));
}

Result<void> Release::acknowledge(store::Transaction& transaction, Exchange exchange,
                                  const connectors::Acknowledgement& acknowledgement) {
    const std::string& result = acknowledgement.result;
    exchange.state = accepted(result) ? ExchangeState::delivered : ExchangeState::failed;
    exchange.reason = result;
    ended_.push_back(exchange.record_id);
    ++settled_;
    if (about_another_child(result)) {
        const auto opened = open_incident_about(transaction, exchange, exchange.recipient, measure_delivered);
        if (!opened) return opened.error();
    }
    if (const auto put = transaction.put(exchange); !put) return put.error();
    return write_about("outcome", exchange, fields_of(exchange, acknowledgement.fields));
}

Result<void> Release::open_incident_about(store::Transaction& transaction, const Exchange& exchange,
                                          const std::string& source, std::string_view measure) {
    const auto child = children_.open(exchange.subject);
    if (!child) return child.error();
    const auto pseudonym = services_.subjects.log_pseudonym((*child)->subject, services_.clock.now());
    if (!pseudonym) return pseudonym.error();
    return open_incident(services_, transaction, incident_about(exchange, source, *pseudonym, measure), entries_);
}

base::Instant Release::next_attempt(std::uint32_t attempts) {
    return services_.clock.now() + retry_.pause_after(attempts, services_.random);
}

Result<void> Release::write_entry(const std::string& kind, const Exchange& exchange, const Opened& opened,
                                  const std::string& digest) {
    const auto pseudonym = services_.subjects.log_pseudonym(opened.child->subject, services_.clock.now());
    if (!pseudonym) return pseudonym.error();
    log::EntryFields fields = entry_fields(services_, kind, exchange, opened.decision, *pseudonym);
    fields.digest = digest;
    entries_.push_back(log::write_entry(fields));
    return {};
}

Result<void> Release::write_about(const std::string& kind, const Exchange& exchange,
                                  std::vector<std::string> contested) {
    const auto child = children_.open(exchange.subject);
    if (!child) return child.error();
    const auto pseudonym = services_.subjects.log_pseudonym((*child)->subject, services_.clock.now());
    if (!pseudonym) return pseudonym.error();
    policies::Decision none;
    none.rule = services_.convenant.find_rule(exchange.rule);
    log::EntryFields fields = entry_fields(services_, kind, exchange, none, *pseudonym);
    fields.reason = exchange.reason;
    fields.contested = std::move(contested);
    entries_.push_back(log::write_entry(fields));
    return {};
}

Result<void> Release::commit(store::Transaction& transaction) {
    if (const auto appended = transaction.append(entries_); !appended) return appended.error();
    if (const auto dropped = transaction.drop_ended_content(ended_); !dropped) return dropped.error();
    if (const auto done = transaction.commit(); !done) return done.error();
    entries_.clear();
    ended_.clear();
    for (auto& [recipient, exchange_ids] : std::exchange(taken_back_, {})) {
        const auto feed = feeds_.find(recipient);
        if (feed != feeds_.end()) feed->second.sink->take_back(std::move(exchange_ids));
    }
    return {};
}

}  // namespace kolk::gateway::pipeline
