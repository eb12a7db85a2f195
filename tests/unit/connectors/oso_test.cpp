#include "connectors/swv/oso.hpp"

#include "schemas/record_types.hpp"
#include "tests/support/drop_folder.hpp"
#include "tests/support/oso_dossier.hpp"
#include "tests/support/recording_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace kolk;
using kolk::connectors::Identifier;
using kolk::tests::OsoDossier;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::map<std::string, std::string, std::less<>> municipalities{{"Eikendal", "9901"}, {"Zandhoven", "9902"}};

connectors::Wanted everything() {
    auto wanted = tests::wants({});
    wanted.fields["opp"] = {"opgesteld_op"};
    wanted.fields["tlv-besluit"] = {"tlv_nummer", "categorie", "begin", "eind", "swv_code"};
    return wanted;
}

/// Pulls a folder with these files, in this order.
tests::RecordingSink pull_files(const std::vector<std::string>& files, const connectors::Wanted& wanted = everything(),
                                tests::RecordingSink sink = {}, connectors::Limits limits = {}) {
    const tests::TemporaryFolder folder;
    for (std::size_t i = 0; i < files.size(); ++i) folder.put(std::to_string(1000 + i) + ".xml", files[i]);
    connectors::swv::OsoSource source{"oso-vo", folder.path(), municipalities, limits};
    EXPECT_TRUE(source.pull(wanted, sink));
    return sink;
}

tests::RecordingSink pull(const OsoDossier& dossier, const connectors::Wanted& wanted = everything(),
                          tests::RecordingSink sink = {}) {
    return pull_files({dossier.text()}, wanted, std::move(sink));
}

std::vector<std::string> types(const tests::RecordingSink& sink) {
    std::vector<std::string> types;
    for (const auto& statement : sink.statements) types.push_back(statement.record.type);
    return types;
}

void expect_only_unasked(const tests::RecordingSink& sink) {
    EXPECT_THAT(sink.statements, IsEmpty());
    EXPECT_THAT(sink.refusals, IsEmpty());
    EXPECT_EQ(sink.unasked, 1U);
}

std::string only_reason(const tests::RecordingSink& sink) {
    EXPECT_THAT(sink.statements, IsEmpty());
    return sink.refusals.size() == 1 ? std::string{sink.refusals.front().reason.text} : "not one refusal";
}

TEST(Oso, GivesTheStatementsOfADossier) {
    const auto sink = pull(OsoDossier{});
    ASSERT_THAT(types(sink), ElementsAre("opp", "tlv-besluit"));
    EXPECT_THAT(sink.refusals, IsEmpty());
    EXPECT_EQ(sink.unasked, 0U);

    const auto& opp = sink.statements[0];
    EXPECT_EQ(opp.record.fields.canonical(), R"({"opgesteld_op":"2026-02-01"})");
    EXPECT_EQ(opp.subject.canonical(),
              R"({"brin":"00YY","geboortedatum":"2011-03-17","geslacht":"M","groep":"2f","leerjaar":"2",)"
              R"("naam":"Berg, Daan","schoolsoort":"VSO","vestiging":"00YY00","voorvoegsel":"van de",)"
              R"("woongemeente":"9901"})");
    EXPECT_EQ(opp.sender_branch, "00YY00");
    EXPECT_EQ(opp.recipient_role, "swv-vo");
    EXPECT_EQ(opp.bound_by_source, "");
    EXPECT_EQ(opp.key.reveal(), "00YY00|LN000001|2026-02-01");
    EXPECT_EQ(opp.born, base::parse_date("2011-03-17"));
    EXPECT_EQ(opp.place.line, 13U);
    ASSERT_EQ(opp.identifiers.size(), 1U);
    EXPECT_EQ(opp.identifiers[0].kind, Identifier::Kind::local);
    EXPECT_EQ(opp.identifiers[0].issuer, "00YY00");
    EXPECT_EQ(opp.identifiers[0].value.reveal(), "LN000001");

    EXPECT_EQ(
        sink.statements[1].record.fields.canonical(),
        R"({"begin":"2026-04-04","categorie":"L","eind":"2028-07-31","swv_code":"VO00AA","tlv_nummer":"TLV-0001"})");
    EXPECT_EQ(sink.statements[1].key.reveal(), "00YY00|LN000001|TLV-0001");
}

