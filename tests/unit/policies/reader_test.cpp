#include "policies/reader.hpp"

#include "policies/signers.hpp"
#include "tests/support/small_convenant.hpp"

// The language of policies/README.md, read strictly: every fault at once, each with line and column.

namespace kolk::tests {
namespace {

using policies::Fault;
using policies::read_convenant;

TEST(Reader, ReadsASmallConvenant) {
    const auto reading = read_convenant(head + purpose);
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    EXPECT_EQ(reading.convenant->rules.size(), 1U);
    EXPECT_TRUE(reading.convenant->draft) << "it does not say that it is final";
    EXPECT_EQ(reading.convenant->rules.front().inform, policies::Inform::notice);
    EXPECT_EQ(reading.convenant->rules.front().deadline_hours, 72);
}

TEST(Reader, ReadsTheConvenantOfTheDemoRegion) {
    const auto reading = read_convenant(demo_convenant_text());
    for (const Fault& fault : reading.faults) ADD_FAILURE() << fault.line << ':' << fault.column << ' ' << fault.text;
    ASSERT_NE(reading.convenant, nullptr);
    EXPECT_FALSE(reading.convenant->draft) << "it says that it is final";
    EXPECT_TRUE(reading.convenant->for_demo_only()) << "it has open points to verify";
    for (const Fault& warning : reading.warnings) ADD_FAILURE() << warning.line << ' ' << warning.text;
    EXPECT_EQ(reading.convenant->environment, policies::Environment::demo);
    EXPECT_EQ(reading.convenant->successions.size(), 1U);
    EXPECT_EQ(reading.convenant->notices.size(), 1U);
}

TEST(Reader, NamesTheNearestWord) {
    expect_fault(head + replaced(purpose, "consent: none", "consnet: none"), {23, 9, "did you mean 'consent'?"});
    expect_fault(head + replaced(purpose, "consent: none", "consent: non"), {23, 18, "did you mean 'none'?"});
    expect_fault(head + replaced(purpose, "from: school", "from: schol"), {16, 15, "did you mean 'school'?"});
    expect_fault(head + replaced(purpose, "thuiszitter-melding-swv", "thuiszitter-melding-sww"),
                 {11, 9, "did you mean 'thuiszitter-melding-swv'?"});
    expect_fault(head + replaced(purpose, "thuiszittersmelding:", "thuiszitersmelding:"),
                 {22, 11, "did you mean 'thuiszittersmelding'?"});
    expect_fault(head + replaced(purpose, "categorie,", "categori,"), {22, 33, "did you mean 'categorie'?"});
}

TEST(Reader, ReportsEveryFaultAtOnce) {
    std::string text = head + replaced(purpose, "consent: none", "consnet: none");
    text = replaced(text, "from: school", "from: schol");
    text = replaced(text, "P3Y", "3 jaar");
    const auto reading = read_convenant(text);
    EXPECT_GE(reading.faults.size(), 4U);  // the unknown word, the lacking one, the role, the period
    EXPECT_TRUE(std::is_sorted(reading.faults.begin(), reading.faults.end(),
                               [](const Fault& a, const Fault& b) { return a.line < b.line; }));
}

TEST(Reader, RefusesContradictions) {
    expect_fault(head + replaced(replaced(purpose, "categorie,", "oorzaak_code,"), "        art9: UAVG 30\n", ""),
                 {15, 9, "article 9"});
    expect_fault(head + replaced(purpose, "        consent: none", "        bsn: yes\n        consent: none"),
                 {15, 9, "no national number"});
    expect_fault(head + replaced(purpose, R"(leerling-id-kern: "*")", R"(leerling-id: "*")"), {15, 9, "bsn: yes"});
    expect_fault(head + replaced(purpose, "e WPO,", "a toestemming,"), {15, 9, "consent is needed"});
    expect_fault(head + replaced(purpose, "        onward", "        ask: consent\n        onward"),
                 {15, 9, "needs none"});
    expect_fault(head + replaced(purpose, "        onward", "        inform: reported\n        onward"),
                 {15, 9, "legal obligation"});
    expect_fault(head + purpose + purpose, {26, 5, "this purpose stands twice"});
    expect_fault(head + purpose +
                     "      - {id: melding, from: swv-vo, to: school, basis: {from: e a, to: e b}, consent: "
                     "none, retention: P1Y, onward: geen, records: {afspraken: [datum]}}\n",
                 {26, 9, "stands twice"});
}

TEST(Reader, RefusesConsentAsTheOnlyBasisOfAMunicipality) {
    std::string text = head + replaced(purpose, "from: school", "from: leerplicht");
    text = replaced(text, "e WPO,", "a toestemming,");
    text = replaced(text, "consent: none", "consent: needed");
    expect_fault(text, {15, 9, "K7"});
    const auto reasoned = read_convenant(
        replaced(text, "        onward", "        consent_only_because: Ouders vragen het zelf.\n        onward"));
    EXPECT_NE(reasoned.convenant, nullptr);
}

TEST(Reader, RefusesARuleThatALawForbids) {
    std::string text = head + replaced(purpose, "from: school", "from: swv-vo");
    text = replaced(text, "to: swv-vo", "to: gemeente-jeugd");
    text = replaced(text, "thuiszittersmelding: [categorie, startdatum]", "tlv-besluit: [categorie]");
    expect_fault(text, {15, 9, "K2"});
}

TEST(Reader, RefusesTwoRulesForOneFlow) {
    const std::string twice = R"(      - id: nog-een
        from: [school, mbo]
        to: swv-vo
        basis: {from: e WPO, to: e WPO 18a}
        art9: UAVG 30
        records: {thuiszittersmelding: [datum]}
        consent: none
        retention: P3Y
        onward: geen
)";
    expect_fault(head + purpose + twice, {26, 9, "another rule already says"});
}

TEST(Reader, WantsFieldsNamedWhereATypeCanGrow) {
    expect_fault(head + replaced(purpose, "[categorie, startdatum]", R"("*")"), {22, 32, "name the fields"});
    expect_fault(head + replaced(purpose, R"("*")", "[naam, case_key]"), {21, 36, "no rule can give this field"});
}

TEST(Reader, ASubsetNamesTheFieldsItBorrows) {
    const auto reading = read_convenant(
        head + replaced(purpose, "thuiszittersmelding: [categorie, startdatum]", R"(thuiszittersmelding-kern: "*")"));
    ASSERT_NE(reading.convenant, nullptr);
    const auto& records = reading.convenant->rules.front().records;
    EXPECT_EQ(records.at("thuiszittersmelding"),
              (std::vector<std::string>{"categorie", "startdatum", "zorgplichtige_school"}));
    EXPECT_TRUE(records.contains("thuiszittersmelding-kern"));
}

TEST(Reader, ReadsDatesStrictly) {
    expect_fault(replaced(head, "until: 2028-07-31", "until: 2025-07-31") + purpose, {6, 39, "before the begin"});
    expect_fault(replaced(head, "2028-07-31", "31-07-2028") + purpose, {6, 39, "a date like"});
    expect_fault(replaced(head, "until: 2026-12-31", "until: 2026-07-31") + purpose, {9, 79, "before the begin"});
    expect_fault(head + replaced(purpose, "        onward", "        in_force: {until: 2026-01-01}\n        onward"),
                 {15, 9, "on no day"});
    expect_fault(head + replaced(purpose, "        onward", "        deadline: 40d\n        onward"),
                 {25, 19, "31 days"});
}

TEST(Reader, ASuccessionFitsItsMemberships) {
    const std::string text = head + purpose + R"(successions:
  - {from: swv-vo:swv-voorbeeld, to: swv-vo:nieuw, date: 2027-01-01}
)";
    expect_fault(text, {27, 38, "does not stand under 'parties'"});
    expect_fault(text, {27, 5, "should end the day before"});
    const auto with = [](const std::string& parties, const std::string& successions) {
        return replaced(head, "purposes:\n", parties + "purposes:\n") + purpose + "successions:\n" + successions;
    };
    const std::string nieuw = "  - {org: nieuw, name: Nieuw, roles: {swv-vo: 2026-08-01}}\n";
    const std::string one = "  - {from: swv-vo:swv-voorbeeld, to: swv-vo:nieuw, date: 2027-01-01}\n";
    EXPECT_NE(read_convenant(with(nieuw, one)).convenant, nullptr) << "the successor may be there already";
    expect_fault(with(nieuw, one + one), {29, 5, "has a successor on that day already"});
    expect_fault(with("  - {org: nieuw, name: Nieuw, roles: {swv-vo: 2027-02-01}}\n", one),
                 {28, 5, "its successor be a member from then"});
}

