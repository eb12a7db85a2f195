#pragma once

#include "gateway/cli/command.hpp"
#include "policies/convenant.hpp"

namespace kolk::gateway::cli {

/// The whole of a file that the command line names. An error tells under which argument, never the name of the file.
base::Result<std::string> read_argument(const std::string& argument, const std::filesystem::path& file,
                                        std::size_t most);

/// Commands below `kolk policy` with a file of their own.
void add_policy_register(CLI::App& policy, Action& action);
/// `kolk policy leaver`.
void add_policy_leaver(CLI::App& policy, Action& action);
void add_policy_simulate(CLI::App& policy, Action& action);
/// `kolk policy key|sign|advise`.
void add_policy_signing(CLI::App& policy, Action& action);

/// `kolk policy diff`.
void add_policy_diff(CLI::App& policy, Action& action);
/// `kolk policy totals`.
void add_policy_totals(CLI::App& policy, Action& action);

/// `convenant.yaml: line 3, column 5: ...` on stderr.
void print_convenant_fault(const std::filesystem::path& file, const policies::Fault& fault);
/// Today in the region, by the clock that it starts with.
base::Date today_of(const config::Configuration& configuration);
/// Reports an error and gives its exit code: a command that was used wrongly, or a problem that it found.
int misused(const base::Error& error);
int fail(const base::Error& error);

}  // namespace kolk::gateway::cli
