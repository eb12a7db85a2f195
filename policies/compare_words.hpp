#pragma once

#include "policies/compare.hpp"
#include "policies/words.hpp"

#include <boost/json.hpp>

#include <string>

namespace kolk::policies {

/// What a later version changes, for people: one line a change, under headings. Ends in a line feed.
std::string in_words(const Comparison& comparison, Language language);

/// The same for programs: `{"equal", "heading", "parties", "party_flows", "purposes", "pairs", "untold"}`.
boost::json::object to_json(const Comparison& comparison);

}  // namespace kolk::policies
