#include "schemas/read.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Any bytes become a record or faults, never a crash; what is read can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using kolk::schemas::Content;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto reading = kolk::schemas::read_record(text);
    const auto again = Content::parse(reading.record.fields.canonical());
    if (reading.ok() && again != reading.record.fields) std::abort();
    return 0;
}
