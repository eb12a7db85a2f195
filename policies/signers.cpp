#include "policies/signers.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

bool names(const Rule& rule, const std::string& role) {
    return std::ranges::find(rule.from, role) != rule.from.end() || std::ranges::find(rule.to, role) != rule.to.end();
}

std::vector<std::string> purposes_of(const Convenant& convenant, const std::string& role) {
    std::vector<std::string> purposes;
    for (const Rule& rule : convenant.rules) {
        const bool known = std::ranges::find(purposes, rule.purpose) != purposes.end();
        if (!known && names(rule, role)) purposes.push_back(rule.purpose);
    }
    return purposes;
}

}  // namespace

Convenant signed_by(Convenant convenant, const std::set<Party>& signers) {
    convenant.signers = signers;
    for (Membership& member : convenant.members) member.has_signed = signers.contains(member.party);
    return convenant;
}

Convenant signed_by_all(Convenant convenant) {
    for (Membership& member : convenant.members) member.has_signed = signs(member.party.role);
    return convenant;
}

std::vector<Unsigned> unsigned_members(const Convenant& convenant, Date day) {
    std::vector<Unsigned> all;
    for (const Membership& member : convenant.members) {
        if (member.has_signed || !signs(member.party.role)) continue;
        if (convenant.find_member(member.party, day) != &member) continue;
        all.push_back({member.party, purposes_of(convenant, member.party.role)});
    }
    return all;
}

}  // namespace kolk::policies