TEST(Reader, SeveralPeriodsFollowEachOther) {
    const auto with = [](const std::string& periods) {
        return replaced(head, "{from: 2026-08-01, until: 2026-12-31}", periods) + purpose;
    };
    const auto reading = read_convenant(with("[{from: 2026-08-01, until: 2026-12-31}, 2027-08-01]"));
    ASSERT_NE(reading.convenant, nullptr);
    EXPECT_EQ(reading.convenant->members.size(), 3U);
    EXPECT_NE(read_convenant(with("[{from: 2026-08-01, until: 2026-12-31}, 2027-01-01]")).convenant, nullptr);
    expect_fault(with("[{from: 2026-08-01, until: 2026-12-31}, 2026-12-31]"), {9, 93, "has ended"});
    expect_fault(with("[{from: 2027-08-01, until: 2027-12-31}, {from: 2026-08-01, until: 2026-12-31}]"),
                 {9, 93, "has ended"});
    expect_fault(with("[2026-08-01, 2027-08-01]"), {9, 66, "has no end"});
    expect_fault(with("[{from: 2026-08-01, until: 2026-07-31}]"), {9, 80, "before the begin"});
    expect_fault(with("[]"), {9, 53, "without a period"});
}

TEST(Reader, WhoSignedStandsBesideTheFileAndNotInIt) {
    expect_fault(replaced(head, "  region: klein", "  region: klein\n  status: signed") + purpose,
                 {6, 11, "it is one of draft final"});
    expect_fault(head + purpose + "signatures: []\n", {26, 1, "no word in the file"});
    const auto reading =
        read_convenant(replaced(head, "  region: klein", "  region: klein\n  status: final") + purpose);
    ASSERT_NE(reading.convenant, nullptr);
    EXPECT_FALSE(reading.convenant->draft);
    EXPECT_FALSE(reading.convenant->for_demo_only());
    for (const policies::Membership& member : reading.convenant->members) EXPECT_FALSE(member.has_signed);
}

