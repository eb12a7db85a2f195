#pragma once

#include <string_view>

/// Codes as people type them. Neither of these allocates; both take UTF-8.
namespace kolk::policies {

/// The text without white space around it, as Unicode has it (hard, thin and wide spaces too).
std::string_view without_spaces_around(std::string_view text);
/// Whether two texts are one code: in whatever capitals, of the letters up to U+00FF, accents included (`Ï`, `ï`), and
/// with whatever spaces around.
bool is_same_code(std::string_view one, std::string_view other);

}  // namespace kolk::policies
