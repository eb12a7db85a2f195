#include "gateway/consents/ending.hpp"

#include "policies/consent.hpp"
#include "policies/ending_consents.hpp"

#include <algorithm>

namespace kolk::gateway::consents {
namespace {

using base::Result;

// Also of what another consent of the child withdrew.
bool has_ended(policies::Standing standing) {
    using policies::Standing;
    return standing == Standing::withdrawn || standing == Standing::expired || standing == Standing::ended_by_change;
}

Result<void> add_ending(pipeline::Services& services, const store::SubjectId& subject,
                        const std::optional<schemas::Party>& party, int weeks, std::vector<Ending>& into) {
    pipeline::Children children{services};
    const auto child = children.open(subject);
    if (!child) return child.error();
    const policies::Facts& facts = (*child)->facts;
    const auto listed = consents_of(services, **child, std::nullopt);
    if (!listed) return listed.error();
    for (const auto& one : policies::ending_consents(facts, services.convenant.settings, services.today(), weeks)) {
        const Listed& found = (*listed)[static_cast<std::size_t>(one.consent - facts.consents.data())];
        const bool collected = !party || found.recorded_by.contains(party->text());
        if (!collected || has_ended(found.standing.standing)) continue;
        into.push_back({found, one.on_birthday ? policies::monday_of(one.ends) : one.ends, one.on_birthday});
    }
    return {};
}

}  // namespace

Result<std::vector<Ending>> ending_consents(pipeline::Services& services, const std::optional<schemas::Party>& party,
                                            int weeks) {
    const auto subjects = services.store.subjects();
    if (!subjects) return subjects.error();
    std::vector<Ending> all;
    for (const store::Subject& subject : *subjects) {
        if (const auto added = add_ending(services, subject.id, party, weeks, all); !added) return added.error();
    }
    std::ranges::stable_sort(all, {}, &Ending::ask_before);
    return all;
}

}  // namespace kolk::gateway::consents
