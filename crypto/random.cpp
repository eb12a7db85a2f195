#include "crypto/random.hpp"

#include "crypto/keys.hpp"

#include <sodium.h>

namespace kolk::crypto {

SystemRandom::SystemRandom() {
    initialise();
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
    randombytes_buf(out.data(), out.size());
}

}  // namespace kolk::crypto
