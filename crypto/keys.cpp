#include "crypto/keys.hpp"

#include "crypto/key_memory.hpp"

#include <sodium.h>

#include <algorithm>
#include <utility>

namespace kolk::crypto {

void initialise() {
    static const bool started = sodium_init() >= 0;
    if (!started) base::broken("the cryptographic library finds no source of randomness on this machine");
}

SecretKey SecretKey::make(std::size_t size, const std::function<void(std::span<std::uint8_t>)>& write) {
    auto memory = key_memory(size);
    write({memory.get(), size});
    return SecretKey{std::move(memory), size};
}

SecretKey SecretKey::copy(ByteView bytes) {
    return make(bytes.size(), [bytes](std::span<std::uint8_t> out) { std::ranges::copy(bytes, out.begin()); });
}

SecretKey SecretKey::random(std::size_t size, base::Random& random) {
    return make(size, [&random](std::span<std::uint8_t> out) { random.fill(out); });
}

bool operator==(const SecretKey& left, const SecretKey& right) {
    return left.size() == right.size() &&
           (left.size() == 0 || sodium_memcmp(left.memory_.get(), right.memory_.get(), left.size()) == 0);
}

SigningKey SigningKey::from_seed(const SecretKey& seed) {
    if (seed.size() != crypto_sign_SEEDBYTES) base::broken("the seed of a signing key is 32 bytes");
    Bytes public_key(crypto_sign_PUBLICKEYBYTES);
    SecretKey secret = SecretKey::make(crypto_sign_SECRETKEYBYTES, [&](std::span<std::uint8_t> out) {
        crypto_sign_seed_keypair(public_key.data(), out.data(), seed.reveal().data());
    });
    return SigningKey{std::move(secret), std::move(public_key)};
}

Bytes SigningKey::sign(ByteView message) const {
    Bytes signature(crypto_sign_BYTES);
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.reveal().data());
    return signature;
}

bool verify_signature(ByteView message, ByteView signature, ByteView public_key) {
    initialise();
    return signature.size() == crypto_sign_BYTES && public_key.size() == crypto_sign_PUBLICKEYBYTES &&
           crypto_sign_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) == 0;
}

}  // namespace kolk::crypto
