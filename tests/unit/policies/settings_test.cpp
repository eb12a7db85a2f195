#include "policies/school_calendar.hpp"
#include "tests/support/convenant.hpp"
#include "tests/support/small_convenant.hpp"

// What a region may choose (convenant 8), the thresholds of conditions, and a second region that chose
// otherwise.

namespace kolk::tests {
namespace {

using policies::Convenant;

const Convenant& second_region() {
    static const Convenant convenant = [] {
        const auto reading = policies::read_convenant(convenant_text("tweede-regio"));
        if (!reading.convenant) throw std::runtime_error{"the second region has faults"};
        return policies::signed_by_all(*reading.convenant);
    }();
    return convenant;
}

std::string reason_of(const Asking& asking, const Convenant& convenant) {
    const Answer answer = ask(asking, convenant);
    return answer.allow ? "allow" : answer.reason;
}

// The demo's convenant with these settings.
std::shared_ptr<const Convenant> with_settings(const std::string& settings) {
    const auto reading = policies::read_convenant(demo_convenant_text() + "\nsettings: " + settings + "\n");
    for (const auto& fault : reading.faults) ADD_FAILURE() << fault.line << ": " << fault.text;
    return reading.convenant;
}

Asking advice(std::string_view born, std::vector<std::string> given_by) {
    Asking asking = favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling");
    asking.facts["born"] = born;
    consent_in(asking.facts)["given_by"] = json::array(given_by.begin(), given_by.end());
    return asking;
}

json::object withdrawn_by(const Asking& asking, std::string_view person) {
    json::object other = asking.facts.at("consents").as_array().front().as_object();
    other["given_by"] = json::array{person};
    other["withdrawn_at"] = "2026-11-01";
    return other;
}

TEST(Settings, OneParentSufficesWhereTheRegionSaysSo) {
    const Asking asking = advice("2016-03-02", {"ouder-1"});
    const auto region = with_settings("{parents: one}");
    EXPECT_EQ(reason_of(asking, demo_convenant()), "deny.consent.wrong-giver");
    EXPECT_EQ(reason_of(asking, *region), "allow");
    EXPECT_EQ(reason_of(advice("2016-03-02", {"oma"}), *region), "deny.consent.wrong-giver") << "no authority";
    EXPECT_EQ(reason_of(advice("2012-03-02", {"ouder-1"}), *region), "deny.consent.wrong-giver") << "from 12 the youth";
    EXPECT_EQ(reason_of(advice("2012-03-02", {"ouder-1", "jeugdige"}), *region), "allow");
}

TEST(Settings, OneParentDoesNotSufficeAgainstTheOther) {
    const auto region = with_settings("{parents: one}");
    Asking asking = advice("2016-03-02", {"ouder-1"});
    asking.facts["consents"].as_array().push_back(withdrawn_by(asking, "ouder-2"));
    EXPECT_EQ(reason_of(asking, *region), "deny.consent.withdrawn");
    asking.facts["consents"].as_array().back() = withdrawn_by(asking, "oma");
    EXPECT_EQ(reason_of(asking, *region), "allow") << "who has no authority objects to nothing";
}

TEST(Settings, OneParentDoesNotSufficeForThePartThatTheOtherTookBack) {
    const auto region = with_settings("{parents: one}");
    Asking asking = favourable("opp", "school", "gemeente-jeugd", "opp-opstellen-delen");
    asking.subject = {{"naam", "Voorbeeld, Kind"}};
    consent_in(asking.facts)["given_by"] = json::array{"ouder-1"};
    EXPECT_TRUE(ask(asking, *region).gives("opp.begeleiding"));
    json::object part = withdrawn_by(asking, "ouder-2");
    part["record_types"] = json::array{"opp-kern"};
    asking.facts["consents"].as_array().push_back(part);
    EXPECT_EQ(ask(asking, *region).why_not("opp.begeleiding"), "deny.consent.withdrawn");
    EXPECT_TRUE(ask(asking, *region).gives("opp.onderbouwing"));
}

TEST(Settings, TheYoungPersonAloneFromTwelve) {
    const auto region = with_settings("{consent_12_15: youth}");
    Asking twelve = advice("2014-11-22", {"jeugdige"});
    EXPECT_EQ(reason_of(twelve, *region), "deny.consent.wrong-giver") << "twelve today, and eleven when it gave it";
    consent_in(twelve.facts)["given_at"] = "2026-11-22";
    EXPECT_EQ(reason_of(twelve, *region), "allow") << "twelve today";
    EXPECT_EQ(reason_of(advice("2014-11-23", {"jeugdige"}), *region), "deny.consent.wrong-giver") << "eleven";
    EXPECT_EQ(reason_of(advice("2014-11-22", {"ouder-1", "ouder-2"}), *region), "deny.consent.wrong-giver");
    Asking incapable = advice("2012-03-02", {"jeugdige"});
    incapable.facts["capable"] = false;
    EXPECT_EQ(reason_of(incapable, *region), "deny.consent.wrong-giver") << "the representatives";
}

TEST(Settings, AConsentLastsNoLongerThanTheRegionSays) {
    const auto region = with_settings("{consent_months: 2}");
    Asking asking = advice("2016-03-02", {"ouder-1", "ouder-2"});
    consent_in(asking.facts).erase("valid_until");
    consent_in(asking.facts)["given_at"] = "2026-09-22";
    EXPECT_EQ(reason_of(asking, *region), "allow");
    consent_in(asking.facts)["given_at"] = "2026-09-21";
    EXPECT_EQ(reason_of(asking, *region), "deny.consent.expired");
    EXPECT_EQ(reason_of(asking, demo_convenant()), "allow");
    consent_in(asking.facts)["valid_until"] = "2026-12-01";
    EXPECT_EQ(reason_of(asking, *region), "deny.consent.expired") << "no consent says itself that it lasts longer";
}

TEST(Settings, AConsentWithoutAnEndEndsWithTheSchoolYear) {
    const auto region = with_settings("{consent_ends_with_school_year: yes}");
    Asking asking = advice("2016-03-02", {"ouder-1", "ouder-2"});
    consent_in(asking.facts).erase("valid_until");
    consent_in(asking.facts)["given_at"] = "2027-07-31";
    asking.at = "2027-07-31";
    EXPECT_EQ(reason_of(asking, *region), "allow");
    asking.at = "2027-08-01";
    EXPECT_EQ(reason_of(asking, *region), "deny.consent.expired");
    EXPECT_EQ(reason_of(asking, demo_convenant()), "allow");
    consent_in(asking.facts)["given_at"] = "2027-08-01";
    EXPECT_EQ(reason_of(asking, *region), "allow");
}

TEST(Settings, EveryoneElseKeepsTheSafeDefaults) {
    const policies::Settings& settings = demo_convenant().settings;
    EXPECT_FALSE(settings.one_parent);
    EXPECT_FALSE(settings.youth_alone_from_12);
    EXPECT_EQ(settings.consent_months, 12);
    EXPECT_EQ(settings.mazl_sick_reports, 4);
    EXPECT_EQ(settings.mazl_school_days, 7);
}

TEST(Settings, WhatNoRegionMayChooseIsRefused) {
    for (const std::string wrong : {"{consent_months: 13}", "{consent_months: 0}", "{parents: none}", "{ouders: one}",
                                    "{mazl_sick_reports: 0}", "{consent_12_15: parents}", "[parents]"}) {
        EXPECT_FALSE(policies::read_convenant(demo_convenant_text() + "\nsettings: " + wrong + "\n").faults.empty())
            << wrong;
    }
}

// ---------------------------------------------------------------------------------------------------- Two regions

Asking question_to_jgz(int sick_reports, int days) {
    Asking asking = favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag");
    asking.fields["aantal_ziekmeldingen_12w"] = sick_reports;
    asking.fields["aaneengesloten_dagen"] = days;
    return asking;
}

TEST(SecondRegion, DecidesTheSameQuestionsInItsOwnWay) {
    const Asking one_parent = advice("2016-03-02", {"ouder-1"});
    EXPECT_EQ(reason_of(one_parent, demo_convenant()), "deny.consent.wrong-giver");
    EXPECT_EQ(reason_of(one_parent, second_region()), "allow");
    const Asking youth = advice("2013-03-02", {"jeugdige"});
    EXPECT_EQ(reason_of(youth, demo_convenant()), "deny.consent.wrong-giver");
    EXPECT_EQ(reason_of(youth, second_region()), "allow");
    EXPECT_TRUE(ask(one_parent, second_region()).gives("mazl-advies.vervolg"));
    EXPECT_FALSE(ask(one_parent, second_region()).gives("mazl-advies.opbouwschema"));
    const Asking home = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    EXPECT_TRUE(ask(home).gives("thuiszittersmelding.oorzaak_code"));
    EXPECT_FALSE(ask(home, second_region()).gives("thuiszittersmelding.oorzaak_code"));
    EXPECT_EQ(reason_of(favourable("opp", "school", "swv-vo", "opp-opstellen-delen"), second_region()), "deny.purpose");
    EXPECT_NE(demo_convenant().find_rule("thuiszitter-melding-swv")->retention,
              second_region().find_rule("thuiszitter-aan-swv")->retention);
}

TEST(SecondRegion, ItsThresholdsOpenItsMazl) {
    EXPECT_EQ(reason_of(question_to_jgz(2, 5), second_region()), "deny.condition");
    EXPECT_EQ(reason_of(question_to_jgz(3, 0), second_region()), "allow") << "the third sick report";
    EXPECT_EQ(reason_of(question_to_jgz(0, 6), second_region()), "allow") << "the sixth school day";
    Asking unknown = question_to_jgz(0, 0);
    unknown.fields.erase("aantal_ziekmeldingen_12w");
    unknown.fields.erase("aaneengesloten_dagen");
    EXPECT_EQ(reason_of(unknown, second_region()), "deny.condition");
}

TEST(SecondRegion, TheSafeDefaultsStandWhereAFileLeavesThemOut) {
    std::string text = convenant_text("tweede-regio");
    const auto from = text.find("  mazl_sick_reports");
    text.erase(from, text.find("school_calendar:") - from);
    const auto reading = policies::read_convenant(text);
    ASSERT_NE(reading.convenant, nullptr);
    EXPECT_EQ(reason_of(question_to_jgz(3, 6), *reading.convenant), "deny.condition");
    EXPECT_EQ(reason_of(question_to_jgz(4, 0), *reading.convenant), "allow");
    EXPECT_EQ(reason_of(question_to_jgz(0, 7), *reading.convenant), "allow");
}

TEST(SecondRegion, SixteenHoursAreReachedAtSixteen) {
    Asking asking = favourable("verzuim-totalen", "school", "leerplicht", "verzuimoverleg");
    asking.fields["uren_ongeoorloofd"] = 15.5;
    EXPECT_EQ(reason_of(asking, second_region()), "deny.condition");
    asking.fields["uren_ongeoorloofd"] = 16;
    EXPECT_EQ(reason_of(asking, second_region()), "allow");
}

TEST(SecondRegion, DurationsCountSchoolDays) {
    Asking asking = favourable("thuiszittersmelding", "school:het-kompas", "swv-vo", "thuiszitter-melding-swv");
    asking.fields["startdatum"] = "2026-11-11";
    const auto on = [&](std::string day) {
        asking.at = std::move(day);
        return reason_of(asking, second_region());
    };
    EXPECT_EQ(on("2026-11-18"), "deny.condition") << "11, 12, 13, 17, 18";
    EXPECT_EQ(on("2026-11-19"), "allow");
    asking.from = "school:de-vuurtoren";
    asking.to = "swv-po";
    EXPECT_EQ(on("2026-11-19"), "deny.condition") << "the 18th was its study day";
    EXPECT_EQ(on("2026-11-20"), "allow");
    asking.fields["startdatum"] = "2026-11-25";
    EXPECT_EQ(on("2026-11-20"), "deny.condition") << "a day to come";
    asking.fields["startdatum"] = "2026-07-01";
    EXPECT_EQ(on("2026-11-20"), "allow") << "the days that the calendar knows suffice";
    EXPECT_EQ(on("2026-08-20"), "deny.condition") << "those before it are not counted";
}

TEST(SecondRegion, NobodyKnowsThatFewDaysPassedWhereTheCalendarLacksSome) {
    Asking asking = favourable("thuiszittersmelding", "school:het-kompas", "swv-vo", "thuiszitter-melding-swv");
    policies::Convenant convenant = second_region();
    for (policies::Rule& rule : convenant.rules) {
        for (policies::Condition& condition : rule.when) {
            auto* lasted = std::get_if<policies::Lasted>(&condition);
            if (lasted != nullptr) lasted->at_most = std::exchange(lasted->at_least, std::nullopt);
        }
    }
    convenant.prepare();
    asking.at = "2026-08-25";
    asking.fields["startdatum"] = "2026-08-24";
    EXPECT_NE(reason_of(asking, convenant), "deny.condition");
    asking.fields["startdatum"] = "2026-07-31";
    EXPECT_EQ(reason_of(asking, convenant), "deny.condition");
}

// --------------------------------------------------------------------------------------------------- School calendar

base::Date on(std::string_view text) {
    return *base::parse_date(text);
}

/// Nothing where the calendar does not know all of the days.
std::optional<int> days(const policies::SchoolCalendar& calendar, const schemas::Party& school, base::Date first,
                        base::Date last) {
    const policies::SchoolTime time = policies::school_days(calendar, school, first, last);
    return time.all ? std::optional{time.known} : std::nullopt;
}

std::optional<int> weeks(const policies::SchoolCalendar& calendar, const schemas::Party& school, base::Date first,
                         base::Date last) {
    const policies::SchoolTime time = policies::school_weeks(calendar, school, first, last);
    return time.all ? std::optional{time.known} : std::nullopt;
}

TEST(SchoolCalendar, CountsNeitherWeekendsNorHolidaysNorStudyDays) {
    const auto& calendar = *second_region().school_calendar;
    const schemas::Party any{"school", {}};
    const schemas::Party vuurtoren{"school", "de-vuurtoren"};
    EXPECT_EQ(days(calendar, any, on("2026-11-02"), on("2026-11-08")), 5);
    EXPECT_EQ(days(calendar, any, on("2026-11-16"), on("2026-11-20")), 4);
    EXPECT_EQ(days(calendar, vuurtoren, on("2026-11-16"), on("2026-11-20")), 3);
    EXPECT_EQ(days(calendar, {"schoolbestuur", "de-vuurtoren"}, on("2026-11-16"), on("2026-11-20")), 3);
    EXPECT_EQ(days(calendar, any, on("2026-10-23"), on("2026-11-02")), 2) << "around the holiday";
    EXPECT_EQ(days(calendar, any, on("2026-11-07"), on("2026-11-08")), 0);
    EXPECT_EQ(days(calendar, any, on("2026-11-08"), on("2026-11-02")), 0) << "the wrong way round";
    EXPECT_EQ(days(calendar, any, on("2026-07-31"), on("2026-11-02")), std::nullopt);
    EXPECT_EQ(days(calendar, any, on("2027-07-01"), on("2027-08-01")), std::nullopt);
}

TEST(SchoolCalendar, CountsWeeksThatHeldASchoolDay) {
    const auto& calendar = *second_region().school_calendar;
    const schemas::Party any{"school", {}};
    EXPECT_EQ(weeks(calendar, any, on("2026-11-02"), on("2026-11-07")), 0) << "not over yet";
    EXPECT_EQ(weeks(calendar, any, on("2026-11-02"), on("2026-11-08")), 1);
    EXPECT_EQ(weeks(calendar, any, on("2026-10-19"), on("2026-11-08")), 2) << "one of holiday";
}

TEST(SchoolCalendar, IsReadStrictly) {
    const std::string good = convenant_text("tweede-regio");
    const auto refused = [&](std::string_view from, std::string_view to) {
        std::string text = good;
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return !policies::read_convenant(text.replace(at, from.size(), to)).faults.empty();
    };
    EXPECT_TRUE(refused("region: zuid", "region: oost"));
    EXPECT_TRUE(refused("until: 2026-11-01}", "until: 2026-10-01}")) << "ends before it begins";
    EXPECT_TRUE(refused("from: 2026-12-19", "from: 2026-11-01")) << "overlaps";
    EXPECT_TRUE(refused("{date: 2026-11-16}", "{date: 2026-11-15}")) << "a Sunday";
    EXPECT_TRUE(refused("{date: 2026-11-16}", "{date: 2026-11-18}")) << "stands twice";
    EXPECT_TRUE(refused("school: school:de-vuurtoren}", "school: school:elders}"));
    EXPECT_TRUE(refused("  until: 2027-07-31\n  holidays", "  until: 2047-07-31\n  holidays")) << "too long to count";
    EXPECT_TRUE(refused("at_least: 6 school days", "at_least: 6 schooldays"));
    EXPECT_TRUE(refused("at_least: 6 school days", "at_least: 0 school days"));
    EXPECT_FALSE(refused("at_least: 6 school days", "at_least: 4 school weeks"));
    EXPECT_FALSE(refused("at_least: 6 school days", "at_least: P4W"));
    EXPECT_FALSE(refused("at_least: 6 school days", "at_least: mazl_school_days"));
    std::string none = good;
    const auto from = none.find("school_calendar:");
    none.erase(from, none.find("parties:\n") - from);
    EXPECT_FALSE(policies::read_convenant(none).faults.empty()) << "school days need a calendar";
}

// ------------------------------------------------------------------------------------------------------- Conditions

TEST(Conditions, ADurationByTheCalendar) {
    std::string text = convenant_text("tweede-regio");
    const std::string_view counted = "at_least: 6 school days";
    text.replace(text.find(counted), counted.size(), "at_least: P4W, at_most: P3M");
    const auto reading = policies::read_convenant(text);
    ASSERT_NE(reading.convenant, nullptr);
    Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    asking.fields["startdatum"] = "2026-10-25";
    EXPECT_EQ(reason_of(asking, *reading.convenant), "allow") << "four weeks today";
    asking.fields["startdatum"] = "2026-10-26";
    EXPECT_EQ(reason_of(asking, *reading.convenant), "deny.condition");
    asking.fields["startdatum"] = "2026-08-22";
    EXPECT_EQ(reason_of(asking, *reading.convenant), "allow") << "three months today";
    asking.fields["startdatum"] = "2026-08-21";
    EXPECT_EQ(reason_of(asking, *reading.convenant), "deny.condition");
}

TEST(Conditions, MoreThanAndLessThanLeaveTheirEndOut) {
    std::string text = convenant_text("tweede-regio");
    const std::string_view hours = "uren_ongeoorloofd, at_least: 16}";
    text.replace(text.find(hours), hours.size(), "uren_ongeoorloofd, more_than: 16, less_than: 40}");
    const std::string_view days = "at_least: 6 school days";
    text.replace(text.find(days), days.size(), "more_than: 6 school days, less_than: P3M");
    const auto reading = policies::read_convenant(text);
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    const Convenant region = policies::signed_by_all(*reading.convenant);
    Asking totals = favourable("verzuim-totalen", "school", "leerplicht", "verzuimoverleg");
    for (const auto& [told, reason] : std::vector<std::pair<double, std::string>>{
             {16, "deny.condition"}, {16.5, "allow"}, {39.9, "allow"}, {40, "deny.condition"}}) {
        totals.fields["uren_ongeoorloofd"] = told;
        EXPECT_EQ(reason_of(totals, region), reason) << told;
    }
    Asking home = favourable("thuiszittersmelding", "school:het-kompas", "swv-vo", "thuiszitter-melding-swv");
    home.facts["informed"] = json::array{json::object{{"purpose", "thuiszitter-melding-swv"}, {"at", "2026-09-01"}}};
    home.fields["startdatum"] = "2026-11-11";
    home.at = "2026-11-19";
    EXPECT_EQ(reason_of(home, region), "deny.condition") << "six school days are not more than six";
    home.at = "2026-11-20";
    EXPECT_EQ(reason_of(home, region), "allow");
    home.fields["startdatum"] = "2026-08-24";
    home.at = "2026-11-23";
    EXPECT_EQ(reason_of(home, region), "allow");
    home.at = "2026-11-24";
    EXPECT_EQ(reason_of(home, region), "deny.condition") << "three months to the day";
}

TEST(Conditions, OneOfSeveralHoldsOfASubsetThatLacksTheFieldOfAnother) {
    const auto reason = [](const std::string& any, std::string type, std::string category) {
        const std::string both = "thuiszittersmelding-kern: \"*\"\n          afspraken: [datum]";
        const auto reading = policies::read_convenant(head + purpose_giving("thuiszittersoverleg", both) +
                                                      "        case: yes\n        when: [{any: [" + any + "]}]\n");
        EXPECT_NE(reading.convenant, nullptr) << any << (reading.faults.empty() ? "" : reading.faults.front().text);
        Asking asking = favourable(std::move(type), "school", "swv-vo", "thuiszittersoverleg");
        asking.subject = {{"naam", "Voorbeeld, Kind"}, {"geboortedatum", "2010-03-02"}};
        asking.facts["born"] = "2010-03-02";
        if (asking.type != "afspraken") asking.fields["categorie"] = category;
        return reading.convenant == nullptr ? std::string{} : ask(asking, *reading.convenant).reason;
    };
    const std::string long_absent = "{field: thuiszittersmelding.categorie, is: [lrv-3m+]}";
    const std::string with_help = ", {field: thuiszittersmelding.hulp_betrokken, is: [unknown]}";
    EXPECT_EQ(reason(long_absent + with_help, "thuiszittersmelding-kern", "absoluut"), "deny.condition");
    EXPECT_EQ(reason(long_absent + with_help, "thuiszittersmelding-kern", "lrv-3m+"), "allow");
    EXPECT_EQ(reason(long_absent + with_help, "afspraken", ""), "allow.redacted") << "none of them is about these";
    EXPECT_EQ(reason(long_absent + ", {age: {at_least: 18}}", "afspraken", ""), "deny.condition")
        << "what can be asked, holds";
    EXPECT_EQ(reason(long_absent + ", {age: {at_least: 12}}", "afspraken", ""), "allow.redacted");
}

TEST(Conditions, AnAgeOfMoreThanSeventeenIsEighteen) {
    std::string text = convenant_text("tweede-regio");
    const std::string_view hours = "{field: verzuim-totalen.uren_ongeoorloofd, at_least: 16}";
    text.replace(text.find(hours), hours.size(), "{age: {more_than: 11, less_than: 18}}");
    const auto reading = policies::read_convenant(text);
    ASSERT_NE(reading.convenant, nullptr);
    Asking asking = favourable("verzuim-totalen", "school", "leerplicht", "verzuimoverleg");
    for (const auto& [born, reason] :
         std::vector<std::pair<std::string, std::string>>{{"2014-11-23", "deny.condition"},
                                                          {"2014-11-22", "allow"},
                                                          {"2008-11-23", "allow"},
                                                          {"2008-11-22", "deny.condition"}}) {
        asking.facts["born"] = born;
        EXPECT_EQ(reason_of(asking, *reading.convenant), reason) << born;
    }
}

TEST(Settings, ARuleWaitsForTheLawThatItRestsOn) {
    std::string text = convenant_text("tweede-regio");
    const std::string_view place = "      - id: verzuim-aan-leerplicht\n";
    text.insert(text.find(place) + place.size(), "        only_if: wet_terugdringen_schoolverzuim\n");
    const Asking asking = favourable("verzuim-totalen", "school", "leerplicht", "verzuimoverleg");
    Asking enough = asking;
    enough.fields["uren_ongeoorloofd"] = 16;
    const auto waiting = policies::read_convenant(text);
    ASSERT_NE(waiting.convenant, nullptr) << waiting.faults.front().text;
    EXPECT_EQ(reason_of(enough, *waiting.convenant), "deny.basis");
    EXPECT_TRUE(waiting.convenant->rules_for("school", "verzuim-totalen", day("2026-11-22")).empty())
        << "nor is it asked for";
    text.insert(text.find("  parents: one"), "  wet_terugdringen_schoolverzuim: yes\n");
    const auto law = policies::read_convenant(text);
    ASSERT_NE(law.convenant, nullptr);
    EXPECT_EQ(reason_of(enough, *law.convenant), "allow");
    text.replace(text.find("only_if: wet_terug"), 18, "only_if: wet_treug");
    const auto misspelt = policies::read_convenant(text);
    ASSERT_FALSE(misspelt.faults.empty());
    EXPECT_NE(misspelt.faults.front().text.find("did you mean 'wet_terugdringen_schoolverzuim'?"), std::string::npos);
}

TEST(Conditions, WhatNoOneCouldMeetOrNobodyCouldReadIsRefused) {
    const std::string good = convenant_text("tweede-regio");
    const std::string_view hours = "{field: verzuim-totalen.uren_ongeoorloofd, at_least: 16}";
    for (const std::string wrong : {
             "{field: verzuim-totalen.uren_ongeoorloofd, at_least: 16, at_most: 15}",
             "{field: verzuim-totalen.uren_ongeoorloofd, at_least: zestien}",
             "{field: verzuim-totalen.uren_ongeoorloofd, at_least: 16, more_than: 16}",
             "{field: verzuim-totalen.uren_ongeoorloofd, more_than: 16, at_most: 16}",
             "{field: verzuim-totalen.uren_ongeoorloofd, more_than: 16, is: [16]}",
             "{age: {more_than: 17, less_than: 18}}",
             "{age: {more_than: 2147483647}}",
             "{age: {at_least: 12}, field: verzuim-totalen.uren_ongeoorloofd, at_least: 16}",
             "{without: startkwalificatie, any: [{age: {at_least: 12}}, {age: {at_most: 3}}]}",
             "{age: {at_least: 12}, at_least: 16}",
             "{definition: onbekend, field: verzuim-totalen.uren_ongeoorloofd, at_least: 16}",
             "{lasted: {from: verzuim-totalen.periode, more_than: P4W}}",
             "{field: verzuim-totalen.uren_ongeoorloofd, is: [16]}",
             "{field: verzuim-totalen.uren_ongeoorloofd, at_least: 16, is: [16]}",
             "{field: verzuim-totalen.periode, at_least: 16}",
             "{field: verzuim-totalen.uren, at_least: 16}",
             "{lasted: {from: verzuim-totalen.uren_ongeoorloofd, at_least: P4W}}",
             "{lasted: {from: thuiszittersmelding.startdatum}}",
             "{any: [{field: verzuim-totalen.uren_ongeoorloofd, at_least: 16}]}",
             "{any: [{any: [{age: {at_least: 12}}, {age: {at_most: 3}}]}, {age: {at_least: 12}}]}",
             "{any: [{field: verzuim-totalen.uren_ongeoorloofd, at_least: 16}, {field: schoolacties.acties_school, is: "
             "[x]}]}",
         }) {
        std::string text = good;
        text.replace(text.find(hours), hours.size(), wrong);
        EXPECT_FALSE(policies::read_convenant(text).faults.empty()) << wrong;
    }
}

// The faults of the small convenant with one condition that it may ask for, as far as that is the fault.
std::string faults_with(const std::string& condition) {
    const auto reading = policies::read_convenant(head + replaced(purpose, "consent: none", "consent: needed") +
                                                  "        when: [" + condition + "]\n");
    std::string told;
    for (const auto& fault : reading.faults) told += fault.text + '\n';
    return told;
}

TEST(Conditions, CompareOnlyWithWhatTheFieldCanHave) {
    const std::string_view never = "is no value that ";
    for (const std::string& wrong : std::vector<std::string>{
             "{field: leerling-id-kern.woongemeente, is: [106]}",
             "{field: leerling-id-kern.woongemeente, is_not: [Assen]}", "{field: leerling-id-kern.vestiging, is: [00]}",
             "{field: thuiszittersmelding.startdatum, is: [1 oktober]}",
             "{field: thuiszittersmelding.factor_codes, is: [" + std::string(41, 'x') + "]}",
             "{field: thuiszittersmelding.oorzaak_code, is: ['\u3000']}"})
        EXPECT_NE(faults_with(wrong).find(never), std::string::npos) << wrong;
    for (const std::string& right : std::vector<std::string>{
             "{field: leerling-id-kern.woongemeente, is: [0106]}", "{field: leerling-id-kern.vestiging, is: [00aa01]}",
             "{field: thuiszittersmelding.startdatum, is_not: [2026-10-01]}",
             "{field: thuiszittersmelding.vrijstelling, is: [5a]}",
             "{field: thuiszittersmelding.factor_codes, is: [\u00e9\u00e9n" + std::string(37, 'x') + "]}"})
        EXPECT_EQ(faults_with(right), "") << right;
}

TEST(Conditions, CompareNoFieldThatHoldsOthers) {
    for (const std::string& wrong : std::vector<std::string>{"{field: 5a-kern.contact, is: [x]}",
                                                             "{field: contactgegevens.gezag, is_not: [ouder-1]}"})
        EXPECT_NE(faults_with(wrong).find("holds several fields"), std::string::npos) << wrong;
}

TEST(Conditions, OfAListSomeElementIsOrNoneIs) {
    const auto reason = [](const std::string& condition, json::array codes) {
        const auto reading = policies::read_convenant(
            head + replaced(purpose, "categorie, startdatum", "categorie, startdatum, factor_codes") +
            "        when: [" + condition + "]\n");
        EXPECT_NE(reading.convenant, nullptr) << (reading.faults.empty() ? "" : reading.faults.front().text);
        Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
        asking.subject = {{"naam", "Voorbeeld, Kind"}};
        asking.fields["factor_codes"] = std::move(codes);
        return reading.convenant == nullptr ? std::string{} : ask(asking, *reading.convenant).reason.substr(0, 5);
    };
    const std::string medical = "{field: thuiszittersmelding.factor_codes, is: [medisch]}";
    EXPECT_EQ(reason(medical, {"school", "MEDISCH"}), "allow");
    EXPECT_EQ(reason(medical, {"school"}), "deny.");
    const std::string no_doctor = "{field: thuiszittersmelding.factor_codes, is_not: [medisch, arts]}";
    EXPECT_EQ(reason(no_doctor, {"school", "thuis"}), "allow");
    EXPECT_EQ(reason(no_doctor, {"school", "medisch"}), "deny.");
    const std::string at_school = ", {field: thuiszittersmelding.factor_codes, is: [school]}";
    EXPECT_EQ(reason(medical + at_school, {"school", "medisch"}), "allow") << "one element each";
    EXPECT_EQ(faults_with(medical + ", " + no_doctor),
              "no one can satisfy this rule: no value of factor_codes meets its conditions\n");
}

TEST(Conditions, AMisspeltFieldNamesTheNearestOne) {
    std::string text = convenant_text("tweede-regio");
    const std::string_view field = "verzuim-totalen.uren_ongeoorloofd, at_least";
    text.replace(text.find(field), field.size(), "verzuim-totalen.uren_ongeorloofd, at_least");
    const auto reading = policies::read_convenant(text);
    ASSERT_FALSE(reading.faults.empty());
    EXPECT_NE(reading.faults.front().text.find("did you mean 'verzuim-totalen.uren_ongeoorloofd'?"), std::string::npos);
}

}  // namespace
}  // namespace kolk::tests
