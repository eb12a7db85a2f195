#include "connectors/jgz/fhir.hpp"
#include "tests/support/fhir_server.hpp"
#include "tests/support/recording_sink.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace {

using namespace kolk;
using namespace kolk::tests;

/// Published FHIR resources, fed in by force: no question of ours would return them.
class FhirSamples : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(standards_folder() / "fhir-r4-examples")) {
            GTEST_SKIP() << "the published FHIR samples are absent; set KOLK_STANDARDS to the folder that holds them";
        }
    }

    static RecordingSink force(const std::string& file) {
        auto text = file_text(standards_folder() / file);
        if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
        ScriptedTransport transport;
        serve(transport, {page_of({parse_object(text)})});
        connectors::jgz::FhirSettings settings;
        settings.name = "fhir";
        settings.base_url = fhir_base;
        settings.patient_system = patient_system;
        settings.issuer = "ggd-voorbeeld";
        connectors::jgz::FhirSource source{settings, *base::Zone::find("Europe/Amsterdam"), transport};
        connectors::Wanted wanted;
        wanted.fields["mazl-advies"] = {"belastbaarheid", "opbouwschema", "evaluatiedatum", "vervolg"};
        RecordingSink sink;
        EXPECT_TRUE(source.pull(wanted, sink));
        return sink;
    }
};

TEST_F(FhirSamples, EncountersAndPatientsAreQuarantined) {
    const std::vector<std::pair<std::string, std::string>> samples{
        {"fhir-r4-examples/Encounter-For-Patient-f001.json", "fhir.no-code"},
        {"fhir-r4-examples/encounter-example.json", "fhir.no-code"},
        {"fhir-nl-core/json/nl-core-Encounter-01.json", "fhir.no-subject"},
        {"fhir-nl-core/json/nl-core-Patient-01.json", "fhir.unreferenced"},
    };
    for (const auto& [file, reason] : samples) {
        const auto sink = force(file);
        EXPECT_TRUE(sink.statements.empty());
        ASSERT_EQ(sink.refusals.size(), 1U) << file;
        EXPECT_EQ(sink.refusals[0].reason.text, reason) << file;
        EXPECT_EQ(sink.refusals[0].countable, reason != "fhir.unreferenced");
    }
}

TEST_F(FhirSamples, EveryOtherResourceIsRefusedOrDropped) {
    for (const auto* folder : {"fhir-r4-examples", "fhir-nl-core/json"}) {
        for (const auto& entry : std::filesystem::directory_iterator{standards_folder() / folder}) {
            if (entry.path().extension() != ".json") continue;
            const auto sink = force(std::filesystem::relative(entry.path(), standards_folder()));
            EXPECT_TRUE(sink.statements.empty()) << entry.path();
            EXPECT_EQ(sink.refusals.size() + sink.unasked, 1U) << entry.path();
        }
    }
}

}  // namespace