// Each thing where it stands: a person mends them one by one.
TEST(Reader, ProductionHasEverything) {
    const auto in_production = [](const std::string& heading, const std::string& purposes) {
        return replaced(head, "  region: klein", "  region: klein\n  environment: production" + heading) + purposes;
    };
    const std::string final = "\n  status: final";
    EXPECT_NE(read_convenant(in_production(final, purpose)).convenant, nullptr);
    expect_warning(in_production("", purpose), {2, 3, "this is a draft"});
    expect_warning(in_production("\n  status: draft", purpose), {7, 11, "this is a draft"});
    const std::string undone = replaced(purpose, "    dpia: D1\n", "");
    std::string other = replaced(purpose_giving("tlv-aanvraag", "tlv-aanvraag: [categorie]"), "    dpia: D1\n",
                                 "    verify_before_production: yes\n");
    other = replaced(other, "- id: melding", "- id: aanvraag");
    const std::string text = in_production(final, undone + other);
    expect_fault(text, {13, 5, "purpose thuiszitter-melding-swv lacks 'dpia'"});
    expect_fault(text, {27, 5, "purpose tlv-aanvraag lacks 'dpia'"});
    expect_fault(text, {29, 31, "purpose tlv-aanvraag says that something is still to be read"});
    EXPECT_EQ(read_convenant(text).faults.size(), 3U);
    const auto draft = read_convenant(in_production("", undone + other));
    ASSERT_NE(draft.convenant, nullptr) << "what a draft still lacks, it may lack";
    EXPECT_EQ(draft.warnings.size(), 4U);
    EXPECT_TRUE(draft.convenant->for_demo_only());
    EXPECT_FALSE(policies::is_in_force(*draft.convenant, draft.convenant->from));
}

TEST(Reader, APurposeWithoutDpiaGivesNothing) {
    const auto reading = read_convenant(head + replaced(purpose, "    dpia: D1\n", ""));
    ASSERT_NE(reading.convenant, nullptr);
    EXPECT_TRUE(reading.convenant->for_demo_only());
    const Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    EXPECT_EQ(ask(asking, *reading.convenant).reason, "deny.dpia");
    EXPECT_EQ(ask(favourable("opp", "school", "swv-vo", "opp-opstellen-delen"), *reading.convenant).reason,
              "deny.purpose");
}

