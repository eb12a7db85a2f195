#include "gateway/region/region.hpp"

#include "gateway/convenants/warnings.hpp"
#include "gateway/log/checkpoint.hpp"
#include "gateway/log/verify.hpp"
#include "gateway/pipeline/moments.hpp"
#include "gateway/pipeline/quarantine.hpp"
#include "gateway/region/parts.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "policies/signers.hpp"
#include "schemas/json.hpp"

#include <algorithm>
#include <set>

namespace kolk::gateway::region {
namespace {

using base::Result;

// Other keys have a text as their id (`quarantine/...`, `log/...`), longer than a subject's sixteen bytes.
bool belongs_to_a_subject(base::ByteView id) {
    return id.size() == store::SubjectId{}.size() && !base::as_text(id).starts_with("log/");
}

// A file without a byte is what a full disk or a kill leaves at the first start.
bool has_content(const std::filesystem::path& file) {
    std::error_code absent;
    const auto bytes = std::filesystem::file_size(file, absent);
    return !absent && bytes > 0;
}

// Both files come into being together. One without the other is a restore that was not finished or a disk that is not
// there: to go on would destroy keys that the missing half still needs, or make records that nobody can open. Keys that
// do not hold one are none.
Result<void> check_state_files(const std::filesystem::path& state, const std::string& region) {
    const bool store = has_content(state / "kolk.db");
    const bool keys = has_content(state / "keys.db");
    if (store && keys) return {};
    const auto in_use = store || !keys ? Result<bool>{store} : keys::any_in_use(state / "keys.db", region);
    if (!in_use) return in_use.error();
    if (!*in_use) return {};
    return base::failure("state.half",
                         "the state folder holds only one of kolk.db and keys.db; restore the other from "
                         "the same backup, or start with an empty state folder");
}

std::set<std::string> names_in(const std::vector<pipeline::FactSourceInUse>& facts,
                               const std::vector<pipeline::RecordSourceInUse>& sources) {
    std::set<std::string> names;
    for (const pipeline::FactSourceInUse& one : facts) names.insert(one.name);
    for (const pipeline::RecordSourceInUse& one : sources) names.insert(one.identity.name);
    return names;
}

Result<void> check_host(const config::Configuration& configuration) {
    const auto faults = config::host_faults(configuration);
    if (faults.empty()) return {};
    return base::failure("config.host", faults.front().message());
}

}  // namespace

Result<std::unique_ptr<Region>> Region::make(config::Configuration configuration) {
    if (const auto allowed = check_host(configuration); !allowed) return allowed.error();
    auto zone = base::Zone::find(configuration.region.zone);
    if (!zone) return zone.error();
    return std::unique_ptr<Region>{new Region{std::move(configuration), *zone}};
}

Result<std::unique_ptr<Region>> Region::open(config::Configuration configuration, std::unique_ptr<base::Clock> clock) {
    auto made = make(std::move(configuration));
    if (!made) return made.error();
    std::unique_ptr<Region> region = std::move(*made);
    if (const auto held = region->hold(); !held) return held.error();
    region->clock_ = std::move(clock);
    if (const auto opened = region->open_state(); !opened) return opened.error();
    if (const auto swept = region->sweep_keys(); !swept) return swept.error();
    if (const auto ended = region->end_conflicts_of_gone_sources(); !ended) return ended.error();
    region->gather();
    region->systems_ = std::make_unique<Systems>(region->configuration_, *region->clock_);
    return region;
}

Result<std::unique_ptr<Region>> Region::look(config::Configuration configuration) {
    if (!std::filesystem::exists(configuration.state / "kolk.db")) {
        return base::failure("region.no-state", "no state yet; run `kolk sync` or `kolk serve` first");
    }
    auto made = make(std::move(configuration));
    if (!made) return made.error();
    std::unique_ptr<Region> region = std::move(*made);
    if (const auto opened = region->open_state(); !opened) return opened.error();
    region->gather();
    return region;
}

std::vector<std::string> Region::convenant_warnings() const {
    return convenants::warnings_of_force(*versions_, zone_.day_of(clock_->now()));
}

Result<void> Region::hold() {
    auto lock = StateLock::take(configuration_.state);
    if (!lock) return lock.error();
    lock_ = std::move(*lock);
    return {};
}

Result<void> Region::open_state() {
    const base::Instant now = clock_ ? clock_->now() : configuration_.region.clock.value_or(SystemClock{}.now());
    auto versions = convenants::Versions::read(configuration_, zone_.day_of(now), [](const auto&, const auto&) {});
    if (!versions) return versions.error();
    versions_ = std::move(*versions);
    auto keys = keys::RegionKeys::open(configuration_.keys);
    if (!keys) return keys.error();
    keys_ = std::move(*keys);
    const std::string& name = configuration_.region.name;
    if (const auto whole = check_state_files(configuration_.state, name); !whole) return whole.error();
    auto key_store = keys::KeyStore::open(configuration_.state / "keys.db", name, keys_->kek(), random_);
    if (!key_store) return key_store.error();
    key_store_ = std::move(*key_store);
    auto store = store::open_sqlite(configuration_.state / "kolk.db", name);
    if (!store) return store.error();
    store_ = std::move(*store);
    subjects_ =
        std::make_unique<subjects::Subjects>(name, configuration_.region.tag, keys_->region(), *key_store_, random_);
    return set_clock();
}

Result<void> Region::set_clock() {
    if (clock_) return {};
    if (const auto noted = note_start_of_clock(); !noted) return noted;
    auto clock = clock_of(store_.get(), configuration_);
    if (!clock) return clock.error();
    clock_ = std::move(*clock);
    return {};
}

Result<void> Region::note_start_of_clock() {
    if (!configuration_.region.clock) return {};
    const auto known = store_->source(clock_started);
    if (!known) return known.error();
    if (*known && (*known)->last_pull) return {};
    return pipeline::note_times(*store_, {{clock_started, SystemClock{}.now()}});
}

// Nobody will read it to its end any more.
Result<void> Region::end_conflicts_of_gone_sources() {
    const auto marks = store_->marks();
    if (!marks) return marks.error();
    auto begun = store_->begin();
    if (!begun) return begun.error();
    for (const store::Mark& mark : *marks) {
        const bool stays = !pipeline::is_conflict(mark) ||
                           std::ranges::any_of(configuration_.sources, [&mark](const config::Source& source) {
                               return mark.reason == pipeline::marked_in_conflict(source.name);
                           });
        if (stays) continue;
        if (const auto removed = (*begun)->remove(mark); !removed) return removed;
    }
    return (*begun)->commit();
}

// A key is durable before anything uses it: one whose child or input never became durable is of no use to anyone.
Result<void> Region::sweep_keys() {
    const auto ids = key_store_->ids();
    if (!ids) return ids.error();
    const auto inputs = store_->quarantine();
    if (!inputs) return inputs.error();
    std::set<std::string> quarantined;
    for (const store::Quarantined& input : *inputs) {
        quarantined.insert(pipeline::key_of_quarantined(input.quarantine_id));
    }
    std::vector<base::Bytes> orphans;
    for (const base::Bytes& id : *ids) {
        const std::string name{base::as_text(id)};
        if (belongs_to_a_subject(id)) {
            store::SubjectId subject{};
            std::copy(id.begin(), id.end(), subject.begin());
            const auto found = store_->find_subject(subject);
            if (!found) return found.error();
            if (!*found) orphans.push_back(id);
        } else if (name.starts_with("quarantine/") && !quarantined.contains(name)) {
            orphans.push_back(id);
        } else if (withdrawals_.left_key(name, clock_->now())) {
            orphans.push_back(id);
        }
    }
    if (orphans.empty()) return {};
    return key_store_->destroy(orphans);
}

void Region::gather() {
    directory_ = std::make_unique<pipeline::Directory>(organisations_of(configuration_));
    use(versions_->on(zone_.day_of(clock_->now())));
}

void Region::use(const convenants::Version& version) {
    services_.emplace(pipeline::Services{*version.convenant,
                                         version.hash,
                                         *directory_,
                                         *store_,
                                         *key_store_,
                                         *subjects_,
                                         *clock_,
                                         zone_,
                                         random_,
                                         facts_trust(configuration_),
                                         {},
                                         {},
                                         clock_->now(),
                                         configuration_.region.name,
                                         configuration_.mandated});
    in_force_ = &version;
}

// Under another convenant services begin anew, so that each source is asked for everything once more.
Result<void> Region::take_over_convenant() {
    const convenants::Version& version = versions_->on(zone_.day_of(clock_->now()));
    if (in_force_ != &version) use(version);
    const bool in_force = policies::is_in_force(*version.convenant, zone_.day_of(clock_->now()));
    if (logged_ == &version || !in_force) return {};
    if (const auto logged = log_convenant(version); !logged) return logged;
    logged_ = &version;
    return {};
}

// One entry each time that another text takes force, restarts between them or not.
Result<void> Region::log_convenant(const convenants::Version& version) {
    log::Query query;
    query.kind = "convenant";
    query.limit = 1;
    const auto last = log::search((configuration_.state / "kolk.db").string(), configuration_.region.name, query);
    if (!last) return last.error();
    if (!last->empty()) {
        boost::system::error_code error;
        const auto leaf = schemas::parse_json(last->front().leaf, error);
        if (!error && leaf.at("convenant_hash").as_string() == version.hash) return {};
    }
    log::EntryFields fields;
    fields.kind = query.kind;
    fields.at = clock_->now();
    fields.convenant = version.convenant->id + " " + version.convenant->version;
    fields.convenant_hash = version.hash;
    const std::vector<log::Entry> entries{log::write_entry(fields)};
    auto begun = store_->begin();
    if (!begun) return begun.error();
    if (const auto appended = (*begun)->append(entries); !appended) return appended.error();
    return (*begun)->commit();
}

// An exception is not for the next time that a source is due.
std::optional<std::vector<std::string>> Region::with_sources_of(const std::set<schemas::Party>& parties,
                                                                std::optional<std::vector<std::string>> names) const {
    if (!names) return names;
    for (const config::Source& source : configuration_.sources) {
        const bool speaks = source.kind == config::SourceKind::oso || parties.contains(source.party);
        const bool known = std::ranges::find(*names, source.name) != names->end();
        if (!parties.empty() && speaks && !known) names->push_back(source.name);
    }
    return names;
}

Result<pipeline::PassReport> Region::pass(const std::optional<std::vector<std::string>>& names,
                                          pipeline::Pass::Progress progress, std::function<bool()> stopping,
                                          std::function<bool()> due_again) {
    if (const auto taken = take_over_convenant(); !taken) return taken.error();
    pipeline::Children children{*services_};
    const auto withdrawn = withdrawals_.take(*services_, children);
    if (!withdrawn) return withdrawn.error();
    std::set<schemas::Party> to_ask;
    const auto excepted = exceptions_.take(*services_, children, to_ask);
    const auto erased = erasures_.take(*services_, children);
    const config::Delivery& delivery = configuration_.delivery;
    pipeline::Pass pass{*services_,
                        systems_->feeds(),
                        {delivery.first_retry, delivery.longest_retry},
                        keys_->log(),
                        log::origin_of(configuration_.region.name),
                        std::move(progress),
                        stopping,
                        std::move(due_again)};
    const auto facts = systems_->facts();
    const auto sources = systems_->sources(with_sources_of(to_ask, names));
    auto report = pass.run(facts, sources);
    if (!report) return report;
    const bool stopped = stopping && stopping();  // then nobody knows which sources were asked
    const auto noted =
        stopped ? Result<void>{} : note_failing(*store_, names_in(facts, sources), *report, clock_->now());
    if (!noted) return noted.error();
    for (const base::Error& told : *withdrawn) report->faults.emplace_back("withdrawals", told);
    if (!excepted) report->faults.emplace_back("exceptions", excepted.error());
    if (!erased) report->faults.emplace_back("erasures", erased.error());
    return report;
}

Result<std::optional<base::Instant>> Region::due_at(const config::Source& source) {
    const auto state = store_->source(source.name);
    if (!state) return state.error();
    const base::Instant now = clock_->now();
    // A clock that was ahead once must not keep a source from being read.
    if (!*state || !(*state)->last_pull || *(*state)->last_pull > now) return std::optional{now};
    const auto change = pipeline::next_change(*services_, source.name);
    if (!change) return change.error();
    const auto scheduled = next_after(source.schedule, *(*state)->last_pull, zone_);
    return *change && (!scheduled || **change < *scheduled) ? *change : scheduled;
}

Result<std::vector<std::string>> Region::due_sources() {
    std::vector<std::string> due;
    for (const config::Source& source : configuration_.sources) {
        const auto at = due_at(source);
        if (!at) return at.error();
        if (*at && **at <= clock_->now()) due.push_back(source.name);
    }
    return due;
}

Result<std::optional<base::Instant>> Region::next_due() {
    std::optional<base::Instant> next = pipeline::next_day(*services_);
    const auto sooner = [&next](std::optional<base::Instant> at) {
        if (at && (!next || *at < *next)) next = at;
    };
    for (const config::Source& source : configuration_.sources) {
        const auto at = due_at(source);
        if (!at) return at.error();
        sooner(*at);
    }
    const auto retry = store_->next_attempt();
    if (!retry) return retry.error();
    sooner(*retry);
    return next;
}

void Region::cancel_deliveries() {
    systems_->cancel();
}

}  // namespace kolk::gateway::region
