#include "gateway/cli/command.hpp"
#include "gateway/cli/stop_signals.hpp"
#include "gateway/progress.hpp"
#include "gateway/region/parts.hpp"
#include "gateway/region/region.hpp"
#include "gateway/region/untrusted_facts.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <iostream>
#include <thread>

namespace kolk::gateway::cli {
namespace {

using Passed = base::Result<pipeline::PassReport>;

void print_report(const pipeline::PassReport& report) {
    const auto count = [&report](const char* name) {
        const auto found = report.counts.find(name);
        return found == report.counts.end() ? std::int64_t{0} : found->second;
    };
    std::cout << count("pulled") << " read: " << count("accepted") << " accepted, " << count("unchanged")
              << " unchanged, " << count("quarantined") << " to quarantine; " << count("unreadable")
              << " unreadable file(s); " << count("not_asked_for") << " not asked for and dropped unread.\n";
    if (report.to_quarantine) std::cout << "Some input needs a person: `kolk status` says which and why.\n";
}

/// Hears signals on a thread of its own for as long as it lives.
class Listening {
public:
    Listening(std::function<void()> stop, std::function<void()> cancel)
        : signals_{context_, std::move(stop), std::move(cancel)}, thread_{[this] { context_.run(); }} {}
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    ~Listening() {
        boost::asio::post(context_, [this] { signals_.close(); });
        thread_.join();
    }

private:
    boost::asio::io_context context_{1};
    StopSignals signals_;
    std::thread thread_;
};

/// A pass that a signal stops: what is in hand is finished, what hangs is given up.
Passed pass_until_stopped(region::Region& region, const std::vector<std::string>& names,
                          std::atomic<bool>& interrupted) {
    const Listening listening{[&] { interrupted = true; }, [&] { region.cancel_deliveries(); }};
    ProgressBar bar{stderr};
    Passed passed = region.pass(
        names.empty() ? std::nullopt : std::optional{names},
        [&bar](const std::string& phase, std::uint64_t at, std::uint64_t of) { bar.update(phase, at, of); },
        [&] { return interrupted.load(); }, [&region] { return region.withdrawals().waiting(); });
    bar.finish();
    return passed;
}

/// What the pass did not get to; true when there is nothing.
bool is_complete(region::Region& region, bool interrupted) {
    const bool withdrawn = region.withdrawals().waiting();
    if (interrupted) std::cerr << "kolk: stopped on demand; what was not yet read or offered waits for the next pass\n";
    if (withdrawn) {
        std::cerr << "kolk: a withdrawal was recorded meanwhile, so the rest was not offered; run `kolk sync` again\n";
    }
    return !interrupted && !withdrawn;
}

/// Tells what a source or a recipient met; true when there is nothing of it.
bool met_no_fault(const pipeline::PassReport& passed) {
    for (const auto& [source, fault] : passed.faults) {
        std::cerr << "kolk: source " << source << ": " << fault.for_operator << " (" << fault.category.text << ")\n";
    }
    for (const auto& [source, told] : passed.left_out) {
        std::cerr << "kolk: source " << source << ": " << told.for_operator << " (" << told.category.text << ")\n";
    }
    for (const auto& [recipient, fault] : passed.deliveries.faults) {
        std::cerr << "kolk: " << fault.for_operator << " (" << fault.category.text << ")\n";
    }
    return passed.faults.empty() && passed.deliveries.faults.empty();
}

/// Tells what waits or fails for want of facts or of a feed, whichever pass met it; true when nothing does.
base::Result<bool> lacks_nothing(region::Region& region) {
    const auto read = region.store().fact_sources();
    if (!read) return read.error();
    const auto untrusted = region::untrusted_facts(*read, region.configuration(), region.clock().now());
    for (const region::UntrustedFacts& one : untrusted) {
        std::cerr << "kolk: facts of " << region::in_words(one) << '\n';
    }
    const auto failed = region::failed_without_feed(region.services(), region.configuration());
    if (!failed) return failed.error();
    for (const auto& [recipient, count] : *failed) {
        std::cerr << "kolk: no feed here for " << recipient << ", so " << count
                  << " exchange(s) to it failed; add one under `feeds` (" << pipeline::feed_missing << ")\n";
    }
    return untrusted.empty() && failed->empty();
}

int sync(const std::filesystem::path& file, const std::vector<std::string>& names) {
    auto configuration = load(file);
    if (!configuration) return found_a_problem;
    for (const std::string& name : names) {
        if (configuration->find_source(name) != nullptr) continue;
        return misused("there is no source '" + name + "' in the configuration; `kolk config print` lists them");
    }
    auto opened = region::Region::open(std::move(*configuration));
    if (!opened) return report(opened.error());
    for (const std::string& warning : (*opened)->convenant_warnings()) std::cerr << "kolk: " << warning << '\n';
    std::atomic<bool> interrupted{false};
    const Passed passed = pass_until_stopped(**opened, names, interrupted);
    if (!passed) return report(passed.error());
    print_report(*passed);
    const bool faultless = met_no_fault(*passed);
    const auto furnished = lacks_nothing(**opened);
    if (!furnished) return report(furnished.error());
    const bool complete = is_complete(**opened, interrupted);
    return faultless && *furnished && complete && !passed->to_quarantine ? done : found_a_problem;
}

}  // namespace

void add_sync(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("sync", "One pass now: read, decide, deliver");
    auto file = std::make_shared<std::filesystem::path>();
    auto names = std::make_shared<std::vector<std::string>>();
    add_configuration_option(*command, *file);
    command->add_option("SOURCE", *names, "Only these sources; facts are always read first");
    command->footer("Example: kolk sync school-de-linde -c my-region/kolk.yaml");
    command->callback([file, names, &action] { action = [file, names] { return sync(*file, *names); }; });
}

}  // namespace kolk::gateway::cli
