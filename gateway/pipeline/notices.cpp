#include "gateway/pipeline/notices.hpp"

#include "gateway/pipeline/patience.hpp"
#include "gateway/pipeline/places.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using store::Exchange;
using store::Notice;
using store::NoticeState;
using Said = Result<std::vector<connectors::NoticeAnswer>>;

// Who took a withdrawal and has not answered is told again after this time.
constexpr std::chrono::hours reminder{24};

std::string ground_field(const std::string& notice_id) {
    return "notice/" + notice_id;
}

// A clock that was ahead once must not hold a notice back.
bool is_due(const Notice& notice, base::Instant now) {
    return notice.next_attempt <= now || notice.next_attempt > now + reminder;
}

/// The name under which the store keeps when the children of a party that left were last looked at; no source can have
/// it, names are slugs.
std::string exit_name(const std::string& recipient) {
    return "(left) " + recipient;
}

/// Since which day a successor may have what it may have now: a succession or a rule that begins later adds to it.
base::Date unchanged_since(const policies::Convenant& convenant, const schemas::Party& successor, base::Date today) {
    base::Date since = convenant.from;
    const auto begins = [&](base::Date day) {
        if (day <= today) since = std::max(since, day);
    };
    for (const policies::Succession& one : convenant.successions) {
        if (one.to == successor) begins(one.at);
    }
    for (const policies::Rule& rule : convenant.rules) {
        if (rule.from_date && base::holds(rule.to, successor.role)) begins(*rule.from_date);
    }
    return since;
}

/// The name under which the store keeps when the children of a party were handed over to its successor.
std::string handover_name(const Services& services, const schemas::Party& former, const schemas::Party& successor) {
    const base::Date since = unchanged_since(services.convenant, successor, services.today());
    return "(succeeded) " + former.text() + ' ' + successor.text() + ' ' + base::format_date(since) + ' ' +
           services.convenant_hash;
}

/// Whether this recipient is a party no more, and its children were not looked at since.
Result<bool> has_left(const Services& services, const std::string& recipient) {
    const auto party = schemas::Party::parse(recipient);
    const base::Date today = services.today();
    const policies::Convenant& convenant = services.convenant;
    if (!party || !policies::signs(party->role) || today < convenant.from) return false;
    if (convenant.is_member(*party, today)) return false;
    const auto looked = services.store.source(exit_name(recipient));
    if (!looked) return looked.error();
    const base::Date since = left_on(convenant, *party, today).value_or(convenant.from);
    return !*looked || !(*looked)->last_pull || services.zone.day_of(*(*looked)->last_pull) < since;
}

/// The name of the handover to who took the place of this recipient, if it is still to be made.
Result<std::optional<std::string>> new_handover(const Services& services, const std::string& recipient) {
    const std::optional<std::string> none;
    const auto party = schemas::Party::parse(recipient);
    if (!party || services.convenant.successions.empty()) return none;
    const schemas::Party former = policies::covering_party(*party);
    const schemas::Party successor = services.convenant.in_place_of(former, services.today());
    if (!may_take_over(services, former, successor)) return none;
    std::string name = handover_name(services, former, successor);
    const auto looked = services.store.source(name);
    if (!looked) return looked.error();
    return *looked ? none : std::optional{std::move(name)};
}

bool care_will_end(const policies::Facts& facts, base::Date today) {
    return std::ranges::any_of(facts.providers,
                               [today](const policies::Provider& one) { return one.until && today <= *one.until; });
}

/// The consents of all these exchanges, each once.
std::string consents_of(const std::vector<Exchange>& exchanges) {
    std::set<std::string> all;
    for (const Exchange& exchange : exchanges) {
        for (std::string& one : lines_of(exchange.consents)) all.insert(std::move(one));
    }
    std::string text;
    for (const std::string& one : all) text += (text.empty() ? "" : "\n") + one;
    return text;
}

/// The pseudonym by which the holder knows the child. One that took over keeps the one that it was told.
Result<std::string> case_key_of(Services& services, const Child& child, const Holding& holding,
                                const std::vector<Exchange>& exchanges) {
    if (holding.holder == holding.received_by) return exchanges.back().case_key;
    const auto notices = services.store.notices_about(child.subject.id);
    if (!notices) return notices.error();
    for (const Notice& one : *notices) {
        const bool is_theirs = one.recipient == holding.holder && one.purpose == holding.purpose;
        if (is_theirs && one.kind == succession_notice) return one.case_key;
    }
    return partner_pseudonym(services, child.subject, *schemas::Party::parse(holding.holder), holding.purpose);
}

}  // namespace

