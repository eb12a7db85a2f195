#include "crypto/pep.hpp"

#include "crypto/digest.hpp"

#include <sodium.h>

#include <algorithm>

namespace kolk::crypto::pep {
namespace {

template <class Array>
std::optional<Array> as_array(ByteView bytes) {
    Array array{};
    if (bytes.size() != array.size()) return std::nullopt;
    std::ranges::copy(bytes, array.begin());
    return array;
}

std::optional<Ciphertext> pair(const std::optional<Point>& blinding, const std::optional<Point>& masked) {
    if (!blinding || !masked) return std::nullopt;
    return Ciphertext{*blinding, *masked};
}

/// s*C with B multiplied by s/k: two multiplications whatever the operation.
std::optional<Ciphertext> scale(const Ciphertext& ciphertext, const Scalar& blinding_factor,
                                const Scalar& masked_factor) {
    return pair(multiply(blinding_factor, ciphertext.blinding), multiply(masked_factor, ciphertext.masked));
}

}  // namespace

Scalar::~Scalar() {
    sodium_memzero(bytes.data(), bytes.size());
}

bool operator==(const Scalar& left, const Scalar& right) {
    return sodium_memcmp(left.bytes.data(), right.bytes.data(), left.bytes.size()) == 0;
}

std::optional<Scalar> read_scalar(ByteView bytes) {
    initialise();
    const auto value = as_array<std::array<std::uint8_t, 32>>(bytes);
    if (!value || sodium_is_zero(value->data(), value->size()) == 1) return std::nullopt;
    // The library has no check for a canonical scalar, but reducing one leaves it as it is.
    WideDigest wide{};
    std::ranges::copy(*value, wide.begin());
    const Scalar scalar{*value};
    const Scalar reduced = reduce(wide);
    sodium_memzero(wide.data(), wide.size());
    if (!(scalar == reduced)) return std::nullopt;
    return scalar;
}

Scalar reduce(const WideDigest& digest) {
    initialise();
    Scalar scalar;
    crypto_core_ristretto255_scalar_reduce(scalar.bytes.data(), digest.data());
    if (sodium_is_zero(scalar.bytes.data(), scalar.bytes.size()) == 1) scalar.bytes[0] = 1;
    return scalar;
}

Scalar multiply(const Scalar& left, const Scalar& right) {
    Scalar product;
    crypto_core_ristretto255_scalar_mul(product.bytes.data(), left.bytes.data(), right.bytes.data());
    return product;
}

Scalar invert(const Scalar& scalar) {
    Scalar inverse;
    if (crypto_core_ristretto255_scalar_invert(inverse.bytes.data(), scalar.bytes.data()) != 0) {
        base::broken("zero has no inverse and is no scalar here");
    }
    return inverse;
}

Scalar from_to(const Scalar& from, const Scalar& to) {
    return multiply(invert(from), to);
}

std::optional<Point> read_point(ByteView bytes) {
    initialise();
    auto point = as_array<Point>(bytes);
    if (!point || crypto_core_ristretto255_is_valid_point(point->data()) != 1) return std::nullopt;
    return point;
}

Point map_to_point(const WideDigest& digest) {
    initialise();
    Point point{};
    crypto_core_ristretto255_from_hash(point.data(), digest.data());
    return point;
}

std::optional<Point> multiply(const Scalar& scalar, const Point& point) {
    Point product{};
    if (crypto_scalarmult_ristretto255(product.data(), scalar.bytes.data(), point.data()) != 0) return std::nullopt;
    return product;
}

Point multiply_base(const Scalar& scalar) {
    Point product{};
    if (crypto_scalarmult_ristretto255_base(product.data(), scalar.bytes.data()) != 0) {
        base::broken("a scalar that is not zero never gives the identity");
    }
    return product;
}

std::optional<Point> add(const Point& left, const Point& right) {
    Point sum{};
    if (crypto_core_ristretto255_add(sum.data(), left.data(), right.data()) != 0) return std::nullopt;
    return sum;
}

std::optional<Point> subtract(const Point& left, const Point& right) {
    Point difference{};
    if (crypto_core_ristretto255_sub(difference.data(), left.data(), right.data()) != 0) return std::nullopt;
    return difference;
}

Scalar derive_factor(FactorKind kind, ByteView secret, std::string_view text) {
    WideDigest digest = hmac_sha512(secret, {big_endian(static_cast<std::uint32_t>(kind)), base::as_bytes(text)});
    const Scalar factor = reduce(digest);
    sodium_memzero(digest.data(), digest.size());
    return factor;
}

std::optional<Ciphertext> encrypt(const Point& message, const Point& public_key, const Scalar& random) {
    const auto mask = multiply(random, public_key);
    if (!mask) return std::nullopt;
    return pair(multiply_base(random), add(message, *mask));
}

std::optional<Point> decrypt(const Ciphertext& ciphertext, const Scalar& secret) {
    const auto mask = multiply(secret, ciphertext.blinding);
    if (!mask) return std::nullopt;
    return subtract(ciphertext.masked, *mask);
}

std::optional<Ciphertext> rerandomize(const Ciphertext& ciphertext, const Point& public_key, const Scalar& random) {
    const auto mask = multiply(random, public_key);
    if (!mask) return std::nullopt;
    return pair(add(ciphertext.blinding, multiply_base(random)), add(ciphertext.masked, *mask));
}

std::optional<Ciphertext> rekey(const Ciphertext& ciphertext, const Scalar& rekey_factor) {
    return pair(multiply(invert(rekey_factor), ciphertext.blinding), ciphertext.masked);
}

std::optional<Ciphertext> reshuffle(const Ciphertext& ciphertext, const Scalar& reshuffle_factor) {
    return scale(ciphertext, reshuffle_factor, reshuffle_factor);
}

std::optional<Ciphertext> transcrypt(const Ciphertext& ciphertext, const Scalar& reshuffle_factor,
                                     const Scalar& rekey_factor) {
    return scale(ciphertext, from_to(rekey_factor, reshuffle_factor), reshuffle_factor);
}

std::optional<Ciphertext> transcrypt_afresh(const Ciphertext& ciphertext, const Point& public_key, const Scalar& random,
                                            const Scalar& reshuffle_factor, const Scalar& rekey_factor) {
    const auto fresh = rerandomize(ciphertext, public_key, random);
    if (!fresh) return std::nullopt;
    return transcrypt(*fresh, reshuffle_factor, rekey_factor);
}

Scalar blind_secret(const Scalar& secret, std::span<const Scalar> blinding_factors) {
    Scalar blinded = secret;
    for (const Scalar& factor : blinding_factors) blinded = from_to(factor, blinded);
    return blinded;
}

Scalar session_share(const Scalar& rekey_factor, const Scalar& blinding_factor) {
    return multiply(rekey_factor, blinding_factor);
}

Scalar session_secret(const Scalar& blinded_secret, std::span<const Scalar> shares) {
    Scalar secret = blinded_secret;
    for (const Scalar& share : shares) secret = multiply(secret, share);
    return secret;
}

Scalar renew_session_secret(const Scalar& secret, const Scalar& old_share, const Scalar& new_share) {
    return multiply(secret, from_to(old_share, new_share));
}

std::optional<Block> pad_block(ByteView data) {
    if (data.size() >= Block{}.size()) return std::nullopt;
    return pad_blocks(data, 0).front();
}

std::optional<Bytes> unpad_block(const Block& block) {
    const std::size_t padding = block.back();
    if (padding == 0 || padding > block.size()) return std::nullopt;
    const auto end = block.end() - static_cast<std::ptrdiff_t>(padding);
    if (std::any_of(end, block.end(), [&](std::uint8_t byte) { return byte != padding; })) return std::nullopt;
    return Bytes{block.begin(), end};
}

std::vector<Block> pad_blocks(ByteView data, std::size_t further_blocks) {
    std::vector<Block> blocks(data.size() / Block{}.size() + 1 + further_blocks);
    for (std::size_t i = 0; i < data.size(); ++i) blocks[i / Block{}.size()][i % Block{}.size()] = data[i];
    const std::size_t used = data.size() % Block{}.size();
    Block& last = blocks[data.size() / Block{}.size()];
    std::fill(last.begin() + static_cast<std::ptrdiff_t>(used), last.end(),
              static_cast<std::uint8_t>(last.size() - used));
    return blocks;
}

Point encode_block(const Block& block) {
    // The library adds the images of two halves, and zero maps to the identity: a zero second half leaves Lizard's map.
    const Digest digest = sha256(block);
    WideDigest wide{};
    std::ranges::copy(digest, wide.begin());
    std::ranges::copy(block, wide.begin() + 8);
    wide[0] &= 254;
    wide[31] &= 63;
    return map_to_point(wide);
}

std::optional<Ciphertext> read_ciphertext(ByteView bytes) {
    if (bytes.size() != 64) return std::nullopt;
    return pair(read_point(bytes.first(32)), read_point(bytes.last(32)));
}

Bytes write_ciphertext(const Ciphertext& ciphertext) {
    return concatenate({ciphertext.blinding, ciphertext.masked});
}

std::optional<Ciphertext> read_ciphertext_text(std::string_view text) {
    initialise();
    Bytes bytes(64);
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
                          sodium_base64_VARIANT_URLSAFE) != 0 ||
        size != bytes.size() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return read_ciphertext(bytes);
}

std::string write_ciphertext_text(const Ciphertext& ciphertext) {
    const Bytes bytes = write_ciphertext(ciphertext);
    std::string text(sodium_base64_ENCODED_LEN(64, sodium_base64_VARIANT_URLSAFE), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE);
    text.pop_back();  // the library's terminating zero
    return text;
}

}  // namespace kolk::crypto::pep
