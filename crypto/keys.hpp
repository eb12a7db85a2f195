#pragma once

#include "schemas/base/bytes.hpp"
#include "schemas/base/random.hpp"
#include "schemas/base/result.hpp"

#include <cstddef>
#include <memory>
#include <ostream>
#include <span>

namespace kolk::crypto {

using base::Bytes;
using base::ByteView;
using base::Result;

/// Key bytes in locked memory (sodium_malloc) that are wiped when the last copy goes. Copies share the memory, which is
/// read-only. Cannot be printed; comparison takes constant time. Safe from any thread.
class SecretKey {
public:
    /// Copies `bytes`; the caller wipes its own.
    static SecretKey copy(ByteView bytes);
    static SecretKey random(std::size_t size, base::Random& random);

    [[nodiscard]] std::span<const std::uint8_t> reveal() const noexcept { return {memory_.get(), size_}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    friend bool operator==(const SecretKey& left, const SecretKey& right);
    friend std::ostream& operator<<(std::ostream&, const SecretKey&) = delete;

private:
    SecretKey(std::shared_ptr<std::uint8_t> memory, std::size_t size) : memory_{std::move(memory)}, size_{size} {}
    std::shared_ptr<std::uint8_t> memory_;
    std::size_t size_ = 0;
};

/// An Ed25519 key pair (RFC 8032).
class SigningKey {
public:
    /// From its 32-byte seed.
    static SigningKey from_seed(const SecretKey& seed);
    [[nodiscard]] Bytes sign(ByteView message) const;  ///< 64 bytes
    [[nodiscard]] const Bytes& public_key() const noexcept { return public_; }

private:
    SigningKey(SecretKey secret, Bytes public_key) : secret_{std::move(secret)}, public_{std::move(public_key)} {}
    SecretKey secret_;  // libsodium's 64 bytes
    Bytes public_;
};

[[nodiscard]] bool verify_signature(ByteView message, ByteView signature, ByteView public_key);

}  // namespace kolk::crypto
