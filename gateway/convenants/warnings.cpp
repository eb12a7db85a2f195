#include "gateway/convenants/warnings.hpp"

#include "policies/signers.hpp"

#include <algorithm>

namespace kolk::gateway::convenants {
namespace {

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

void add(const Version& version, base::Date day, std::vector<std::string>& all) {
    const policies::Convenant& convenant = *version.convenant;
    const std::string when = convenant.from <= day ? "" : ", which takes force on " + base::format_date(convenant.from);
    for (const auto& [signature, verdict] : version.void_signatures) {
        all.push_back(name_of(version) + ": " + why_void(signature, verdict));
    }
    for (const policies::Unsigned& one : policies::unsigned_members(convenant, std::max(day, convenant.from))) {
        const std::string stops =
            one.purposes.empty() ? "" : "; until it does, nothing goes from or to it for " + listed(one.purposes);
        all.push_back(one.party.text() + " has not signed " + name_of(version) + when + stops);
    }
}

}  // namespace

std::string name_of(const Version& version) {
    return version.convenant->id + " " + version.convenant->version;
}

std::vector<std::string> warnings(const Versions& versions, base::Date day) {
    std::vector<std::string> all;
    const Version& now = versions.on(day);
    const Version* next = versions.after(day);
    add(now, day, all);
    if (next != nullptr && next != &now) add(*next, day, all);
    return all;
}

}  // namespace kolk::gateway::convenants
