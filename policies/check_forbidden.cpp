#include "policies/check_forbidden.hpp"

#include "policies/flows_of_rule.hpp"
#include "policies/satisfiable.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

// `any` in an exception.
bool names_everyone(const std::vector<std::string>& roles) {
    return roles.size() >= schemas::role_ids().size();
}

using Concerned = std::vector<const Prohibition*>;

void add_concerning(const Rule& rule, const RuledFlow& flow, std::span<const Prohibition> all, Concerned& concerned) {
    for (const Prohibition& one : all) {
        if (!one.where_given && concerns(one, road_of(rule, flow))) concerned.push_back(&one);
    }
}

// Whether these leave nothing of a flow, whatever record meets the conditions of its rule.
bool is_shut(const RuledFlow& flow, const Concerned& concerned) {
    return !leaves_something(*flow.when, concerned, schemas::find_record_type(flow.type));
}

bool shuts(const Prohibition& forbidden, const Rule& rule, const RuledFlow& flow) {
    Concerned concerned;
    add_concerning(rule, flow, {&forbidden, 1}, concerned);
    return is_shut(flow, concerned);
}

// Together with the law, which is told at the rule where it does so alone.
bool leave_nothing(const Rule& rule, std::span<const RuledFlow> flows, std::span<const Prohibition> forbidden) {
    bool by_law_alone = true;
    const bool nothing_left = std::ranges::all_of(flows, [&](const RuledFlow& flow) {
        Concerned concerned;
        add_concerning(rule, flow, prohibitions_of_law(), concerned);
        by_law_alone = by_law_alone && is_shut(flow, concerned);
        add_concerning(rule, flow, forbidden, concerned);
        return is_shut(flow, concerned);
    });
    return nothing_left && !by_law_alone;
}

std::size_t first_concerned(const Rule& rule, std::span<const RuledFlow> flows,
                            std::span<const Prohibition> forbidden) {
    const auto found = std::ranges::find_if(forbidden, [&](const Prohibition& one) {
        return std::ranges::any_of(flows, [&](const RuledFlow& flow) { return concerns(one, road_of(rule, flow)); });
    });
    return static_cast<std::size_t>(found - forbidden.begin());
}

void check_shut(const Rule& rule, std::span<const Prohibition> forbidden, std::span<const yaml::Node> at,
                Faults& faults) {
    const std::vector<RuledFlow> flows = flows_of(rule);
    const bool nothing_left = leave_nothing(rule, flows, forbidden);
    bool by_one = false;
    for (std::size_t i = 0; i < forbidden.size(); ++i) {
        const auto shut =
            std::ranges::find_if(flows, [&](const RuledFlow& flow) { return shuts(forbidden[i], rule, flow); });
        if (shut == flows.end()) continue;
        by_one = true;
        if (nothing_left) {
            add_fault(faults, at[i],
                      "this leaves nothing of rule " + rule.id +
                          " of the same purpose: take that rule out of the file, or forbid less");
        } else if (!names_everyone(rule.from) && !names_everyone(rule.to)) {
            add_warning(faults, at[i],
                        "this shuts a part of rule " + rule.id + " of the same purpose, such as " + shut->type +
                            " from " + shut->from + " to " + shut->to + ", which that rule gives");
        }
    }
    if (nothing_left && !by_one)
        add_fault(faults, at[first_concerned(rule, flows, forbidden)],
                  "together with what else is forbidden this leaves nothing of rule " + rule.id +
                      " of the same purpose: take that rule out of the file, or forbid less");
}

// The core is a part of the whole block.
bool gives_block(const Rule& rule, std::string_view block) {
    const auto gives = [&](std::string_view name) { return rule.records.contains(std::string{name}); };
    return gives(any_record) || gives(schemas::child_block) || (block == schemas::child_core && gives(block));
}

bool gives_beside_blocks(const Rule& rule) {
    return std::ranges::any_of(rule.records, [](const auto& given) { return !schemas::is_of_the_child(given.first); });
}

// A prohibition looks at the type of the record, never at the block of the child that goes along with it.
void check_blocks_that_go_along(const Rule& rule, std::span<const Prohibition> forbidden,
                                std::span<const yaml::Node> at, Faults& faults) {
    if (!rule.totals.empty() || !gives_beside_blocks(rule)) return;
    for (std::size_t i = 0; i < forbidden.size(); ++i) {
        for (const std::string& block : forbidden[i].records) {
            if (!schemas::is_of_the_child(block) || !gives_block(rule, block)) continue;
            bool met = false;
            for (const std::string& from : rule.from) {
                for (const std::string& to : rule.to)
                    met = met || concerns(forbidden[i], {rule.purpose, from, to, block});
            }
            if (met)
                add_fault(faults, at[i],
                          "under rule " + rule.id + " '" + block +
                              "' goes along with other records, which this does not forbid: leave it out of that rule, "
                              "say 'bsn: no' there, or forbid those records");
        }
    }
}

}  // namespace

void check_forbidden(std::span<const Rule> rules, std::span<const Prohibition> forbidden,
                     std::span<const yaml::Node> at, Faults& faults) {
    for (const Rule& rule : rules) {
        check_shut(rule, forbidden, at, faults);
        check_blocks_that_go_along(rule, forbidden, at, faults);
    }
}

}  // namespace kolk::policies
