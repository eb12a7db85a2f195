#include "connectors/feeds/acknowledgements.hpp"
#include "connectors/jeugdhulp/ijw.hpp"
#include "connectors/jgz/fhir.hpp"
#include "schemas/read.hpp"
#include "tests/support/care_message.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/drop_folder.hpp"
#include "tests/support/fhir_server.hpp"
#include "tests/support/recording_sink.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace kolk;
using namespace kolk::tests;

/// Texts of the content that may stand in no message of ours, however the input is damaged.
const std::vector<std::string> planted{"Zyxmarker", "999990019", "2012-03-04", "JGZ-Zyx"};

void nothing_shows(const RecordingSink& sink) {
    for (const auto& refusal : sink.refusals) {
        const auto visible = visible_text(refusal);
        for (const auto& content : planted) ASSERT_EQ(visible.find(content), std::string::npos) << visible;
    }
}

void statements_are_records(const RecordingSink& sink) {
    for (const auto& statement : sink.statements) {
        ASSERT_FALSE(statement.identifiers.empty());
        ASSERT_FALSE(statement.key.reveal().empty());
        ASSERT_TRUE(statement.taken_back || schemas::check(statement.record).empty());
    }
}

TEST(DamagedInput, OfYouthCareIsReadOrRefusedAndShowsNothing) {
    std::mt19937 random{20261122};
    connectors::Wanted wanted;
    wanted.fields["jeugdhulp-status"] = {"status", "datum"};
    const TemporaryFolder folder;
    std::vector<std::string> kinds{"JW301", "JW305", "JW307"};
    std::size_t read = 0;
    for (int round = 0; round < 20; ++round) {
        constexpr int files = 60;
        for (int i = 0; i < files; ++i) {
            CareMessage message;
            message.kind = kinds[random() % 3];
            message.surname = planted[0];
            const bool inside = random() % 3 != 0;
            const auto text =
                inside ? message.envelope(base::to_base64(base::as_bytes(damaged(message.payload(), random))))
                       : damaged(message.text(), random);
            folder.put(planted[0] + std::to_string(i), text);
        }
        RecordingSink sink;
        connectors::jeugdhulp::IjwSource source{"ijw", folder.path(), "9901"};
        ASSERT_TRUE(source.pull(wanted, sink));
        EXPECT_GE(sink.statements.size() + sink.refusals.size() + sink.unasked, std::size_t{files}) << "one vanished";
        nothing_shows(sink);
        statements_are_records(sink);
        read += sink.statements.size();
    }
    EXPECT_GT(read, 0U) << "the damage is so great that nothing is tested";
}

TEST(DamagedInput, OfYouthHealthCareIsReadOrRefusedAndShowsNothing) {
    std::mt19937 random{20261122};
    connectors::Wanted wanted;
    wanted.fields["mazl-advies"] = {"belastbaarheid", "opbouwschema", "evaluatiedatum", "vervolg"};
    auto resources = consult();
    resources[1]["valueString"] = planted[0];
    const auto page = page_of(resources);
    connectors::jgz::FhirSettings settings;
    settings.name = "fhir";
    settings.base_url = fhir_base;
    settings.patient_system = patient_system;
    settings.issuer = "ggd-voorbeeld";
    std::size_t read = 0;
    for (int i = 0; i < 3000; ++i) {
        ScriptedTransport transport;
        const auto text = damaged(page, random);
        serve(transport, {text});
        connectors::jgz::FhirSource source{settings, *base::Zone::find("Europe/Amsterdam"), transport};
        RecordingSink sink;
        const auto pulled = source.pull(wanted, sink);
        if (!pulled) {
            ASSERT_TRUE(sink.statements.empty());
            for (const auto& content : planted) {
                ASSERT_EQ(pulled.error().for_operator.find(content), std::string::npos);
            }
        }
        const bool vanished = sink.statements.empty() && sink.refusals.empty() && sink.unasked == 0;
        EXPECT_FALSE(vanished && text.find(R"("entry":[{)") != std::string::npos) << "what came vanished";
        nothing_shows(sink);
        statements_are_records(sink);
        read += sink.statements.size();
    }
    EXPECT_GT(read, 0U) << "the damage is so great that nothing is tested";
}

TEST(DamagedInput, OfReceiversAcknowledgesNothingThatWasNotOffered) {
    std::mt19937 random{20261122};
    const std::string id = "01890a5d-ac96-774b-bcce-b302099a8057";
    const std::string text = R"({"exchange_id":")" + id + R"(","result":"contested","fields":["opp.begeleiding"]})" +
                             "\n" + R"({"exchange_id":"other","result":"accepted"})" + "\n";
    for (int i = 0; i < 20'000; ++i) {
        const auto reading = connectors::feeds::read_acknowledgements(
            damaged(text, random), [&id](std::string_view offered) { return offered == id; });
        ASSERT_LE(reading.acknowledgements.size(), 1U);
        for (const auto& one : reading.acknowledgements) {
            ASSERT_EQ(one.exchange_id, id);
            ASSERT_TRUE(one.result == "contested" || one.result == "accepted") << one.result;
            for (const auto& field : one.fields) ASSERT_EQ(field, "opp.begeleiding");
        }
    }
}

}  // namespace
