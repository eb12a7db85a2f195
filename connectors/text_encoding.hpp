#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kolk::connectors {

/// By which some programs mark a file as UTF-8; it is no part of its text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The length of the valid UTF-8 character at `at` (RFC 3629: no surrogates, no overlong forms), or 0.
std::size_t utf8_character(std::string_view text, std::size_t at);
bool is_utf8(std::string_view text);
/// Windows-1252 as UTF-8; nothing when a byte is one of the five that it leaves undefined.
std::optional<std::string> from_windows_1252(std::string_view bytes);

}  // namespace kolk::connectors
