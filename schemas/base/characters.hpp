#pragma once

#include <cstddef>
#include <string_view>

/// The characters of a text in UTF-8, as people see them. None of these allocates.
namespace kolk::base {

/// The character that begins at `at`, a place within the text, which moves past it. A byte that begins none is told as
/// U+FFFD and passed over alone.
char32_t next_character(std::string_view text, std::size_t& at);

/// Whether it is white space, as Unicode has it (hard, thin and wide spaces too), with the four separators of ASCII.
bool is_white(char32_t character);

/// Whether it is a mark that is drawn over or under the letter before it (U+0300 to U+036F).
bool is_accent(char32_t character);

/// Whether nobody sees it: a control character that is no white space, or one that only joins others, parts them or
/// turns their direction (Unicode, Default_Ignorable_Code_Point, and the annotations U+FFF9 to U+FFFB).
bool is_unseen(char32_t character);

}  // namespace kolk::base
