#pragma once

#include "policies/convenant.hpp"

#include <set>
#include <string>
#include <vector>

namespace kolk::policies {

/// The same convenant, signed by these parties and by no others. Whoever calls this verified the signatures: this room
/// knows no cryptography.
Convenant signed_by(Convenant convenant, const std::set<Party>& signers);
/// The same convenant with the signature of every party that signs.
Convenant signed_by_all(Convenant convenant);

/// A member without a signature, and what stands still because of it.
struct Unsigned {
    Party party;
    std::vector<std::string> purposes;  ///< whose rules name its role as sender or recipient; in the file's order
};

/// The members on that day that have not signed, in the file's order.
std::vector<Unsigned> unsigned_members(const Convenant& convenant, Date day);

}  // namespace kolk::policies
