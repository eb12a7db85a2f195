#include "gateway/verwerkingsregister/own.hpp"
#include "policies/reader.hpp"
#include "policies/signers.hpp"
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

base::Date on(const char* text) {
    return *base::parse_date(text);
}

// The one version there is, on this day.
Agreed agreed(const policies::Convenant& version, base::Date on_day = day) {
    return {&version, {&version}, on_day};
}

std::vector<Drift> only(DriftKind kind, std::vector<Drift> all) {
    std::erase_if(all, [kind](const Drift& one) { return one.kind != kind; });
    return all;
}

std::vector<Drift> found(DriftKind kind, std::span<const config::Feed> feeds, std::span<const SourceInUse> sources,
                         const log::Traffic& traffic = {}, base::Date on_day = day) {
    return only(kind, find_drift(agreed(convenant(), on_day), feeds, sources, traffic));
}

const Drift* about(const std::vector<Drift>& drift, std::string_view name) {
    const auto one = std::find_if(drift.begin(), drift.end(), [&](const Drift& d) { return d.about == name; });
    return one == drift.end() ? nullptr : &*one;
}

bool says_take_away(const Drift& one) {
    return one.text.find("haal de levering weg") != std::string::npos;
}

TEST(Drift, AFeedNeedsARuleAndAMember) {
    const std::vector<config::Feed> feeds{feed("school:de-linde"), feed("gi:gi-voorbeeld"), feed("school:elders")};
    const auto drift = found(DriftKind::feed_without_rule, feeds, {});
    ASSERT_EQ(drift.size(), 1U) << "what an exception opens goes to the GI by its feed";
    EXPECT_NE(about(drift, "school:elders"), nullptr) << "no member";

    policies::Convenant without = convenant();
    std::erase_if(without.rules, [](const policies::Rule& rule) { return base::holds(rule.to, std::string{"gi"}); });
    const auto of_nothing = only(DriftKind::feed_without_rule, find_drift(agreed(without), feeds, {}, {}));
    ASSERT_NE(about(of_nothing, "gi:gi-voorbeeld"), nullptr);
    EXPECT_TRUE(says_take_away(*about(of_nothing, "gi:gi-voorbeeld")));
}

// What may be taken away is what nobody needs on any day.
TEST(Drift, AFeedOfWhoComesOrLeftIsToBeKept) {
    const std::vector<config::Feed> feeds{feed("gemeente-jeugd:noordbroek"),
                                          feed("gemeente-jeugd:jeugdregio-voorbeeld")};
    const auto before = find_drift(agreed(convenant()), feeds, {}, {});
    EXPECT_EQ(about(before, "gemeente-jeugd:noordbroek"), nullptr);
    const Drift* coming = about(before, "gemeente-jeugd:jeugdregio-voorbeeld");
    ASSERT_NE(coming, nullptr);
    EXPECT_EQ(coming->kind, DriftKind::feed_to_keep);
    EXPECT_NE(coming->text.find("2027-01-01"), std::string::npos) << coming->text;
    EXPECT_FALSE(says_take_away(*coming)) << coming->text;

    const auto after = find_drift(agreed(convenant(), on("2027-02-01")), feeds, {}, {});
    EXPECT_EQ(about(after, "gemeente-jeugd:jeugdregio-voorbeeld"), nullptr);
    const Drift* former = about(after, "gemeente-jeugd:noordbroek");
    ASSERT_NE(former, nullptr);
    EXPECT_EQ(former->kind, DriftKind::feed_to_keep);
    EXPECT_NE(former->text.find("einde en intrekking"), std::string::npos) << former->text;
    EXPECT_FALSE(says_take_away(*former)) << former->text;
}

TEST(Drift, APartyOfAnotherVersionCameOrLeft) {
    policies::Convenant next = convenant();
    next.from = on("2027-08-01");
    next.until = on("2028-07-31");
    std::erase_if(next.members, [](const auto& member) { return member.party.org == "zorg-west"; });
    next.members.push_back({{"school", "nieuwkomer"}, on("2027-08-01"), {}});
    next.prepare();
    const Agreed now{&convenant(), {&convenant(), &next}, day};
    const Agreed then{&next, {&convenant(), &next}, on("2027-09-01")};
    const std::vector<config::Feed> feeds{feed("jeugdhulpaanbieder:zorg-west"), feed("school:nieuwkomer"),
                                          feed("school:elders")};
    const auto kept_now = only(DriftKind::feed_to_keep, find_drift(now, feeds, {}, {}));
    ASSERT_EQ(kept_now.size(), 1U);
    EXPECT_EQ(kept_now.front().about, "school:nieuwkomer");
    EXPECT_NE(kept_now.front().text.find("2027-08-01"), std::string::npos) << kept_now.front().text;
    const auto kept_then = only(DriftKind::feed_to_keep, find_drift(then, feeds, {}, {}));
    ASSERT_EQ(kept_then.size(), 1U);
    EXPECT_EQ(kept_then.front().about, "jeugdhulpaanbieder:zorg-west");
    EXPECT_NE(about(only(DriftKind::feed_without_rule, find_drift(then, feeds, {}, {})), "school:elders"), nullptr);
}