TEST(Oso, TheSameChildInBothSectorsDiffersOnlyInItsRecipient) {
    OsoDossier primary;
    primary.step = "<overstap>POSWV</overstap>";
    const auto sink = pull_files({primary.text(), OsoDossier{}.text()});
    ASSERT_EQ(sink.statements.size(), 4U);
    for (const std::size_t i : {0U, 1U}) {
        EXPECT_EQ(sink.statements[i].key, sink.statements[i + 2].key);
        EXPECT_EQ(sink.statements[i].record.fields, sink.statements[i + 2].record.fields);
        EXPECT_EQ(sink.statements[i].recipient_role, "swv-po");
        EXPECT_EQ(sink.statements[i + 2].recipient_role, "swv-vo");
    }
}

TEST(Oso, EachTlvIsOneStatement) {
    OsoDossier dossier;
    dossier.tlv +=
        "<tlv><tlvingangdatum>2024-04-04</tlvingangdatum><tlvswvnummer>VO00AA</tlvswvnummer>"
        "<tlvcategorie>M</tlvcategorie><tlvbeschikkingsnummer>TLV-0000</tlvbeschikkingsnummer></tlv>";
    EXPECT_THAT(types(pull(dossier)), ElementsAre("opp", "tlv-besluit", "tlv-besluit"));
}

TEST(Oso, OtherKindsOfDossierAreNotAskedForAndNotReadFurther) {
    OsoDossier between_schools;
    between_schools.kind = "<overdrachtsoort>overstapdossier</overdrachtsoort>";
    between_schools.names += std::string(8192, ' ');
    between_schools.opp = "<opp><broken</opp>";  // never reached
    const auto sink = pull(between_schools);
    expect_only_unasked(sink);
    EXPECT_THAT(sink.asked, IsEmpty());

    OsoDossier without_kind;
    without_kind.kind = "";
    expect_only_unasked(pull(without_kind));
    for (const auto* step : {"<overstap>POVO</overstap>", ""}) {
        OsoDossier dossier;
        dossier.step = step;
        expect_only_unasked(pull(dossier));
    }
}

TEST(Oso, PermissionRefusedHoldsBackAllButTheKey) {
    OsoDossier dossier;
    dossier.insight = "<inzage><inzage>true</inzage><toestemming>Nee</toestemming></inzage>";
    const auto sink = pull(dossier);
    ASSERT_THAT(types(sink), ElementsAre("opp", "tlv-besluit"));
    for (const auto& statement : sink.statements) {
        EXPECT_EQ(statement.bound_by_source, "deny.consent.missing");
        EXPECT_TRUE(statement.subject.empty());
        EXPECT_FALSE(statement.born.has_value());
    }
    EXPECT_EQ(sink.statements[1].record.fields.canonical(), R"({"tlv_nummer":"TLV-0001"})");
}

TEST(Oso, AProvisionalDossierOrOneWithoutInsightIsHeldBack) {
    for (const auto* insight : {"<inzage><voorlopigdossier>true</voorlopigdossier><inzage>true</inzage></inzage>",
                                "<inzage><voorlopigdossier>1</voorlopigdossier></inzage>",
                                "<inzage><inzage>false</inzage><toestemming>Ja</toestemming></inzage>",
                                "<inzage><inzage>0</inzage><toestemming>Nee</toestemming></inzage>"}) {
        OsoDossier dossier;
        dossier.insight = insight;
        const auto sink = pull(dossier);
        ASSERT_EQ(sink.statements.size(), 2U) << insight;
        EXPECT_EQ(sink.statements[0].bound_by_source, "deny.condition") << insight;
    }
}

