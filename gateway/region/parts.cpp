#include "gateway/region/parts.hpp"

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/moments.hpp"
#include "gateway/region/clock.hpp"

#include <algorithm>

namespace kolk::gateway::region {
namespace {

using base::Result;

// The name under which the store keeps it; no source can have it, names are slugs.
std::string failing_name(const std::string& source) {
    return "(failing) " + source;
}

Result<std::optional<base::Instant>> failing_since(store::Store& store, const std::string& source) {
    const auto state = store.source(failing_name(source));
    if (!state) return state.error();
    return *state ? (*state)->last_pull : std::nullopt;
}

}  // namespace

std::vector<pipeline::Organisation> organisations_of(const config::Configuration& configuration) {
    std::vector<pipeline::Organisation> all;
    for (const config::Organisation& one : configuration.organisations) {
        all.push_back({one.org, one.oin, one.vestigingen, one.gemeentecode, one.swv_number});
    }
    return all;
}

std::map<std::string, pipeline::FactsTrust> facts_trust(const config::Configuration& configuration) {
    std::map<std::string, pipeline::FactsTrust> trust;
    for (const config::Source& source : configuration.sources) {
        if (source.kind != config::SourceKind::facts) continue;
        trust.emplace(source.name, pipeline::FactsTrust{source.party, source.max_age});
    }
    return trust;
}

Result<std::map<std::string, base::Instant>> failing_sources(store::Store& store,
                                                             const config::Configuration& configuration) {
    std::map<std::string, base::Instant> failing;
    for (const config::Source& source : configuration.sources) {
        const auto since = failing_since(store, source.name);
        if (!since) return since.error();
        if (*since) failing.emplace(source.name, **since);
    }
    return failing;
}

Result<std::map<std::string, std::int64_t>> failed_without_feed(const pipeline::Services& services,
                                                                const config::Configuration& configuration) {
    const auto failures = services.store.failures();
    if (!failures) return failures.error();
    std::map<std::string, std::int64_t> failed;
    for (const store::FailureCount& one : *failures) {
        const bool has_feed = std::ranges::any_of(
            configuration.feeds, [&one](const config::Feed& feed) { return feed.party.text() == one.recipient; });
        const auto party = schemas::Party::parse(one.recipient);
        const bool left = !party || !services.convenant.is_member(*party, services.today());
        if (one.reason == pipeline::feed_missing && !has_feed && !left) failed.emplace(one.recipient, one.count);
    }
    return failed;
}

Result<std::set<std::string>> abandoned_facts(store::Store& store, const config::Configuration& configuration) {
    const auto known = store.fact_sources();
    if (!known) return known.error();
    std::set<std::string> abandoned;
    for (const store::FactSource& file : *known) {
        if (file.source == pipeline::own_facts) continue;
        const config::Source* source = configuration.find_source(file.source);
        if (source != nullptr && source->kind == config::SourceKind::facts) continue;
        const auto facts = store.facts_of(file.source, file.kind);
        if (!facts) return facts.error();
        if (!facts->empty()) abandoned.insert(file.source);
    }
    return abandoned;
}

Result<void> note_failing(store::Store& store, const std::set<std::string>& asked, const pipeline::PassReport& report,
                          base::Instant now) {
    std::set<std::string> failed;
    for (const auto& [source, error] : report.faults) failed.insert(source);
    std::vector<store::SourceState> changed;
    for (const std::string& source : asked) {
        const auto since = failing_since(store, source);
        if (!since) return since.error();
        const bool fails = failed.contains(source);
        if (fails == since->has_value()) continue;
        changed.push_back({failing_name(source), fails ? std::optional{now} : std::nullopt});
    }
    return pipeline::note_times(store, changed);
}

Result<std::unique_ptr<base::Clock>> clock_of(store::Store* store, const config::Configuration& configuration) {
    using Started = Result<std::optional<store::SourceState>>;
    if (!configuration.region.clock) return std::make_unique<SystemClock>();
    const Started started = store == nullptr ? Started{std::nullopt} : store->source(clock_started);
    if (!started) return started.error();
    const bool known = *started && (*started)->last_pull;
    return std::make_unique<DemoClock>(*configuration.region.clock,
                                       known ? *(*started)->last_pull : SystemClock{}.now());
}

}  // namespace kolk::gateway::region
