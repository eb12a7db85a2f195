#include "policies/compare_words.hpp"
#include "tests/support/convenant.hpp"

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

// `kolk policy diff`: what a later version changes, and nothing else.

namespace kolk::tests {
namespace {

using policies::Aspect;
using policies::Change;
using policies::compare;
using policies::Comparison;
using policies::Convenant;
using policies::in_words;
using policies::Language;
using policies::PairChange;
using policies::Rule;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string advice = "verzuim-mazl-terugkoppeling";

Rule& rule_of(Convenant& convenant, const std::string& purpose) {
    const auto found = std::ranges::find(convenant.rules, purpose, &Rule::purpose);
    EXPECT_NE(found, convenant.rules.end());
    return *found;
}

const PairChange* pair_of(const Comparison& comparison, const std::string& purpose, const std::string& from,
                          const std::string& to) {
    for (const PairChange& pair : comparison.pairs) {
        if (pair.purpose == purpose && pair.from == from && pair.to == to) return &pair;
    }
    return nullptr;
}

TEST(Compare, FindsNothingBetweenAVersionAndItself) {
    const Comparison same = compare(demo_convenant(), demo_convenant());
    EXPECT_TRUE(same.empty());
    EXPECT_EQ(in_words(same, Language::dutch), "De twee versies zeggen hetzelfde.\n");
    EXPECT_EQ(json::serialize(to_json(same)),
              R"({"equal":true,"heading":[],"parties":[],"party_flows":[],"purposes":[],"pairs":[],"untold":[]})");
}

TEST(Compare, WhoSignedIsNoDifference) {
    const auto reading = policies::read_convenant(demo_convenant_text());
    EXPECT_TRUE(compare(*reading.convenant, demo_convenant()).empty());
}

TEST(Compare, NamesAFieldThatIsLostAndTheOtherWayRoundGained) {
    const Convenant less =
        edited([](Convenant& convenant) { std::erase(rule_of(convenant, advice).records["mazl-advies"], "vervolg"); });
    const Comparison comparison = compare(demo_convenant(), less);
    const PairChange* pair = pair_of(comparison, advice, "jgz", "school");
    ASSERT_NE(pair, nullptr);
    ASSERT_EQ(pair->fields.size(), 1U);
    EXPECT_THAT(pair->fields.front().lost, ElementsAre("mazl-advies.vervolg"));
    EXPECT_THAT(pair->fields.front().gained, IsEmpty());
    EXPECT_THAT(pair->terms, IsEmpty());
    EXPECT_THAT(comparison.heading, IsEmpty());
    EXPECT_THAT(comparison.purposes, IsEmpty());
    const Comparison back = compare(less, demo_convenant());
    EXPECT_THAT(pair_of(back, advice, "jgz", "school")->fields.front().gained, ElementsAre("mazl-advies.vervolg"));
    EXPECT_THAT(in_words(comparison, Language::dutch),
                HasSubstr("jgz geeft aan school, voor " + advice + "\n  mazl-advies, vervalt: mazl-advies.vervolg\n"));
}

TEST(Compare, AdviceThatReachesTheSwvTooIsANewFlowWithItsTerms) {
    const Convenant more = edited([](Convenant& convenant) { rule_of(convenant, advice).to.push_back("swv-vo"); });
    const Comparison comparison = compare(demo_convenant(), more);
    ASSERT_EQ(comparison.pairs.size(), 1U) << "what the school gets did not change";
    const PairChange& pair = comparison.pairs.front();
    EXPECT_EQ(pair.to, "swv-vo");
    const std::string words = in_words(comparison, Language::english);
    EXPECT_THAT(words, HasSubstr("jgz gives to swv-vo, for " + advice));
    EXPECT_THAT(words, HasSubstr("mazl-advies, gained: "));
    EXPECT_THAT(words, HasSubstr("mazl-advies.belastbaarheid"));
    EXPECT_THAT(words, HasSubstr("consent: needed (new)"));
    EXPECT_THAT(in_words(comparison, Language::dutch), HasSubstr("toestemming: nodig (nieuw)"));
}

TEST(Compare, TellsEveryTermOfARule) {
    const Convenant other = edited([](Convenant& convenant) {
        Rule& rule = rule_of(convenant, "opp-opstellen-delen");
        rule.retention = "P9Y";
        rule.onward = "iedereen";
        rule.consent = policies::ConsentNeed::needed;
        rule.inform = policies::Inform::per_child;
        rule.bsn = true;
        rule.needs_case = true;
        rule.ask = policies::Ask::never;
        rule.choose = policies::Choose::named;
        rule.from_basis = {"c", "een andere wet"};
        rule.to_basis = {"d", "nog een wet"};
        rule.art9 = {"AVG 9(2)(i)"};
        rule.no_art9_because = "daarom";
        rule.consent_only_because = "hierom";
        rule.deadline_hours = 1;
        rule.from_date = base::parse_date("2027-01-01");
        rule.when.push_back(policies::AgeBetween{12, std::nullopt});
        rule.pseudonym_only = true;
        rule.transforms["leerling-id-kern.geboortedatum"] = policies::Transform{};
    });
    std::set<Aspect> found;
    for (const PairChange& pair : compare(demo_convenant(), other).pairs) {
        EXPECT_EQ(pair.purpose, "opp-opstellen-delen");
        for (const Change& change : pair.terms) found.insert(change.aspect);
    }
    for (const Aspect aspect : {Aspect::retention, Aspect::onward, Aspect::consent, Aspect::inform, Aspect::bsn,
                                Aspect::case_, Aspect::choose, Aspect::from_basis, Aspect::to_basis, Aspect::art9,
                                Aspect::no_art9_because, Aspect::consent_only_because, Aspect::deadline,
                                Aspect::transforms, Aspect::rule_in_force, Aspect::when, Aspect::pseudonym_only}) {
        EXPECT_TRUE(found.contains(aspect)) << static_cast<int>(aspect);
    }
    const std::string words = in_words(compare(demo_convenant(), other), Language::dutch);
    EXPECT_THAT(words, HasSubstr("bewaartermijn: was "));
    EXPECT_THAT(words, HasSubstr(", wordt P9Y"));
    EXPECT_THAT(words, HasSubstr("{age: {at_least: 12}}"));
    EXPECT_THAT(words, HasSubstr("minder precies gegeven: leerling-id-kern.geboortedatum year (nieuw)"));
    EXPECT_THAT(words, HasSubstr("looptijd van de regel: vanaf 2027-01-01 (nieuw)"));
    EXPECT_THAT(words, HasSubstr("voortaan alleen met toestemming: "));
}

// What stands open is a term of its purpose; `status` says what the parties agreed on.
TEST(Compare, AFinalVersionIsNoDraftForWhatIsStillToBeVerified) {
    const auto with_open_points = [](bool open) {
        return edited([open](Convenant& convenant) {
            for (auto& [id, purpose] : convenant.purposes) purpose.verify_before_production = open;
        });
    };
    const Comparison comparison = compare(with_open_points(true), with_open_points(false));
    EXPECT_THAT(comparison.heading, IsEmpty());
    EXPECT_THAT(in_words(comparison, Language::dutch), Not(HasSubstr("concept")));
    const Convenant draft = edited([](Convenant& convenant) { convenant.draft = true; });
    EXPECT_THAT(in_words(compare(draft, demo_convenant()), Language::dutch),
                HasSubstr("status: was concept, wordt vastgesteld"));
}

TEST(Compare, TellsATermOfDaysInDays) {
    const auto waiting = [](int hours) {
        return edited([hours](Convenant& convenant) { rule_of(convenant, advice).deadline_hours = hours; });
    };
    EXPECT_THAT(in_words(compare(waiting(14 * 24), waiting(72)), Language::dutch),
                HasSubstr("wacht hoogstens: was 14d, wordt 72h"));
    EXPECT_THAT(in_words(compare(waiting(100), waiting(96)), Language::dutch),
                HasSubstr("wacht hoogstens: was 100h, wordt 4d"));
}

TEST(Compare, IsInOneLanguage) {
    const Convenant other = edited([](Convenant& convenant) {
        convenant.settings.youth_alone_from_12 = true;
        convenant.settings.one_parent = true;
        policies::Prohibition forbidden;
        forbidden.id = "geen-dossier";
        forbidden.purposes = {advice};
        forbidden.from = {"school", "mbo"};
        forbidden.to = {"leerplicht"};
        forbidden.reason = policies::Reason::deny_basis;
        convenant.prohibitions.push_back(forbidden);
        forbidden.id = "niets";
        forbidden.from = forbidden.to = {};
        convenant.prohibitions.push_back(forbidden);
    });
    const std::string words = in_words(compare(demo_convenant(), other), Language::dutch);
    EXPECT_THAT(words, HasSubstr("keuze van de regio (wie van 12 tot en met 15 jaar toestemt): was de jeugdige en wie "
                                 "gezag heeft, wordt alleen de jeugdige"));
    EXPECT_THAT(
        words,
        HasSubstr("keuze van de regio (wie met gezag toestemt): was iedereen met gezag, wordt één persoon met gezag"));
    EXPECT_THAT(words, HasSubstr(advice + ", van school, mbo naar leerplicht, elk bericht: deny.basis (nieuw)"));
    EXPECT_THAT(words, HasSubstr(advice + ", van iedereen naar iedereen, elk bericht: deny.basis (nieuw)"));
    EXPECT_THAT(in_words(compare(demo_convenant(), other), Language::english),
                HasSubstr(advice + ", from school, mbo to leerplicht, any: deny.basis (new)"));
}

// A comma within a ground would make two of it.
TEST(Compare, AGroundOfTheExampleIsOneText) {
    for (const char* purpose : {"verzuim-wettelijke-melding", "verzuim-18plus-melding"}) {
        Convenant convenant = demo_convenant();
        EXPECT_EQ(rule_of(convenant, purpose).art9.size(), 1U) << purpose;
    }
}

TEST(Compare, NamesAForbiddenFlowThatNoRuleStandsBeside) {
    const Convenant more = edited([](Convenant& convenant) {
        std::erase_if(convenant.prohibitions, [](const auto& one) { return one.id == "mazl-jgz-naar-leerplicht"; });
    });
    const Comparison comparison = compare(demo_convenant(), more);
    ASSERT_EQ(comparison.purposes.size(), 1U) << "nobody gains a field, and a sentence of the agreement is gone";
    EXPECT_EQ(comparison.purposes.front().aspect, Aspect::prohibition);
    EXPECT_EQ(comparison.purposes.front().about, "mazl-jgz-naar-leerplicht");
    EXPECT_EQ(comparison.purposes.front().before,
              "verzuim-mazl-naar-leerplicht, from jgz to leerplicht, any: deny.secrecy");
    EXPECT_EQ(comparison.purposes.front().after, "");
    EXPECT_THAT(in_words(comparison, Language::dutch),
                HasSubstr("verboden stroom (mazl-jgz-naar-leerplicht): vervalt"));
}

TEST(Compare, NamesAPartyThatIsCalledOrReachedOtherwise) {
    const Convenant other = edited([](Convenant& convenant) {
        convenant.organisations["de-linde"].name = "De Nieuwe Linde";
        convenant.organisations["de-linde"].contact = "privacy@de-linde.example";
    });
    const Comparison comparison = compare(demo_convenant(), other);
    EXPECT_THAT(comparison.parties, ElementsAre(Change{Aspect::party_name, "de-linde", "De Linde", "De Nieuwe Linde"},
                                                Change{Aspect::contact, "de-linde", "", "privacy@de-linde.example"}));
}

TEST(Compare, TellsOneTextWithACommaFromTwoTexts) {
    const auto with = [](std::vector<std::string> grounds, std::vector<std::string> values) {
        return edited([&](Convenant& convenant) {
            Rule& rule = rule_of(convenant, "verzuim-mazl-naar-leerplicht");
            rule.art9 = grounds;
            rule.when = {policies::FieldIs{"verzuimmelding", "status", values}};
        });
    };
    EXPECT_FALSE(compare(with({"a, b"}, {"x"}), with({"a", "b"}, {"x"})).empty());
    EXPECT_FALSE(compare(with({"a"}, {"x, y"}), with({"a"}, {"x", "y"})).empty());
    EXPECT_TRUE(compare(with({"a, b"}, {"x, y"}), with({"a, b"}, {"x, y"})).empty());
}

TEST(Compare, TellsWhatARuleWaitsForAndFromWhenItIsKept) {
    const Convenant other = edited([](Convenant& convenant) {
        Rule& rule = rule_of(convenant, "opp-opstellen-delen");
        rule.only_if = "wet_terugdringen_schoolverzuim";
        rule.dormant = true;
        rule.retention_from = {"opp.eind"};
        convenant.definitions["thuis"] = {"Thuiszitter", {policies::AgeBetween{5, std::nullopt}}};
        convenant.purposes.find("opp-opstellen-delen")->second.joint_control = "bijlage 4";
        convenant.members.front().retention = "P1Y";
    });
    const Comparison comparison = compare(demo_convenant(), other);
    const PairChange* pair = pair_of(comparison, "opp-opstellen-delen", "school", "swv-vo");
    ASSERT_NE(pair, nullptr);
    ASSERT_EQ(pair->fields.size(), 2U) << "opp and the child";
    EXPECT_THAT(pair->fields.front().gained, IsEmpty());
    EXPECT_FALSE(pair->fields.front().lost.empty()) << "what waits is not given";
    const std::string words = in_words(comparison, Language::english);
    EXPECT_THAT(words, HasSubstr("waits for: wet_terugdringen_schoolverzuim: no (new)"));
    EXPECT_THAT(words, HasSubstr("becomes P3Y from opp.eind"));
    EXPECT_THAT(words, HasSubstr("definition (thuis): Thuiszitter: {age: {at_least: 5}} (new)"));
    EXPECT_THAT(words, HasSubstr("joint controllers under (opp-opstellen-delen): bijlage 4 (new)"));
    EXPECT_THAT(words, HasSubstr("own retention (swv-vo:swv-vo-voorbeeld): P1Y (new)"));
}

TEST(Compare, NamesWhoJoinsLeavesAndSignsOn) {
    const Convenant other = edited([](Convenant& convenant) {
        std::erase_if(convenant.members, [](const auto& member) { return member.party.org == "zorg-oost"; });
        for (auto& member : convenant.members) {
            if (member.party.org == "zorg-west") member.until = base::parse_date("2027-06-30");
        }
        convenant.members.push_back({{"school", "nieuw"}, *base::parse_date("2027-01-01"), std::nullopt});
        convenant.served_by.erase({"school", "de-linde"});
    });
    const std::string words = in_words(compare(demo_convenant(), other), Language::dutch);
    EXPECT_THAT(words, HasSubstr("school:nieuw treedt toe: vanaf 2027-01-01"));
    EXPECT_THAT(words, HasSubstr("jeugdhulpaanbieder:zorg-oost doet niet meer mee (was vanaf 2026-08-01)"));
    EXPECT_THAT(words, HasSubstr("jeugdhulpaanbieder:zorg-west doet mee vanaf 2026-08-01 tot en met 2027-06-30, was "));
    EXPECT_THAT(words, HasSubstr("eigen samenwerkingsverband (school:de-linde): vervalt"));
}

TEST(Compare, NamesEveryPeriodAndWhoTakesWhosePlace) {
    const Convenant other = edited([](Convenant& convenant) {
        for (auto& member : convenant.members) {
            if (member.party.org == "zorg-west") member.until = base::parse_date("2027-06-30");
        }
        convenant.members.push_back({{"jeugdhulpaanbieder", "zorg-west"}, *base::parse_date("2028-01-01"), {}});
        convenant.successions.push_back({{"jeugdhulpaanbieder", "zorg-west"},
                                         {"jeugdhulpaanbieder", "zorg-oost"},
                                         *base::parse_date("2027-07-01")});
    });
    const std::string words = in_words(compare(demo_convenant(), other), Language::dutch);
    EXPECT_THAT(words, HasSubstr("zorg-west doet mee vanaf 2026-08-01 tot en met 2027-06-30, vanaf 2028-01-01, was "));
    EXPECT_THAT(words, HasSubstr("opvolging (jeugdhulpaanbieder:zorg-west): jeugdhulpaanbieder:zorg-oost vanaf 2027"));
}

TEST(Compare, NamesDatesPurposesAndRulesThatCameOrWent) {
    const Convenant other = edited([](Convenant& convenant) {
        convenant.version = "1.1";
        convenant.until = *base::parse_date("2029-07-31");
        convenant.purposes.erase(advice);
        std::erase_if(convenant.rules, [](const Rule& rule) { return rule.purpose == advice; });
        convenant.purposes.at("tlv-aanvraag").dpia.clear();
    });
    const Comparison comparison = compare(demo_convenant(), other);
    const std::string words = in_words(comparison, Language::english);
    EXPECT_THAT(words, HasSubstr("version: was 1.0, becomes 1.1"));
    EXPECT_THAT(words, HasSubstr("in force: was from 2026-08-01 until 2028-07-31, becomes from 2026-08-01 until 2029"));
    EXPECT_THAT(words, HasSubstr("purpose " + advice + " is gone"));
    EXPECT_THAT(words, HasSubstr("DPIA (tlv-aanvraag): gone, was "));
    const PairChange* pair = pair_of(comparison, advice, "jgz", "school");
    ASSERT_NE(pair, nullptr);
    EXPECT_THAT(pair->fields.front().lost, Contains("mazl-advies.belastbaarheid"));
    EXPECT_THAT(in_words(compare(other, demo_convenant()), Language::dutch),
                HasSubstr("doel " + advice + " komt erbij"));
}

TEST(Compare, AFlowThatIsForbiddenGivesNothing) {
    const Convenant other = edited([](Convenant& convenant) {
        policies::Prohibition forbidden;
        forbidden.id = "geen-advies";
        forbidden.purposes = {advice};
        convenant.prohibitions.push_back(forbidden);
        forbidden.id = "geen-overig";
        forbidden.purposes = {"verzuim-wettelijke-melding"};
        forbidden.when = {{"verzuimmelding", "type", {"overig"}, false}};
        convenant.prohibitions.push_back(forbidden);
    });
    const Comparison comparison = compare(demo_convenant(), other);
    EXPECT_THAT(pair_of(comparison, advice, "jgz", "school")->fields.front().lost,
                Contains("mazl-advies.belastbaarheid"));
    const PairChange* conditional = pair_of(comparison, "verzuim-wettelijke-melding", "school", "leerplicht");
    ASSERT_NE(conditional, nullptr);
    EXPECT_THAT(conditional->fields, IsEmpty());
    EXPECT_THAT(in_words(comparison, Language::dutch),
                HasSubstr("geen-overig {field: verzuimmelding.type, is: [overig]}: deny.third-party"));
}

// ---- what is named and does not go as it stands ----

const std::string exception = "ots-informatie-gi";

Convenant with_exception(std::map<std::string, std::vector<std::string>> records) {
    return edited([&](Convenant& convenant) { rule_of(convenant, exception).records = records; });
}

TEST(Compare, AnExceptionThatNamesMoreFieldsIsToldAsSuch) {
    const Comparison comparison = compare(with_exception({{"verzuimmelding", {"type"}}}),
                                          with_exception({{"verzuimmelding", {"type", "begindatum", "reden"}}}));
    const PairChange* pair = pair_of(comparison, exception, "school", "gi");
    ASSERT_NE(pair, nullptr);
    ASSERT_EQ(pair->fields.size(), 1U);
    EXPECT_THAT(pair->fields.front().named, ElementsAre("verzuimmelding.begindatum", "verzuimmelding.reden"));
    EXPECT_THAT(pair->fields.front().gained, IsEmpty()) << "nothing goes before two people open it";
    EXPECT_THAT(comparison.untold, IsEmpty());
    EXPECT_THAT(in_words(comparison, Language::dutch),
                HasSubstr("verzuimmelding, genoemd komt erbij (alleen als er een uitzondering is geopend): "
                          "verzuimmelding.begindatum, verzuimmelding.reden\n"));
}

TEST(Compare, AnExceptionForAllRecordsThatComesToNameOneFieldIsNoNews) {
    const std::string words =
        in_words(compare(demo_convenant(), with_exception({{"verzuimmelding", {"type"}}})), Language::dutch);
    EXPECT_THAT(words,
                HasSubstr("genoemd (alleen als er een uitzondering is geopend): was elk bericht met alle velden, "
                          "wordt verzuimmelding.type\n"));
    EXPECT_THAT(words, Not(HasSubstr("nieuw")));
    EXPECT_THAT(words, Not(HasSubstr("erbij")));
}

TEST(Compare, RolesThatLeaveAnExceptionAreToldOnce) {
    const Convenant fewer = edited([](Convenant& convenant) {
        rule_of(convenant, exception).from = {"school", "jgz"};
    });
    const Comparison comparison = compare(demo_convenant(), fewer);
    EXPECT_EQ(pair_of(comparison, exception, "school", "gi"), nullptr);
    ASSERT_NE(pair_of(comparison, exception, "mbo", "gi"), nullptr);
    EXPECT_EQ(pair_of(comparison, exception, "mbo", "gi")->presence, policies::Presence::went);
    const std::string words = in_words(comparison, Language::dutch);
    EXPECT_THAT(words, HasSubstr(" geven aan gi, voor " + exception + "\n  deze stroom vervalt\n"));
    EXPECT_EQ(words.find("deze stroom vervalt"), words.rfind("deze stroom vervalt"));
}

TEST(Compare, ARecipientThatLeavesAnExceptionAndASenderThatLeavesTotalsAreTold) {
    const Convenant fewer = edited([](Convenant& convenant) {
        std::erase(rule_of(convenant, "vitaal-belang").to, "inspectie");
        for (Rule& rule : convenant.rules) {
            if (rule.id == "monitoring-gemeente-en-jgz") std::erase(rule.from, "jgz");
        }
    });
    const Comparison comparison = compare(demo_convenant(), fewer);
    for (const auto& [purpose, from, to] : {std::tuple{"vitaal-belang", "school", "inspectie"},
                                            std::tuple{"monitoring-verantwoording", "jgz", "swv-po"}}) {
        const PairChange* pair = pair_of(comparison, purpose, from, to);
        ASSERT_NE(pair, nullptr) << purpose;
        EXPECT_EQ(pair->presence, policies::Presence::went) << purpose;
    }
    EXPECT_THAT(comparison.untold, IsEmpty());
}

TEST(Compare, ARuleThatWaitsAndNamesOtherFieldsIsToldAsSuch) {
    const auto waiting = [](std::vector<std::string> fields) {
        return edited([&](Convenant& convenant) {
            Rule& rule = rule_of(convenant, advice);
            rule.only_if = "wet_terugdringen_schoolverzuim";
            rule.dormant = true;
            rule.records["mazl-advies"] = fields;
        });
    };
    const Comparison comparison = compare(waiting({"vervolg", "opbouwschema"}), waiting({"vervolg", "belastbaarheid"}));
    const std::string words = in_words(comparison, Language::dutch);
    EXPECT_THAT(words, HasSubstr("mazl-advies, genoemd komt erbij (zolang de instelling dit niet toelaat, gaat het "
                                 "niet): mazl-advies.belastbaarheid\n"));
    EXPECT_THAT(words, HasSubstr("mazl-advies, genoemd vervalt (zolang de instelling dit niet toelaat, gaat het niet): "
                                 "mazl-advies.opbouwschema\n"));
}

TEST(Compare, ADpiaThatGoesOrComesStopsAndBeginsEveryField) {
    const Convenant without =
        edited([](Convenant& convenant) { convenant.purposes.find(advice)->second.dpia.clear(); });
    const Comparison gone = compare(demo_convenant(), without);
    EXPECT_THAT(pair_of(gone, advice, "jgz", "school")->fields.front().lost, Contains("mazl-advies.vervolg"));
    EXPECT_THAT(in_words(gone, Language::dutch),
                HasSubstr("DPIA (" + advice + "): vervalt, was DPIA-2026-04; zonder gaat er niets\n"));
    EXPECT_THAT(pair_of(compare(without, demo_convenant()), advice, "jgz", "school")->fields.front().gained,
                Contains("mazl-advies.vervolg"));
    const Convenant not_needed = edited([](Convenant& convenant) {
        convenant.purposes.find(advice)->second.dpia.clear();
        convenant.purposes.find(advice)->second.dpia_required = false;
    });
    EXPECT_THAT(compare(demo_convenant(), not_needed).pairs, IsEmpty());
}

TEST(Compare, ATotalLosesNothingByALargerCell) {
    const Convenant larger = edited([](Convenant& convenant) {
        rule_of(convenant, "monitoring-verantwoording").totals.front().smallest_cell = 12;
    });
    EXPECT_EQ(in_words(compare(demo_convenant(), larger), Language::dutch),
              "Doelen en regels\n  kleinste cel (monitoring-verantwoording.thuiszitters): van 10 naar 12\n");
}

// Two rules between the same roles, of which the other comes to name a record: nobody gains or loses anything.
TEST(Compare, SaysPlainlyThatADifferenceIsNotInWords) {
    const auto with_rules = [](bool moved) {
        return edited([&](Convenant& convenant) {
            Rule& rule = rule_of(convenant, "tlv-aanvraag");
            Rule other = rule;
            other.id = "tlv-aanvraag-besluit";
            other.records = {{"leerling-id-kern", rule.records["leerling-id-kern"]},
                             {"leerling-id", rule.records["leerling-id"]},
                             {"tlv-besluit", rule.records["tlv-besluit"]}};
            if (moved) {
                other.records["tlv-aanvraag"] = rule.records["tlv-aanvraag"];
                rule.records.erase("tlv-aanvraag");
            }
            rule.records.erase("tlv-besluit");
            convenant.rules.push_back(std::move(other));
        });
    };
    const Comparison comparison = compare(with_rules(false), with_rules(true));
    EXPECT_THAT(comparison.pairs, IsEmpty());
    EXPECT_THAT(comparison.untold, ElementsAre("tlv-aanvraag", "tlv-aanvraag-besluit"));
    EXPECT_FALSE(to_json(comparison).at("equal").as_bool());
    EXPECT_THAT(
        in_words(comparison, Language::dutch),
        HasSubstr("In regel tlv-aanvraag is een verschil dat hier niet in woorden staat: vergelijk de bestanden."));
    EXPECT_THAT(in_words(comparison, Language::english),
                HasSubstr("In rule tlv-aanvraag there is a difference that is not put in words here"));
}

TEST(Compare, SaysTheSameToPrograms) {
    const Convenant less =
        edited([](Convenant& convenant) { std::erase(rule_of(convenant, advice).records["mazl-advies"], "vervolg"); });
    const json::object told = to_json(compare(demo_convenant(), less));
    EXPECT_FALSE(told.at("equal").as_bool());
    const json::object& pair = told.at("pairs").as_array().front().as_object();
    EXPECT_EQ(pair.at("from"), "jgz");
    EXPECT_EQ(
        json::serialize(pair.at("fields")),
        R"([{"record_type":"mazl-advies","gained":[],"lost":["mazl-advies.vervolg"],)"
        R"("now_with_consent":[],"no_longer_with_consent":[],"named":[],"no_longer_named":[],"hold":"","held":""}])");
}

}  // namespace
}  // namespace kolk::tests
