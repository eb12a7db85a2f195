#include "connectors/facts.hpp"

#include "connectors/barred.hpp"
#include "tests/support/drop_folder.hpp"
#include "tests/support/recording_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace kolk;
using kolk::connectors::FactFile;
using kolk::connectors::Identifier;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class FixedClock : public base::Clock {
public:
    [[nodiscard]] base::Instant now() const override { return *base::parse_instant("2026-11-22T06:00:00Z"); }
};

std::vector<FactFile> read(const std::string& party, const std::map<std::string, std::string>& files,
                           connectors::Limits limits = {}) {
    const tests::TemporaryFolder folder;
    for (const auto& [name, content] : files) folder.put(name, content);
    const FixedClock clock;
    connectors::FolderFacts facts{
        "facts-de-linde", *schemas::Party::parse(party), folder.path(), "00AA00", clock, limits};
    auto read = facts.read();
    EXPECT_TRUE(read.has_value());
    return std::move(*read);
}

std::string heading(const std::string& party = "school:de-linde", const std::string& as_of = "2026-11-22T05:00:00Z") {
    return R"({"as_of": ")" + as_of + R"(", "party": ")" + party + "\"}\n";
}

/// The only file of a folder with this content.
FactFile one(const std::string& content, const std::string& party = "school:de-linde", connectors::Limits limits = {}) {
    auto files = read(party, {{"casus.ndjson", content}}, limits);
    EXPECT_THAT(files, SizeIs(1));
    return files.empty() ? FactFile{} : std::move(files.front());
}

std::string only_reason(const FactFile& file) {
    EXPECT_THAT(file.lines, IsEmpty());
    return file.refusals.size() == 1 ? std::string{file.refusals.front().reason.text} : "not one refusal";
}

const std::string opened = R"("case": {"purpose": "verzuimoverleg", "opened": "2026-11-01"})";

TEST(Facts, ReadsTheFilesOfAParty) {
    const auto files =
        read("school:de-linde",
             {{"toestemming.ndjson", heading()},
              {"casus.ndjson", heading() + R"({"child": {"number": "LN0001", "bsn": "999990019"}, )" + opened +
                                   "}\r\n\n" + R"({"child": {"bsn": "999990019"}, "objections": []})"},
              {"leesmij.txt", "x"}});
    ASSERT_THAT(files, SizeIs(2));
    const auto& cases = files[0];
    EXPECT_EQ(cases.kind, "casus");
    EXPECT_EQ(cases.party.text(), "school:de-linde");
    EXPECT_EQ(cases.as_of, base::parse_instant("2026-11-22T05:00:00Z"));
    EXPECT_TRUE(cases.readable);
    EXPECT_THAT(cases.refusals, IsEmpty());
    ASSERT_THAT(cases.lines, SizeIs(2));
    EXPECT_EQ(cases.lines[0].facts.canonical(), R"({"case":{"opened":"2026-11-01","purpose":"verzuimoverleg"}})");
    ASSERT_THAT(cases.lines[0].child, SizeIs(2));
    EXPECT_EQ(cases.lines[0].child[0].kind, Identifier::Kind::local);
    EXPECT_EQ(cases.lines[0].child[0].issuer, "00AA00");
    EXPECT_EQ(cases.lines[0].child[0].value.reveal(), "LN0001");
    EXPECT_EQ(cases.lines[0].child[1].kind, Identifier::Kind::bsn);
    EXPECT_EQ(cases.lines[0].place.line, 2U);
    EXPECT_EQ(cases.lines[1].place.line, 4U);
    EXPECT_EQ(files[1].kind, "toestemming");
    EXPECT_THAT(files[1].lines, IsEmpty());
}

TEST(Facts, AByteOrderMarkAndWhiteSpaceAroundANumberChangeNothing) {
    const auto file = one("\xEF\xBB\xBF" + heading() + "{\"child\": {\"number\": \" LN0001\u00a0\\t\"}}\n" +
                          R"({"child": {"bsn": " 999990019 "}})");
    ASSERT_TRUE(file.readable);
    ASSERT_THAT(file.lines, SizeIs(2));
    EXPECT_EQ(file.lines[0].child.front().value.reveal(), "LN0001");
    EXPECT_EQ(file.lines[1].child.front().value.reveal(), "999990019");
    EXPECT_EQ(only_reason(one(heading() + R"({"child": {"number": "  "}})")), "record.faulty");
}

