#include "policies/reader.hpp"
#include "tests/support/small_convenant.hpp"

#include <array>

// What policies/README.md, "What no file can permit", refuses when the file is read.

namespace kolk::tests {
namespace {

using policies::read_convenant;

std::string unquoted(std::string text) {
    std::erase(text, '\'');
    return text;
}

TEST(Laws, NoSentenceLetsASamenwerkingsverbandGiveSpecialCategoriesAway) {
    const std::string from_swv =
        replaced(replaced(replaced(purpose, "from: school", "from: swv-vo"), "to: swv-vo", "to: gemeente-jeugd"),
                 "[categorie, startdatum]", "[oorzaak_code, startdatum]");
    expect_fault(head + replaced(from_swv, "art9: UAVG 30", "no_art9_because: Alleen de duur ervan."), {15, 9, "(K2)"});
}

// K2 spares what settles costs, for who pays need not know for whom.
TEST(Laws, ASamenwerkingsverbandSettlesCostsUnderAPseudonymAlone) {
    std::string text = replaced(purpose, "thuiszitter-melding-swv", "oza-grensverkeer-verrekening");
    text = replaced(replaced(text, "from: school", "from: swv-vo"), "to: swv-vo", "to: gemeente-jeugd");
    text = replaced(text, "art9: UAVG 30", "no_art9_because: Alleen perioden en aantallen.");
    text = replaced(text, "          leerling-id-kern: \"*\"\n", "");
    text = replaced(text, "thuiszittersmelding: [categorie, startdatum]", "oza-plaatsing: [start, eind]");
    expect_fault(head + text, {15, 9, "(K2)"});
    text = replaced(text, "        onward", "        pseudonym_only: yes\n        onward");
    EXPECT_NE(read_convenant(head + text).convenant, nullptr);
}

// K2: nobody except the school board where the pupil is registered or enrolled.
TEST(Laws, ASamenwerkingsverbandGivesSpecialCategoriesToNoOtherSchoolThanTheOneOfThePupil) {
    const std::string to_school =
        replaced(replaced(replaced(purpose, "from: school", "from: swv-vo"), "to: swv-vo", "to: school"),
                 "[categorie, startdatum]", "[oorzaak_code, startdatum]");
    const auto choosing = [&](const std::string& choose, std::string_view role = "school") {
        std::string text = replaced(to_school, "to: school", "to: " + std::string{role});
        return head + replaced(text, "        onward", "        choose: " + choose + "\n        onward");
    };
    expect_fault(head + to_school, {15, 9, "choose: enrolment"});
    expect_fault(choosing("all"), {15, 9, "choose: enrolment"});
    expect_fault(choosing("all", "so-vso"), {15, 9, "choose: enrolment"});
    expect_fault(head + replaced(replaced(to_school, "to: school", "to: mbo"), "consent: none", "consent: needed"),
                 {15, 9, "choose: enrolment"});
    EXPECT_NE(read_convenant(choosing("enrolment")).convenant, nullptr);
    EXPECT_NE(read_convenant(choosing("named")).convenant, nullptr);
    EXPECT_NE(read_convenant(head + replaced(to_school, "oorzaak_code, startdatum", "categorie, startdatum")).convenant,
              nullptr)
        << "no special category";
}

TEST(Laws, NothingOfWhoIsBoundBySecrecyAndNoOppLeavesEducationWithoutConsent) {
    const auto to = [](const std::string& from, const std::string& to, const std::string& records) {
        return head +
               replaced(replaced(purpose_giving("opp-opstellen-delen", records), "from: school", "from: " + from),
                        "to: swv-vo", "to: " + to);
    };
    expect_fault(to("jeugdhulpaanbieder", "school", "jeugdhulp-status: [status]"), {15, 9, "professional secrecy"});
    for (const std::string recipient :
         {"gemeente-jeugd", "jgz", "leerplicht", "doorstroompunt", "jeugdhulpaanbieder", "mbo", "oza-school"}) {
        for (const std::string records : {"opp: [begin]", "opp-kern: \"*\""}) {
            expect_fault(to("school", recipient, records), {15, 9, "without consent"});
            expect_fault(replaced(to("school", recipient, records), "consent: none", "consent: needed-for-bijzonder"),
                         {15, 9, "without consent"});
            const auto asking = replaced(to("school", recipient, records), "consent: none", "consent: needed");
            EXPECT_NE(read_convenant(asking).convenant, nullptr) << recipient;
        }
    }
}

TEST(Laws, AnOppGoesWithoutConsentToTheSchoolOfTheChildAlone) {
    const auto rule = [](const std::string& from, const std::string& more) {
        std::string text =
            replaced(purpose_giving("opp-opstellen-delen", "opp-kern: \"*\""), "to: swv-vo", "to: school");
        return head +
               replaced(replaced(text, "from: school", "from: " + from), "        onward", more + "        onward");
    };
    const std::string other_school = "no other school than that of the child";
    for (const std::string from : {"school", "so-vso", "swv-vo", "[ouder, school]"}) {
        expect_fault(rule(from, ""), {15, 9, other_school});
        expect_fault(rule(from, "        choose: all\n"), {15, 9, other_school});
        for (const std::string choose : {"enrolment", "named"})
            EXPECT_NE(read_convenant(rule(from, "        choose: " + choose + "\n")).convenant, nullptr) << from;
    }
    EXPECT_NE(read_convenant(rule("[ouder, jeugdige]", "")).convenant, nullptr) << "the family knows its school";
    expect_fault(replaced(rule("school", ""), "consent: none", "consent: needed-for-bijzonder"), {15, 9, other_school});
    EXPECT_NE(read_convenant(replaced(rule("school", ""), "consent: none", "consent: needed")).convenant, nullptr);
}

// convenant 3: what leaves youth care, and what a doctor concludes, goes with consent, whoever hands it on.
TEST(Laws, NobodyHandsOnWhatComesFromCareWithoutConsent) {
    const auto rule = [](const std::string& purpose_id, const std::string& from, const std::string& to,
                         const std::string& records) {
        const std::string text = replaced(
            replaced(purpose_giving(purpose_id, records), "from: school", "from: " + from), "to: swv-vo", "to: " + to);
        return head + replaced(text, "        onward", "        choose: named\n        case: yes\n        onward");
    };
    const std::string status = "jeugdhulp-status: [status]";
    const std::string feedback = "behandel-terugkoppeling: [handelingsadvies]";
    for (const auto& [from, to, records] :
         std::vector<std::array<std::string, 3>>{{"gemeente-jeugd", "school", status},
                                                 {"school", "swv-vo", status},
                                                 {"school", "gemeente-jeugd", status},
                                                 {"[gemeente-jeugd, school]", "[jeugdhulpaanbieder, swv-vo]", status},
                                                 {"school", "leerplicht", feedback},
                                                 {"gemeente-jeugd", "jeugdhulpaanbieder", feedback}}) {
        const std::string text =
            rule(records == status ? "zorgroute-terugmelding" : "thuiszittersoverleg", from, to, records);
        expect_fault(text, {15, 9, "K6 forbids one of its flows without consent"});
        EXPECT_NE(read_convenant(replaced(text, "consent: none", "consent: needed")).convenant, nullptr) << from;
    }
    const std::string chain = rule("jeugdhulp-toewijzing", "gemeente-jeugd", "jeugdhulpaanbieder", status);
    EXPECT_NE(read_convenant(replaced(chain, "    title", "    kind: elsewhere\n    title")).convenant, nullptr)
        << "within the chain of care";
    const auto opened = [&](const std::string& words) {
        return read_convenant(replaced(chain, "    title", "    kind: elsewhere\n" + words + "    title"));
    };
    const auto by_agreement = opened("    route: replaced-by-agreement\n    agreement: OVK-2026-7\n");
    ASSERT_NE(by_agreement.convenant, nullptr);
    EXPECT_EQ(by_agreement.convenant->find_purpose("jeugdhulp-toewijzing")->kind, policies::Kind::flow);
    EXPECT_EQ(opened("    route: replaced-by-agreement\n").convenant, nullptr) << "by which agreement?";
    EXPECT_EQ(opened("    route: post\n    agreement: OVK-2026-7\n").convenant, nullptr);

    const auto of_doctor = [&](const std::string& fields) {
        return rule("vrijstelling-5a-verklaring", "leerplicht", "gemeente-jeugd", "vrijstelling-5a: " + fields);
    };
    const std::string conclusion = of_doctor("[verklaring_conclusie]");
    expect_fault(conclusion, {15, 9, "conclusion of a doctor"});
    EXPECT_NE(read_convenant(replaced(conclusion, "consent: none", "consent: needed-for-bijzonder")).convenant,
              nullptr);
    EXPECT_NE(read_convenant(of_doctor("[schooljaar]")).convenant, nullptr);
}

// convenant 2, the column BSN: a road that the law opens is not one for every purpose.
TEST(Laws, ANumberGoesForThePurposesAloneThatCarryOne) {
    const auto rule = [](const std::string& purpose_id, const std::string& to, const std::string& more) {
        return head + "  - id: " + purpose_id + "\n    title: Proef\n    dpia: D1\n    rules:\n      - id: regel\n" +
               "        from: [school]\n        to: " + to +
               "\n        basis: {from: e een wet, to: e een wet}\n        consent: needed\n        case: yes\n" +
               "        retention: P1Y\n        onward: geen\n" + more;
    };
    const std::string numbered = "        bsn: yes\n        records: {leerling-id: [naam, bsn]}\n";
    for (const std::string purpose_id : {"thuiszittersoverleg", "mdo-ondersteuning", "opp-opstellen-delen",
                                         "oza-aanmelding", "zorgroute-aanmelding", "doorbraak-escalatie"}) {
        expect_fault(rule(purpose_id, "leerplicht", numbered), {15, 9, "no message for this purpose"});
        EXPECT_NE(read_convenant(rule(purpose_id, "leerplicht", "        records: {leerling-id: [naam]}\n")).convenant,
                  nullptr)
            << purpose_id;
    }
    EXPECT_NE(read_convenant(rule("verzuimoverleg", "leerplicht", numbered)).convenant, nullptr);
    expect_fault(rule("verzuimoverleg", "[leerplicht, doorstroompunt]", numbered), {15, 9, "to leerplicht alone"});
    const std::string to_27 = "        when: [{age: {at_most: 27}}]\n";
    EXPECT_NE(read_convenant(rule("school-naar-werk", "doorstroompunt", to_27 + numbered)).convenant, nullptr);
    const std::string within = rule("leerplicht-naar-doorstroompunt", "doorstroompunt", numbered);
    EXPECT_NE(read_convenant(replaced(within, "from: [school]", "from: leerplicht")).convenant, nullptr);
}

// Not the name of the purpose, but who gets it, makes the chain of care.
TEST(Laws, AProviderGivesWithoutConsentWithinTheChainOfCareAlone) {
    const auto to = [](const std::string& from, const std::string& to) {
        std::string text = purpose_giving("jeugdhulp-toewijzing", "jeugdhulp-status: [status, datum]");
        text = replaced(text, "    title", "    kind: elsewhere\n    title");
        return head + replaced(replaced(text, "from: school", "from: " + from), "to: swv-vo", "to: " + to);
    };
    EXPECT_NE(read_convenant(to("jeugdhulpaanbieder", "gemeente-jeugd")).convenant, nullptr);
    for (const std::string recipient : {"swv-vo", "jgz", "[gemeente-jeugd, jgz]"})
        expect_fault(to("jeugdhulpaanbieder", recipient), {16, 9, "professional secrecy"});
    expect_fault(to("jgz-5a-arts", "gemeente-jeugd"), {16, 9, "professional secrecy"});
}

TEST(Laws, WarnsWhereEveryMunicipalityWouldReceiveWhatOneHasToKnow) {
    for (const std::string recipient : {"leerplicht", "gemeente-jeugd"}) {
        const std::string to_all = head + replaced(purpose, "to: swv-vo", "to: " + recipient);
        expect_warning(to_all, {15, 9, "every member in the role '" + recipient + "' receives this"});
        const auto chosen =
            read_convenant(replaced(to_all, "        onward", "        choose: residence\n        onward"));
        EXPECT_FALSE(std::ranges::any_of(chosen.warnings, [](const policies::Fault& warning) {
            return warning.text.find("receives this") != std::string::npos;
        }));
    }
}

// No list of words tells what a free text is about (K5).
TEST(Laws, NoRuleGivesTheBackgroundOfAnAbsenceToWhoEnforcesOrHandsOn) {
    for (const std::string recipient : {"leerplicht", "doorstroompunt", "duo", "[swv-vo, leerplicht]"})
        expect_fault(head + replaced(replaced(purpose, "to: swv-vo", "to: " + recipient),
                                     "thuiszittersmelding: [categorie, startdatum]", "verzuimmelding: [achtergrond]"),
                     {15, 9, "(K5)"});
}

// convenant 3.1: it is read and no rule gives it.
TEST(Laws, NoRuleGivesAContactMomentOfYouthHealthCareWhateverTheConsent) {
    const std::string rule = purpose_giving("thuiszittersoverleg", "jgz-contactmoment: [soort, datum]");
    for (const std::string from : {"jgz", "school"}) {
        for (const std::string consent : {"needed", "needed-for-bijzonder", "none"})
            expect_fault(
                head + replaced(replaced(replaced(rule, "from: school", "from: " + from), "to: swv-vo", "to: mbo"),
                                "consent: none", "consent: " + consent),
                {15, 9, "whatever the consent (K6)"});
    }
}

// convenant 3: origin can be inferred; leerplicht only.
TEST(Laws, WhatTellsOfOriginGoesToLeerplichtAlone) {
    const std::string told = "and go to leerplicht alone";
    for (const std::string field : {"nationaliteit", "geboorteland", "taal"}) {
        const std::string rule = purpose_giving("thuiszittersoverleg", "contactgegevens: [" + field + "]");
        for (const std::string recipient : {"swv-vo", "gemeente-jeugd", "jgz", "[leerplicht, doorstroompunt]"})
            expect_fault(head + replaced(rule, "to: swv-vo", "to: " + recipient), {15, 9, told});
        for (const auto& fault : read_convenant(head + replaced(rule, "to: swv-vo", "to: leerplicht")).faults)
            EXPECT_EQ(fault.text.find(told), std::string::npos);
    }
}

TEST(Laws, VitalInterestIsTheBasisOfNoOrdinaryFlow) {
    expect_fault(head + replaced(purpose, "from: e WPO,", "from: d AVG art. 6,"), {15, 9, "vital interest (d)"});
    expect_fault(head + replaced(purpose, "to: e WPO 18a", "to: d AVG art. 6"), {15, 9, "vital interest (d)"});
}

// It would be denied as a record of its own, and go along with the others all the same.
TEST(Laws, RefusesAForbiddenBlockOfTheChildThatGoesAlongWithOtherRecords) {
    const auto forbidding = [](const std::string& flow) {
        return head + purpose + "    forbidden:\n      - {id: nooit, reason: deny.bsn, " + flow + "}\n";
    };
    expect_fault(forbidding("from: school, to: swv-vo, records: leerling-id-kern"), {27, 9, "goes along with"});
    expect_fault(forbidding("records: [opp, leerling-id-kern]"), {27, 9, "goes along with"});
    EXPECT_NE(read_convenant(forbidding("from: mbo, records: leerling-id-kern")).convenant, nullptr);
    EXPECT_NE(read_convenant(forbidding("records: leerling-id")).convenant, nullptr) << "the rule gives the core alone";
    const std::string numbered = R"(  - id: verzuim-mazl-naar-leerplicht
    title: Melding
    dpia: D1
    rules:
      - id: melding
        from: school
        to: leerplicht
        basis: {from: c LPW, to: e LPW}
        records:
          leerling-id: [bsn, naam, geboortedatum]
          verzuimmelding: [melding_id, type, begindatum]
        consent: none
        bsn: yes
        retention: P1Y
        onward: geen
    forbidden:
      - {id: geen-nummer, from: school, to: leerplicht, records: leerling-id, reason: deny.bsn}
)";
    expect_fault(head + numbered, {27, 9, "'leerling-id' goes along with"});
    expect_fault(head + replaced(numbered, "records: leerling-id,", "records: leerling-id-kern,"),
                 {27, 9, "'leerling-id-kern' goes along with"});
}

// A purpose without its assessment gives nothing, and neither does a rule without its reason.
TEST(Laws, AWordThatTellsNothingIsNoReferenceAndNoReason) {
    for (const std::string nothing :
         {"none", "no", "nee", "geen", "nvt", "n.v.t.", "N/A", "tbd", "Onbekend", "\"-\"", "'?'", "\"~\"", "yes"}) {
        expect_fault(head + replaced(purpose, "dpia: D1", "dpia: " + nothing), {13, 11, "tells nothing"});
        expect_fault(head + replaced(purpose, "dpia: D1", "joint_control: " + nothing), {13, 20, "tells nothing"});
        expect_fault(head + replaced(purpose, "art9: UAVG 30", "no_art9_because: " + nothing),
                     {19, 26, "tells nothing"});
        expect_fault(
            head + replaced(purpose, "        onward", "        consent_only_because: " + nothing + "\n        onward"),
            {25, 31, "tells nothing"});
        expect_fault(head + replaced(purpose, "UAVG 30", "[" + nothing + "]"), {19, 16, "grounds of article 9"});
    }
    expect_fault(head + replaced(purpose, "to: e WPO 18a", "to: e geen"), {18, 34, "a letter of article 6"});
    EXPECT_NE(read_convenant(head + replaced(purpose, "dpia: D1", "dpia: Geen-2026")).convenant, nullptr);
}

// Not a list of phrases: a word that says that something is still to come, wherever it stands in a few.
TEST(Laws, AFewWordsThatWaitForOthersAreNoLawAndNoReference) {
    for (const std::string waiting : {"nog te bepalen",
                                      "nader te bepalen",
                                      "ntb",
                                      "n.n.b.",
                                      "invullen",
                                      "concept",
                                      "to be determined",
                                      "geen grondslag",
                                      "geen wet",
                                      "volgt later",
                                      "DPIA volgt",
                                      "in bewerking",
                                      "aangevraagd",
                                      "(volgt)",
                                      "'todo: wet'",
                                      "WORDT INGEVULD",
                                      "nog niet",
                                      "VERIFY",
                                      "zie bijlage",
                                      "'[naam van de wet]'",
                                      "<wet>"}) {
        expect_fault(head + replaced(purpose, "to: e WPO 18a", "to: \"e " + unquoted(waiting) + '"'),
                     {18, 34, "a letter of article 6"});
        expect_fault(head + replaced(purpose, "dpia: D1", "dpia: " + waiting), {13, 11, "tells nothing"});
    }
    for (const std::string law : {"Wet van school naar duurzaam werk", "WPO 18a", "toestemming die het geheim opheft",
                                  "Wmo 2015 meldrecht", "LPW art. 21a, later aangevuld en niet meer gewijzigd"})
        EXPECT_NE(read_convenant(head + replaced(purpose, "to: e WPO 18a", "to: \"e " + law + '"')).convenant, nullptr)
            << law;
}

TEST(Laws, AnAssessmentHasANumberAndAReasonIsASentence) {
    for (const std::string unnumbered : {"DPIA", "gedaan", "in de map"})
        expect_fault(head + replaced(purpose, "dpia: D1", "dpia: " + unnumbered), {13, 11, "number or date"});
    EXPECT_NE(read_convenant(head + replaced(purpose, "dpia: D1", "dpia: DPIA van 3 mei")).convenant, nullptr);
    const auto because = [](const std::string& word, const std::string& why) {
        return head + replaced(purpose, "        onward", "        " + word + ": " + why + "\n        onward");
    };
    for (const std::string word : {"consent_only_because", "no_art9_because"}) {
        for (const std::string why : {"omdat", "als boven", "vrijwillig ."})
            expect_fault(because(word, why), {25, static_cast<int>(11 + word.size()), "a sentence"});
        for (const std::string why : {"a", "ok", "akkoord", "niet nodig"}) {
            const policies::ConvenantReading reading = read_convenant(because(word, why));
            EXPECT_EQ(reading.convenant, nullptr) << word << ": " << why;
        }
        EXPECT_NE(read_convenant(because(word, "Een stroom die ouders zelf vragen.")).convenant, nullptr);
    }
}

}  // namespace
}  // namespace kolk::tests
