#pragma once

#include "crypto/keys.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Polymorphic encryption and pseudonymisation over ristretto255 (RFC 9496), byte for byte as libpep 0.12.0 does it:
/// the bare operations, which accept what libpep accepts. The rules that a gateway adds stand in `pseudonyms.hpp`, and
/// nothing outside this room calls these functions.
///
/// A ciphertext of point M for public key Y = y*G is (B, C) = (r*G, M + r*Y). An operation gives nothing when an input
/// is no valid point or a multiplication yields the identity.
namespace kolk::crypto::pep {

/// A number below the group order, never zero; little-endian. Wiped when it goes.
struct Scalar {
    std::array<std::uint8_t, 32> bytes{};

    Scalar() = default;
    explicit Scalar(const std::array<std::uint8_t, 32>& value) : bytes{value} {}
    Scalar(const Scalar&) = default;
    Scalar& operator=(const Scalar&) = default;
    ~Scalar();
    friend bool operator==(const Scalar& left, const Scalar& right);  ///< in constant time
};

/// Canonical encoding of a point; 32 zero bytes are the identity.
using Point = std::array<std::uint8_t, 32>;
using Block = std::array<std::uint8_t, 16>;
using WideDigest = std::array<std::uint8_t, 64>;

struct Ciphertext {
    Point blinding{};  ///< B
    Point masked{};    ///< C

    friend bool operator==(const Ciphertext&, const Ciphertext&) = default;
};

/// 32 bytes below the group order and not zero.
[[nodiscard]] std::optional<Scalar> read_scalar(ByteView bytes);
/// Little-endian modulo the group order; zero becomes one.
[[nodiscard]] Scalar reduce(const WideDigest& digest);
[[nodiscard]] Scalar multiply(const Scalar& left, const Scalar& right);
[[nodiscard]] Scalar invert(const Scalar& scalar);
/// from^-1 * to: what takes one domain or context to another.
[[nodiscard]] Scalar from_to(const Scalar& from, const Scalar& to);

/// 32 bytes that are the canonical encoding of a point; the identity is accepted.
[[nodiscard]] std::optional<Point> read_point(ByteView bytes);
[[nodiscard]] Point map_to_point(const WideDigest& digest);
[[nodiscard]] std::optional<Point> multiply(const Scalar& scalar, const Point& point);
[[nodiscard]] Point multiply_base(const Scalar& scalar);
[[nodiscard]] std::optional<Point> add(const Point& left, const Point& right);
[[nodiscard]] std::optional<Point> subtract(const Point& left, const Point& right);

enum class FactorKind : std::uint32_t { pseudonym_rekey = 1, attribute_rekey = 2, reshuffle = 3 };
/// HMAC-SHA-512 under `secret` of the kind (four bytes, big-endian) and `text`, reduced.
[[nodiscard]] Scalar derive_factor(FactorKind kind, ByteView secret, std::string_view text);

[[nodiscard]] std::optional<Ciphertext> encrypt(const Point& message, const Point& public_key, const Scalar& random);
[[nodiscard]] std::optional<Point> decrypt(const Ciphertext& ciphertext, const Scalar& secret);
[[nodiscard]] std::optional<Ciphertext> rerandomize(const Ciphertext& ciphertext, const Point& public_key,
                                                    const Scalar& random);
[[nodiscard]] std::optional<Ciphertext> rekey(const Ciphertext& ciphertext, const Scalar& rekey_factor);
[[nodiscard]] std::optional<Ciphertext> reshuffle(const Ciphertext& ciphertext, const Scalar& reshuffle_factor);
/// Reshuffle and rekey at once (RSK); equal inputs give equal outputs.
[[nodiscard]] std::optional<Ciphertext> transcrypt(const Ciphertext& ciphertext, const Scalar& reshuffle_factor,
                                                   const Scalar& rekey_factor);
/// The same after rerandomizing (RRSK).
[[nodiscard]] std::optional<Ciphertext> transcrypt_afresh(const Ciphertext& ciphertext, const Point& public_key,
                                                          const Scalar& random, const Scalar& reshuffle_factor,
                                                          const Scalar& rekey_factor);

/// The global secret, blinded by every transcryptor; it may then be destroyed.
[[nodiscard]] Scalar blind_secret(const Scalar& secret, std::span<const Scalar> blinding_factors);
/// What one transcryptor gives a party for one session.
[[nodiscard]] Scalar session_share(const Scalar& rekey_factor, const Scalar& blinding_factor);
/// The secret of a session, from the blinded secret and the share of every transcryptor.
[[nodiscard]] Scalar session_secret(const Scalar& blinded_secret, std::span<const Scalar> shares);
/// The secret of the next session, when one transcryptor replaces its share.
[[nodiscard]] Scalar renew_session_secret(const Scalar& secret, const Scalar& old_share, const Scalar& new_share);

/// PKCS#7: up to 15 bytes in a block of 16; more gives nothing.
[[nodiscard]] std::optional<Block> pad_block(ByteView data);
[[nodiscard]] std::optional<Bytes> unpad_block(const Block& block);
/// PKCS#7 to whole blocks, then `further_blocks` blocks of zeros.
[[nodiscard]] std::vector<Block> pad_blocks(ByteView data, std::size_t further_blocks);
/// The Lizard encoding of a block as a point.
[[nodiscard]] Point encode_block(const Block& block);

/// 64 bytes, both halves points.
[[nodiscard]] std::optional<Ciphertext> read_ciphertext(ByteView bytes);
[[nodiscard]] Bytes write_ciphertext(const Ciphertext& ciphertext);
/// 88 characters of base64 in the URL-safe alphabet, with padding.
[[nodiscard]] std::optional<Ciphertext> read_ciphertext_text(std::string_view text);
[[nodiscard]] std::string write_ciphertext_text(const Ciphertext& ciphertext);

}  // namespace kolk::crypto::pep
