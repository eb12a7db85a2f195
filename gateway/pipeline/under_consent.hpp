#pragma once

#include "gateway/log/consent_name.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/exchange.hpp"
#include "gateway/pipeline/services.hpp"
#include "gateway/store/store.hpp"
#include "policies/decide.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What went under a consent, and whether that still stands.
namespace kolk::gateway::pipeline {

/// Why a child is marked (store::Mark).
inline constexpr std::string_view marked_withdrawn = "withdrawn";
inline constexpr std::string_view marked_deceased = "deceased";

/// Names of the consents under which this decision lets the exchange go, one a line; empty: it needs none.
std::string consents_of(const Services& services, const Child& child, const store::Exchange& exchange,
                        const policies::Decision& decision);

/// These texts as a list that is kept one a line, and back.
std::string as_lines(std::span<const std::string_view> texts);
std::vector<std::string> lines_of(std::string_view text);
/// The names in such a list, also where an older gateway kept references.
std::vector<log::ConsentName> names_of(const Services& services, std::string_view lines);

/// Whether the recipient was given exactly what this decision gives, under the same consents. Then it is not given it
/// again because of a field that it may not have: that something was withheld, or changed, is not for it to know.
bool has_already(const Services& services, const Child& child, const Kept& kept, const policies::Decision& decision,
                 const store::Exchange& before);

/// Whether the exchange was released under a consent that is withdrawn today and that no other has taken the place of,
/// or held fields that a withdrawal of another record type takes back.
bool is_taken_back(const Services& services, const Child& child, const store::Exchange& exchange);

/// Whether its recipient was told, or is to be told, that what it received is withdrawn: what may go again then goes as
/// if it never went.
bool was_taken_back(const store::Exchange& exchange);

}  // namespace kolk::gateway::pipeline
