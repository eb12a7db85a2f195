#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// Strict reading of the line formats of logs; used inside this room only.
namespace kolk::crypto {

/// Takes the text up to the separator off the front, and the separator; nothing when it does not occur.
[[nodiscard]] std::optional<std::string_view> take_until(std::string_view& text, char separator);

/// Decimal without sign or leading zero.
[[nodiscard]] std::optional<std::uint64_t> read_decimal(std::string_view text);

/// Well-formed UTF-8 (RFC 3629) without control characters below U+0020 other than line feeds.
[[nodiscard]] bool is_note_text(std::string_view text);

/// Well-formed UTF-8, not empty, without `+`, line feeds, control characters or any Unicode space.
[[nodiscard]] bool is_key_name(std::string_view name);

}  // namespace kolk::crypto
