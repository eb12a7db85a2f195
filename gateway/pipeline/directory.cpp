#include "gateway/pipeline/directory.hpp"

#include "policies/convenant.hpp"

#include <algorithm>
#include <span>

namespace kolk::gateway::pipeline {
namespace {

constexpr std::array<std::string_view, 2> swv_roles{"swv-po", "swv-vo"};

std::string value_or_empty(const std::map<std::string, std::string, std::less<>>& map, std::string_view key) {
    const auto found = map.find(key);
    return found == map.end() ? std::string{} : found->second;
}

}  // namespace

Directory::Directory(std::vector<Organisation> organisations) {
    for (Organisation& organisation : organisations) {
        for (const std::string& branch : organisation.branches) branches_.emplace(branch, organisation.org);
        if (!organisation.municipality.empty()) municipalities_.emplace(organisation.municipality, organisation.org);
        if (!organisation.swv_number.empty()) swv_numbers_.emplace(organisation.swv_number, organisation.org);
        std::string org = organisation.org;
        organisations_.emplace(std::move(org), std::move(organisation));
    }
}

const Organisation* Directory::find(std::string_view org) const {
    const auto found = organisations_.find(org);
    return found == organisations_.end() ? nullptr : &found->second;
}

std::string Directory::by_branch(std::string_view branch) const {
    return value_or_empty(branches_, branch);
}

std::string Directory::by_municipality(std::string_view code) const {
    return value_or_empty(municipalities_, code);
}

std::vector<std::string> Directory::issuers_beside(std::string_view issuer) const {
    if (const auto party = schemas::Party::parse(issuer)) return codes_of(*party);
    std::vector<std::string> all;
    const auto add_parties = [&all](const std::string& org, std::span<const std::string_view> roles) {
        for (const std::string_view role : roles) all.push_back(schemas::Party{std::string{role}, org}.text());
    };
    if (const std::string org = by_branch(issuer); !org.empty()) {
        all = find(org)->branches;
        std::erase(all, issuer);
        add_parties(org, school_roles);
    } else if (const std::string verband = value_or_empty(swv_numbers_, issuer); !verband.empty()) {
        add_parties(verband, swv_roles);
    }
    return all;
}

std::vector<std::string> Directory::codes_of(const schemas::Party& party) const {
    const Organisation* organisation = find(party.org);
    if (organisation == nullptr) return {};
    const std::string_view role = policies::covering_role(party.role);
    if (std::ranges::find(school_roles, role) != school_roles.end()) return organisation->branches;
    const bool numbered = policies::is_swv(party.role) && !organisation->swv_number.empty();
    return numbered ? std::vector{organisation->swv_number} : std::vector<std::string>{};
}

std::optional<schemas::Party> Directory::issuer(std::string_view issuer, const schemas::Party& source) const {
    if (const auto party = schemas::Party::parse(issuer)) {
        const bool is_own = policies::covering_party(*party) == policies::covering_party(source);
        return is_own ? std::optional{source} : std::nullopt;
    }
    if (value_or_empty(swv_numbers_, issuer) == source.org) return source;
    const std::string school = by_branch(issuer);
    if (school.empty()) return std::nullopt;
    if (school == source.org) return source;
    return schemas::Party{"school", school};
}

}  // namespace kolk::gateway::pipeline
