#include "gateway/consents/ending.hpp"

#include "policies/ending_consents.hpp"

#include <algorithm>

namespace kolk::gateway::consents {
namespace {

using base::Result;

Result<void> add_ending(pipeline::Services& services, const store::SubjectId& subject,
                        const std::optional<schemas::Party>& party, int weeks, std::vector<Ending>& into) {
    pipeline::Children children{services};
    const auto child = children.open(subject);
    if (!child) return child.error();
    auto listed = consents_of(services, **child, party);
    if (!listed) return listed.error();
    if (party) std::erase_if(*listed, [&](const Listed& one) { return !one.recorded_by.contains(party->text()); });
    policies::Facts facts;
    facts.born = (*child)->facts.born;
    facts.capable = (*child)->facts.capable;
    for (const Listed& one : *listed) facts.consents.push_back(one.consent);
    for (const auto& one : policies::ending_consents(facts, services.convenant.settings, services.today(), weeks)) {
        const Listed& found = (*listed)[static_cast<std::size_t>(one.consent - facts.consents.data())];
        into.push_back({found, one.on_birthday ? monday_of(one.ends) : one.ends, one.on_birthday});
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
