#include "connectors/jeugdhulp/message.hpp"
#include "schemas/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace kolk::connectors;

/// A message that is read has all that its schema demands.
void read_as(std::string_view function, const jeugdhulp::Envelope& envelope) {
    const auto* kind = jeugdhulp::find_kind(function, "0003", "0002");
    const auto message = jeugdhulp::read_message(*kind, envelope, 64);
    if (message && (message->products.empty() || message->identification.empty())) std::abort();
}

}  // namespace

/// The input as an envelope, and as the content of one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto envelope = jeugdhulp::read_envelope({reinterpret_cast<const char*>(data), size}, 64);
    if (envelope && *envelope) read_as("JW301", **envelope);
    jeugdhulp::Envelope wrapping;
    wrapping.payload = kolk::base::Confidential{kolk::base::to_base64({data, size})};
    for (const auto* function : {"JW301", "JW305", "JW307"}) read_as(function, wrapping);
    return 0;
}
