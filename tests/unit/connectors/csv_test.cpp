#include "connectors/csv.hpp"

#include "connectors/csv_source.hpp"
#include "tests/support/drop_folder.hpp"
#include "tests/support/recording_sink.hpp"
#include "tests/support/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace kolk;
using kolk::connectors::Identifier;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// The rows of a text; a row with a flaw is its reason.
std::vector<std::vector<std::string>> rows_of(const std::string& text, std::size_t row_bytes = 64u << 10) {
    connectors::csv::Reader reader{text, row_bytes};
    std::vector<std::vector<std::string>> rows;
    connectors::csv::Row row;
    while (reader.next(row)) {
        rows.push_back(row.flaw ? std::vector{std::string{row.flaw->reason.text}} : row.cells);
    }
    return rows;
}

TEST(CsvReader, ReadsBothDelimitersAllLineEndingsAndQuotes) {
    EXPECT_THAT(rows_of("a;b\r\n1;2\n\n3;\r4;5"),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2"), ElementsAre("3", ""), ElementsAre("4", "5")));
    EXPECT_THAT(rows_of("a,b\n1;2,3"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1;2", "3")));
    EXPECT_THAT(rows_of("a;b\n\"x;\"\"y\"\"\nz\"; c "),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("x;\"y\"\nz", "c")));
}

TEST(CsvReader, DecodesUtf8WithAndWithoutMarkAndWindows1252) {
    EXPECT_THAT(rows_of("\xEF\xBB\xBFnaam\n\xC3\xA9"), ElementsAre(ElementsAre("naam"), ElementsAre("\xC3\xA9")));
    EXPECT_THAT(rows_of("naam\n\xE9\x80"), ElementsAre(ElementsAre("naam"), ElementsAre("\xC3\xA9\xE2\x82\xAC")));
    EXPECT_THAT(rows_of("naam\n\x81"), ElementsAre(ElementsAre("naam"), ElementsAre("csv.encoding")));
}

TEST(CsvReader, ABrokenRowInUtf8IsOnlyThatRow) {
    EXPECT_THAT(rows_of("naam\n\xC3\xA9\n\xE9\nz"), ElementsAre(ElementsAre("naam"), ElementsAre("\xC3\xA9"),
                                                                ElementsAre("csv.encoding"), ElementsAre("z")));
    EXPECT_THAT(rows_of(std::string{"naam\na\0b\nz", 10}),
                ElementsAre(ElementsAre("naam"), ElementsAre("csv.encoding"), ElementsAre("z")));
}

TEST(CsvReader, AnOpenQuoteOrALongRowIsOnlyItsFirstLine) {
    EXPECT_THAT(rows_of("a;b\n\"1;2\n3;4"),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("csv.quote"), ElementsAre("3", "4")));
    EXPECT_THAT(rows_of("a;b\n\"1\"x;2\n3;4"),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("csv.quote"), ElementsAre("3", "4")));
    EXPECT_THAT(rows_of("a\n" + std::string(100, 'x') + "\nb", 50),
                ElementsAre(ElementsAre("a"), ElementsAre("csv.too-long"), ElementsAre("b")));
}

TEST(CsvReader, CountsLinesWithinQuotesToo) {
    const std::string text = "a\r\n\"x\r\ny\"\r\n\r\nz";
    connectors::csv::Reader reader{text, 1000};
    connectors::csv::Row row;
    std::vector<std::uint64_t> lines;
    while (reader.next(row)) lines.push_back(row.line);
    EXPECT_THAT(lines, ElementsAre(1U, 2U, 5U));
}

