#include "gateway/config/configuration.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Whatever the bytes: a configuration or faults, never both and never neither; what reads also prints and reads back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace config = kolk::gateway::config;
    const std::string_view yaml{reinterpret_cast<const char*>(data), size};
    const config::Reading reading = config::read(yaml, "/region");
    if (reading.configuration.has_value() != reading.faults.empty()) std::abort();
    if (!reading.configuration) return 0;
    static_cast<void>(config::host_faults(*reading.configuration));
    const std::string printed = config::print(yaml);
    if (config::print(printed) != printed) std::abort();
    return 0;
}
