#include "gateway/pipeline/birth_dates.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

using Told = std::map<std::string, subjects::BornTold>;

// Every source is asked for everything once a day.
constexpr int days_until_silent = 7;

Told told_now(const Told& told) {
    std::set<base::Date> dates;
    base::Date last_heard = base::Date{};
    for (const auto& [teller, one] : told) {
        dates.insert(one.born);
        last_heard = std::max(last_heard, one.heard);
    }
    if (dates.size() < 2) return told;
    Told now = told;
    std::erase_if(now,
                  [&](const auto& one) { return base::add_days(one.second.heard, days_until_silent) < last_heard; });
    return now;
}

}  // namespace

std::set<base::Date> birth_dates(const Child& child, const std::string& except) {
    Told told = child.subject.profile.born_told;
    told.erase(except);
    std::set<base::Date> dates;
    for (const auto& [teller, one] : told_now(told)) dates.insert(one.born);
    for (const auto& [file, some] : child.born_in_facts) {
        if (file != except) dates.insert(some.begin(), some.end());
    }
    return dates;
}

bool hear_born(Child& child, const std::string& teller, base::Date born, base::Date today) {
    Told& told = child.subject.profile.born_told;
    const Told before = told;
    told = told_now(told);
    const bool disputed = birth_dates(child).size() > 1;
    const auto known = told.find(teller);
    if (!disputed && known != told.end() && known->second.born == born) return told != before;
    told.insert_or_assign(teller, subjects::BornTold{born, today});
    // From now on each of them must be said again.
    if (!disputed && birth_dates(child).size() > 1) {
        for (auto& [name, one] : told) one.heard = today;
    }
    return told != before;
}

void settle_birth_date(Child& child) {
    const std::set<base::Date> dates = birth_dates(child);
    child.facts.restricted = child.held || dates.size() > 1;
    child.facts.born = dates.empty() ? std::nullopt : std::optional{*dates.rbegin()};
}

}  // namespace kolk::gateway::pipeline
