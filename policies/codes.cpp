#include "policies/codes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kolk::policies {
namespace {

bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

// Those that separate as well, as Unicode has it.
bool is_ascii_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f');
}

constexpr std::array<std::string_view, 19> wide_spaces{
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

// The size of the white space that the text begins or ends with, of one character.
template <class Stands>
std::size_t space_at(char end, Stands stands) {
    if (is_ascii(end)) return is_ascii_space(end) ? 1 : 0;
    const auto found = std::ranges::find_if(wide_spaces, stands);
    return found == wide_spaces.end() ? 0 : found->size();
}

// A letter with an accent is two bytes, of which the second tells capitals: `À` is C3 80 and `à` C3 A0.
char small(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    constexpr char letters_with_accents = '\xc3';
    constexpr unsigned char first = 0x80;
    constexpr unsigned char last = 0x9e;
    constexpr unsigned char times_sign = 0x97;
    constexpr unsigned char to_small = 0x20;
    const bool accented = at > 0 && text[at - 1] == letters_with_accents;
    const auto second = static_cast<unsigned char>(c);
    const bool capital = accented && second >= first && second <= last && second != times_sign;
    return capital ? static_cast<char>(second + to_small) : c;
}

}  // namespace

std::string_view without_spaces_around(std::string_view text) {
    while (!text.empty()) {
        const std::size_t before =
            space_at(text.front(), [&](std::string_view space) { return text.starts_with(space); });
        text.remove_prefix(before);
        if (text.empty()) break;
        const std::size_t after = space_at(text.back(), [&](std::string_view space) { return text.ends_with(space); });
        text.remove_suffix(after);
        if (before + after == 0) break;
    }
    return text;
}

bool is_same_code(std::string_view one, std::string_view other) {
    const std::string_view left = without_spaces_around(one);
    const std::string_view right = without_spaces_around(other);
    if (left.size() != right.size()) return false;
    for (std::size_t at = 0; at < left.size(); ++at) {
        if (small(left, at) != small(right, at)) return false;
    }
    return true;
}

}  // namespace kolk::policies
