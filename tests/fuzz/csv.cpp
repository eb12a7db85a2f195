#include "connectors/csv.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Every row lies within the input, and the end comes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    kolk::connectors::csv::Reader reader{text, 256};
    kolk::connectors::csv::Row row;
    std::size_t rows = 0;
    while (reader.next(row)) {
        if (row.raw.empty() || ++rows > size) std::abort();
    }
    return 0;
}