TEST(Drift, AVersionThatAnotherReplacedPromisesNoParty) {
    policies::Convenant withdrawn = convenant();
    withdrawn.members.push_back({{"school", "nieuwkomer"}, on("2027-09-01"), {}});
    withdrawn.prepare();
    policies::Convenant next = convenant();
    next.from = on("2027-08-01");
    next.prepare();
    const std::vector<config::Feed> feeds{feed("school:nieuwkomer")};
    const Agreed both{&withdrawn, {&withdrawn, &next}, day};
    EXPECT_NE(about(find_drift(agreed(withdrawn), feeds, {}, {}), "school:nieuwkomer")->kind,
              DriftKind::feed_without_rule);
    EXPECT_EQ(about(find_drift(both, feeds, {}, {}), "school:nieuwkomer")->kind, DriftKind::feed_without_rule);
}

TEST(Drift, AFeedOfAPossibleGuestIsToBeKept) {
    const std::vector<config::Feed> feeds{feed("jeugdhulpaanbieder:elders")};
    policies::Convenant inviting = convenant();
    for (policies::Rule& rule : inviting.rules) rule.guests.clear();
    EXPECT_NE(about(only(DriftKind::feed_without_rule, find_drift(agreed(inviting), feeds, {}, {})),
                    "jeugdhulpaanbieder:elders"),
              nullptr);
    for (policies::Rule& rule : inviting.rules) {
        if (rule.id == "oza-aanmelding") rule.guests = rule.to = {"jeugdhulpaanbieder"};
    }
    const auto drift = find_drift(agreed(inviting), feeds, {}, {});
    const Drift* guest = about(drift, "jeugdhulpaanbieder:elders");
    ASSERT_NE(guest, nullptr);
    EXPECT_EQ(guest->kind, DriftKind::feed_to_keep);
    EXPECT_NE(guest->text.find("gast zijn bij een casus (oza-aanmelding)"), std::string::npos) << guest->text;
}

TEST(Drift, AFeedWhoseRuleEndedStillCarriesEndsAndWithdrawals) {
    policies::Convenant ended = convenant();
    std::erase_if(ended.rules, [](const policies::Rule& rule) {
        return base::holds(rule.to, "oza-school") && rule.id != "oza-aanmelding";
    });
    const std::vector<config::Feed> feeds{feed("oza-school:plusklas")};
    EXPECT_EQ(about(find_drift(agreed(ended, on("2027-12-31")), feeds, {}, {}), "oza-school:plusklas"), nullptr);
    const auto drift = find_drift(agreed(ended, on("2028-01-01")), feeds, {}, {});
    const Drift* one = about(drift, "oza-school:plusklas");
    ASSERT_NE(one, nullptr);
    EXPECT_EQ(one->kind, DriftKind::feed_to_keep);
    EXPECT_FALSE(says_take_away(*one)) << one->text;
}

TEST(Drift, NothingIsHeldAgainstAVersionThatIsNotInForce) {
    const std::vector<config::Feed> feeds{feed("school:elders")};
    const std::vector<SourceInUse> sources{{"jgz", {"jgz", "ggd-voorbeeld"}, {{"opp", {"opgesteld_op"}}}}};
    for (const char* outside : {"2026-07-31", "2028-08-01"}) {
        const auto drift = find_drift(agreed(convenant(), on(outside)), feeds, sources, {});
        ASSERT_EQ(drift.size(), 1U) << outside;
        EXPECT_EQ(drift.front().kind, DriftKind::no_version);
        EXPECT_TRUE(drift.front().unknown);
    }
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
    EXPECT_NE(about(drift, "jgz")->text.find("alleen gelezen als een uitzondering"), std::string::npos)
        << about(drift, "jgz")->text;
    EXPECT_NE(about(drift, "jgz")->text.find("opp.opgesteld_op"), std::string::npos);
    if (const Drift* school = about(drift, "school")) {
        EXPECT_EQ(school->text.find("opp.opgesteld_op"), std::string::npos) << school->text;
        EXPECT_EQ(school->text.find("leerling-id.naam"), std::string::npos) << school->text;
    }
}

