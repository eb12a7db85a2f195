#include "connectors/jeugdhulp/ijw.hpp"

#include "schemas/read.hpp"
#include "tests/support/care_message.hpp"
#include "tests/support/drop_folder.hpp"
#include "tests/support/recording_sink.hpp"

#include <gtest/gtest.h>

namespace {

using namespace kolk;
using tests::CareMessage;
using tests::RecordingSink;

const std::string bsn = "999990019";

std::string uuid4(int number) {
    return "9c0f7b90-5c69-41e5-a837-" + std::string(9, '0') + std::to_string(100 + number);
}

connectors::Wanted wanted() {
    connectors::Wanted wanted;
    wanted.fields["jeugdhulp-status"] = {"status", "datum"};
    return wanted;
}

std::string told(const RecordingSink& sink) {
    std::string text;
    for (const auto& statement : sink.statements) {
        text += statement.key.reveal() + " " + std::string{statement.record.fields.text("status")} + " " +
                std::string{statement.record.fields.text("datum")} + (statement.taken_back ? "taken back" : "") + "\n";
    }
    return text;
}

class Ijw : public testing::Test {
protected:
    void put(const std::string& text) { folder.put("message-" + std::to_string(1000 + files++) + ".xml", text); }
    void put(const CareMessage& message) { put(message.text()); }
    void put(CareMessage message, int reference) {
        message.reference = uuid4(reference);
        put(message);
    }

    RecordingSink pull(connectors::Limits limits = {}) {
        RecordingSink sink;
        pull_into(sink, limits);
        return sink;
    }
    void pull_into(RecordingSink& sink, connectors::Limits limits = {}) const {
        connectors::jeugdhulp::IjwSource source{"ijw-eikendal", folder.path(), "9901", limits};
        EXPECT_TRUE(source.pull(wanted(), sink));
        for (const auto& refusal : sink.refusals) {
            const auto visible = tests::visible_text(refusal);
            for (const auto* content : {"Marker", "99999", "message-1", "9c0f7b90", "98000001", "2012", "marker"}) {
                EXPECT_EQ(visible.find(content), std::string::npos) << visible;
            }
        }
    }
    /// The reason for which a pull of the folder refused its only message.
    std::string reason(connectors::Limits limits = {}) {
        const auto sink = pull(limits);
        EXPECT_TRUE(sink.statements.empty());
        EXPECT_EQ(sink.refusals.size(), 1U);
        return sink.refusals.empty() ? "" : std::string{sink.refusals[0].reason.text};
    }

