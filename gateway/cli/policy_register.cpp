#include "gateway/cli/policy_commands.hpp"
#include "gateway/region/region.hpp"
#include "gateway/verwerkingsregister/document.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

namespace kolk::gateway::cli {
namespace {

namespace art30 = verwerkingsregister;

struct RegisterOptions {
    std::filesystem::path config;
    std::string format = "markdown";
    std::filesystem::path output;
    std::string at;
};

std::string formatted(const RegisterOptions& options, const policies::Convenant& convenant,
                      const config::Configuration& configuration, const std::vector<art30::Drift>& drift,
                      base::Date day) {
    if (options.format == "json") {
        return boost::json::serialize(art30::as_json(convenant, configuration, drift, day)) + '\n';
    }
    const art30::Document document = art30::document_of(convenant, configuration, drift, day);
    if (options.format == "html") return art30::as_html(document);
    return options.format == "csv" ? art30::as_csv(document) : art30::as_markdown(document);
}

int write(const std::filesystem::path& file, const std::string& text) {
    if (file.empty()) {
        std::cout << text;
        return done;
    }
    std::ofstream stream{file, std::ios::binary | std::ios::trunc};
    stream << text;
    stream.close();
    if (stream) return done;
    return report(base::failure("register.unwritable",
                                "the register could not be written to --output; check its folder and rights"));
}

int write_register(const RegisterOptions& options) {
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const base::Date today = today_of(*configuration);
    const auto versions = convenants::Versions::read(*configuration, today, print_convenant_fault);
    if (!versions) return report(versions.error());
    const base::Date day = options.at.empty() ? today : *base::parse_date(options.at);
    const auto traffic = log::read_traffic((configuration->state / "kolk.db").string(), configuration->region.name,
                                           std::min(day, today));
    if (!traffic) return report(traffic.error());
    std::vector<art30::Drift> drift;
    const auto sources = art30::sources_in_use(*configuration, drift);
    const art30::Agreed agreed = art30::agreed_on(*versions, day);
    for (art30::Drift& one : art30::find_drift(agreed, configuration->feeds, sources, *traffic)) {
        drift.push_back(std::move(one));
    }
    return write(options.output, formatted(options, *agreed.convenant, *configuration, drift, day));
}

std::string check_day(const std::string& text) {
    return base::parse_date(text) ? "" : "takes a day like 2026-11-22";
}

}  // namespace

void add_policy_register(CLI::App& policy, Action& action) {
    CLI::App* command = policy.add_subcommand(
        "register", "The register of processing (GDPR article 30), held against the real feeds and sources");
    auto options = std::make_shared<RegisterOptions>();
    add_configuration_option(*command, options->config);
    CLI::Option* format = command->add_option("--format", options->format, "How it is written")
                              ->check(CLI::IsMember({"markdown", "html", "csv", "json"}))
                              ->capture_default_str();
    command
        ->add_flag_callback(
            "--json", [options] { options->format = "json"; }, "The same as --format json")
        ->excludes(format);
    command->add_option("--output", options->output, "Write to this file instead of standard output");
    command->add_option("--at", options->at, "Day of the register, as YYYY-MM-DD; absent: today")->check(check_day);
    command->footer("Example: kolk policy register -c my-region/kolk.yaml --format html --output register.html");
    command->callback([options, &action] { action = [options] { return write_register(*options); }; });
}

}  // namespace kolk::gateway::cli