// Every unread field of this source, by what is said of it.
std::string said_of_fields(const Agreed& agreed, const SourceInUse& source) {
    std::string all;
    for (const Drift& one : only(DriftKind::field_without_rule, find_drift(agreed, {}, {&source, 1}, {})))
        all += one.text + '|';
    return all;
}

bool opens_exceptions(const policies::Convenant& convenant, const policies::Rule& rule) {
    return convenant.find_purpose(rule.purpose)->kind == policies::Kind::override_;
}

// Without exceptions, and with no rule that gives `opp.begeleiding`.
policies::Convenant without_begeleiding(const std::vector<policies::Condition>& when) {
    policies::Convenant convenant_here = convenant();
    std::erase_if(convenant_here.rules,
                  [&](const policies::Rule& rule) { return opens_exceptions(convenant_here, rule); });
    for (policies::Rule& rule : convenant_here.rules) {
        for (auto& [type, fields] : rule.records) std::erase(fields, "begeleiding");
        if (rule.id == "opp-naar-swv") rule.when = when;
    }
    convenant_here.prepare();
    return convenant_here;
}

TEST(Drift, AFieldThatDecidesIsReadThoughNoRuleGivesIt) {
    const SourceInUse school{
        "school", {"school", "de-linde"}, {{"opp", {"begeleiding"}}, {"verzuimmelding", {"reden", "roosteruren"}}}};
    const auto unasked = without_begeleiding({});
    const std::string said = said_of_fields(agreed(unasked), school);
    EXPECT_NE(said.find("Haal ze uit de vertaaltabel"), std::string::npos) << said;
    EXPECT_NE(said.find("opp.begeleiding"), std::string::npos) << said;
    EXPECT_NE(said.find("verzuimmelding.roosteruren"), std::string::npos) << said;
    EXPECT_EQ(said.find("verzuimmelding.reden"), std::string::npos) << "a prohibition looks at it: " << said;

    const auto asked = without_begeleiding({policies::FieldIs{"opp", "begeleiding", {"ja"}}});
    EXPECT_EQ(said_of_fields(agreed(asked), school).find("opp.begeleiding"), std::string::npos)
        << "a condition looks at it";
}

TEST(Drift, ABirthDateIsReadByWhoeverAsks) {
    policies::Convenant bare = convenant();
    bare.rules.clear();
    bare.prepare();
    const SourceInUse school{"school", {"school", "de-linde"}, {{"leerling-id", {"geboortedatum", "naam"}}}};
    const std::string said = said_of_fields(agreed(bare), school);
    EXPECT_EQ(said.find("geboortedatum"), std::string::npos) << said;
    EXPECT_NE(said.find("leerling-id.naam"), std::string::npos) << said;
}

TEST(Drift, AFieldByWhichATotalCountsIsRead) {
    policies::Convenant counting = convenant();
    std::erase_if(counting.rules, [](const policies::Rule& rule) { return rule.id != "monitoring-verantwoording"; });
    counting.prepare();
    const SourceInUse swv{"swv", {"swv-vo", "swv-vo-voorbeeld"}, {{"oza-plaatsing", {"zorgroute", "intake_datum"}}}};
    const std::string said = said_of_fields(agreed(counting), swv);
    EXPECT_EQ(said.find("oza-plaatsing.zorgroute"), std::string::npos) << said;
    EXPECT_NE(said.find("oza-plaatsing.intake_datum"), std::string::npos) << said;
}

TEST(Drift, AFieldOfARuleToComeStays) {
    policies::Convenant coming = convenant();
    std::erase_if(coming.rules, [&](const policies::Rule& rule) { return rule.id != "jgz-contactmoment-planning"; });
    coming.rules.front().from_date = on("2027-01-01");
    coming.prepare();
    const SourceInUse school{"school", {"school", "de-linde"}, {{"jgz-klassenlijst", {"groep"}}}};
    const std::string said = said_of_fields(agreed(coming), school);
    EXPECT_NE(said.find("pas vanaf 2027-01-01: jgz-klassenlijst.groep. Laat ze staan."), std::string::npos) << said;
    EXPECT_EQ(said_of_fields(agreed(coming, on("2027-01-01")), school), "");
}