TEST(Facts, AFirstLineThatCannotBeTrustedKeepsWhatWasKnown) {
    const std::string line = R"({"child": {"number": "LN0001"}})";
    for (const auto& first :
         {heading("school:de-linde", "2026-11-22T06:00:01Z"), heading("school:de-linde", "gisteren"),
          heading("school:de-linde", "2026-11-22"), heading("school:het-baken"), heading("school"),
          heading("leerplicht:de-linde"), std::string{"\n"}, std::string{"[]\n"}, std::string{"{}\n"},
          std::string{"{\"as_of\": 1, \"party\": 2}\n"}}) {
        const auto file = one(first + line);
        EXPECT_FALSE(file.readable) << first;
        EXPECT_EQ(only_reason(file), "record.faulty") << first;
    }
    EXPECT_FALSE(one("").readable);
    EXPECT_TRUE(one(heading("school:de-linde", "2026-11-22T06:00:00Z") + line).readable);
}

TEST(Facts, AKeyThatStandsTwiceOverrulesNothing) {
    const auto file =
        one(heading() + R"({"child": {"number": "LN0001"}, "restricted": true, "restricted": false})" + "\n");
    EXPECT_EQ(only_reason(file), "payload.not-json");
}

TEST(Facts, AFileWithAMisspeltNameIsRefused) {
    const auto files = read("school:de-linde", {{"bezwaren.ndjson", heading()}, {"Bezwaar.NDJSON", heading()}});
    ASSERT_THAT(files, SizeIs(2));
    for (const auto& file : files) {
        EXPECT_FALSE(file.readable);
        EXPECT_EQ(only_reason(file), "facts.unknown-file");
    }
}

TEST(Facts, AProbeTellsWhatWouldHoldEverythingBack) {
    const auto probed = [](const std::map<std::string, std::string>& files) {
        const tests::TemporaryFolder folder;
        for (const auto& [name, content] : files) folder.put(name, content);
        const FixedClock clock;
        connectors::FolderFacts facts{"facts", *schemas::Party::parse("school:de-linde"), folder.path(), "00AA00",
                                      clock};
        const auto found = facts.probe();
        return found ? std::string{} : std::string{found.error().category.text};
    };
    EXPECT_EQ(probed({{"bezwaar.ndjson", heading()}}), "");
    EXPECT_EQ(probed({{"bezwaar.ndjson", heading() + "[]\n"}}), "") << "one bad line is no fault of the source";
    EXPECT_EQ(probed({}), "") << "nobody has begun yet";
    EXPECT_EQ(probed({{"casus.ndjson", heading()}}), "facts.no-objections");
    EXPECT_EQ(probed({{"bezwaar.ndjson", heading()}, {"casus.ndjson", "garbage\n"}}), "record.faulty");
}

TEST(Facts, OnlyEntitledPartiesNameAChildByBsn) {
    const std::string line = R"({"child": {"bsn": "999990019"}, )" + opened + "}\n";
    for (const auto* role :
         {"school", "gemeente-jeugd", "leerplicht", "doorstroompunt", "jgz", "jeugdhulpaanbieder", "mbo", "gi"}) {
        const auto party = std::string{role} + ":voorbeeld";
        EXPECT_THAT(one(heading(party) + line, party).lines, SizeIs(1)) << role;
    }
    for (const auto* role : {"swv-po", "swv-vo", "oza-school", "onderwijsconsulent", "veilig-thuis"}) {
        const auto party = std::string{role} + ":voorbeeld";
        const auto file = one(heading(party) + line, party);
        EXPECT_EQ(only_reason(file), "deny.bsn") << role;
        EXPECT_TRUE(file.refusals.at(0).incident);
        EXPECT_FALSE(file.refusals.at(0).keep);
        EXPECT_TRUE(file.readable);
    }
}

TEST(Facts, BarredNumbersDestroyTheirLine) {
    for (const auto& line :
         {std::string{R"({"child": {"number": "999990019"}})"},
          R"({"child": {"number": "https://ketenid.nl/201703/)" + std::string(128, 'b') + R"("}})",
          std::string{R"({"child": {"number": "LN0001"}, "consents": [{"recorded_by": "balie 999990019"}]})"},
          R"({"child": {"number": "LN0001"}, "consents": [{"evidence_ref": "https://ketenid.nl/201703/)" +
              std::string(128, 'b') + R"("}]})",
          R"({"child": {"number": "LN0001"}, "case": {"id": ")" + std::string(128, 'b') + R"("}})",
          std::string{R"({"child": {"number": "LN0001"}, "consents": [{"text_version_hash": "999990019"}]})"},
          std::string{R"({"child": {"number": "LN0001"}, "999990019": true})"},
          std::string{R"({"child": {"number": "LN0001"}, "born": 999990019})"}}) {
        const auto file = one(heading() + line);
        EXPECT_EQ(only_reason(file), "deny.bsn") << line;
        EXPECT_FALSE(file.refusals.at(0).keep);
        EXPECT_TRUE(file.refusals.at(0).incident);
    }
    const auto digests = one(heading() + R"({"child": {"number": "LN0001"}, "consents": [{"text_version_hash": ")" +
                             std::string(64, 'a') + R"(", "consent_id": "019a0000-0000-7000-8000-aa999990019a"}]})");
    EXPECT_THAT(digests.lines, SizeIs(1));
}