TEST(Reader, RefusesBlankTexts) {
    expect_fault(head + replaced(purpose, "dpia: D1", "dpia: \" \""), {13, 11, "should be a text"});
    expect_fault(head + replaced(purpose, "UAVG 30", "[\"\"]"), {19, 16, "a word should stand here"});
    expect_fault(head + replaced(purpose, "to: e WPO 18a", "to: \"e  \""), {18, 34, "a letter of article 6"});
}

TEST(Reader, ALegalObligationWaitsForNobodyBeingInformed) {
    const std::string obliged = replaced(purpose, "{from: e WPO,", "{from: c WPO,");
    EXPECT_NE(read_convenant(head + obliged).convenant, nullptr);
    expect_fault(head + replaced(obliged, "consent: none", "consent: none\n        inform: notice"),
                 {24, 17, "waits for nobody being informed"});
}

TEST(Reader, ALegalObligationIsHeldBackByNoFrequency) {
    const std::string limited =
        replaced(purpose, "        onward", "        frequency: {times: 1, per: P1Y}\n        onward");
    EXPECT_NE(read_convenant(head + limited).convenant, nullptr);
    expect_fault(head + replaced(limited, "{from: e WPO,", "{from: c WPO,"), {15, 9, "no 'frequency' holds back"});
    EXPECT_NE(read_convenant(head + replaced(limited, "to: e WPO 18a", "to: c WPO 18a")).convenant, nullptr);
}

TEST(Reader, AskOfTheClassOfTheSchoolAsATextOrANumber) {
    const auto allows = [](const std::string& condition, const json::value& told) {
        const auto reading = read_convenant(
            head + replaced(purpose, "consent: none",
                            "when: [{field: leerling-id-kern.leerjaar, " + condition + "}]\n        consent: none"));
        if (reading.convenant == nullptr) return ADD_FAILURE() << reading.faults.front().text, false;
        Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
        asking.subject = {{"naam", "Voorbeeld, Kind"}, {"leerjaar", told}};
        return ask(asking, *reading.convenant).allow;
    };
    for (const json::value& third : {json::value("3"), json::value(3)}) {
        EXPECT_TRUE(allows("is: [3]", third));
        EXPECT_TRUE(allows("at_least: 3", third));
        EXPECT_FALSE(allows("is: [2]", third));
        EXPECT_FALSE(allows("at_least: 4", third));
    }
    EXPECT_FALSE(allows("at_least: 3", json::value("3a"))) << "no number";
}

// Where the recipient knows the child by its own number, the rule gives nothing of the block and may ask of it all the
// same.
TEST(Reader, AskOfTheChildThoughTheRuleGivesNothingOfIt) {
    const std::string rule = replaced(purpose, "          leerling-id-kern: \"*\"\n", "");
    const auto reading = read_convenant(
        head +
        replaced(
            rule, "consent: none",
            "when: [{field: leerling-id-kern.schoolsoort, is: [vso]}, {any: [{field: leerling-id.leerjaar, at_least: "
            "2}, {field: leerling-id.groep, is: [2a]}]}]\n        consent: none"));
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    EXPECT_EQ(ask(asking, *reading.convenant).reason, "deny.condition") << "nothing tells of the child";
    asking.subject = {{"schoolsoort", "VSO"}, {"leerjaar", "2"}};
    const Answer answer = ask(asking, *reading.convenant);
    EXPECT_TRUE(answer.allow) << answer.reason;
    EXPECT_FALSE(answer.gives("leerling-id.schoolsoort"));
    asking.subject["leerjaar"] = "1";
    EXPECT_EQ(ask(asking, *reading.convenant).reason, "deny.condition");
    asking.subject = {{"schoolsoort", "vwo"}, {"leerjaar", "2"}};
    EXPECT_EQ(ask(asking, *reading.convenant).reason, "deny.condition");
}

