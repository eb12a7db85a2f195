#include "gateway/pipeline/period.hpp"

namespace kolk::gateway::pipeline {

base::Date add_period(base::Date day, std::string_view period) {
    if (!period.starts_with('P')) return day;
    int months = 0;
    int days = 0;
    int number = 0;
    for (const char c : period.substr(1)) {
        if (c >= '0' && c <= '9' && number < 10'000) {
            number = number * 10 + (c - '0');
            continue;
        }
        if (c == 'Y') {
            months += number * 12;
        } else if (c == 'M') {
            months += number;
        } else if (c == 'W') {
            days += number * 7;
        } else if (c == 'D') {
            days += number;
        } else {
            return day;
        }
        number = 0;
    }
    return base::add_days(base::add_months(day, months), days);
}

}  // namespace kolk::gateway::pipeline
