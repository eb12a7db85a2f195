#include "gateway/consents/registry.hpp"

#include "policies/convenant.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace kolk::gateway::consents {
namespace {

using base::Result;
using pipeline::Child;
using pipeline::Services;
using schemas::Party;

/// Which parties recorded each consent of this child, by its reference.
Result<std::map<std::string, std::set<std::string>>> recorders(const Services& services, const Child& child) {
    std::map<std::string, std::set<std::string>> all;
    const auto rows = services.store.facts(child.subject.id);
    if (!rows) return rows.error();
    for (const store::Fact& row : *rows) {
        const auto source = services.facts.find(row.source);
        if (source == services.facts.end()) continue;
        const auto facts = pipeline::open_fact(services, child.subject, row);
        if (!facts) return facts.error();
        for (const boost::json::value& one : *facts) {
            const auto read = policies::read_facts(one.get_object());
            if (!read) continue;  // its child is held
            for (const policies::Consent& consent : read->consents) {
                all[policies::reference_of(consent)].insert(source->second.party.text());
            }
        }
    }
    return all;
}

bool is_side(const Party& told, const Party& asking, const Child& child) {
    if (policies::covering_role(told.role) != policies::covering_role(asking.role)) return false;
    return told.org.empty() ? child.known_to(asking) : told.org == asking.org;
}

bool concerns(const Listed& listed, const Party& party, const Child& child) {
    return listed.recorded_by.contains(party.text()) || is_side(listed.consent.from, party, child) ||
           is_side(listed.consent.to, party, child);
}

policies::ConsentStanding told_standing(const Services& services, const pipeline::Child& child,
                                        const policies::Consent& consent) {
    auto standing = policies::standing_of(child.facts, consent, services.convenant.settings, services.today());
    if (standing.on_birthday)
        standing.ends = base::add_days(policies::monday_of(base::add_days(*standing.ends, 1)), -1);
    return standing;
}

}  // namespace

Result<std::vector<Listed>> consents_of(const Services& services, const Child& child,
                                        const std::optional<Party>& party) {
    std::vector<Listed> found;
    if (child.facts.consents.empty()) return found;
    const auto recorded = recorders(services, child);
    if (!recorded) return recorded.error();
    const auto pseudonym = services.subjects.log_pseudonym(child.subject, services.clock.now());
    if (!pseudonym) return pseudonym.error();
    for (const policies::Consent& consent : child.facts.consents) {
        Listed listed{*pseudonym,
                      consent,
                      log::ConsentName::of(services.subjects, consent.consent_id),
                      told_standing(services, child, consent),
                      {}};
        const auto by = recorded->find(policies::reference_of(consent));
        if (by != recorded->end()) listed.recorded_by = by->second;
        if (!party || concerns(listed, *party, child)) found.push_back(std::move(listed));
    }
    return found;
}

Result<std::vector<Listed>> all_consents(const Services& services, pipeline::Children& children,
                                         const std::optional<Party>& party) {
    std::vector<Listed> all;
    const auto subjects = services.store.subjects();
    if (!subjects) return subjects.error();
    for (const store::Subject& subject : *subjects) {
        const auto child = children.open(subject.id);
        if (!child) return child.error();
        auto some = consents_of(services, **child, party);
        if (!some) return some.error();
        std::move(some->begin(), some->end(), std::back_inserter(all));
    }
    return all;
}

}  // namespace kolk::gateway::consents