TEST(Reader, LetsNothingGoUnderAPseudonymThatMayTellWhoItIs) {
    const auto giving = [](const std::string& records, const std::string& more = {}) {
        std::string rule = replaced(purpose, "          leerling-id-kern: \"*\"\n", "");
        rule = replaced(rule, "thuiszittersmelding: [categorie, startdatum]", records);
        return head + replaced(rule, "        consent: none",
                               "        pseudonym_only: yes\n" + more + "        consent: none");
    };
    for (const std::string records :
         {"leerling-id-kern: [naam]", "leerling-id-kern: [voorvoegsel]", "leerling-id-kern: [geboortedatum]",
          "contactgegevens: [adres]", "contactgegevens: [postcode]", "contactgegevens: [telefoon]",
          "contactgegevens: [email]", "contactgegevens: [gezag]", "contact: [naam]", "minimal-signal: [naam]",
          "5a-kern: [contact]", "verzuimmelding: [melding_id]", "thuiszittersmelding: [regievoerder]",
          "thuiszittersmelding: [volgende_actie]", "toestemming: [giver_key]"}) {
        expect_fault(giving(records),
                     {15, 9, "gives what may tell who someone is: " + records.substr(0, records.find(':'))});
    }
    for (const std::string records : {"leerling-id-kern: [geslacht, leerjaar, woongemeente]",
                                      "thuiszittersmelding: [categorie, startdatum, zorgplichtige_school]"}) {
        EXPECT_NE(read_convenant(giving(records)).convenant, nullptr) << records;
    }
    const auto under = [&](const std::string& field, const std::string& transform) {
        const std::string name = field.substr(field.find('.') + 1);
        const std::string rule = giving(field.substr(0, field.find('.')) + ": [" + name + "]",
                                        "        transforms: {" + field + ": " + transform + "}\n");
        return replaced(replaced(rule, "thuiszitter-melding-swv", "zorgroute-aanmelding"), "consent: none",
                        "consent: needed");
    };
    EXPECT_NE(read_convenant(under("leerling-id-kern.geboortedatum", "year")).convenant, nullptr);
    EXPECT_NE(read_convenant(under("contactgegevens.postcode", "{first: 4}")).convenant, nullptr);
    expect_fault(under("contactgegevens.adres", "{first: 100}"), {15, 9, "may tell who someone is"});
}

// One pseudonym for a recipient in all purposes of a group: who knows the child there knows it here.
TEST(Reader, LetsNoOtherRuleOfAGroupTellWhoAPseudonymIs) {
    const std::string costs = R"(  - id: oza-grensverkeer-verrekening
    title: Kosten
    dpia: D1
    group: oza
    no_art9_because: Alleen perioden en aantallen.
    rules:
      - {id: kosten, from: gemeente-jeugd, to: gemeente-jeugd, pseudonym_only: yes, consent: none, retention: P1Y,
         onward: geen, basis: {from: e Jeugdwet, to: e Jeugdwet}, records: {oza-plaatsing: [start, eind]}}
)";
    const auto beside = [&](const std::string& group, const std::string& more) {
        return head + costs + R"(  - id: oza-melding-woongemeente
    title: Melding
    dpia: D1
    group: )" + group +
               R"(
    rules:
      - {id: melding, from: oza-school, consent: needed, retention: P1Y, onward: geen, art9: [AVG art. 9(2)(a)],
         basis: {from: e Jeugdwet, to: e Jeugdwet}, )" +
               more + "}\n";
    };
    const std::string by_name = "to: gemeente-jeugd, choose: residence, records: {oza-kern: \"*\"}";
    expect_fault(beside("oza", by_name), {11, 5, "rule melding tells the same recipient who the child is"});
    EXPECT_NE(read_convenant(beside("anders", by_name)).convenant, nullptr);
    const std::string to_another = "to: leerplicht, choose: residence, records: {oza-kern: \"*\"}";
    EXPECT_NE(read_convenant(beside("oza", to_another)).convenant, nullptr) << "another role, another pseudonym";
    const std::string hidden = "to: gemeente-jeugd, pseudonym_only: yes, records: {oza-plaatsing: [start]}";
    EXPECT_NE(read_convenant(beside("oza", hidden)).convenant, nullptr);
}

