#include "policies/transform.hpp"

#include "policies/condition_text.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

namespace json = boost::json;

// What can't be made less telling does not go as it was; a record that passed its schema never comes here.
const json::value nothing(nullptr);

std::string_view text_of(const json::value& value) {
    return value.is_string() ? std::string_view{value.get_string()} : std::string_view{};
}

json::value year_of(const json::value& value) {
    const auto day = base::parse_date(text_of(value));
    return day ? json::value(std::to_string(static_cast<int>(day->year()))) : nothing;
}

std::string band_of(const std::vector<int>& bands, int age) {
    const auto next = std::ranges::upper_bound(bands, age);
    if (next == bands.begin()) return "<" + std::to_string(*next);
    const std::string first = std::to_string(*std::prev(next));
    return next == bands.end() ? first + "+" : first + "-" + std::to_string(*next - 1);
}

json::value age_band_of(const json::value& value, const std::vector<int>& bands, base::Date today) {
    const auto born = base::parse_date(text_of(value));
    return born ? json::value(band_of(bands, base::age_on(*born, today))) : nothing;
}

bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

json::value first_of(const json::value& value, int characters) {
    const std::string_view text = text_of(value);
    std::size_t end = 0;
    for (int seen = 0; end < text.size(); ++end) {
        if (begins_character(text[end]) && ++seen > characters) break;
    }
    return json::value(text.substr(0, end));
}

}  // namespace

json::value Transform::apply(const json::value& value, base::Date today) const {
    switch (kind) {
        case Kind::year:
            return year_of(value);
        case Kind::age_bands:
            return age_band_of(value, bands, today);
        case Kind::first:
            return first_of(value, characters);
        case Kind::codes:
            break;
    }
    const auto found = codes.find(text_of(value));
    return found == codes.end() ? nothing : json::value(found->second);
}

std::vector<std::string> Transform::outcomes() const {
    std::vector<std::string> all;
    const auto add = [&all](std::string outcome) {
        if (!base::holds(all, outcome)) all.push_back(std::move(outcome));
    };
    if (!bands.empty()) add(band_of(bands, bands.front() - 1));
    for (const int band : bands) add(band_of(bands, band));
    for (const auto& [from, to] : codes) add(to);
    return all;
}

std::string_view Transform::word() const {
    switch (kind) {
        case Kind::year:
            return "year";
        case Kind::age_bands:
            return "age_bands";
        case Kind::first:
            return "first";
        case Kind::codes:
            break;
    }
    return "codes";
}

std::string Transform::text() const {
    std::vector<std::string> details;
    for (const int band : bands) details.push_back(std::to_string(band));
    if (characters != 0) details.push_back(std::to_string(characters));
    for (const auto& [from, to] : codes) details.push_back(from + ": " + to);
    return std::string{word()} + (details.empty() ? "" : " [" + listed(details) + "]");
}

}  // namespace kolk::policies
