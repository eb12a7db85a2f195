#include "gateway/schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Whatever the text: a schedule that lies ahead, or a fault that lies within the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kolk;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    static const base::Zone zone = *base::Zone::find("Europe/Amsterdam");
    const base::Instant last = *base::parse_instant("2026-10-24T23:59:00Z");
    const auto parsed = gateway::parse_schedule(text);
    if (const auto* fault = std::get_if<gateway::ScheduleFault>(&parsed)) {
        if (fault->position > text.size() || fault->text.empty()) std::abort();
        return 0;
    }
    const auto next = gateway::next_after(std::get<gateway::Schedule>(parsed), last, zone);
    if (next && *next <= last) std::abort();
    return 0;
}
