#pragma once

#include "schemas/base/time.hpp"

#include <bitset>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace kolk::gateway {

/// `500ms`, `30s`, `15m`, `2h`, `1d`: one whole number from 1 and one unit; at most 366 days. Anything else gives
/// nothing.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The five fields of a cron expression as sets of the values that they allow (crontab(5): where both day fields are
/// restricted, either one suffices).
struct CronFields {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<32> days;     ///< of the month, 1 to 31
    std::bitset<13> months;   ///< 1 to 12
    std::bitset<7> weekdays;  ///< 0 is Sunday
    bool any_day = true;      ///< the day field starts with `*`
    bool any_weekday = true;  ///< the weekday field starts with `*`

    friend bool operator==(const CronFields&, const CronFields&) = default;
};

/// When something runs: a fixed time after its last run, or at the civil minutes that a cron expression names.
struct Schedule {
    std::variant<std::chrono::milliseconds, CronFields> when{std::chrono::milliseconds{std::chrono::minutes{15}}};

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// Why a text is no schedule: where in the text (from 0) and one sentence on what is valid there.
struct ScheduleFault {
    std::size_t position = 0;
    std::string text;
};

/// `every DURATION` (1 s or more), or `cron MINUTE HOUR DAY MONTH WEEKDAY` with lists, ranges, steps and the names
/// `jan`..`dec`, `mon`..`sun`; Sunday is 0 and 7. Never throws.
std::variant<Schedule, ScheduleFault> parse_schedule(std::string_view text);

/// The first moment after `last` at which the schedule is due. Civil minutes are read in `zone`: one that a clock
/// change skips fires once, at the first moment after the gap; one that occurs twice fires the first time only. Nothing
/// when no day within the next 28 years fits (30 February).
std::optional<base::Instant> next_after(const Schedule& schedule, base::Instant last, const base::Zone& zone);

}  // namespace kolk::gateway