Result<base::Confidential<std::string>> ground_of(const Services& services, Children& children, const Notice& notice) {
    if (notice.ground.empty()) return base::Confidential<std::string>{};
    const auto child = children.open(notice.subject);
    if (!child) return child.error();
    return services.subjects.open((*child)->subject, ground_field(notice.notice_id), notice.ground);
}

Result<void> write_notices(Services& services, store::Transaction& transaction, std::string_view kind,
                           const Child& child, const Holdings& holdings, const std::string& because) {
    for (const auto& [holding, exchanges] : holdings) {
        auto case_key = case_key_of(services, child, holding, exchanges);
        if (!case_key) return case_key.error();
        Notice notice;
        notice.notice_id = base::uuid7(services.clock.now(), services.random);
        notice.kind = kind;
        notice.subject = child.subject.id;
        notice.recipient = holding.holder;
        notice.purpose = holding.purpose;
        notice.case_key = std::move(*case_key);
        notice.at = services.clock.now();
        notice.next_attempt = notice.at;
        notice.because = because;
        if (kind == withdrawal_notice) notice.consents = consents_of(exchanges);
        if (const auto put = transaction.put(notice); !put) return put.error();
        for (Exchange exchange : exchanges) {
            if (const auto named = transaction.name(notice.notice_id, exchange.exchange_id); !named)
                return named.error();
            if (kind != withdrawal_notice) continue;
            exchange.consents.clear();
            if (const auto put = transaction.put(exchange); !put) return put.error();
        }
    }
    return {};
}

/// Where feeds leave what a recipient said; it outlives whoever waits for it.
struct Notices::Mailbox {
    std::mutex mutex;
    std::condition_variable arrived;
    std::map<std::string, Said> said;  ///< by recipient
};

Notices::Notices(Services& services, Children& children, std::map<std::string, Feed> feeds, Retry retry,
                 std::function<bool()> stopping)
    : services_{services},
      children_{children},
      feeds_{std::move(feeds)},
      retry_{retry},
      stopping_{std::move(stopping)},
      mailbox_{std::make_shared<Mailbox>()} {
}

Notices::~Notices() = default;

Result<void> Notices::find(const std::set<std::string>& recipients) {
    const auto marks = services_.store.marks();
    if (!marks) return marks.error();
    std::vector<std::string> gone;
    std::map<std::string, std::string> succeeded;
    for (const std::string& recipient : recipients) {
        const auto left = has_left(services_, recipient);
        if (!left) return left.error();
        if (*left) gone.push_back(recipient);
        const auto handover = new_handover(services_, recipient);
        if (!handover) return handover.error();
        if (*handover) succeeded.emplace(recipient, **handover);
    }
    if (marks->empty() && gone.empty() && succeeded.empty()) return {};
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    for (const store::Mark& mark : *marks) {
        if (const auto followed = follow(**begun, mark); !followed) return followed.error();
    }
    for (const std::string& recipient : gone) {
        if (const auto followed = follow_exit(**begun, recipient); !followed) return followed.error();
    }
    for (const auto& [recipient, handover] : succeeded) {
        if (const auto followed = follow_succession(**begun, recipient, handover); !followed) return followed.error();
    }
    return commit(**begun);
}

// A mark ends when its fact does: a party that was mistaken takes it back.
Result<void> Notices::follow(store::Transaction& transaction, const store::Mark& mark) {
    const auto child = children_.open(mark.subject);
    if (!child) return child.error();
    if (mark.reason == marked_moved) {
        if (const auto told = follow_change(transaction, **child); !told) return told.error();
        if (care_will_end((*child)->facts, services_.today())) return {};
        return transaction.remove(mark);
    }
    if (mark.reason == marked_in_doubt) {
        return (*child)->subject.profile.in_doubt.empty() ? transaction.remove(mark) : Result<void>{};
    }
    if (mark.reason == marked_succeeded) {
        const auto done = follow_successors(transaction, **child);
        if (!done) return done.error();
        return *done ? transaction.remove(mark) : Result<void>{};
    }
    const auto stands =
        mark.reason == marked_deceased ? follow_death(transaction, **child) : follow_withdrawal(transaction, **child);
    if (!stands) return stands.error();
    if (*stands) return {};
    if (mark.reason == marked_deceased) {
        if (const auto logged = log_mistaken_death(**child); !logged) return logged.error();
    }
    return transaction.remove(mark);
}

