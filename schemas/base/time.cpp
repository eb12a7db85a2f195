#include "schemas/base/time.hpp"

#include <date/tz.h>

#include <array>
#include <charconv>
#include <cstdio>

namespace kolk::base {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::sys_days;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool has(std::string_view text, std::size_t at, char c) {
    return at < text.size() && text[at] == c;
}

const date::time_zone& zone_of(const void* zone) {
    return *static_cast<const date::time_zone*>(zone);
}

date::local_days local_day(Date day) {
    return date::local_days{days{sys_days{day}.time_since_epoch()}};
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || !has(text, 4, '-') || !has(text, 7, '-')) return std::nullopt;
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day) return std::nullopt;
    const Date result{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                      std::chrono::day{static_cast<unsigned>(*day)}};
    if (!result.ok()) return std::nullopt;
    return result;
}

std::string format_date(Date day) {
    std::array<char, 32> text{};
    const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                                   static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.size() < 20 || !has(text, 10, 'T') || !has(text, 13, ':') || !has(text, 16, ':')) return std::nullopt;
    const auto day = parse_date(text.substr(0, 10));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    std::size_t at = 19;
    int millis = 0;
    if (has(text, at, '.')) {
        const std::size_t first = ++at;
        int weight = 100;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            millis += (text[at] - '0') * weight;
            weight /= 10;
            ++at;
        }
        if (at == first) return std::nullopt;
    }
    int offset = 0;
    if (has(text, at, 'Z')) {
        ++at;
    } else if (has(text, at, '+') || has(text, at, '-')) {
        const auto hours = digits(text, at + 1, 2);
        const auto minutes = digits(text, at + 4, 2);
        if (!hours || !minutes || !has(text, at + 3, ':') || *hours > 23 || *minutes > 59) return std::nullopt;
        offset = (*hours * 60 + *minutes) * (text[at] == '-' ? -1 : 1);
        at += 6;
    } else {
        return std::nullopt;
    }
    if (at != text.size()) return std::nullopt;
    return Instant{sys_days{*day}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute - offset} +
           std::chrono::seconds{*second} + milliseconds{millis};
}

std::string format_instant(Instant moment) {
    const auto day = std::chrono::floor<days>(moment);
    const auto rest = moment - day;
    const auto count = rest.count();
    std::array<char, 32> text{};
    const int size = std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d.%03dZ", static_cast<int>(count / 3600000),
                                   static_cast<int>(count / 60000 % 60), static_cast<int>(count / 1000 % 60),
                                   static_cast<int>(count % 1000));
    return format_date(Date{day}) + std::string{text.data(), static_cast<std::size_t>(size)};
}

int age_on(Date born, Date day) {
    const int years = static_cast<int>(day.year()) - static_cast<int>(born.year());
    const bool before_birthday = day.month() < born.month() || (day.month() == born.month() && day.day() < born.day());
    return years - (before_birthday ? 1 : 0);
}

Date add_days(Date day, int count) {
    return Date{sys_days{day} + days{count}};
}

Date add_months(Date day, int months) {
    const Date moved = day + std::chrono::months{months};
    if (moved.ok()) return moved;
    return Date{moved.year() / moved.month() / std::chrono::last};
}

int days_between(Date first, Date last) {
    return static_cast<int>((sys_days{last} - sys_days{first}).count());
}

Result<Zone> Zone::find(const std::string& name) {
    try {
        return Zone{date::locate_zone(name)};
    } catch (const std::runtime_error&) {
        return failure("config.zone", "the time zone is not known on this machine; install tzdata or correct `zone`");
    }
}

Date Zone::day_of(Instant moment) const {
    const auto local = zone_of(zone_).to_local(moment);
    return Date{sys_days{std::chrono::floor<days>(local).time_since_epoch()}};
}

Instant Zone::start_of(Date day) const {
    return at(day, std::chrono::minutes{0});
}

Instant Zone::at(Date day, std::chrono::minutes since_midnight) const {
    const auto local = date::local_time<milliseconds>{local_day(day)} + since_midnight;
    return zone_of(zone_).to_sys(local, date::choose::earliest);
}

std::chrono::minutes Zone::minute_of_day(Instant moment) const {
    const auto local = zone_of(zone_).to_local(moment);
    return std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<days>(local));
}

}  // namespace kolk::base
