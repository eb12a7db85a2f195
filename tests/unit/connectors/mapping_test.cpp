#include "connectors/mapping.hpp"

#include "tests/support/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using namespace kolk::connectors;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

mapping::MappingReading shipped(const std::string& name) {
    return mapping::read_mapping(
        kolk::tests::file_text(std::filesystem::path{KOLK_SOURCE_DIR} / "connectors" / "mappings" / name));
}

const std::string table = R"(mapping: 1
tables:
  - files: "*.csv"
    record: opp
    child: [{number: nummer, issuer: own}]
    fields: {opgesteld_op: {column: datum, as: date}}
)";

/// The fault of a mapping that has exactly one.
mapping::MappingFault only_fault(const std::string& yaml) {
    const auto reading = mapping::read_mapping(yaml);
    EXPECT_FALSE(reading.mapping.has_value());
    EXPECT_THAT(reading.faults, SizeIs(1)) << yaml;
    return reading.faults.empty() ? mapping::MappingFault{} : reading.faults.front();
}

std::string with(const std::string& old_part, const std::string& new_part) {
    auto text = table;
    return text.replace(text.find(old_part), old_part.size(), new_part);
}

TEST(Mapping, TheShippedFilesAreSound) {
    for (const auto* name : {"school.yaml", "swv.yaml", "gemeente.yaml", "oso.yaml"}) {
        const auto reading = shipped(name);
        for (const auto& fault : reading.faults) {
            ADD_FAILURE() << name << ":" << fault.line << ":" << fault.column << ": " << fault.text;
        }
    }
    EXPECT_EQ(shipped("school.yaml").mapping->tables.size(), 4U);
    EXPECT_EQ(shipped("swv.yaml").mapping->tables.size(), 3U);
    EXPECT_EQ(shipped("oso.yaml").mapping->code_lists.at("gemeente").at("Noordbroek"), "9905");
}

TEST(Mapping, ATableTakesWhatTheDefaultsSay) {
    const auto reading = shipped("swv.yaml");
    ASSERT_TRUE(reading.mapping);
    const auto* oza = reading.mapping->table_for("oza-2026.csv");
    ASSERT_NE(oza, nullptr);
    EXPECT_EQ(oza->record, "oza-plaatsing");
    EXPECT_EQ(oza->enrolment, "school");
    EXPECT_EQ(oza->named_recipient, "gastschool");
    EXPECT_FALSE(oza->creates_subject);
    EXPECT_THAT(oza->forbidden, ElementsAre("bsn"));
    ASSERT_THAT(oza->child, SizeIs(2));
    EXPECT_EQ(oza->child[0].issuer_column, "");
    EXPECT_EQ(oza->child[1].issuer_column, "school");
    EXPECT_EQ(reading.mapping->table_for("tlv-besluiten.csv")->named_recipient, "");
    EXPECT_EQ(reading.mapping->table_for("leesmij.txt"), nullptr);
    EXPECT_EQ(reading.mapping->table_for("OZA-2026.CSV"), oza) << "exports come from Windows too";
}

TEST(Mapping, TellsWhetherItReadsABsn) {
    EXPECT_TRUE(shipped("school.yaml").mapping->reads_bsn());
    EXPECT_FALSE(shipped("swv.yaml").mapping->reads_bsn());
}

TEST(Mapping, TellsWhetherItReadsWhoAnswersForYouthCare) {
    EXPECT_TRUE(shipped("gemeente.yaml").mapping->reads_responsible());
    EXPECT_FALSE(shipped("school.yaml").mapping->reads_responsible());
}

