#include "policies/satisfiable.hpp"

#include "policies/condition.hpp"
#include "policies/reader_conditions.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

namespace kolk::policies {
namespace {

template <class About>
std::string place_of_field(const About& condition) {
    return schemas::origin_of(condition.record, condition.field);
}

template <class Kind>
std::string place_asked(const Kind&) {
    return {};
}

std::string place_asked(const FieldIs& condition) {
    return place_of_field(condition);
}

std::string place_asked(const NumberBetween& condition) {
    return place_of_field(condition);
}

std::string place_asked(const Lasted& condition) {
    return schemas::origin_of(condition.record, condition.from);
}

std::string place_asked(const AgeBetween&) {
    return "age";
}

// Where a condition looks, by whatever name: those that look elsewhere cannot contradict it. Empty where nothing can.
std::string place_looked_at(const Condition& condition) {
    return std::visit([](const auto& one) { return place_asked(one); }, condition);
}

// ---- values ----

// Whether a field that holds this text meets the condition, where that looks at the field.
bool may_be(const Condition& condition, const std::string& place, const std::string& value) {
    if (const auto* naming = std::get_if<FieldIs>(&condition))
        return place_asked(*naming) != place || has_value(value, *naming).value_or(false);
    const auto* bounds = std::get_if<NumberBetween>(&condition);
    if (bounds == nullptr || place_asked(*bounds) != place) return true;
    const auto number = number_in(value);
    return number && !is_below(*number, *bounds) && !is_above(*number, *bounds);
}

const schemas::FieldSchema* field_of(const FieldIs& condition) {
    const schemas::RecordType* type = schemas::find_record_type(condition.record);
    return type == nullptr ? nullptr : type->find(condition.field);
}

bool asks_some_element(const Condition& condition) {
    const auto* naming = std::get_if<FieldIs>(&condition);
    return naming != nullptr && !naming->negated;
}

// Whether some value meets every condition on the field that this one is about. Of a list another element may meet
// another condition, but for one that no element may be.
bool some_value_is_left(const Conditions& conditions, const FieldIs& about) {
    const schemas::FieldSchema* field = field_of(about);
    if (field == nullptr) return true;
    const std::vector<std::string> values = about.negated ? closed_list_of(*field) : about.values;
    if (values.empty()) return true;
    const std::string place = place_asked(about);
    const bool several = field->takes(schemas::Kind::list);
    return std::ranges::any_of(values, [&](const std::string& value) {
        return std::ranges::all_of(conditions, [&](const Condition& one) {
            return (several && asks_some_element(one)) || may_be(one, place, value);
        });
    });
}

// ---- numbers and ages ----

// The narrower of two ends: a bound that is left out lies further in.
void narrow(NumberBetween& bounds, const NumberBetween& other) {
    const auto further_in = [](const Bound<int>& end, int side) { return std::pair{side * end.at, end.left_out}; };
    const auto take = [&](std::optional<Bound<int>>& end, const std::optional<Bound<int>>& narrower, int side) {
        if (narrower && (!end || further_in(*end, side) < further_in(*narrower, side))) end = narrower;
    };
    take(bounds.at_least, other.at_least, 1);
    take(bounds.at_most, other.at_most, -1);
}

// Whether some number meets every condition on the field that this one bounds.
bool some_number_is_left(const Conditions& conditions, NumberBetween bounds) {
    const std::string place = place_asked(bounds);
    for (const Condition& condition : conditions) {
        const auto* other = std::get_if<NumberBetween>(&condition);
        if (other != nullptr && place_asked(*other) == place) narrow(bounds, *other);
    }
    return leaves_a_number(bounds);
}

bool some_age_is_left(const Conditions& conditions) {
    int youngest = 0;
    int oldest = std::numeric_limits<int>::max();
    for (const Condition& condition : conditions) {
        const auto* age = std::get_if<AgeBetween>(&condition);
        if (age == nullptr) continue;
        youngest = std::max(youngest, age->at_least.value_or(youngest));
        oldest = std::min(oldest, age->at_most.value_or(oldest));
    }
    return youngest <= oldest;
}

// ---- times ----

using Time = std::optional<Bound<Duration>>;

bool is_counted_in(const Time& end, Duration::Unit unit) {
    return end && end->at.unit == unit;
}

// A count of school days or weeks, from none on.
bool some_count_is_left(std::span<const Lasted> all, Duration::Unit unit) {
    int least = 0;
    int most = std::numeric_limits<int>::max();
    for (const Lasted& one : all) {
        const Time& from = one.at_least;
        const Time& until = one.at_most;
        if (is_counted_in(from, unit)) least = std::max(least, from->at.count + (from->left_out ? 1 : 0));
        if (is_counted_in(until, unit)) most = std::min(most, until->at.count - (until->left_out ? 1 : 0));
    }
    return least <= most;
}

// A day from that one on.
bool some_day_is_left(std::span<const Lasted> all, Date begin) {
    Date first = begin;
    std::optional<Date> last;
    for (const Lasted& one : all) {
        const Time& from = one.at_least;
        const Time& until = one.at_most;
        if (is_counted_in(from, Duration::Unit::calendar))
            first = std::max(first, base::add_days(add_period(begin, from->at.period), from->left_out ? 1 : 0));
        if (!is_counted_in(until, Duration::Unit::calendar)) continue;
        const Date end = base::add_days(add_period(begin, until->at.period), until->left_out ? -1 : 0);
        last = last ? std::min(*last, end) : end;
    }
    return !last || first <= *last;
}

// Months differ in length, so whether P4W lies within P1M depends on the day from which is counted: one of a leap
// cycle.
bool some_time_is_left(const Conditions& conditions, const Lasted& about) {
    constexpr int leap_cycle = 4 * 365 + 1;
    std::vector<Lasted> all;
    for (const Condition& condition : conditions) {
        const auto* one = std::get_if<Lasted>(&condition);
        if (one != nullptr && place_asked(*one) == place_asked(about)) all.push_back(*one);
    }
    if (!some_count_is_left(all, Duration::Unit::school_days)) return false;
    if (!some_count_is_left(all, Duration::Unit::school_weeks)) return false;
    Date begin{std::chrono::year{2024} / std::chrono::January / 1};
    for (int day = 0; day < leap_cycle; ++day, begin = base::add_days(begin, 1)) {
        if (some_day_is_left(all, begin)) return true;
    }
    return false;
}

// ---- all together ----

// Why nothing meets those of them that are no `any`.
std::set<std::string> plain_contradictions(const Conditions& conditions) {
    std::set<std::string> told;
    std::set<std::string> counted_from;
    for (const Condition& condition : conditions) {
        const auto* naming = std::get_if<FieldIs>(&condition);
        if (naming != nullptr && !some_value_is_left(conditions, *naming))
            told.insert("no value of " + naming->field + " meets its conditions");
        const auto* bounds = std::get_if<NumberBetween>(&condition);
        if (bounds != nullptr && !some_number_is_left(conditions, *bounds))
            told.insert("no number in " + bounds->field + " meets its conditions");
        const auto* lasted = std::get_if<Lasted>(&condition);
        const bool is_new = lasted != nullptr && counted_from.insert(place_asked(*lasted)).second;
        if (is_new && !some_time_is_left(conditions, *lasted))
            told.insert("no time since " + lasted->from + " meets its conditions");
    }
    if (!some_age_is_left(conditions)) told.insert("nobody has the ages that it asks for");
    return told;
}

// Whether this can hold beside the others, which do not contradict each other.
bool fits_beside(const Conditions& conditions, const Condition& added) {
    Conditions there{added};
    const std::string place = place_looked_at(added);
    std::ranges::copy_if(conditions, std::back_inserter(there),
                         [&](const Condition& one) { return !place.empty() && place_looked_at(one) == place; });
    return plain_contradictions(there).empty();
}

Condition as_condition(const PlainCondition& plain) {
    return std::visit([](const auto& one) { return Condition{one}; }, plain);
}

Conditions with(Conditions conditions, Condition added) {
    conditions.push_back(std::move(added));
    return conditions;
}

/// Looks for something that meets conditions and escapes prohibitions, one alternative after the other.
class Search {
public:
    explicit Search(std::size_t asked) : tries_{asked <= most_asked ? most_tries : 0} {}

