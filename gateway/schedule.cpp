#include "gateway/schedule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <vector>

namespace kolk::gateway {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr milliseconds longest_duration = std::chrono::days{366};
/// The Gregorian calendar repeats its weekdays every 28 years between two skipped leap years.
constexpr int days_to_look_ahead = 28 * 366;

struct Field {
    base::Literal name;
    unsigned first;
    unsigned last;
    std::span<const std::string_view> names;  ///< of the values from `first` on
};

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

constexpr Field minute_field{"minute", 0, 59, {}};
constexpr Field hour_field{"hour", 0, 23, {}};
constexpr Field day_field{"day", 1, 31, {}};
constexpr Field month_field{"month", 1, 12, month_names};
constexpr Field weekday_field{"weekday", 0, 7, weekday_names};

/// A piece of the schedule's text that knows where it stands.
struct Piece {
    std::string_view text;
    std::size_t position;

    [[nodiscard]] Piece part(std::size_t from, std::size_t count = std::string_view::npos) const {
        return {text.substr(from, count), position + from};
    }
};

std::vector<Piece> split(Piece piece, char separator) {
    std::vector<Piece> parts;
    std::size_t from = 0;
    while (true) {
        const std::size_t to = piece.text.find(separator, from);
        if (to == std::string_view::npos) break;
        parts.push_back(piece.part(from, to - from));
        from = to + 1;
    }
    parts.push_back(piece.part(from));
    return parts;
}

std::vector<Piece> words(Piece piece) {
    std::vector<Piece> found = split(piece, ' ');
    std::erase_if(found, [](const Piece& word) { return word.text.empty(); });
    return found;
}

std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

ScheduleFault invalid(const Field& field, const Piece& piece) {
    std::string text = "the " + std::string{field.name.text} + " field takes `*` or numbers from " +
                       std::to_string(field.first) + " to " + std::to_string(field.last);
    if (!field.names.empty()) {
        text += " or names (" + std::string{field.names.front()} + ".." + std::string{field.names.back()} + ")";
    }
    return {piece.position, text + ", as a list `a,b`, a range `a-b` or a step `*/n`, `a-b/n`"};
}

std::optional<unsigned> value_of(const Field& field, std::string_view text) {
    const auto named = std::ranges::find(field.names, text);
    if (named != field.names.end()) return field.first + static_cast<unsigned>(named - field.names.begin());
    const auto value = number(text);
    if (!value || *value < field.first || *value > field.last) return std::nullopt;
    return value;
}

struct Range {
    unsigned first;
    unsigned last;
};

std::optional<Range> range_of(const Field& field, std::string_view text) {
    if (text == "*") return Range{field.first, field.last};
    const std::size_t dash = text.find('-');
    const auto first = value_of(field, text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : value_of(field, text.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    return Range{*first, *last};
}

/// One element of a list: a range, with a step or not. A step after a single value would mean nothing.
template <std::size_t Size>
bool add_element(const Field& field, std::string_view text, std::bitset<Size>& values) {
    const std::size_t slash = text.find('/');
    const std::string_view before = text.substr(0, slash);
    const auto range = range_of(field, before);
    const auto step = slash == std::string_view::npos ? std::optional{1u} : number(text.substr(slash + 1));
    const bool steps_a_value =
        slash != std::string_view::npos && before != "*" && before.find('-') == std::string_view::npos;
    if (!range || !step || *step == 0 || *step > field.last || steps_a_value) return false;
    // Sunday is 0 and 7, so the weekday wraps round; in every other field the value stands for itself.
    for (unsigned value = range->first; value <= range->last; value += *step) values.set(value % Size);
    return true;
}

template <std::size_t Size>
std::optional<ScheduleFault> read_field(const Field& field, const Piece& piece, std::bitset<Size>& values) {
    for (const Piece& element : split(piece, ',')) {
        if (!add_element(field, element.text, values)) return invalid(field, element);
    }
    return std::nullopt;
}

std::variant<Schedule, ScheduleFault> parse_cron(const Piece& all, std::span<const Piece> fields) {
    if (fields.size() != 5) {
        return ScheduleFault{all.position, "a cron schedule has five fields: minute hour day month weekday"};
    }
    CronFields cron;
    std::optional<ScheduleFault> fault = read_field(minute_field, fields[0], cron.minutes);
    if (!fault) fault = read_field(hour_field, fields[1], cron.hours);
    if (!fault) fault = read_field(day_field, fields[2], cron.days);
    if (!fault) fault = read_field(month_field, fields[3], cron.months);
    if (!fault) fault = read_field(weekday_field, fields[4], cron.weekdays);
    if (fault) return *fault;
    cron.any_day = fields[2].text.starts_with('*');
    cron.any_weekday = fields[4].text.starts_with('*');
    return Schedule{cron};
}

std::variant<Schedule, ScheduleFault> parse_every(const Piece& all, std::span<const Piece> rest) {
    const auto duration = rest.size() == 1 ? parse_duration(rest[0].text) : std::nullopt;
    if (!duration || *duration < std::chrono::seconds{1}) {
        return ScheduleFault{rest.empty() ? all.position + all.text.size() : rest[0].position,
                             "`every` takes one duration from 1s to 366d, as in 30s, 15m, 2h or 1d"};
    }
    return Schedule{*duration};
}

bool day_matches(const CronFields& cron, base::Date day) {
    if (!cron.months.test(static_cast<unsigned>(day.month()))) return false;
    const bool in_month = cron.days.test(static_cast<unsigned>(day.day()));
    const bool in_week = cron.weekdays.test(std::chrono::weekday{std::chrono::sys_days{day}}.c_encoding());
    return cron.any_day || cron.any_weekday ? in_month && in_week : in_month || in_week;
}

std::optional<base::Instant> first_on(const CronFields& cron, base::Date day, base::Instant last,
                                      const base::Zone& zone) {
    for (std::size_t hour = 0; hour < cron.hours.size(); ++hour) {
        if (!cron.hours.test(hour)) continue;
        for (std::size_t minute = 0; minute < cron.minutes.size(); ++minute) {
            if (!cron.minutes.test(minute)) continue;
            const base::Instant moment = zone.at(day, minutes{hour * 60 + minute});
            if (moment > last) return moment;
        }
    }
    return std::nullopt;
}

std::optional<base::Instant> next_civil(const CronFields& cron, base::Instant last, const base::Zone& zone) {
    base::Date day = zone.day_of(last);
    for (int i = 0; i < days_to_look_ahead; ++i, day = base::add_days(day, 1)) {
        if (!day_matches(cron, day)) continue;
        if (const auto moment = first_on(cron, day, last, zone)) return moment;
    }
    return std::nullopt;
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
    struct Unit {
        std::string_view name;
        milliseconds length;
    };
    static constexpr std::array<Unit, 5> units{{{"ms", milliseconds{1}},
                                                {"s", std::chrono::seconds{1}},
                                                {"m", minutes{1}},
                                                {"h", std::chrono::hours{1}},
                                                {"d", std::chrono::days{1}}}};
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = number(text.substr(0, digits));
    const auto unit = std::ranges::find(units, text.substr(digits), &Unit::name);
    if (!count || *count == 0 || unit == units.end() || *count > longest_duration / unit->length) return std::nullopt;
    return *count * unit->length;
}

std::variant<Schedule, ScheduleFault> parse_schedule(std::string_view text) {
    const Piece all{text, 0};
    const std::vector<Piece> found = words(all);
    const auto rest = std::span{found}.subspan(found.empty() ? 0 : 1);
    if (!found.empty() && found[0].text == "every") return parse_every(all, rest);
    if (!found.empty() && found[0].text == "cron") return parse_cron(all, rest);
    return ScheduleFault{found.empty() ? 0 : found[0].position,
                         "a schedule is `every 15m` or `cron MINUTE HOUR DAY MONTH WEEKDAY`"};
}

std::optional<base::Instant> next_after(const Schedule& schedule, base::Instant last, const base::Zone& zone) {
    if (const auto* interval = std::get_if<milliseconds>(&schedule.when)) return last + *interval;
    return next_civil(std::get<CronFields>(schedule.when), last, zone);
}

}  // namespace kolk::gateway
