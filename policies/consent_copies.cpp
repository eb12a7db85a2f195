#include "policies/consent_copies.hpp"

#include "policies/consent.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace kolk::policies {
namespace {

Date earlier_day(Date one, Date other) {
    return std::min(one, other);
}

void take_earlier(std::optional<Date>& into, const std::optional<Date>& other) {
    if (other) into = into ? earlier_day(*into, *other) : *other;
}

void add_names(std::vector<std::string>& into, const std::vector<std::string>& more) {
    for (const std::string& one : more) {
        if (!base::holds(into, one)) into.push_back(one);
    }
}

/// Keeps in `agreed` what both copies name, and in `doubted` what only one of them does.
void intersect(std::vector<std::string>& agreed, std::vector<std::string>& doubted,
               const std::vector<std::string>& more, const std::vector<std::string>& more_doubted) {
    std::vector<std::string> all = agreed;
    add_names(all, doubted);
    add_names(all, more);
    add_names(all, more_doubted);
    std::erase_if(agreed, [&more](const std::string& one) { return !base::holds(more, one); });
    std::erase_if(all, [&agreed](const std::string& one) { return base::holds(agreed, one); });
    doubted = std::move(all);
}

bool takes_all(const Consent& consent) {
    return consent.withdraws_all ||
           (consent.withdrawn_at && consent.record_types.empty() && consent.types_in_doubt.empty());
}

void share_end(Consent& one, const Consent& other) {
    take_earlier(one.withdrawn_at, other.withdrawn_at);
    take_earlier(one.valid_until, other.valid_until);
    add_names(one.withdrawn_by, other.withdrawn_by);
}

void join(Consent& into, const Consent& more) {
    into.withdraws_all = takes_all(into) || takes_all(more);
    intersect(into.record_types, into.types_in_doubt, more.record_types, more.types_in_doubt);
    intersect(into.given_by, into.givers_in_doubt, more.given_by, more.givers_in_doubt);
    take_earlier(into.given_at, more.given_at);
    add_names(into.fields_excluded, more.fields_excluded);
    share_end(into, more);
}

bool is_same_flow(const Consent& one, const Consent& other) {
    return one.purpose == other.purpose && one.from == other.from && one.to == other.to;
}

/// Whether they may be about one and the same exchange.
bool meet(const Consent& one, const Consent& other) {
    return one.purpose == other.purpose && is_same_party(one.from, other.from) && is_same_party(one.to, other.to);
}

bool covers(const Party& wide, const Party& narrow) {
    return is_same_party(wide, narrow) && (wide.org.empty() || !narrow.org.empty());
}

bool covers(const Consent& wide, const Consent& narrow) {
    return wide.purpose == narrow.purpose && covers(wide.from, narrow.from) && covers(wide.to, narrow.to);
}

bool is_wider(const Consent& one, const Consent& other) {
    return covers(one, other) && !covers(other, one);
}

/// The flow that both are about.
Consent narrower(const Consent& one, const Consent& other) {
    Consent flow;
    flow.purpose = one.purpose;
    flow.from = one.from.org.empty() ? other.from : one.from;
    flow.to = one.to.org.empty() ? other.to : one.to;
    return flow;
}

/// Every flow that a copy is about, or two of them together.
std::vector<Consent> flows_of(const std::vector<Consent>& copies) {
    std::vector<Consent> flows;
    const auto add = [&flows](const Consent& flow) {
        const auto is_it = [&flow](const Consent& known) { return is_same_flow(known, flow); };
        if (std::ranges::none_of(flows, is_it)) flows.push_back(flow);
    };
    for (const Consent& copy : copies) add(narrower(copy, copy));
    for (auto one = copies.begin(); one != copies.end(); ++one) {
        for (auto other = copies.begin(); other != one; ++other) {
            if (meet(*one, *other)) add(narrower(*other, *one));
        }
    }
    return flows;
}

void doubt_all(Consent& consent) {
    add_names(consent.types_in_doubt, std::exchange(consent.record_types, {}));
    add_names(consent.givers_in_doubt, std::exchange(consent.given_by, {}));
}

Consent agreed_on(const Consent& flow, const std::vector<Consent>& copies) {
    std::optional<Consent> all;
    for (const Consent& copy : copies) {
        if (!covers(copy, flow)) continue;
        if (all) {
            join(*all, copy);
        } else {
            all = copy;
        }
    }
    all->from = flow.from;
    all->to = flow.to;
    for (const Consent& copy : copies) share_end(*all, copy);
    return *std::move(all);
}

bool name_the_same(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    return std::set<std::string_view>(one.begin(), one.end()) == std::set<std::string_view>(other.begin(), other.end());
}

}  // namespace

bool is_in_parts(const Consent& one, const Consent& other) {
    const bool copies = !one.consent_id.empty() && one.consent_id == other.consent_id && meet(one, other);
    if (!copies || one.withdrawn_at || other.withdrawn_at) return false;
    return !name_the_same(one.record_types, other.record_types) || !name_the_same(one.given_by, other.given_by);
}

void add_copy(std::vector<Consent>& told, Consent copy) {
    const auto same = std::ranges::find_if(told, [&copy](const Consent& known) {
        return known.consent_id == copy.consent_id && is_same_flow(known, copy);
    });
    if (same == told.end()) return told.push_back(std::move(copy));
    join(*same, copy);
}

std::vector<Consent> agreed(const std::vector<Consent>& copies) {
    const std::vector<Consent> flows = flows_of(copies);
    std::vector<Consent> all;
    for (const Consent& flow : flows) {
        Consent one = agreed_on(flow, copies);
        const bool in_doubt = std::ranges::any_of(flows, [&flow](const Consent& it) { return is_wider(flow, it); });
        if (in_doubt && !one.withdrawn_at) continue;
        if (in_doubt) doubt_all(one);
        all.push_back(std::move(one));
    }
    return all;
}

void add_unnamed(std::vector<Consent>& into, const Consent& more) {
    const auto same = std::ranges::find_if(into, [&more](const Consent& one) {
        return one.consent_id.empty() && is_same_flow(one, more) && one.record_types == more.record_types &&
               one.given_by == more.given_by && one.given_at == more.given_at;
    });
    if (same == into.end()) return into.push_back(more);
    join(*same, more);
}

}  // namespace kolk::policies
