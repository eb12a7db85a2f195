#pragma once

#include "schemas/base/time.hpp"
#include "schemas/party.hpp"

#include <optional>
#include <vector>

namespace kolk::policies {

/// Which days are school days. An input of the convenant: thresholds count by it.
struct SchoolCalendar {
    enum class Region { noord, midden, zuid };
    struct Holiday {
        base::Date from;
        base::Date until;  ///< included

        friend bool operator==(const Holiday&, const Holiday&) = default;
    };
    /// A day on which a school, or every one of them, gives no lessons.
    struct StudyDay {
        base::Date day;
        std::optional<schemas::Party> school;

        friend bool operator==(const StudyDay&, const StudyDay&) = default;
    };

    Region region = Region::noord;
    base::Date from;   ///< the calendar knows nothing of the days before
    base::Date until;  ///< included
    std::vector<Holiday> holidays;
    std::vector<StudyDay> study_days;

    friend bool operator==(const SchoolCalendar&, const SchoolCalendar&) = default;
};

/// Whether this school gives lessons on that day; nothing for a day that the calendar does not know.
std::optional<bool> is_school_day(const SchoolCalendar& calendar, const schemas::Party& school, base::Date day);
/// What was counted over some days.
struct SchoolTime {
    int known = 0;     ///< so many at least
    bool all = false;  ///< and no more: the calendar knows all of these days
};

/// School days from `first` to `last`, both included.
SchoolTime school_days(const SchoolCalendar& calendar, const schemas::Party& school, base::Date first, base::Date last);
/// Full weeks from `first` on that have ended on `last` and held at least one school day.
SchoolTime school_weeks(const SchoolCalendar& calendar, const schemas::Party& school, base::Date first,
                        base::Date last);

}  // namespace kolk::policies
