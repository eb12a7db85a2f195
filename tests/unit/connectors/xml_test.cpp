#include "connectors/xml.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace kolk::connectors;

constexpr std::size_t depth = 64;
const std::string space = "http://www.edustandaard.nl/oso_gegevensset/2019/dossier";

std::string dossier(const std::string& content, const std::string& before = "") {
    return before + "<dossier xmlns=\"" + space + "\">" + content + "</dossier>";
}

xml::Selection overstap() {
    return {space, {"dossier/metadata/overstap", "dossier/overdrachtsoort"}, {}};
}

std::string nested(int levels) {
    std::string text = dossier("@");
    std::string inside;
    for (int i = 0; i < levels; ++i) inside += "<a>";
    for (int i = 0; i < levels; ++i) inside += "</a>";
    return text.replace(text.find('@'), 1, inside);
}

/// What both readers say of a document: they must agree on what is refused.
std::string reason(const std::string& bytes) {
    const auto parsed = xml::parse(bytes, depth);
    const auto selected = xml::select(bytes, overstap(), depth);
    const std::string whole{parsed ? "ok" : parsed.error().reason.text};
    const std::string part{selected ? "ok" : selected.error().reason.text};
    return whole == part ? whole : whole + " / " + part;
}

TEST(Xml, ReadsElementsWithTheirLinesAndText) {
    const auto document = xml::parse(dossier("\n<metadata><overstap a='1'> POSWV\n</overstap></metadata>"), depth);
    ASSERT_TRUE(document);
    const auto overstap = document->root().child("metadata").child("overstap");
    EXPECT_EQ(overstap.text(), "POSWV");
    EXPECT_EQ(overstap.line(), 2U);
    EXPECT_EQ(overstap.attribute("a"), "1");
    EXPECT_EQ(overstap.name_space(), space);
    EXPECT_FALSE(document->root().child("absent").child("deeper"));
    EXPECT_EQ(document->root().child("absent").child("deeper").text(), "");
}

TEST(Xml, SelectsOnlyWhatIsNamed) {
    const auto document = xml::select(
        dossier("<metadata><pakket>geheim</pakket>\n<overstap>PO<!-- x -->SWV</overstap></metadata><bsn>geheim</bsn>"),
        overstap(), depth);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root().child("metadata").child("overstap").text(), "POSWV");
    EXPECT_EQ(document->root().child("metadata").child("overstap").line(), 2U);
    EXPECT_EQ(document->text().find("geheim"), std::string::npos);
    EXPECT_EQ(document->text().find("bsn"), std::string::npos);
}

TEST(Xml, SelectionStopsAfterItsLastPath) {
    auto selection = overstap();
    selection.last = "dossier/metadata/overstap";
    const auto document = xml::select(
        dossier("<metadata><overstap>POSWV</overstap></metadata>" + std::string(8192, ' ') + "<not-closed>"), selection,
        depth);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root().child("metadata").child("overstap").text(), "POSWV");
}

TEST(Xml, AnotherNamespaceIsAnotherElement) {
    const auto document =
        xml::select(dossier("<metadata xmlns='urn:other'><overstap>POSWV</overstap></metadata>"), overstap(), depth);
    ASSERT_TRUE(document);
    EXPECT_FALSE(document->root().child("metadata"));
    const auto other = xml::select("<dossier/>", overstap(), depth);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().reason.text, "payload.other-kind");
}

TEST(Xml, BoundsTheTextOfASelectedElement) {
    const auto long_text = dossier("<overdrachtsoort>" + std::string(5000, 'x') + "</overdrachtsoort>");
    const auto document = xml::select(long_text, overstap(), depth);
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().reason.text, "payload.too-long");
}

