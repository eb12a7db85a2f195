#include "schemas/read.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kolk::schemas {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// `field code` of each fault.
std::vector<std::string> faults_of(std::string_view json, const Limits& limits = {}) {
    std::vector<std::string> faults;
    for (const Fault& fault : read_record(json, limits).faults) {
        EXPECT_FALSE(fault.text.text.empty());
        faults.push_back(fault.field + ' ' + std::string{fault.code.text});
    }
    return faults;
}

/// The faults of a record of this type with these fields.
std::vector<std::string> faults_in(std::string_view type, std::string_view fields) {
    return faults_of("{\"type\":\"" + std::string{type} + "\",\"fields\":" + std::string{fields} + "}");
}

TEST(Reading, AcceptsARecordWithItsSubject) {
    const Reading reading = read_record(R"({"type": "verzuimmelding",
        "fields": {"melding_id": "M-1", "type": "16u-4w", "begindatum": "2026-10-01", "omvang": 18.5,
                   "grondslag": "ongeoorloofd", "status": "geregistreerd", "einddatum": ""},
        "subject": {"naam": "Voorbeeld, Sam", "geboortedatum": "2011-03-02", "bsn": "999900006", "leerjaar": 3}})");
    EXPECT_TRUE(reading.ok());
    EXPECT_EQ(reading.record.type, "verzuimmelding");
    EXPECT_FALSE(reading.record.fields.has("einddatum"));
    ASSERT_TRUE(reading.subject);
    EXPECT_EQ(reading.subject->text("geboortedatum"), "2011-03-02");
}

TEST(Reading, ReportsEveryFaultAtOnce) {
    EXPECT_THAT(
        faults_of(R"({"type": "verzuimmelding", "extra": 1,
        "fields": {"type": "17u", "begindatum": "2026-02-30", "omvang": "18", "roosteruren": -1, "acties_school": true,
                   "vreemd": "x"},
        "subject": {"bsn": "123456789", "brin": "00aa", "case_key": "ko1.x", "vreemd": 1}})"),
        UnorderedElementsAre("(unknown field) field.unknown", "type field.code", "begindatum field.format",
                             "omvang field.type", "roosteruren field.range", "acties_school field.type",
                             "(unknown field) field.unknown", "subject.bsn field.format", "subject.brin field.format",
                             "subject.case_key field.barred", "subject.(unknown field) field.unknown"));
}

TEST(Reading, AnEmptySubjectIsNoSubject) {
    const Reading reading = read_record(R"({"type": "blokkade", "fields": {"datum": "2026-10-01"}, "subject": {}})");
    EXPECT_TRUE(reading.ok());
    EXPECT_EQ(reading.subject, std::nullopt);
}

TEST(Reading, LimitsComeFirst) {
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    EXPECT_THAT(faults_of("{\"type\": \"opp\", \"fields\": {\"begin\": " + deep + "}}"),
                ElementsAre("(record) record.too-deep"));
    EXPECT_THAT(faults_of(std::string(64 * 1024 + 1, '{')), ElementsAre("(record) record.too-large"));
    EXPECT_THAT(faults_of(std::string(1'000'000, '['), {.bytes = 1u << 20, .depth = 64}),
                ElementsAre("(record) record.too-deep"));
}

TEST(Reading, SaysWhatIsNoRecord) {
    EXPECT_THAT(faults_of(""), ElementsAre("(record) record.not-json"));
    EXPECT_THAT(faults_of("{\"type\": \"opp\""), ElementsAre("(record) record.not-json"));
    EXPECT_THAT(faults_of("{\"type\": \"\xff\"}"), ElementsAre("(record) record.not-json"));
    EXPECT_THAT(faults_of("[]"), ElementsAre("(record) record.shape"));
    EXPECT_THAT(faults_of("{}"), ElementsAre("type record.shape", "fields record.shape"));
    EXPECT_THAT(faults_of(R"({"type": 1, "fields": [], "subject": 2})"),
                ElementsAre("type record.shape", "fields record.shape", "subject record.shape"));
}

TEST(Reading, AnUnknownTypeIsNotKept) {
    const Reading reading = read_record(R"({"type": "999900006", "fields": {"naam": "x"}})");
    ASSERT_EQ(reading.faults.size(), 1u);
    EXPECT_EQ(reading.faults[0].code.text, "record.type-unknown");
    EXPECT_EQ(reading.record.type, "");
}

TEST(Checking, AKeyOrAFirstDateWillDo) {
    EXPECT_THAT(faults_in("verzuimmelding", R"({"melding_id": "M-1"})"), IsEmpty());
    EXPECT_THAT(faults_in("verzuimmelding", R"({"begindatum": "2026-10-01"})"), IsEmpty());
    EXPECT_THAT(faults_in("verzuimmelding", R"({"type": "lrv"})"), ElementsAre("melding_id record.key-missing"));
    EXPECT_THAT(faults_in("verzuimmelding", R"({"melding_id": ""})"),
                UnorderedElementsAre("(record) record.empty", "melding_id record.key-missing"));
}

TEST(Checking, ATypeWithNeitherHoldsAtLeastOneField) {
    EXPECT_THAT(faults_in("hulpvraag", R"({"urgentie": "hoog"})"), IsEmpty());
    EXPECT_THAT(faults_in("hulpvraag", "{}"), ElementsAre("(record) record.empty"));
    EXPECT_THAT(faults_in("tlv-aanvraag", R"({"gevraagd_type": "vso"})"), IsEmpty());
}

TEST(Checking, APeriodEndsOnOrAfterItsStart) {
    EXPECT_THAT(faults_in("tlv-besluit", R"({"begin": "2026-08-01", "eind": "2026-08-01"})"), IsEmpty());
    EXPECT_THAT(faults_in("tlv-besluit", R"({"begin": "2026-08-01", "eind": "2026-07-31"})"),
                ElementsAre("eind record.period"));
}

