#include "crypto/lines.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace kolk::crypto {
namespace {

/// Takes one character off the front; nothing when the bytes are no UTF-8: overlong, a surrogate, above U+10FFFF, cut.
std::optional<char32_t> take_character(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xc0 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf8 ? 4
                                           : 0;
    if (size == 0 || size > text.size()) return std::nullopt;
    char32_t character = size == 1 ? lead : lead & (0x7fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0) != 0x80) return std::nullopt;
        character = (character << 6) | (next & 0x3f);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (character < smallest[size] || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff)) {
        return std::nullopt;
    }
    text.remove_prefix(size);
    return character;
}

template <class Allowed>
bool consists_of(std::string_view text, Allowed allowed) {
    while (!text.empty()) {
        const auto character = take_character(text);
        if (!character || !allowed(*character)) return false;
    }
    return true;
}

/// White_Space of the Unicode character database, as far as it is not a control character below U+0020.
bool is_space(char32_t c) {
    return c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

}  // namespace

std::optional<std::string_view> take_until(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end + 1);
    return taken;
}

std::optional<std::uint64_t> read_decimal(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || (text.size() > 1 && text.front() == '0')) {
        return std::nullopt;
    }
    return value;
}

bool is_note_text(std::string_view text) {
    return consists_of(text, [](char32_t c) { return c >= 0x20 || c == '\n'; });
}

bool is_key_name(std::string_view name) {
    return !name.empty() && consists_of(name, [](char32_t c) { return c >= 0x20 && c != '+' && !is_space(c); });
}

}  // namespace kolk::crypto