    // Conditions of which those that are no `any` do not contradict each other.
    bool can_hold(Conditions conditions) {
        const auto is_any = [](const Condition& one) { return std::holds_alternative<AnyOf>(one); };
        const auto found = std::ranges::find_if(conditions, is_any);
        if (found == conditions.end()) return true;
        const AnyOf any = std::get<AnyOf>(*found);
        conditions.erase(found);
        return std::ranges::any_of(any.of, [&](const PlainCondition& one) {
            const Condition alternative = as_condition(one);
            return gives_up() || (fits_beside(conditions, alternative) && can_hold(with(conditions, alternative)));
        });
    }

    /// A condition of a prohibition, by the names of the record type.
    struct Barring {
        FieldIs when;
        bool spares_absent = false;  ///< what is not told is not what it looks for
    };
    using Bars = std::span<const std::vector<Barring>>;

    // Of each bar one condition must fail: by a value that it does not look for, or by none.
    bool escapes(const Conditions& conditions, Bars bars) {
        if (bars.empty()) return can_hold(conditions);
        return std::ranges::any_of(bars.front(), [&](const Barring& one) {
            return gives_up() || escapes_by_value(conditions, one, bars.subspan(1)) ||
                   (one.spares_absent && escapes_by_absence(conditions, one, bars.subspan(1)));
        });
    }

private:
    static constexpr std::size_t most_asked = 200;
    static constexpr int most_tries = 1000;

