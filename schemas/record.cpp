#include "schemas/record.hpp"

#include "schemas/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace kolk::schemas {
namespace {

namespace json = boost::json;

constexpr double largest_exact_integer = 9007199254740992.0;  // 2^53

bool counts_as_absent(const json::value& value) {
    return value.is_null() || (value.is_string() && value.get_string().empty());
}

/// One number, one representation: 18.0 and 18 are the same value, and what JSON can't write is none.
void normalise(json::value& value) {
    if (value.is_double()) {
        const double number = value.get_double();
        if (!std::isfinite(number)) {
            value = nullptr;
        } else if (std::trunc(number) == number && std::abs(number) <= largest_exact_integer) {
            value = static_cast<std::int64_t>(number);
        }
    } else if (value.is_uint64()) {
        const std::uint64_t number = value.get_uint64();
        if (number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            value = static_cast<std::int64_t>(number);
        }
    } else if (value.is_array()) {
        for (json::value& item : value.get_array()) normalise(item);
    } else if (value.is_object()) {
        for (auto& member : value.get_object()) normalise(member.value());
    }
}

/// Whether `a` comes before `b` when both are compared as UTF-16 (RFC 8785 section 3.2.3). UTF-8 has the same order,
/// except that the characters U+E000 to U+FFFF come after the supplementary ones, which UTF-16 writes as D800 to DFFF.
bool before_in_utf16(std::string_view a, std::string_view b) {
    const auto [left, right] = std::ranges::mismatch(a, b);
    if (left == a.end() || right == b.end()) return left == a.end() && right != b.end();
    const auto x = static_cast<unsigned char>(*left);
    const auto y = static_cast<unsigned char>(*right);
    const bool differs_in_order = x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0);
    return differs_in_order ? x > y : x < y;
}

void write_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "\\u00";
                    out += hex[static_cast<unsigned char>(c) >> 4];
                    out += hex[static_cast<unsigned char>(c) & 15];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

/// The shortest digits that read back as the same number, laid out as ECMAScript's Number::toString does (RFC 8785
/// section 3.2.2.3).
void write_number(std::string& out, double number) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.begin(), buffer.end(), std::abs(number), std::chars_format::scientific).ptr;
    const std::string_view written{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
    const std::size_t e = written.find('e');
    std::string digits{written.substr(0, 1)};
    if (e > 2) digits += written.substr(2, e - 2);
    int exponent = 0;
    const std::string_view power = written.substr(written[e + 1] == '+' ? e + 2 : e + 1);
    std::from_chars(power.data(), power.data() + power.size(), exponent);

    const int count = static_cast<int>(digits.size());
    const int point = exponent + 1;  // the decimal point stands after this many digits
    if (number < 0) out += '-';
    if (point > 21 || point <= -6) {
        out += digits[0];
        if (count > 1) out += '.' + digits.substr(1);
        out += exponent < 0 ? "e-" : "e+";
        out += std::to_string(std::abs(exponent));
    } else if (point <= 0) {
        out += "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    } else if (count <= point) {
        out += digits + std::string(static_cast<std::size_t>(point - count), '0');
    } else {
        out += digits.substr(0, static_cast<std::size_t>(point)) + '.' + digits.substr(static_cast<std::size_t>(point));
    }
}

void write(std::string& out, const json::value& value);

void write_object(std::string& out, const json::object& object) {
    std::vector<const json::key_value_pair*> members;
    members.reserve(object.size());
    for (const auto& member : object) members.push_back(&member);
    std::ranges::sort(members, before_in_utf16, [](const auto* member) { return std::string_view{member->key()}; });
    char separator = '{';
    for (const auto* member : members) {
        out += separator;
        write_text(out, member->key());
        out += ':';
        write(out, member->value());
        separator = ',';
    }
    out += members.empty() ? "{}" : "}";
}

void write_array(std::string& out, const json::array& array) {
    char separator = '[';
    for (const json::value& item : array) {
        out += separator;
        write(out, item);
        separator = ',';
    }
    out += array.empty() ? "[]" : "]";
}

void write(std::string& out, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            out += "null";
            break;
        case json::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            break;
        case json::kind::int64:
            out += std::to_string(value.get_int64());
            break;
        case json::kind::uint64:
            out += std::to_string(value.get_uint64());
            break;
        case json::kind::double_:
            write_number(out, value.get_double());
            break;
        case json::kind::string:
            write_text(out, value.get_string());
            break;
        case json::kind::array:
            write_array(out, value.get_array());
            break;
        case json::kind::object:
            write_object(out, value.get_object());
            break;
    }
}

}  // namespace

Content::Content(json::object values) {
    values_.reserve(values.size());
    for (auto& member : values) set(member.key(), std::move(member.value()));
}

const json::value* Content::find(std::string_view field) const noexcept {
    return values_.if_contains(field);
}

std::string_view Content::text(std::string_view field) const noexcept {
    const json::value* value = find(field);
    if (!value || !value->is_string()) return {};
    return value->get_string();
}

void Content::set(std::string_view field, json::value value) {
    normalise(value);
    if (counts_as_absent(value)) {
        erase(field);
        return;
    }
    values_.insert_or_assign(field, std::move(value));
}

void Content::erase(std::string_view field) {
    values_.erase(field);
}

std::string Content::canonical() const {
    std::string out;
    write_object(out, values_);
    return out;
}

std::optional<Content> Content::parse(std::string_view canonical) {
    boost::system::error_code error;
    json::value value = parse_json(canonical, error);
    if (error || !value.is_object()) return std::nullopt;
    return Content{std::move(value.get_object())};
}

}  // namespace kolk::schemas
