#include "policies/condition.hpp"
#include "policies/reader.hpp"
#include "tests/support/small_convenant.hpp"

// `forbidden` as the file has it: what it shuts, what it looks at, and when it shuts a rule.

namespace kolk::tests {
namespace {

using policies::Fault;
using policies::read_convenant;

TEST(ReadingForbidden, AForbiddenFlowOfTheFileWinsOverItsRules) {
    const std::string text = head + purpose + R"(    forbidden:
      - {id: niet-risico, from: school, to: swv-vo, records: thuiszittersmelding, reason: deny.third-party,
         when: [{field: thuiszittersmelding.categorie, is: [risico]}]}
)";
    const auto reading = read_convenant(text);
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    asking.fields["categorie"] = "risico";
    EXPECT_EQ(ask(asking, *reading.convenant).reason, "deny.third-party");
    asking.fields["categorie"] = "absoluut";
    EXPECT_TRUE(ask(asking, *reading.convenant).allow);
}

TEST(ReadingForbidden, AForbiddenFlowMayLookAtTheChildAndByEveryNameOfAField) {
    const auto answer = [](const std::string& flow, Asking asking) {
        const auto reading = read_convenant(head + purpose + "    forbidden:\n      - {id: nooit, " + flow + "}\n");
        EXPECT_NE(reading.convenant, nullptr) << flow << (reading.faults.empty() ? "" : reading.faults.front().text);
        return reading.convenant == nullptr ? std::string{} : ask(asking, *reading.convenant).reason;
    };
    Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    asking.subject = {{"naam", "Voorbeeld, Kind"}, {"schoolsoort", "vso"}};
    const std::string of_vso = "records: thuiszittersmelding, reason: deny.basis, when: [{field: leerling-id-kern.";
    EXPECT_EQ(answer(of_vso + "schoolsoort, is: [vso]}]", asking), "deny.basis");
    EXPECT_EQ(answer(of_vso + "schoolsoort, is: [bao]}]", asking), "allow.redacted");
    EXPECT_EQ(answer(of_vso + "leerjaar, is_not: [3]}]", asking), "deny.basis") << "absent is not known to be harmless";
    EXPECT_EQ(
        answer("records: thuiszittersmelding, reason: deny.basis, when: [{field: leerling-id.schoolsoort, is: [vso]}]",
               asking),
        "deny.basis")
        << "by either name of the child's block";
    asking.fields["categorie"] = "risico";
    EXPECT_EQ(answer("reason: deny.basis, when: [{field: thuiszittersmelding-kern.categorie, is: [risico]}]", asking),
              "deny.basis");
}

TEST(ReadingForbidden, AForbiddenFlowLooksAtTheChildWhereTheRecordDoesNotTell) {
    const auto reading = read_convenant(
        head +
        replaced(purpose, "thuiszittersmelding: [categorie, startdatum]", "jgz-klassenlijst: [groep, vestiging]") +
        "    forbidden:\n      - {id: nooit, records: jgz-klassenlijst, reason: deny.basis, "
        "when: [{field: leerling-id-kern.vestiging, is: [00AA00]}]}\n");
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    Asking asking = favourable("jgz-klassenlijst", "school", "swv-vo", "thuiszitter-melding-swv");
    asking.subject = {{"naam", "Voorbeeld, Kind"}, {"vestiging", "00AA00"}};
    asking.fields = full_fields("jgz-klassenlijst");
    asking.fields.erase("vestiging");
    EXPECT_EQ(ask(asking, *reading.convenant).reason, "deny.basis");
    asking.fields["vestiging"] = "00BB00";
    EXPECT_TRUE(ask(asking, *reading.convenant).allow);
}

TEST(ReadingForbidden, AForbiddenFlowTakesAFieldThatTheSubsetLacksForAbsent) {
    const std::string both =
        replaced(purpose_giving("thuiszittersoverleg",
                                "thuiszittersmelding-kern: [categorie, startdatum]\n          afspraken: [datum]"),
                 "        onward", "        case: yes\n        onward");
    const auto reason = [&](const std::string& when, std::string type) {
        const auto reading = read_convenant(
            head + both + "    forbidden:\n      - {id: nooit, reason: deny.basis, when: [" + when + "]}\n");
        EXPECT_NE(reading.convenant, nullptr) << when << (reading.faults.empty() ? "" : reading.faults.front().text);
        Asking asking = favourable(std::move(type), "school", "swv-vo", "thuiszittersoverleg");
        asking.subject = {{"naam", "Voorbeeld, Kind"}, {"schoolsoort", "vso"}};
        if (asking.type != "afspraken") asking.fields["categorie"] = "risico";
        return reading.convenant == nullptr ? std::string{} : ask(asking, *reading.convenant).reason;
    };
    const std::string at_risk = "{field: thuiszittersmelding.categorie, is: [risico]}";
    const std::string ground = ", {field: thuiszittersmelding.risico_grond, ";
    EXPECT_EQ(reason(at_risk + ground + "is_not: [wec12]}", "thuiszittersmelding-kern"), "deny.basis");
    EXPECT_EQ(reason(at_risk + ground + "is: [wec12]}", "thuiszittersmelding-kern"), "allow.redacted");
    const std::string of_vso = "{field: leerling-id-kern.schoolsoort, is: [vso]}";
    EXPECT_EQ(reason(of_vso, "afspraken"), "deny.basis");
    EXPECT_EQ(reason(of_vso + ground + "is_not: [wec12]}", "afspraken"), "allow.redacted") << "another record type";
}

TEST(ReadingForbidden, RefusesAForbiddenFlowWhoseConditionsNeverHold) {
    const auto forbidding = [](const std::string& flow) {
        return head + purpose + "    forbidden:\n      - {id: nooit, reason: deny.basis, " + flow + "}\n";
    };
    const std::string never = "so that this never holds";
    expect_fault(forbidding("records: opp, when: [{field: verzuimmelding.type, is: [luxe]}]"), {27, 61, never});
    expect_fault(forbidding("when: [{field: opp.uitkomst, is: [haalbaar]}, {field: verzuimmelding.type, is: [luxe]}]"),
                 {27, 47, never});
}

TEST(ReadingForbidden, RefusesAForbiddenFlowThatLeavesNothingOfARule) {
    const auto forbidding = [](const std::string& flows) { return head + purpose + "    forbidden:\n" + flows; };
    const std::string whole = "      - {id: nooit, from: school, to: [swv-po, swv-vo], reason: deny.basis}\n";
    expect_fault(forbidding(whole), {27, 9, "leaves nothing of rule melding"});
    expect_fault(forbidding("      - {id: nooit, reason: deny.basis}\n"), {27, 9, "leaves nothing of rule melding"});
    expect_fault(forbidding("      - {id: nooit, records: thuiszittersmelding, reason: deny.basis}\n"),
                 {27, 9, "leaves nothing of rule melding"});
    EXPECT_NE(read_convenant(forbidding("      - {id: nooit, from: mbo, reason: deny.basis}\n")).convenant, nullptr);
}

TEST(ReadingForbidden, RefusesForbiddenFlowsThatTogetherLeaveNothingOfARule) {
    const std::string text = head + replaced(purpose, "from: school", "from: [school, mbo]") + R"(    forbidden:
      - {id: geen-school, from: school, reason: deny.basis}
      - {id: geen-mbo, from: mbo, reason: deny.basis}
)";
    expect_fault(text, {27, 9, "leaves nothing of rule melding"});
    expect_fault(text, {28, 9, "leaves nothing of rule melding"});
}