Result<bool> Notices::follow_withdrawal(store::Transaction& transaction, const Child& child) {
    const auto& consents = child.facts.consents;
    const bool stands = std::any_of(consents.begin(), consents.end(),
                                    [](const policies::Consent& consent) { return consent.withdrawn_at.has_value(); });
    if (!stands) return false;
    auto exchanges = services_.store.exchanges_about(child.subject.id);
    if (!exchanges) return exchanges.error();
    std::erase_if(*exchanges, [&](const Exchange& one) { return !is_taken_back(services_, child, one); });
    if (exchanges->empty()) return true;
    const auto handed_over = told_in_notices(services_, child.subject.id, succession_notice);
    if (!handed_over) return handed_over.error();
    Holdings holdings;
    for (const Exchange& exchange : *exchanges) {
        for (const std::string& holder : holders_today(services_, exchange, *handed_over)) {
            holdings[{holder, exchange.recipient, exchange.purpose}].push_back(exchange);
        }
    }
    const auto written = write_notices(services_, transaction, withdrawal_notice, child, holdings);
    if (!written) return written.error();
    return true;
}

Result<bool> Notices::follow_death(store::Transaction& transaction, const Child& child) {
    if (!child.facts.deceased.value_or(false)) return false;
    const auto written = write_end(transaction, child, [](const Exchange&) { return true; });
    if (!written) return written.error();
    return true;
}

Result<void> Notices::log_mistaken_death(const Child& child) {
    const auto pseudonym = services_.subjects.log_pseudonym(child.subject, services_.clock.now());
    if (!pseudonym) return pseudonym.error();
    log::EntryFields fields;
    fields.kind = "facts";
    fields.at = services_.clock.now();
    fields.subject = *pseudonym;
    fields.reason = "not-deceased";
    entries_.push_back(log::write_entry(fields));
    return {};
}

Result<void> Notices::follow_change(store::Transaction& transaction, const Child& child) {
    return write_end(transaction, child, [&](const Exchange& exchange) {
        return !is_of_recipient(services_, child.subject.profile, child.facts, exchange, services_.today());
    });
}

Result<void> Notices::follow_exit(store::Transaction& transaction, const std::string& recipient) {
    const auto children = services_.store.children_of(recipient);
    if (!children) return children.error();
    for (const store::SubjectId& id : *children) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        if (const auto told = follow_change(transaction, **child); !told) return told.error();
    }
    return transaction.put(store::SourceState{exit_name(recipient), services_.clock.now()});
}

// A child is marked for as long as something of it waits: it is held, or a signature was taken back.
Result<void> Notices::follow_succession(store::Transaction& transaction, const std::string& recipient,
                                        const std::string& handover) {
    const auto children = services_.store.children_of(recipient);
    if (!children) return children.error();
    for (const store::SubjectId& id : *children) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        const auto done = follow_successors(transaction, **child);
        if (!done) return done.error();
        if (*done) continue;
        const store::Mark mark{(*child)->subject.id, std::string{marked_succeeded}, services_.clock.now()};
        if (const auto put = transaction.put(mark); !put) return put.error();
    }
    return transaction.put(store::SourceState{handover, services_.clock.now()});
}

// Says whether nothing of this child waits to be handed over.
Result<bool> Notices::follow_successors(store::Transaction& transaction, Child& child) {
    bool done = true;
    std::set<schemas::Party> formers;
    for (const policies::Succession& one : services_.convenant.successions) formers.insert(one.from);
    for (const schemas::Party& former : formers) {
        const schemas::Party successor = services_.convenant.in_place_of(former, services_.today());
        if (successor == former) continue;
        const auto made = hand_over(transaction, child, former, successor);
        if (!made) return made.error();
        done = done && *made;
    }
    return done;
}

