#include "gateway/cli/policy_commands.hpp"
#include "gateway/convenants/final_statement.hpp"
#include "gateway/convenants/versions.hpp"
#include "gateway/store/sqlite_store.hpp"

#include <iostream>

namespace kolk::gateway::cli {
namespace {

struct LeaverOptions {
    std::filesystem::path config;
    std::string party;
    std::string format = "markdown";
};

base::Result<std::vector<store::Notice>> every_notice(const std::filesystem::path& database,
                                                      const std::string& region) {
    if (!std::filesystem::exists(database)) return std::vector<store::Notice>{};
    const auto store = store::open_sqlite_read_only(database, region);
    if (!store) return store.error();
    return (*store)->notices();
}

base::Result<convenants::FinalStatement> statement_for(const config::Configuration& configuration,
                                                       const policies::Convenant& convenant,
                                                       const schemas::Party& party, base::Date day) {
    const std::filesystem::path database = configuration.state / "kolk.db";
    const std::string& region = configuration.region.name;
    const auto zone = base::Zone::find(configuration.region.zone);
    if (!zone) return base::failure("config.zone", "`region.zone` is not known to this machine; install tzdata");
    const auto exchanged = log::exchanged_by(database.string(), region, party.text());
    if (!exchanged) return exchanged.error();
    const auto notices = every_notice(database, region);
    if (!notices) return notices.error();
    return convenants::final_statement(convenant, party, day, *exchanged, *notices, *zone);
}

int write_leaver(const LeaverOptions& options) {
    const auto party = schemas::Party::parse(options.party);
    if (!party || party->org.empty()) return misused("the party is named ROLE:ORG, as in school:de-linde");
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const auto versions = convenants::Versions::read(*configuration, today_of(*configuration), print_convenant_fault);
    if (!versions) return report(versions.error());
    const base::Date day = today_of(*configuration);
    const policies::Convenant& convenant = *versions->on(day).convenant;
    const auto statement = statement_for(*configuration, convenant, *party, day);
    if (!statement) return report(statement.error());
    const bool example = convenant.for_demo_only() || configuration->region.environment == config::Environment::demo;
    if (options.format == "json") {
        print_json(convenants::as_json(*statement, convenant, example));
    } else {
        std::cout << convenants::as_markdown(*statement, convenant, example);
    }
    return done;
}

}  // namespace

void add_policy_leaver(CLI::App& policy, Action& action) {
    CLI::App* command = policy.add_subcommand(
        "leaver", "The final statement for a party whose membership has ended: counts, terms and what still binds it");
    auto options = std::make_shared<LeaverOptions>();
    add_configuration_option(*command, options->config);
    command->add_option("PARTY", options->party, "The party that left, as ROLE:ORG")->required();
    CLI::Option* format = command->add_option("--format", options->format, "How it is written")
                              ->check(CLI::IsMember({"markdown", "json"}))
                              ->capture_default_str();
    command
        ->add_flag_callback(
            "--json", [options] { options->format = "json"; }, "The same as --format json")
        ->excludes(format);
    command->footer("Example: kolk policy leaver -c my-region/kolk.yaml gemeente-jeugd:noordbroek --json");
    command->callback([options, &action] { action = [options] { return write_leaver(*options); }; });
}

}  // namespace kolk::gateway::cli
