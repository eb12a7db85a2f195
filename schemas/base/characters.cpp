#include "schemas/base/characters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace kolk::base {
namespace {

struct Range {
    char32_t first, last;
};

constexpr std::array<Range, 10> white{{{0x09, 0x0d},
                                       {0x1c, 0x20},
                                       {0x85, 0x85},
                                       {0xa0, 0xa0},
                                       {0x1680, 0x1680},
                                       {0x2000, 0x200a},
                                       {0x2028, 0x2029},
                                       {0x202f, 0x202f},
                                       {0x205f, 0x205f},
                                       {0x3000, 0x3000}}};

constexpr std::array<Range, 20> unseen{{{0x00, 0x1b},     {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},
                                        {0x61c, 0x61c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
                                        {0x200b, 0x200f}, {0x202a, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
                                        {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfff8},
                                        {0xfff9, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}}};

bool lies_in(std::span<const Range> ranges, char32_t character) {
    return std::ranges::any_of(ranges,
                               [&](const Range& range) { return range.first <= character && character <= range.last; });
}

constexpr char32_t no_character = 0xfffd;

// How many bytes follow the first of a character; none where it begins nothing.
std::size_t bytes_after(std::uint8_t first) {
    if (first >= 0xf0 && first < 0xf8) return 3;
    if (first >= 0xe0) return first < 0xf0 ? 2 : 0;
    return first >= 0xc0 ? 1 : 0;
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
    const auto first = static_cast<std::uint8_t>(text[at++]);
    if (first < 0x80) return first;
    const std::size_t more = bytes_after(first);
    if (more == 0 || text.size() - at < more) return no_character;
    char32_t character = first & (0x3fU >> more);
    for (const char byte : text.substr(at, more)) {
        const auto part = static_cast<std::uint8_t>(byte);
        if ((part & 0xc0U) != 0x80U) return no_character;
        character = (character << 6U) | (part & 0x3fU);
    }
    at += more;
    return character;
}

bool is_white(char32_t character) {
    return lies_in(white, character);
}

bool is_accent(char32_t character) {
    return character >= 0x300 && character <= 0x36f;
}

bool is_unseen(char32_t character) {
    return lies_in(unseen, character) && !is_white(character);
}

}  // namespace kolk::base
