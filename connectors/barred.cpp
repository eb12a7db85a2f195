#include "connectors/barred.hpp"

#include "schemas/identifiers.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace kolk::connectors {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hexadecimal(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_separator(char c) {
    return c == ' ' || c == '.' || c == '-' || c == '/';
}

/// How people write a number of nine digits.
constexpr std::array<std::array<std::size_t, 3>, 3> written_in{{{9, 0, 0}, {3, 3, 3}, {4, 2, 3}}};

/// Where the national number ends that begins here and is written in these groups; `at` where there is none.
std::size_t end_of_number(std::string_view text, std::size_t at, const std::array<std::size_t, 3>& groups) {
    std::string number;
    std::size_t end = at;
    for (const std::size_t group : groups) {
        if (group == 0) break;
        if (end > at && (end >= text.size() || !is_separator(text[end++]))) return at;
        const std::string_view digits = text.substr(std::min(end, text.size()), group);
        if (digits.size() < group || !std::all_of(digits.begin(), digits.end(), is_digit)) return at;
        number += digits;
        end += group;
    }
    if (end < text.size() && is_digit(text[end])) return at;
    return schemas::looks_like_national_number(number) ? end : at;
}

/// Whether what ends here goes on as the last part of a UUID, after the four digits of the part before it.
bool is_in_uuid(std::string_view before) {
    if (before.size() < 6 || before.back() != '-' || before[before.size() - 6] != '-') return false;
    const std::string_view part = before.substr(before.size() - 5, 4);
    return std::all_of(part.begin(), part.end(), is_hexadecimal);
}

// No word and no name is that long in hexadecimal letters alone: Ada999900018 is a name with a number.
constexpr std::size_t shortest_digest = 16;
constexpr std::size_t last_part_of_uuid = 12;

bool is_in_digest(std::string_view text, std::size_t place) {
    std::size_t begin = place;
    while (begin > 0 && is_hexadecimal(text[begin - 1])) --begin;
    std::size_t end = place;
    while (end < text.size() && is_hexadecimal(text[end])) ++end;
    if (end - begin >= shortest_digest) return true;
    return end - begin == last_part_of_uuid && is_in_uuid(text.substr(0, begin));
}

/// The text with wide digits (U+FF10 and on) and hard spaces (U+00A0, U+202F) as their plain fellows.
std::string in_plain_signs(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        const bool wide = rest.size() > 2 && rest.starts_with("\xEF\xBC") && rest[2] >= '\x90' && rest[2] <= '\x99';
        const std::size_t hard_space = rest.starts_with("\xC2\xA0") ? 2 : rest.starts_with("\xE2\x80\xAF") ? 3 : 0;
        if (wide) {
            plain += static_cast<char>('0' + (rest[2] - '\x90'));
        } else {
            plain += hard_space > 0 ? ' ' : rest.front();
        }
        at += wide ? 3 : std::max<std::size_t>(hard_space, 1);
    }
    return plain;
}

}  // namespace

bool holds_national_number(std::string_view text) {
    if (schemas::looks_like_national_number(text)) return true;
    const std::string plain = in_plain_signs(text);
    for (std::size_t at = 0; at < plain.size(); ++at) {
        if (at > 0 && is_digit(plain[at - 1])) continue;
        for (const auto& groups : written_in) {
            const std::size_t end = end_of_number(plain, at, groups);
            if (end > at && !is_in_digest(plain, at) && !is_in_digest(plain, end - 1)) return true;
        }
    }
    return false;
}

bool is_barred(std::string_view text) {
    return holds_national_number(text) || schemas::looks_like_eck_id(text);
}

}  // namespace kolk::connectors