// Whoever reads the rule would think that it gives something.
TEST(Reader, RefusesBoundsThatNoNumberMeetsTogether) {
    const auto asking = [](const std::string& first, const std::string& second) {
        const std::string rule = purpose_giving("verzuimoverleg", "verzuim-totalen: [periode]");
        return head + replaced(rule, "        onward",
                               "        case: yes\n        when:\n" + first + second + "        onward");
    };
    const auto hours = [](const std::string& bounds) {
        return "          - {field: verzuim-totalen.uren_ongeoorloofd, " + bounds + "}\n";
    };
    const Place place{15, 9, "no number in uren_ongeoorloofd meets its conditions"};
    expect_fault(asking(hours("at_least: 60"), hours("at_most: 20")), place);
    expect_fault(asking(hours("more_than: 20"), hours("at_most: 20")), place);
    expect_fault(asking(hours("at_least: 20"), hours("less_than: 20")), place);
    expect_fault(asking(hours("at_least: 10, at_most: 40"), hours("more_than: 40")), place);
    EXPECT_EQ(read_convenant(asking(hours("at_least: 60"), hours("at_most: 20"))).faults.size(), 1U);
    EXPECT_NE(read_convenant(asking(hours("at_least: 20"), hours("at_most: 20"))).convenant, nullptr);
    EXPECT_NE(read_convenant(asking(hours("at_least: 16"), hours("at_least: 20"))).convenant, nullptr);
}

TEST(Reader, WarnsOfARuleOfWhichNobodyIsAParty) {
    const auto told = [](const std::string& text) {
        const auto reading = read_convenant(text);
        EXPECT_NE(reading.convenant, nullptr);
        std::string all;
        for (const Fault& one : reading.warnings) all += std::to_string(one.line) + ' ' + one.text + '\n';
        return all;
    };
    EXPECT_EQ(told(head + purpose), "");
    EXPECT_EQ(told(head + replaced(purpose, "to: swv-vo", "to: [swv-po, mbo]")),
              "15 nobody receives anything under rule melding: no party under 'parties' has the role swv-po or mbo on "
              "any day of it\n");
    EXPECT_EQ(
        told(head + replaced(purpose, "from: school", "from: mbo")),
        "15 nobody gives anything under rule melding: no party under 'parties' has the role mbo on any day of it\n");
    EXPECT_EQ(told(head + replaced(purpose, "to: swv-vo", "to: [swv-po, swv-vo]")), "") << "one of them suffices";
    EXPECT_EQ(told(head + replaced(purpose, "from: school", "from: ouder")), "") << "a parent is no party";
    EXPECT_EQ(told(head + replaced(replaced(purpose, "from: school", "from: mbo"), "        onward",
                                   "        guests: [mbo]\n        onward")),
              "")
        << "a case may invite one";
}

// ---- everything at once, each where it stands ----

TEST(Reader, TellsContradictionsBesideAMisspeltWord) {
    std::string text = replaced(replaced(purpose, "categorie,", "oorzaak_code,"), "        art9: UAVG 30\n", "");
    expect_fault(head + replaced(text, "retention: P3Y", "retention: 3 jaar"), {15, 9, "article 9"});
    expect_fault(head + replaced(text, "consent: none", "consnet: none"), {15, 9, "article 9"});
    expect_fault(head + replaced(text, "consent: none", "consent: none\n        choose: residense"),
                 {15, 9, "article 9"});
    expect_fault(head + replaced(text, "oorzaak_code,", "oorzaak_code, startdatm,"), {15, 9, "article 9"});
    expect_fault(head + replaced(replaced(text, "e WPO,", "f WPO,"), "from: school", "from: schol"),
                 {15, 9, "legitimate interest"});
}

TEST(Reader, SaysNothingOfWhatRestsOnAMisspeltWord) {
    const auto faults = [](const std::string& text) {
        std::string all;
        for (const Fault& one : read_convenant(head + text).faults) all += one.text + '\n';
        return all;
    };
    const std::string special = replaced(purpose, "categorie,", "oorzaak_code,");
    EXPECT_EQ(faults(replaced(special, "art9: UAVG 30", "atr9: UAVG 30")).find("name the ground"), std::string::npos)
        << "the ground may be what the misspelt word says";
    const std::string by_consent = replaced(purpose, "e WPO,", "a toestemming,");
    EXPECT_EQ(faults(replaced(by_consent, "consent: none", "consent: neded")).find("so consent is needed"),
              std::string::npos);
    EXPECT_EQ(faults(replaced(by_consent, "consent: none", "consnet: needed")).find("so consent is needed"),
              std::string::npos);
}

