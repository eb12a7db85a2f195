#include "gateway/pipeline/occasions.hpp"

#include "gateway/pipeline/places.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using store::Exchange;
using store::Notice;

using Looks = std::vector<std::string>;

// The names under which the store keeps when the children of a recipient were last looked at; no source can have one,
// names are slugs.
std::string exit_name(const std::string& recipient) {
    return "(left) " + recipient;
}
std::string service_name(const std::string& recipient, const std::string& version) {
    return "(serves) " + recipient + ' ' + version;
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

Result<std::optional<base::Instant>> time_of(const Services& services, const std::string& look) {
    const auto state = services.store.source(look);
    if (!state) return state.error();
    return *state ? (*state)->last_pull : std::nullopt;
}

Result<Looks> look_at_who_left(const Services& services, const schemas::Party& party) {
    std::string name = exit_name(party.text());
    const auto looked = time_of(services, name);
    if (!looked) return looked.error();
    const base::Date since = left_on(services.convenant, party, services.today()).value_or(services.convenant.from);
    if (*looked && services.zone.day_of(**looked) >= since) return Looks{};
    return Looks{std::move(name)};
}

// The last look was at this version: an older one may be in force again.
Result<Looks> look_at_who_is_served(const Services& services, const std::string& recipient) {
    Looks names{service_name(recipient, services.convenant_hash), service_name(recipient, "last")};
    const auto at_this = time_of(services, names.front());
    if (!at_this) return at_this.error();
    const auto last = time_of(services, names.back());
    if (!last) return last.error();
    return *at_this && *at_this == *last ? Looks{} : names;
}

/// The names of a look at the children of this recipient that is still to be taken: it is a party no more, or a
/// samenwerkingsverband that may serve other schools by this version than by the one before.
Result<Looks> new_look(const Services& services, const std::string& recipient) {
    const auto party = schemas::Party::parse(recipient);
    const base::Date today = services.today();
    if (!party || !policies::signs(party->role) || today < services.convenant.from) return Looks{};
    if (!services.convenant.is_member(*party, today)) return look_at_who_left(services, *party);
    return policies::is_swv(party->role) ? look_at_who_is_served(services, recipient) : Looks{};
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

Occasions::Occasions(Services& services, Children& children) : services_{services}, children_{children} {
}

Result<void> Occasions::find(const std::set<std::string>& recipients) {
    const auto marks = services_.store.marks();
    if (!marks) return marks.error();
    std::map<std::string, Looks> to_look_at;
    std::map<std::string, std::string> succeeded;
    for (const std::string& recipient : recipients) {
        auto looks = new_look(services_, recipient);
        if (!looks) return looks.error();
        if (!looks->empty()) to_look_at.emplace(recipient, std::move(*looks));
        const auto handover = new_handover(services_, recipient);
        if (!handover) return handover.error();
        if (*handover) succeeded.emplace(recipient, **handover);
    }
    if (marks->empty() && to_look_at.empty() && succeeded.empty()) return {};
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    for (const store::Mark& mark : *marks) {
        if (const auto followed = follow(**begun, mark); !followed) return followed.error();
    }
    for (const auto& [recipient, looks] : to_look_at) {
        if (const auto followed = follow_changes(**begun, recipient); !followed) return followed.error();
        for (const std::string& look : looks) {
            if (const auto put = (*begun)->put(store::SourceState{look, services_.clock.now()}); !put) return put;
        }
    }
    for (const auto& [recipient, handover] : succeeded) {
        if (const auto followed = follow_succession(**begun, recipient, handover); !followed) return followed.error();
    }
    return commit(**begun);
}

// A mark ends when its fact does: a party that was mistaken takes it back.
Result<void> Occasions::follow(store::Transaction& transaction, const store::Mark& mark) {
    const auto child = children_.open(mark.subject);
    if (!child) return child.error();
    if (mark.reason == marked_moved) {
        if (const auto told = follow_change(transaction, **child); !told) return told.error();
        if (care_will_end((*child)->facts, services_.today())) return {};
        return transaction.remove(mark);
    }
    if (is_conflict(mark)) return {};
    if (mark.reason == marked_in_doubt) {
        if (!(*child)->subject.profile.in_doubt.empty()) return {};
        // Meanwhile a school may have gone on to tell its samenwerkingsverband.
        if (const auto told = follow_change(transaction, **child); !told) return told.error();
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
    if (mark.reason == marked_deceased) {
        if (const auto logged = log_mistaken_death(**child); !logged) return logged.error();
    }
    return transaction.remove(mark);
}

Result<bool> Occasions::follow_withdrawal(store::Transaction& transaction, const Child& child) {
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

Result<bool> Occasions::follow_death(store::Transaction& transaction, const Child& child) {
    if (!child.facts.deceased.value_or(false)) return false;
    const auto written = write_end(transaction, child, [](const Exchange&) { return true; });
    if (!written) return written.error();
    return true;
}

Result<void> Occasions::log_mistaken_death(const Child& child) {
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

Result<void> Occasions::follow_change(store::Transaction& transaction, const Child& child) {
    return write_end(transaction, child, [&](const Exchange& exchange) {
        return !is_of_recipient(services_, child.subject.profile, child.facts, exchange, services_.today());
    });
}

Result<void> Occasions::follow_changes(store::Transaction& transaction, const std::string& recipient) {
    const auto children = services_.store.children_of(recipient);
    if (!children) return children.error();
    for (const store::SubjectId& id : *children) {
        const auto child = children_.open(id);
        if (!child) return child.error();
        if (const auto told = follow_change(transaction, **child); !told) return told.error();
    }
    return {};
}

// A child is marked for as long as something of it waits: it is held, or a signature was taken back.
Result<void> Occasions::follow_succession(store::Transaction& transaction, const std::string& recipient,
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
Result<bool> Occasions::follow_successors(store::Transaction& transaction, Child& child) {
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

Result<bool> Occasions::hand_over(store::Transaction& transaction, Child& child, const schemas::Party& former,
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
Result<void> Occasions::hand_over_unanswered(store::Transaction& transaction, const Child& child,
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

Result<std::map<std::string, Holdings>> Occasions::still_unanswered(const Child& child, const schemas::Party& former,
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
Result<Holdings> Occasions::still_to_hand_over(const Child& child, const schemas::Party& former,
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

Result<void> Occasions::write_handover(store::Transaction& transaction, Child& child, const Holding& holding,
                                       const std::vector<Exchange>& exchanges) {
    const policies::Purpose* purpose = services_.convenant.find_purpose(holding.purpose);
    if (purpose == nullptr) base::broken("a rule is of a purpose of its convenant");
    child.handed_over.insert({holding.holder, purpose->pseudonym_group});
    return write_notices(services_, transaction, succession_notice, child, {{holding, exchanges}}, holding.received_by);
}

// What was told to have ended is not told again; what a recipient got since is. For who took it over it ends by itself.
Result<void> Occasions::write_end(store::Transaction& transaction, const Child& child,
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

Result<void> Occasions::commit(store::Transaction& transaction) {
    if (const auto appended = transaction.append(entries_); !appended) return appended.error();
    if (const auto done = transaction.commit(); !done) return done.error();
    entries_.clear();
    return {};
}

}  // namespace kolk::gateway::pipeline
