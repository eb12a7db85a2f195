#pragma once

#include "policies/section.hpp"

#include <span>
#include <utility>
#include <vector>

namespace kolk::policies {

/// Finds what the purposes of a file do to each other, once all are read.
class SeenPurposes {
public:
    /// With its forbidden flows in their order. The nodes stay where they are until the check.
    void add(const Purpose& purpose, const yaml::Node& at, std::span<const Prohibition> forbidden,
             std::span<const yaml::Node> at_forbidden);
    /// A purpose whose records go under a pseudonym alone, in one group with another rule towards the same role: who
    /// knows the child there knows it here. Warns of records that one purpose forbids and a rule of another gives
    /// between the same roles.
    void check(const Convenant& convenant, Faults& faults) const;

private:
    std::vector<std::pair<Purpose, const yaml::Node*>> purposes_;
    std::vector<std::pair<Prohibition, const yaml::Node*>> forbidden_;
};

}  // namespace kolk::policies
