#include "gateway/consents/former.hpp"

#include "gateway/log/traffic.hpp"
#include "gateway/pipeline/places.hpp"

#include <algorithm>
#include <map>

namespace kolk::gateway::consents {
namespace {

using base::Result;
using pipeline::Services;
using schemas::Party;
using store::Exchange;

/// An exchange that may have come too late, with where its child was.
struct Candidate {
    Exchange exchange;
    subjects::Profile profile;
    policies::Facts facts;  ///< who gives care, and nothing else
};
using Candidates = std::map<std::string, Candidate>;

bool has_left_party(const Services& services, const std::string& recipient) {
    const auto party = Party::parse(recipient);
    return party && policies::signs(party->role) && !services.convenant.is_member(*party, services.today());
}

// Who never moved has late deliveries with parties that left, or whose care ended, alone.
Result<void> add_candidates(Services& services, const store::SubjectId& id, const std::optional<Party>& party,
                            Candidates& into) {
    pipeline::Children children{services};
    const auto child = children.open(id);
    if (!child) return child.error();
    const subjects::Profile& profile = (*child)->subject.profile;
    policies::Facts care;
    care.providers = (*child)->facts.providers;
    const auto exchanges = services.store.exchanges_about(id);
    if (!exchanges) return exchanges.error();
    for (const Exchange& exchange : *exchanges) {
        if (party && exchange.recipient != party->text()) continue;
        if (!pipeline::may_have_arrived(exchange)) continue;
        const bool changed = !profile.former.empty() || !care.providers.empty();
        if (!changed && !has_left_party(services, exchange.recipient)) continue;
        into.emplace(exchange.exchange_id, Candidate{exchange, profile, care});
    }
    return {};
}

}  // namespace

Result<std::vector<LateDelivery>> late_deliveries(Services& services, const std::string& database,
                                                  const std::string& region, const std::optional<Party>& party) {
    const auto subjects = services.store.subjects();
    if (!subjects) return subjects.error();
    Candidates candidates;
    for (const store::Subject& subject : *subjects) {
        const auto added = add_candidates(services, subject.id, party, candidates);
        if (!added) return added.error();
    }
    std::set<std::string> ids;
    for (const auto& [id, candidate] : candidates) ids.insert(id);
    const auto releases = log::last_releases(database, region, ids);
    if (!releases) return releases.error();
    std::vector<LateDelivery> late;
    for (const auto& [id, release] : *releases) {
        const auto& [exchange, profile, care] = candidates.at(id);
        const base::Date day = services.zone.day_of(release.at);
        if (pipeline::may_tell(services, profile, care, exchange, day)) continue;
        late.push_back({release.subject, id, exchange.recipient, exchange.purpose, exchange.record_type, release.at});
    }
    std::ranges::stable_sort(late, {}, &LateDelivery::released_at);
    return late;
}

}  // namespace kolk::gateway::consents
