#define LLVMFuzzerTestOneInput fuzz_acknowledgements
#include "tests/fuzz/acknowledgements.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_csv
#include "tests/fuzz/csv.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_facts
#include "tests/fuzz/facts.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_fhir
#include "tests/fuzz/fhir.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_ijw
#include "tests/fuzz/ijw.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mapping
#include "tests/fuzz/mapping.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_oso
#include "tests/fuzz/oso.cpp"
#undef LLVMFuzzerTestOneInput

#include "tests/support/care_message.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/fhir_server.hpp"
#include "tests/support/oso_dossier.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace kolk::tests;

/// What libFuzzer does at length, shortly and under every compiler: the targets meet a sound input and damaged ones.
struct Target {
    const char* name;
    int (*run)(const std::uint8_t*, std::size_t);
    std::string sound;
    int rounds;

    void meets(const std::string& text) const { run(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()); }
};

void PrintTo(const Target& target, std::ostream* out) {
    *out << target.name;
}

std::vector<Target> targets() {
    const auto mapping = file_text(std::filesystem::path{KOLK_SOURCE_DIR} / "connectors/mappings/school.yaml");
    CareMessage start;
    start.kind = "JW305";
    return {
        {"acknowledgements", fuzz_acknowledgements,
         "{\"exchange_id\": \"a\", \"result\": \"contested\", \"fields\": [\"opp.begeleiding\"]}\n"
         "{\"exchange_id\": \"b\", \"result\": \"refused: not-our-child\"}\n",
         20'000},
        {"csv", fuzz_csv, "naam;datum;reden\r\n\"Berg; \"\"van de\"\"\";2026-11-02;ziek\r\n\"twee\nregels\";;\r\n",
         20'000},
        {"facts", fuzz_facts,
         "{\"child\": {\"number\": \"LN-1\", \"bsn\": \"999990019\"}, \"case\": {\"purpose\": \"verzuimoverleg\", "
         "\"opened\": \"2026-10-04\"}}\n",
         2000},
        {"fhir", fuzz_fhir, page_of(consult()), 5000},
        {"ijw", fuzz_ijw, CareMessage{}.text(), 1500},
        {"ijw_payload", fuzz_ijw, start.payload(), 1500},
        {"mapping", fuzz_mapping, mapping, 300},
        {"oso", fuzz_oso, OsoDossier{}.text(), 1500},
    };
}

class FuzzTarget : public testing::TestWithParam<Target> {};

TEST_P(FuzzTarget, HoldsForDamagedInput) {
    const Target& target = GetParam();
    std::mt19937 random{20261122};
    target.meets("");
    target.meets(target.sound);
    for (int round = 0; round < target.rounds; ++round) target.meets(damaged(target.sound, random));
}

INSTANTIATE_TEST_SUITE_P(All, FuzzTarget, testing::ValuesIn(targets()),
                         [](const auto& param) { return std::string{param.param.name}; });

}  // namespace
