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

// ISO 8601, as the file has it.
std::string text_of(const Period& period) {
    constexpr int days_of_a_week = 7;
    std::string text{"P"};
    if (period.months != 0) text += std::to_string(period.months) + 'M';
    if (period.months == 0 && period.days != 0 && period.days % days_of_a_week == 0)
        return text + std::to_string(period.days / days_of_a_week) + 'W';
    if (period.days != 0 || period.months == 0) text += std::to_string(period.days) + 'D';
    return text;
}

std::string text_of(const Duration& duration) {
    if (duration.unit == Duration::Unit::calendar) return text_of(duration.period);
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
    return "{lasted: {from: " + condition.record + '.' + condition.from +
           ends_of(condition.at_least, condition.at_most) + "}}";
}

std::string text_of(const AnyOf& condition) {
    Texts texts;
    for (const PlainCondition& one : condition.of) {
        texts.push_back(std::visit([](const auto& plain) { return text_of(plain); }, one));
    }
    return "{any: [" + joined(texts, ", ") + "]}";
}

std::string counted_in(int number, std::string_view one, std::string_view several) {
    return std::to_string(number) + ' ' + std::string{number == 1 ? one : several};
}

std::string dutch_of(const Period& period) {
    constexpr int months_of_a_year = 12;
    constexpr int days_of_a_week = 7;
    Texts parts;
    if (const int years = period.months / months_of_a_year; years != 0)
        parts.push_back(counted_in(years, "jaar", "jaar"));
    if (const int months = period.months % months_of_a_year; months != 0)
        parts.push_back(counted_in(months, "maand", "maanden"));
    if (period.days != 0 && period.days % days_of_a_week == 0) {
        parts.push_back(counted_in(period.days / days_of_a_week, "week", "weken"));
    } else if (period.days != 0 || parts.empty()) {
        parts.push_back(counted_in(period.days, "dag", "dagen"));
    }
    return joined(parts, " en ");
}

std::string dutch_of(const Duration& duration) {
    switch (duration.unit) {
        case Duration::Unit::school_days:
            return counted_in(duration.count, "schooldag", "schooldagen");
        case Duration::Unit::school_weeks:
            return counted_in(duration.count, "schoolweek", "schoolweken");
        case Duration::Unit::calendar:
            break;
    }
    return dutch_of(duration.period);
}

std::string dutch_of(int number) {
    return std::to_string(number);
}

// `minstens 4 weken en minder dan 3 maanden`
template <class T>
std::string dutch_ends(const std::optional<Bound<T>>& lower, const std::optional<Bound<T>>& upper) {
    Texts ends;
    if (lower) ends.push_back((lower->left_out ? "meer dan " : "minstens ") + dutch_of(lower->at));
    if (upper) ends.push_back((upper->left_out ? "minder dan " : "hoogstens ") + dutch_of(upper->at));
    return joined(ends, " en ");
}

std::string dutch_of(const FieldIs& condition) {
    const bool several = condition.values.size() > 1;
    const std::string_view is =
        condition.negated ? (several ? " is geen van: " : " is niet ") : (several ? " is een van: " : " is ");
    return condition.record + '.' + condition.field + std::string{is} + listed(condition.values);
}

std::string dutch_of(const AgeBetween& condition) {
    Texts ends;
    if (condition.at_least) ends.push_back("vanaf " + std::to_string(*condition.at_least));
    if (condition.at_most) ends.push_back("tot en met " + std::to_string(*condition.at_most));
    return "leeftijd " + joined(ends, " ") + " jaar";
}

std::string dutch_of(const Running& condition) {
    return "loopt op deze dag: van " + condition.record + '.' + condition.from + " tot en met " + condition.record +
           '.' + condition.until;
}

std::string dutch_of(const WithoutStartkwalificatie&) {
    return "zonder startkwalificatie";
}

std::string dutch_of(const NumberBetween& condition) {
    return condition.record + '.' + condition.field + " is " + dutch_ends(condition.at_least, condition.at_most);
}

std::string dutch_of(const Lasted& condition) {
    return dutch_ends(condition.at_least, condition.at_most) + " sinds " + condition.record + '.' + condition.from;
}

std::string dutch_of(const AnyOf& condition) {
    Texts texts;
    for (const PlainCondition& one : condition.of) {
        texts.push_back(std::visit([](const auto& plain) { return dutch_of(plain); }, one));
    }
    return "minstens een van deze: " + joined(texts, "; ");
}

}  // namespace

std::vector<std::string> dutch_texts_of(const std::vector<Condition>& conditions) {
    Texts texts;
    for (const Condition& condition : conditions) {
        texts.push_back(std::visit([](const auto& one) { return dutch_of(one); }, condition));
    }
    return texts;
}

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
