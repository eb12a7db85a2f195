#pragma once

#include "schemas/base/result.hpp"

#include <string>
#include <string_view>

namespace kolk::gateway {

/// A word that may stand in a log line or a metric. It is a text known when the program was compiled, or one that looks
/// like a word of our own (`school:de-linde`, `deny.consent.missing`): it starts with a letter and has at most 64
/// characters from a-z, 0-9 and `.:_-`, of which never more than four digits in a row, so no number of a person fits.
class Word {
public:
    Word(base::Literal literal) : text_{literal.text} {}  // NOLINT(google-explicit-constructor)
    /// Any other text becomes `(hidden)`.
    static Word of(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    friend auto operator<=>(const Word&, const Word&) = default;

private:
    std::string text_;
};

}  // namespace kolk::gateway
