#include "policies/explanation.hpp"

#include "tests/support/convenant.hpp"

#include <array>

// What `kolk policy explain` tells beside the decision: what each condition saw, and what would have to change.

namespace kolk::tests {
namespace {

using policies::Language;

std::string told(const Asking& asking, Language language = Language::dutch) {
    json::object record{{"type", asking.type}, {"fields", asking.fields}};
    if (!asking.subject.empty()) record["subject"] = asking.subject;
    const std::string record_text = json::serialize(record);
    const std::string facts_text = json::serialize(asking.facts);
    const auto text =
        policies::explain_request_in_words(demo_convenant(),
                                           {record_text, facts_text, asking.from, asking.to, asking.purpose, asking.at,
                                            asking.municipality, asking.branches},
                                           language);
    if (!text) ADD_FAILURE() << text.error().for_operator;
    return text ? *text : std::string{};
}

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

json::object condition(const Answer& answer, std::string_view code) {
    for (const auto& one : answer.whole.at("conditions").as_array()) {
        if (one.at("condition").as_string() == code) return one.as_object();
    }
    return {};
}

std::string change_of(const Answer& answer, std::string_view language) {
    const auto& changes = answer.whole.at("change").as_array();
    return changes.empty() ? std::string{} : text_of(changes.front().at(language));
}

TEST(Explanation, AnAllowedRecordHasEveryConditionMetAndNothingToChange) {
    const Answer answer = ask(favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag"));
    ASSERT_TRUE(answer.allow) << answer.reason;
    for (const auto& one : answer.whole.at("conditions").as_array()) {
        EXPECT_EQ(one.at("standing").as_string(), "met") << one.at("condition").as_string();
    }
    EXPECT_TRUE(answer.whole.at("change").as_array().empty());
    EXPECT_EQ(answer.whole.at("bases").at("from").as_string(), "e WVO 2020 en WPO");
    EXPECT_EQ(answer.whole.at("consent").at("given_by").as_array().at(0).as_string(), "2 met gezag");
    EXPECT_EQ(answer.whole.at("consent").at("valid_until").as_string(), "2027-07-31");
}

TEST(Explanation, OfAConsentThatABirthdayEndsItTellsTheWeekAsTheListDoes) {
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    asking.facts["born"] = "2015-02-10";
    EXPECT_EQ(ask(asking).whole.at("consent").at("valid_until").as_string(), "2027-02-07") << "the Sunday before";
    asking.facts["case"] = json::parse(R"({"purpose": "verzuim-mazl-consultvraag", "opened": "2026-01-01",
                                           "closed": "2026-12-01"})");
    EXPECT_EQ(ask(asking).whole.at("consent").at("valid_until").as_string(), "2026-12-01") << "with its case";
}

TEST(Explanation, TheNextChangeIsAtTheLatestTheFirstDayOfTheNextVersion) {
    const Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    const std::string record = json::serialize(json::object{{"type", asking.type}, {"fields", asking.fields}});
    const std::string facts = json::serialize(asking.facts);
    policies::ExplainRequest request{record, facts, asking.from, asking.to, asking.purpose, asking.at};
    const auto english = [&] {
        return *policies::explain_request_in_words(demo_convenant(), request, Language::english);
    };
    const auto next_change = [&] {
        return text_of(policies::explain_request(demo_convenant(), request)->at("next_change"));
    };
    const std::string alone = next_change();
    EXPECT_LT("2026-11-23", alone);
    EXPECT_TRUE(says(english(), "Time alone may change this on " + alone + "\n"));
    request.next_version = base::parse_date("2026-11-23");
    EXPECT_EQ(next_change(), "2026-11-23");
    EXPECT_TRUE(says(english(),
                     "Time alone may change this on 2026-11-23: a new version of the convenant begins that "
                     "day\n"));
    request.next_version = base::parse_date(alone);
    EXPECT_TRUE(says(english(), alone + ": a new version of the convenant begins that day\n"));
    request.next_version = base::add_days(*base::parse_date(alone), 1);
    EXPECT_TRUE(says(english(), "Time alone may change this on " + alone + "\n"));
}

TEST(Explanation, WhoMustConsentFollowsFromTheAge) {
    const std::vector<std::pair<const char*, const char*>> ages{
        {"2016-03-02", "Iedereen met gezag moet toestemming geven"},
        {"2013-03-02", "De jeugdige en iedereen met gezag moeten toestemming geven"},
        {"2010-03-02", "De jeugdige moet zelf toestemming geven"}};
    for (const auto& [born, sentence] : ages) {
        Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
        asking.facts["born"] = born;
        asking.facts.erase("consents");
        EXPECT_TRUE(says(told(asking), sentence)) << told(asking);
        EXPECT_EQ(condition(ask(asking), "consent").at("saw").as_string(), "deny.consent.missing");
    }
}

TEST(Explanation, NamesThePartyThatMustAct) {
    Asking asking = favourable("opp", "school:de-linde", "swv-vo:swv-vo-voorbeeld", "opp-opstellen-delen");
    asking.facts.erase("informed");
    EXPECT_TRUE(says(told(asking), "School:de-linde moet de betrokkenen over dit doel informeren.")) << told(asking);
    EXPECT_TRUE(says(told(asking, Language::english), "School:de-linde must inform those concerned"));
    EXPECT_EQ(condition(ask(asking), "informed").at("standing").as_string(), "not-met");
    EXPECT_EQ(condition(ask(asking), "membership").at("standing").as_string(), "met");
}

TEST(Explanation, AProhibitionIsNeverADoorThatOpens) {
    struct Case {
        Asking asking;
        const char* reason;
    };
    Asking sick = favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg");
    sick.fields["reden"] = "ziek";
    const std::vector<Case> cases{
        {sick, "deny.sickleave"},
        {favourable("mazl-advies", "jgz", "leerplicht", "verzuim-mazl-naar-leerplicht"), "deny.secrecy"},
        {favourable("jeugdhulp-toewijzing", "gemeente-jeugd", "school", "zorgroute-terugmelding"), "deny.basis"},
    };
    for (const Case& one : cases) {
        const Answer answer = ask(one.asking);
        ASSERT_EQ(answer.reason, one.reason);
        ASSERT_EQ(answer.whole.at("change").as_array().size(), 1U);
        EXPECT_FALSE(answer.whole.at("change").as_array().front().at("possible").as_bool());
        EXPECT_TRUE(change_of(answer, "nl").starts_with("Geen wijziging maakt")) << change_of(answer, "nl");
        EXPECT_TRUE(change_of(answer, "en").starts_with("No change makes")) << change_of(answer, "en");
    }
}

TEST(Explanation, WhatNoChangeMakesLawfulTimeDoesNotEither) {
    Asking sick = favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg");
    sick.fields["reden"] = "ziek";
    EXPECT_TRUE(says(told(sick), "Geen wijziging maakt dit rechtmatig"));
    EXPECT_FALSE(says(told(sick), "Door de tijd alleen")) << told(sick);
    Asking faulty = sick;
    faulty.fields["begindatum"] = "gisteren";
    ASSERT_EQ(ask(faulty).reason, "deny.record");
    EXPECT_FALSE(says(told(faulty), "Door de tijd alleen")) << told(faulty);
    Asking waiting = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    waiting.facts.erase("consents");
    EXPECT_TRUE(says(told(waiting), "Door de tijd alleen")) << told(waiting);
}

TEST(Explanation, NamesEveryObstacleAtOnce) {
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    const auto reasons = [&asking] {
        std::string all;
        const Answer answer = ask(asking);
        for (const auto& one : answer.whole.at("change").as_array()) all += text_of(one.at("reason")) + ' ';
        return all;
    };
    asking.facts.erase("informed");
    EXPECT_EQ(reasons(), "deny.inform ");
    asking.facts.erase("consents");
    EXPECT_EQ(reasons(), "deny.inform deny.consent.missing ");
    asking.facts["restricted"] = true;
    EXPECT_EQ(reasons(), "deny.restricted deny.inform deny.consent.missing ");
    EXPECT_TRUE(says(told(asking), "Iedereen met gezag moet toestemming geven"));
    asking.to = "jgz:geen-lid";
    EXPECT_EQ(reasons(), "deny.membership ") << "of who is no party nothing further is asked";
    asking.to = "jgz";
    asking.facts["deceased"] = true;
    EXPECT_EQ(reasons(), "deny.deceased ") << "nobody is to be asked anything now";
}

TEST(Explanation, NamesTheWordThatAMisspeltOneMayMean) {
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    EXPECT_FALSE(ask(asking).whole.contains("unknown"));
    asking.purpose = "verzuim-mazl-consultvrag";
    EXPECT_EQ(ask(asking).reason, "deny.purpose");
    EXPECT_TRUE(says(told(asking), "Dit doel bestaat niet; bedoelt u 'verzuim-mazl-consultvraag'?")) << told(asking);
    EXPECT_EQ(json::serialize(ask(asking).whole.at("unknown")),
              R"([{"word":"purpose","nearest":"verzuim-mazl-consultvraag"}])");
    asking.purpose = "verzuim-mazl-consultvraag";
    asking.to = "jzg";
    EXPECT_TRUE(says(told(asking, Language::english), "The role of the recipient does not exist; did you mean 'jgz'?"));
    asking.purpose = "Fenna Zonnebloem";
    EXPECT_TRUE(says(told(asking), "Dit doel bestaat niet.")) << told(asking);
    EXPECT_FALSE(says(told(asking), "Fenna"));
}

// Every way in which a record can be wrong that a field of a schema can have.
TEST(Explanation, TellsFaultsInItsOwnLanguage) {
    const std::string long_text = '"' + std::string(41, 'a') + '"';
    const std::vector<std::array<std::string, 3>> all{{"verzuim-totalen", "uren_ongeoorloofd", "-1"},
                                                      {"verzuim-totalen", "uren_ongeoorloofd", R"("veel")"},
                                                      {"verzuim-totalen", "periode", long_text},
                                                      {"verzuim-totalen", "periode", R"("a\u0001")"},
                                                      {"verzuim-totalen", "onbekend", "1"},
                                                      {"verzuimmelding", "begindatum", R"("gisteren")"},
                                                      {"verzuimmelding", "type", R"("vaak")"},
                                                      {"verzuimmelding", "type", "[1]"},
                                                      {"geen-bericht", "x", "1"},
                                                      {"leerling-id", "bsn", R"("1")"},
                                                      {"leerling-id", "onderwijsnummer", R"("1")"},
                                                      {"leerling-id", "brin", R"("1")"},
                                                      {"leerling-id", "vestiging", R"("1")"},
                                                      {"leerling-id", "woongemeente", R"("1")"},
                                                      {"leerling-id", "naam", R"("https://ketenid.nl/pilot/1")"}};
    for (const auto& [type, field, value] : all) {
        Asking asking = favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg");
        asking.type = type;
        asking.fields = {{field, json::parse(value)}};
        ASSERT_EQ(ask(asking).reason, "deny.record") << type << ' ' << field << ' ' << value;
        const std::string text = told(asking);
        for (const std::string_view english : {": The ", ": No ", ": A ", "leave it out"}) {
            EXPECT_FALSE(says(text, english)) << text;
        }
        const std::string other = told(asking, Language::english);
        EXPECT_TRUE(says(other, ": The ") || says(other, ": No ")) << other;
    }
}

TEST(Explanation, OfWhatConsentLiftsItSaysThatConsentWould) {
    for (const Asking& asking : {favourable("tlv-besluit", "swv-vo", "gemeente-jeugd", "tlv-aanvraag"),
                                 favourable("mazl-advies", "jgz", "swv-vo", "verzuim-mazl-terugkoppeling")}) {
        const Answer answer = ask(asking);
        ASSERT_TRUE(answer.reason == "deny.third-party" || answer.reason == "deny.secrecy") << answer.reason;
        EXPECT_TRUE(answer.whole.at("change").as_array().front().at("possible").as_bool());
        EXPECT_EQ(change_of(answer, "nl"),
                  "Dit kan alleen met toestemming: de partijen moeten voor dit doel een regel vastleggen die om "
                  "toestemming vraagt, en iedereen met gezag moet die geven.");
        EXPECT_TRUE(change_of(answer, "en").starts_with("Only consent lets this go"));
    }
}

TEST(Explanation, OfWhatNoRuleOfThePurposeGivesItSaysThatNoChangeMakesItLawful) {
    for (const Asking& asking : {favourable("tlv-besluit", "swv-vo", "gemeente-jeugd", "thuiszittersoverleg"),
                                 favourable("tlv-besluit", "swv-vo", "gemeente-jeugd", "tlv-besluit"),
                                 favourable("jgz-contactmoment", "jgz", "school", "verzuimoverleg")}) {
        const Answer answer = ask(asking);
        ASSERT_TRUE(answer.reason == "deny.third-party" || answer.reason == "deny.secrecy") << answer.reason;
        EXPECT_FALSE(answer.whole.at("change").as_array().front().at("possible").as_bool());
        EXPECT_TRUE(change_of(answer, "en").starts_with("No change makes this lawful")) << change_of(answer, "en");
    }
}

TEST(Explanation, ASecretAddressIsToldAndNotWhereItIs) {
    Asking asking = favourable("opp", "school", "swv-vo", "opp-opstellen-delen");
    EXPECT_TRUE(condition(ask(asking), "secret-address").empty());
    asking.facts["address_secret"] = true;
    EXPECT_EQ(condition(ask(asking), "secret-address").at("standing").as_string(), "met");
    EXPECT_TRUE(says(told(asking), "het adres is geheim"));
}

TEST(Explanation, AConsentThatSomeFieldsWaitForIsToldBesideWhatHoldsTheRest) {
    Asking asking = favourable("thuiszittersmelding", "swv-vo", "gemeente-jeugd", "thuiszittersoverleg");
    asking.facts.erase("consents");
    asking.facts["case"].as_object()["closed"] = "2026-11-20";
    const auto reasons = [&] {
        std::vector<std::string> all;
        const Answer answer = ask(asking);
        for (const auto& one : answer.whole.at("change").as_array()) all.push_back(text_of(one.at("reason")));
        return all;
    };
    EXPECT_EQ(reasons(), (std::vector<std::string>{"deny.case", "deny.consent.missing"}));
    asking.fields = {{"categorie", "lrv-4w-3m"}, {"startdatum", "2026-10-01"}};
    EXPECT_EQ(reasons(), (std::vector<std::string>{"deny.case"})) << "no field of this record waits for it";
}

TEST(Explanation, AConditionSeesAsTheDecisionDoes) {
    policies::Convenant other = demo_convenant();
    for (policies::Rule& rule : other.rules) {
        if (rule.id != "verzuim-mazl-consultvraag") continue;
        rule.when = {policies::FieldIs{"leerling-id-kern", "schoolsoort", {"vso"}},
                     policies::NumberBetween{"leerling-id-kern", "leerjaar", 2, std::nullopt}};
    }
    other.prepare();
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    asking.subject = {{"naam", "Voorbeeld, Kind"}, {"schoolsoort", "VSO"}, {"leerjaar", "3"}};
    const Answer answer = ask(asking, other);
    EXPECT_EQ(condition(answer, "field").at("saw").as_string(), "vso") << "in the words of the rule";
    EXPECT_EQ(condition(answer, "field").at("standing").as_string(), "met");
    EXPECT_EQ(condition(answer, "number").at("saw").as_string(), "within the bounds");
}

TEST(Explanation, AnUnknownBirthDateIsToldBeforeAnyConsent) {
    Asking asking = favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling");
    asking.facts.erase("born");
    EXPECT_TRUE(says(told(asking), "Bekend moet zijn wanneer het kind geboren is"));
    EXPECT_FALSE(says(told(asking), "moet toestemming geven"));
}

TEST(Explanation, AConditionShowsTheCodeThatItSaw) {
    Asking asking = favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg");
    asking.fields["grondslag"] = "geoorloofd";
    asking.fields["reden"] = "verlof";
    const json::object field = condition(ask(asking), "field");
    EXPECT_EQ(field.at("saw").as_string(), "geoorloofd");
    EXPECT_EQ(field.at("standing").as_string(), "not-met");
    EXPECT_EQ(condition(ask(asking), "consent").at("standing").as_string(), "not-reached");
}

TEST(Explanation, ARecipientThatIsNotTheChildsOwnIsNamedAsTheCause) {
    Asking asking = favourable("verzuimmelding", "school", "leerplicht:zandhoven", "verzuimoverleg");
    asking.subject = {{"bsn", "999990019"}, {"woongemeente", "9901"}};
    asking.municipality = "9902";
    ASSERT_EQ(ask(asking).reason, "deny.condition");
    EXPECT_EQ(condition(ask(asking), "recipient").at("standing").as_string(), "not-met");
    asking.municipality = "9901";
    EXPECT_TRUE(condition(ask(asking), "recipient").empty());
}

TEST(Explanation, AnAgeIsToldAsAClassOnly) {
    Asking asking = favourable("verzuimmelding", "mbo", "doorstroompunt", "verzuim-18plus-melding");
    asking.facts["born"] = "2012-03-02";
    const json::object age = condition(ask(asking), "age");
    EXPECT_EQ(age.at("asks").as_string(), "18-27");
    EXPECT_EQ(age.at("saw").as_string(), "younger than the lower bound");
    asking.facts.erase("born");
    EXPECT_EQ(condition(ask(asking), "age").at("saw").as_string(), "unknown");
}

TEST(Explanation, HoldsNoIdentityWhateverTheInput) {
    Asking asking = favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg");
    asking.subject = {{"naam", "Zonnebloem, Fenna"}, {"bsn", "999990019"}, {"geboortedatum", "2016-03-02"}};
    asking.fields["melding_id"] = "Fenna-999990019";
    asking.fields["achtergrond"] = "Zonnebloem zegt";
    asking.fields["reden"] = "Fenna was weg";
    json::object& consent = consent_in(asking.facts);
    consent["consent_id"] = "999990019";
    consent["given_by"] = json::array{"Zonnebloem-moeder", "Zonnebloem-vader"};
    asking.facts["authority"] = json::array{"Zonnebloem-moeder", "Zonnebloem-vader"};
    for (const char* grondslag : {"ongeoorloofd", "geoorloofd"}) {
        asking.fields["grondslag"] = grondslag;
        const std::string all = told(asking) + told(asking, Language::english) + json::serialize(ask(asking).whole);
        for (const std::string_view secret : {"Zonnebloem", "Fenna", "999990019", "2016-03-02"}) {
            EXPECT_FALSE(says(all, secret)) << secret << '\n' << all;
        }
    }
}

TEST(Explanation, GroupsFieldsByRecordAndReason) {
    const std::string text = told(favourable("verzuimmelding", "school", "leerplicht", "verzuimoverleg"));
    EXPECT_TRUE(says(text, "Mag worden verstrekt (allow.redacted)")) << text;
    EXPECT_TRUE(says(text, "  Verzuimmelding: acties school, begindatum, einddatum")) << text;
    EXPECT_TRUE(says(text, "(deny.field)\n    Verzuimmelding: achtergrond")) << text;
}

TEST(Explanation, AnOverrideAndAnEndedRuleSayWhoCanMendThem) {
    const Answer closed = ask(favourable("opp", "school", "gi", "ots-informatie-gi"));
    ASSERT_EQ(closed.reason, "deny.condition");
    const policies::Fillings unknown{{"from_signer", "school"}, {"to_signer", "gi"}};
    EXPECT_EQ(change_of(closed, "nl"),
              policies::fill(policies::remedy(policies::Circumstance::closed_override).words.dutch, unknown));

    std::string text = demo_convenant_text();
    const std::string_view place = "      - id: verzuim-mazl-consultvraag\n        from: school\n";
    const std::size_t at = text.find(place);
    ASSERT_NE(at, std::string::npos);
    text.insert(at + place.size(), "        in_force: {until: 2026-10-31}\n");
    const auto changed = policies::read_convenant(text);
    ASSERT_TRUE(changed.convenant);
    const Answer ended =
        ask(favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag"), *changed.convenant);
    ASSERT_EQ(ended.reason, "deny.basis");
    EXPECT_EQ(change_of(ended, "nl"), policies::remedy(policies::Circumstance::ended_rule).words.dutch);
    EXPECT_EQ(condition(ended, "dates").at("standing").as_string(), "not-met");
}

TEST(Explanation, ARuleThatWaitsForALawSaysSo) {
    std::string text = demo_convenant_text();
    const std::string_view place = "      - id: verzuim-mazl-consultvraag\n        from: school\n";
    text.insert(text.find(place) + place.size(), "        only_if: wet_terugdringen_schoolverzuim\n");
    const auto waiting = policies::read_convenant(text);
    ASSERT_TRUE(waiting.convenant);
    const Answer answer =
        ask(favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag"), *waiting.convenant);
    ASSERT_EQ(answer.reason, "deny.basis");
    EXPECT_EQ(change_of(answer, "nl"), policies::remedy(policies::Circumstance::dormant_rule).words.dutch);
    EXPECT_EQ(condition(answer, "dates").at("asks").as_string(), "wet_terugdringen_schoolverzuim");
}

TEST(Explanation, WhoMustConsentFollowsTheChoicesOfTheRegion) {
    policies::Convenant other = demo_convenant();
    other.settings.one_parent = true;
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    asking.facts.erase("consents");
    EXPECT_TRUE(change_of(ask(asking, other), "nl").starts_with("Een van de personen met gezag moet"));
    asking.facts["born"] = "2013-03-02";
    EXPECT_TRUE(change_of(ask(asking, other), "nl").starts_with("De jeugdige en een van de personen met gezag"));
    other.settings.youth_alone_from_12 = true;
    EXPECT_TRUE(change_of(ask(asking, other), "nl").starts_with("De jeugdige moet zelf"));
}

TEST(Explanation, ANumberIsToldAsAClassAndAnAlternativeAsOneLine) {
    policies::Convenant other = demo_convenant();
    for (policies::Rule& rule : other.rules) {
        if (rule.id != "verzuim-mazl-consultvraag") continue;
        rule.when = {policies::NumberBetween{"mazl-vraag", "verzuimuren", 16, std::nullopt},
                     policies::NumberBetween{"mazl-vraag", "verzuimuren", policies::Bound{12, true}, 40},
                     policies::AnyOf{{policies::NumberBetween{"mazl-vraag", "verzuimuren", 16, std::nullopt},
                                      policies::NumberBetween{"mazl-vraag", "aantal_ziekmeldingen_12w", 4, {}}}}};
    }
    other.prepare();
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    asking.fields["verzuimuren"] = 12;
    asking.fields["aantal_ziekmeldingen_12w"] = 5;
    const Answer answer = ask(asking, other);
    EXPECT_EQ(answer.reason, "deny.condition");
    EXPECT_EQ(condition(answer, "number").at("saw").as_string(), "below the lower bound");
    EXPECT_EQ(condition(answer, "number").at("asks").as_string(), "mazl-vraag.verzuimuren 16-");
    const auto& beyond = answer.whole.at("conditions").as_array();
    EXPECT_TRUE(std::ranges::any_of(beyond, [](const json::value& one) {
        return one.at("asks").as_string() == "mazl-vraag.verzuimuren >12-40" &&
               one.at("standing").as_string() == "not-met";
    })) << "twelve is not more than twelve";
    EXPECT_EQ(condition(answer, "any-of").at("standing").as_string(), "met");
    EXPECT_EQ(json::serialize(answer.whole).find("12."), std::string::npos);
}

// ---- what must change is what would really help ----

Asking parents_right(const char* born) {
    Asking asking{"afspraken", "gateway", "ouder", "rechten-betrokkene"};
    asking.facts = {{"born", born}, {"authority", json::array{"ouder-1", "ouder-2"}}};
    return asking;
}

TEST(Explanation, AParentWhoReadsAlongFromTwelveAsksTheYoungPersonAlone) {
    const Answer answer = ask(parents_right("2013-03-02"));
    ASSERT_EQ(answer.reason, "deny.consent.missing");
    EXPECT_TRUE(change_of(answer, "nl").starts_with("De jeugdige moet zelf toestemming geven"))
        << change_of(answer, "nl");
    Asking given = parents_right("2013-03-02");
    given.facts["consents"] = json::array{json::object{{"purpose", "rechten-betrokkene"},
                                                       {"from", "gateway"},
                                                       {"to", "ouder"},
                                                       {"record_types", json::array{"afspraken"}},
                                                       {"given_by", json::array{"jeugdige"}},
                                                       {"given_at", "2026-09-01"}}};
    EXPECT_TRUE(ask(given).allow) << "which is all that it takes";
}

TEST(Explanation, NothingLetsAParentOfAnAdultReadAlong) {
    const Answer answer = ask(parents_right("2007-03-02"));
    ASSERT_EQ(answer.reason, "deny.condition");
    ASSERT_EQ(answer.whole.at("change").as_array().size(), 1U);
    EXPECT_FALSE(answer.whole.at("change").as_array().front().at("possible").as_bool());
    EXPECT_TRUE(says(change_of(answer, "nl"), "meerderjarig")) << change_of(answer, "nl");
    EXPECT_EQ(condition(answer, "minor").at("saw").as_string(), "no");
    EXPECT_EQ(condition(answer, "minor").at("standing").as_string(), "not-met");
    EXPECT_TRUE(condition(answer, "recipient").empty()) << "it is not about which parent";
    Asking unknown = parents_right("2007-03-02");
    unknown.facts.erase("born");
    EXPECT_TRUE(says(change_of(ask(unknown), "nl"), "`born`")) << change_of(ask(unknown), "nl");
    EXPECT_EQ(condition(ask(parents_right("2016-03-02")), "minor").at("standing").as_string(), "met");
}

TEST(Explanation, AConsentThatEndedOnABirthdayIsSaidToHave) {
    struct Case {
        const char* given;
        const char* born;
        bool capable;
        const char* sentence;
    };
    const std::vector<Case> cases{{"2026-09-01", "2010-11-22", true,
                                   "De jeugdige moet zelf opnieuw toestemming geven: de vorige eindigde op de 16e"},
                                  {"2026-09-01", "2008-11-22", true,
                                   "De jeugdige moet zelf opnieuw toestemming geven: de vorige eindigde op de 18e"},
                                  {"2026-09-01", "2008-11-22", false,
                                   "De vertegenwoordigers moeten opnieuw toestemming geven: de vorige eindigde op "
                                   "de 18e"},
                                  {"2026-09-01", "2014-11-22", true, "eindigde op de 12e"}};
    for (const Case& one : cases) {
        Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
        asking.facts["born"] = one.born;
        asking.facts["capable"] = one.capable;
        json::object& consent = consent_in(asking.facts);
        consent["given_by"] = json::array{"ouder-1", "ouder-2", "jeugdige"};
        consent["given_at"] = one.given;
        const Answer answer = ask(asking);
        ASSERT_FALSE(answer.allow);
        EXPECT_TRUE(says(change_of(answer, "nl"), one.sentence)) << change_of(answer, "nl");
        EXPECT_FALSE(says(told(asking), "komt niet van iedereen")) << told(asking);
    }
    Asking half = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    half.facts["born"] = "2014-03-02";
    consent_in(half.facts)["given_at"] = "2026-09-01";
    EXPECT_TRUE(says(change_of(ask(half), "nl"), "komt niet van iedereen die beslist"))
        << "what still counts has not ended: the young person is lacking";
}

TEST(Explanation, TellsWhenAConsentEnded) {
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    consent_in(asking.facts)["valid_until"] = "2026-10-31";
    ASSERT_EQ(ask(asking).reason, "deny.consent.expired");
    EXPECT_TRUE(says(change_of(ask(asking), "nl"), "de vorige gold tot en met 2026-10-31."));
    consent_in(asking.facts)["withdrawn_at"] = "2026-11-02";
    ASSERT_EQ(ask(asking).reason, "deny.consent.withdrawn");
    EXPECT_TRUE(says(change_of(ask(asking), "en"), "withdrawn on 2026-11-02."));
    EXPECT_TRUE(says(change_of(ask(asking), "nl"), "daarop mag niemand aandringen"));
}

TEST(Explanation, SaysThatNobodyKnowsWhoHasAuthority) {
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    asking.facts.erase("authority");
    const Answer answer = ask(asking);
    ASSERT_EQ(answer.reason, "deny.consent.wrong-giver");
    ASSERT_EQ(answer.whole.at("change").as_array().size(), 1U);
    EXPECT_TRUE(change_of(answer, "nl").starts_with("Bekend moet zijn wie gezag heeft")) << change_of(answer, "nl");
    asking.facts.erase("consents");
    EXPECT_TRUE(says(told(asking), "Iedereen met gezag moet toestemming geven")) << told(asking);
    EXPECT_TRUE(says(told(asking), "Bekend moet zijn wie gezag heeft")) << "both are lacking";
    asking.facts["born"] = "2010-03-02";
    EXPECT_FALSE(says(told(asking), "Bekend moet zijn wie gezag heeft")) << "from sixteen nobody asks a parent";
}

TEST(Explanation, WhatTheFileItselfForbidsItsPartiesCanChange) {
    std::string text = demo_convenant_text();
    const std::string_view place = "  - id: verzuim-mazl-consultvraag\n";
    text.insert(text.find("    rules:", text.find(place)),
                "    forbidden:\n      - {id: niet-naar-swv, from: school, to: swv-vo, records: mazl-vraag, "
                "reason: deny.third-party}\n");
    const auto reading = policies::read_convenant(text);
    ASSERT_TRUE(reading.convenant) << reading.faults.front().text;
    const Asking asking = favourable("mazl-vraag", "school", "swv-vo", "verzuim-mazl-consultvraag");
    const Answer answer = ask(asking, *reading.convenant);
    ASSERT_EQ(answer.reason, "deny.third-party");
    EXPECT_TRUE(answer.whole.at("change").as_array().front().at("possible").as_bool());
    EXPECT_TRUE(says(change_of(answer, "nl"), "(niet-naar-swv)")) << change_of(answer, "nl");
    EXPECT_TRUE(says(change_of(answer, "nl"), "een nieuwe versie"));
    const auto words = policies::explain_request_in_words(
        *reading.convenant,
        {json::serialize(json::object{{"type", asking.type}, {"fields", asking.fields}}), std::nullopt, asking.from,
         asking.to, asking.purpose, asking.at},
        Language::english);
    ASSERT_TRUE(words);
    EXPECT_TRUE(says(*words, "The convenant itself forbids this, in 'niet-naar-swv'.")) << *words;
    EXPECT_FALSE(says(*words, "TLV file")) << "that is what K2 says: " << *words;
}

TEST(Explanation, AGuestNeedsACaseAndASignature) {
    policies::Convenant convenant = demo_convenant();
    for (policies::Rule& rule : convenant.rules) {
        if (rule.purpose == "mdo-ondersteuning") rule.guests = {"jeugdhulpaanbieder"};
    }
    convenant.prepare();
    Asking asking = favourable("afspraken", "school:de-linde", "jeugdhulpaanbieder:ggz-elders", "mdo-ondersteuning");
    Answer answer = ask(asking, convenant);
    ASSERT_EQ(answer.reason, "deny.membership");
    EXPECT_TRUE(says(change_of(answer, "nl"), "moet jeugdhulpaanbieder:ggz-elders met naam als gast noemen"))
        << change_of(answer, "nl");
    asking.from = "school:geen-lid";
    answer = ask(asking, convenant);
    EXPECT_TRUE(says(change_of(answer, "nl"), "moeten allebei in deze rol partij zijn")) << change_of(answer, "nl");
}

TEST(Explanation, NobodyOpensAnExceptionToAPerson) {
    for (const char* person : {"ouder", "jeugdige"}) {
        const Answer answer = ask(favourable("opp", "school", person, "vitaal-belang"));
        ASSERT_EQ(answer.reason, "deny.condition");
        EXPECT_FALSE(answer.whole.at("change").as_array().front().at("possible").as_bool());
        EXPECT_TRUE(change_of(answer, "nl").starts_with("Een uitzondering openen twee gemandateerden van twee"))
            << change_of(answer, "nl");
    }
}

TEST(Explanation, ADurationIsToldWithItsBoundsAndTheDaysThatItCounted) {
    using policies::Duration;
    policies::Convenant other = demo_convenant();
    const Duration four_weeks{Duration::Unit::calendar, {0, 28}, 0};
    const Duration three_months{Duration::Unit::calendar, {3, 0}, 0};
    const Duration birth{Duration::Unit::calendar, {120, 0}, 0};
    for (policies::Rule& rule : other.rules) {
        if (rule.id != "verzuim-mazl-consultvraag") continue;
        rule.when = {policies::Lasted{"leerling-id-kern", "geboortedatum", birth, std::nullopt},
                     policies::AnyOf{{policies::Lasted{"mazl-vraag", "gesprek_ouder_datum",
                                                       policies::Bound{four_weeks, true}, three_months},
                                      policies::AgeBetween{4, 12}}}};
    }
    other.prepare();
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    asking.subject = example_subject();
    asking.fields["gesprek_ouder_datum"] = "2026-10-01";
    const Answer answer = ask(asking, other);
    EXPECT_EQ(condition(answer, "lasted").at("asks").as_string(), "leerling-id-kern.geboortedatum P120M-");
    EXPECT_EQ(condition(answer, "lasted").at("saw").as_string(), "within the bounds") << "never a birth date";
    EXPECT_EQ(condition(answer, "any-of").at("asks").as_string(), "mazl-vraag.gesprek_ouder_datum >P28D-P3M; age 4-12");
    EXPECT_EQ(condition(answer, "any-of").at("saw").as_string(), "2026-10-01, 52 days; within the bounds");
    EXPECT_EQ(json::serialize(answer.whole).find("2016-03-02"), std::string::npos);
}

TEST(Explanation, AdvisesNoRuleThatReadingRefuses) {
    const Answer answer = ask(favourable("opp", "school", "leerplicht", "verzuimoverleg"));
    ASSERT_EQ(answer.reason, "deny.role");
    EXPECT_TRUE(says(change_of(answer, "nl"), "Geen wijziging maakt dit voor dit doel rechtmatig"))
        << change_of(answer, "nl");
    const Answer other = ask(favourable("verzuim-totalen", "mbo", "leerplicht", "verzuimoverleg"));
    ASSERT_EQ(other.reason, "deny.role");
    EXPECT_FALSE(says(change_of(other, "nl"), "rechtmatig")) << change_of(other, "nl");
}

}  // namespace
}  // namespace kolk::tests
