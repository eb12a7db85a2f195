#include "policies/codes.hpp"

#include "schemas/base/characters.hpp"

#include <cstddef>

namespace kolk::policies {
namespace {

constexpr char32_t end_of_text = 0;
constexpr char32_t first_accented = 0xc0;
constexpr char32_t first_small = 0xe0;
constexpr char32_t last_accented = 0xff;

// U+00C0 to U+00DF, and U+00E0 to U+00FE, which are the same in small letters; `-` for what has no accent.
constexpr std::string_view without_accents = "aaaaaa-ceeeeiiii-nooooo--uuuuy--";

// Of the letters and signs without an accent these are no capitals.
bool has_small_letter(char32_t character) {
    constexpr char32_t times = 0xd7;
    constexpr char32_t sharp_s = 0xdf;
    return character < first_small && character != times && character != sharp_s;
}

// The small letter without its accent.
char32_t plain(char32_t character) {
    if (character >= 'A' && character <= 'Z') return character - 'A' + 'a';
    if (character < first_accented || character > last_accented) return character;
    if (character == last_accented) return 'y';
    const char32_t first = character < first_small ? first_accented : first_small;
    const char letter = without_accents[character - first];
    if (letter != '-') return static_cast<unsigned char>(letter);
    return has_small_letter(character) ? character + (first_small - first_accented) : character;
}

bool is_passed_over(char32_t character) {
    return base::is_accent(character) || base::is_unseen(character);
}

/// The characters of a code that count, one after the other.
class Code {
public:
    explicit Code(std::string_view text) : text_{text} {}

    char32_t next() {
        bool space = false;
        for (std::size_t here = at_; at_ < text_.size(); here = at_) {
            const char32_t character = base::next_character(text_, at_);
            if (!is_ordinary(character)) {
                space = space || base::is_white(character);
                if (base::is_white(character) || is_passed_over(character)) continue;
            }
            if (!space || !begun_) {
                begun_ = true;
                return plain(character);
            }
            at_ = here;
            begun_ = false;
            return ' ';
        }
        return end_of_text;
    }

private:
    static bool is_ordinary(char32_t character) { return character > ' ' && character < 0x7f; }

    std::string_view text_;
    std::size_t at_ = 0;
    bool begun_ = false;  ///< white space that comes now stands between two characters
};

// Letters of other alphabets are of a word; the signs of Latin-1 and general punctuation are not.
bool is_of_word(char32_t character) {
    if (character < 0x80) return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
    return character >= first_accented && (character < 0x2000 || character > 0x206f);
}

}  // namespace

std::string_view without_spaces_around(std::string_view text) {
    std::size_t first = text.size();
    std::size_t end = text.size();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const char32_t character = base::next_character(text, at);
        if (base::is_white(character) || base::is_unseen(character)) continue;
        if (first == text.size()) first = here;
        end = at;
    }
    return text.substr(first, end - first);
}

bool is_same_code(std::string_view one, std::string_view other) {
    Code left{one};
    Code right{other};
    for (;;) {
        const char32_t character = left.next();
        if (character != right.next()) return false;
        if (character == end_of_text) return true;
    }
}

bool has_word(std::string_view text, std::string_view code) {
    Code rest{text};
    for (char32_t before = ' '; before != end_of_text;) {
        Code word = rest;
        Code wanted{code};
        char32_t read = word.next();
        char32_t asked = wanted.next();
        while (read == asked && asked != end_of_text) {
            read = word.next();
            asked = wanted.next();
        }
        if (asked == end_of_text && !is_of_word(read)) return true;
        do before = rest.next();
        while (is_of_word(before));
    }
    return false;
}

}  // namespace kolk::policies
