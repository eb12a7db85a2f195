#pragma once

#include "gateway/subjects/subjects.hpp"
#include "policies/facts.hpp"

#include <boost/json.hpp>

#include <optional>
#include <set>
#include <string>

namespace kolk::gateway::pipeline {

/// Who has authority over one child as one file tells it now, and since when.
struct Authority {
    std::set<std::string> persons;
    std::set<base::Date> since;  ///< none: not told
};

/// What these lines of FACTS.json tell of it; nothing when none of them names who has authority.
std::optional<Authority> authority_in(const boost::json::array& lines);

/// Takes in what this file (`Children::fact_field`) tells; says whether anything changed that must be kept. Where
/// others have authority than it told before, however long ago, and it does not say since when, it is since today.
bool hear_authority(subjects::Profile& profile, const std::string& file, const Authority& now, base::Date today);

/// Adds the days of every change that was heard, also of a file that is silent now: what was given before stays ended.
void add_authority_changes(policies::Facts& facts, const subjects::Profile& profile);

}  // namespace kolk::gateway::pipeline
