#pragma once

#include "schemas/base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace kolk::gateway {

/// The bytes of a file that holds at most this many. Errors: `file.missing`, `file.too-large`.
base::Result<std::string> read_whole(const std::filesystem::path& file, std::size_t most);

}  // namespace kolk::gateway
