#include "connectors/swv/oso.hpp"
#include "tests/support/drop_folder.hpp"
#include "tests/support/recording_sink.hpp"
#include "tests/support/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace kolk;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// The published dossiers of OSO 2019.1, and what must come of each.
class OsoSamples : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(samples())) {
            GTEST_SKIP() << "the published OSO samples are absent; set KOLK_STANDARDS to the folder that holds them";
        }
    }

    static std::filesystem::path samples() { return tests::standards_folder() / "oso-2019.1"; }

    static tests::RecordingSink pull(const std::filesystem::path& folder) {
        auto wanted = tests::wants({});
        wanted.fields["opp"] = {"opgesteld_op"};
        wanted.fields["tlv-besluit"] = {"tlv_nummer", "categorie", "begin", "eind", "swv_code"};
        connectors::swv::OsoSource source{"oso", folder, {{"Apeldoorn", "0200"}}};
        tests::RecordingSink sink;
        EXPECT_TRUE(source.pull(wanted, sink));
        return sink;
    }
};

TEST_F(OsoSamples, DossiersToASamenwerkingsverbandGiveOneOppAndOneTlvEach) {
    const auto sink = pull(samples() / "examples-PaO");
    EXPECT_THAT(sink.refusals, IsEmpty());
    EXPECT_EQ(sink.unasked, 0U);
    ASSERT_EQ(sink.statements.size(), 8U);  // by name: POSWV full, POSWV opt_out, VOSWV full, VOSWV opt_out
    for (std::size_t i = 0; i < 8; ++i) {
        const auto& statement = sink.statements[i];
        const auto& first = sink.statements[i % 2];
        EXPECT_EQ(statement.record.type, i % 2 == 0 ? "opp" : "tlv-besluit");
        EXPECT_EQ(statement.record.fields, first.record.fields);
        EXPECT_EQ(statement.key, first.key);
        EXPECT_EQ(statement.recipient_role, i < 4 ? "swv-po" : "swv-vo");
        EXPECT_EQ(statement.bound_by_source, "");
        EXPECT_EQ(statement.sender_branch, "00YY00");
        EXPECT_THAT(statement.notes, IsEmpty());
    }
    EXPECT_EQ(sink.statements[0].record.fields.canonical(), R"({"opgesteld_op":"2015-05-04"})");
    EXPECT_EQ(
        sink.statements[1].record.fields.canonical(),
        R"({"begin":"2016-04-04","categorie":"L","eind":"2018-07-31","swv_code":"PO00YY","tlv_nummer":"55667788abcd"})");
    EXPECT_EQ(sink.statements[0].subject.canonical(),
              R"({"brin":"00YY","geboortedatum":"2003-03-17","geslacht":"M","groep":"8","leerjaar":"8",)"
              R"("naam":"Berg, Björn","schoolsoort":"SO","vestiging":"00YY00","voorvoegsel":"van de",)"
              R"("woongemeente":"0200"})");
    EXPECT_EQ(sink.statements[6].subject.text("leerjaar"), "2");
    EXPECT_EQ(sink.statements[6].subject.text("schoolsoort"), "VSO");
}

TEST_F(OsoSamples, WithinOneSectorTheOptedOutDossierSaysTheSame) {
    const auto sink = pull(samples() / "examples-PaO");
    ASSERT_EQ(sink.statements.size(), 8U);
    for (const std::size_t i : {0U, 1U, 4U, 5U}) {
        EXPECT_EQ(sink.statements[i].subject, sink.statements[i + 2].subject);
    }
}

TEST_F(OsoSamples, DossiersBetweenSchoolsAreNotAskedForAndLeaveNothing) {
    const auto sink = pull(samples() / "examples-OV");
    EXPECT_THAT(sink.statements, IsEmpty());
    EXPECT_THAT(sink.refusals, IsEmpty());
    EXPECT_THAT(sink.asked, IsEmpty());
    EXPECT_EQ(sink.unasked, 4U);
}

}  // namespace
