#include "policies/condition_text.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

using base::joined;
using Texts = std::vector<std::string>;

std::string text_of(const AgeBetween& condition) {
    std::string text;
    if (condition.at_least) text += "at_least: " + std::to_string(*condition.at_least);
    if (condition.at_most) text += (text.empty() ? "at_most: " : ", at_most: ") + std::to_string(*condition.at_most);
    return "{age: {" + text + "}}";
}

std::string text_of(const Running& condition) {
    return "{running: {from: " + condition.record + '.' + condition.from + ", until: " + condition.record + '.' +
           condition.until + "}}";
}

std::string text_of(const WithoutStartkwalificatie&) {
    return "{without: startkwalificatie}";
}

std::string text_of(int number) {
    return std::to_string(number);
}

std::string text_of(const Duration& duration) {
    if (duration.unit == Duration::Unit::calendar) {
        return std::to_string(duration.period.months) + " months and " + std::to_string(duration.period.days) + " days";
    }
    const bool days = duration.unit == Duration::Unit::school_days;
    return std::to_string(duration.count) + (days ? " school days" : " school weeks");
}

template <class T>
std::string ends_of(const std::optional<Bound<T>>& lower, const std::optional<Bound<T>>& upper) {
    std::string text;
    if (lower) text += (lower->left_out ? ", more_than: " : ", at_least: ") + text_of(lower->at);
    if (upper) text += (upper->left_out ? ", less_than: " : ", at_most: ") + text_of(upper->at);
    return text;
}

std::string text_of(const NumberBetween& condition) {
    return "{field: " + condition.record + '.' + condition.field + ends_of(condition.at_least, condition.at_most) + "}";
}

std::string text_of(const Lasted& condition) {
    return "{since: " + condition.record + '.' + condition.from + ends_of(condition.at_least, condition.at_most) + "}";
}

std::string text_of(const AnyOf& condition) {
    Texts texts;
    for (const PlainCondition& one : condition.of) {
        texts.push_back(std::visit([](const auto& plain) { return text_of(plain); }, one));
    }
    return "{any: [" + joined(texts, ", ") + "]}";
}

}  // namespace

std::string listed(const std::vector<std::string>& texts) {
    Texts shown;
    for (const std::string& text : texts) {
        shown.push_back(text.find_first_of(",\"") == std::string::npos ? text : '"' + text + '"');
    }
    return joined(shown, ", ");
}

std::string text_of(const FieldIs& condition) {
    return "{field: " + condition.record + '.' + condition.field + (condition.negated ? ", is_not: [" : ", is: [") +
           listed(condition.values) + "]}";
}

std::vector<std::string> texts_of(const std::vector<Condition>& conditions) {
    Texts texts;
    for (const Condition& condition : conditions) {
        texts.push_back(std::visit([](const auto& one) { return text_of(one); }, condition));
    }
    std::ranges::sort(texts);
    return texts;
}

}  // namespace kolk::policies
