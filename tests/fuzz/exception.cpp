#include "gateway/exceptions/document.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// What reads as an exception is written and read again as the same, so that what was signed stays what is shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using kolk::gateway::exceptions::Document;
    const auto document = Document::parse({reinterpret_cast<const char*>(data), size});
    if (!document) return 0;
    const auto again = Document::parse(document->text());
    if (!again || again->text() != document->text()) std::abort();
    if (again->signed_text("voorbeeldregio") != document->signed_text("voorbeeldregio")) std::abort();
    return 0;
}
