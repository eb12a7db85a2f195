#include "policies/school_calendar.hpp"

#include "policies/convenant.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

using base::Date;
using schemas::Party;

constexpr int days_of_week = 7;

bool knows(const SchoolCalendar& calendar, Date first, Date last) {
    return first.ok() && last.ok() && calendar.from <= first && last <= calendar.until;
}

bool is_weekend(Date day) {
    const std::chrono::weekday weekday{std::chrono::sys_days{day}};
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

bool gives_lessons(const SchoolCalendar& calendar, const Party& school, Date day) {
    if (is_weekend(day)) return false;
    const bool holiday = std::ranges::any_of(
        calendar.holidays, [&](const auto& holiday) { return holiday.from <= day && day <= holiday.until; });
    const bool study_day = std::ranges::any_of(calendar.study_days, [&](const auto& one) {
        if (one.day != day) return false;
        return !one.school || (one.school->role == covering_role(school.role) && one.school->org == school.org);
    });
    return !holiday && !study_day;
}

// Of the days that the calendar knows.
int count(const SchoolCalendar& calendar, const Party& school, Date first, Date last) {
    int days = 0;
    const Date end = std::min(last, calendar.until);
    for (Date day = std::max(first, calendar.from); day <= end; day = base::add_days(day, 1)) {
        if (gives_lessons(calendar, school, day)) ++days;
    }
    return days;
}

}  // namespace

std::optional<bool> is_school_day(const SchoolCalendar& calendar, const Party& school, Date day) {
    if (!knows(calendar, day, day)) return std::nullopt;
    return gives_lessons(calendar, school, day);
}

SchoolTime school_days(const SchoolCalendar& calendar, const Party& school, Date first, Date last) {
    return {count(calendar, school, first, last), knows(calendar, first, last)};
}

SchoolTime school_weeks(const SchoolCalendar& calendar, const Party& school, Date first, Date last) {
    SchoolTime weeks{0, knows(calendar, first, last)};
    const auto end_of_week = [](Date begin) { return base::add_days(begin, days_of_week - 1); };
    const Date end = std::min(last, calendar.until);
    for (Date begin = first; end_of_week(begin) <= last && begin <= end; begin = base::add_days(begin, days_of_week)) {
        if (count(calendar, school, begin, end_of_week(begin)) > 0) ++weeks.known;
    }
    return weeks;
}

}  // namespace kolk::policies
