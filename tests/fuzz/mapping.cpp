#include "connectors/mapping.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// A mapping is either sound or has a fault with a place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto reading = kolk::connectors::mapping::read_mapping({reinterpret_cast<const char*>(data), size});
    if (reading.mapping.has_value() != reading.faults.empty()) std::abort();
    for (const auto& fault : reading.faults) {
        if (fault.line < 1 || fault.column < 1 || fault.text.empty()) std::abort();
    }
    return 0;
}
