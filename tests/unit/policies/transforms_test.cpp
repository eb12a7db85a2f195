#include "policies/reader.hpp"
#include "policies/register.hpp"
#include "policies/transform.hpp"
#include "tests/support/convenant.hpp"

// What a field becomes before it leaves.

namespace kolk::tests {
namespace {

using policies::Convenant;
using policies::Transform;

const auto today = *base::parse_date(demo_day);

json::value band(std::string_view born) {
    return Transform{Transform::Kind::age_bands, {12, 16, 18}, 0, {}}.apply(json::value(born), today);
}

json::value first(int characters, std::string_view text) {
    return Transform{Transform::Kind::first, {}, characters, {}}.apply(json::value(text), today);
}

TEST(Transform, YearOfADate) {
    EXPECT_EQ(Transform{}.apply("2014-05-06", today), "2014");
    EXPECT_TRUE(Transform{}.apply("zomer", today).is_null()) << "never as it was";
    EXPECT_TRUE(Transform{}.apply(2014, today).is_null());
}

TEST(Transform, AgeBandsChangeOnBirthdays) {
    EXPECT_EQ(band("2014-11-23"), "<12");
    EXPECT_EQ(band("2014-11-22"), "12-15");
    EXPECT_EQ(band("2010-11-23"), "12-15");
    EXPECT_EQ(band("2010-11-22"), "16-17");
    EXPECT_EQ(band("2008-11-22"), "18+");
    EXPECT_EQ(band("2030-01-01"), "<12");
    EXPECT_TRUE(band("onbekend").is_null());
}

TEST(Transform, SoManyCharactersAndNeverHalfOfOne) {
    EXPECT_EQ(first(4, "1234AB"), "1234");
    EXPECT_EQ(first(4, "12"), "12");
    EXPECT_EQ(first(2, "\u00e9\u00e9n"), "\u00e9\u00e9");
    EXPECT_EQ(first(1, "\U0001F600!"), "\U0001F600");
}

TEST(Transform, OtherCodes) {
    const Transform transform{Transform::Kind::codes, {}, 0, {{"risico", "a"}, {"absoluut", "b"}}};
    EXPECT_EQ(transform.apply("risico", today), "a");
    EXPECT_TRUE(transform.apply("iets", today).is_null());
}

const std::string_view place = "        when:\n          - {lasted:";

policies::ConvenantReading reading_with(const std::string& transforms) {
    std::string text = convenant_text("tweede-regio");
    text.insert(text.find(place), "        transforms: " + transforms + "\n");
    return policies::read_convenant(text);
}

std::string faults_of(const std::string& transforms) {
    std::string texts;
    for (const auto& fault : reading_with(transforms).faults) texts += fault.text + '\n';
    return texts;
}

Asking report() {
    Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    asking.subject = example_subject();
    return asking;
}

TEST(Transforms, AreListedAndTheFieldKeepsItsName) {
    const auto reading = reading_with("{leerling-id-kern.geboortedatum: year, thuiszittersmelding.startdatum: year}");
    ASSERT_NE(reading.convenant, nullptr);
    const Answer answer = ask(report(), *reading.convenant);
    EXPECT_TRUE(answer.gives("leerling-id-kern.geboortedatum"));
    const json::object expected{{"leerling-id-kern.geboortedatum", "year"}, {"thuiszittersmelding.startdatum", "year"}};
    EXPECT_EQ(answer.whole.at("transformed"), json::value(expected));
    EXPECT_FALSE(ask(report()).whole.contains("transformed"));
}

TEST(Transforms, StandInTheRegister) {
    const auto reading = reading_with("{leerling-id-kern.geboortedatum: {age_bands: [12, 16]}}");
    ASSERT_NE(reading.convenant, nullptr);
    std::string data;
    for (const auto& row : policies::register_of(*reading.convenant, today)) {
        if (row.rule->id != "thuiszitter-aan-swv") continue;
        for (const auto& line : policies::register_lines(*reading.convenant, row, {})) {
            for (const std::string& text : line.texts) data += text + '\n';
        }
    }
    EXPECT_NE(data.find("geboortedatum (G, alleen de leeftijdsgroep)"), std::string::npos) << data;
    EXPECT_NE(data.find("vestiging (G)"), std::string::npos);
}

TEST(Transforms, ATransformedNameSaysNotWhoItIs) {
    const auto reading = reading_with("{leerling-id-kern.naam: {first: 1}}");
    ASSERT_NE(reading.convenant, nullptr);
    EXPECT_EQ(ask(report(), *reading.convenant).reason, "deny.unidentifiable");
}

TEST(Transforms, WhatIsDroppedIsNotGiven) {
    const auto reading = reading_with("{thuiszittersmelding.hulp_betrokken: drop}");
    ASSERT_NE(reading.convenant, nullptr);
    const Answer answer = ask(report(), *reading.convenant);
    EXPECT_EQ(answer.why_not("thuiszittersmelding.hulp_betrokken"), "deny.field");
    EXPECT_TRUE(answer.gives("thuiszittersmelding.categorie"));
}

TEST(Transforms, HoldUnderEveryNameOfTheField) {
    std::string text = demo_convenant_text();
    const std::string rule = "opp-uittreksel: \"*\"";
    ASSERT_NE(text.find(rule), std::string::npos);
    const auto line = text.rfind('\n', text.rfind("records:", text.find(rule)));
    text.insert(line + 1, "        transforms: {opp-uittreksel.begeleiding: {first: 10}}\n");
    const auto reading = policies::read_convenant(text);
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    const Answer whole = ask(favourable("opp", "school", "gemeente-jeugd", "zorgroute-aanmelding"), *reading.convenant);
    EXPECT_EQ(whole.whole.at("transformed"), json::value(json::object{{"opp.begeleiding", "first"}}));
}

TEST(Transforms, ThatMakeNoSenseAreRefused) {
    EXPECT_NE(faults_of("{thuiszittersmelding.categorie: year}").find("only a date"), std::string::npos);
    EXPECT_NE(faults_of("{thuiszittersmelding.startdatum: {first: 4}}").find("no free text"), std::string::npos);
    EXPECT_NE(faults_of("{thuiszittersmelding.startdatum: {age_bands: [12]}}").find("geboortedatum"),
              std::string::npos);
    EXPECT_NE(faults_of("{leerling-id-kern.geboortedatum: {age_bands: [16, 12]}}").find("rising"), std::string::npos);
    EXPECT_NE(faults_of("{leerling-id-kern.naam: {first: 0}}").find("characters"), std::string::npos);
    EXPECT_NE(faults_of("{thuiszittersmelding.categorie: {codes: {risico: x}}}").find("every code needs one"),
              std::string::npos);
    EXPECT_NE(faults_of("{thuiszittersmelding.categorie: {codes: {risco: x}}}").find("did you mean 'risico'?"),
              std::string::npos);
    EXPECT_NE(faults_of("{thuiszittersmelding.categorie: {codes: {absoluut: absoluut, lrv-4w-3m: lrv-4w-3m, "
                        "lrv-3m+: lrv-3m+, risico: risico}}}")
                  .find("every code stays as it is"),
              std::string::npos);
    EXPECT_NE(faults_of("{thuiszittersmelding.regievoerder: year}").find("is no field that this rule gives"),
              std::string::npos);
    EXPECT_NE(faults_of("{thuiszittersmelding.startdatum: jaar}").find("is no transform"), std::string::npos);
    EXPECT_NE(faults_of("{thuiszittersmelding.startdatum: {month: 1}}").find("is no word"), std::string::npos);
    EXPECT_NE(faults_of("[year]").find("should name fields"), std::string::npos);
}

TEST(Transforms, WhatCutsNothingOffIsRefused) {
    const auto fault = [](const std::string& characters) {
        std::string text = demo_convenant_text();
        text.insert(text.find("    records:\n      afspraken: ["),
                    "    transforms: {afspraken.actie: {first: " + characters + "}}\n");
        const auto reading = policies::read_convenant(text);
        return reading.faults.empty() ? std::string{} : reading.faults.front().text;
    };
    EXPECT_EQ(fault("499"), "");
    EXPECT_EQ(fault("500"), "this field has 500 characters at most, so that all of it would go");
}

TEST(Transforms, NothingIsMadeOfANationalNumber) {
    std::string text = demo_convenant_text();
    const std::string rule = "          leerling-id: [bsn, onderwijsnummer]\n";
    ASSERT_NE(text.find(rule), std::string::npos);
    text.insert(text.rfind("        records:", text.find(rule)), "        transforms: {leerling-id.bsn: {first: 4}}\n");
    const auto reading = policies::read_convenant(text);
    ASSERT_FALSE(reading.faults.empty());
    EXPECT_NE(reading.faults.front().text.find("national number"), std::string::npos);
}

}  // namespace
}  // namespace kolk::tests
