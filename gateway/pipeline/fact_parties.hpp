#pragma once

#include "gateway/pipeline/services.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::pipeline {

/// Of whom one file of a source of facts was: a source keeps its name when a party takes it over, as after a
/// succession.
struct FileParties {
    std::optional<schemas::Party> last;   ///< of whom it was read last
    std::vector<schemas::Party> formers;  ///< every other one of whom it was read, members of the convenant all
};

/// The same as the store knows it; `now` is of whom the file is now, and never among the formers.
base::Result<FileParties> parties_of(const Services& services, const std::string& source, const std::string& kind,
                                     const schemas::Party& now);

/// To put in the store when a file is taken in of a party that was not the last one.
store::SourceState was_read_of(const Services& services, const std::string& source, const std::string& kind,
                               const schemas::Party& party);

}  // namespace kolk::gateway::pipeline
