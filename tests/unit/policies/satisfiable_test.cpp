#include "policies/reader.hpp"
#include "tests/support/small_convenant.hpp"

// Rules that nobody could ever satisfy are refused, with the reason; those that someone can are read.

namespace kolk::tests {
namespace {

const std::string none;

std::string faults_in(const std::string& text) {
    std::string all;
    for (const auto& fault : policies::read_convenant(text).faults) all += fault.text + '\n';
    return all;
}

/// The one report of the small convenant, under these conditions and with these forbidden flows.
std::string home_sitters(const std::string& when, const std::string& forbidden = none) {
    std::string text =
        head + replaced(purpose, "        consent: none", "        when:\n" + when + "        consent: none");
    if (!forbidden.empty()) text += "    forbidden:\n" + forbidden;
    return faults_in(text);
}

/// A report of absence to those who enforce, under these conditions.
std::string absence(const std::string& when, const std::string& records = "verzuimmelding: [type, begindatum]") {
    return faults_in(head + R"(  - id: thuiszittersoverleg
    title: Overleg
    dpia: D1
    rules:
      - id: overleg
        from: school
        to: leerplicht
        choose: residence
        case: yes
        basis: {from: e WPO, to: e LPW 16}
        records: {)" +
                     records + "}\n        when:\n" + when +
                     "        consent: none\n        retention: P1Y\n        onward: geen\n");
}

std::string is(const std::string& field, const std::string& values) {
    return "          - {field: " + field + ", is: [" + values + "]}\n";
}

std::string is_not(const std::string& field, const std::string& values) {
    return "          - {field: " + field + ", is_not: [" + values + "]}\n";
}

void expect_told(const std::string& faults, std::string_view part) {
    EXPECT_NE(faults.find(part), std::string::npos) << part << "\ngot: " << faults;
}

const std::string category = "thuiszittersmelding.categorie";
const std::string kind_of_school = "leerling-id-kern.schoolsoort";

TEST(NoOneCanSatisfy, ValuesThatExcludeEachOther) {
    EXPECT_EQ(home_sitters(is(category, "risico, absoluut") + is_not(category, "risico")), none);
    expect_told(home_sitters(is(category, "risico") + is_not(category, "risico")), "no value of categorie");
    expect_told(home_sitters("          - {age: {at_least: 16}}\n          - {age: {at_most: 12}}\n"),
                "nobody has the ages");
}

TEST(NoOneCanSatisfy, ValuesThatExcludeEachOtherHoweverTheyAreTyped) {
    expect_told(home_sitters(is(kind_of_school, "vso") + is_not(kind_of_school, "VSO")), "no value of schoolsoort");
    expect_told(home_sitters(is(kind_of_school, "Vso") + is(kind_of_school, "pro")), "no value of schoolsoort");
    EXPECT_EQ(home_sitters(is(kind_of_school, "vso") + is(kind_of_school, "VSO")), none);
}

TEST(NoOneCanSatisfy, ValuesThatExcludeEachOtherUnderTwoNamesOfOneField) {
    expect_told(home_sitters(is(kind_of_school, "vso") + is_not("leerling-id.schoolsoort", "vso")),
                "no value of schoolsoort");
}

TEST(NoOneCanSatisfy, AValueOutsideTheBoundsOfItsNumber) {
    const std::string third = is("leerling-id-kern.leerjaar", "3");
    const std::string from = "          - {field: leerling-id-kern.leerjaar, at_least: ";
    expect_told(home_sitters(third + from + "4}\n"), "no value of leerjaar");
    EXPECT_EQ(home_sitters(third + from + "3}\n"), none);
}

TEST(NoOneCanSatisfy, AlternativesThatExcludeEachOther) {
    const auto any = [](const std::string& one, const std::string& other) {
        return "          - any: [{field: leerling-id-kern.schoolsoort, is: [" + one +
               "]}, {field: leerling-id-kern.schoolsoort, is: [" + other + "]}]\n";
    };
    expect_told(home_sitters(any("vso", "pro") + any("vwo", "havo")), "none of the conditions of an 'any'");
    EXPECT_EQ(home_sitters(any("vso", "pro") + any("PRO", "havo")), none);
}

TEST(NoOneCanSatisfy, AConditionOnWhatNoRecordTells) {
    expect_told(home_sitters(is("leerling-id-kern.woongemeente", "Assen")),
                "'Assen' is no value that woongemeente can have");
    EXPECT_EQ(home_sitters(is("leerling-id-kern.woongemeente", "9901")), none);
    EXPECT_EQ(home_sitters(is("leerling-id-kern.brin", "00aa")), none) << "it is compared without capitals";
    expect_told(home_sitters(is("leerling-id-kern.case_key", "x")), "no record tells this field");
    expect_told(home_sitters(is("leerling-id.bsn", "111222333")), "no condition looks at a national number");
    EXPECT_EQ(home_sitters(is("thuiszittersmelding.factor_codes", "x")), none) << "of a list, some element";
    expect_told(home_sitters(is("leerling-id-kern.groep", std::string(41, 'x'))), "is no value that groep can have");
}

TEST(NoOneCanSatisfy, AConditionOnWhatTheRuleDoesNotGiveOnlyLooksLikeALimit) {
    expect_told(home_sitters(is("verzuimmelding.type", "lrv")),
                "speaks of verzuimmelding, which this rule does not give");
}

// ---- laws that look at the record ----

TEST(NoOneCanSatisfy, AskingForWhatALawForbids) {
    const std::string told = "K5 forbids every verzuimmelding from school to leerplicht that meets its conditions";
    for (const std::string& conditions :
         {is("verzuimmelding.reden", "ziek"), is("verzuimmelding.reden", "Ziek, SCHORSING"),
          is("verzuimmelding.lpw_grond", "11c, 11d"), is_not("verzuimmelding.lpw_grond", "wec12, none"),
          is("verzuimmelding.grondslag", "geoorloofd") + is("verzuimmelding.reden", "onbekend"),
          is("verzuimmelding.grondslag", "geoorloofd") + is_not("verzuimmelding.reden", "verlof, leertijdvermindering"),
          std::string{
              "          - any: [{field: verzuimmelding.reden, is: [ziek]}, {field: verzuimmelding.lpw_grond, is: "
              "[11d]}]\n"}}) {
        expect_told(absence(conditions), told);
    }
    for (const std::string& conditions :
         {is("verzuimmelding.reden", "ziek, verlof"), is("verzuimmelding.grondslag", "geoorloofd"),
          is_not("verzuimmelding.reden", "ziek"), is_not("verzuimmelding.lpw_grond", "11c, 11d"),
          is("verzuimmelding.type", "overig"),
          std::string{"          - any: [{field: verzuimmelding.reden, is: [ziek]}, {field: verzuimmelding.type, is: "
                      "[lrv]}]\n"}}) {
        EXPECT_EQ(absence(conditions).find("K5"), std::string::npos) << conditions << absence(conditions);
    }
}

TEST(NoOneCanSatisfy, AskingForWhatALawForbidsUnderAnotherName) {
    const std::string at_risk = is(category, "risico");
    expect_told(absence(at_risk, "thuiszittersmelding-kern: [categorie]"), "K5 forbids every thuiszittersmelding-kern");
    EXPECT_EQ(absence(at_risk, "thuiszittersmelding: [categorie]"), none) << "by WEC 12";
}

// Of what leerplicht may not hear nobody is counted, whoever gets the total.
TEST(NoOneCanSatisfy, CountingOnlyWhatALawForbids) {
    const auto counting = [](const std::string& values) {
        return faults_in(head + R"(  - id: monitoring-verantwoording
    title: Cijfers
    kind: aggregate
    dpia: D1
    rules:
      - id: tellen
        from: school
        to: [swv-vo, leerplicht]
        basis: {from: e WPO, to: e WPO}
        totals: [{id: t, records: verzuimmelding, when: [{field: verzuimmelding.reden, is: [)" +
                         values + R"(]}]}]
        consent: none
        frequency: {times: 1, per: P3M}
        retention: P1Y
        onward: geen
)");
    };
    expect_told(counting("ziek"), "K5 forbids every verzuimmelding from school to leerplicht");
    EXPECT_EQ(counting("ziek, verlof"), none);
}

// ---- what the file itself forbids ----

TEST(NoOneCanSatisfy, AskingForWhatTheFileForbids) {
    const auto forbidden = [](const std::string& conditions) {
        return "      - id: nooit\n        when:\n" + conditions + "        reason: deny.basis\n";
    };
    const std::string told = "leaves nothing of rule melding";
    expect_told(home_sitters(is(category, "risico"), forbidden(is(category, "risico"))), told);
    expect_told(home_sitters(is(category, "risico"), forbidden(is(category, "risico, absoluut"))), told);
    expect_told(home_sitters(is(kind_of_school, "vso"), forbidden(is("leerling-id.schoolsoort", "VSO"))), told);
    expect_told(home_sitters(is_not(category, "risico"), forbidden(is_not(category, "risico"))), told);
    EXPECT_EQ(home_sitters(is(category, "risico, absoluut"), forbidden(is(category, "risico"))), none);
    EXPECT_EQ(home_sitters(is_not(category, "risico"), forbidden(is(category, "absoluut"))), none);
    EXPECT_EQ(home_sitters(is(category, "risico"), forbidden(is(kind_of_school, "vso"))), none) << "or not told";
    expect_told(home_sitters(is(category, "risico, absoluut"),
                             forbidden(is(category, "risico")) + forbidden(is(category, "absoluut"))),
                "together with what else is forbidden this leaves nothing of rule melding");
    expect_told(home_sitters(is(category, "risico"),
                             forbidden(is(kind_of_school, "vso")) + forbidden(is_not(kind_of_school, "vso"))),
                "together with what else is forbidden this leaves nothing of rule melding");
}

TEST(NoOneCanSatisfy, IsNotSaidOfAConditionWithAFaultOfItsOwn) {
    const std::string forbidden =
        "      - id: nooit\n        when:\n" + is(category, "risco") + "        reason: deny.basis\n";
    EXPECT_EQ(home_sitters(is(category, "risco"), forbidden).find("leaves nothing"), std::string::npos);
}

TEST(NoOneCanSatisfy, IsFoundInTimeWhateverTheNumberOfAlternatives) {
    std::string conditions;
    for (int i = 0; i < 60; ++i) {
        conditions += "          - any: [";
        for (int j = 0; j < 3; ++j)
            conditions += "{field: leerling-id-kern.groep, is_not: [g" + std::to_string(i * 3 + j) + "]}, ";
        conditions += "{field: leerling-id-kern.groep, is: [" + std::to_string(i) + "]}]\n";
    }
    EXPECT_EQ(home_sitters(conditions + is("leerling-id-kern.groep", "a")), none);
}

}  // namespace
}  // namespace kolk::tests