TEST(Mapping, FaultsNameTheirPlaceAndTheNearestWord) {
    const auto field = only_fault(with("opgesteld_op", "opgesteldop"));
    EXPECT_EQ(field.line, 6);
    EXPECT_EQ(field.column, 14);
    EXPECT_THAT(field.text, HasSubstr("opgesteld_op"));
    EXPECT_THAT(only_fault(with("record: opp", "record: op")).text, HasSubstr("opp"));
    EXPECT_THAT(only_fault(with("fields:", "enrollment: x\n    fields:")).text, HasSubstr("enrolment"));
    EXPECT_THAT(only_fault(with("as: date", "as: dates")).text, HasSubstr("date"));
    EXPECT_EQ(only_fault(with("mapping: 1", "mapping: 2")).line, 1);
}

TEST(Mapping, RefusesWhatWouldGuess) {
    EXPECT_THAT(only_fault(with("as: date", "codes: nergens")).text, HasSubstr("code_lists"));
    EXPECT_THAT(only_fault(with("record: opp", "record: opp\n    record: opp")).text, HasSubstr("twice"));
    EXPECT_THAT(only_fault(with("record: opp", "record: opp\n    dates: DD-MM")).text, HasSubstr("DD, MM and JJJJ"));
    EXPECT_THAT(only_fault(with("record: opp", "record: opp\n    decimal: ';'")).text, HasSubstr("decimal"));
    EXPECT_THAT(only_fault(with("record: opp", "record: opp\n    unknown_child: maybe")).text, HasSubstr("waits"));
    EXPECT_THAT(only_fault(with("{number: nummer, issuer: own}", "{bsn: bsn}")).text,
                HasSubstr("number of this source"));
    EXPECT_THAT(only_fault(with("{column: datum, as: date}", "{as: date}")).text, HasSubstr("column"));
    EXPECT_THAT(only_fault(with("record: opp", "record: opp\n    enrolment: [a]")).text, HasSubstr("text"));
}

TEST(Mapping, ReportsEveryFaultAtOnce) {
    EXPECT_THAT(mapping::read_mapping("mapping: 2\nwoord: x\ntables: {}").faults, SizeIs(3));
}

TEST(Mapping, SurvivesAnyBytes) {
    for (const auto& yaml : {std::string{}, std::string{"["}, std::string{"\0\xFF\xFE", 3}, std::string{"a: *b"},
                             std::string(2u << 20, 'x'), std::string(50'000, '['), std::string{"- - - -"},
                             std::string{"mapping: 1\ntables: [1, ~, {fields: 3}]"}}) {
        const auto reading = mapping::read_mapping(yaml);
        EXPECT_FALSE(reading.mapping.has_value());
        ASSERT_FALSE(reading.faults.empty());
        EXPECT_GE(reading.faults.front().line, 1);
        EXPECT_GE(reading.faults.front().column, 1);
    }
}

TEST(Mapping, ReadsDaysExactly) {
    using mapping::read_day;
    const auto day = kolk::base::parse_date("2026-02-01");
    EXPECT_EQ(read_day("01-02-2026", "DD-MM-JJJJ"), day);
    EXPECT_EQ(read_day("20260201", "JJJJMMDD"), day);
    EXPECT_EQ(read_day("2/1", "DD/MM"), std::nullopt);
    for (const auto* wrong : {"1-2-2026", "01-02-26", "2026-02-01", "31-02-2026", "01-02-2026 ", " 01-02-2026", "",
                              "01-13-2026", "00-01-2026", "01-02-20260"}) {
        EXPECT_EQ(read_day(wrong, "DD-MM-JJJJ"), std::nullopt) << wrong;
    }
}

TEST(Mapping, ReadsNumbersByTheirDecimalSign) {
    using mapping::read_number;
    EXPECT_EQ(read_number("12", ','), 12.0);
    EXPECT_EQ(read_number("1,5", ','), 1.5);
    EXPECT_EQ(read_number("-1,5", ','), -1.5);
    EXPECT_EQ(read_number("1.5", '.'), 1.5);
    for (const auto* wrong : {"", "-", "1.5", "1,", ",5", "1,5,5", "1e5", "0x10", "inf", "nan", "1 000", "+1"}) {
        EXPECT_EQ(read_number(wrong, ','), std::nullopt) << wrong;
    }
}

}  // namespace
