#include "crypto/digest.hpp"

#include <sodium.h>

#include <algorithm>

namespace kolk::crypto {

std::optional<Digest> as_digest(ByteView bytes) {
    Digest digest{};
    if (bytes.size() != digest.size()) return std::nullopt;
    std::ranges::copy(bytes, digest.begin());
    return digest;
}

Bytes concatenate(std::initializer_list<ByteView> parts) {
    std::size_t size = 0;
    for (const ByteView part : parts) size += part.size();
    Bytes whole;
    whole.reserve(size);
    for (const ByteView part : parts) whole.insert(whole.end(), part.begin(), part.end());
    return whole;
}

std::array<std::uint8_t, 4> big_endian(std::uint32_t number) {
    return {static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16 & 255),
            static_cast<std::uint8_t>(number >> 8 & 255), static_cast<std::uint8_t>(number & 255)};
}

Bytes join_parts(std::initializer_list<ByteView> parts) {
    Bytes joined;
    for (const ByteView part : parts) {
        if (part.size() > 0xffffffffu) base::broken("a part has less than 4 GiB");
        const auto length = big_endian(static_cast<std::uint32_t>(part.size()));
        joined.insert(joined.end(), length.begin(), length.end());
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
}

Digest sha256(ByteView bytes) {
    initialise();
    Digest digest{};
    crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
    return digest;
}

Digest blake2b(const SecretKey& key, ByteView message) {
    if (key.size() < crypto_generichash_KEYBYTES_MIN || key.size() > crypto_generichash_KEYBYTES_MAX) {
        base::broken("the key of a keyed digest is 16 to 64 bytes");
    }
    Digest digest{};
    crypto_generichash(digest.data(), digest.size(), message.data(), message.size(), key.reveal().data(), key.size());
    return digest;
}

Digest keyed_digest(const SecretKey& key, std::initializer_list<ByteView> parts) {
    return blake2b(key, join_parts(parts));
}

std::array<std::uint8_t, 64> hmac_sha512(ByteView key, std::initializer_list<ByteView> message) {
    initialise();
    crypto_auth_hmacsha512_state state;
    constexpr std::uint8_t no_key = 0;  // the library wants an address, also where there are no bytes
    crypto_auth_hmacsha512_init(&state, key.empty() ? &no_key : key.data(), key.size());
    for (const ByteView part : message) crypto_auth_hmacsha512_update(&state, part.data(), part.size());
    std::array<std::uint8_t, 64> code{};
    crypto_auth_hmacsha512_final(&state, code.data());
    sodium_memzero(&state, sizeof state);
    return code;
}

}  // namespace kolk::crypto
