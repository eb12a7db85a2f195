#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/region/region.hpp"
#include "schemas/base/bytes.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace kolk::gateway::cli {

/// A region to look at, or the exit code after its fault was told.
struct Looking {
    std::unique_ptr<region::Region> region;
    int exit_code = 1;
};
Looking look(const std::filesystem::path& configuration);

/// The number on the first line of a file, or of standard input for `-`: on the command line it would stand in the list
/// of processes and in the shell's history.
base::Result<base::Confidential<std::string>> read_number(const std::string& file);

/// The child that the party knows under the number in this file.
base::Result<pipeline::Child*> find_child(pipeline::Children& children, const schemas::Party& party,
                                          const std::string& number_file);

}  // namespace kolk::gateway::cli
