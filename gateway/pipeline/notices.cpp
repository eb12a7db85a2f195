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

/// The name under which the store keeps when the children of a party were handed over to its successor.
std::string handover_name(const schemas::Party& former, const schemas::Party& successor) {
    return "(succeeded) " + former.text() + ' ' + successor.text();
}

bool has_signed(const policies::Convenant& convenant, const schemas::Party& party) {
    return std::ranges::any_of(convenant.members, [&](const policies::Membership& member) {
        return member.party == party && member.has_signed;
    });
}

// A succession is an event that both signed.
bool may_take_over(const policies::Convenant& convenant, const schemas::Party& former, const schemas::Party& successor,
                   base::Date today) {
    return former != successor && convenant.is_member(successor, today) && has_signed(convenant, former) &&
           has_signed(convenant, successor);
}

/// Whether a rule in force lets this role receive something for this purpose.
bool may_join(const Services& services, std::string_view role, const std::string& purpose) {
    const policies::Convenant& convenant = services.convenant;
    const base::Date today = services.today();
    if (today < convenant.from || convenant.until < today) return false;
    return std::ranges::any_of(convenant.rules, [&](const policies::Rule& rule) {
        return rule.purpose == purpose && base::holds(rule.to, role) && rule.in_force(today);
    });
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

/// Who took the place of this recipient and was not told of its children yet.
Result<std::optional<schemas::Party>> new_successor(const Services& services, const std::string& recipient) {
    const std::optional<schemas::Party> nobody;
    const auto party = schemas::Party::parse(recipient);
    if (!party || services.convenant.successions.empty()) return nobody;
    const base::Date today = services.today();
    const schemas::Party former = policies::covering_party(*party);
    const schemas::Party successor = services.convenant.in_place_of(former, today);
    if (!may_take_over(services.convenant, former, successor, today)) return nobody;
    const auto looked = services.store.source(handover_name(former, successor));
    if (!looked) return looked.error();
    return *looked ? nobody : std::optional{successor};
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

}  // namespace

Result<base::Confidential<std::string>> ground_of(const Services& services, Children& children, const Notice& notice) {
    if (notice.ground.empty()) return base::Confidential<std::string>{};
    const auto child = children.open(notice.subject);
    if (!child) return child.error();
    return services.subjects.open((*child)->subject, ground_field(notice.notice_id), notice.ground);
}

Result<std::set<std::string>> named_in_notices(const Services& services, const store::SubjectId& subject,
                                               std::string_view kind) {
    std::set<std::string> named;
    const auto notices = services.store.notices_about(subject);
    if (!notices) return notices.error();
    for (const Notice& notice : *notices) {
        if (notice.kind != kind) continue;
        const auto exchanges = services.store.exchanges_in(notice.notice_id);
        if (!exchanges) return exchanges.error();
        for (const Exchange& exchange : *exchanges) named.insert(exchange.exchange_id);
    }
    return named;
}

Result<void> write_notices(Services& services, store::Transaction& transaction, std::string_view kind,
                           const Child& child, const Received& received, const std::string& because) {
    for (const auto& [key, exchanges] : received) {
        Notice notice;
        notice.notice_id = base::uuid7(services.clock.now(), services.random);
        notice.kind = kind;
        notice.subject = child.subject.id;
        notice.recipient = key.first;
        notice.purpose = key.second;
        notice.case_key = exchanges.back().case_key;
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
    std::vector<std::pair<schemas::Party, schemas::Party>> succeeded;
    for (const std::string& recipient : recipients) {
        const auto left = has_left(services_, recipient);
        if (!left) return left.error();
        if (*left) gone.push_back(recipient);
        const auto successor = new_successor(services_, recipient);
        if (!successor) return successor.error();
        if (*successor) succeeded.emplace_back(*schemas::Party::parse(recipient), **successor);
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
    for (const auto& [former, successor] : succeeded) {
        if (const auto followed = follow_succession(**begun, former, successor); !followed) return followed.error();
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
    if (mark.reason == marked_succeeded) {
        const auto done = follow_successors(transaction, **child);
        if (!done) return done.error();
        return *done ? transaction.remove(mark) : Result<void>{};
    }
    const auto stands =
        mark.reason == marked_deceased ? follow_death(transaction, **child) : follow_withdrawal(transaction, **child);
    if (!stands) return stands.error();
    if (*stands) return {};
    return transaction.remove(mark);
}

Result<bool> Notices::follow_withdrawal(store::Transaction& transaction, const Child& child) {
    const auto& consents = child.facts.consents;
    const bool stands = std::any_of(consents.begin(), consents.end(),
                                    [](const policies::Consent& consent) { return consent.withdrawn_at.has_value(); });
    if (!stands) return false;
    auto exchanges = services_.store.exchanges_about(child.subject.id);
    if (!exchanges) return exchanges.error();
    Received received;
    for (Exchange& exchange : *exchanges) {
        if (!is_taken_back(services_, child, exchange)) continue;
        received[{exchange.recipient, exchange.purpose}].push_back(std::move(exchange));
    }
    const auto written = write_notices(services_, transaction, withdrawal_notice, child, received);
    if (!written) return written.error();
    return true;
}

Result<bool> Notices::follow_death(store::Transaction& transaction, const Child& child) {
    if (!child.facts.deceased) return false;
    const auto written = write_end(transaction, child, [](const Exchange&) { return true; });
    if (!written) return written.error();
    return true;
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

// Each child is marked, so that one that is held now is handed over when it no longer is.
Result<void> Notices::follow_succession(store::Transaction& transaction, const schemas::Party& former,
                                        const schemas::Party& successor) {
    const auto children = services_.store.children_of(former.text());
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
    return transaction.put(store::SourceState{handover_name(former, successor), services_.clock.now()});
}

// Says whether nothing of this child remains to be handed over.
Result<bool> Notices::follow_successors(store::Transaction& transaction, Child& child) {
    if (child.facts.deceased) return true;
    if (child.facts.restricted || child.facts.consents_stale) return false;
    const base::Date today = services_.today();
    std::set<schemas::Party> formers;
    for (const policies::Succession& one : services_.convenant.successions) formers.insert(one.from);
    for (const schemas::Party& former : formers) {
        const schemas::Party successor = services_.convenant.in_place_of(former, today);
        if (!may_take_over(services_.convenant, former, successor, today)) continue;
        if (const auto told = hand_over(transaction, child, former, successor); !told) return told.error();
    }
    return true;
}

Result<void> Notices::hand_over(store::Transaction& transaction, Child& child, const schemas::Party& former,
                                const schemas::Party& successor) {
    std::set<std::string> left_out;
    for (const std::string_view kind : {withdrawal_notice, erasure_notice}) {
        auto named = named_in_notices(services_, child.subject.id, kind);
        if (!named) return named.error();
        left_out.merge(*named);
    }
    const auto exchanges = services_.store.exchanges_about(child.subject.id);
    if (!exchanges) return exchanges.error();
    std::map<std::string, std::vector<Exchange>> received;  // by purpose
    for (const Exchange& exchange : *exchanges) {
        const bool is_theirs = exchange.recipient == former.text() && may_have_arrived(exchange);
        if (!is_theirs || left_out.contains(exchange.exchange_id)) continue;
        if (!may_join(services_, successor.role, exchange.purpose)) continue;
        if (base::holds(child.facts.objections, exchange.purpose)) continue;
        received[exchange.purpose].push_back(exchange);
    }
    for (const auto& [purpose, theirs] : received) {
        const auto written = write_handover(transaction, child, former, successor, theirs);
        if (!written) return written;
    }
    return {};
}

Result<void> Notices::write_handover(store::Transaction& transaction, Child& child, const schemas::Party& former,
                                     const schemas::Party& successor, const std::vector<Exchange>& exchanges) {
    const Organisation* organisation = services_.directory.find(successor.org);
    const policies::Purpose* purpose = services_.convenant.find_purpose(exchanges.front().purpose);
    if (organisation == nullptr || purpose == nullptr) return {};
    const Handover handover{former.text(), successor.text(), purpose->pseudonym_group};
    if (!child.handed_over.insert(handover).second) return {};
    auto pseudonym = services_.subjects.partner_pseudonym(child.subject, organisation->oin, successor.role,
                                                          purpose->pseudonym_group);
    if (!pseudonym) return pseudonym.error();
    Notice notice;
    notice.notice_id = base::uuid7(services_.clock.now(), services_.random);
    notice.kind = succession_notice;
    notice.subject = child.subject.id;
    notice.recipient = successor.text();
    notice.purpose = purpose->id;
    notice.case_key = std::move(*pseudonym);
    notice.at = notice.next_attempt = services_.clock.now();
    notice.because = former.text();
    if (const auto put = transaction.put(notice); !put) return put;
    for (const Exchange& exchange : exchanges) {
        if (const auto named = transaction.name(notice.notice_id, exchange.exchange_id); !named) return named;
    }
    return {};
}

// What was told to have ended is not told again; what a recipient got since is.
Result<void> Notices::write_end(store::Transaction& transaction, const Child& child,
                                const std::function<bool(const Exchange&)>& has_ended) {
    const auto told = named_in_notices(services_, child.subject.id, end_notice);
    if (!told) return told.error();
    auto exchanges = services_.store.exchanges_about(child.subject.id);
    if (!exchanges) return exchanges.error();
    Received received;
    for (Exchange& exchange : *exchanges) {
        if (!may_have_arrived(exchange) || told->contains(exchange.exchange_id) || !has_ended(exchange)) continue;
        received[{exchange.recipient, exchange.purpose}].push_back(std::move(exchange));
    }
    return write_notices(services_, transaction, end_notice, child, received);
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
    if (notice.kind == succession_notice && !exchanges.empty()) {
        told.former = notice.because;
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
        fields.consent_id = notice.consents;
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