Result<bool> Notices::hand_over(store::Transaction& transaction, Child& child, const schemas::Party& former,
                                const schemas::Party& successor) {
    if (may_take_over(services_, former, successor)) {
        const auto told = hand_over_unanswered(transaction, child, former, successor);
        if (!told) return told.error();
    }
    const auto holdings = still_to_hand_over(child, former, successor);
    if (!holdings) return holdings.error();
    if (holdings->empty()) return true;
    const policies::Facts& facts = child.facts;
    const bool held = facts.deceased.value_or(false) || facts.restricted || facts.consents_stale;
    if (held || !may_take_over(services_, former, successor)) return false;
    bool done = true;
    for (const auto& [holding, exchanges] : *holdings) {
        if (base::holds(facts.objections, holding.purpose)) {
            done = false;
        } else if (const auto written = write_handover(transaction, child, holding, exchanges); !written) {
            return written.error();
        }
    }
    // The child may have gone elsewhere before it was handed over.
    if (const auto ended = follow_change(transaction, child); !ended) return ended.error();
    return done;
}

// What the former did not answer is for who has its files now.
Result<void> Notices::hand_over_unanswered(store::Transaction& transaction, const Child& child,
                                           const schemas::Party& former, const schemas::Party& successor) {
    for (const std::string_view kind : {withdrawal_notice, erasure_notice}) {
        const auto unanswered = still_unanswered(child, former, successor, kind);
        if (!unanswered) return unanswered.error();
        for (const auto& [because, holdings] : *unanswered) {
            const auto written = write_notices(services_, transaction, kind, child, holdings, because);
            if (!written) return written.error();
        }
    }
    return {};
}

Result<std::map<std::string, Holdings>> Notices::still_unanswered(const Child& child, const schemas::Party& former,
                                                                  const schemas::Party& successor,
                                                                  std::string_view kind) {
    const auto told = told_in_notices(services_, child.subject.id, kind);
    if (!told) return told.error();
    const auto notices = services_.store.notices_about(child.subject.id);
    if (!notices) return notices.error();
    std::map<std::string, Holdings> all;
    for (const Notice& notice : *notices) {
        const bool is_open = notice.kind == kind && notice.state != store::NoticeState::answered;
        if (!is_open || policies::covering_party(*schemas::Party::parse(notice.recipient)) != former) continue;
        if (!may_join(services_, successor.role, notice.purpose)) continue;
        auto exchanges = services_.store.exchanges_in(notice.notice_id);
        if (!exchanges) return exchanges.error();
        for (Exchange& exchange : *exchanges) {
            if (was_told(*told, successor.text(), exchange.exchange_id)) continue;
            exchange.consents = notice.consents;
            all[notice.because][{successor.text(), exchange.recipient, exchange.purpose}].push_back(
                std::move(exchange));
        }
    }
    return all;
}

// What it may not join is none of it: that is looked at anew when the convenant or a rule changes.
Result<Holdings> Notices::still_to_hand_over(const Child& child, const schemas::Party& former,
                                             const schemas::Party& successor) {
    ToldOf left_out;
    for (const std::string_view kind : {withdrawal_notice, erasure_notice}) {
        auto told = told_in_notices(services_, child.subject.id, kind);
        if (!told) return told.error();
        left_out.merge(*told);
    }
    const auto handed_over = told_in_notices(services_, child.subject.id, succession_notice);
    if (!handed_over) return handed_over.error();
    const auto exchanges = services_.store.exchanges_about(child.subject.id);
    if (!exchanges) return exchanges.error();
    const std::string name = successor.text();
    Holdings holdings;
    for (const Exchange& exchange : *exchanges) {
        const schemas::Party recipient = policies::covering_party(*schemas::Party::parse(exchange.recipient));
        if (recipient != former || !may_have_arrived(exchange)) continue;
        const std::string& id = exchange.exchange_id;
        if (left_out.contains(id) || was_told(*handed_over, name, id)) continue;
        if (!may_join(services_, successor.role, exchange.purpose)) continue;
        holdings[{name, exchange.recipient, exchange.purpose}].push_back(exchange);
    }
    return holdings;
}

Result<void> Notices::write_handover(store::Transaction& transaction, Child& child, const Holding& holding,
                                     const std::vector<Exchange>& exchanges) {
    const policies::Purpose* purpose = services_.convenant.find_purpose(holding.purpose);
    if (purpose == nullptr) base::broken("a rule is of a purpose of its convenant");
    child.handed_over.insert({holding.holder, purpose->pseudonym_group});
    return write_notices(services_, transaction, succession_notice, child, {{holding, exchanges}}, holding.received_by);
}

