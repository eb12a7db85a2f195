#pragma once

#include "policies/section.hpp"

#include <utility>
#include <vector>

namespace kolk::policies {

/// Finds what the purposes of a file do to each other, once all are read.
class SeenPurposes {
public:
    /// `at` stays where it is until the check.
    void add(const Purpose& purpose, const yaml::Node& at);
    /// A purpose whose records go under a pseudonym alone, in one group with another rule towards the same role: who
    /// knows the child there knows it here.
    void check(const Convenant& convenant, Faults& faults) const;

private:
    std::vector<std::pair<Purpose, const yaml::Node*>> purposes_;
};

}  // namespace kolk::policies
