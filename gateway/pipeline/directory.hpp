#pragma once

#include "schemas/party.hpp"

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

/// Who is who: from codes to organisations and back. Immutable.
class Directory {
public:
    explicit Directory(std::vector<Organisation> organisations);

    [[nodiscard]] const Organisation* find(std::string_view org) const;
    /// The organisation with this branch, municipality code or SWV number; empty when there is none.
    [[nodiscard]] std::string by_branch(std::string_view branch) const;
    [[nodiscard]] std::string by_municipality(std::string_view code) const;
    /// The other codes of the organisation that has this one as branch, SWV number or name, among them its name: pupils
    /// go from branch to branch, and a party names no branch when it tells of them by number. Empty for a code of
    /// nobody.
    [[nodiscard]] std::vector<std::string> codes_beside(std::string_view code) const;
    /// The party that issued a local number which `source` passed on: itself when the issuer is one of its own codes,
    /// else the school with that branch.
    [[nodiscard]] std::optional<schemas::Party> issuer(std::string_view issuer, const schemas::Party& source) const;

private:
    std::map<std::string, Organisation, std::less<>> organisations_;
    std::map<std::string, std::string, std::less<>> branches_;
    std::map<std::string, std::string, std::less<>> municipalities_;
    std::map<std::string, std::string, std::less<>> swv_numbers_;
};

}  // namespace kolk::gateway::pipeline
