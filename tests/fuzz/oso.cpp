#include "connectors/swv/oso_dossier.hpp"
#include "tests/support/recording_sink.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Any bytes become a flaw or records, with every gate and every field asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kolk::connectors;
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    auto wanted = kolk::tests::wants({"opp"});
    wanted.fields["tlv-besluit"] = {"tlv_nummer", "categorie", "begin", "eind", "swv_code"};

    static_cast<void>(swv::read_recipient(bytes, 64));
    auto head = swv::read_head(bytes, 64);
    if (!head) return 0;
    head->career = true;
    const auto dossier = swv::read_asked(bytes, *head, {true, true}, wanted, 64);
    if (!dossier) return 0;
    static_cast<void>(swv::subject_of(*dossier, *head, wanted, {}));
    for (const auto& record : swv::records_of(*dossier)) static_cast<void>(kolk::schemas::check(record.record));
    return 0;
}
