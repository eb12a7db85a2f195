#include "schemas/base/time.hpp"

#include <gtest/gtest.h>

namespace kolk::base {
namespace {

Date day(std::string_view text) {
    return parse_date(text).value();
}

Instant moment(std::string_view text) {
    return parse_instant(text).value();
}

Zone zone(const std::string& name) {
    auto found = Zone::find(name);
    EXPECT_TRUE(found.has_value());
    return *found;
}

TEST(Dates, ReadAndWriteOneForm) {
    EXPECT_EQ(format_date(day("2026-11-22")), "2026-11-22");
    EXPECT_EQ(format_date(day("2024-02-29")), "2024-02-29");
}

TEST(Dates, RefuseDaysThatDoNotExistAndOtherForms) {
    for (const std::string_view text :
         {"2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-01", "22-11-2026", "2026/11/22",
          "2026-11-22 ", " 2026-11-22", "20261122", "2026-11-22T00:00:00Z", "+026-11-22", ""}) {
        EXPECT_EQ(parse_date(text), std::nullopt) << text;
    }
}

TEST(Instants, ReadOffsetsAndFractions) {
    EXPECT_EQ(format_instant(moment("2026-11-22T07:00:00+01:00")), "2026-11-22T06:00:00.000Z");
    EXPECT_EQ(format_instant(moment("2026-11-22T06:00:00.1239Z")), "2026-11-22T06:00:00.123Z");
    EXPECT_EQ(format_instant(moment("2026-01-01T00:30:00+01:00")), "2025-12-31T23:30:00.000Z");
    EXPECT_EQ(format_instant(moment("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
}

TEST(Instants, RefuseOtherForms) {
    for (const std::string_view text :
         {"2026-11-22", "2026-11-22T07:00Z", "2026-11-22T07:00:00", "2026-11-22 07:00:00Z", "2026-11-22T24:00:00Z",
          "2026-11-22T07:60:00Z", "2026-11-22T07:00:00.Z", "2026-11-22T07:00:00+0100", "2026-11-22T07:00:00+01:00x",
          "2026-02-30T07:00:00Z", "2026-11-22T07:00:00+24:00"}) {
        EXPECT_EQ(parse_instant(text), std::nullopt) << text;
    }
}

TEST(Ages, ChangeOnTheBirthday) {
    EXPECT_EQ(age_on(day("2010-11-22"), day("2026-11-21")), 15);
    EXPECT_EQ(age_on(day("2010-11-22"), day("2026-11-22")), 16);
    EXPECT_EQ(age_on(day("2010-11-22"), day("2010-11-22")), 0);
}

TEST(Ages, BornOnLeapDayGrowsOlderOnTheFirstOfMarch) {
    EXPECT_EQ(age_on(day("2008-02-29"), day("2024-02-28")), 15);
    EXPECT_EQ(age_on(day("2008-02-29"), day("2024-02-29")), 16);
    EXPECT_EQ(age_on(day("2008-02-29"), day("2026-02-28")), 17);
    EXPECT_EQ(age_on(day("2008-02-29"), day("2026-03-01")), 18);
}

TEST(Days, AreCountedAndAdded) {
    EXPECT_EQ(add_days(day("2026-12-31"), 1), day("2027-01-01"));
    EXPECT_EQ(add_days(day("2024-03-01"), -1), day("2024-02-29"));
    EXPECT_EQ(days_between(day("2026-11-22"), day("2026-12-22")), 30);
    EXPECT_EQ(days_between(day("2026-12-22"), day("2026-11-22")), -30);
}

TEST(Months, EndOnTheLastDayOfAShorterMonth) {
    EXPECT_EQ(add_months(day("2026-01-31"), 1), day("2026-02-28"));
    EXPECT_EQ(add_months(day("2024-02-29"), 12), day("2025-02-28"));
    EXPECT_EQ(add_months(day("2026-11-22"), 36), day("2029-11-22"));
    EXPECT_EQ(add_months(day("2026-03-31"), -1), day("2026-02-28"));
}

TEST(Zones, UnknownNamesAreErrorsThatSayWhatToDo) {
    const auto found = Zone::find("Europe/Eikendal");
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().category, Literal{"config.zone"});
}

TEST(Zones, TheDayIsThatOfTheRegion) {
    const Zone amsterdam = zone("Europe/Amsterdam");
    EXPECT_EQ(amsterdam.day_of(moment("2026-11-22T22:59:59Z")), day("2026-11-22"));
    EXPECT_EQ(amsterdam.day_of(moment("2026-11-22T23:00:00Z")), day("2026-11-23"));
    EXPECT_EQ(amsterdam.day_of(moment("2026-07-01T22:00:00Z")), day("2026-07-02"));
    EXPECT_EQ(amsterdam.minute_of_day(moment("2026-07-01T06:15:59Z")), std::chrono::minutes{8 * 60 + 15});
}

TEST(Zones, SummerTimeSkipsAndDoublesAnHour) {
    const Zone amsterdam = zone("Europe/Amsterdam");
    const auto half_past_two = std::chrono::minutes{150};
    EXPECT_EQ(amsterdam.at(day("2026-03-29"), half_past_two), moment("2026-03-29T01:00:00Z"));
    EXPECT_EQ(amsterdam.at(day("2026-10-25"), half_past_two), moment("2026-10-25T00:30:00Z"));
    EXPECT_EQ(amsterdam.start_of(day("2026-03-30")) - amsterdam.start_of(day("2026-03-29")), std::chrono::hours{23});
    EXPECT_EQ(amsterdam.start_of(day("2026-10-26")) - amsterdam.start_of(day("2026-10-25")), std::chrono::hours{25});
}

TEST(Zones, ADayStartsLaterWhereMidnightIsSkipped) {
    const Zone beirut = zone("Asia/Beirut");
    const Instant start = beirut.start_of(day("2025-03-30"));
    EXPECT_EQ(start, moment("2025-03-29T22:00:00Z"));
    EXPECT_EQ(beirut.day_of(start), day("2025-03-30"));
    EXPECT_EQ(beirut.minute_of_day(start), std::chrono::minutes{60});
}

}  // namespace
}  // namespace kolk::base
