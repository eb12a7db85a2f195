#include "connectors/text_encoding.hpp"

#include <array>
#include <cstdint>

namespace kolk::connectors {
namespace {

/// What Windows-1252 puts where ISO-8859-1 has control characters; 0 where it puts nothing.
constexpr std::array<std::uint16_t, 32> windows_1252_high{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

unsigned byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

bool continues(std::string_view text, std::size_t at) {
    return (byte_at(text, at) & 0xC0U) == 0x80U;
}

void append_utf8(std::string& text, std::uint32_t character) {
    if (character < 0x80) {
        text += static_cast<char>(character);
    } else if (character < 0x800) {
        text += static_cast<char>(0xC0U | (character >> 6U));
        text += static_cast<char>(0x80U | (character & 0x3FU));
    } else {
        text += static_cast<char>(0xE0U | (character >> 12U));
        text += static_cast<char>(0x80U | ((character >> 6U) & 0x3FU));
        text += static_cast<char>(0x80U | (character & 0x3FU));
    }
}

}  // namespace

std::size_t utf8_character(std::string_view text, std::size_t at) {
    const unsigned first = byte_at(text, at);
    const unsigned second = byte_at(text, at + 1);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || !continues(text, at + 1)) return 0;
    if (first < 0xE0) return 2;
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    if (overlong || beyond || !continues(text, at + 2)) return 0;
    if (first < 0xF0) return 3;
    return continues(text, at + 3) ? 4 : 0;
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto size = utf8_character(text, at);
        if (size == 0) return false;
        at += size;
    }
    return true;
}

std::optional<std::string> from_windows_1252(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const std::uint32_t character = byte >= 0x80 && byte < 0xA0 ? windows_1252_high[byte - 0x80U] : byte;
        if (byte != 0 && character == 0) return std::nullopt;
        append_utf8(text, character);
    }
    return text;
}

}  // namespace kolk::connectors