TEST(Oso, OpinionOnTheContentIsNoPermission) {
    OsoDossier dossier;
    dossier.insight = "<inzage><inzage>true</inzage><akkoord>Nee</akkoord><toestemming>Ja</toestemming></inzage>";
    EXPECT_EQ(pull(dossier).statements.front().bound_by_source, "");
}

TEST(Oso, WhatTheCategoriesReleaseIsAllThatIsRead) {
    struct Case {
        std::string category;
        std::string permission;
        bool read;
    };
    for (const auto& [category, permission, read] :
         {Case{"VERPLICHT", "Ja", true}, Case{"VERPLICHT", "Onbekend", true}, Case{"VERPLICHT", "", true},
          Case{"OPTIONEEL", "Ja", true}, Case{"OPTIONEEL", "Onbekend", false}, Case{"OPTIONEEL", "", false},
          Case{"OPTIONEEL", "ja", false}, Case{"OPT-UIT", "Ja", false}, Case{"VERBODEN", "Ja", false},
          Case{"verplicht", "Ja", false}, Case{"", "Ja", false}}) {
        const auto mark = category + " with permission '" + permission + "'";
        const auto with = [&, &permission = permission](const std::string& pupil, const std::string& career,
                                                        const std::string& support) {
            OsoDossier dossier;
            dossier.categories = "<cat_leerling>" + pupil + "</cat_leerling><cat_schoolloopbaan>" + career +
                                 "</cat_schoolloopbaan><cat_onderwijsondersteuning>" + support +
                                 "</cat_onderwijsondersteuning>";
            dossier.insight =
                permission.empty() ? "" : "<inzage><toestemming>" + permission + "</toestemming></inzage>";
            return pull(dossier);
        };
        const auto support = with("VERPLICHT", "VERPLICHT", category);
        EXPECT_EQ(support.statements.size(), read ? 2U : 0U) << mark;
        EXPECT_EQ(support.unasked, read ? 0U : 1U) << mark;

        const auto career = with("VERPLICHT", category, "VERPLICHT");
        ASSERT_EQ(career.statements.size(), 2U) << mark;
        EXPECT_EQ(career.statements[0].subject.has("leerjaar"), read) << mark;
        EXPECT_EQ(career.statements[0].subject.text("schoolsoort"), read ? "VSO" : "VO") << mark;

        const auto pupil = with(category, "VERPLICHT", "VERPLICHT");
        EXPECT_EQ(pupil.statements.size(), read ? 2U : 0U) << mark;
        if (!read) {
            EXPECT_EQ(only_reason(pupil), "record.key-missing") << mark;
        }
    }
}

TEST(Oso, AsksByNumberAndTypeBeforeReadingOn) {
    tests::RecordingSink none;
    none.asks = [](const auto&) { return false; };
    const auto sink = pull(OsoDossier{}, everything(), std::move(none));
    expect_only_unasked(sink);
    ASSERT_EQ(sink.asked.size(), 2U);
    EXPECT_EQ(sink.asked[0].child.at(0).value.reveal(), "LN000001");

    tests::RecordingSink one;
    one.asks = [](const auto& asked) { return asked.record_type == "opp"; };
    EXPECT_THAT(types(pull(OsoDossier{}, everything(), std::move(one))), ElementsAre("opp"));

    auto wanted = everything();
    wanted.fields.erase("tlv-besluit");
    EXPECT_THAT(types(pull(OsoDossier{}, wanted)), ElementsAre("opp"));
}

TEST(Oso, FieldsThatNoRuleNamesAreNotRead) {
    auto wanted = everything();
    wanted.subject_fields = {"naam"};
    wanted.fields["tlv-besluit"] = {"categorie"};
    const auto sink = pull(OsoDossier{}, wanted);
    ASSERT_EQ(sink.statements.size(), 2U);
    EXPECT_EQ(sink.statements[0].subject.canonical(), R"({"naam":"Berg, Daan"})");
    EXPECT_EQ(sink.statements[1].record.fields.canonical(), R"({"categorie":"L","tlv_nummer":"TLV-0001"})");
}

