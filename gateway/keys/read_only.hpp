#pragma once

#include "gateway/keys/keys.hpp"

namespace kolk::gateway::keys {

/// Data keys for looking only, also beside a running service: nothing is created, and what would make or destroy a key
/// fails.
base::Result<std::unique_ptr<KeyStore>> open_read_only(const std::filesystem::path& database, const std::string& region,
                                                       const crypto::SecretKey& kek, base::Random& random);

}  // namespace kolk::gateway::keys
