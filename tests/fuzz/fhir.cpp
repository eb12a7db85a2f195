#include "connectors/jgz/advice.hpp"
#include "schemas/read.hpp"
#include "tests/support/recording_sink.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Whatever a server answers, a statement that comes out of it is a record by its schema about a child with a number.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kolk;
    static const auto zone = *base::Zone::find("Europe/Amsterdam");
    connectors::jgz::Answers answers{
        "https://jgz.example/fhir", "urn:local", {"belastbaarheid", "opbouwschema", "evaluatiedatum", "vervolg"}};
    if (!answers.add({reinterpret_cast<const char*>(data), size}, 1, 64)) return 0;
    tests::RecordingSink sink;
    connectors::jgz::tell(answers, {"fhir", "ggd-voorbeeld", zone}, sink);
    for (const auto& statement : sink.statements) {
        if (statement.identifiers.empty()) std::abort();
        if (!statement.taken_back && !schemas::check(statement.record).empty()) std::abort();
    }
    return 0;
}
