#include "gateway/verwerkingsregister/own.hpp"
#include "policies/reader.hpp"
#include "schemas/base/texts.hpp"
#include "tests/support/files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace kolk::gateway::verwerkingsregister {
namespace {

const base::Date day = *base::parse_date("2026-11-22");

const policies::Convenant& convenant() {
    static const auto reading =
        policies::read_convenant(tests::project_text("policies/convenants/voorbeeldregio.yaml"));
    return *reading.convenant;
}

config::Feed feed(const char* party) {
    config::Feed feed;
    feed.party = *schemas::Party::parse(party);
    return feed;
}

std::vector<Drift> found(DriftKind kind, std::span<const config::Feed> feeds, std::span<const SourceInUse> sources,
                         const log::Traffic& traffic = {}, base::Date on = day) {
    std::vector<Drift> all = find_drift(convenant(), feeds, sources, traffic, on);
    std::erase_if(all, [kind](const Drift& one) { return one.kind != kind; });
    return all;
}

const Drift* about(const std::vector<Drift>& drift, std::string_view name) {
    const auto one = std::find_if(drift.begin(), drift.end(), [&](const Drift& d) { return d.about == name; });
    return one == drift.end() ? nullptr : &*one;
}

TEST(Drift, AFeedNeedsARuleAndAMember) {
    const std::vector<config::Feed> feeds{feed("school:de-linde"), feed("gi:gi-voorbeeld"), feed("school:elders")};
    const auto drift = found(DriftKind::feed_without_rule, feeds, {});
    ASSERT_EQ(drift.size(), 1U) << "what an exception opens goes to the GI by its feed";
    EXPECT_NE(about(drift, "school:elders"), nullptr) << "no member";

    policies::Convenant without = convenant();
    std::erase_if(without.rules, [](const policies::Rule& rule) { return base::holds(rule.to, std::string{"gi"}); });
    EXPECT_NE(about(find_drift(without, feeds, {}, {}, day), "gi:gi-voorbeeld"), nullptr);
}

TEST(Drift, APersonIsNoSource) {
    for (const Drift& one : found(DriftKind::rule_without_source, {}, {})) {
        EXPECT_EQ(one.text.find("van ouder"), std::string::npos) << one.text;
        EXPECT_EQ(one.text.find("van jeugdige"), std::string::npos) << one.text;
    }
}

TEST(Drift, ASourceFieldNeedsARuleOfItsSender) {
    const std::vector<SourceInUse> sources{
        {"school", {"school", "de-linde"}, {{"opp", {"doelen", "opgesteld_op"}}, {"leerling-id", {"naam"}}}},
        {"jgz", {"jgz", "ggd-voorbeeld"}, {{"opp", {"opgesteld_op"}}}}};
    const auto drift = found(DriftKind::field_without_rule, {}, sources);
    ASSERT_NE(about(drift, "jgz"), nullptr) << "JGZ gives no opp, whoever else may";
    EXPECT_NE(about(drift, "jgz")->text.find("opp.opgesteld_op"), std::string::npos);
    if (const Drift* school = about(drift, "school")) {
        EXPECT_EQ(school->text.find("opp.opgesteld_op"), std::string::npos) << school->text;
        EXPECT_EQ(school->text.find("leerling-id.naam"), std::string::npos) << school->text;
    }
}

TEST(Drift, ARuleNeedsAFeedAndASource) {
    const std::vector<config::Feed> feeds{feed("jgz:ggd-voorbeeld")};
    const std::vector<SourceInUse> sources{{"school", {"school", "de-linde"}, {{"mazl-vraag", {"vraag_code"}}}}};
    const std::string rule = "verzuim-mazl-consultvraag";
    EXPECT_NE(about(found(DriftKind::rule_without_feed, {}, {}), rule), nullptr);
    EXPECT_EQ(about(found(DriftKind::rule_without_feed, feeds, {}), rule), nullptr);
    const auto without_source = found(DriftKind::rule_without_source, {}, {});
    ASSERT_NE(about(without_source, rule), nullptr);
    EXPECT_NE(about(without_source, rule)->text.find("mazl-vraag van school"), std::string::npos);
    EXPECT_EQ(about(found(DriftKind::rule_without_source, {}, sources), rule), nullptr);
    EXPECT_EQ(about(without_source, "verzuim-wettelijke-melding"), nullptr) << "its road is another";
}

TEST(Drift, SilenceIsKnownOnlyWhenLogAndRuleAreOlderThanAYear) {
    const std::string rule = "verzuim-mazl-consultvraag";
    const base::Date later = *base::parse_date("2028-01-15");
    const auto traffic = [&](const char* first, const char* last) {
        log::Traffic seen;
        if (first != nullptr) seen.first_entry = first;
        if (last != nullptr) seen.last_release.emplace(rule, last);
        return seen;
    };
    const auto silence = [&](const log::Traffic& seen, base::Date on) {
        const auto all = found(DriftKind::rule_without_traffic, {}, {}, seen, on);
        const Drift* one = about(all, rule);
        return one == nullptr ? "used" : one->unknown ? "unknown" : "silent";
    };
    EXPECT_STREQ(silence(traffic(nullptr, nullptr), later), "unknown");
    EXPECT_STREQ(silence(traffic("2027-06-01T00:00:00.000Z", nullptr), later), "unknown");
    EXPECT_STREQ(silence(traffic("2026-08-02T00:00:00.000Z", nullptr), day), "unknown");
    EXPECT_STREQ(silence(traffic("2025-01-01T00:00:00.000Z", nullptr), day), "unknown") << "the rule is young";
    EXPECT_STREQ(silence(traffic("2026-08-02T00:00:00.000Z", nullptr), later), "silent");
    EXPECT_STREQ(silence(traffic("2026-08-02T00:00:00.000Z", "2026-12-01T00:00:00.000Z"), later), "silent");
    EXPECT_STREQ(silence(traffic("2026-08-02T00:00:00.000Z", "2027-01-15T00:00:00.000Z"), later), "used");
}

config::Configuration configuration() {
    config::Configuration one;
    one.region.name = "voorbeeld";
    one.region.host = {"gemeente-jeugd", "eikendal"};
    one.organisations.push_back({"eikendal", "Gemeente <Eikendal> & co", "", {}, "", "", "", "", 1});
    one.organisations.push_back({"de-linde", "=De \"Linde\"|", "", {}, "", "", "", "VWO-1", 2});
    return one;
}

const std::vector<Drift>& drift() {
    static const std::vector<Drift> all{
        {DriftKind::rule_without_feed, "verzuim-mazl-consultvraag", "Geen <levering>.", false},
        {DriftKind::rule_without_traffic, "tlv-aanvraag", "Nog niets.", true},
        {DriftKind::rule_without_traffic, "tlv-besluit", "Nog niets.", true}};
    return all;
}

Document document() {
    return document_of(convenant(), configuration(), drift(), day);
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
    return times;
}

TEST(Register, EveryFormatHoldsEveryRuleAndSaysExample) {
    const Document all = document();
    for (const std::string& text : {as_markdown(all), as_html(all), as_csv(all)}) {
        for (const policies::Rule& rule : convenant().rules)
            EXPECT_NE(text.find(rule.id), std::string::npos) << rule.id;
        EXPECT_NE(text.find("VOORBEELD"), std::string::npos);
        EXPECT_NE(text.find("Nog niets."), std::string::npos);
    }
    const auto json = as_json(convenant(), configuration(), drift(), day);
    EXPECT_EQ(json.at("rules").as_array().size(), convenant().rules.size());
    EXPECT_EQ(json.at("drift").as_array().at(0).at("kind").as_string(), "rule-without-feed");
    EXPECT_EQ(json.at("drift").as_array().at(1).at("state").as_string(), "unknown");
    EXPECT_EQ(json.at("fg_advice").as_array().size(), convenant().advices.size());
}

TEST(Register, HoldsWhatTheGatewayKeepsItself) {
    const Document all = document();
    for (const std::string& text : {as_markdown(all), as_html(all), as_csv(all)}) {
        for (const char* own : {"verstrekkingenlogboek", "pseudoniemen-en-koppelingen",
                                "toestemmingen-en-andere-feiten", "onderweg", "uitval", "uitzonderingen-en-incidenten"})
            EXPECT_NE(text.find(own), std::string::npos) << own;
        EXPECT_NE(text.find("eigen verwerking van de poort"), std::string::npos);
    }
    for (const Processing& one : own_processings()) {
        for (const RegisterLine& line : one.lines) EXPECT_FALSE(line.texts.front().empty()) << one.rule << line.label;
    }
    EXPECT_EQ(as_json(convenant(), configuration(), drift(), day).at("own").as_array().size(),
              own_processings().size());
}

TEST(Drift, ARuleThatWaitsForALawNeedsNothingYet) {
    policies::Convenant waiting = convenant();
    for (policies::Rule& rule : waiting.rules) rule.dormant = rule.id == "verzuim-mazl-consultvraag";
    const auto drift = find_drift(waiting, {}, {}, {}, day);
    EXPECT_EQ(about(drift, "verzuim-mazl-consultvraag"), nullptr);
    EXPECT_NE(about(drift, "verzuim-mazl-terugkoppeling"), nullptr);
}

TEST(Register, WhatIsSaidOfSeveralIsSaidOnce) {
    const auto groups = document().findings;
    ASSERT_EQ(groups.size(), 2U);
    ASSERT_EQ(groups.back().findings.size(), 1U);
    EXPECT_EQ(groups.back().findings.front().about, "tlv-aanvraag, tlv-besluit");
    EXPECT_TRUE(groups.back().findings.front().unknown);
}

TEST(Register, ThePageEscapesWhatItShows) {
    const std::string page = as_html(document());
    EXPECT_NE(page.find("Gemeente &lt;Eikendal&gt; &amp; co"), std::string::npos);
    EXPECT_NE(page.find("Geen &lt;levering&gt;."), std::string::npos);
    EXPECT_EQ(page.find("<Eikendal>"), std::string::npos);
    EXPECT_EQ(page.find("http"), std::string::npos) << "it needs nothing from elsewhere";
    EXPECT_EQ(count(page, "<section"), count(page, "</section>"));
}

TEST(Register, ATableCellStaysACell) {
    const std::string text = as_markdown(document());
    EXPECT_NE(text.find("\\|"), std::string::npos);
    EXPECT_EQ(text.find("\"Linde\"|,"), std::string::npos);

    const std::string csv = as_csv(document());
    EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF\"Doel\";\"Titel\";\"Regel\";")) << csv.substr(0, 60);
    EXPECT_EQ(count(csv.substr(0, csv.find("\r\n")), "\";\""),
              document().chapters.front().rules.front().lines.size() + 2);
    EXPECT_EQ(count(csv, "\r\n"), convenant().rules.size() + own_processings().size() + 1);
    EXPECT_NE(csv.find("=De \"\"Linde\"\"|"), std::string::npos);
    EXPECT_EQ(csv.find("\"=De"), std::string::npos) << "no cell begins like a formula";
}

}  // namespace
}  // namespace kolk::gateway::verwerkingsregister