TEST(CsvReader, AQuoteBombEndsSoon) {
    std::string bomb = "a\n";
    for (int i = 0; i < 200'000; ++i) bomb += "\"x\n";
    EXPECT_GT(rows_of(bomb).size(), 50'000U);
}

connectors::Wanted everything() {
    auto wanted = tests::wants({});
    wanted.subject_fields.insert("bsn");
    wanted.fields["tlv-besluit"] = {"tlv_nummer", "type",     "categorie", "begin",
                                    "eind",       "swv_code", "besluit",   "bezwaar_tot"};
    wanted.fields["oza-plaatsing"] = {"oza_id", "start", "eind", "zorgroute"};
    wanted.fields["afspraken"] = {"actie", "datum"};
    wanted.fields["verzuimmelding"] = {"melding_id", "type",  "begindatum",   "einddatum",
                                       "omvang",     "reden", "acties_school"};
    wanted.fields["mazl-vraag"] = {"aantal_ziekmeldingen_12w", "verzuimuren", "gesprek_ouder_datum"};
    wanted.fields["jeugdhulp-status"] = {"status", "datum"};
    wanted.fields["tlv-aanvraag"] = {"gevraagd_type", "periode"};
    return wanted;
}

tests::RecordingSink pull_from(const tests::TemporaryFolder& folder, const std::string& mapping_name,
                               tests::RecordingSink sink = {}, connectors::Wanted wanted = everything(),
                               connectors::Limits limits = {}) {
    auto reading = connectors::mapping::read_mapping(
        tests::file_text(std::filesystem::path{KOLK_SOURCE_DIR} / "connectors" / "mappings" / mapping_name));
    connectors::CsvSource source{"bron", folder.path(), std::move(*reading.mapping), "VO00AA", limits};
    EXPECT_TRUE(source.pull(wanted, sink));
    return sink;
}

tests::RecordingSink pull(const std::string& mapping_name, const std::map<std::string, std::string>& files,
                          tests::RecordingSink sink = {}, connectors::Wanted wanted = everything(),
                          connectors::Limits limits = {}) {
    const tests::TemporaryFolder folder;
    for (const auto& [name, content] : files) folder.put(name, content);
    return pull_from(folder, mapping_name, std::move(sink), std::move(wanted), limits);
}

const std::string tlv_header =
    "dossiernummer;school;leerlingnummer;bsn;tlv_nummer;soort;categorie;begindatum;einddatum;besluit;bezwaar_tot\r\n";

tests::RecordingSink pull_tlv(const std::string& rows, tests::RecordingSink sink = {}) {
    return pull("swv.yaml", {{"tlv-besluiten.csv", tlv_header + rows}}, std::move(sink));
}

const std::string school_header =
    "vestiging;leerlingnummer;bsn;achternaam;voorvoegsel;voornaam;geboortedatum;geslacht;leerjaar;groep;schoolsoort;"
    "woongemeente;";
const std::string child_cells = "00AA00;LN000001;999990019;Berg;van de;Daan;17-03-2011;M;2;2f;havo;9901;";

tests::RecordingSink pull_verzuim(const std::string& rows, tests::RecordingSink sink = {}) {
    return pull(
        "school.yaml",
        {{"verzuim.csv",
          school_header + "melding_id;type;begindatum;einddatum;omvang;grondslag;reden;status;acties_school\n" + rows}},
        std::move(sink));
}

std::string only_reason(const tests::RecordingSink& sink) {
    EXPECT_THAT(sink.statements, IsEmpty());
    return sink.refusals.size() == 1 ? std::string{sink.refusals.front().reason.text} : "not one refusal";
}

TEST(CsvSource, ReadsATlvDecisionOfASamenwerkingsverband) {
    const auto sink = pull_tlv("D-0001;00AA00;LN000001;;TLV-1;vso;M;01-08-2026;31-07-2028;toegekend;12-09-2026\r\n");
    ASSERT_THAT(sink.statements, SizeIs(1));
    const auto& statement = sink.statements[0];
    EXPECT_EQ(statement.record.fields.canonical(),
              R"({"begin":"2026-08-01","besluit":"toegekend","bezwaar_tot":"2026-09-12","categorie":"M",)"
              R"("eind":"2028-07-31","swv_code":"VO00AA","tlv_nummer":"TLV-1","type":"vso"})");
    EXPECT_FALSE(statement.creates_subject);
    EXPECT_EQ(statement.enrolment, "00AA00");
    EXPECT_EQ(statement.key.reveal(), "VO00AA|D-0001|TLV-1");
    EXPECT_EQ(statement.place.line, 2U);
    ASSERT_THAT(statement.identifiers, SizeIs(2));
    EXPECT_EQ(statement.identifiers[0].issuer, "VO00AA");
    EXPECT_EQ(statement.identifiers[0].value.reveal(), "D-0001");
    EXPECT_EQ(statement.identifiers[1].issuer, "00AA00");
    EXPECT_EQ(statement.identifiers[1].value.reveal(), "LN000001");
}

TEST(CsvSource, ReadsAnAbsenceReportOfASchool) {
    const auto sink =
        pull_verzuim(child_cells + "VM-1;16u-4w;01-10-2026;;12,5;ongeoorloofd;onbekend;geregistreerd;gesprek\n");
    ASSERT_THAT(sink.statements, SizeIs(1)) << only_reason(sink);
    const auto& statement = sink.statements[0];
    EXPECT_EQ(statement.record.fields.canonical(),
              R"({"acties_school":"gesprek","begindatum":"2026-10-01","melding_id":"VM-1","omvang":12.5,)"
              R"("reden":"onbekend","type":"16u-4w"})");
    EXPECT_EQ(statement.subject.text("naam"), "Berg, Daan");
    EXPECT_EQ(statement.subject.text("bsn"), "999990019");
    EXPECT_EQ(statement.residence, "9901");
    EXPECT_EQ(statement.enrolment, "00AA00");
    EXPECT_EQ(statement.born, base::parse_date("2011-03-17"));
    EXPECT_TRUE(statement.creates_subject);
    ASSERT_THAT(statement.identifiers, SizeIs(2));
    EXPECT_EQ(statement.identifiers[1].kind, Identifier::Kind::bsn);
}

TEST(CsvSource, ReadsWhoAnswersForYouthCareAndAnEmptyCellAsTheMunicipalityOfResidence) {
    const auto sink =
        pull("gemeente.yaml", {{"jeugdhulp.csv",
                                "clientnummer;bsn;status;datum;contactpersoon;woongemeente;verantwoordelijke_gemeente\n"
                                "C-1;999990019;gestart;01-10-2026;;9902;9901\n"
                                "C-2;;gestart;01-10-2026;;9901;\n"
                                "C-3;;gestart;01-10-2026;;9901;Eikendal\n"}});
    ASSERT_THAT(sink.statements, SizeIs(2));
    EXPECT_EQ(sink.statements[0].residence, "9902");
    EXPECT_EQ(sink.statements[0].responsible, "9901");
    EXPECT_EQ(sink.statements[1].responsible, "");
    ASSERT_THAT(sink.refusals, SizeIs(1));
    EXPECT_EQ(sink.refusals[0].faults.front().field, "responsible");
    const auto silent = pull_verzuim(child_cells + "VM-1;16u-4w;01-10-2026;;;ongeoorloofd;onbekend;geregistreerd;\n");
    ASSERT_THAT(silent.statements, SizeIs(1));
    EXPECT_FALSE(silent.statements[0].responsible);
}

TEST(CsvSource, TheOtherTablesAreReadToo) {
    const auto swv =
        pull("swv.yaml",
             {{"afspraken.csv",
               "dossiernummer;school;leerlingnummer;bsn;actie;eigenaar_rol;datum;status\n"
               "D-1;00AA00;LN1;;bellen;school;01-11-2026;open\nD-1;00AA00;LN1;;bezoek;school;01-11-2026;open"},
              {"oza.csv",
               "dossiernummer;school;leerlingnummer;bsn;achternaam;voornaam;geboortedatum;oza_id;gastschool;"
               "aanmelder_rol;intake_datum;start;eind;onderwijsroute;zorgroute\n"
               "D-1;00AA00;LN1;;Berg;Kind;01-02-2012;OZA-1;00AF16;swv-vo;01-09-2026;01-10-2026;;x;individueel"}});
    EXPECT_THAT(swv.refusals, IsEmpty());
    ASSERT_THAT(swv.statements, SizeIs(3));
    EXPECT_EQ(swv.statements[0].record.type, "afspraken");
    EXPECT_FALSE(swv.statements[0].key == swv.statements[1].key);
    EXPECT_EQ(swv.statements[2].record.type, "oza-plaatsing");
    EXPECT_EQ(swv.statements[2].named_recipient, "00AF16");

    const auto school =
        pull("school.yaml",
             {{"mazl.csv", school_header +
                               "aantal_ziekmeldingen_12w;aaneengesloten_dagen;verzuimuren;vraag_code;"
                               "gesprek_ouder_datum\n" +
                               child_cells + "4;0;40;belastbaarheid;01-11-2026"},
              {"thuiszitters.csv", school_header +
                                       "categorie;startdatum;laatste_schooldag;uren_onderwijs;oorzaak_code;"
                                       "hulp_betrokken;zorgplichtige_school;regievoerder;volgende_actie;datum\n" +
                                       child_cells + "lrv-3m+;01-06-2026;30-05-2026;0;x;ja;De Linde;;;"},
              {"tlv-aanvragen.csv", school_header + "gevraagd_type;categorie;periode;opp_verwijzing;ontvangen_op\n" +
                                        child_cells + "vso;1;2026-2027;OPP-1;02-11-2026"}});
    EXPECT_THAT(school.refusals, IsEmpty());
    EXPECT_THAT(school.statements, SizeIs(2));
    EXPECT_EQ(school.unasked, 1U);  // no rule asks for a thuiszittersmelding here
}

TEST(CsvSource, AsksBeforeReadingARow) {
    tests::RecordingSink none;
    none.asks = [](const auto&) { return false; };
    const auto sink =
        pull_tlv("D-0001;00AA00;LN000001;999990019;=x;y;z;gisteren;;;\nD-0002;;;;;;;;;;\n", std::move(none));
    EXPECT_THAT(sink.statements, IsEmpty());
    EXPECT_THAT(sink.refusals, IsEmpty());
    EXPECT_EQ(sink.unasked, 2U);
    ASSERT_THAT(sink.asked, SizeIs(2));
    EXPECT_EQ(sink.asked[0].record_type, "tlv-besluit");
    EXPECT_THAT(sink.asked[0].child, SizeIs(2));
}

TEST(CsvSource, OnlyFieldsThatARuleNamesAreRead) {
    auto wanted = everything();
    wanted.fields["tlv-besluit"] = {"besluit"};
    const auto sink =
        pull("swv.yaml",
             {{"tlv-besluiten.csv", tlv_header + "D-1;00AA00;LN1;;TLV-1;vso;M;01-08-2026;=kapot;toegekend;=kapot"}}, {},
             wanted);
    ASSERT_THAT(sink.statements, SizeIs(1));
    EXPECT_EQ(sink.statements[0].record.fields.canonical(),
              R"({"begin":"2026-08-01","besluit":"toegekend","tlv_nummer":"TLV-1"})");
}

TEST(CsvSource, BarredNumbersDestroyTheRow) {
    const std::string hash(128, 'a');
    for (const auto& row : {std::string{"D-1;00AA00;LN1;999990019;TLV-1;;;01-08-2026;;;"},  // the forbidden column
                            std::string{"D-1;00AA00;LN1;x;TLV-1;;;01-08-2026;;;"},
                            std::string{"999990019;00AA00;LN1;;TLV-1;;;01-08-2026;;;"},  // as local number
                            std::string{"D-1;00AA00;9999.90.019;;TLV-1;;;01-08-2026;;;"},
                            "D-1;00AA00;https://ketenid.nl/201703/" + hash + ";;TLV-1;;;01-08-2026;;;",
                            std::string{"D-1;00AA00;LN1;;TLV 999990019;;;01-08-2026;;;"}}) {  // amid a text
        const auto sink = pull_tlv(row);
        EXPECT_EQ(only_reason(sink), "deny.bsn") << row;
        ASSERT_THAT(sink.refusals, SizeIs(1));
        EXPECT_FALSE(sink.refusals[0].keep);
        EXPECT_TRUE(sink.refusals[0].incident);
        EXPECT_TRUE(sink.refusals[0].countable);
        EXPECT_EQ(sink.refusals[0].record_type, "tlv-besluit");
        EXPECT_EQ(sink.refusals[0].place.line, 2U);
    }
}

TEST(CsvSource, BarredNumbersDestroyWhatCannotBeTakenApartToo) {
    for (const auto* row : {"D-1;00AA00;LN1;999990019;TLV-1;;;01-08-2026;;;;one;more",
                            "D-1;00AA00;LN1;999.990.019;TLV-1", "\"D-1;00AA00;LN1;999990019"}) {
        const auto sink = pull_tlv(row);
        EXPECT_EQ(only_reason(sink), "deny.bsn") << row;
        EXPECT_FALSE(sink.refusals.at(0).keep) << row;
        EXPECT_TRUE(sink.refusals.at(0).incident) << row;
    }
}

TEST(CsvSource, ABarredLocalNumberIsNotEvenAskedAbout) {
    EXPECT_THAT(pull_tlv("999990019;00AA00;LN1;;TLV-1;;;01-08-2026;;;").asked, IsEmpty());
}

TEST(CsvSource, FormulasGoToQuarantine) {
    for (const auto* text : {"=HYPERLINK(\"x\")", "+31", "-2+3", "@SUM(A1)"}) {
        const auto sink = pull_verzuim(child_cells + "VM-1;lrv;01-10-2026;;1;;;;" + text);
        EXPECT_EQ(only_reason(sink), "csv.formula") << text;
        EXPECT_EQ(sink.refusals.at(0).place.field, "acties_school");
        EXPECT_THAT(sink.refusals.at(0).raw.reveal(), HasSubstr(text));
        EXPECT_FALSE(sink.refusals.at(0).incident);
    }
}

TEST(CsvSource, WrongValuesGoToQuarantineWithEveryFault) {
    const auto sink = pull_verzuim(child_cells + "VM-1;lrv;31-02-2026;morgen;veel;;;;");
    EXPECT_EQ(only_reason(sink), "record.faulty");
    std::vector<std::string> fields;
    for (const auto& fault : sink.refusals.at(0).faults) fields.push_back(fault.field);
    EXPECT_THAT(fields, testing::UnorderedElementsAre("begindatum", "einddatum", "omvang"));

    EXPECT_EQ(only_reason(pull_tlv("D-1;00AA00;LN1;;TLV-1;;;01-08-2026;31-07-2026;;")), "record.faulty");  // end first
    EXPECT_EQ(only_reason(pull_tlv("D-1;00AA00;LN1;;;;;;;toegekend;")), "record.faulty");                  // no key
    EXPECT_EQ(only_reason(pull_tlv(";00AA00;LN1;;TLV-1;;;01-08-2026;;;")), "record.faulty");   // no number of its own
    EXPECT_EQ(only_reason(pull_tlv("D-1;00aa;LN1;;TLV-1;;;01-08-2026;;;")), "record.faulty");  // no branch code
    auto not_a_bsn = child_cells;
    not_a_bsn.replace(not_a_bsn.find("999990019"), 9, "999999999");
    EXPECT_EQ(only_reason(pull_verzuim(not_a_bsn + "VM-1;lrv;01-10-2026;;1;;;;")), "record.faulty");
}

TEST(CsvSource, UnknownCodesAreLeftOutAndNoted) {
    const auto sink = pull_tlv("D-1;00AA00;LN1;;TLV-1;mavo;9;01-08-2026;;misschien;");
    ASSERT_THAT(sink.statements, SizeIs(1));
    EXPECT_THAT(sink.refusals, IsEmpty());
    EXPECT_THAT(sink.statements[0].notes, SizeIs(3));
    EXPECT_FALSE(sink.statements[0].record.fields.has("type"));
}

// A condition on the child's own block would pass over a code that was left out.
TEST(CsvSource, AnUnknownCodeOfTheChildIsAFaultWhereItIsDecidedBy) {
    const auto told = [](bool decides) {
        auto cells = child_cells;
        cells.replace(cells.find(";M;"), 3, ";meisje;");
        auto wanted = everything();
        wanted.ask("leerling-id-kern", "geslacht");
        if (decides) wanted.ask_to_decide("leerling-id-kern", "geslacht");
        return pull("school.yaml",
                    {{"verzuim.csv", school_header +
                                         "melding_id;type;begindatum;einddatum;omvang;grondslag;reden;status;"
                                         "acties_school\n" +
                                         cells + "VM-1;lrv;01-10-2026;;1;;;;"}},
                    {}, wanted);
    };
    EXPECT_THAT(told(false).statements, SizeIs(1));
    EXPECT_EQ(only_reason(told(true)), "record.faulty");
}

TEST(CsvSource, UnevenRowsAreRefusedAndTheRestGoesOn) {
    const auto sink =
        pull_tlv("D-1;00AA00\nD-2;00AA00;LN2;;TLV-2;;;01-08-2026;;;;x\nD-3;00AA00;LN3;;TLV-3;;;01-08-2026;;;\n");
    EXPECT_THAT(sink.statements, SizeIs(1));
    ASSERT_THAT(sink.refusals, SizeIs(2));
    for (const auto& refusal : sink.refusals) EXPECT_EQ(refusal.reason.text, "csv.uneven");
    EXPECT_EQ(sink.refusals[1].raw.reveal(), "D-2;00AA00;LN2;;TLV-2;;;01-08-2026;;;;x");
}

TEST(CsvSource, ALinkIsToldAndNotFollowed) {
    const tests::TemporaryFolder folder;
    const tests::TemporaryFolder elsewhere;
    elsewhere.put("tlv-besluiten.csv", "x");
    std::filesystem::create_symlink(elsewhere.path() / "tlv-besluiten.csv", folder.path() / "tlv-besluiten.csv");
    std::filesystem::create_directory(folder.path() / "verwerkt.csv");
    EXPECT_EQ(only_reason(pull_from(folder, "swv.yaml")), "payload.unreadable");
}

TEST(CsvSource, AWrongHeaderRefusesTheFile) {
    for (const auto& text : {std::string{"leerling;sinds\nx;y\n"}, std::string{}, std::string{"\0\0", 2},
                             "tlv_nummer;" + tlv_header + "x;D-1;00AA00;LN1;;TLV-1;;;01-08-2026;;;"}) {
        const auto sink = pull("swv.yaml", {{"tlv-besluiten.csv", text}});
        EXPECT_EQ(only_reason(sink), "csv.header");
        EXPECT_FALSE(sink.refusals.at(0).countable);
    }
    EXPECT_EQ(only_reason(pull("swv.yaml", {{"iets.csv", "a;b"}})), "csv.no-table");
    EXPECT_EQ(only_reason(pull("swv.yaml", {{"IETS.CSV", "a;b"}})), "csv.no-table");
    EXPECT_THAT(pull("swv.yaml", {{"klaar.sha256", "a;b"}}).refusals, IsEmpty());
}

TEST(CsvSource, FilesThatAreNotReadAreKnownApartByTheirNames) {
    const auto refusal = [](const std::string& name) { return pull("swv.yaml", {{name, "a;b"}}).refusals.at(0); };
    const auto first = refusal("iets.csv");
    EXPECT_NE(first.raw.reveal(), refusal("anders.csv").raw.reveal()) << "the second would count as told";
    EXPECT_EQ(first.raw.reveal(), refusal("iets.csv").raw.reveal());
    EXPECT_FALSE(first.keep);
}

TEST(CsvSource, ColumnsThatTheMappingDoesNotNameAreNotRead) {
    const auto sink =
        pull("swv.yaml",
             {{"tlv-besluiten.csv", "extra;" + tlv_header + "=999990019;D-1;00AA00;LN1;;TLV-1;;;01-08-2026;;;"}});
    EXPECT_THAT(sink.statements, SizeIs(1));
    EXPECT_THAT(sink.refusals, IsEmpty());
}

TEST(CsvSource, KeepsToItsLimits) {
    connectors::Limits limits;
    limits.rows = 2;
    std::string rows;
    for (int i = 0; i < 5; ++i) rows += "D-1;00AA00;LN1;;TLV-" + std::to_string(i) + ";;;01-08-2026;;;\n";
    const auto sink = pull("swv.yaml", {{"tlv-besluiten.csv", tlv_header + rows}}, {}, everything(), limits);
    EXPECT_THAT(sink.statements, SizeIs(2));
    ASSERT_THAT(sink.refusals, SizeIs(1));
    EXPECT_EQ(sink.refusals[0].reason.text, "csv.too-many-rows");

    limits = {};
    limits.file_bytes = 100;
    EXPECT_EQ(only_reason(pull("swv.yaml", {{"tlv-besluiten.csv", tlv_header + rows}}, {}, everything(), limits)),
              "payload.too-large");
}

TEST(CsvSource, NothingOfTheInputStandsInARefusal) {
    const std::string marker = "Zwanenveld";
    const auto full = [&](const std::string& cell) {
        std::string row = cell;
        for (int i = 0; i < 20; ++i) row += ";" + cell;
        return row + "\n";
    };
    const auto sink = pull_verzuim(full(marker) + full("=" + marker) + full(marker + " 999990019") +
                                   full(marker + "\x01") + full("\"" + marker + "\"" + marker) + marker + "\n" +
                                   child_cells + full(marker).substr(12 * (marker.size() + 1)));
    const auto header = pull("swv.yaml", {{"tlv-besluiten.csv", marker}, {marker + ".csv", marker}});
    EXPECT_GE(sink.refusals.size(), 7U);
    EXPECT_THAT(header.refusals, SizeIs(2));
    for (const auto& refusal : sink.refusals) EXPECT_THAT(tests::visible_text(refusal), Not(HasSubstr(marker)));
    for (const auto& refusal : header.refusals) EXPECT_THAT(tests::visible_text(refusal), Not(HasSubstr(marker)));
}

}  // namespace
