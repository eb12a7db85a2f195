#include "gateway/cli/policy_commands.hpp"
#include "gateway/convenants/warnings.hpp"
#include "gateway/region/clock.hpp"
#include "gateway/whole_file.hpp"
#include "policies/explain_request.hpp"
#include "policies/reader.hpp"
#include "policies/signers.hpp"

#include <algorithm>
#include <iostream>

namespace kolk::gateway::cli {
namespace {

constexpr std::size_t largest_request = 1u << 20;

struct PolicyOptions {
    std::filesystem::path config;
    bool config_named = false;
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

// The codes by which the asked organisation is known; a bare role has none.
std::optional<config::Organisation> recipient_of(const PolicyOptions& options,
                                                 const config::Configuration& configuration) {
    const auto party = schemas::Party::parse(options.to);
    const config::Organisation* found = party ? configuration.find(party->org) : nullptr;
    return found == nullptr ? std::nullopt : std::optional{*found};
}

// Whom to call for what only mandated persons can do; a bare role has none.
std::string offices_of(const std::string& text, const config::Configuration& configuration) {
    std::string offices;
    for (const config::Mandate& mandate : configuration.mandated) {
        if (mandate.party.text() != text || !mandate.holds_on(today_of(configuration))) continue;
        offices += (offices.empty() ? "" : ", ") + mandate.by;
    }
    return offices;
}

// ---- kolk policy check ----

// Collects the faults of every file, and prints them unless JSON was asked for.
struct Faults {
    bool json = false;
    boost::json::array all{};