TEST(Oso, NationalNumbersAreNeverRead) {
    OsoDossier dossier;
    dossier.national = "<bsn>999990007</bsn><onderwijsnummer>101222331</onderwijsnummer>";
    dossier.number = "";
    const auto without = pull(dossier);
    EXPECT_EQ(only_reason(without), "record.key-missing");
    EXPECT_FALSE(without.refusals[0].keep);
    EXPECT_THAT(without.refusals[0].raw.reveal(), Not(HasSubstr("99999")));
    EXPECT_THAT(without.asked, IsEmpty());

    dossier.number = OsoDossier{}.number;
    for (const auto& statement : pull(dossier).statements) {
        ASSERT_EQ(statement.identifiers.size(), 1U);
        EXPECT_EQ(statement.identifiers[0].kind, Identifier::Kind::local);
        EXPECT_THAT(statement.subject.canonical(), Not(HasSubstr("99999")));
    }
}

TEST(Oso, UnknownCodesAreLeftOutAndNoted) {
    OsoDossier dossier;
    dossier.sex = "<geslacht>7</geslacht>";
    dossier.addresses =
        "<adreslijst><adres><soortadres>gba</soortadres><gemeente>Elders</gemeente></adres></adreslijst>";
    const auto sink = pull(dossier);
    ASSERT_EQ(sink.statements.size(), 2U);
    EXPECT_FALSE(sink.statements[0].subject.has("geslacht"));
    EXPECT_FALSE(sink.statements[0].subject.has("woongemeente"));
    ASSERT_EQ(sink.statements[0].notes.size(), 2U);
    EXPECT_EQ(sink.statements[0].notes[0].field, "geslacht");
    EXPECT_EQ(sink.statements[0].notes[1].field, "woongemeente");
}

TEST(Oso, AFaultInADateStopsOnlyThatRecord) {
    OsoDossier dossier;
    dossier.opp = "<opp><opp_ingangdatum>2026-02-30</opp_ingangdatum></opp>";
    const auto sink = pull(dossier);
    EXPECT_THAT(types(sink), ElementsAre("tlv-besluit"));
    ASSERT_EQ(sink.refusals.size(), 1U);
    EXPECT_EQ(sink.refusals[0].reason.text, "record.faulty");
    EXPECT_EQ(sink.refusals[0].record_type, "opp");
    EXPECT_TRUE(sink.refusals[0].countable);
    EXPECT_EQ(sink.refusals[0].place.field, "opgesteld_op");
    EXPECT_THAT(sink.refusals[0].raw.reveal(), HasSubstr("2026-02-30"));
    EXPECT_THAT(sink.refusals[0].raw.reveal(), Not(HasSubstr("diagnose")));

    dossier = {};
    dossier.born = "<geboortedatum>17-03-2011</geboortedatum>";
    EXPECT_EQ(pull(dossier).refusals.size(), 2U);
}

