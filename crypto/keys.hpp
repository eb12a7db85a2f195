#pragma once

#include "schemas/base/bytes.hpp"
#include "schemas/base/random.hpp"
#include "schemas/base/result.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <ostream>
#include <span>

namespace kolk::crypto {

using base::Bytes;
using base::ByteView;
using base::Result;

/// Starts libsodium. Every function of this room that needs it calls it; more than once, and from any thread, is fine.
void initialise();

/// Whether all key memory so far could be locked against swapping. When the limit (RLIMIT_MEMLOCK) is reached keys keep
/// working and stay out of core dumps, but may reach swap: `kolk check` warns.
[[nodiscard]] bool locked_memory_available();

/// Key bytes in locked memory that are wiped when the last copy goes. Copies share the memory, which nobody writes
/// again. Cannot be printed; comparison takes constant time. Safe from any thread.
class SecretKey {
public:
    /// Copies `bytes`; the caller wipes its own.
    static SecretKey copy(ByteView bytes);
    static SecretKey random(std::size_t size, base::Random& random);
    /// A key whose bytes `write` fills in place, so that they never lie elsewhere.
    static SecretKey make(std::size_t size, const std::function<void(std::span<std::uint8_t>)>& write);

    /// Empty after this key was moved from.
    [[nodiscard]] std::span<const std::uint8_t> reveal() const noexcept { return {memory_.get(), size()}; }
    [[nodiscard]] std::size_t size() const noexcept { return memory_ ? size_ : 0; }

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
    /// From its seed; any size but 32 bytes is a broken invariant.
    static SigningKey from_seed(const SecretKey& seed);
    [[nodiscard]] Bytes sign(ByteView message) const;  ///< 64 bytes
    [[nodiscard]] const Bytes& public_key() const noexcept { return public_; }

private:
    SigningKey(SecretKey secret, Bytes public_key) : secret_{std::move(secret)}, public_{std::move(public_key)} {}
    SecretKey secret_;  // libsodium's 64 bytes
    Bytes public_;
};

/// False as well for a signature or key of the wrong size.
[[nodiscard]] bool verify_signature(ByteView message, ByteView signature, ByteView public_key);

}  // namespace kolk::crypto