TEST(Facts, ABadLineIsOnlyThatLine) {
    const std::string good = R"({"child": {"number": "LN0009"}})";
    const std::vector<std::pair<std::string, std::string>> bad{
        {"{", "payload.not-json"},
        {"[]", "payload.not-json"},
        {"\"\xFF\"", "payload.not-json"},
        {std::string(100, '[') + std::string(100, ']'), "payload.not-json"},
        {"{}", "record.key-missing"},
        {R"({"child": {}})", "record.key-missing"},
        {R"({"child": "LN0001"})", "record.key-missing"},
        {R"({"child": {"number": 7}})", "record.faulty"},
        {R"({"child": {"bsn": "999999999"}})", "record.faulty"},
        {R"({"child": {"number": "LN0001", "naam": "x"}})", "record.faulty"},
        {"{\"x\": \"" + std::string(70'000, 'x') + "\"}", "facts.too-long"}};
    for (const auto& [line, reason] : bad) {
        const auto file = one(heading() + line + "\n" + good);
        ASSERT_THAT(file.refusals, SizeIs(1)) << line.substr(0, 80);
        EXPECT_EQ(file.refusals[0].reason.text, reason) << line.substr(0, 80);
        EXPECT_EQ(file.refusals[0].place.line, 2U);
        EXPECT_THAT(file.lines, SizeIs(1));
    }
}

TEST(Facts, KeepsToItsLimits) {
    connectors::Limits limits;
    limits.rows = 2;
    const std::string line = R"({"child": {"number": "LN0009"}})"
                             "\n";
    const auto many = one(heading() + line + line + line + line, "school:de-linde", limits);
    EXPECT_THAT(many.lines, SizeIs(2));
    ASSERT_THAT(many.refusals, SizeIs(1));
    EXPECT_EQ(many.refusals[0].reason.text, "facts.too-many-lines");

    limits = {};
    limits.file_bytes = 10;
    EXPECT_FALSE(one(heading(), "school:de-linde", limits).readable);
}

TEST(Facts, AMissingFolderIsAFaultOfTheSource) {
    const FixedClock clock;
    connectors::FolderFacts facts{"facts", *schemas::Party::parse("school:de-linde"), "/nowhere/at/all", "00AA00",
                                  clock};
    EXPECT_FALSE(facts.read());
    EXPECT_FALSE(facts.probe());
}

TEST(Facts, NothingOfTheInputStandsInARefusal) {
    const std::string marker = "Zwanenveld";
    const auto quoted = "\"" + marker + "\"";
    std::vector<FactFile> files;
    files.push_back(one(heading() + marker + "\n{" + quoted + ": 1}\n{\"child\": {" + quoted +
                        ": 1}}\n{\"child\": {\"bsn\": " + quoted + "}}\n{\"child\": {\"number\": \"" + marker +
                        " 999990019\"}}\n"));
    files.push_back(one("{\"as_of\": " + quoted + "}"));
    files.push_back(one(heading(marker)));
    std::size_t refusals = 0;
    for (const auto& file : files) {
        for (const auto& refusal : file.refusals) {
            EXPECT_THAT(tests::visible_text(refusal), Not(HasSubstr(marker)));
            ++refusals;
        }
    }
    EXPECT_EQ(refusals, 7U);
}

TEST(Barred, FindsNumbersAmidWordsAndNotInDigests) {
    using connectors::holds_national_number;
    for (const auto* text :
         {"999990019", "BSN 999990019.", "bsn:999990019", "BSN999990019", "9999.90.019", "101222331",
          "overleg 999.990.019", "overleg 999 990 019 en verder", "zie 9999-90-019", "nr 9999.90-019.",
          "\xEF\xBC\x99\xEF\xBC\x99\xEF\xBC\x99\xEF\xBC\x99\xEF\xBC\x99\xEF\xBC\x90\xEF\xBC\x90\xEF\xBC\x91\xEF\xBC"
          "\x99",
          "999\xC2\xA0"
          "990\xE2\x80\xAF"
          "019",
          "a999990019", "Zon, a999990019", "999990019a", "Ada999990019", "Bea999.990.019", "999/990/019",
          "9999/90/019"}) {
        EXPECT_TRUE(holds_national_number(text)) << text;
    }
    for (const auto* text :
         {"", "999990018", "1999990019", "9999900190", "0612345678", "LN000001", "op 999 99 0019",
          "22-11-2026 999990018", "999 990 0190", "2026/9/99990019", "019a0000-0000-7000-8000-aa999990019a",
          "019a0000-0000-7000-8000-999990019abc", "sha256 0123456789abcdefa999990019abcdef", "a999990019abcdefabcd"}) {
        EXPECT_FALSE(holds_national_number(text)) << text;
    }
}

}  // namespace
