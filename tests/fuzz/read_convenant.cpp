#include "policies/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Any bytes become a convenant or faults with a place, never both and never a crash.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto reading = kolk::policies::read_convenant(text);
    if ((reading.convenant == nullptr) == reading.faults.empty()) std::abort();
    for (const auto& fault : reading.faults) {
        if (fault.line < 1 || fault.column < 1 || fault.text.empty()) std::abort();
    }
    return 0;
}
