#include "connectors/facts.hpp"

#include "tests/support/drop_folder.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

class FixedClock : public kolk::base::Clock {
public:
    [[nodiscard]] kolk::base::Instant now() const override {
        return *kolk::base::parse_instant("2026-11-22T06:00:00Z");
    }
};

}  // namespace

/// Every line of a facts file is a fact, a refusal or empty.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const kolk::tests::TemporaryFolder folder;
    static const FixedClock clock;
    folder.put("casus.ndjson", "{\"as_of\": \"2026-11-22T05:00:00Z\", \"party\": \"school:de-linde\"}\n" +
                                   std::string{reinterpret_cast<const char*>(data), size});
    kolk::connectors::FolderFacts facts{"facts", {"school", "de-linde"}, folder.path(), "00AA00", clock};
    const auto files = facts.read();
    if (!files || files->size() != 1 || !files->front().readable) std::abort();
    for (const auto& line : files->front().lines) {
        if (line.child.empty()) std::abort();
    }
    return 0;
}
