#include "policies/period.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace kolk::policies {
namespace {

constexpr int most_years = 200;
constexpr int most_months = most_years * 12;
constexpr int most_days = most_years * 366;
constexpr int largest_number = most_days;

struct Unit {
    char letter;
    int months, days;
};
constexpr std::array units{Unit{'Y', 12, 0}, Unit{'M', 1, 0}, Unit{'W', 0, 7}, Unit{'D', 0, 1}};

std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool has_digits = !text.empty() && text.front() >= '0' && text.front() <= '9';
    if (!has_digits || error != std::errc{} || number > largest_number) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

}  // namespace

std::optional<Period> parse_period(std::string_view text) {
    if (!text.starts_with('P')) return std::nullopt;
    text.remove_prefix(1);
    Period period;
    auto unit = units.begin();
    while (!text.empty()) {
        const auto number = take_number(text);
        if (!number || text.empty()) return std::nullopt;
        unit = std::find_if(unit, units.end(), [&](const Unit& one) { return one.letter == text.front(); });
        if (unit == units.end()) return std::nullopt;
        period.months += *number * unit->months;
        period.days += *number * unit->days;
        text.remove_prefix(1);
        ++unit;
    }
    const bool some = period.months > 0 || period.days > 0;
    if (!some || period.months > most_months || period.days > most_days) return std::nullopt;
    return period;
}

base::Date add_period(base::Date day, Period period) {
    return base::add_days(base::add_months(day, period.months), period.days);
}

}  // namespace kolk::policies
