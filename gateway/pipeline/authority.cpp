#include "gateway/pipeline/authority.hpp"

#include <algorithm>
#include <utility>

namespace kolk::gateway::pipeline {
namespace {

// More changes than a childhood has. What a forgotten one ended, a later one ends as well.
constexpr std::size_t most_changes = 40;

}  // namespace

std::optional<Authority> authority_in(const boost::json::array& lines) {
    Authority found;
    bool told = false;
    for (const boost::json::value& line : lines) {
        const boost::json::object& facts = line.get_object();
        if (const auto* persons = facts.if_contains("authority"); persons != nullptr && persons->is_array()) {
            told = true;
            for (const boost::json::value& person : persons->get_array()) found.persons.emplace(person.as_string());
        }
        if (const auto* since = facts.if_contains("authority_since"); since != nullptr && since->is_string()) {
            if (const auto day = base::parse_date(since->get_string())) found.since.insert(*day);
        }
    }
    return told ? std::optional{std::move(found)} : std::nullopt;
}

bool hear_authority(subjects::Profile& profile, const std::string& file, const Authority& now, base::Date today) {
    const auto [known, first] =
        profile.authority_told.try_emplace(file, subjects::AuthorityTold{now.persons, now.since});
    if (first) return true;
    subjects::AuthorityTold& told = known->second;
    const subjects::AuthorityTold before = told;
    if (told.persons != now.persons) {
        // A day that stood there before is no day of this change.
        const bool dated = std::ranges::any_of(
            now.since, [&](base::Date day) { return !before.since.contains(day) && !before.earlier.contains(day); });
        told.earlier.merge(std::exchange(told.since, {}));
        while (told.earlier.size() > most_changes) told.earlier.erase(told.earlier.begin());
        told.persons = now.persons;
        told.since = dated ? now.since : std::set{today};
    } else if (!now.since.empty()) {
        told.since = now.since;
    }
    return told != before;
}

void add_authority_changes(policies::Facts& facts, const subjects::Profile& profile) {
    for (const auto& [file, told] : profile.authority_told) {
        facts.authority_since.insert(told.earlier.begin(), told.earlier.end());
        facts.authority_since.insert(told.since.begin(), told.since.end());
    }
}

}  // namespace kolk::gateway::pipeline