// What was told to have ended is not told again; what a recipient got since is. For who took it over it ends by itself.
Result<void> Notices::write_end(store::Transaction& transaction, const Child& child,
                                const std::function<bool(const Exchange&)>& has_ended) {
    const auto told = told_in_notices(services_, child.subject.id, end_notice);
    if (!told) return told.error();
    const auto handed_over = told_in_notices(services_, child.subject.id, succession_notice);
    if (!handed_over) return handed_over.error();
    const auto exchanges = services_.store.exchanges_about(child.subject.id);
    if (!exchanges) return exchanges.error();
    Holdings holdings;
    for (const Exchange& exchange : *exchanges) {
        if (!may_have_arrived(exchange)) continue;
        for (const std::string& holder : holders_of(exchange, *handed_over)) {
            Exchange theirs = exchange;
            theirs.recipient = holder;
            if (was_told(*told, holder, exchange.exchange_id) || !has_ended(theirs)) continue;
            holdings[{holder, exchange.recipient, exchange.purpose}].push_back(exchange);
        }
    }
    return write_notices(services_, transaction, end_notice, child, holdings);
}

Result<void> Notices::tell() {
    auto due = offers();
    if (!due) return due.error();
    offers_ = std::move(*due);
    for (const auto& [recipient, offer] : offers_) {
        feeds_.at(recipient).sink->tell(offer.batch, [mailbox = mailbox_, recipient = recipient](Said said) {
            const std::lock_guard guard{mailbox->mutex};
            mailbox->said.emplace(recipient, std::move(said));
            mailbox->arrived.notify_one();
        });
    }
    return {};
}

Result<std::map<std::string, Notices::Offer>> Notices::offers() {
    std::map<std::string, Offer> all;
    const auto open = services_.store.open_notices();
    if (!open) return open.error();
    if (open->empty()) return all;
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    for (const Notice& notice : *open) {
        const auto feed = feeds_.find(notice.recipient);
        if (feed == feeds_.end()) continue;
        const bool due = is_due(notice, services_.clock.now());
        if (!due && notice.state != NoticeState::taken) continue;
        Offer& offer = all[notice.recipient];
        if (!due) {
            offer.batch.awaited.push_back(notice.notice_id);
            offer.notices.emplace(notice.notice_id, notice);
        } else if (offer.batch.notices.size() < feed->second.batch) {
            if (const auto added = add(**begun, notice, offer); !added) return added.error();
        }
    }
    for (auto& [recipient, offer] : all) offer.batch.id = base::uuid7(services_.clock.now(), services_.random);
    if (const auto done = commit(**begun); !done) return done.error();
    return all;
}

Result<void> Notices::add(store::Transaction& transaction, Notice notice, Offer& offer) {
    const auto exchanges = services_.store.exchanges_in(notice.notice_id);
    if (!exchanges) return exchanges.error();
    auto told = as_told(notice, *exchanges);
    if (!told) return told.error();
    if (notice.attempts == 0) {
        const bool has_ground = notice.kind == erasure_notice && !notice.because.empty();
        const std::string reason = has_ground ? notice.kind + "." + notice.because : notice.kind;
        if (const auto logged = log(notice, *exchanges, reason); !logged) return logged.error();
    }
    notice.attempts += 1;
    notice.state = std::max(notice.state, NoticeState::sent);
    if (const auto put = transaction.put(notice); !put) return put.error();
    offer.batch.notices.push_back(std::move(*told));
    offer.notices.emplace(notice.notice_id, std::move(notice));
    return {};
}

Result<connectors::Notice> Notices::as_told(const Notice& notice, const std::vector<Exchange>& exchanges) {
    const auto child = children_.open(notice.subject);
    if (!child) return child.error();
    connectors::Notice told;
    told.notice_id = notice.notice_id;
    told.kind = notice.kind;
    told.case_key = notice.case_key;
    const auto number = (*child)->numbers.find(notice.recipient);
    if (number != (*child)->numbers.end()) told.own_number = number->second;
    told.purpose = notice.purpose;
    std::set<std::string> types;
    for (const Exchange& exchange : exchanges) {
        types.insert(exchange.record_type);
        told.exchange_ids.push_back(exchange.exchange_id);
    }
    if (!exchanges.empty() && exchanges.back().recipient != notice.recipient) {
        told.former = exchanges.back().recipient;
        told.former_case_key = exchanges.back().case_key;
    }
    told.record_types.assign(types.begin(), types.end());
    told.at = notice.at;
    return told;
}

