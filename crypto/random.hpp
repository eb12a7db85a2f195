#pragma once

#include "schemas/base/random.hpp"

namespace kolk::crypto {

/// The operating system's randomness through libsodium. Safe from any thread.
class SystemRandom : public base::Random {
public:
    SystemRandom();
    void fill(std::span<std::uint8_t> out) override;
};

}  // namespace kolk::crypto
