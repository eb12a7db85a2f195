#pragma once

#include <string_view>

/// Codes as people type them. None of these allocates; all take UTF-8.
///
/// Two texts are one code in whatever capitals, with or without the accents of the letters up to U+00FF, whatever
/// spaces around, however many between two words, and whatever characters between that nobody sees.
namespace kolk::policies {

/// The text without white space, and without what nobody sees, around it.
std::string_view without_spaces_around(std::string_view text);
/// Whether two texts are one code.
bool is_same_code(std::string_view one, std::string_view other);
/// Whether one of the words of the text, letters and digits together, is this code, which is one word.
bool has_word(std::string_view text, std::string_view code);

}  // namespace kolk::policies
