#pragma once

#include "policies/facts.hpp"

#include <vector>

/// Who sits at the table of a case.
namespace kolk::policies {

/// Whether a case for this purpose is open on that day.
bool is_open(const Case& one, std::string_view purpose, Date day);
/// Whether this party is told to sit at the table of a case; a role alone stands for every organisation in it.
bool is_at_table(const Case& one, const Party& asked);
/// Whether an open case invites this organisation by name, for this rule, to a table where both sit.
bool is_invited(const Rule& rule, const Party& guest, const Party& from, const Party& to, const Facts& facts,
                Date today);
/// Organisations in this role that take no part in the convenant and that an open case invites, for this rule and
/// child, to a table where the sender sits. Whether they signed is for `decide` to ask.
std::vector<Party> guests_of(const Convenant& convenant, const Rule& rule, std::string_view role, const Party& sender,
                             const Facts& facts, Date today);

}  // namespace kolk::policies
