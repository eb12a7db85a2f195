#include "gateway/pipeline/notices.hpp"

#include "gateway/pipeline/patience.hpp"
#include "gateway/pipeline/under_consent.hpp"

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
using Said = Result<connectors::NoticeAnswers>;

// Who took a withdrawal and has not answered is told again after this time.
constexpr std::chrono::hours reminder{24};

std::string ground_field(const std::string& notice_id) {
    return "notice/" + notice_id;
}

base::Error unreadable_answers(const std::string& recipient, std::size_t count) {
    return base::failure("notice.answer", "Feed to " + recipient + ": " + std::to_string(count) +
                                              (count == 1 ? " answer" : " answers") +
                                              " to notices say nothing that README allows and do not count; let the "
                                              "party answer anew (`kolk consent notices` shows what is open).");
}

// A clock that was ahead once must not hold a notice back.
bool is_due(const Notice& notice, base::Instant now) {
    return notice.next_attempt <= now || notice.next_attempt > now + reminder;
}

}  // namespace

Result<base::Confidential<std::string>> ground_of(const Services& services, Children& children, const Notice& notice) {
    if (notice.ground.empty()) return base::Confidential<std::string>{};
    const auto child = children.open(notice.subject);
    if (!child) return child.error();
    return services.subjects.open((*child)->subject, ground_field(notice.notice_id), notice.ground);
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
        if (said->unreadable > 0) faults_.emplace_back(recipient, unreadable_answers(recipient, said->unreadable));
        for (const connectors::NoticeAnswer& answer : said->given) {
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
