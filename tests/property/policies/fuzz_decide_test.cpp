#define LLVMFuzzerTestOneInput fuzz_decide
#include "tests/fuzz/decide.cpp"
#undef LLVMFuzzerTestOneInput

#include "tests/support/convenant.hpp"
#include "tests/support/damage.hpp"

#include <random>

// What libFuzzer does at length, shortly and under every compiler: damaged records and facts come to a decision.

namespace kolk::tests {
namespace {

void meets(const std::string& text) {
    fuzz_decide(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

TEST(FuzzDecide, HoldsForDamagedRecordsAndFacts) {
    std::mt19937 random{20261122};
    meets("");
    for (const schemas::RecordType& type : schemas::record_types()) {
        const json::object record{{"type", type.id}, {"fields", full_fields(type.id)}, {"subject", example_subject()}};
        const json::object facts =
            favourable_facts("verzuimoverleg", "school:de-linde", "leerplicht:eikendal", type.id);
        const std::string sound = json::serialize(record) + "\n" + json::serialize(facts);
        meets(sound);
        for (int round = 0; round < 5; ++round) meets(damaged(sound, random));
    }
}

}  // namespace
}  // namespace kolk::tests
