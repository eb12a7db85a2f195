#pragma once

#include "crypto/digest.hpp"
#include "crypto/pep.hpp"

#include <cstdint>
#include <string_view>

/// Link tokens: by them two sources find that they speak of the same child, without a number being kept.
namespace kolk::crypto {

/// 3 is the ECK iD, which may not be used here and gets no token.
enum class NumberKind : std::uint8_t { bsn = 1, onderwijsnummer = 2, local = 4 };

/// 01, the kind, the length (two bytes, big-endian) and the number: what tokens are made of, before any rule.
/// More than 65,535 bytes is a broken invariant.
[[nodiscard]] Bytes link_message(std::uint8_t kind, std::string_view canonical);

/// True for the shapes of an ECK iD (its address, or 128 hexadecimal digits) and of the scrypt hash in front of it (64
/// digits), which is a BSN in a thin coat. Neither may come in.
[[nodiscard]] bool looks_like_eck_id(std::string_view number);

/// First 32 bytes of HMAC-SHA-512 over the message. A BSN or onderwijsnummer of eight digits is filled with a zero on
/// the left; a local number stands behind its issuer, so that all sources of one organisation meet and no two
/// organisations do. `crypto.key` for a key under 32 bytes, `link.eck-id` for what looks like one, `link.number` for a
/// number that does not fit its kind.
[[nodiscard]] Result<Digest> link_token(const SecretKey& key, NumberKind kind, std::string_view issuer,
                                        std::string_view number);

/// The blind form, for numbers that the gateway may not see: the party hashes and blinds, the gateway multiplies, the
/// party unblinds. Simplified: no proof that the right key was used (RFC 9497 has one). The point that comes out is
/// the token, and can be rotated without the number. `crypto.point` when a point is not valid or the identity.
[[nodiscard]] pep::Point blind_hash(ByteView message);
[[nodiscard]] Result<pep::Point> blind_number(ByteView message, const SecretKey& blind);
[[nodiscard]] Result<pep::Point> evaluate_blinded(const SecretKey& key, ByteView blinded);
[[nodiscard]] Result<pep::Point> unblind_token(const SecretKey& blind, ByteView evaluated);

/// A key for the blind form, or the blind of one question: a random scalar.
[[nodiscard]] SecretKey new_blind(base::Random& random);
/// What turns tokens under `old_key` into tokens under `new_key`, by `evaluate_blinded`.
[[nodiscard]] SecretKey token_rotation(const SecretKey& old_key, const SecretKey& new_key);

}  // namespace kolk::crypto