    void add(const std::filesystem::path& file, const policies::Fault& fault) {
        if (!json) print_convenant_fault(file, fault);
        all.push_back(
            {{"file", file.filename().string()}, {"line", fault.line}, {"column", fault.column}, {"text", fault.text}});
    }
};

int faulty(const Faults& faults, const base::Error& error) {
    if (faults.all.empty()) return report(error);
    if (faults.json) {
        print_json({{"ok", false}, {"faults", faults.all}});
    } else {
        std::cerr << faults.all.size() << " fault(s); nothing runs with this convenant until they are mended.\n";
    }
    return found_a_problem;
}

void print_sound(const policies::Convenant& convenant) {
    std::cout << "The convenant " << convenant.id << " " << convenant.version
              << " has no faults: " << convenant.purposes.size() << " purposes, " << convenant.rules.size()
              << " rules, in force from " << base::format_date(convenant.from) << " to "
              << base::format_date(convenant.until) << ".\n";
}

using Warnings = std::vector<std::string>;

void print_warnings(const Warnings& warnings) {
    for (const std::string& warning : warnings) std::cerr << "Warning: " << warning << ".\n";
}

boost::json::object no_faults(const Warnings& warnings) {
    return {{"ok", true},
            {"faults", boost::json::array{}},
            {"warnings", boost::json::array(warnings.begin(), warnings.end())}};
}

// A file by itself: who signed it is for the configuration to tell.
int check_file(const PolicyOptions& options) {
    const auto text = read_argument("FILE", options.convenant, policies::largest_convenant);
    if (!text) return report(text.error());
    const policies::ConvenantReading reading = policies::read_convenant(*text);
    Faults faults{options.json};
    for (const policies::Fault& fault : reading.faults) faults.add(options.convenant, fault);
    if (!reading.convenant) return faulty(faults, base::failure("convenant.faulty", "the convenant has faults"));
    Warnings warnings;
    for (const policies::Fault& one : reading.warnings) {
        warnings.push_back(convenants::in_words(options.convenant, one));
    }
    if (options.json) {
        print_json(no_faults(warnings));
        return done;
    }
    print_sound(*reading.convenant);
    print_warnings(warnings);
    std::cerr << "Who has signed it is told with the configuration of its region: -c kolk.yaml.\n";
    return done;
}

boost::json::object as_json(const convenants::Version& version, base::Date day) {
    const convenants::Signing signing = convenants::signing_of(version, day);
    boost::json::array missing;
    for (const auto& [role, organisations] : signing.missing) {
        for (const std::string& org : organisations) missing.emplace_back(schemas::Party{role, org}.text());
    }
    return {{"convenant", convenants::name_of(version)},
            {"parties", signing.parties},
            {"signed", signing.parties - signing.count_missing()},
            {"missing", std::move(missing)}};
}

// What is missing is a warning; that nothing is, is said as well.
void tell_signing(const std::vector<const convenants::Version*>& versions, base::Date day, bool json, Warnings warnings,
                  const Faults& faults) {
    boost::json::array signing;
    for (const convenants::Version* version : versions) {
        if (!json) print_sound(*version->convenant);
        const Warnings told = convenants::warnings(*version, day);
        const std::string line = convenants::signing_in_words(*version, day);
        if (!json && std::ranges::find(told, line) == told.end()) std::cout << line << ".\n";
        warnings.insert(warnings.end(), told.begin(), told.end());
        signing.push_back(as_json(*version, day));
    }
    if (!json) return print_warnings(warnings);
    boost::json::object all = no_faults(warnings);
    if (!faults.all.empty()) {
        all["ok"] = false;
        all["faults"] = faults.all;
    }
    all["signing"] = std::move(signing);
    print_json(all);
}

int check_configured(const PolicyOptions& options) {
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    Faults faults{options.json};
    const auto on_fault = [&faults](const auto& file, const auto& fault) { faults.add(file, fault); };
    const base::Date today = today_of(*configuration);
    if (!options.convenant.empty()) {
        const auto version = convenants::read_version(options.convenant, *configuration, today, on_fault);
        if (!version) return faulty(faults, version.error());
        tell_signing({&*version}, today, options.json, {}, faults);
        return done;
    }
    const auto versions = convenants::Versions::read(*configuration, today, on_fault);
    if (!versions) return faulty(faults, versions.error());
    std::vector<const convenants::Version*> told{&versions->on(today)};
    const convenants::Version* next = versions->after(today);
    if (next != nullptr && next != told.front()) told.push_back(next);
    for (const convenants::SetAside& one : versions->set_aside()) {
        for (const policies::Fault& fault : one.faults) faults.add(one.file, fault);
    }
    tell_signing(told, today, options.json, convenants::warnings_of_force(*versions, today), faults);
    return versions->set_aside().empty() ? done : found_a_problem;
}

int check(const PolicyOptions& options) {
    const bool by_itself = !options.convenant.empty() && !options.config_named;
    return by_itself ? check_file(options) : check_configured(options);
}

// ---- kolk policy explain ----

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

// The convenant that is asked, and what the configuration knows of the recipient.
struct Asked {
    std::shared_ptr<const policies::Convenant> convenant;
    std::optional<config::Organisation> recipient;
    std::string from_office;
    std::string to_office;
    bool signatures_unknown = false;
    std::optional<base::Date> next_version{};
};

base::Result<Asked> ask_file(const PolicyOptions& options) {
    const auto text = read_argument("--convenant", options.convenant, policies::largest_convenant);
    if (!text) return text.error();
    const policies::ConvenantReading reading = policies::read_convenant(*text);
    for (const policies::Fault& fault : reading.faults) print_convenant_fault(options.convenant, fault);
    if (!reading.convenant) return base::failure("convenant.faulty", "the convenant has faults; they are named above");
    const auto convenant = std::make_shared<const policies::Convenant>(policies::as_final(*reading.convenant));
    return Asked{convenant, std::nullopt, {}, {}, true};
}

base::Result<Asked> ask_configured(const PolicyOptions& options) {
    const auto configuration = load(options.config);
    if (!configuration) return base::failure("config.faulty", "the configuration has faults; they are named above");
    const auto versions = convenants::Versions::read(*configuration, today_of(*configuration), print_convenant_fault);
    if (!versions) return versions.error();
    const base::Date day = base::parse_date(options.at).value_or(today_of(*configuration));
    Asked asked{versions->on(day).convenant, recipient_of(options, *configuration),
                offices_of(options.from, *configuration), offices_of(options.to, *configuration)};
    if (const convenants::Version* next = versions->after(day)) asked.next_version = next->convenant->from;
    return asked;
}

int explain(const PolicyOptions& options) {
    const auto asked = options.convenant.empty() ? ask_configured(options) : ask_file(options);
    if (!asked) return report(asked.error());
    const auto record = read_argument("--record", options.record, largest_request);
    if (!record) return misused(record.error());
    policies::ExplainRequest request;
    request.record = *record;
    request.from = options.from;
    request.to = options.to;
    request.purpose = options.purpose;
    request.at = options.at;
    request.signatures_unknown = asked->signatures_unknown;
    request.next_version = asked->next_version;
    request.from_office = asked->from_office;
    request.to_office = asked->to_office;
    std::string facts;
    if (!options.facts.empty()) {
        auto read = read_argument("--subject", options.facts, largest_request);
        if (!read) return misused(read.error());
        facts = std::move(*read);
        request.facts = facts;
    }
    if (asked->recipient) {
        request.municipality = asked->recipient->gemeentecode;
        request.branches = asked->recipient->vestigingen;
    }
    return print_answer(*asked->convenant, request, options);
}

}  // namespace

void print_convenant_fault(const std::filesystem::path& file, const policies::Fault& fault) {
    std::cerr << convenants::in_words(file, fault) << '\n';
}

base::Result<std::string> read_argument(const std::string& argument, const std::filesystem::path& file,
                                        std::size_t most) {
    auto text = read_whole(file, most);
    if (text) return text;
    base::Error told = text.error();
    told.for_operator.insert(0, argument + ": ");
    return told;
}

base::Date today_of(const config::Configuration& configuration) {
    const auto now = configuration.region.clock.value_or(region::SystemClock{}.now());
    const auto zone = base::Zone::find(configuration.region.zone);
    return zone ? zone->day_of(now) : base::Date{std::chrono::floor<std::chrono::days>(now)};
}

int misused(const base::Error& error) {
    report(error);
    return used_wrongly;
}

int fail(const base::Error& error) {
    report(error);
    return error.category.text == "policy.used-wrongly" ? used_wrongly : found_a_problem;
}

void add_policy(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("policy", "The convenant: its faults, its signatures, and why a record goes or does not go");
    command->alias("convenant");
    command->require_subcommand(1);
    command->footer("Example: kolk policy check convenant.yaml -c my-region/kolk.yaml");
    auto options = std::make_shared<PolicyOptions>();

    CLI::App* faults = command->add_subcommand(
        "check", "Print every fault of a convenant, with line and column, and who has not signed");
    add_configuration_option(*faults, options->config);
    faults->add_option("FILE", options->convenant,
                       "A convenant file, with -c also who has signed it; absent: the versions of the configuration");
    faults->add_flag("--json", options->json, "One JSON object");
    faults->footer("Example: kolk policy check convenant.yaml -c my-region/kolk.yaml");
    faults->callback([options, faults, &action] {
        options->config_named = faults->count("--config") > 0;
        action = [options] { return check(*options); };
    });

    CLI::App* why = command->add_subcommand("explain", "Why this record goes, or does not go, to this party");
    add_configuration_option(*why, options->config);
    why->add_option("--convenant", options->convenant,
                    "A convenant file instead of the configured one; counts as final and signed");
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
    add_policy_leaver(*command, action);
    add_policy_simulate(*command, action);
    add_policy_signing(*command, action);
    add_policy_diff(*command, action);
    add_policy_totals(*command, action);
}

}  // namespace kolk::gateway::cli
