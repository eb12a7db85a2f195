#include "policies/signers.hpp"

#include <algorithm>

namespace kolk::policies {

Convenant signed_by(Convenant convenant, const std::set<Party>& signers) {
    convenant.signers = signers;
    for (Membership& member : convenant.members) member.has_signed = signers.contains(member.party);
    return convenant;
}

Convenant signed_by_all(Convenant convenant) {
    for (Membership& member : convenant.members) member.has_signed = signs(member.party.role);
    return convenant;
}

bool is_in_force(const Convenant& convenant, Date day) {
    const bool never = convenant.draft && convenant.environment == Environment::production;
    return !never && convenant.from <= day && day <= convenant.until;
}

Convenant as_final(Convenant convenant) {
    convenant.draft = false;
    return convenant;
}

std::vector<Party> unsigned_members(const Convenant& convenant, Date day) {
    std::vector<Party> all;
    for (const Membership& member : convenant.members) {
        if (member.has_signed || !signs(member.party.role)) continue;
        if (convenant.find_member(member.party, day) == &member) all.push_back(member.party);
    }
    return all;
}

Signed signed_on(const Convenant& convenant, Date day) {
    const Date then = std::clamp(day, convenant.from, std::max(convenant.from, convenant.until));
    Signed state{0, unsigned_members(convenant, then)};
    for (const Membership& member : convenant.members) {
        if (signs(member.party.role) && convenant.find_member(member.party, then) == &member) ++state.parties;
    }
    return state;
}

}  // namespace kolk::policies
