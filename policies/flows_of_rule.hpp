#pragma once

#include "policies/convenant.hpp"

#include <string>
#include <vector>

namespace kolk::policies {

/// A record type that a rule lets one role give another, or counts for it, and what it asks of each record.
struct RuledFlow {
    std::string from, to, type;
    const std::vector<Condition>* when = nullptr;  ///< of the rule, or of its total
};

/// Every one of them. A block of the child goes along with another record, or is itself all that there is. They point
/// into the rule.
std::vector<RuledFlow> flows_of(const Rule& rule);

/// The same for what is forbidden to look at; of a total nothing that a consent may lift is, as it tells of no child.
Flow road_of(const Rule& rule, const RuledFlow& flow);

/// Visits sender, recipient and record type, blocks of the child included, for all that a rule names under `records`.
template <class Visit>
void for_each_flow(const Rule& rule, Visit visit) {
    for (const std::string& from : rule.from) {
        for (const std::string& to : rule.to) {
            for (const auto& record : rule.records) visit(from, to, record.first);
        }
    }
}

}  // namespace kolk::policies
