#include "crypto/keys.hpp"
#include "gateway/cli/policy_commands.hpp"
#include "gateway/convenants/warnings.hpp"
#include "gateway/keys/keys.hpp"
#include "gateway/region/parts.hpp"
#include "gateway/region/systems.hpp"
#include "gateway/region/untrusted_facts.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "gateway/whole_file.hpp"
#include "policies/signers.hpp"

#include <algorithm>
#include <iostream>
#include <set>

namespace kolk::gateway::cli {
namespace {

// One line per thing that was looked at, so that a beheerder sees what is right as well as what is wrong.
class Findings {
public:
    void good(const std::string& what) { std::cout << "ok       " << what << '\n'; }
    void note(const std::string& what) { std::cout << "note     " << what << '\n'; }
    void wrong(const std::string& what) {
        std::cout << "WRONG    " << what << '\n';
        ++wrong_;
    }
    void tell(const std::string& what, const base::Result<void>& result) {
        if (result) return good(what);
        wrong(what + ": " + result.error().for_operator + " (" + std::string{result.error().category.text} + ")");
    }
    [[nodiscard]] int exit_code() const { return wrong_ == 0 ? done : found_a_problem; }
    [[nodiscard]] int count() const { return wrong_; }

private:
    int wrong_ = 0;
};

void check_host(const config::Configuration& configuration, Findings& findings) {
    const auto faults = config::host_faults(configuration);
    for (const config::Fault& fault : faults) findings.wrong("host: " + fault.message());
    if (faults.empty()) findings.good("host " + configuration.region.host.text());
}

void check_members(const config::Configuration& configuration, const policies::Convenant& convenant,
                   Findings& findings) {
    std::set<schemas::Party> told;  // a successor is told of below
    for (const policies::Succession& one : convenant.successions) told.insert(one.to);
    for (const policies::Membership& member : convenant.members) {
        if (configuration.find(member.party.org) == nullptr && told.insert(member.party).second) {
            findings.note(member.party.text() + " is a member, but no organisation here has its codes");
        }
    }
    for (const std::string& warning : convenants::succession_warnings(convenant, configuration)) findings.note(warning);
    for (const std::string& warning : convenants::feed_warnings(convenant, configuration, today_of(configuration)))
        findings.note(warning);
}

void check_convenant(const config::Configuration& configuration, Findings& findings) {
    const base::Date today = today_of(configuration);
    const auto versions =
        convenants::Versions::read(configuration, today, [&findings](const auto& file, const policies::Fault& fault) {
            findings.wrong(convenants::in_words(file, fault));
        });
    if (!versions) return findings.wrong("convenant: " + versions.error().for_operator);
    const convenants::Version& version = versions->on(today);
    const convenants::Version* next = versions->after(today);
    if (policies::is_in_force(*version.convenant, today)) {
        findings.good("convenant " + convenants::name_of(version));
    } else if (next == nullptr) {
        findings.wrong("convenant: nothing goes, for every version has ended; put a new one there and have it signed");
    }
    for (const convenants::SetAside& one : versions->set_aside()) {
        for (const policies::Fault& fault : one.faults) findings.note(convenants::in_words(one.file, fault));
    }
    if (convenants::signing_of(version, today).complete()) {
        findings.good("signatures: " + convenants::signing_in_words(version, today));
    }
    for (const std::string& warning : convenants::warnings(*versions, today)) findings.note(warning);
    check_members(configuration, *version.convenant, findings);
    if (next == nullptr) return;
    for (const std::string& warning : convenants::succession_warnings(*next->convenant, configuration)) {
        findings.note(convenants::name_of(*next) + ": " + warning);
    }
}

void check_keys(const config::Configuration& configuration, Findings& findings) {
    const auto keys = keys::RegionKeys::open(configuration.keys);
    findings.tell("keys", keys ? base::Result<void>{} : base::Result<void>{keys.error()});
    if (!crypto::locked_memory_available()) {
        findings.note("keys may be swapped to disk: raise the limit on locked memory (LimitMEMLOCK of the service)");
    }
}

/// The sources that can't be read.
std::set<std::string> check_systems(const config::Configuration& configuration, region::Systems& systems,
                                    Findings& findings) {
    std::set<std::string> failing;
    for (const config::Source& source : configuration.sources) {
        const auto probed = systems.probe_source(source.name);
        findings.tell("source " + source.name, probed);
        if (!probed) failing.insert(source.name);
    }
    for (const config::Feed& feed : configuration.feeds) {
        findings.tell("feed " + feed.party.text(), systems.probe_feed(feed.party));
    }
    return failing;
}

/// What was read of facts; of a region that never ran (nullptr) nothing.
base::Result<std::vector<store::FactSource>> facts_read(store::Store* store) {
    if (store == nullptr) return std::vector<store::FactSource>{};
    return store->fact_sources();
}

base::Result<void> check_abandoned(store::Store& store, const config::Configuration& configuration,
                                   Findings& findings) {
    const auto abandoned = region::abandoned_facts(store, configuration);
    if (!abandoned) return abandoned.error();
    for (const std::string& source : *abandoned) {
        findings.note("facts of source " + source +
                      ", which is not configured, still hold the children that they name; `kolk status` says what to "
                      "do");
    }
    return {};
}

base::Result<std::unique_ptr<store::Store>> open_state(const config::Configuration& configuration) {
    const std::filesystem::path database = configuration.state / "kolk.db";
    if (!std::filesystem::exists(database)) return std::unique_ptr<store::Store>{};
    return store::open_sqlite(database, configuration.region.name);
}

// Of a folder in which a party has put nothing yet nothing is wrong.
void tell_untrusted(const region::UntrustedFacts& facts, Findings& findings) {
    const std::string told = "facts of " + region::in_words(facts);
    const bool begun = std::ranges::any_of(
        facts.files, [](const region::UntrustedFile& file) { return file.why != region::UntrustedFile::Why::missing; });
    if (begun) return findings.wrong(told);
    findings.note(told);
}

base::Result<void> check_running(const config::Configuration& configuration, Findings& findings) {
    const auto state = open_state(configuration);
    if (!state) return state.error();
    const auto clock = region::clock_of(state->get(), configuration);
    if (!clock) return clock.error();
    region::Systems systems{configuration, **clock};
    const std::set<std::string> failing = check_systems(configuration, systems, findings);
    auto read = facts_read(state->get());
    if (!read) return read.error();
    const auto known = region::with_files_of_now(std::move(*read), systems);
    for (const region::UntrustedFacts& one : region::untrusted_facts(known, configuration, (*clock)->now())) {
        if (!failing.contains(one.source)) tell_untrusted(one, findings);
    }
    return *state ? check_abandoned(**state, configuration, findings) : base::Result<void>{};
}

int check(const std::filesystem::path& file) {
    const auto configuration = load(file);
    if (!configuration) return found_a_problem;
    Findings findings;
    findings.good("configuration " + file.string());
    check_host(*configuration, findings);
    check_convenant(*configuration, findings);
    check_keys(*configuration, findings);
    if (const auto checked = check_running(*configuration, findings); !checked) findings.tell("state", checked);
    if (findings.count() > 0) {
        std::cerr << findings.count() << " thing(s) must be mended before this region can run.\n";
    } else {
        std::cout << "Ready: kolk serve -c " << file.string() << '\n';
    }
    return findings.exit_code();
}

int print_configuration(const std::filesystem::path& file, bool reference) {
    if (reference) {
        std::cout << config::reference();
        return done;
    }
    if (!load(file)) return found_a_problem;
    const auto text = read_whole(file, 1u << 20);
    if (!text) return report(text.error());
    std::cout << config::print(*text);
    return done;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand(
        "check", "Read configuration, convenant and keys, try every source and party, say what is wrong");
    auto file = std::make_shared<std::filesystem::path>();
    add_configuration_option(*command, *file);
    command->footer("Example: kolk check -c my-region/kolk.yaml");
    command->callback([file, &action] { action = [file] { return check(*file); }; });
}

void add_config(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("config", "The configuration as it is in force");
    command->require_subcommand(1);
    command->footer("Example: kolk config print -c my-region/kolk.yaml");
    CLI::App* print = command->add_subcommand("print", "Effective values, defaults filled in; secrets read (set)");
    auto file = std::make_shared<std::filesystem::path>();
    auto reference = std::make_shared<bool>(false);
    add_configuration_option(*print, *file);
    print->add_flag("--reference", *reference, "Every option with its meaning instead, as Markdown");
    print->footer("Example: kolk config print -c my-region/kolk.yaml");
    print->callback(
        [file, reference, &action] { action = [file, reference] { return print_configuration(*file, *reference); }; });
}

}  // namespace kolk::gateway::cli
