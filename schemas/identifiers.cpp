#include "schemas/identifiers.hpp"

#include <algorithm>

namespace kolk::schemas {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view digits_and_capitals = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";

bool made_of(std::string_view text, std::string_view alphabet) {
    return text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::optional<std::string> exactly(std::string_view text, std::size_t size, std::string_view alphabet) {
    if (text.size() != size || !made_of(text, alphabet)) return std::nullopt;
    return std::string{text};
}

/// The weighted sum of nine digits with weights 9 to 2 and -1; callers pass nine digits.
int weighted_sum(std::string_view text) {
    int sum = -(text[8] - '0');
    for (std::size_t i = 0; i < 8; ++i) sum += (9 - static_cast<int>(i)) * (text[i] - '0');
    return sum;
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool holds_word_of_hex(std::string_view text, std::size_t size) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t first = at;
        while (at < text.size() && is_alphanumeric(text[at])) ++at;
        if (at - first == size && made_of(text.substr(first, size), hex_digits)) return true;
        if (at == first) ++at;
    }
    return false;
}

bool holds_eck_address(std::string_view text) {
    constexpr std::string_view address = "ketenid.nl/";
    const auto same_letter = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    return std::search(text.begin(), text.end(), address.begin(), address.end(), same_letter) != text.end();
}

}  // namespace

std::optional<std::string> BsnCheck::canonical(std::string_view text) {
    if (text.size() != 8 && text.size() != 9) return std::nullopt;
    if (!made_of(text, digits)) return std::nullopt;
    const std::string padded = (text.size() == 8 ? "0" : "") + std::string{text};
    if (padded.starts_with("00")) return std::nullopt;
    const int sum = weighted_sum(padded);
    if (sum <= 0 || sum % 11 != 0) return std::nullopt;
    return padded;
}

std::optional<std::string> OnderwijsnummerCheck::canonical(std::string_view text) {
    if (!text.starts_with("10")) return std::nullopt;
    auto number = exactly(text, 9, digits);
    if (!number || weighted_sum(*number) % 11 != 5) return std::nullopt;
    return number;
}

std::optional<std::string> BrinCheck::canonical(std::string_view text) {
    return exactly(text, 4, digits_and_capitals);
}

std::optional<std::string> VestigingCheck::canonical(std::string_view text) {
    if (text.size() != 6 || !made_of(text.substr(4), digits)) return std::nullopt;
    return exactly(text, 6, digits_and_capitals);
}

std::optional<std::string> GemeentecodeCheck::canonical(std::string_view text) {
    return exactly(text, 4, digits);
}

std::optional<std::string> AgbCheck::canonical(std::string_view text) {
    return exactly(text, 8, digits);
}

std::optional<std::string> OinCheck::canonical(std::string_view text) {
    return exactly(text, 20, digits);
}

std::optional<std::string> SwvNumberCheck::canonical(std::string_view text) {
    if (!text.starts_with("PO") && !text.starts_with("VO")) return std::nullopt;
    return exactly(text, 6, digits_and_capitals);
}

bool looks_like_eck_id(std::string_view text) {
    return holds_eck_address(text) || holds_word_of_hex(text, 64) || holds_word_of_hex(text, 128);
}

bool looks_like_national_number(std::string_view text) {
    std::string number;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            number += c;
        } else if (c != ' ' && c != '.' && c != '-') {
            return false;
        }
        if (number.size() > 9) return false;
    }
    return number.size() == 9 && (BsnCheck::canonical(number) || OnderwijsnummerCheck::canonical(number));
}

}  // namespace kolk::schemas
