#include "gateway/cli/known_names.hpp"

#include "gateway/cli/policy_commands.hpp"
#include "gateway/convenants/versions.hpp"
#include "policies/reason.hpp"
#include "schemas/record_types.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <set>

namespace kolk::gateway::cli {
namespace {

using Names = std::set<std::string>;

struct KnownNames {
    Names parties;  // and their roles alone
    Names purposes;

    void add(const schemas::Party& party) {
        parties.insert(party.text());
        parties.insert(party.role);
    }
};

// A convenant that cannot be read is for `kolk check` to tell of.
KnownNames known_to(const config::Configuration& configuration) {
    KnownNames known;
    known.add(configuration.region.host);
    for (const config::Source& one : configuration.sources) known.add(one.party);
    for (const config::Feed& one : configuration.feeds) known.add(one.party);
    for (const config::Mandate& one : configuration.mandated) known.add(one.party);
    const auto versions =
        convenants::Versions::read(configuration, today_of(configuration), [](const auto&, const auto&) {});
    if (!versions) return known;
    for (const convenants::Version& version : versions->all()) {
        for (const policies::Membership& one : version.convenant->members) known.add(one.party);
        for (const auto& [id, purpose] : version.convenant->purposes) known.purposes.insert(id);
    }
    return known;
}

Names record_types() {
    Names names;
    for (const schemas::RecordType& type : schemas::record_types()) names.insert(type.id);
    return names;
}

Names reason_codes() {
    Names codes;
    for (const policies::Reason reason : policies::reasons()) codes.insert(std::string{policies::code_of(reason)});
    return codes;
}

struct AskedName {
    log::Named what;
    std::string word;
    const std::string& name;
    Names known;
};

bool is_known(const AskedName& asked, const config::Configuration& configuration) {
    if (asked.name.empty() || asked.known.contains(asked.name)) return true;
    const auto named =
        log::is_named((configuration.state / "kolk.db").string(), configuration.region.name, asked.what, asked.name);
    return !named || *named;  // a log that cannot be read is for the search itself to tell of
}

// `de-linde` is near to no ROLE:ORG, and may well be meant.
std::string meant_by(const AskedName& asked) {
    const std::vector<std::string_view> names{asked.known.begin(), asked.known.end()};
    const std::string near = schemas::did_you_mean(asked.name, names);
    const auto of_org =
        std::ranges::find_if(asked.known, [&](const std::string& name) { return name.ends_with(':' + asked.name); });
    return near.empty() && of_org != asked.known.end() ? "; did you mean '" + *of_org + "'?" : near;
}

}  // namespace

std::optional<int> tell_unknown_name(const config::Configuration& configuration, const log::Query& asked) {
    KnownNames known = known_to(configuration);
    const std::array all{AskedName{log::Named::reason, "reason code", asked.reason, reason_codes()},
                         AskedName{log::Named::party, "party", asked.party, std::move(known.parties)},
                         AskedName{log::Named::purpose, "purpose", asked.purpose, std::move(known.purposes)},
                         AskedName{log::Named::record_type, "record type", asked.record_type, record_types()}};
    const auto unknown = std::ranges::find_if(all, [&](const AskedName& one) { return !is_known(one, configuration); });
    if (unknown == all.end()) return std::nullopt;
    std::cerr << "kolk: no " << unknown->word << " of this name is known here, in no version of the convenant and no "
              << "entry of the log" << meant_by(*unknown) << '\n';
    return unknown->what == log::Named::reason ? used_wrongly : found_a_problem;
}

std::optional<int> tell_unknown_party(const config::Configuration& configuration, const std::string& party) {
    log::Query asked;
    asked.party = party;
    return tell_unknown_name(configuration, asked);
}

}  // namespace kolk::gateway::cli
