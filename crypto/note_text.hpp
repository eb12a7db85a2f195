#pragma once

#include <string_view>

namespace kolk::crypto {

/// Well-formed UTF-8 (RFC 3629) without control characters below U+0020 other than line feeds.
[[nodiscard]] bool is_note_text(std::string_view text);

/// Well-formed UTF-8, not empty, without `+`, line feeds, control characters or any Unicode space.
[[nodiscard]] bool is_key_name(std::string_view name);

}  // namespace kolk::crypto
