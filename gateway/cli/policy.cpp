#include "gateway/cli/policy_commands.hpp"
#include "gateway/region/region.hpp"
#include "policies/explain_request.hpp"
#include "policies/reader.hpp"

#include <iostream>

namespace kolk::gateway::cli {
namespace {

constexpr std::size_t largest_convenant = 4u << 20;
constexpr std::size_t largest_request = 1u << 20;

struct PolicyOptions {
    std::filesystem::path config;
    std::filesystem::path convenant;
    std::filesystem::path record;
    std::filesystem::path facts;
    std::string from;
    std::string to;
    std::string purpose;
    std::string at;
    std::string language = "nl";
    bool json = false;
};

void print_fault(const policies::Fault& fault) {
    std::cerr << "line " << fault.line << ", column " << fault.column << ": " << fault.text << '\n';
}

int misused(const base::Error& error) {
    report(error);
    return used_wrongly;
}

// The codes by which the asked organisation is known; without a configuration, or for a bare role, there are none.
std::optional<config::Organisation> recipient_of(const PolicyOptions& options) {
    if (!options.convenant.empty()) return std::nullopt;
    const auto party = schemas::Party::parse(options.to);
    const config::Reading reading = config::read_file(options.config);
    if (!party || !reading.configuration) return std::nullopt;
    const config::Organisation* found = reading.configuration->find(party->org);
    return found == nullptr ? std::nullopt : std::optional{*found};
}

// A convenant named on the command line, or the one of the configuration.
base::Result<std::string> convenant_text(const PolicyOptions& options) {
    if (!options.convenant.empty()) return read_file(options.convenant, largest_convenant);
    const auto configuration = load(options.config);
    if (!configuration) return base::failure("config.faulty", "the configuration has faults; they are named above");
    return read_file(configuration->convenant, largest_convenant);
}

boost::json::array faults_json(const std::vector<policies::Fault>& faults) {
    boost::json::array all;
    for (const policies::Fault& fault : faults) {
        all.push_back({{"line", fault.line}, {"column", fault.column}, {"text", fault.text}});
    }
    return all;
}

int check(const PolicyOptions& options) {
    const auto text = convenant_text(options);
    if (!text) return report(text.error());
    const policies::ConvenantReading reading = policies::read_convenant(*text);
    if (options.json) {
        print_json({{"ok", reading.faults.empty()}, {"faults", faults_json(reading.faults)}});
    } else if (reading.faults.empty()) {
        std::cout << "The convenant " << reading.convenant->id << " " << reading.convenant->version
                  << " has no faults: " << reading.convenant->purposes.size() << " purposes, "
                  << reading.convenant->rules.size() << " rules, in force from "
                  << base::format_date(reading.convenant->from) << " to " << base::format_date(reading.convenant->until)
                  << ".\n";
    } else {
        for (const policies::Fault& fault : reading.faults) print_fault(fault);
        std::cerr << reading.faults.size() << " fault(s); nothing runs with this convenant until they are mended.\n";
    }
    return reading.faults.empty() ? done : found_a_problem;
}

/// The answer as text, in one of two languages, or as JSON.
int print_answer(const policies::Convenant& convenant, const policies::ExplainRequest& request,
                 const PolicyOptions& options) {
    if (options.json) {
        const auto answer = policies::explain_request(convenant, request);
        if (!answer) return misused(answer.error());
        print_json(*answer);
        return done;
    }
    const auto language = options.language == "en" ? policies::Language::english : policies::Language::dutch;
    const auto told = policies::explain_request_in_words(convenant, request, language);
    if (!told) return misused(told.error());
    std::cout << *told;
    return done;
}

int explain(const PolicyOptions& options) {
    const auto text = convenant_text(options);
    if (!text) return report(text.error());
    const policies::ConvenantReading reading = policies::read_convenant(*text);
    if (!reading.convenant) {
        for (const policies::Fault& fault : reading.faults) print_fault(fault);
        return found_a_problem;
    }
    const auto record = read_file(options.record, largest_request);
    if (!record) return misused(record.error());
    policies::ExplainRequest request;
    request.record = *record;
    request.from = options.from;
    request.to = options.to;
    request.purpose = options.purpose;
    request.at = options.at;
    std::string facts;
    if (!options.facts.empty()) {
        auto read = read_file(options.facts, largest_request);
        if (!read) return misused(read.error());
        facts = std::move(*read);
        request.facts = facts;
    }
    const std::optional<config::Organisation> recipient = recipient_of(options);
    if (recipient) {
        request.municipality = recipient->gemeentecode;
        request.branches = recipient->vestigingen;
    }
    return print_answer(*reading.convenant, request, options);
}

}  // namespace

void add_policy(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("policy", "The convenant: its faults, and why a record goes or does not go");
    command->alias("convenant");
    command->require_subcommand(1);
    auto options = std::make_shared<PolicyOptions>();

    CLI::App* faults = command->add_subcommand("check", "Print every fault of a convenant, with line and column");
    add_configuration_option(*faults, options->config);
    faults->add_option("FILE", options->convenant, "A convenant file; absent: the one of the configuration");
    faults->add_flag("--json", options->json, "One JSON object");
    faults->footer("Example: kolk policy check policies/convenants/voorbeeldregio.yaml");
    faults->callback([options, &action] { action = [options] { return check(*options); }; });

    CLI::App* why = command->add_subcommand("explain", "Why this record goes, or does not go, to this party");
    add_configuration_option(*why, options->config);
    why->add_option("--convenant", options->convenant, "A convenant file instead of the configured one");
    why->add_option("--record", options->record, "The record, as JSON")->required();
    why->add_option("--from", options->from, "Sender, as ROLE or ROLE:ORG")->required();
    why->add_option("--to", options->to, "Recipient, as ROLE or ROLE:ORG")->required();
    why->add_option("--purpose", options->purpose, "Purpose id")->required();
    why->add_option("--at", options->at, "Day of the question, as YYYY-MM-DD")->required();
    why->add_option("--subject", options->facts, "What is known of consent, informing and authority, as JSON");
    why->add_option("--language", options->language, "Language of the text")
        ->check(CLI::IsMember({"nl", "en"}))
        ->capture_default_str();
    why->add_flag("--json", options->json, "One JSON object");
    why->footer(
        "Example: kolk policy explain --record record.json --from school --to leerplicht\n"
        "         --purpose verzuimoverleg --at 2026-11-22 --subject facts.json");
    why->callback([options, &action] { action = [options] { return explain(*options); }; });
    add_policy_register(*command, action);
    add_policy_simulate(*command, action);
}

}  // namespace kolk::gateway::cli
