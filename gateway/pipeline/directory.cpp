#include "gateway/pipeline/directory.hpp"

namespace kolk::gateway::pipeline {
namespace {

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

std::vector<std::string> Directory::codes_beside(std::string_view code) const {
    std::string org = by_branch(code);
    if (org.empty()) org = value_or_empty(swv_numbers_, code);
    const Organisation* organisation = find(org.empty() ? code : org);
    if (organisation == nullptr) return {};
    std::vector<std::string> codes = organisation->branches;
    codes.push_back(organisation->swv_number);
    codes.push_back(organisation->org);
    std::erase_if(codes, [code](const std::string& one) { return one.empty() || one == code; });
    return codes;
}

std::optional<schemas::Party> Directory::issuer(std::string_view issuer, const schemas::Party& source) const {
    const Organisation* own = find(source.org);
    if (own == nullptr) return std::nullopt;
    if (issuer == own->org || issuer == own->swv_number) return source;
    const std::string school = by_branch(issuer);
    if (school.empty()) return std::nullopt;
    if (school == source.org) return source;
    return schemas::Party{"school", school};
}

}  // namespace kolk::gateway::pipeline
