#pragma once

#include "policies/section.hpp"

#include <set>
#include <string>
#include <tuple>

namespace kolk::policies {

/// Finds contradictions within one rule that was read without faults: special data without a ground, a number where
/// none may go, consent as the only basis of a municipality (K7), a rule that no one could satisfy because a law
/// forbids it.
void check_rule(const Rule& rule, const Convenant& convenant, const Purpose& purpose, const yaml::Node& at,
                Faults& faults);
/// Finds contradictions between rules: the same id twice, two rules for one purpose, pair and record type.
class SeenRules {
public:
    void add(const Rule& rule, const yaml::Node& at, Faults& faults);

private:
    std::set<std::string> ids_;
    std::set<std::tuple<std::string, std::string, std::string, std::string>> flows_;
};

}  // namespace kolk::policies
