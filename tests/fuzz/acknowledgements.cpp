#include "connectors/feeds/acknowledgements.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Whatever a receiver answers, only ids that were offered come out of it, each once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto offered = [](std::string_view id) { return id.size() == 1; };
    const auto reading = kolk::connectors::feeds::read_acknowledgements(text, offered);
    std::set<std::string> seen;
    for (const auto& one : reading.acknowledgements) {
        if (!offered(one.exchange_id) || !seen.insert(one.exchange_id).second) std::abort();
    }
    return 0;
}
