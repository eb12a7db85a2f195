#pragma once

#include "crypto/keys.hpp"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>

namespace kolk::crypto {

/// 32 bytes of a hash, keyed digest or token.
using Digest = std::array<std::uint8_t, 32>;

/// The bytes as a digest; another size than 32 gives nothing.
[[nodiscard]] std::optional<Digest> as_digest(ByteView bytes);

/// The parts one after the other, with nothing between them.
[[nodiscard]] Bytes concatenate(std::initializer_list<ByteView> parts);
/// Four bytes, big-endian.
[[nodiscard]] std::array<std::uint8_t, 4> big_endian(std::uint32_t number);

/// Each part after its length (four bytes, big-endian), so that no two lists of parts give the same bytes.
[[nodiscard]] Bytes join_parts(std::initializer_list<ByteView> parts);

[[nodiscard]] Digest sha256(ByteView bytes);

/// BLAKE2b-256 under a key of 16 to 64 bytes; another size is a broken invariant.
[[nodiscard]] Digest blake2b(const SecretKey& key, ByteView message);

/// BLAKE2b-256 under `key` of the joined parts: for contents that are small enough to guess. The first part names the
/// use, so that two uses never meet.
[[nodiscard]] Digest keyed_digest(const SecretKey& key, std::initializer_list<ByteView> parts);

/// HMAC-SHA-512 (RFC 2104) under a key of any size; 64 bytes.
[[nodiscard]] std::array<std::uint8_t, 64> hmac_sha512(ByteView key, std::initializer_list<ByteView> message);

}  // namespace kolk::crypto