    bool gives_up() { return --tries_ < 0; }

    bool escapes_by_value(const Conditions& conditions, const Barring& bar, Bars others) {
        FieldIs another = bar.when;
        another.negated = !another.negated;
        const bool told = !absent_.contains(place_asked(another));
        return told && fits_beside(conditions, another) && escapes(with(conditions, another), others);
    }

    bool escapes_by_absence(const Conditions& conditions, const Barring& bar, Bars others) {
        const std::string place = place_asked(bar.when);
        const auto left = without(conditions, place);
        if (!left) return false;
        const bool is_new = absent_.insert(place).second;
        const bool found = escapes(*left, others);
        if (is_new) absent_.erase(place);
        return found;
    }

    // What is left to meet where nothing stands in that place; nothing where a condition asks for it.
    static std::optional<Conditions> without(const Conditions& conditions, const std::string& place) {
        Conditions left;
        for (const Condition& condition : conditions) {
            if (place_looked_at(condition) == place) return std::nullopt;
            left.push_back(condition);
            if (auto* any = std::get_if<AnyOf>(&left.back())) {
                std::erase_if(any->of,
                              [&](const PlainCondition& one) { return place_looked_at(as_condition(one)) == place; });
            }
        }
        return left;
    }

    int tries_;
    std::set<std::string> absent_;
};

// By the names of the type; nothing where the prohibition never holds of it.
std::optional<std::vector<Search::Barring>> barring(const Prohibition& forbidden, const schemas::RecordType& type) {
    if (!is_about(forbidden, type)) return std::nullopt;
    std::vector<Search::Barring> all;
    for (const FieldIs& condition : forbidden.when) {
        const auto own = condition_about(condition, type);
        if (!own && bars_what_is_absent(condition)) continue;
        if (!own) return std::nullopt;
        // What a record does not tell of its child, the child's own block may.
        const bool told_elsewhere = schemas::is_of_the_child(condition.record) && own->record == type.id;
        all.push_back({*own, !bars_what_is_absent(condition) || told_elsewhere});
    }
    return all;
}

}  // namespace

std::set<std::string> contradictions(const Conditions& conditions) {
    std::set<std::string> told = plain_contradictions(conditions);
    if (told.empty() && !Search{conditions.size()}.can_hold(conditions))
        told.insert("none of the conditions of an 'any' can hold beside the others");
    return told;
}

bool leaves_something(const Conditions& conditions, std::span<const Prohibition* const> forbidden,
                      const schemas::RecordType* type) {
    std::vector<std::vector<Search::Barring>> bars;
    for (const Prohibition* one : forbidden) {
        if (one->when.empty()) return false;
        auto bar = type == nullptr ? std::nullopt : barring(*one, *type);
        if (bar) bars.push_back(std::move(*bar));
    }
    if (bars.empty()) return true;
    const Conditions own = conditions_about(conditions, *type);
    return !contradictions(own).empty() || Search{own.size() + bars.size()}.escapes(own, bars);
}

}  // namespace kolk::policies