TEST(Reader, NamesTheNearestWordWhereverOneStands) {
    const auto party = [](const std::string& served) {
        return replaced(head, "roles: {school: 2026-08-01}}",
                        "roles: {school: 2026-08-01}, served_by: " + served + "}") +
               purpose;
    };
    expect_fault(party("[swv-vo:swv-vorbeeld]"), {8, 78, "did you mean 'swv-vo:swv-voorbeeld'?"});
    expect_fault(party("[swv-vx:swv-voorbeeld]"), {8, 78, "did you mean 'swv-vo'?"});
    EXPECT_NE(read_convenant(party("[swv-vo:swv-voorbeeld]")).convenant, nullptr);
    expect_fault(head + purpose +
                     "    forbidden:\n      - {id: nooit, records: [opp, thuiszitersmelding], reason: deny.basis}\n",
                 {27, 36, "did you mean 'thuiszittersmelding'?"});
    expect_fault(head + replaced(purpose, "        onward", "        guests: [swv-vx]\n        onward"),
                 {25, 18, "did you mean 'swv-vo'?"});
    const std::string notice =
        "notices:\n  - {party: school:de-lnde, date: 2026-08-15, text_version: 1, purposes: "
        "[thuiszitter-meldin-swv]}\n";
    expect_fault(head + purpose + notice, {27, 13, "did you mean 'school:de-linde'?"});
    expect_fault(head + purpose + notice, {27, 75, "did you mean 'thuiszitter-melding-swv'?"});
    expect_fault(head + purpose + "successions:\n  - {from: swv-vo:swv-vorbeeld, to: swv-vo:nieuw, date: 2027-01-01}\n",
                 {27, 12, "did you mean 'swv-vo:swv-voorbeeld'?"});
}

TEST(Reader, RefusesConditionsThatNothingMeets) {
    const auto asking = [](const std::string& conditions) {
        return head + replaced(purpose, "        onward", "        when: [" + conditions + "]\n        onward");
    };
    const auto since = [](const std::string& bounds) {
        return "{lasted: {from: thuiszittersmelding.startdatum, " + bounds + "}}";
    };
    const auto is_refused = [&](const std::string& conditions, const char* why) {
        expect_fault(asking(conditions), {15, 9, why});
    };
    const char* time = "no time since startdatum meets its conditions";
    is_refused(since("at_least: P3M, at_most: P4W"), time);
    is_refused(since("at_least: P3M") + ", " + since("at_most: P4W"), time);
    is_refused(since("more_than: P4W, less_than: P4W"), time);
    EXPECT_FALSE(read_convenant(asking(since("less_than: P0D"))).faults.empty());
    is_refused(since("at_least: P1M, less_than: P4W"), time);
    EXPECT_NE(read_convenant(asking(since("at_least: P4W, at_most: P4W"))).convenant, nullptr);
    EXPECT_NE(read_convenant(asking(since("at_least: P1M, at_most: P4W"))).convenant, nullptr)
        << "a February of four weeks";
    std::string every;
    for (const auto& code : schemas::find_record_type("thuiszittersmelding")->find("categorie")->codes)
        every += (every.empty() ? "" : ", ") + std::string{code};
    is_refused("{field: thuiszittersmelding.categorie, is_not: [" + every + "]}",
               "no value of categorie meets its conditions");
    const std::string alternatives = "{any: [{age: {at_most: 12}}, {age: {at_most: 11}}]}";
    is_refused("{age: {at_least: 18}}, " + alternatives, "none of the conditions of an 'any' can hold");
    EXPECT_NE(read_convenant(asking("{age: {at_least: 12}}, " + alternatives)).convenant, nullptr);
    EXPECT_FALSE(read_convenant(asking("{age: {more_than: 150}}")).faults.empty());
    EXPECT_FALSE(read_convenant(asking("{age: {less_than: 0}}")).faults.empty());
}

TEST(Reader, RefusesAChoiceThatTheRecipientIsNot) {
    const auto choosing = [](const std::string& choice, const std::string& role) {
        const std::string rule = replaced(purpose, "to: swv-vo", "to: " + role);
        return head + replaced(rule, "        onward", "        choose: " + choice + "\n        onward");
    };
    expect_fault(choosing("residence", "swv-vo"), {15, 9, "chooses a municipality, and 'swv-vo' is none"});
    expect_fault(choosing("enrolment", "[so-vso, leerplicht]"), {15, 9, "chooses a school, and 'leerplicht' is none"});
    expect_fault(choosing("responsible", "leerplicht"), {15, 9, "a municipality for youth care, and 'leerplicht' is"});
    EXPECT_NE(read_convenant(choosing("residence", "[leerplicht, doorstroompunt]")).convenant, nullptr);
    EXPECT_NE(read_convenant(choosing("responsible", "gemeente-jeugd")).convenant, nullptr);
    EXPECT_NE(read_convenant(choosing("enrolment", "so-vso")).convenant, nullptr);
}

