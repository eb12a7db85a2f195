#include "policies/table.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

bool at_table(const Case& one, const Party& asked) {
    if (one.parties.empty()) return true;
    return std::any_of(one.parties.begin(), one.parties.end(), [&](const Party& party) {
        return covering_role(party.role) == covering_role(asked.role) &&
               (party.org.empty() || asked.org.empty() || party.org == asked.org);
    });
}

}  // namespace

bool is_open(const Case& one, std::string_view purpose, const Party& from, const Party& to, Date today) {
    return one.purpose == purpose && one.opened <= today && (!one.closed || today <= *one.closed) &&
           at_table(one, from) && at_table(one, to);
}

bool is_invited(const Rule& rule, const Party& guest, const Party& from, const Party& to, const Facts& facts,
                Date today) {
    if (!base::holds(rule.guests, covering_role(guest.role))) return false;
    return std::ranges::any_of(facts.cases, [&](const Case& one) {
        return is_open(one, rule.purpose, from, to, today) &&
               std::ranges::find(one.parties, guest) != one.parties.end();
    });
}

std::vector<Party> guests_of(const Convenant& convenant, const Rule& rule, std::string_view role, const Party& sender,
                             const Facts& facts, Date today) {
    std::vector<Party> guests;
    for (const Case& one : facts.cases) {
        for (const Party& party : one.parties) {
            if (party.role != role || party.org.empty() || convenant.is_member(party, today)) continue;
            const bool invited = is_invited(rule, party, sender, party, facts, today);
            if (invited && std::ranges::find(guests, party) == guests.end()) guests.push_back(party);
        }
    }
    return guests;
}

}  // namespace kolk::policies