Result<void> Notices::settle() {
    if (offers_.empty()) return {};
    const std::map<std::string, Said> said = wait_for_what_is_said();
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    for (const auto& [recipient, one] : said) {
        if (const auto settled = settle(**begun, recipient, one); !settled) return settled.error();
    }
    offers_.clear();
    return commit(**begun);
}

std::map<std::string, Said> Notices::wait_for_what_is_said() {
    std::chrono::milliseconds patience{};
    for (const auto& [recipient, offer] : offers_) patience = std::max(patience, feeds_.at(recipient).patience);
    std::map<std::string, Said> said;
    {
        std::unique_lock lock{mailbox_->mutex};
        wait_with_patience(mailbox_->arrived, lock, std::chrono::steady_clock::now() + patience, stopping_,
                           [this] { return mailbox_->said.size() == offers_.size(); });
        said = std::exchange(mailbox_->said, {});
    }
    for (const auto& [recipient, offer] : offers_) said.emplace(recipient, silent_feed(recipient));
    return said;
}

Result<void> Notices::settle(store::Transaction& transaction, const std::string& recipient, const Said& said) {
    Offer& offer = offers_.at(recipient);
    const base::Instant now = services_.clock.now();
    if (!said) faults_.emplace_back(recipient, said.error());
    for (const connectors::Notice& told : offer.batch.notices) {
        Notice& notice = offer.notices.at(told.notice_id);
        if (said) notice.state = NoticeState::taken;
        if (said && notice.kind == succession_notice) {
            // It asks for no answer: to have it is all.
            notice.state = NoticeState::answered;
            notice.answer = "taken";
            notice.answered_at = now;
        }
        notice.next_attempt = now + (said ? reminder : retry_.pause_after(notice.attempts, services_.random));
    }
    if (said) {
        for (const connectors::NoticeAnswer& answer : *said) {
            const auto notice = offer.notices.find(answer.notice_id);
            if (notice == offer.notices.end() || notice->second.kind == succession_notice) continue;
            if (const auto taken = take_answer(notice->second, answer); !taken) return taken.error();
        }
    }
    for (const auto& [id, notice] : offer.notices) {
        if (const auto put = transaction.put(notice); !put) return put.error();
    }
    return {};
}

Result<void> Notices::take_answer(Notice& notice, const connectors::NoticeAnswer& answer) {
    notice.state = NoticeState::answered;
    notice.answer = answer.result;
    notice.answered_at = services_.clock.now();
    if (!answer.ground.reveal().empty()) {
        const auto child = children_.open(notice.subject);
        if (!child) return child.error();
        notice.ground =
            services_.subjects.seal((*child)->subject, ground_field(notice.notice_id), answer.ground.reveal());
    }
    const auto exchanges = services_.store.exchanges_in(notice.notice_id);
    if (!exchanges) return exchanges.error();
    return log(notice, *exchanges, notice.answer);
}

Result<void> Notices::log(const Notice& notice, const std::vector<Exchange>& exchanges, const std::string& reason) {
    const auto child = children_.open(notice.subject);
    if (!child) return child.error();
    const auto pseudonym = services_.subjects.log_pseudonym((*child)->subject, services_.clock.now());
    if (!pseudonym) return pseudonym.error();
    for (const Exchange& exchange : exchanges) {
        policies::Decision none;
        none.rule = services_.convenant.find_rule(exchange.rule);
        log::EntryFields fields = entry_fields(services_, "notice", exchange, none, *pseudonym);
        fields.to = notice.recipient;
        fields.consents = names_of(services_, notice.consents);
        fields.reason = reason;
        entries_.push_back(log::write_entry(fields));
    }
    return {};
}

Result<void> Notices::commit(store::Transaction& transaction) {
    if (const auto appended = transaction.append(entries_); !appended) return appended.error();
    if (const auto done = transaction.commit(); !done) return done.error();
    entries_.clear();
    return {};
}

}  // namespace kolk::gateway::pipeline
