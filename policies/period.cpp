#include "policies/period.hpp"

namespace kolk::policies {
namespace {

constexpr int largest_number = 10'000;

bool add_unit(Period& period, int number, char unit) {
    switch (unit) {
        case 'Y':
            period.months += number * 12;
            return true;
        case 'M':
            period.months += number;
            return true;
        case 'W':
            period.days += number * 7;
            return true;
        case 'D':
            period.days += number;
            return true;
        default:
            return false;
    }
}

}  // namespace

std::optional<Period> parse_period(std::string_view text) {
    if (text.size() < 3 || text.front() != 'P') return std::nullopt;
    Period period;
    std::optional<int> number;
    for (const char c : text.substr(1)) {
        if (c >= '0' && c <= '9') {
            number = number.value_or(0) * 10 + (c - '0');
            if (*number > largest_number) return std::nullopt;
        } else {
            if (!number || !add_unit(period, *number, c)) return std::nullopt;
            number.reset();
        }
    }
    if (number) return std::nullopt;
    return period;
}

base::Date add_period(base::Date day, Period period) {
    return base::add_days(base::add_months(day, period.months), period.days);
}

}  // namespace kolk::policies
