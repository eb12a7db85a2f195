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

int count(const SchoolCalendar& calendar, const Party& school, Date first, Date last) {
    int days = 0;
    for (Date day = first; day <= last; day = base::add_days(day, 1)) {
        if (gives_lessons(calendar, school, day)) ++days;
    }
    return days;
}

}  // namespace

std::optional<bool> is_school_day(const SchoolCalendar& calendar, const Party& school, Date day) {
    if (!knows(calendar, day, day)) return std::nullopt;
    return gives_lessons(calendar, school, day);
}

std::optional<int> school_days(const SchoolCalendar& calendar, const Party& school, Date first, Date last) {
    if (!knows(calendar, first, last)) return std::nullopt;
    return count(calendar, school, first, last);
}

std::optional<int> school_weeks(const SchoolCalendar& calendar, const Party& school, Date first, Date last) {
    if (!knows(calendar, first, last)) return std::nullopt;
    int weeks = 0;
    for (Date begin = first; base::days_between(begin, last) >= days_of_week - 1;
         begin = base::add_days(begin, days_of_week)) {
        if (count(calendar, school, begin, base::add_days(begin, days_of_week - 1)) > 0) ++weeks;
    }
    return weeks;
}

}  // namespace kolk::policies
