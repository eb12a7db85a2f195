#pragma once

#include "crypto/keys.hpp"
#include "schemas/base/result.hpp"

#include <filesystem>

namespace kolk::gateway::keys {

/// Reads a key of exactly `size` bytes into locked memory. Refused (`keys.file`, `keys.mode`): another size, anything
/// but a regular file, a file that group or others have rights to.
base::Result<crypto::SecretKey> read_secret_file(const std::filesystem::path& file, std::size_t size);

/// A new file of this mode with these bytes, on disk when the call returns; an existing one is never overwritten.
base::Result<void> write_new_file(const std::filesystem::path& file, base::ByteView bytes, unsigned mode);

/// Makes the names in a folder durable.
base::Result<void> sync_folder(const std::filesystem::path& folder);

/// Checks that group and others have no rights to it (`keys.mode`).
base::Result<void> require_private(const std::filesystem::path& path);

}  // namespace kolk::gateway::keys
