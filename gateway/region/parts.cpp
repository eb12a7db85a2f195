#include "gateway/region/parts.hpp"

namespace kolk::gateway::region {

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

}  // namespace kolk::gateway::region
