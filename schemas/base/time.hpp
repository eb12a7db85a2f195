#pragma once

#include "schemas/base/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace kolk::base {

/// A moment in UTC, to the millisecond: how everything is stored and logged.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A civil day in the region's zone: ages, consents and legal terms.
using Date = std::chrono::year_month_day;

/// `2026-11-22`; anything else, or a day that does not exist, gives nothing.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date day);

/// RFC 3339 with `Z` or an offset, seconds required, fractions up to milliseconds kept.
std::optional<Instant> parse_instant(std::string_view text);
/// `2026-11-22T06:00:00.000Z`.
std::string format_instant(Instant moment);

/// Full years on `day`. Someone born on 29 February becomes a year older on 1 March of a year without that day.
int age_on(Date born, Date day);
Date add_days(Date day, int days);
/// The same day so many months later, or the last day of that month where it is shorter.
Date add_months(Date day, int months);
/// Days from `first` to `last`; negative when `last` comes first.
int days_between(Date first, Date last);

/// A time zone by its IANA name; reads the system's tzdata once.
class Zone {
public:
    static Result<Zone> find(const std::string& name);

    [[nodiscard]] Date day_of(Instant moment) const;
    /// The first moment of that day (midnight, or later where a clock change skips it).
    [[nodiscard]] Instant start_of(Date day) const;
    /// The moment at which clocks in this zone show that day and minute; a skipped minute gives the first one after it,
    /// a doubled one the earlier.
    [[nodiscard]] Instant at(Date day, std::chrono::minutes since_midnight) const;
    [[nodiscard]] std::chrono::minutes minute_of_day(Instant moment) const;

private:
    explicit Zone(const void* zone) : zone_{zone} {}
    const void* zone_;  // owned by the tz library for the life of the program
};

/// Where the time comes from. Pure rooms never hold one: they get an Instant or a Date.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace kolk::base
