#pragma once

#include "crypto/keys.hpp"

#include <initializer_list>

namespace kolk::crypto {

/// XChaCha20-Poly1305-IETF: a random nonce of 24 bytes, the ciphertext, a tag of 16 bytes. `associated` is
/// authenticated and must be given again to open; the parts are joined by length, so a region, an id and a field never
/// run into each other. The key is 32 bytes; another size is a broken invariant.
[[nodiscard]] Bytes seal(const SecretKey& key, ByteView content, std::initializer_list<ByteView> associated,
                         base::Random& random);

/// What was sealed, or `crypto.unsealed` when one bit of the seal, the key or the associated data differs.
[[nodiscard]] Result<Bytes> open(const SecretKey& key, ByteView sealed, std::initializer_list<ByteView> associated);

/// The same for a key under another key: the opened key goes straight into locked memory.
[[nodiscard]] Bytes wrap_key(const SecretKey& wrapping, const SecretKey& key,
                             std::initializer_list<ByteView> associated, base::Random& random);
[[nodiscard]] Result<SecretKey> unwrap_key(const SecretKey& wrapping, ByteView wrapped,
                                           std::initializer_list<ByteView> associated);

}  // namespace kolk::crypto
