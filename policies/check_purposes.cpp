#include "policies/check_purposes.hpp"

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

}  // namespace

void SeenPurposes::add(const Purpose& purpose, const yaml::Node& at) {
    purposes_.emplace_back(purpose, &at);
}

void SeenPurposes::check(const Convenant& convenant, Faults& faults) const {
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