TEST(ReadingForbidden, WarnsOfAForbiddenFlowThatShutsAPartOfARule) {
    const auto reading =
        read_convenant(head + replaced(purpose, "from: school", "from: [school, mbo]") +
                       "    forbidden:\n      - {id: geen-mbo, from: mbo, to: swv-vo, reason: deny.basis}\n");
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    ASSERT_EQ(reading.warnings.size(), 1U);
    EXPECT_EQ(reading.warnings.back().line, 27);
    EXPECT_EQ(reading.warnings.back().column, 9);
    EXPECT_NE(reading.warnings.back().text.find("rule melding of the same purpose, such as thuiszittersmelding from "
                                                "mbo to swv-vo"),
              std::string::npos);
}

TEST(ReadingForbidden, WarnsOfRecordsThatAnotherPurposeGives) {
    const auto beside = [](const std::string& forbidden) {
        const std::string overleg = replaced(
            replaced(purpose_giving("doorbraak-escalatie", "afspraken: [actie]"), "- id: melding", "- id: escalatie"),
            "        onward", "        case: yes\n        onward");
        return head + purpose + "    forbidden:\n      - {id: nooit, reason: deny.basis, " + forbidden + "}\n" +
               overleg;
    };
    const std::string told = "rule escalatie of purpose doorbraak-escalatie gives afspraken from school to swv-vo";
    expect_warning(beside("records: afspraken"), {27, 9, told});
    expect_warning(beside("from: school, to: [swv-po, swv-vo], records: [opp, afspraken]"), {27, 9, told});
    for (const std::string other : {"from: mbo, records: afspraken", "records: opp", "from: school, to: jgz",
                                    "records: afspraken, when: [{field: afspraken.status, is: [open]}]"}) {
        const auto reading = read_convenant(beside(other));
        ASSERT_NE(reading.convenant, nullptr) << other;
        for (const Fault& warning : reading.warnings)
            EXPECT_EQ(warning.text.find("for its own purpose alone"), std::string::npos) << other;
    }
}

}  // namespace
}  // namespace kolk::tests
