#include "connectors/jeugdhulp/ijw.hpp"
#include "connectors/jeugdhulp/message.hpp"
#include "tests/support/drop_folder.hpp"
#include "tests/support/recording_sink.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace kolk;

/// The published messages of the municipal message service (GGK 2.1), and what must come of each.
class GgkSamples : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(samples())) {
            GTEST_SKIP() << "the published GGK samples are absent; set KOLK_STANDARDS to the folder that holds them";
        }
    }

    static std::filesystem::path samples() { return tests::standards_folder() / "ggk0210" / "voorbeeldberichten"; }

    static tests::RecordingSink pull(const std::filesystem::path& folder) {
        connectors::jeugdhulp::IjwSource source{"ijw", folder, "0548"};
        connectors::Wanted wanted;
        wanted.fields["jeugdhulp-status"] = {"status", "datum"};
        tests::RecordingSink sink;
        EXPECT_TRUE(source.pull(wanted, sink));
        return sink;
    }
};

TEST_F(GgkSamples, AreValidEnvelopesThatNobodyAskedFor) {
    const auto sink = pull(samples());
    EXPECT_TRUE(sink.refusals.empty());
    EXPECT_TRUE(sink.statements.empty());
    EXPECT_TRUE(sink.asked.empty());
    EXPECT_EQ(sink.unasked, 4U);
}

TEST_F(GgkSamples, GiveTheirControlDataAsPublished) {
    const auto envelope = connectors::jeugdhulp::read_envelope(
        tests::file_text(samples() / "envelopHeenbericht-ggk_Di01_v21-xml.xml"), 64);
    ASSERT_TRUE(envelope && *envelope);
    EXPECT_EQ((*envelope)->function, "WMO301");
    EXPECT_EQ((*envelope)->sender, "0548");
    EXPECT_EQ((*envelope)->receiver, "01023456");
    EXPECT_EQ((*envelope)->reference, "9c0f7b90-5c69-41e5-a837-0800200c9a66");
}

TEST_F(GgkSamples, TakenForAnAllocationTheirPayloadIsNoXml) {
    auto text = tests::file_text(samples() / "envelopHeenbericht-ggk_Di01_v21-xml.xml");
    const auto replace = [&text](const std::string& from, const std::string& to) {
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
    };
    replace(">WMO301<", ">JW301<");
    replace("<GGK:functieVersie>0002<", "<GGK:functieVersie>0003<");
    const tests::TemporaryFolder folder;
    folder.put("sample.xml", text);
    const auto sink = pull(folder.path());
    ASSERT_EQ(sink.refusals.size(), 1U);
    EXPECT_EQ(sink.refusals[0].reason.text, "payload.not-xml");
    EXPECT_FALSE(sink.refusals[0].countable);
}

}  // namespace
