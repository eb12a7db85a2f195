#include "connectors/barred.hpp"

#include "schemas/identifiers.hpp"

#include <algorithm>

namespace kolk::connectors {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hexadecimal(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

bool holds_national_number(std::string_view text) {
    if (schemas::looks_like_national_number(text)) return true;
    for (auto at = text.begin(); at != text.end();) {
        const auto first = std::find_if(at, text.end(), is_digit);
        at = std::find_if_not(first, text.end(), is_digit);
        const bool amid_hexadecimal =
            (first != text.begin() && is_hexadecimal(*(first - 1))) || (at != text.end() && is_hexadecimal(*at));
        if (at - first == 9 && !amid_hexadecimal && schemas::looks_like_national_number({first, at})) return true;
    }
    return false;
}

bool is_barred(std::string_view text) {
    return holds_national_number(text) || schemas::looks_like_eck_id(text);
}

}  // namespace kolk::connectors
