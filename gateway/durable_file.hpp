#pragma once

#include "schemas/base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace kolk::gateway {

/// Makes a folder of mode 0700 that belongs to whoever owns the folder above it; one that is there stays as it is.
base::Result<void> make_private_folder(const std::filesystem::path& folder);

/// Puts a file into a folder as a whole: written and synced under a hidden name, renamed, and the folder synced. A file
/// of that name is replaced. Whoever owns the folder owns the file, so that the service can read what root put there.
/// Errors: `file.unwritable`.
base::Result<void> write_durably(const std::filesystem::path& folder, const std::string& name, std::string_view bytes);

}  // namespace kolk::gateway
