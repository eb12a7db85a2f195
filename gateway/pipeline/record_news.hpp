#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/exchange.hpp"
#include "gateway/pipeline/services.hpp"
#include "gateway/store/store.hpp"

#include <optional>

namespace kolk::gateway::pipeline {

/// Tells records of this region apart.
store::Digest record_key(const Services& services, const schemas::Party& sender,
                         const connectors::Statement& statement);

/// What a statement says beside what was taken in of its record before.
struct RecordNews {
    store::Digest digest{};  ///< of this version
    store::Digest place{};   ///< of where it says that the child lives and goes to school
    bool older = false;      ///< than what was taken in
    bool changed = false;    ///< the first version, or another one
    bool of_child = false;   ///< it says of the child what this record did not say before
};
RecordNews news_of(const Services& services, const Child& child, const connectors::Statement& statement,
                   const Kept& kept, const std::optional<store::Record>& known);

}  // namespace kolk::gateway::pipeline