TEST(Oso, BadFilesAreRefusedAndTheRestGoesOn) {
    const auto good = OsoDossier{}.text();
    std::string levels;
    for (int i = 0; i < 100'000; ++i) levels += "<a>";
    std::string deep = good;
    deep.insert(deep.find("<metadata>"), levels);
    std::string latin = good;
    latin.insert(latin.find("LN000001"), "\xE9");
    OsoDossier two_numbers;
    two_numbers.number += two_numbers.number;
    OsoDossier other_school;
    other_school.school = "<brincode>0YY</brincode><vestigingscode>00</vestigingscode>";

    const auto sink = pull_files({good.substr(0, good.size() / 2), good.substr(0, 40), "", "geen xml", deep, latin,
                                  "<!DOCTYPE dossier [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + good.substr(39),
                                  two_numbers.text(), other_school.text(), "<x/>", good});
    std::vector<std::string_view> reasons;
    for (const auto& refusal : sink.refusals) {
        EXPECT_FALSE(refusal.countable);
        reasons.push_back(refusal.reason.text);
    }
    EXPECT_THAT(reasons, ElementsAre("payload.not-xml", "payload.not-xml", "payload.not-xml", "payload.not-xml",
                                     "payload.depth", "payload.encoding", "payload.doctype", "payload.schema",
                                     "payload.schema", "payload.other-kind"));
    EXPECT_EQ(sink.statements.size(), 2U);
    EXPECT_EQ(sink.statements[0].place.arrival, 11U);
}

TEST(Oso, OversizedFilesAreNotRead) {
    connectors::Limits limits;
    limits.oso_file_bytes = 100;
    const auto sink = pull_files({OsoDossier{}.text()}, everything(), {}, limits);
    EXPECT_EQ(only_reason(sink), "payload.too-large");
    EXPECT_FALSE(sink.refusals[0].keep);
}

TEST(Oso, PassesOverHiddenAndUnfinishedFilesAndTellsOfALink) {
    const tests::TemporaryFolder outside;
    outside.put("dossier.xml", OsoDossier{}.text());
    const tests::TemporaryFolder folder;
    folder.put(".hidden.xml", OsoDossier{}.text());
    folder.put("dossier.xml.tmp", OsoDossier{}.text());
    folder.put("dossier.xml.part", OsoDossier{}.text());
    std::filesystem::create_symlink(outside.path() / "dossier.xml", folder.path() / "link.xml");
    std::filesystem::create_directory(folder.path() / "map.xml");
    connectors::swv::OsoSource source{"oso-vo", folder.path(), municipalities};
    tests::RecordingSink sink;
    EXPECT_TRUE(source.pull(everything(), sink));
    EXPECT_EQ(only_reason(sink), "payload.unreadable");
    EXPECT_EQ(sink.unasked, 0U);
}

TEST(Oso, AMissingFolderIsAFaultOfTheSource) {
    connectors::swv::OsoSource source{"oso-vo", "/nowhere/at/all", municipalities};
    tests::RecordingSink sink;
    const auto pulled = source.pull(everything(), sink);
    ASSERT_FALSE(pulled);
    EXPECT_EQ(pulled.error().category.text, "source.folder");
    EXPECT_FALSE(source.probe());
}

TEST(Oso, StopsBetweenFiles) {
    tests::RecordingSink sink;
    sink.stop = true;
    EXPECT_THAT(pull(OsoDossier{}, everything(), std::move(sink)).statements, IsEmpty());
}

TEST(Oso, NothingOfTheInputStandsInARefusal) {
    const std::string marker = "Zwanenveld";
    OsoDossier dossier;
    dossier.names = "<voornaam>" + marker + "</voornaam><achternaam>" + marker + "</achternaam>";
    dossier.born = "<geboortedatum>" + marker + "</geboortedatum>";
    dossier.number = "<leerlingid>" + marker + "</leerlingid>";
    dossier.opp = "<opp><opp_ingangdatum>" + marker + "</opp_ingangdatum></opp>";
    const auto whole = dossier.text();
    OsoDossier strange = dossier;
    strange.number += "<" + marker + "/><leerlingid>" + marker + "</leerlingid>";
    OsoDossier school = dossier;
    school.school = "<brincode>" + marker + "</brincode><vestigingscode>00</vestigingscode>";
    const auto sink =
        pull_files({whole, whole.substr(0, whole.size() - 30), strange.text(), school.text(), "<" + marker + ">",
                    "<" + marker + "/>", "<!DOCTYPE " + marker + ">" + whole.substr(39)});
    EXPECT_GE(sink.refusals.size(), 7U);
    for (const auto& refusal : sink.refusals) EXPECT_THAT(tests::visible_text(refusal), Not(HasSubstr(marker)));
}

}  // namespace
