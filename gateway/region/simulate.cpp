#include "gateway/region/simulate.hpp"

#include "gateway/keys/read_only.hpp"
#include "gateway/keys/scratch.hpp"
#include "gateway/region/parts.hpp"
#include "gateway/simulation/dry_pull.hpp"
#include "gateway/simulation/not_counted.hpp"
#include "gateway/simulation/past.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "policies/as_if.hpp"
#include "policies/signers.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::gateway::region {
namespace {

using base::Result;

/// The parts of a region that looking needs, none of which can write.
struct View {
    base::Zone zone;
    keys::RegionKeys region_keys;
    std::unique_ptr<keys::KeyStore> data_keys;
    std::unique_ptr<store::Store> rows;
    std::unique_ptr<base::Clock> clock;
};

Result<std::unique_ptr<base::Clock>> clock_of(const config::Configuration& configuration, store::Store& store) {
    auto real = std::make_unique<SystemClock>();
    if (!configuration.region.clock) return std::unique_ptr<base::Clock>{std::move(real)};
    const auto known = store.source(clock_started);
    if (!known) return known.error();
    const bool started = *known && (*known)->last_pull;
    const base::Instant at = started ? *(*known)->last_pull : real->now();
    return std::unique_ptr<base::Clock>{std::make_unique<DemoClock>(*configuration.region.clock, at)};
}

Result<View> open_view(const config::Configuration& configuration, base::Random& random) {
    const std::filesystem::path& state = configuration.state;
    const std::string& name = configuration.region.name;
    if (!std::filesystem::exists(state / "kolk.db") || !std::filesystem::exists(state / "keys.db")) {
        return base::failure("simulate.no-state", "no state yet; run `kolk sync` or `kolk serve` first");
    }
    auto zone = base::Zone::find(configuration.region.zone);
    if (!zone) return zone.error();
    auto keys = keys::RegionKeys::open(configuration.keys);
    if (!keys) return keys.error();
    auto key_store = keys::open_read_only(state / "keys.db", name, keys->kek(), random);
    if (!key_store) return key_store.error();
    auto store = store::open_sqlite_read_only(state / "kolk.db", name);
    if (!store) return store.error();
    auto clock = clock_of(configuration, **store);
    if (!clock) return clock.error();
    return View{*zone, std::move(*keys), std::move(*key_store), std::move(*store), std::move(*clock)};
}

/// Pulls every source twice into nothing but counts; one that can't be read the first time is left alone.
Result<simulation::Pulled> compare_now(const config::Configuration& configuration, pipeline::Services& before,
                                       pipeline::Services& after, const SimulationProgress& progress,
                                       std::vector<std::string>& unread) {
    using Round = simulation::DryPull::Round;
    simulation::Trial trial_before{before};
    simulation::Trial trial_after{after};
    for (simulation::Trial* trial : {&trial_before, &trial_after}) {
        if (const auto begun = trial->begin(); !begun) return begun.error();
    }
    Systems systems{configuration, before.clock};
    simulation::Pulled pulled;
    for (const Round round : {Round::hear, Round::decide}) {
        for (const pipeline::RecordSourceInUse& one : systems.sources(std::nullopt)) {
            const std::string& name = one.identity.name;
            if (base::holds(unread, name)) continue;
            simulation::DryPull pull{
                trial_before, trial_after, one.identity,
                round,        pulled,      [&](std::uint64_t done, std::uint64_t of) { progress(name, done, of); }};
            const auto read = one.source->pull(pull.wanted(), pull);
            if (pull.error()) return *pull.error();
            if (!read) unread.push_back(name);
        }
    }
    return pulled;
}

std::map<std::string, const policies::Convenant*, std::less<>> by_hash(const convenants::Versions& versions) {
    std::map<std::string, const policies::Convenant*, std::less<>> all;
    for (const convenants::Version& one : versions.all()) all.emplace(one.hash, one.convenant.get());
    return all;
}

bool any_differs(const simulation::Report& report) {
    return std::any_of(report.begin(), report.end(), [](const auto& row) { return row.second.differs(); });
}

}  // namespace

bool Simulation::differs_in_records() const {
    return any_differs(now) || any_differs(past) || to_quarantine[0] != to_quarantine[1];
}

Result<Simulation> simulate(const config::Configuration& configuration, const convenants::Versions& versions,
                            const convenants::Version& in_force, const policies::Convenant& next, int days,
                            const SimulationProgress& progress) {
    crypto::SystemRandom random;
    const auto view = open_view(configuration, random);
    if (!view) return view.error();
    const std::string& name = configuration.region.name;
    keys::ScratchKeys data_keys{*view->data_keys, random};
    subjects::Subjects subjects{name, configuration.region.tag, view->region_keys.region(), data_keys, random};
    const pipeline::Directory directory{organisations_of(configuration)};
    const base::Instant now = view->clock->now();
    const base::Date today = view->zone.day_of(now);
    const policies::Convenant as_if = policies::as_if_in_force(next, today);

    const auto services_under = [&](const policies::Convenant& convenant) {
        return pipeline::Services{convenant,
                                  in_force.hash,
                                  directory,
                                  *view->rows,
                                  data_keys,
                                  subjects,
                                  *view->clock,
                                  view->zone,
                                  random,
                                  facts_trust(configuration),
                                  {},
                                  {},
                                  now,
                                  configuration.region.name,
                                  configuration.mandated};
    };
    pipeline::Services before = services_under(*in_force.convenant);
    pipeline::Services after = services_under(as_if);

    Simulation simulation;
    simulation.not_counted = simulation::not_counted(*in_force.convenant, next);
    simulation.none_in_force = !policies::is_in_force(*in_force.convenant, today);
    simulation.as_if_in_force = as_if.from != next.from || as_if.until != next.until;
    simulation.since = base::format_instant(now - std::chrono::hours{24} * days);
    auto current = compare_now(configuration, before, after, progress, simulation.unread);
    if (!current) return current.error();
    simulation.now = current->records.report();
    simulation.to_quarantine = current->to_quarantine;
    auto past = simulation::compare_past((configuration.state / "kolk.db").string(), name, simulation.since,
                                         {*in_force.convenant, by_hash(versions), next},
                                         [&](std::uint64_t read, std::uint64_t of) { progress("log", read, of); });
    if (!past) return past.error();
    simulation.past = std::move(*past);
    return simulation;
}

}  // namespace kolk::gateway::region
