#include "gateway/cli/command.hpp"
#include "gateway/cli/known_names.hpp"
#include "gateway/consents/ending.hpp"
#include "gateway/region/region.hpp"

#include <iostream>

namespace kolk::gateway::cli {
namespace {

struct EndingOptions {
    std::filesystem::path config;
    std::string party;
    int weeks = 8;
    bool json = false;
};

std::string_view why(const consents::Ending& one) {
    return one.on_birthday ? "birthday" : "term";
}

boost::json::object as_json(const consents::Ending& one) {
    const policies::Consent& consent = one.listed.consent;
    const auto& parties = one.listed.recorded_by;
    return {{"ask_before", base::format_date(one.ask_before)},
            {"why", why(one)},
            {"child", one.listed.subject},
            {"consent_id", one.listed.name.text()},
            {"purpose", consent.purpose},
            {"from", consent.from.text()},
            {"to", consent.to.text()},
            {"record_types", boost::json::array(consent.record_types.begin(), consent.record_types.end())},
            {"recorded_by", boost::json::array(parties.begin(), parties.end())}};
}

void print(const consents::Ending& one) {
    const policies::Consent& consent = one.listed.consent;
    std::cout << base::format_date(one.ask_before) << "  " << why(one) << "  " << one.listed.subject << "  "
              << consent.purpose << "  " << consent.from.text() << " -> " << consent.to.text();
    for (const std::string& type : consent.record_types) std::cout << "  " << type;
    for (const std::string& party : one.listed.recorded_by) std::cout << "  by " << party;
    std::cout << '\n';
}

int list_ending(const EndingOptions& options) {
    const auto party = schemas::Party::parse(options.party);
    if (!options.party.empty() && (!party || party->org.empty())) return misused(party_form);
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const auto region = region::Region::look(*configuration);
    if (!region) return report(region.error());
    const auto ending = consents::ending_consents((*region)->services(), party, options.weeks);
    if (!ending) return report(ending.error());
    if (ending->empty()) {
        if (const auto unknown = tell_unknown_party(*configuration, options.party)) return *unknown;
    }
    for (const consents::Ending& one : *ending) {
        if (options.json) {
            print_json(as_json(one));
        } else {
            print(one);
        }
    }
    if (ending->empty()) std::cerr << "No consent on record ends within " << options.weeks << " weeks.\n";
    return done;
}

}  // namespace

void add_consent_ending(CLI::App& consent, Action& action) {
    CLI::App* command = consent.add_subcommand(
        "ending", "Consents that will end, on a birthday or with their term, so that they can be asked anew in time");
    auto options = std::make_shared<EndingOptions>();
    add_configuration_option(*command, options->config);
    command->add_option("--party", options->party, "Only what this party collected, as ROLE:ORG");
    command->add_option("--weeks", options->weeks, "How far ahead")->check(CLI::Range(1, 520))->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object a line");
    command->footer(
        "The date is the first day on which the consent no longer counts, or for a birthday the Monday of its week.\n"
        "Children bear their log pseudonym of this quarter.\n"
        "Example: kolk consent ending --party school:de-linde --weeks 8");
    command->callback([options, &action] { action = [options] { return list_ending(*options); }; });
}

}  // namespace kolk::gateway::cli