TEST(Reader, RefusesAWordThatStandsTwice) {
    const std::string twice = "          thuiszittersmelding: [categorie, startdatum]\n";
    expect_fault(head + replaced(purpose, twice, twice + "          thuiszittersmelding: [datum]\n"),
                 {23, 11, "stands twice"});
    const std::string consent = "        consent: none\n";
    const auto reading = read_convenant(head + replaced(purpose, consent, consent + consent));
    EXPECT_EQ(reading.faults.size(), 1U) << "told once";
}

TEST(Reader, AnOrganisationHasOneName) {
    const auto with = [](const std::string& more) {
        return replaced(head, "purposes:\n",
                        "  - {org: de-linde, " + more + ", roles: {mbo: 2026-08-01}}\npurposes:\n") +
               purpose;
    };
    expect_fault(with("name: De Beuk"), {10, 27, "already, with another name"});
    const auto reading = read_convenant(with("name: De Linde, fg: fg@de-linde.example"));
    ASSERT_NE(reading.convenant, nullptr);
    EXPECT_EQ(reading.convenant->organisations.at("de-linde").fg, "fg@de-linde.example");
}

TEST(Reader, WarnsInADemoOfAPurposeWithoutDpia) {
    const auto reading = read_convenant(head + replaced(purpose, "    dpia: D1\n", ""));
    ASSERT_EQ(reading.warnings.size(), 1U);
    EXPECT_NE(reading.warnings.front().text.find("nothing goes for purpose thuiszitter-melding-swv"),
              std::string::npos);
    EXPECT_TRUE(read_convenant(head + replaced(purpose, "dpia: D1", "dpia_required: no")).warnings.empty());
}

TEST(Reader, RefusesYamlThatHidesThings) {
    expect_fault("a: &x 1\nb: *x\n", {1, 4, "anchor"});
    expect_fault("a: !!binary aGFsbG8=\n", {1, 4, "tag"});
    expect_fault("a: 1\n---\nb: 2\n", {1, 1, "more than one document"});
    expect_fault("", {1, 1, "empty"});
    expect_fault("a: [1, 2\nb: }\n", {2, 2, "no YAML from here on"});
    expect_fault(std::string(2 * 1024 * 1024, ' '), {1, 1, "larger than 1 MiB"});
    EXPECT_FALSE(read_convenant(std::string(5000, '[')).faults.empty());
    EXPECT_FALSE(read_convenant("convenant: {id: a, id: b}").faults.empty());
    EXPECT_FALSE(read_convenant("[a, b]").faults.empty());
    EXPECT_FALSE(read_convenant("purposes: {a: b}\nparties: 3\nconvenant: []").faults.empty());
}

TEST(Reader, RefusesWhatNobodySees) {
    using namespace std::string_literals;
    for (const std::string& hidden : {"\x1b[2K"s, "\0"s, "\x04"s, "\x7f"s, "\u0085"s, "\u009b"s, "\u061c"s, "\u200f"s,
                                      "\u2028"s, "\u202e"s, "\u2066"s, "\u200b"s, "\u00ad"s, "\ufeff"s}) {
        expect_fault(replaced(head, "Klein convenant", "Klein" + hidden) + purpose,
                     {4, 15, "a character that nobody sees"});
        expect_fault("# uitleg" + hidden + "\n" + head + purpose, {1, 9, "a character that nobody sees"});
    }
    for (const std::string escaped : {"\\e", "\\0", "\\r", "\\u202E", "\\x9b", "\\L"})
        expect_fault(replaced(head, "Klein convenant", "\"Klein" + escaped + "\"") + purpose,
                     {4, 10, "a character that nobody sees"});
    EXPECT_EQ(read_convenant(replaced(head, "Klein convenant", "\"Caf\u00e9 \u2013 \u20ac\"") + purpose).faults.size(),
              0U);
    EXPECT_EQ(read_convenant(replaced(head, "Klein convenant", "|\n    Een\r\n    tekst\r\n") + purpose).faults.size(),
              0U);
}

}  // namespace
}  // namespace kolk::tests
