#pragma once

#include "gateway/config/configuration.hpp"
#include "schemas/base/result.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace kolk::gateway::cli {

/// Exit codes of every command.
constexpr int done = 0;
constexpr int found_a_problem = 1;
constexpr int used_wrongly = 2;

/// What a chosen command does; set by the command's definition and run by `main`.
using Action = std::function<int()>;

/// Adds `-c FILE`, by default `kolk.yaml` in the current folder.
void add_configuration_option(CLI::App& command, std::filesystem::path& file);

/// Reads the configuration, or prints every fault on stderr.
std::optional<config::Configuration> load(const std::filesystem::path& file);

/// Prints an error as one line on stderr and gives the exit code 1.
int report(const base::Error& error);
/// Says how a command was used wrongly and gives the exit code 2.
int misused(const std::string& what);
inline constexpr const char* party_form = "--party takes ROLE:ORG, for instance school:de-linde";
/// Prints JSON on stdout, one line or indented where a person looks.
void print_json(const boost::json::value& value);

void add_init(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_config(CLI::App& app, Action& action);
void add_sync(CLI::App& app, Action& action);
void add_serve(CLI::App& app, Action& action);
void add_status(CLI::App& app, Action& action);
void add_log(CLI::App& app, Action& action);
void add_policy(CLI::App& app, Action& action);
void add_consent(CLI::App& app, Action& action);
void add_exception(CLI::App& app, Action& action);
void add_consent_ending(CLI::App& consent, Action& action);
/// `kolk consent former|erase`.
void add_consent_leaving(CLI::App& consent, Action& action);

/// The whole tool: `kolk COMMAND ...`.
int run(int argc, char** argv);

}  // namespace kolk::gateway::cli
