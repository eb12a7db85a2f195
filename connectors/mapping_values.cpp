#include "connectors/mapping.hpp"

#include <algorithm>
#include <charconv>
#include <fnmatch.h>
#include <utility>

namespace kolk::connectors::mapping {
namespace {

enum class Part : std::uint8_t { day, month, year };

/// The part of a date that a pattern asks for at this place, with its number of digits; 0 digits: a plain character.
std::pair<Part, std::size_t> part_at(std::string_view pattern) {
    if (pattern.starts_with("DD")) return {Part::day, 2};
    if (pattern.starts_with("MM")) return {Part::month, 2};
    if (pattern.starts_with("JJJJ") || pattern.starts_with("YYYY")) return {Part::year, 4};
    return {Part::day, 0};
}

std::optional<int> digits(std::string_view text, std::size_t count) {
    int number = 0;
    if (text.size() < count) return std::nullopt;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

}  // namespace

bool is_day_pattern(std::string_view pattern) {
    int seen[3]{};
    while (!pattern.empty()) {
        const auto [part, size] = part_at(pattern);
        if (size > 0) ++seen[static_cast<std::size_t>(part)];
        pattern.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return seen[0] == 1 && seen[1] == 1 && seen[2] == 1;
}

std::optional<Date> read_day(std::string_view text, std::string_view pattern) {
    int found[3]{};
    while (!pattern.empty()) {
        const auto [part, size] = part_at(pattern);
        if (size > 0) {
            const auto number = digits(text, size);
            if (!number) return std::nullopt;
            found[static_cast<std::size_t>(part)] = *number;
        } else if (text.empty() || text.front() != pattern.front()) {
            return std::nullopt;
        }
        const auto step = std::max<std::size_t>(size, 1);
        text.remove_prefix(step);
        pattern.remove_prefix(step);
    }
    const Date day{std::chrono::year{found[2]}, std::chrono::month{static_cast<unsigned>(found[1])},
                   std::chrono::day{static_cast<unsigned>(found[0])}};
    return text.empty() && day.ok() ? std::optional{day} : std::nullopt;
}

std::optional<double> read_number(std::string_view text, char decimal) {
    std::string plain{text};
    const auto allowed = std::string{"0123456789"} + decimal;
    const auto unsigned_part = std::string_view{plain}.substr(plain.starts_with('-') ? 1 : 0);
    if (unsigned_part.find_first_not_of(allowed) != std::string_view::npos || unsigned_part.empty() ||
        unsigned_part.front() == decimal || unsigned_part.back() == decimal) {
        return std::nullopt;
    }
    std::replace(plain.begin(), plain.end(), decimal, '.');
    double number = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    return error == std::errc{} && end == plain.data() + plain.size() ? std::optional{number} : std::nullopt;
}

const Table* Mapping::table_for(const std::string& file_name) const {
    const auto fits = [&](const Table& table) {
        return ::fnmatch(table.files.c_str(), file_name.c_str(), FNM_NOESCAPE | FNM_CASEFOLD) == 0;
    };
    const auto found = std::find_if(tables.begin(), tables.end(), fits);
    return found == tables.end() ? nullptr : &*found;
}

bool Mapping::reads_responsible() const {
    return std::ranges::any_of(tables, [](const Table& table) { return !table.responsible.empty(); });
}

bool Mapping::reads_bsn() const {
    return std::ranges::any_of(tables, [](const Table& table) {
        return table.subject.contains("bsn") || std::ranges::any_of(table.child, [](const ChildNumber& number) {
                   return number.kind == Identifier::Kind::bsn;
               });
    });
}

}  // namespace kolk::connectors::mapping
