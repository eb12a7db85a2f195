#include "gateway/cli/policy_commands.hpp"
#include "gateway/region/region.hpp"
#include "gateway/totals/release.hpp"

#include <iostream>

namespace kolk::gateway::cli {
namespace {

struct TotalsOptions {
    std::filesystem::path config;
    std::string from;
    std::string to;
    std::filesystem::path release;
    bool json = false;
    bool csv = false;
};

totals::Ground ground_of(region::Region& region, const region::Systems& systems) {
    const config::Configuration& configuration = region.configuration();
    std::vector<verwerkingsregister::Drift> unreadable;  // a source that cannot be read is told of when it is pulled
    return {region.services(), configuration.state / "kolk.db", systems.sources(std::nullopt),
            verwerkingsregister::sources_in_use(configuration, unreadable),
            configuration.region.environment == config::Environment::demo};
}

void print_figures(const totals::Figures& figures, const totals::Letterhead& letterhead, const TotalsOptions& options) {
    if (options.csv) {
        std::cout << totals::as_csv(figures, letterhead);
    } else if (options.json) {
        print_json(totals::as_json(figures, letterhead));
    } else {
        std::cout << totals::as_text(figures, letterhead);
    }
}

int release_to_file(const totals::Ground& ground, const totals::Figures& figures, const TotalsOptions& options) {
    const auto format = options.csv ? totals::Format::csv : totals::Format::json;
    const auto released = totals::release(ground, figures, format, options.release);
    if (!released) return report(released.error());
    std::cerr << "Written, and told in the exchange log as " << *released << ".\n";
    return done;
}

int give_totals(const TotalsOptions& options) {
    const auto from = schemas::Party::parse(options.from);
    const auto to = schemas::Party::parse(options.to);
    if (!from || !to || from->org.empty() || to->org.empty())
        return misused("--from and --to take ROLE:ORG, for instance swv-vo:swv-vo-voorbeeld");
    auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const auto region = region::Region::look(std::move(*configuration));
    if (!region) return report(region.error());
    const region::Systems systems{(*region)->configuration(), (*region)->clock()};
    const totals::Ground ground = ground_of(**region, systems);
    const auto figures = totals::count_figures(ground, *from, *to);
    if (!figures) return report(figures.error());
    if (figures->why_not) {
        return report(base::failure("totals.denied", std::string{policies::code_of(*figures->why_not)} + ": " +
                                                         std::string{policies::english(*figures->why_not)}));
    }
    if (figures->refused != 0)
        std::cerr << "kolk: " << figures->refused
                  << " row(s) are no record and are not counted; `kolk status` tells of "
                  << "what waits in quarantine\n";
    print_figures(*figures, totals::letterhead_of(ground), options);
    return options.release.empty() ? done : release_to_file(ground, *figures, options);
}

}  // namespace

void add_policy_totals(CLI::App& policy, Action& action) {
    CLI::App* command = policy.add_subcommand(
        "totals", "Count what a party holds today, and show which totals another may have and what is withheld");
    auto options = std::make_shared<TotalsOptions>();
    add_configuration_option(*command, options->config);
    command->add_option("--from", options->from, "Who counts its own records, as ROLE:ORG")->required();
    command->add_option("--to", options->to, "Who would get the totals, as ROLE:ORG")->required();
    command->add_option("--release", options->release,
                        "Write the document for the recipient to this new file, and tell so in the exchange log");
    auto* json = command->add_flag("--json", options->json, "One JSON object");
    command->add_flag("--csv", options->csv, "CSV, one line a cell; the released file too")->excludes(json);
    command->footer(
        "Without --release it only looks: it writes and sends nothing.\n"
        "Example: kolk policy totals -c my-region/kolk.yaml --from swv-vo:swv-vo-voorbeeld\n"
        "         --to gemeente-jeugd:eikendal --release totalen-2026-11.json");
    command->callback([options, &action] { action = [options] { return give_totals(*options); }; });
}

}  // namespace kolk::gateway::cli
