#include "gateway/schedule.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kolk::gateway {
namespace {

using base::Instant;

base::Zone amsterdam() {
    return *base::Zone::find("Europe/Amsterdam");
}

Instant at(std::string_view text) {
    return *base::parse_instant(text);
}

Schedule schedule(std::string_view text) {
    const auto parsed = parse_schedule(text);
    const auto* found = std::get_if<Schedule>(&parsed);
    EXPECT_NE(found, nullptr) << text;
    return found == nullptr ? Schedule{} : *found;
}

ScheduleFault fault(std::string_view text) {
    const auto parsed = parse_schedule(text);
    const auto* found = std::get_if<ScheduleFault>(&parsed);
    EXPECT_NE(found, nullptr) << text;
    return found == nullptr ? ScheduleFault{} : *found;
}

/// The next moments, in UTC.
std::vector<std::string> next(std::string_view text, std::string_view after, int count) {
    std::vector<std::string> moments;
    Instant last = at(after);
    for (int i = 0; i < count; ++i) {
        const auto moment = next_after(schedule(text), last, amsterdam());
        if (!moment) break;
        moments.push_back(base::format_instant(*moment));
        last = *moment;
    }
    return moments;
}

using Moments = std::vector<std::string>;

TEST(Duration, IsAWholeNumberAndAUnit) {
    using namespace std::chrono_literals;
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("30s"), 30s);
    EXPECT_EQ(parse_duration("15m"), 15min);
    EXPECT_EQ(parse_duration("2h"), 2h);
    EXPECT_EQ(parse_duration("366d"), 24h * 366);
    for (const auto* wrong : {"", "5", "m", "0s", "-1s", "1.5h", "1 h", "1w", "367d", "99999999999999999999s", "5mm"}) {
        EXPECT_FALSE(parse_duration(wrong)) << wrong;
    }
}

TEST(Schedule, EveryCountsFromTheLastRun) {
    EXPECT_EQ(next("every 15m", "2026-11-22T06:07:00Z", 2),
              (Moments{"2026-11-22T06:22:00.000Z", "2026-11-22T06:37:00.000Z"}));
}

TEST(Schedule, CronIsReadInTheZone) {
    EXPECT_EQ(next("cron 0 6 * * *", "2026-11-22T06:00:00+01:00", 1), (Moments{"2026-11-23T05:00:00.000Z"}));
    EXPECT_EQ(next("cron 0 6 * * *", "2026-07-01T00:00:00+02:00", 1), (Moments{"2026-07-01T04:00:00.000Z"}));
}

TEST(Schedule, ListsRangesAndStepsMeanTheirUnion) {
    EXPECT_EQ(next("cron 5,10-12,*/30 8 * * *", "2026-11-22T07:30:00+01:00", 6),
              (Moments{"2026-11-22T07:00:00.000Z", "2026-11-22T07:05:00.000Z", "2026-11-22T07:10:00.000Z",
                       "2026-11-22T07:11:00.000Z", "2026-11-22T07:12:00.000Z", "2026-11-22T07:30:00.000Z"}));
    EXPECT_EQ(next("cron 0 8-18/4 * * *", "2026-11-22T00:00:00+01:00", 4),
              (Moments{"2026-11-22T07:00:00.000Z", "2026-11-22T11:00:00.000Z", "2026-11-22T15:00:00.000Z",
                       "2026-11-23T07:00:00.000Z"}));
}

TEST(Schedule, NamesMeanTheirNumbers) {
    EXPECT_EQ(schedule("cron 0 6 * jan-mar mon-fri"), schedule("cron 0 6 * 1-3 1-5"));
    EXPECT_EQ(schedule("cron 0 6 * * 7"), schedule("cron 0 6 * * sun"));
    EXPECT_EQ(schedule("cron 0 6 * * fri-7"), schedule("cron 0 6 * * 0,5,6"));
}

TEST(Schedule, TwoRestrictedDayFieldsAreAlternatives) {
    // 2026-11-22 is a Sunday: the 1st of the month, or any Monday.
    EXPECT_EQ(next("cron 0 0 1 * mon", "2026-11-22T12:00:00+01:00", 3),
              (Moments{"2026-11-22T23:00:00.000Z", "2026-11-29T23:00:00.000Z", "2026-11-30T23:00:00.000Z"}));
}

TEST(Schedule, SkippedMinuteFiresOnceAfterTheGap) {
    // On 2026-03-29 clocks in Amsterdam go from 02:00 to 03:00.
    EXPECT_EQ(next("cron 30 2 * * *", "2026-03-28T12:00:00+01:00", 2),
              (Moments{"2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"}));
    EXPECT_EQ(next("cron */20 2 * * *", "2026-03-28T12:00:00+01:00", 2),
              (Moments{"2026-03-29T01:00:00.000Z", "2026-03-30T00:00:00.000Z"}));
}

TEST(Schedule, DoubledMinuteFiresOnce) {
    // On 2026-10-25 clocks in Amsterdam go from 03:00 back to 02:00.
    EXPECT_EQ(next("cron 30 2 * * *", "2026-10-24T12:00:00+02:00", 2),
              (Moments{"2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"}));
}

TEST(Schedule, LeapDayIsFoundAndAnImpossibleOneIsNot) {
    EXPECT_EQ(next("cron 0 0 29 2 *", "2026-11-22T12:00:00Z", 1), (Moments{"2028-02-28T23:00:00.000Z"}));
    EXPECT_EQ(next("cron 0 0 30 2 *", "2026-11-22T12:00:00Z", 1), Moments{});
}

TEST(Schedule, NextIsAlwaysLaterAndNothingBetweenWasMissed) {
    const Schedule every_hour = schedule("cron 0 * * * *");
    Instant last = at("2026-10-24T00:00:00Z");
    for (int i = 0; i < 72; ++i) {
        const auto moment = next_after(every_hour, last, amsterdam());
        ASSERT_TRUE(moment);
        EXPECT_GT(*moment, last);
        EXPECT_LE(*moment - last, std::chrono::hours{2});
        last = *moment;
    }
}

TEST(ScheduleFaults, TellWhereAndWhatIsValid) {
    EXPECT_EQ(fault("").position, 0u);
    EXPECT_NE(fault("daily").text.find("every 15m"), std::string::npos);
    EXPECT_EQ(fault("every soon").position, 6u);
    EXPECT_EQ(fault("every 10ms").position, 6u);
    EXPECT_NE(fault("cron 0 6 * *").text.find("five fields"), std::string::npos);
    EXPECT_EQ(fault("cron 0 24 * * *").position, 7u);
    EXPECT_NE(fault("cron 0 24 * * *").text.find("0 to 23"), std::string::npos);
    EXPECT_EQ(fault("cron 0 6,x * * *").position, 9u);
    EXPECT_NE(fault("cron 0 6 * * funday").text.find("sun..sat"), std::string::npos);
}

TEST(ScheduleFaults, CoverWhatCronsDifferAbout) {
    for (const auto* wrong :
         {"cron 5/10 * * * *", "cron */0 * * * *", "cron 10-5 * * * *", "cron -1 * * * *", "cron , * * * *",
          "cron 1-2-3 * * * *", "cron 0 6 0 * *", "cron 0 6 * 13 *", "every", "every 1h 2m", "cron * * * * * *"}) {
        EXPECT_FALSE(fault(wrong).text.empty()) << wrong;
    }
}

}  // namespace
}  // namespace kolk::gateway
