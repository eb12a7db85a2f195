#include "gateway/verwerkingsregister/agreed.hpp"

#include <algorithm>
#include <set>

namespace kolk::gateway::verwerkingsregister {
namespace {

using base::Date;
using policies::Convenant;
using policies::Rule;

// Days on which this party begins to be one, also in a version that another had replaced by then.
std::set<Date> beginnings_of(const std::vector<const Convenant*>& versions, const schemas::Party& party) {
    const schemas::Party covering = policies::covering_party(party);
    std::set<Date> days;
    for (const Convenant* version : versions) {
        for (const policies::Membership& member : version->members) {
            if (member.party == covering) days.insert(std::max(member.from, version->from));
        }
    }
    return days;
}

bool is_party_then(const Agreed& agreed, const schemas::Party& party, Date day) {
    const Convenant* convenant = agreed.on(day);
    return convenant != nullptr && convenant->is_member(party, day);
}

}  // namespace

const Convenant* Agreed::on(Date other_day) const {
    const auto covers = [other_day](const Convenant* one) { return one->from <= other_day && other_day <= one->until; };
    const auto found = std::find_if(versions.rbegin(), versions.rend(), covers);
    return found == versions.rend() ? nullptr : *found;
}

std::vector<Date> Agreed::days_to_come() const {
    std::set<Date> days;
    for (const Convenant* version : versions) {
        days.insert(version->from);
        for (const Rule& rule : version->rules)
            days.insert(std::max(rule.from_date.value_or(version->from), version->from));
    }
    std::erase_if(days, [this](Date one) { return one <= day || on(one) == nullptr; });
    return {days.begin(), days.end()};
}

Date Agreed::first_day(const Rule& rule) const {
    for (const Convenant* version : versions) {
        const Rule* same = version->find_rule(rule.id);
        if (same == nullptr || same->purpose != rule.purpose || same->dormant) continue;
        if (same->ask != policies::Ask::never || !same->totals.empty())
            return std::max(same->from_date.value_or(version->from), version->from);
    }
    return std::max(rule.from_date.value_or(convenant->from), convenant->from);
}

std::optional<Date> Agreed::comes(const schemas::Party& party) const {
    for (const Date begins : beginnings_of(versions, party)) {
        if (day < begins && is_party_then(*this, party, begins)) return begins;
    }
    return std::nullopt;
}

bool Agreed::was_party(const schemas::Party& party) const {
    return std::ranges::any_of(beginnings_of(versions, party),
                               [&](Date begins) { return begins < day && is_party_then(*this, party, begins); });
}

Agreed agreed_on(const convenants::Versions& versions, Date day) {
    Agreed agreed{versions.on(day).convenant.get(), {}, day};
    for (const convenants::Version& one : versions.all()) agreed.versions.push_back(one.convenant.get());
    return agreed;
}

}  // namespace kolk::gateway::verwerkingsregister
