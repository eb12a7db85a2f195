#include "gateway/cli/command.hpp"

#include "crypto/keys.hpp"
#include "gateway/hardening.hpp"

#include <iostream>

namespace kolk::gateway::cli {
namespace {

std::string unknown_word(const std::string& word) {
    return "`" + word + "` is no command or option here";
}

/// Data that a full disk or a closed pipe swallowed was not given.
int told(int exit_code) {
    std::cout.flush();
    if (std::cout || exit_code != done) return exit_code;
    std::cerr << "kolk: the output could not be written as a whole; look where it goes and whether its disk is full\n";
    return found_a_problem;
}

}  // namespace

void add_configuration_option(CLI::App& command, std::filesystem::path& file) {
    file = "kolk.yaml";
    command.add_option("-c,--config", file, "The region's configuration file")->capture_default_str();
}

std::optional<config::Configuration> load(const std::filesystem::path& file) {
    config::Reading reading = config::read_file(file);
    for (const config::Fault& fault : reading.faults) std::cerr << file.string() << ": " << fault.message() << '\n';
    // Promise 1: where an unsigned or unverified convenant may run, every output says so.
    if (reading.configuration && reading.configuration->region.environment == config::Environment::demo) {
        std::cerr << "VOORBEELD: a demo region; nothing here is about a real child.\n";
    }
    return std::move(reading.configuration);
}

int report(const base::Error& error) {
    std::cerr << "kolk: " << error.for_operator << " (" << error.category.text << ")\n";
    return found_a_problem;
}

int misused(const std::string& what) {
    std::cerr << "kolk: " << what << '\n';
    return used_wrongly;
}

void print_json(const boost::json::value& value) {
    std::cout << boost::json::serialize(value) << '\n';
}

int run(int argc, char** argv) {
    CLI::App app{
        "Kolk exchanges pupil and care records under a privacy convenant: closed by default, every decision logged."};
    app.name("kolk");
    app.set_version_flag("--version", std::string{"kolk "} + KOLK_VERSION);
    app.require_subcommand(1);
    app.footer("Example: kolk init my-region && kolk check -c my-region/kolk.yaml");

    Action action;
    add_init(app, action);
    add_check(app, action);
    add_config(app, action);
    add_serve(app, action);
    add_sync(app, action);
    add_status(app, action);
    add_log(app, action);
    add_policy(app, action);
    add_consent(app, action);
    add_exception(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& help) {
        if (const std::vector<std::string> unknown = app.remaining(true); !unknown.empty()) {
            return misused(unknown_word(unknown.front()) + "; `kolk --help` lists the commands");
        }
        return app.exit(help);
    } catch (const CLI::CallForAllHelp& help) {
        return app.exit(help);
    } catch (const CLI::CallForVersion& version) {
        return app.exit(version);
    } catch (const CLI::ParseError& fault) {
        const std::vector<std::string> unknown = app.remaining(true);
        if (!unknown.empty()) std::cerr << "kolk: " << unknown_word(unknown.front()) << ".\n";
        app.exit(fault, std::cerr, std::cerr);
        return used_wrongly;
    }
    harden_process();
    crypto::initialise();
    return told(action());
}

}  // namespace kolk::gateway::cli
