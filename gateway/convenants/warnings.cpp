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

std::string missing_code(const policies::Succession& one, const config::Organisation& former,
                         const config::Organisation& successor) {
    const auto lacks = [](const auto& then, const auto& now) { return !then.empty() && now.empty(); };
    std::string_view code;
    if (lacks(former.vestigingen, successor.vestigingen)) code = "vestigingen";
    if (lacks(former.gemeentecode, successor.gemeentecode)) code = "gemeentecode";
    if (lacks(former.swv_number, successor.swv_number)) code = "swv_number";
    if (lacks(former.agb, successor.agb)) code = "agb";
    if (code.empty()) return {};
    return "has no `" + std::string{code} + "` of its own: the codes of " + one.from.text() +
           " lead to it, and what sources name with a new code reaches nobody until you add that";
}

bool takes_part(const policies::Convenant& convenant, const schemas::Party& party) {
    return std::ranges::any_of(convenant.members, [&](const policies::Membership& member) {
        return member.party == party && member.has_signed;
    });
}

void add(const policies::Succession& one, const config::Configuration& configuration,
         const policies::Convenant& convenant, std::vector<std::string>& all) {
    const std::string who =
        one.to.text() + " takes the place of " + one.from.text() + " on " + base::format_date(one.at) + " and ";
    const config::Organisation* successor = configuration.find(one.to.org);
    const config::Organisation* former = configuration.find(one.from.org);
    const auto has = [](const auto& list, const schemas::Party& party) {
        return std::ranges::any_of(list, [&](const auto& each) { return each.party == party; });
    };
    if (!takes_part(convenant, one.to)) all.push_back(who + "has not signed this version: nothing goes to it");
    if (successor == nullptr) {
        all.push_back(who + "stands under no `organisations` here: nothing goes to it until you add it");
        return;
    }
    if (has(configuration.feeds, one.from) && !has(configuration.feeds, one.to)) {
        all.push_back(who + "has no feed: what is meant for it fails from then on; add one under `feeds`");
    }
    if (has(configuration.sources, one.from) && !has(configuration.sources, one.to)) {
        all.push_back(who +
                      "has no source: what the former one's brings counts no more from then on; add one under "
                      "`sources`");
    }
    const std::string code = former == nullptr ? std::string{} : missing_code(one, *former, *successor);
    if (!code.empty()) all.push_back(who + code);
}

}  // namespace

std::vector<std::string> succession_warnings(const policies::Convenant& convenant,
                                             const config::Configuration& configuration) {
    std::vector<std::string> all;
    for (const policies::Succession& one : convenant.successions) add(one, configuration, convenant, all);
    return all;
}

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
