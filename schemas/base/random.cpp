#include "schemas/base/random.hpp"

#include "schemas/base/bytes.hpp"

#include <array>

namespace kolk::base {

std::string uuid7(Instant now, Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    auto millis = static_cast<std::uint64_t>(now.time_since_epoch().count());
    for (std::size_t i = 6; i-- > 0; millis >>= 8) bytes[i] = static_cast<std::uint8_t>(millis & 255);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x70);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    const std::string hex = to_hex(bytes);
    return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' +
           hex.substr(20);
}

}  // namespace kolk::base