TEST(Checking, ClosedListsAreClosedAndOpenListsAreShort) {
    EXPECT_THAT(faults_in("jeugdhulp-status", R"({"datum": "2026-10-01", "status": "geheim"})"),
                ElementsAre("status field.code"));
    EXPECT_THAT(faults_in("verzuimmelding", R"({"melding_id": "M-1", "reden": "eigen code van een regio"})"),
                IsEmpty());
    EXPECT_THAT(faults_in("verzuimmelding", "{\"melding_id\": \"M-1\", \"reden\": \"" + std::string(41, 'r') + "\"}"),
                ElementsAre("reden field.too-long"));
}

TEST(Checking, LengthCountsCharactersNotBytes) {
    std::string forty;
    for (int i = 0; i < 40; ++i) forty += "ë";
    EXPECT_THAT(faults_in("verzuimmelding", "{\"melding_id\": \"" + forty + "\"}"), IsEmpty());
    EXPECT_THAT(faults_in("verzuimmelding", "{\"melding_id\": \"" + forty + "x\"}"),
                ElementsAre("melding_id field.too-long"));
}

TEST(Checking, TextIsCleanUtf8) {
    EXPECT_THAT(faults_in("opp", R"({"begin": "2026-10-01", "begeleiding": "regel\n\tregel"})"), IsEmpty());
    EXPECT_THAT(faults_in("opp", R"({"begin": "2026-10-01", "begeleiding": "\u0000"})"),
                ElementsAre("begeleiding field.encoding"));
    for (const std::string_view text :
         {"\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"}) {
        Record record{"opp", Content{{{"begin", "2026-10-01"}, {"begeleiding", text}}}};
        const auto faults = check(record);
        ASSERT_EQ(faults.size(), 1u);
        EXPECT_EQ(faults[0].code.text, "field.encoding");
    }
}

TEST(Checking, NumbersKeepTheirRange) {
    EXPECT_THAT(faults_in("mazl-advies", R"({"evaluatiedatum": "2026-12-01", "belastbaarheid": 100})"), IsEmpty());
    EXPECT_THAT(faults_in("mazl-advies", R"({"evaluatiedatum": "2026-12-01", "belastbaarheid": 100.5})"),
                ElementsAre("belastbaarheid field.range"));
    EXPECT_THAT(faults_in("risico-uitval", R"({"laatste_schooldag": "2026-10-01", "niveau": 1.5})"),
                ElementsAre("niveau field.type"));
    EXPECT_THAT(faults_in("risico-uitval", R"({"laatste_schooldag": "2026-10-01", "niveau": 2.0})"), IsEmpty());
}

TEST(Checking, WalksListsAndObjectsWhereTheSchemaHasThem) {
    EXPECT_THAT(faults_in("contactgegevens", R"({"gezag": [{"persoon": "ouder-1", "datum": "2026-01-01"}]})"),
                IsEmpty());
    EXPECT_THAT(faults_in("contactgegevens", R"({"gezag": [{"persoon": 1}, {"datum": "gisteren", "vreemd": 1}, "x"]})"),
                ElementsAre("gezag.persoon field.type", "gezag.datum field.format",
                            "gezag.(unknown field) field.unknown", "gezag field.type"));
    EXPECT_THAT(faults_in("contactgegevens", R"({"adres": ["x"], "telefoon": {"x": 1}})"),
                ElementsAre("adres field.type", "telefoon field.type"));
    EXPECT_THAT(faults_in(
                    "casusoverleg", R"({"datum": "2026-10-01", "rollen": [)" +
                                        [] {
                                            std::string rollen = "\"jgz\"";
                                            for (int i = 0; i < 20; ++i) rollen += ",\"jgz\"";
                                            return rollen;
                                        }() +
                                        "]}"),
                ElementsAre("rollen field.too-many"));
}

TEST(Checking, NoSourceFillsTheGatewaysPseudonymOrAnEckId) {
    EXPECT_THAT(faults_in("leerling-id", R"({"naam": "x", "case_key": "ko1.x", "eck_id": "x"})"),
                ElementsAre("case_key field.barred", "eck_id field.barred"));
    EXPECT_THAT(faults_in("opp", R"({"begin": "2026-10-01", "begeleiding": "zie https://ketenid.nl/201703/0123"})"),
                ElementsAre("begeleiding field.eck-id"));
}

TEST(Checking, AConsentMayCarryTheHashOfItsText) {
    const std::string hash(64, 'a');
    EXPECT_THAT(faults_in("toestemming",
                          R"({"consent_id": "c-1", "given_at": "2026-09-01", "text_version_hash": ")" + hash + "\"}"),
                IsEmpty());
    EXPECT_THAT(faults_in("toestemming", R"({"consent_id": ")" + hash + "\"}"), ElementsAre("consent_id field.eck-id"));
}

TEST(IdentifyingText, PrefersTheKeyOverTheDate) {
    const RecordType& type = *find_record_type("oza-plaatsing");
    EXPECT_EQ(identifying_text(type, Content{{{"oza_id", "O-1"}, {"intake_datum", "2026-10-01"}}}), "O-1");
    EXPECT_EQ(identifying_text(type, Content{{{"start", "2026-11-01"}, {"intake_datum", "2026-10-01"}}}), "2026-10-01");
    EXPECT_EQ(identifying_text(type, Content{{{"start", "2026-11-01"}}}), "2026-11-01");
    EXPECT_EQ(identifying_text(*find_record_type("hulpvraag"), Content{{{"urgentie", "hoog"}}}), "");
}

}  // namespace
}  // namespace kolk::schemas
