#include "policies/register.hpp"

#include "policies/as_if.hpp"
#include "policies/condition_text.hpp"
#include "policies/same_rule.hpp"
#include "tests/support/convenant.hpp"

#include <set>

namespace kolk::tests {
namespace {

using policies::RegisterRule;

const base::Date now = day(demo_day);
const policies::Names names{{"de-linde", "De Linde"}, {"ggd-voorbeeld", "GGD Voorbeeldregio"}};

RegisterRule row_of(std::string_view rule) {
    for (RegisterRule& row : policies::register_of(demo_convenant(), now)) {
        if (row.rule->id == rule) return row;
    }
    ADD_FAILURE() << rule;
    return {};
}

std::string line(std::string_view rule, std::string_view label) {
    std::string all;
    for (const auto& one : policies::register_lines(demo_convenant(), row_of(rule), names)) {
        if (one.label != label) continue;
        for (const std::string& text : one.texts) all += text + '|';
    }
    return all;
}

TEST(Register, HoldsEveryRuleOnceWithTheSameLines) {
    std::set<std::string> rules;
    std::set<std::vector<std::string_view>> labels;
    for (const RegisterRule& row : policies::register_of(demo_convenant(), now)) {
        EXPECT_TRUE(rules.insert(row.rule->id).second);
        std::vector<std::string_view> own;
        for (const auto& one : policies::register_lines(demo_convenant(), row, names)) {
            own.push_back(one.label);
            EXPECT_FALSE(one.texts.empty()) << one.label;
            for (const std::string& text : one.texts) EXPECT_FALSE(text.empty()) << row.rule->id << one.label;
        }
        labels.insert(own);
    }
    EXPECT_EQ(rules.size(), demo_convenant().rules.size());
    EXPECT_EQ(labels.size(), 1U) << "every rule tells the same things in the same order";
}

TEST(Register, SaysWhatArticleThirtyAsks) {
    const std::string_view rule = "verzuim-mazl-consultvraag";
    EXPECT_TRUE(line(rule, "Afzenders").starts_with("school: De Linde, ")) << line(rule, "Afzenders");
    EXPECT_EQ(line(rule, "Ontvangers"), "jgz: GGD Voorbeeldregio|");
    EXPECT_EQ(line(rule, "Grondslag afzender"), "AVG art. 6 lid 1 onder e: WVO 2020 en WPO|");
    EXPECT_EQ(line(rule, "Grond artikel 9"), "AVG art. 9(2)(h)|UAVG art. 30|");
    EXPECT_EQ(line(rule, "Toestemming"), "nodig, uitdrukkelijk en vooraf|");
    EXPECT_EQ(line(rule, "Bewaartermijn"), "2 jaar na de dag van vrijgave|");
    EXPECT_EQ(line(rule, "DPIA"), "DPIA-2026-04|");
    EXPECT_EQ(line(rule, "Nationaal nummer"), "nooit|");
    EXPECT_EQ(line(rule, "Betrokkenen"), "jeugdigen (leerlingen)|ouders en wie gezag heeft|");
    EXPECT_NE(line(rule, "Gegevens (klasse)").find("Consultvraag M@ZL [mazl-vraag]: aantal_ziekmeldingen_12w (B)"),
              std::string::npos)
        << line(rule, "Gegevens (klasse)");
}

TEST(Register, TellsTheConditionsOfARule) {
    EXPECT_EQ(line("verzuim-18plus-melding-mbo", "Voorwaarden"),
              "leeftijd vanaf 18 tot en met 27 jaar|zonder startkwalificatie|verzuimmelding.grondslag is niet "
              "geoorloofd|");
    EXPECT_EQ(line("opp-naar-swv", "Voorwaarden"), "geen|");
    EXPECT_EQ(line("opp-naar-swv", "Motivering"), "niet nodig|");
}

TEST(Register, TellsEveryKindOfConditionInDutch) {
    using policies::Bound;
    using policies::Duration;
    const policies::FieldIs type{"verzuimmelding", "type", {"overig", "luxe, of niet"}};
    const policies::FieldIs none_of{"verzuimmelding", "type", {"overig", "luxe"}, true};
    const policies::AgeBetween young{{}, 17};
    const policies::Running running{"tlv-besluit", "begin", "eind"};
    const policies::NumberBetween hours{"verzuimmelding", "uren", Bound{16, true}, Bound{40}};
    const policies::Lasted weeks{"thuiszittersmelding", "startdatum",
                                 Bound{Duration{Duration::Unit::calendar, {0, 28}, 0}},
                                 Bound{Duration{Duration::Unit::calendar, {15, 0}, 0}, true}};
    const policies::Lasted school{
        "thuiszittersmelding", "startdatum", Bound{Duration{Duration::Unit::school_days, {}, 1}}, {}};
    EXPECT_EQ(policies::dutch_texts_of({type, none_of, young, running, hours, weeks, policies::AnyOf{{young, school}}}),
              (std::vector<std::string>{
                  "verzuimmelding.type is een van: overig, \"luxe, of niet\"",
                  "verzuimmelding.type is geen van: overig, luxe", "leeftijd tot en met 17 jaar",
                  "loopt op deze dag: van tlv-besluit.begin tot en met tlv-besluit.eind",
                  "verzuimmelding.uren is meer dan 16 en hoogstens 40",
                  "minstens 4 weken en minder dan 1 jaar en 3 maanden sinds thuiszittersmelding.startdatum",
                  "minstens een van deze: leeftijd tot en met 17 jaar; minstens 1 schooldag sinds "
                  "thuiszittersmelding.startdatum"}));
}

TEST(Register, TellsWhoIsResponsibleAndHowTheyAreReached) {
    policies::Convenant convenant = demo_convenant();
    convenant.organisations["de-linde"].contact = "privacy@de-linde.example";
    convenant.organisations["de-linde"].fg = "fg@de-linde.example";
    convenant.organisations["de-brug"].fg = "fg@de-brug.example";
    std::string all;
    for (const auto& one : policies::register_heading(convenant, names, now)) {
        if (one.label != "Verwerkingsverantwoordelijken") continue;
        for (const std::string& text : one.texts) all += text + '|';
    }
    EXPECT_NE(all.find("De Linde: privacy@de-linde.example; FG fg@de-linde.example|"), std::string::npos) << all;
    EXPECT_NE(all.find("De Brug: geen contact genoemd; FG fg@de-brug.example|"), std::string::npos) << all;
    EXPECT_NE(all.find("Geen contact en geen FG genoemd: Onafhankelijk arts 5a, "), std::string::npos) << all;
    EXPECT_EQ(line("opp-naar-swv", "Verantwoordelijkheid"), "ieder afzonderlijk|");
}

TEST(Register, TellsFromWhenSomethingIsKeptAndWhoKeepsItOtherwise) {
    policies::Convenant convenant = demo_convenant();
    for (policies::Rule& rule : convenant.rules) {
        if (rule.id == "tlv-besluit-naar-school") rule.retention_from = {"tlv-besluit.eind"};
    }
    for (policies::Membership& member : convenant.members) {
        if (member.party.org == "de-linde") member.retention = "P1Y";
    }
    std::vector<std::string> kept;
    for (const RegisterRule& row : policies::register_of(convenant, now)) {
        if (row.rule->id != "tlv-besluit-naar-school") continue;
        for (const auto& one : policies::register_lines(convenant, row, names)) {
            if (one.label == "Bewaartermijn") kept = one.texts;
        }
    }
    EXPECT_EQ(kept, (std::vector<std::string>{"3 jaar na de eerste datum van tlv-besluit.eind (of de dag van vrijgave, "
                                              "waar die ontbreekt)",
                                              "De Linde: 1 jaar"}));
}

TEST(Register, KnowsOnlyTheMembersOfThatDay) {
    const auto later = *base::parse_date("2027-02-01");
    const auto recipients = [](const base::Date& on) {
        std::set<std::string> parties;
        for (const RegisterRule& row : policies::register_of(demo_convenant(), on)) {
            for (const auto& party : row.recipients) parties.insert(party.text());
        }
        return parties;
    };
    EXPECT_TRUE(recipients(now).contains("gemeente-jeugd:noordbroek"));
    EXPECT_FALSE(recipients(later).contains("gemeente-jeugd:noordbroek"));
    EXPECT_TRUE(recipients(later).contains("gemeente-jeugd:jeugdregio-voorbeeld"));
}

TEST(Register, ForProgramsNamesFieldsWithTheirClass) {
    const json::object rule = policies::register_json(demo_convenant(), row_of("verzuimoverleg-naar-leerplicht"));
    EXPECT_EQ(rule.at("consent").as_string(), "needed-for-bijzonder");
    EXPECT_EQ(rule.at("fields").at("leerling-id").at("bsn").as_string(), "N");
    EXPECT_EQ(rule.at("bsn"), true);
    EXPECT_EQ(rule.at("retention").as_string(), "P2Y");
}

TEST(Register, ForProgramsTellsWhatBindsARule) {
    policies::Convenant convenant = demo_convenant();
    for (policies::Rule& rule : convenant.rules) {
        if (rule.id != "verzuim-mazl-terugkoppeling") continue;
        rule.transforms["mazl-advies.evaluatiedatum"] = {policies::Transform::Kind::year, {}, 0, {}};
        rule.from_date = day("2027-01-01");
        rule.only_if = "eigen-keuze";
    }
    for (policies::Membership& member : convenant.members) {
        if (member.party.org == "de-linde") member.retention = "P1Y";
    }
    const auto json_of = [&convenant](std::string_view rule, base::Date on) {
        for (const RegisterRule& row : policies::register_of(convenant, on)) {
            if (row.rule->id == rule) return policies::register_json(convenant, row);
        }
        return json::object{};
    };
    const json::object rule = json_of("verzuim-mazl-terugkoppeling", now);
    EXPECT_EQ(rule.at("transforms").at("mazl-advies.evaluatiedatum").as_string(), "year");
    EXPECT_EQ(rule.at("choose").as_string(), "enrolment");
    EXPECT_EQ(rule.at("case"), false);
    EXPECT_EQ(rule.at("only_if").as_string(), "eigen-keuze");
    EXPECT_EQ(rule.at("own_retention"), (json::object{{"school:de-linde", "P1Y"}}));
    for (policies::Membership& member : convenant.members) {
        if (member.party.org == "de-linde") member.until = now;
    }
    convenant.members.emplace_back().party = {"school", "de-linde"};
    convenant.members.back().from = base::add_days(now, 1);
    convenant.prepare();
    EXPECT_EQ(json_of("verzuim-mazl-terugkoppeling", base::add_days(now, 1)).at("own_retention"), json::object{})
        << "of another term";
    EXPECT_EQ(rule.at("validity"), (json::object{{"from", "2027-01-01"}, {"until", "2028-07-31"}}));
    EXPECT_EQ(json_of("verzuimoverleg-naar-leerplicht", now).at("case"), true);
    EXPECT_EQ(json_of("verzuimoverleg-naar-leerplicht", now).at("own_retention").as_object().size(), 0U);
}

TEST(Register, KnowsWhichRulesAreInForceOnThatDay) {
    const auto in_force = [](std::string_view rule, const char* on) {
        for (const RegisterRule& row : policies::register_of(demo_convenant(), day(on))) {
            if (row.rule->id == rule) return policies::register_json(demo_convenant(), row).at("in_force").as_bool();
        }
        return false;
    };
    EXPECT_TRUE(in_force("oza-aanmelding", "2027-12-31"));
    EXPECT_FALSE(in_force("oza-aanmelding", "2028-01-01")) << "its own dates ended";
    EXPECT_TRUE(in_force("opp-naar-swv", "2028-01-01"));
    EXPECT_FALSE(in_force("opp-naar-swv", "2028-08-01")) << "the convenant ended";
    EXPECT_FALSE(in_force("opp-naar-swv", "2026-07-31"));
    std::string told;
    for (const RegisterRule& row : policies::register_of(demo_convenant(), day("2028-01-01"))) {
        if (row.rule->id != "oza-aanmelding") continue;
        for (const auto& one : policies::register_lines(demo_convenant(), row, names)) {
            if (one.label == "Geldig") told = one.texts.front();
        }
    }
    EXPECT_EQ(told, "2026-08-01 tot en met 2027-12-31; niet op de peildatum");
}

std::vector<std::string> heading_line(const policies::Convenant& convenant, const char* on, std::string_view label) {
    for (const auto& one : policies::register_heading(convenant, names, day(on))) {
        if (one.label == label) return one.texts;
    }
    return {};
}

TEST(Register, SaysWhoHasNotSigned) {
    const policies::Convenant& all = demo_convenant();
    EXPECT_EQ(heading_line(all, "2026-11-22", "Ondertekend").size(), 1U);
    std::set<policies::Party> signers;
    for (const policies::Membership& member : all.members) signers.insert(member.party);
    signers.erase({"school", "de-linde"});
    signers.erase({"leerplicht", "tynaerlo"});
    signers.erase({"gemeente-jeugd", "jeugdregio-voorbeeld"});
    const auto told = heading_line(policies::signed_by(all, signers), "2026-11-22", "Ondertekend");
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told.back(),
              "Nog niet ondertekend, zodat met hen niets wordt uitgewisseld: leerplicht: tynaerlo; school: De Linde")
        << "who is a party on that day";
    const std::size_t parties = policies::signed_on(all, now).parties;
    EXPECT_EQ(told.front(), std::to_string(parties - 2) + " van " + std::to_string(parties) + " partijen");
}

TEST(Register, SaysWhenNoVersionIsInForce) {
    EXPECT_EQ(heading_line(demo_convenant(), "2028-07-31", "Van kracht").front(), "2026-08-01 tot en met 2028-07-31");
    EXPECT_EQ(heading_line(demo_convenant(), "2028-08-01", "Van kracht").front(),
              "Op 2028-08-01 is geen versie van kracht: er wordt dan niets uitgewisseld. Wat hieronder staat, is van "
              "versie 1.0 (2026-08-01 tot en met 2028-07-31).");
    EXPECT_GT(policies::signed_on(demo_convenant(), day("2030-01-01")).parties, 30U) << "asked of its last day";
}

TEST(AsIf, AVersionOfLaterIsTakenAsItBegins) {
    policies::Convenant next = demo_convenant();
    next.from = *base::parse_date("2027-08-01");
    for (auto& member : next.members) member.from = next.from;
    const policies::Party left = next.members.back().party;
    next.members.back().from = *base::parse_date("2027-09-01");
    next.prepare();
    EXPECT_FALSE(ask(favourable("opp", "school", "swv-vo", "opp-opstellen-delen"), next).allow);
    const policies::Convenant today = policies::as_if_in_force(next, now);
    EXPECT_TRUE(ask(favourable("opp", "school", "swv-vo", "opp-opstellen-delen"), today).allow);
    EXPECT_TRUE(today.is_member({"school", "de-linde"}, now));
    EXPECT_FALSE(today.is_member(left, now)) << "it comes in after the first day of that version";
}

TEST(AsIf, WhatIsInForceStaysAsItIs) {
    const policies::Convenant same = policies::as_if_in_force(demo_convenant(), now);
    EXPECT_EQ(same.from, demo_convenant().from);
    EXPECT_FALSE(same.rules.front().from_date);
}

TEST(SameRule, EachThingThatARuleAsksForCounts) {
    const policies::Rule& rule = *demo_convenant().find_rule("verzuimoverleg-naar-leerplicht");
    EXPECT_TRUE(policies::ask_alike(rule, rule));
    const auto differs = [&rule](auto change) {
        policies::Rule other = rule;
        change(other);
        return !policies::ask_alike(rule, other);
    };
    using policies::Rule;
    EXPECT_TRUE(differs([](Rule& other) { other.consent = policies::ConsentNeed::needed; }));
    EXPECT_TRUE(differs([](Rule& other) { other.inform = policies::Inform::reported; }));
    EXPECT_TRUE(differs([](Rule& other) { other.needs_case = !other.needs_case; }));
    EXPECT_TRUE(differs([](Rule& other) { other.when.clear(); }));
    EXPECT_TRUE(differs([](Rule& other) { std::get<policies::FieldIs>(other.when.front()).negated = false; }));
    EXPECT_TRUE(differs([](Rule& other) { other.when.front() = policies::AgeBetween{12, 16}; }));
    EXPECT_TRUE(differs([](Rule& other) { other.from_basis.avg6 = "c"; }));
    EXPECT_TRUE(differs([](Rule& other) { other.when.front() = policies::NumberBetween{"opp", "x", 1, 2}; }));
    EXPECT_TRUE(differs([](Rule& other) { other.when.front() = policies::AnyOf{{policies::AgeBetween{12, 16}}}; }));
    EXPECT_FALSE(differs([](Rule& other) { other.retention = "P9Y"; })) << "it binds afterwards";
    EXPECT_FALSE(differs([](Rule& other) { other.records.clear(); })) << "fields are compared one by one";
}

}  // namespace
}  // namespace kolk::tests