TEST(Drift, AFieldOfAStandardIsNotToBeTakenOut) {
    policies::Convenant bare = convenant();
    bare.rules.clear();
    bare.prepare();
    const SourceInUse dossier{"oso", {"school", {}}, {{"opp", {"doelen"}}}, false};
    const std::string said = said_of_fields(agreed(bare), dossier);
    EXPECT_NE(said.find("opp.doelen"), std::string::npos) << said;
    EXPECT_EQ(said.find("vertaaltabel"), std::string::npos) << said;
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
    const base::Date later = on("2028-01-15");
    const auto traffic = [&](const char* first, const char* last) {
        log::Traffic seen;
        if (first != nullptr) seen.first_entry = first;
        if (last != nullptr) seen.last_release.emplace(rule, last);
        return seen;
    };
    const auto silence = [&](const log::Traffic& seen, base::Date then) {
        const auto all = found(DriftKind::rule_without_traffic, {}, {}, seen, then);
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

TEST(Drift, TheUseOfARuleIsUnknownOnADayThatTheLogDoesNotReach) {
    const std::string rule = "verzuim-mazl-consultvraag";
    const base::Date later = on("2028-01-15");
    log::Traffic traffic;
    traffic.first_entry = "2026-08-02T00:00:00.000Z";
    traffic.until = later;
    EXPECT_FALSE(about(found(DriftKind::rule_without_traffic, {}, {}, traffic, later), rule)->unknown);
    traffic.until = base::add_days(later, -1);
    const auto all = found(DriftKind::rule_without_traffic, {}, {}, traffic, later);
    EXPECT_TRUE(about(all, rule)->unknown);
    EXPECT_NE(about(all, rule)->text.find("tot en met 2028-01-14"), std::string::npos);
}

TEST(Drift, TotalsAreUsedWhenTheyAreReleasedAndOfExceptionsNothingIsTold) {
    const base::Date later = on("2028-01-15");
    log::Traffic traffic;
    traffic.first_entry = "2026-08-02T00:00:00.000Z";
    const auto unused = [&] { return found(DriftKind::rule_without_traffic, {}, {}, traffic, later); };
    EXPECT_FALSE(about(unused(), "monitoring-verantwoording")->unknown);
    traffic.last_release["monitoring-verantwoording"] = "2027-06-01T00:00:00.000Z";
    EXPECT_EQ(about(unused(), "monitoring-verantwoording"), nullptr);
    for (const policies::Rule& one : convenant().rules) {
        if (convenant().find_purpose(one.purpose)->kind == policies::Kind::override_)
            EXPECT_EQ(about(unused(), one.id), nullptr) << one.id;
    }
}

TEST(Drift, ARuleIsAsOldAsTheFirstVersionThatHasIt) {
    const std::string rule = "verzuim-mazl-consultvraag";
    policies::Convenant first = convenant();
    first.until = on("2027-07-31");
    policies::Convenant renewed = convenant();
    renewed.from = on("2027-08-01");
    renewed.prepare();
    log::Traffic traffic;
    traffic.first_entry = "2026-08-02T00:00:00.000Z";
    const auto is_silent = [&] {
        const Agreed both{&renewed, {&first, &renewed}, on("2027-11-01")};
        const auto all = only(DriftKind::rule_without_traffic, find_drift(both, {}, {}, traffic));
        return !about(all, rule)->unknown;
    };
    EXPECT_TRUE(is_silent()) << "a renewed convenant makes no rule new";
    for (policies::Rule& one : first.rules) one.dormant = one.id == rule;
    EXPECT_FALSE(is_silent()) << "a rule that waited let nothing go";
    for (policies::Rule& one : first.rules) {
        one.dormant = false;
        if (one.id == rule) one.purpose = "verzuimoverleg";
    }
    EXPECT_FALSE(is_silent()) << "for another purpose it is another rule";
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

TEST(Register, ForProgramsSaysAllThatTheOthersSay) {
    policies::Convenant signing = policies::signed_by(convenant(), {{"school", "de-linde"}, {"school", "de-brug"}});
    const auto json = as_json(signing, configuration(), drift(), day);
    EXPECT_EQ(json.at("in_force"), true);
    EXPECT_EQ(json.at("version").as_string(), "1.0");
    EXPECT_EQ(json.at("signatures").at("signed"), 2);
    const auto& missing = json.at("signatures").at("missing").as_array();
    EXPECT_EQ(json.at("signatures").at("parties"), missing.size() + 2);
    EXPECT_NE(std::ranges::find(missing, boost::json::value("school:het-baken")), missing.end());
    const auto& agreements = json.at("processor_agreements").as_array();
    ASSERT_EQ(agreements.size(), 1U);
    EXPECT_EQ(agreements.front().at("reference").as_string(), "VWO-1");
    const auto& controllers = json.at("controllers").as_array();
    const auto eikendal =
        std::ranges::find_if(controllers, [](const auto& one) { return one.at("org").as_string() == "eikendal"; });
    ASSERT_NE(eikendal, controllers.end());
    EXPECT_EQ(eikendal->at("contact").as_string(), "privacy@eikendal.example");
    EXPECT_EQ(eikendal->at("fg").as_string(), "fg@eikendal.example");
    EXPECT_EQ(as_json(signing, configuration(), drift(), on("2028-08-01")).at("in_force"), false);
}

TEST(Register, ASpreadsheetTellsVersionDayAndWhatFeedsAndSourcesDiffer) {
    std::vector<Drift> found_here = drift();
    found_here.push_back({DriftKind::feed_without_rule, "school:elders", "Geen regel."});
    found_here.push_back({DriftKind::unreadable_source, "bron", "Niet te lezen.", true});
    const std::string csv = as_csv(document_of(convenant(), configuration(), found_here, day));
    EXPECT_EQ(count(csv, "\"voorbeeldregio 1.0\";\"2026-11-22\"\r\n"),
              convenant().rules.size() + own_processings().size() + 2);
    EXPECT_NE(csv.find("\"afwijkingen\";\"Afwijkingen van leveringen en bronnen\";\"school:elders\";"
                       "\"Leveringen zonder regel\";"),
              std::string::npos);
    EXPECT_NE(csv.find("\"onbekend: Niet te lezen.\""), std::string::npos);
}

TEST(Register, SaysThatNothingIsExchangedWhereNoVersionIsInForce) {
    const base::Date outside = on("2028-08-01");
    const auto drift_then = find_drift(agreed(convenant(), outside), {}, {}, {});
    const Document then = document_of(convenant(), configuration(), drift_then, outside);
    for (const std::string& text : {as_markdown(then), as_html(then)}) {
        EXPECT_NE(text.find("Op 2028-08-01 is geen versie van kracht: er wordt dan niets uitgewisseld."),
                  std::string::npos);
        EXPECT_NE(text.find("NIET VAN KRACHT"), std::string::npos);
        EXPECT_EQ(text.find("komen overeen"), std::string::npos);
    }
    EXPECT_NE(as_csv(then).find("is geen versie van kracht"), std::string::npos);
    for (const std::string& text : {as_markdown(document()), as_html(document())}) {
        EXPECT_EQ(text.find("geen versie van kracht"), std::string::npos);
        EXPECT_EQ(text.find("NIET VAN KRACHT"), std::string::npos);
    }
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
    const auto drift = find_drift(agreed(waiting), {}, {}, {});
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

TEST(Register, CallsAPartyByItsNameAlsoBeforeItHasCodesHere) {
    const std::string text = as_markdown(document_of(convenant(), configuration(), {}, on("2027-02-01")));
    EXPECT_NE(text.find("gemeente-jeugd: Gemeente \\<Eikendal\\> & co, "), std::string::npos);
    EXPECT_NE(text.find(", Jeugdregio Voorbeeld |"), std::string::npos);
    EXPECT_EQ(text.find(", jeugdregio-voorbeeld"), std::string::npos);
}

TEST(Register, ATableCellStaysACell) {
    const std::string text = as_markdown(document());
    EXPECT_NE(text.find("\\|"), std::string::npos);
    EXPECT_EQ(text.find("\"Linde\"|,"), std::string::npos);

    const std::string csv = as_csv(document());
    EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF\"Doel\";\"Titel\";\"Regel\";")) << csv.substr(0, 60);
    EXPECT_EQ(count(csv.substr(0, csv.find("\r\n")), "\";\""),
              document().chapters.front().rules.front().lines.size() + 4);
    EXPECT_EQ(count(csv, "\r\n"), convenant().rules.size() + own_processings().size() + 1);
    EXPECT_NE(csv.find("=De \"\"Linde\"\"|"), std::string::npos);
    EXPECT_EQ(csv.find("\"=De"), std::string::npos) << "no cell begins like a formula";
}

}  // namespace
}  // namespace kolk::gateway::verwerkingsregister
