#pragma once

#include "schemas/base/time.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace kolk::base {

/// Where randomness comes from; tests pin it. An implementation may be called from several threads.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// A UUID version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits; lower case.
std::string uuid7(Instant now, Random& random);

}  // namespace kolk::base
