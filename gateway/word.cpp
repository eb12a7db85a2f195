#include "gateway/word.hpp"

namespace kolk::gateway {
namespace {

constexpr std::size_t longest_word = 64;
constexpr int longest_number = 4;

bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_ours(std::string_view text) {
    if (text.empty() || text.size() > longest_word || !is_letter(text[0])) return false;
    int digits = 0;
    for (const char c : text) {
        if (!is_letter(c) && !is_digit(c) && std::string_view{".:_-"}.find(c) == std::string_view::npos) return false;
        digits = is_digit(c) ? digits + 1 : 0;
        if (digits > longest_number) return false;
    }
    return true;
}

}  // namespace

Word Word::of(std::string_view text) {
    Word word{"(hidden)"};
    if (is_ours(text)) word.text_ = text;
    return word;
}

}  // namespace kolk::gateway
