#pragma once

#include "policies/convenant.hpp"

#include <set>
#include <vector>

namespace kolk::policies {

/// The same convenant, signed by these parties and by no others. Whoever calls this verified the signatures: this room
/// knows no cryptography.
Convenant signed_by(Convenant convenant, const std::set<Party>& signers);
/// The same convenant with the signature of every party that signs.
Convenant signed_by_all(Convenant convenant);
/// The same as if it were no draft any more: what it would do once everyone has agreed to it.
Convenant as_final(Convenant convenant);

/// Whether that day lies within its dates. A draft that says `environment: production` is never in force.
bool is_in_force(const Convenant& convenant, Date day);

/// The members on that day that have not signed, in the file's order.
std::vector<Party> unsigned_members(const Convenant& convenant, Date day);

/// Of the parties on a day that sign: how many, and which have not.
struct Signed {
    std::size_t parties = 0;
    std::vector<Party> missing;  ///< in the file's order
};
/// On that day, or on the nearest day of this convenant.
Signed signed_on(const Convenant& convenant, Date day);

}  // namespace kolk::policies
