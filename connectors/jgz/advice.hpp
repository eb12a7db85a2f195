#pragma once

#include "connectors/jgz/bundle.hpp"
#include "connectors/ports.hpp"

#include <set>
#include <string>
#include <string_view>

/// What the answers become: advice, or a reason why not.
namespace kolk::connectors::jgz {

/// What an Encounter with its Observations becomes.
inline constexpr std::string_view record_type = "mazl-advies";

struct AdviceSource {
    std::string name;    ///< our name of the source
    std::string issuer;  ///< who gives out the local numbers
    base::Zone zone;     ///< in which a moment becomes a civil day
};

/// Gives every Encounter with its Observations to the sink: as a statement, as a refusal, or as not asked for. Returns
/// the references of Encounters that are not finished yet.
std::set<std::string> tell(const Answers& answers, const AdviceSource& source, PullSink& sink);

}  // namespace kolk::connectors::jgz
