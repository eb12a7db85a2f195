#include "gateway/pipeline/holders.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using schemas::Party;

bool has_signed(const policies::Convenant& convenant, const Party& party) {
    return std::ranges::any_of(convenant.members, [&](const policies::Membership& member) {
        return member.party == party && member.has_signed;
    });
}

}  // namespace

Result<ToldOf> told_in_notices(const Services& services, const store::SubjectId& subject, std::string_view kind) {
    ToldOf told;
    const auto notices = services.store.notices_about(subject);
    if (!notices) return notices.error();
    for (const store::Notice& notice : *notices) {
        if (notice.kind != kind) continue;
        const auto exchanges = services.store.exchanges_in(notice.notice_id);
        if (!exchanges) return exchanges.error();
        for (const store::Exchange& exchange : *exchanges) told[exchange.exchange_id].insert(notice.recipient);
    }
    return told;
}

bool was_told(const ToldOf& told, const std::string& party, const std::string& exchange_id) {
    const auto parties = told.find(exchange_id);
    return parties != told.end() && parties->second.contains(party);
}

bool may_take_over(const Services& services, const Party& former, const Party& successor) {
    const policies::Convenant& convenant = services.convenant;
    return former != successor && convenant.is_member(successor, services.today()) &&
           services.directory.find(successor.org) != nullptr && has_signed(convenant, former) &&
           has_signed(convenant, successor);
}

bool may_join(const Services& services, std::string_view role, const std::string& purpose) {
    const policies::Convenant& convenant = services.convenant;
    const base::Date today = services.today();
    if (today < convenant.from || convenant.until < today) return false;
    return std::ranges::any_of(convenant.rules, [&](const policies::Rule& rule) {
        return rule.purpose == purpose && base::holds(rule.to, role) && rule.in_force(today);
    });
}

std::set<std::string> holders_of(const store::Exchange& exchange, const ToldOf& handed_over) {
    std::set<std::string> holders{exchange.recipient};
    const auto told = handed_over.find(exchange.exchange_id);
    if (told != handed_over.end()) holders.insert(told->second.begin(), told->second.end());
    return holders;
}

std::set<std::string> holders_today(const Services& services, const store::Exchange& exchange,
                                    const ToldOf& handed_over) {
    std::set<std::string> holders = holders_of(exchange, handed_over);
    const Party recipient = policies::covering_party(*Party::parse(exchange.recipient));
    const Party successor = services.convenant.in_place_of(recipient, services.today());
    if (may_take_over(services, recipient, successor) && may_join(services, successor.role, exchange.purpose)) {
        holders.insert(successor.text());
    }
    return holders;
}

}  // namespace kolk::gateway::pipeline
