#include "policies/condition.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view without_spaces_around(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// A code means the same in capitals and with spaces around it: what a law forbids must not pass by being typed so.
bool same_code(std::string_view told, std::string_view known) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(without_spaces_around(told), without_spaces_around(known), {}, small, small);
}

std::string_view code_in(const schemas::Content& fields, std::string_view field) {
    const boost::json::value* value = fields.find(field);
    if (value == nullptr || !value->is_bool()) return fields.text(field);
    return value->get_bool() ? "true" : "false";
}

}  // namespace

bool has_value(const schemas::Record& record, const FieldIs& condition) {
    if (record.type != condition.record) return false;
    const std::string_view told = code_in(record.fields, condition.field);
    const bool found =
        std::ranges::any_of(condition.values, [&](const std::string& value) { return same_code(told, value); });
    return found != condition.negated;
}

}  // namespace kolk::policies
