#include "gateway/pipeline/fact_parties.hpp"

#include <set>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using schemas::Party;

// The name under which the store keeps it; no source can have it, names are slugs.
std::string name_of_party(const std::string& source, const std::string& kind, const Party& party) {
    return "(facts of) " + party.text() + ' ' + source + ' ' + kind;
}

}  // namespace

Result<FileParties> parties_of(const Services& services, const std::string& source, const std::string& kind,
                               const Party& now) {
    std::set<Party> candidates{now};
    for (const policies::Membership& member : services.convenant.members) candidates.insert(member.party);
    FileParties parties;
    base::Instant latest{};
    for (const Party& party : candidates) {
        const auto read = services.store.source(name_of_party(source, kind, party));
        if (!read) return read.error();
        if (!*read || !(*read)->last_pull) continue;
        if (party != now) parties.formers.push_back(party);
        if (parties.last && *(*read)->last_pull <= latest) continue;
        parties.last = party;
        latest = *(*read)->last_pull;
    }
    return parties;
}

store::SourceState was_read_of(const Services& services, const std::string& source, const std::string& kind,
                               const Party& party) {
    return {name_of_party(source, kind, party), services.clock.now()};
}

}  // namespace kolk::gateway::pipeline
