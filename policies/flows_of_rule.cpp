#include "policies/flows_of_rule.hpp"

#include <algorithm>

namespace kolk::policies {

std::vector<RuledFlow> flows_of(const Rule& rule) {
    const bool only_blocks =
        std::ranges::all_of(rule.records, [](const auto& given) { return schemas::is_of_the_child(given.first); });
    std::vector<RuledFlow> flows;
    for (const std::string& from : rule.from) {
        for (const std::string& to : rule.to) {
            for (const Total& total : rule.totals) flows.push_back({from, to, total.record, &total.when});
        }
    }
    if (!rule.totals.empty()) return flows;
    for_each_flow(rule, [&](const auto& from, const auto& to, const auto& type) {
        if (only_blocks || !schemas::is_of_the_child(type)) flows.push_back({from, to, type, &rule.when});
    });
    return flows;
}

Flow road_of(const Rule& rule, const RuledFlow& flow) {
    const bool lifted = rule.consent != ConsentNeed::none || !rule.totals.empty();
    return {rule.purpose, flow.from, flow.to, flow.type, lifted};
}

}  // namespace kolk::policies
