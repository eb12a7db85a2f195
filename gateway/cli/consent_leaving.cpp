#include "gateway/cli/command.hpp"
#include "gateway/cli/known_names.hpp"
#include "gateway/consents/erasures.hpp"
#include "gateway/consents/former.hpp"
#include "gateway/region/region.hpp"

#include <algorithm>
#include <iostream>

namespace kolk::gateway::cli {
namespace {

using consents::LateDelivery;
using schemas::Party;

struct LeavingOptions {
    std::filesystem::path config;
    std::string party;
    std::vector<std::string> exchanges;
    std::string ground;
    bool json = false;
};

boost::json::object late_json(const LateDelivery& one) {
    return {{"child", one.subject},
            {"exchange_id", one.exchange_id},
            {"to", one.recipient},
            {"purpose", one.purpose},
            {"record_type", one.record_type},
            {"released_at", base::format_instant(one.released_at)}};
}

void print_late(const LateDelivery& one) {
    std::cout << base::format_instant(one.released_at) << "  " << one.recipient << "  " << one.purpose << "  "
              << one.record_type << "  " << one.exchange_id << "  " << one.subject << '\n';
}

base::Result<std::vector<LateDelivery>> late_in(region::Region& region, const std::optional<Party>& party) {
    const config::Configuration& configuration = region.configuration();
    return consents::late_deliveries(region.services(), (configuration.state / "kolk.db").string(),
                                     configuration.region.name, party);
}

int list_former(const LeavingOptions& options) {
    const auto party = Party::parse(options.party);
    if (!options.party.empty() && (!party || party->org.empty())) return misused(party_form);
    auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const auto region = region::Region::look(std::move(*configuration));
    if (!region) return report(region.error());
    const auto late = late_in(**region, options.party.empty() ? std::nullopt : std::optional{*party});
    if (!late) return report(late.error());
    if (late->empty()) {
        if (const auto unknown = tell_unknown_party((*region)->configuration(), options.party)) return *unknown;
    }
    for (const LateDelivery& one : *late) {
        if (options.json) {
            print_json(late_json(one));
        } else {
            print_late(one);
        }
    }
    if (!options.json) std::cerr << late->size() << " delivery(ies) to who was no longer the child's.\n";
    return done;
}

/// The named exchanges, each once; without any, the late deliveries to the party.
base::Result<std::vector<std::string>> meant_to_erase(region::Region& region, const std::optional<Party>& party,
                                                      const LeavingOptions& options) {
    std::vector<std::string> ids = options.exchanges;
    if (ids.empty()) {
        const auto late = late_in(region, party);
        if (!late) return late.error();
        for (const LateDelivery& one : *late) ids.push_back(one.exchange_id);
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const std::string& id : ids) {
        const auto exchange = region.store().exchange(id);
        if (!exchange) return exchange.error();
        if (!party || !*exchange || (*exchange)->recipient == party->text()) continue;
        return base::failure("erasure.recipient",
                             "one of the named exchanges went to another party than --party; leave --party out, or "
                             "name exchanges to that party only");
    }
    if (!ids.empty()) return ids;
    return base::failure("erasure.none",
                         "nothing went to that party after the child was no longer its own; name the "
                         "exchanges with --exchange");
}

int erase(const LeavingOptions& options) {
    const auto party = Party::parse(options.party);
    if (!options.party.empty() && (!party || party->org.empty())) return misused(party_form);
    if (options.party.empty() && options.exchanges.empty()) return misused("name --exchange, or --party, or both");
    auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const auto region = region::Region::look(std::move(*configuration));
    if (!region) return report(region.error());
    pipeline::Services& services = (*region)->services();
    // The ground first: without one of the three there is nothing to look up.
    if (const auto fits = consents::check_erasure(services, {{}, options.ground}); !fits) return report(fits.error());
    if (options.exchanges.empty() && options.ground != consents::erasure_grounds.front()) {
        return misused("what went too late is an unlawful delivery; for another ground name each --exchange");
    }
    const auto ids = meant_to_erase(**region, options.party.empty() ? std::nullopt : std::optional{*party}, options);
    if (!ids) return report(ids.error());
    const auto put = (*region)->erasures().put(services, {*ids, options.ground});
    if (!put) return report(put.error());
    if (options.json) {
        print_json({{"erasures", ids->size()}, {"ground", options.ground}});
    } else {
        std::cout
            << ids->size()
            << " exchange(s) are asked to be erased. A running service takes this in within seconds; else it goes "
               "when `kolk serve` or `kolk sync` starts. `kolk consent notices` shows what is answered.\n";
    }
    return done;
}

CLI::App* add_leaving_command(CLI::App& consent, Action& action, const char* name, const char* what, const char* footer,
                              int (*run)(const LeavingOptions&), const std::shared_ptr<LeavingOptions>& options) {
    CLI::App* command = consent.add_subcommand(name, what);
    add_configuration_option(*command, options->config);
    command->add_flag("--json", options->json, "JSON, one object a line");
    command->footer(footer);
    command->callback([options, run, &action] { action = [options, run] { return run(*options); }; });
    return command;
}

}  // namespace

void add_consent_leaving(CLI::App& consent, Action& action) {
    auto options = std::make_shared<LeavingOptions>();
    CLI::App* command = add_leaving_command(
        consent, action, "former", "Deliveries to a party after the day from which a child was no longer its own",
        "A child moves from the day that a record tells, else from the day on which it was learned; a party leaves on "
        "the day after its membership.\n"
        "Example: kolk consent former -c my-region/kolk.yaml --party school:de-linde",
        list_former, options);
    command->add_option("--party", options->party, "Only those to this party, as ROLE:ORG");

    command = add_leaving_command(
        consent, action, "erase", "Ask a recipient to erase what it received, and follow it until it answered",
        "Grounds: unlawful-delivery; upheld-erasure (a request under article 17 that was upheld); never-sent-lawfully "
        "(what may never have been sent, as sick leave to leerplicht).\n"
        "With --party alone: everything that `kolk consent former` lists for it.\n"
        "Example: kolk consent erase -c my-region/kolk.yaml --exchange 019a... --ground upheld-erasure",
        erase, options);
    command->add_option("--exchange", options->exchanges, "An exchange that was delivered, by its id; may be repeated");
    command->add_option("--party", options->party, "The recipient, as ROLE:ORG");
    command->add_option("--ground", options->ground, "unlawful-delivery, upheld-erasure or never-sent-lawfully")
        ->required();
}

}  // namespace kolk::gateway::cli
