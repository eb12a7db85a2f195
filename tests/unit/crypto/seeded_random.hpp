#pragma once

#include "schemas/base/random.hpp"

#include <cstdint>
#include <random>
#include <span>

namespace kolk::crypto::test {

/// The same bytes for the same seed.
class SeededRandom final : public base::Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_{seed} {}
    void fill(std::span<std::uint8_t> out) override {
        for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(engine_() & 255);
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace kolk::crypto::test
