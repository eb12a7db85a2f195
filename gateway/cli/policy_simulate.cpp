#include "gateway/cli/policy_commands.hpp"
#include "gateway/progress.hpp"
#include "gateway/region/simulate.hpp"
#include "policies/signers.hpp"

#include <charconv>
#include <iostream>
#include <utility>

namespace kolk::gateway::cli {
namespace {

namespace json = boost::json;
using Counts = std::map<std::string, std::int64_t>;

struct SimulateOptions {
    std::filesystem::path config;
    std::filesystem::path next;
    std::string since = "90d";
    bool json = false;
};

/// `90d` as a number of days; absent: no such text.
std::optional<int> days_in(const std::string& text) {
    constexpr int most = 3'660;
    int days = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, days);
    const bool whole = error == std::errc{} && rest != text.data() && std::string_view{rest, end} == "d";
    return whole && days >= 1 && days <= most ? std::optional{days} : std::nullopt;
}

std::string check_days(const std::string& text) {
    return days_in(text) ? "" : "takes a number of days from 1d to 3660d, as in 90d";
}

json::object as_json(const Counts& counts) {
    json::object all;
    for (const auto& [name, number] : counts) all[name] = number;
    return all;
}

json::object as_json(const simulation::Tally& tally) {
    return {{"sent", tally.sent}, {"withheld", tally.withheld}, {"reasons", as_json(tally.reasons)}};
}

json::array as_json(const simulation::Report& report) {
    json::array all;
    for (const auto& [road, found] : report) {
        all.push_back({{"purpose", road.purpose},
                       {"from", road.from},
                       {"to", road.to},
                       {"record_type", road.record_type},
                       {"before", as_json(found.before)},
                       {"after", as_json(found.after)},
                       {"unknown", found.unknown},
                       {"fields_more", as_json(found.more)},
                       {"fields_less", as_json(found.less)},
                       {"fields_unknown", as_json(found.fields_unknown)}});
    }
    return all;
}

std::string version_of(const policies::Convenant& convenant) {
    return convenant.id + " " + convenant.version;
}

void print_fields(const char* what, const Counts& fields) {
    for (const auto& [field, times] : fields) std::cout << "    " << what << ' ' << field << ": " << times << '\n';
}

std::string change(std::int64_t before, std::int64_t after) {
    return std::to_string(before) + " -> " + std::to_string(after);
}

void print_reasons(const simulation::Comparison& found) {
    for (const auto& [reason, times] : found.after.reasons) {
        const auto before = found.before.reasons.find(reason);
        const std::int64_t was = before == found.before.reasons.end() ? 0 : before->second;
        if (was != times) std::cout << "    withheld as " << reason << ": " << change(was, times) << '\n';
    }
}

// Only what can be told goes from one number to another.
std::string numbers_of(const simulation::Comparison& found) {
    std::string text;
    if (found.before != simulation::Tally{} || found.after != simulation::Tally{}) {
        text = "sent " + change(found.before.sent, found.after.sent) + ", withheld " +
               change(found.before.withheld, found.after.withheld);
    }
    if (found.unknown != 0) {
        text += (text.empty() ? "" : "; ") + std::to_string(found.unknown) + " cannot be told";
    }
    return text;
}

void print_report(const char* title, const simulation::Report& report) {
    std::cout << title << '\n';
    std::size_t different = 0;
    for (const auto& [road, found] : report) {
        if (!found.differs()) continue;
        ++different;
        std::cout << "  " << road.purpose << "  " << road.from << " -> " << road.to << "  " << road.record_type << ": "
                  << numbers_of(found) << '\n';
        print_reasons(found);
        print_fields("more:", found.more);
        print_fields("less:", found.less);
        print_fields("not known whether more:", found.fields_unknown);
    }
    std::cout << "  " << report.size() - different << " other road(s) without any difference\n";
}

void print_not_counted(const std::vector<std::string>& names) {
    if (names.empty()) return;
    std::cout << "Differs as well, and is not counted here (kolk policy diff tells it):";
    const char* separator = " ";
    for (const std::string& name : names) std::cout << std::exchange(separator, ", ") << name;
    std::cout << '\n';
}

void print(const policies::Convenant& in_force, const policies::Convenant& next, const region::Simulation& found) {
    std::cout << (found.none_in_force ? "No version is in force today; the last one was " : "In force: ")
              << version_of(in_force) << ". New: " << version_of(next) << ".\n";
    if (found.as_if_in_force) std::cout << "The new version does not cover today and was taken as if it did.\n";
    print_report("Records of today, pulled again", found.now);
    print_report(("What the log holds since " + found.since).c_str(), found.past);
    for (const std::string& source : found.unread) std::cout << "not counted: " << source << " (could not be read)\n";
    if (const auto [before, after] = found.to_quarantine; before != 0 || after != 0) {
        std::cout << "Of a child whom nobody can tell, and not counted: " << change(before, after) << " record(s)\n";
    }
    print_not_counted(found.not_counted);
    if (found.unread.empty() && !found.differs_in_records()) std::cout << "No difference in records.\n";
}

int simulate(const SimulateOptions& options) {
    auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const base::Date today = today_of(*configuration);
    const auto versions = convenants::Versions::read(*configuration, today, print_convenant_fault);
    if (!versions) return report(versions.error());
    const convenants::Version& in_force = versions->on(today);
    const auto read = convenants::read_version(options.next, *configuration, today, print_convenant_fault);
    if (!read) return report(read.error());
    const policies::Convenant next = policies::as_final(policies::signed_by_all(*read->convenant));

    ProgressBar bar{stderr};
    const auto found = region::simulate(
        *configuration, *versions, in_force, next, *days_in(options.since),
        [&bar](const std::string& phase, std::uint64_t at, std::uint64_t of) { bar.update(phase, at, of); });
    bar.finish();
    if (!found) return report(found.error());
    for (const std::string& source : found->unread) {
        std::cerr << "kolk: source " << source << " could not be read; `kolk check` says why. Simulate again once it "
                  << "can be read.\n";
    }
    if (options.json) {
        print_json({{"in_force", found->none_in_force ? json::value{} : json::value{version_of(*in_force.convenant)}},
                    {"new", version_of(next)},
                    {"as_if_in_force", found->as_if_in_force},
                    {"since", found->since},
                    {"differs", found->differs()},
                    {"not_counted", json::array(found->not_counted.begin(), found->not_counted.end())},
                    {"to_quarantine", {{"before", found->to_quarantine[0]}, {"after", found->to_quarantine[1]}}},
                    {"unread_sources", json::array(found->unread.begin(), found->unread.end())},
                    {"now", as_json(found->now)},
                    {"past", as_json(found->past)}});
    } else {
        print(*in_force.convenant, next, *found);
    }
    return found->unread.empty() ? done : found_a_problem;
}

}  // namespace

void add_policy_simulate(CLI::App& policy, Action& action) {
    CLI::App* command = policy.add_subcommand(
        "simulate",
        "What a new version would send and withhold of records, now and in the past; writes and sends nothing");
    auto options = std::make_shared<SimulateOptions>();
    add_configuration_option(*command, options->config);
    command->add_option("NEW", options->next, "The new convenant file; it counts as final and signed by all")
        ->required();
    command->add_option("--since", options->since, "How far back the log is read, in days")
        ->check(check_days)
        ->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object");
    command->footer(
        "Totals, exceptions that nobody opened, and what a recipient is bound to (retention, onward, notify) are not "
        "counted; where the new version says otherwise of them, that is told.\n"
        "Example: kolk policy simulate new-convenant.yaml -c my-region/kolk.yaml --since 90d");
    command->callback([options, &action] { action = [options] { return simulate(*options); }; });
}

}  // namespace kolk::gateway::cli
