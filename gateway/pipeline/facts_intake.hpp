#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/counters.hpp"
#include "gateway/pipeline/quarantine.hpp"
#include "gateway/pipeline/services.hpp"

#include <string>
#include <vector>

namespace kolk::gateway::pipeline {

/// Takes in what one facts source says: each file replaces what it said before, per child, sealed. Lines that can't be
/// read go to quarantine. Used by one thread.
class FactsIntake {
public:
    FactsIntake(Services& services, Children& children, std::string source);

    base::Result<void> take(const connectors::FactFile& file);
    [[nodiscard]] const Counters& counted() const { return counted_; }
    /// Whether any file said something else than before.
    [[nodiscard]] bool changed() const { return changed_; }

private:
    base::Result<std::map<store::SubjectId, boost::json::array>> by_child(const connectors::FactFile& file);

    Services& services_;
    Children& children_;
    std::string source_;
    std::vector<connectors::Refusal> refusals_;
    Counters counted_;
    bool changed_ = false;
};

}  // namespace kolk::gateway::pipeline
