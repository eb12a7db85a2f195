#include "policies/check_purposes.hpp"

#include "policies/flows_of_rule.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

bool share_a_recipient(const Rule& rule, const Rule& other) {
    return std::ranges::any_of(rule.to, [&](const std::string& role) { return base::holds(other.to, role); });
}

bool gives_by_name(const Rule& rule) {
    return !rule.pseudonym_only && rule.totals.empty();
}

// The rule that tells the recipient of this one, under the same pseudonym, who the child is.
const Rule* rule_that_names(const Convenant& convenant, const Rule& hidden, const std::string& group) {
    const auto found = std::ranges::find_if(convenant.rules, [&](const Rule& other) {
        const Purpose* purpose = convenant.find_purpose(other.purpose);
        return purpose != nullptr && purpose->kind != Kind::aggregate && purpose->pseudonym_group == group &&
               gives_by_name(other) && share_a_recipient(hidden, other);
    });
    return found == convenant.rules.end() ? nullptr : &*found;
}

bool is_forbidden_whole(const Convenant& convenant, const Flow& flow) {
    return std::ranges::any_of(convenant.prohibitions,
                               [&](const Prohibition& one) { return one.when.empty() && concerns(one, flow); });
}

// Of another purpose, which the prohibition does not bind; one that looks at the record is told by what it looks at.
void warn_of_what_goes_elsewhere(const Prohibition& forbidden, const Convenant& convenant, const yaml::Node& at,
                                 Faults& faults) {
    if (!forbidden.when.empty() || forbidden.records.empty()) return;
    Prohibition everywhere = forbidden;
    everywhere.purposes.clear();
    for (const Rule& rule : convenant.rules) {
        if (!rule.totals.empty() || base::holds(forbidden.purposes, rule.purpose)) continue;
        const std::vector<RuledFlow> flows = flows_of(rule);
        const auto given = std::ranges::find_if(flows, [&](const RuledFlow& flow) {
            return concerns(everywhere, road_of(rule, flow)) && !is_forbidden_whole(convenant, road_of(rule, flow));
        });
        if (given == flows.end()) continue;
        add_warning(faults, at,
                    "this forbids for its own purpose alone: rule " + rule.id + " of purpose " + rule.purpose +
                        " gives " + given->type + " from " + given->from + " to " + given->to +
                        "; forbid it there too, if that is not meant");
    }
}

}  // namespace

void SeenPurposes::add(const Purpose& purpose, const yaml::Node& at, std::span<const Prohibition> forbidden,
                       std::span<const yaml::Node> at_forbidden) {
    purposes_.emplace_back(purpose, &at);
    for (std::size_t i = 0; i < forbidden.size(); ++i) forbidden_.emplace_back(forbidden[i], &at_forbidden[i]);
}

void SeenPurposes::check(const Convenant& convenant, Faults& faults) const {
    for (const auto& [forbidden, at] : forbidden_) warn_of_what_goes_elsewhere(forbidden, convenant, *at, faults);
    for (const auto& [purpose, at] : purposes_) {
        for (const Rule& rule : convenant.rules) {
            if (rule.purpose != purpose.id || !rule.pseudonym_only) continue;
            const Rule* naming = rule_that_names(convenant, rule, purpose.pseudonym_group);
            if (naming == nullptr) continue;
            add_fault(faults, *at,
                      "rule " + rule.id + " gives under a pseudonym alone, and rule " + naming->id +
                          " tells the same recipient who the child is under that pseudonym: give both purposes a "
                          "'group' of their own, or both rules 'pseudonym_only: yes'");
        }
    }
}

}  // namespace kolk::policies
