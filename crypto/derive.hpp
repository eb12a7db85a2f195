#pragma once

#include "crypto/keys.hpp"

#include <cstdint>
#include <string_view>

namespace kolk::crypto {

/// `crypto_kdf_derive_from_key` of libsodium (BLAKE2b): `size` is 16 to 64 bytes, `root` 32 bytes, `context` eight
/// characters; anything else is a broken invariant.
[[nodiscard]] SecretKey derive_subkey(const SecretKey& root, std::uint64_t id, std::string_view context,
                                      std::size_t size);

/// Subkeys of the region key. What must be destroyable (data keys, log keys, the key that wraps them) is never derived
/// but random: a derived key comes back with the escrowed region key.
[[nodiscard]] SecretKey pseudonymisation_secret(const SecretKey& region);  ///< 64 bytes, reshuffle factors
[[nodiscard]] SecretKey encryption_secret(const SecretKey& region);        ///< 64 bytes, session rekey factors
[[nodiscard]] SecretKey link_key(const SecretKey& region);                 ///< 32 bytes, link tokens
[[nodiscard]] SecretKey tombstone_key(const SecretKey& region);            ///< 32 bytes, tombstones
[[nodiscard]] SecretKey region_digest_key(const SecretKey& region);        ///< 32 bytes, record keys and quarantine

/// The key for digests of one child's contents, derived from the child's data key and gone with it; 32 bytes.
[[nodiscard]] SecretKey content_digest_key(const SecretKey& data_key);

}  // namespace kolk::crypto
