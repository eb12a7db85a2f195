#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// The bytes of a text, without copying.
ByteView as_bytes(std::string_view text);
/// Bytes as text, without copying.
std::string_view as_text(ByteView bytes);

/// Lower-case hexadecimal.
std::string to_hex(ByteView bytes);
/// Reads hexadecimal of either case; an odd length or another character gives nothing.
std::optional<Bytes> from_hex(std::string_view text);

/// Base64 with padding (RFC 4648 section 4).
std::string to_base64(ByteView bytes);
/// Strict base64: padding required, no line breaks, unused bits zero. White space is refused too.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace kolk::base
