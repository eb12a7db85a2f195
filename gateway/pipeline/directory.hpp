#pragma once

#include "schemas/party.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// The codes by which the outside world knows one organisation.
struct Organisation {
    std::string org;
    std::string oin;
    std::vector<std::string> branches;  ///< six characters each
    std::string municipality;           ///< gemeentecode, or empty
    std::string swv_number;             ///< or empty
};

/// The roles in which an organisation has branches.
inline constexpr std::array<std::string_view, 3> school_roles{"school", "so-vso", "mbo"};

/// Who is who: from codes to organisations and back. Immutable.
class Directory {
public:
    explicit Directory(std::vector<Organisation> organisations);

    [[nodiscard]] const Organisation* find(std::string_view org) const;
    /// The organisation with this branch, municipality code or SWV number; empty when there is none.
    [[nodiscard]] std::string by_branch(std::string_view branch) const;
    [[nodiscard]] std::string by_municipality(std::string_view code) const;
    /// Under which other issuers a child may be known by the number that this one gave: the branches of an organisation
    /// share the numbers of the school that has them (pupils go from branch to branch, and a school names no branch
    /// when it tells of them), and a SWV number stands for its samenwerkingsverband. Parties as text (`ROLE:ORG`):
    /// another role of an organisation counts its own children. Empty for an issuer that has no other.
    [[nodiscard]] std::vector<std::string> issuers_beside(std::string_view issuer) const;
    /// The party that issued a local number which `source` passed on: itself when the issuer is itself or one of its
    /// own codes, else the school with that branch.
    [[nodiscard]] std::optional<schemas::Party> issuer(std::string_view issuer, const schemas::Party& source) const;

private:
    [[nodiscard]] std::vector<std::string> codes_of(const schemas::Party& party) const;

    std::map<std::string, Organisation, std::less<>> organisations_;
    std::map<std::string, std::string, std::less<>> branches_;
    std::map<std::string, std::string, std::less<>> municipalities_;
    std::map<std::string, std::string, std::less<>> swv_numbers_;
};

}  // namespace kolk::gateway::pipeline
