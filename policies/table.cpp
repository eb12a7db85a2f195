#include "policies/table.hpp"

#include "policies/consent.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {

bool is_at_table(const Case& one, const Party& asked) {
    return std::ranges::any_of(one.parties, [&](const Party& party) { return is_same_party(party, asked); });
}

bool is_open(const Case& one, std::string_view purpose, Date day) {
    return one.purpose == purpose && one.opened <= day && (!one.closed || day <= *one.closed);
}

bool is_invited(const Rule& rule, const Party& guest, const Party& from, const Party& to, const Facts& facts,
                Date today) {
    if (!base::holds(rule.guests, covering_role(guest.role))) return false;
    const auto is_named = [named = covering_party(guest)](const Party& party) {
        return covering_party(party) == named;
    };
    return std::ranges::any_of(facts.cases, [&](const Case& one) {
        return is_open(one, rule.purpose, today) && is_at_table(one, from) && is_at_table(one, to) &&
               std::ranges::any_of(one.parties, is_named);
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