TEST(Xml, RefusesWhatIsNotWellFormed) {
    EXPECT_EQ(reason(""), "payload.not-xml");
    EXPECT_EQ(reason("dossier"), "payload.not-xml");
    EXPECT_EQ(reason(dossier("<metadata>")), "payload.not-xml");
    EXPECT_EQ(reason(dossier("<a></b>")), "payload.not-xml");
    EXPECT_EQ(reason(dossier("").substr(0, 20)), "payload.not-xml");
    EXPECT_FALSE(xml::parse(dossier(std::string("<a>\0</a>", 8)), depth));
    EXPECT_FALSE(xml::select(dossier(std::string("<a>\0</a>", 8)), overstap(), depth));
    EXPECT_EQ(reason(dossier("&unknown;")), "payload.not-xml");
}

TEST(Xml, RefusesEveryDocumentType) {
    EXPECT_EQ(reason(dossier("", "<!DOCTYPE dossier>")), "payload.doctype");
    EXPECT_EQ(reason(dossier("&a;", "<!DOCTYPE dossier [<!ENTITY a 'text'>]>")), "payload.doctype");
    EXPECT_EQ(reason(dossier("&a;", "<!DOCTYPE dossier [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>")),
              "payload.doctype");
    EXPECT_EQ(reason(dossier("", "<!DOCTYPE dossier SYSTEM 'http://127.0.0.1:9/x.dtd'>")), "payload.doctype");
    EXPECT_EQ(reason(dossier("", "<!DOCTYPE dossier [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>")),
              "payload.doctype");
}

TEST(Xml, RefusesAnEntityBomb) {
    std::string bomb = "<!DOCTYPE dossier [<!ENTITY a0 'xxxxxxxxxx'>";
    for (int i = 1; i < 20; ++i) {
        const auto before = "&a" + std::to_string(i - 1) + ";";
        bomb += "<!ENTITY a" + std::to_string(i) + " '" + before + before + before + before + "'>";
    }
    EXPECT_EQ(reason(dossier("&a19;", bomb + "]>")), "payload.doctype");
}

TEST(Xml, BoundsTheDepth) {
    EXPECT_EQ(reason(nested(63)), "ok");
    EXPECT_EQ(reason(nested(64)), "payload.depth");
    EXPECT_EQ(reason(nested(100'000)), "payload.depth");
}

TEST(Xml, TakesTheEncodingsOfTheChainAndNoOther) {
    const auto declared = [](const std::string& encoding, const std::string& text) {
        return "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?>" +
               dossier("<metadata><overstap>" + text + "</overstap></metadata>");
    };
    const auto read = [](const std::string& bytes) {
        const auto document = xml::select(bytes, overstap(), depth);
        return document ? document->root().child("metadata").child("overstap").text()
                        : std::string{document.error().reason.text};
    };
    EXPECT_EQ(read(declared("UTF-8", "\xC3\xA9")), "\xC3\xA9");
    EXPECT_EQ(read("\xEF\xBB\xBF" + declared("UTF-8", "\xC3\xA9")), "\xC3\xA9");
    EXPECT_EQ(read(declared("ISO-8859-1", "\xE9")), "\xC3\xA9");
    EXPECT_EQ(read(declared("windows-1252", "\x80")), "\xE2\x82\xAC");
    std::string wide = "\xFF\xFE";
    for (const char c : declared("UTF-16", "e")) wide += {c, '\0'};
    EXPECT_EQ(read(wide), "e");

    EXPECT_EQ(reason(declared("UTF-8", "\xE9")), "payload.encoding");
    EXPECT_EQ(reason(declared("UTF-7", "a")), "payload.encoding");
    EXPECT_EQ(reason(declared("KOI8-R", "a")), "payload.encoding");
    EXPECT_EQ(reason(declared("no-such-thing", "a")), "payload.encoding");
}

TEST(Xml, ValidationGivesLinesAndCodesOfEveryFault) {
    const auto document = xml::parse(dossier("\n<metadata/>\n<overdrachtsoort/>\n<wrong/>"), depth);
    ASSERT_TRUE(document);
    const auto faults = xml::validate(*document, "wire/oso-swv.xsd");
    ASSERT_GE(faults.size(), 2U);
    EXPECT_EQ(faults.front().line, 2U);
    EXPECT_EQ(faults.back().line, 4U);
    for (const auto& fault : faults) EXPECT_NE(fault.code, 0);
}

}  // namespace
