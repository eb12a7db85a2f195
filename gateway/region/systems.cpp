#include "gateway/region/systems.hpp"

#include "connectors/csv_source.hpp"
#include "connectors/facts.hpp"
#include "connectors/feeds/drop_folder.hpp"
#include "connectors/feeds/push.hpp"
#include "connectors/jeugdhulp/ijw.hpp"
#include "connectors/jgz/fhir.hpp"
#include "connectors/swv/oso.hpp"
#include "gateway/pipeline/places.hpp"
#include "gateway/region/mapping_file.hpp"

#include <algorithm>

namespace kolk::gateway::region {
namespace {

using base::Result;
using config::SourceKind;

// The code list of an OSO mapping that turns names of municipalities into their codes.
constexpr std::string_view municipalities = "gemeente";

// A source whose mapping has faults says so whenever it is asked, and the other sources go on.
class UnreadableSource : public connectors::RecordSource {
public:
    explicit UnreadableSource(base::Error error) : error_{std::move(error)} {}
    Result<void> pull(const connectors::Wanted&, connectors::PullSink&) override { return error_; }
    Result<void> probe() override { return error_; }

private:
    base::Error error_;
};

std::string municipality_of(const config::Configuration& configuration, const config::Source& source) {
    const config::Organisation* organisation = configuration.find(source.party.org);
    return organisation == nullptr ? std::string{} : organisation->gemeentecode;
}

base::Zone zone_of(const config::Configuration& configuration) {
    const auto zone = base::Zone::find(configuration.region.zone);
    if (!zone) base::broken("a configuration that was read names a known zone");
    return *zone;
}

std::unique_ptr<connectors::RecordSource> make_csv(const config::Configuration& configuration,
                                                   const config::Source& source) {
    auto mapping = read_mapping(source.mapping);
    if (!mapping) return std::make_unique<UnreadableSource>(mapping.error());
    if (mapping->reads_bsn() && !connectors::may_hold_bsn(source.party.role)) {
        return std::make_unique<UnreadableSource>(
            base::failure("mapping.bsn",
                          "the mapping of this source reads a BSN, which its party may not hold (K3); take that column "
                          "out of the mapping and the exports, or name it under `forbidden`"));
    }
    if (mapping->reads_responsible() && source.party.role != "gemeente-jeugd") {
        return std::make_unique<UnreadableSource>(base::failure(
            "mapping.responsible",
            "the mapping of this source tells which municipality answers for youth care (`responsible`), which only a "
            "municipality for youth care (gemeente-jeugd) can say; take that line out of the mapping"));
    }
    return std::make_unique<connectors::CsvSource>(source.name, source.folder.string(), std::move(*mapping),
                                                   own_issuer(configuration, source.party), configuration.limits);
}

std::unique_ptr<connectors::RecordSource> make_oso(const config::Configuration& configuration,
                                                   const config::Source& source) {
    connectors::mapping::CodeTable codes;
    if (!source.mapping.empty()) {
        auto mapping = read_mapping(source.mapping);
        if (!mapping) return std::make_unique<UnreadableSource>(mapping.error());
        const auto list = mapping->code_lists.find(municipalities);
        if (list != mapping->code_lists.end()) codes = list->second;
    }
    return std::make_unique<connectors::swv::OsoSource>(source.name, source.folder.string(), std::move(codes),
                                                        configuration.limits);
}

std::unique_ptr<connectors::RecordSource> make_fhir(const config::Configuration& configuration,
                                                    const config::Source& source, connectors::Transport& transport) {
    connectors::jgz::FhirSettings settings;
    settings.name = source.name;
    settings.base_url = source.url;
    settings.patient_system = source.patient_system;
    settings.issuer = own_issuer(configuration, source.party);
    settings.ca_file = source.ca.string();
    settings.certificate_file = source.certificate.string();
    settings.key_file = source.key.string();
    return std::make_unique<connectors::jgz::FhirSource>(std::move(settings), zone_of(configuration), transport,
                                                         configuration.limits);
}

}  // namespace

std::string own_issuer(const config::Configuration& configuration, const schemas::Party& party) {
    const config::Organisation* organisation = configuration.find(party.org);
    const schemas::Party covering = policies::covering_party(party);
    if (organisation == nullptr) return covering.text();
    const bool has_branches = pipeline::is_school(party.role) && !organisation->vestigingen.empty();
    if (has_branches) return organisation->vestigingen.front();
    const bool is_numbered = policies::is_swv(party.role) && !organisation->swv_number.empty();
    return is_numbered ? organisation->swv_number : covering.text();
}

Systems::Systems(const config::Configuration& configuration, const base::Clock& clock)
    : configuration_{configuration}, clock_{clock}, transport_{std::make_unique<connectors::CurlTransport>()} {
    for (const config::Source& source : configuration_.sources) add(source);
    for (const config::Feed& feed : configuration_.feeds) add(feed);
}

Systems::~Systems() {
    // All of them first: a folder that hangs is waited for a moment, and not one after the other.
    cancel();
}

void Systems::add(const config::Source& source) {
    switch (source.kind) {
        case SourceKind::facts:
            facts_.emplace(source.name,
                           std::make_unique<connectors::FolderFacts>(source.name, source.party, source.folder.string(),
                                                                     policies::covering_party(source.party).text(),
                                                                     clock_, configuration_.limits));
            return;
        case SourceKind::csv:
            records_.emplace(source.name, make_csv(configuration_, source));
            return;
        case SourceKind::oso:
            records_.emplace(source.name, make_oso(configuration_, source));
            return;
        case SourceKind::ijw:
            records_.emplace(source.name, std::make_unique<connectors::jeugdhulp::IjwSource>(
                                              source.name, source.folder.string(),
                                              municipality_of(configuration_, source), configuration_.limits));
            return;
        case SourceKind::fhir:
            records_.emplace(source.name, make_fhir(configuration_, source, *transport_));
            return;
    }
}

void Systems::add(const config::Feed& feed) {
    const std::string party = feed.party.text();
    if (feed.kind == config::FeedKind::push) {
        connectors::feeds::PushSettings settings;
        settings.party = party;
        settings.url = feed.url;
        settings.ca_file = feed.ca.string();
        settings.certificate_file = feed.certificate.string();
        settings.key_file = feed.key.string();
        settings.timeout = configuration_.delivery.timeout;
        sinks_.emplace(party, std::make_unique<connectors::feeds::PushSink>(std::move(settings), *transport_));
        return;
    }
    using Settings = connectors::feeds::DropFolderSettings;
    Settings settings;
    settings.party = party;
    settings.folder = feed.folder.string();
    settings.format = feed.format == config::FeedFormat::csv ? Settings::Format::csv : Settings::Format::ndjson;
    settings.acknowledge =
        feed.acknowledge == config::Acknowledge::file ? Settings::Acknowledge::file : Settings::Acknowledge::none;
    settings.acknowledged_within = configuration_.delivery.timeout;
    settings.start_within = configuration_.delivery.timeout + std::chrono::seconds{30};
    sinks_.emplace(party, std::make_unique<connectors::feeds::DropFolderSink>(std::move(settings)));
}

std::vector<pipeline::FactSourceInUse> Systems::facts() const {
    std::vector<pipeline::FactSourceInUse> all;
    for (const auto& [name, source] : facts_) all.push_back({name, source.get()});
    return all;
}

std::vector<pipeline::RecordSourceInUse> Systems::sources(const std::optional<std::vector<std::string>>& names) const {
    std::vector<pipeline::RecordSourceInUse> all;
    for (const config::Source& source : configuration_.sources) {
        const auto found = records_.find(source.name);
        if (found == records_.end()) continue;
        if (names && std::find(names->begin(), names->end(), source.name) == names->end()) continue;
        all.push_back({{source.name, source.party, source.kind == SourceKind::oso}, found->second.get()});
    }
    return all;
}

std::map<std::string, pipeline::Feed> Systems::feeds() const {
    std::map<std::string, pipeline::Feed> all;
    for (const config::Feed& feed : configuration_.feeds) {
        const std::string party = feed.party.text();
        const auto patience = configuration_.delivery.timeout + std::chrono::minutes{1};
        all.insert_or_assign(party, pipeline::Feed{sinks_.at(party).get(), feed.batch, patience});
    }
    return all;
}

Result<void> Systems::probe_source(const std::string& name) {
    if (const auto record = records_.find(name); record != records_.end()) return record->second->probe();
    return facts_.at(name)->probe();
}

Result<void> Systems::probe_feed(const schemas::Party& party) {
    return sinks_.at(party.text())->probe();
}

void Systems::cancel() {
    transport_->stop();
    for (const auto& [party, sink] : sinks_) sink->cancel();
}

}  // namespace kolk::gateway::region