    tests::TemporaryFolder folder;
    int files = 0;
};

TEST_F(Ijw, EachProductBecomesAStatementWithItsStatus) {
    CareMessage allocation;
    allocation.products = {{"1001", "2026-10-20", ""}, {"1002", "2026-10-21", ""}};
    put(allocation);
    const auto sink = pull();
    EXPECT_TRUE(sink.refusals.empty());
    EXPECT_EQ(told(sink), "9901|1001 toegewezen 2026-10-20\n9901|1002 toegewezen 2026-10-21\n");
    const auto& statement = sink.statements[0];
    EXPECT_EQ(statement.record.type, "jeugdhulp-status");
    EXPECT_TRUE(schemas::check(statement.record).empty());
    ASSERT_EQ(statement.identifiers.size(), 1U);
    EXPECT_EQ(statement.identifiers[0].kind, connectors::Identifier::Kind::bsn);
    EXPECT_EQ(statement.identifiers[0].value.reveal(), bsn);
    EXPECT_EQ(statement.born, base::parse_date("2012-03-04"));
    EXPECT_TRUE(statement.subject.empty());
    EXPECT_EQ(statement.version, "2026-11-01|000000000001");
    EXPECT_EQ(statement.place.source, "ijw-eikendal");
    EXPECT_EQ(statement.place.arrival, 1U);
    EXPECT_GT(sink.statements[1].place.line, statement.place.line);
    EXPECT_EQ(sink.done, 1U);
    EXPECT_EQ(sink.expected, 1U);
}

TEST_F(Ijw, StartAndStopMoveTheStatusOn) {
    put(CareMessage{.dated = "2026-10-01"}, 1);
    put(CareMessage{.kind = "JW305", .dated = "2026-10-20", .products = {{"1001", "2026-10-18", ""}}}, 2);
    put(CareMessage{.kind = "JW307", .dated = "2026-11-02", .products = {{"1001", "2026-11-01", ""}}}, 3);
    EXPECT_EQ(told(pull()),
              "9901|1001 toegewezen 2026-10-20\n9901|1001 gestart 2026-10-18\n9901|1001 beeindigd 2026-11-01\n");
}

TEST_F(Ijw, TheOrderIsThatOfSendingNotOfFiles) {
    put(CareMessage{.kind = "JW307", .dated = "2026-11-02", .identification = "9"}, 1);
    put(CareMessage{.kind = "JW305", .dated = "2026-11-02", .identification = "10"}, 2);
    put(CareMessage{.dated = "2026-10-01", .identification = "ZZ"}, 3);
    const auto sink = pull();
    EXPECT_EQ(told(sink),
              "9901|1001 toegewezen 2026-10-20\n9901|1001 beeindigd 2026-10-20\n9901|1001 gestart 2026-10-20\n");
    for (std::size_t i = 1; i < sink.statements.size(); ++i) {
        EXPECT_LT(sink.statements[i - 1].version, sink.statements[i].version);
    }
}

TEST_F(Ijw, ARemovedAllocationIsNoStatusAnyLonger) {
    put(CareMessage{}, 1);
    put(CareMessage{.dated = "2026-11-05", .products = {{"1001", "2026-11-05", "13"}}}, 2);
    EXPECT_EQ(told(pull()), "9901|1001 toegewezen 2026-10-20\n9901|1001 geen 2026-11-05\n");
}

TEST_F(Ijw, ARemovedStartGoesBackToTheStatusBefore) {
    put(CareMessage{.dated = "2026-10-01"}, 1);
    put(CareMessage{.kind = "JW305", .dated = "2026-10-20"}, 2);
    put(CareMessage{.kind = "JW305", .dated = "2026-10-21", .products = {{"1001", "2026-10-20", "3"}}}, 3);
    EXPECT_EQ(told(pull()),
              "9901|1001 toegewezen 2026-10-20\n9901|1001 gestart 2026-10-20\n9901|1001 toegewezen 2026-10-20\n");
}

TEST_F(Ijw, ARemovedStopGoesBackToTheStart) {
    put(CareMessage{.kind = "JW305", .dated = "2026-10-20"}, 1);
    put(CareMessage{.kind = "JW307", .dated = "2026-10-21"}, 2);
    put(CareMessage{.kind = "JW307", .dated = "2026-10-22", .products = {{"1001", "2026-10-20", "3"}}}, 3);
    EXPECT_EQ(told(pull()),
              "9901|1001 gestart 2026-10-20\n9901|1001 beeindigd 2026-10-20\n9901|1001 gestart 2026-10-20\n");
}

TEST_F(Ijw, ARemovalWithNothingBeforeItIsTakenBack) {
    put(CareMessage{.kind = "JW305", .products = {{"1001", "2026-10-20", "3"}}});
    EXPECT_EQ(told(pull()), "9901|1001  taken back\n");
}

TEST_F(Ijw, NumbersAreComparedByValue) {
    put(CareMessage{.products = {{"+0001001", "2026-10-20", ""}}});
    EXPECT_EQ(told(pull()), "9901|1001 toegewezen 2026-10-20\n");
}

TEST_F(Ijw, APartlyKnownBirthDateIsNoBirthDate) {
    put(CareMessage{.born_use = "1"});
    EXPECT_EQ(pull().statements.at(0).born, std::nullopt);
}

TEST_F(Ijw, TheSameMessageTwiceSaysTheSameTwice) {
    put(CareMessage{});
    put(CareMessage{});
    const auto sink = pull();
    EXPECT_TRUE(sink.refusals.empty());
    ASSERT_EQ(sink.statements.size(), 2U);
    EXPECT_EQ(sink.statements[0].record.fields, sink.statements[1].record.fields);
    EXPECT_EQ(sink.statements[0].version, sink.statements[1].version);
}

TEST_F(Ijw, AReferenceUsedForAnotherContentIsQuarantined) {
    put(CareMessage{});
    put(CareMessage{.dated = "2026-11-02", .products = {{"1001", "2026-10-20", ""}, {"1002", "2026-10-20", ""}}});
    const auto sink = pull();
    EXPECT_EQ(told(sink), "9901|1001 toegewezen 2026-10-20\n");
    ASSERT_EQ(sink.refusals.size(), 2U);
    for (const auto& refusal : sink.refusals) {
        EXPECT_EQ(refusal.reason.text, "message.reference-reused");
        EXPECT_TRUE(refusal.countable);
        EXPECT_EQ(refusal.record_type, "jeugdhulp-status");
        EXPECT_EQ(refusal.place.arrival, 2U);
    }
    EXPECT_TRUE(sink.refusals[0].keep);
    EXPECT_FALSE(sink.refusals[1].keep) << "the message is kept once";
    EXPECT_NE(sink.refusals[1].raw.reveal(), sink.refusals[0].raw.reveal());
    EXPECT_FALSE(sink.refusals[1].raw.reveal().empty()) << "known by message and product, not by its place";
}

TEST_F(Ijw, OnlyMessagesOfThisMunicipalityAreItsOwn) {
    const std::vector<CareMessage> strangers{
        {.claimed_municipality = "9902"},
        {.municipality = "9902"},
        {.municipality = "9902", .claimed_municipality = "9902"},
        {.provider = "98000002"},
        {.kind = "JW305", .claimed_municipality = "9902"},
        {.kind = "JW307", .municipality = "9902"},
    };
    for (std::size_t i = 0; i < strangers.size(); ++i) put(strangers[i], static_cast<int>(i));
    const auto sink = pull();
    EXPECT_TRUE(sink.statements.empty());
    ASSERT_EQ(sink.refusals.size(), strangers.size());
    for (const auto& refusal : sink.refusals) {
        EXPECT_EQ(refusal.reason.text, "message.wrong-party");
        EXPECT_TRUE(refusal.incident);
    }
}

TEST_F(Ijw, WhatNoRuleAsksForIsLeftUnread) {
    put(CareMessage{.kind = "WMO301"}, 1);
    put(CareMessage{.subversion = "0001"}, 2);
    put(CareMessage{.version = "0002"}, 3);
    put(CareMessage{.kind = "JW315"}, 4);
    RecordingSink sink;
    pull_into(sink);
    EXPECT_EQ(sink.unasked, 4U);
    EXPECT_TRUE(sink.asked.empty());

    put(CareMessage{.products = {{"1", "2026-10-20", ""}, {"2", "2026-10-20", ""}}}, 5);
    RecordingSink nobody;
    nobody.asks = [](const auto&) { return false; };
    pull_into(nobody);
    EXPECT_EQ(nobody.unasked, 6U);
    EXPECT_EQ(nobody.asked.size(), 1U);
    EXPECT_TRUE(nobody.statements.empty());

    RecordingSink nothing;
    connectors::jeugdhulp::IjwSource source{"ijw", folder.path(), "9901"};
    EXPECT_TRUE(source.pull({}, nothing));
    EXPECT_EQ(nothing.unasked, 5U);
}

TEST_F(Ijw, AStartWithoutAllocationNumberIsQuarantined) {
    put(CareMessage{.kind = "JW305", .products = {{"", "2026-10-20", ""}, {"1002", "2026-10-20", ""}}});
    const auto sink = pull();
    EXPECT_EQ(told(sink), "9901|1002 gestart 2026-10-20\n");
    ASSERT_EQ(sink.refusals.size(), 1U);
    EXPECT_EQ(sink.refusals[0].reason.text, "record.faulty");
    EXPECT_EQ(sink.refusals[0].faults.at(0).code.text, "record.key-missing");
    EXPECT_TRUE(sink.refusals[0].countable);
    EXPECT_GT(sink.refusals[0].place.line, 0U);
}

TEST_F(Ijw, ANumberThatFailsItsProofIsQuarantined) {
    put(CareMessage{.bsn = "999990018"});
    const auto sink = pull();
    ASSERT_EQ(sink.refusals.size(), 1U);
    EXPECT_EQ(sink.refusals[0].reason.text, "record.faulty");
    EXPECT_EQ(sink.refusals[0].place.field, "bsn");
    EXPECT_TRUE(sink.asked.empty());
}

TEST_F(Ijw, WhatIsNoMessageIsQuarantinedAndTheRestGoesOn) {
    const CareMessage good;
    const auto with_payload = [&good](const std::string& content) {
        return good.envelope(base::to_base64(base::as_bytes(content)));
    };
    const auto payload = good.payload();
    const std::vector<std::pair<std::string, std::string>> bad{
        {"", "payload.not-xml"},
        {"marker", "payload.not-xml"},
        {good.text().substr(0, 700), "payload.not-xml"},
        {"<marker/>", "payload.other-kind"},
        {payload, "payload.other-kind"},
        {CareMessage{.reference = "marker"}.text(), "payload.schema"},
        {CareMessage{.reference = "9C0F7B90-5C69-41E5-A837-0800200C9A66"}.text(), "payload.schema"},
        {good.envelope("%%marker%%"), "payload.schema"},
        {good.envelope("bWFya2Vy="), "payload.schema"},
        {with_payload("marker, in plain text"), "payload.not-xml"},
        {with_payload(" "), "payload.not-xml"},
        {with_payload(payload.substr(0, 900)), "payload.not-xml"},
        {with_payload("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"), "payload.doctype"},
        {with_payload("<!DOCTYPE a [<!ENTITY b 'marker'>]><a>&b;</a>"), "payload.doctype"},
        {with_payload("<?xml version=\"1.0\" encoding=\"KOI8-R\"?><marker/>"), "payload.encoding"},
        {with_payload("<marker/>"), "payload.schema"},
        {with_payload(CareMessage{.kind = "JW305"}.payload()), "payload.schema"},
        {CareMessage{.dated = "2026-02-30"}.text(), "payload.schema"},
        {CareMessage{.bsn = "marker"}.text(), "payload.schema"},
        {CareMessage{.products = {}}.text(), "payload.schema"},
        {CareMessage{.products = {{"marker", "2026-10-20", ""}}}.text(), "payload.schema"},
        {CareMessage{.products = {{"1", "2026-10-20", "99"}}}.text(), "payload.schema"},
    };
    for (const auto& [text, why] : bad) put(text);
    put(good);
    const auto sink = pull();
    EXPECT_EQ(told(sink), "9901|1001 toegewezen 2026-10-20\n");
    ASSERT_EQ(sink.refusals.size(), bad.size());
    for (std::size_t i = 0; i < bad.size(); ++i) {
        EXPECT_EQ(sink.refusals[i].reason.text, bad[i].second) << "number " << i;
        EXPECT_FALSE(sink.refusals[i].countable);
        EXPECT_EQ(sink.refusals[i].place.arrival, i + 1);
        EXPECT_EQ(sink.refusals[i].raw.reveal(), bad[i].first) << "kept for a person, sealed";
    }
}

TEST_F(Ijw, AnswersAndFaultsOfTheServiceAreNotAskedFor) {
    put(R"(<StUF:Fo01Bericht xmlns:StUF="http://www.egem.nl/StUF/StUF0301"><StUF:stuurgegevens>
        <StUF:berichtcode>Fo01</StUF:berichtcode>
        <StUF:zender><StUF:organisatie>IB</StUF:organisatie><StUF:applicatie>GGK</StUF:applicatie></StUF:zender>
        <StUF:ontvanger><StUF:organisatie>9901</StUF:organisatie><StUF:applicatie>Jeugd</StUF:applicatie></StUF:ontvanger>
        <StUF:referentienummer>1</StUF:referentienummer><StUF:tijdstipBericht>20261101144534</StUF:tijdstipBericht>
        <StUF:crossRefnummer>2</StUF:crossRefnummer></StUF:stuurgegevens><StUF:body><StUF:code>IB210</StUF:code>
        <StUF:plek>client</StUF:plek><StUF:omschrijving>onbekend</StUF:omschrijving>
        <StUF:details>JW301</StUF:details><StUF:detailsXML><root/></StUF:detailsXML></StUF:body></StUF:Fo01Bericht>)");
    const auto sink = pull();
    EXPECT_EQ(sink.unasked, 1U);
    EXPECT_TRUE(sink.refusals.empty());
}

TEST_F(Ijw, LinesOfBase64MayBeWrapped) {
    const CareMessage good;
    std::string wrapped;
    const auto encoded = base::to_base64(base::as_bytes(good.payload()));
    for (std::size_t i = 0; i < encoded.size(); i += 76) wrapped += encoded.substr(i, 76) + "\r\n";
    put(good.envelope(wrapped));
    EXPECT_EQ(pull().statements.size(), 1U);
}

TEST_F(Ijw, LimitsHold) {
    put(CareMessage{});
    connectors::Limits small;
    small.file_bytes = 100;
    EXPECT_EQ(reason(small), "payload.too-large");
    connectors::Limits flat;
    flat.depth = 3;
    EXPECT_EQ(reason(flat), "payload.depth");
}

TEST_F(Ijw, AnEndingServiceEndsTheReading) {
    put(CareMessage{});
    RecordingSink sink;
    sink.stop = true;
    pull_into(sink);
    EXPECT_TRUE(sink.statements.empty());
    EXPECT_EQ(sink.done, 0U);
}

TEST(IjwFolder, AnAbsentFolderIsAFaultOfTheSource) {
    connectors::jeugdhulp::IjwSource source{"ijw-eikendal", "/nonexistent/marker", "9901"};
    RecordingSink sink;
    const auto pulled = source.pull(wanted(), sink);
    ASSERT_FALSE(pulled);
    EXPECT_NE(pulled.error().for_operator.find("ijw-eikendal"), std::string::npos);
    EXPECT_FALSE(source.probe());
}

}  // namespace
