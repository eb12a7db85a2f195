#include "policies/condition.hpp"

#include "policies/codes.hpp"
#include "policies/consent.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace kolk::policies {
namespace {

/// Long enough for any whole number.
using Digits = std::array<char, 24>;

template <class Whole>
std::string_view written(Whole number, Digits& digits) {
    const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    return {digits.data(), static_cast<std::size_t>(end - digits.data())};
}

std::string_view code_of(const boost::json::value& value, Digits& digits) {
    if (value.is_string()) return value.get_string();
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    if (value.is_int64()) return written(value.get_int64(), digits);
    return value.is_uint64() ? written(value.get_uint64(), digits) : std::string_view{};
}

bool says_nothing(std::string_view text) {
    return is_same_code(text, {});
}

// Nothing when there is no value to compare.
std::optional<bool> is_asked_for(std::string_view text, const FieldIs& condition) {
    if (says_nothing(text)) return std::nullopt;
    return std::ranges::any_of(condition.values, [&](const std::string& code) {
        return condition.by_word ? has_word(text, code) : is_same_code(text, code);
    });
}

std::optional<bool> is_asked_for(const boost::json::value& value, const FieldIs& condition) {
    Digits digits;
    return is_asked_for(code_of(value, digits), condition);
}

// Of a list, whether some element is.
std::optional<bool> some_is_asked_for(const boost::json::value& value, const FieldIs& condition) {
    if (!value.is_array()) return is_asked_for(value, condition);
    std::optional<bool> found;
    for (const boost::json::value& item : value.get_array()) {
        if (const auto one = is_asked_for(item, condition)) found = found.value_or(false) || *one;
    }
    return found;
}

std::optional<bool> has_value_in(const schemas::Content& fields, std::string_view field, const FieldIs& condition) {
    const boost::json::value* value = fields.find(field);
    const auto found = value == nullptr ? std::nullopt : some_is_asked_for(*value, condition);
    return found ? std::optional{*found != condition.negated} : std::nullopt;
}

// The name that the record type has for the field that is asked for; nullptr where it has none.
const std::string* own_name(const FieldIs& condition, const schemas::RecordType& type) {
    if (condition.record == type.id) return &condition.field;
    const schemas::FieldSchema* own = schemas::field_in(type, condition.record, condition.field);
    return own == nullptr ? nullptr : &own->name;
}

// What the record does not tell of its child, the child's own block may.
bool is_barred_by(const FieldIs& condition, const Rule* rule, const Question& question,
                  const schemas::RecordType& type) {
    const bool of_the_child = schemas::is_of_the_child(condition.record);
    const std::string* own = own_name(condition, type);
    if (own == nullptr && !of_the_child) return bars_what_is_absent(condition);
    if (is_hidden(condition, rule, question)) return true;
    const schemas::Content& record = question.record->fields;
    const bool in_the_record = own != nullptr && (!of_the_child || type.id == condition.record || record.has(*own));
    const schemas::Content* fields = in_the_record ? &record : question.subject;
    const std::string& name = in_the_record ? *own : condition.field;
    const auto found = fields == nullptr ? std::nullopt : has_value_in(*fields, name, condition);
    return found.value_or(bars_what_is_absent(condition));
}

/// Says of a condition what it asks of one record type; nothing when it does not concern that.
struct Concerning {
    const schemas::RecordType& type;

    template <class Anyone>
    std::optional<PlainCondition> operator()(const Anyone& condition) const {
        return condition;
    }
    std::optional<PlainCondition> operator()(FieldIs condition) const { return moved(condition, &FieldIs::field); }
    std::optional<PlainCondition> operator()(NumberBetween condition) const {
        return moved(condition, &NumberBetween::field);
    }
    std::optional<PlainCondition> operator()(Lasted condition) const { return moved(condition, &Lasted::from); }
    std::optional<PlainCondition> operator()(Running condition) const {
        const std::string record = condition.record;
        const std::string until = condition.until;
        auto here = moved(condition, &Running::from);
        if (here) std::get<Running>(*here).until = schemas::name_in(type, record, until).value_or(std::string{});
        return here;
    }

private:
    template <class About>
    std::optional<PlainCondition> moved(About condition, std::string About::*field) const {
        auto name = schemas::name_in(type, condition.record, condition.*field);
        if (!name)
            return schemas::is_of_the_child(condition.record) ? std::optional<PlainCondition>{condition} : std::nullopt;
        condition.record = type.id;
        condition.*field = std::move(*name);
        return condition;
    }
};

// 1: above the end, 0: on it, -1: below it
int place_beside(int end, double number) {
    return (end < number) - (number < end);
}

}  // namespace

std::vector<Condition> conditions_about(const std::vector<Condition>& conditions, const schemas::RecordType& type) {
    std::vector<Condition> all;
    for (const Condition& condition : conditions) {
        if (const auto* any = std::get_if<AnyOf>(&condition)) {
            AnyOf here;
            for (const PlainCondition& one : any->of) {
                if (auto moved = std::visit(Concerning{type}, one)) here.of.push_back(std::move(*moved));
            }
            if (!here.of.empty()) all.emplace_back(std::move(here));
            continue;
        }
        const auto here = std::visit(
            [&](const auto& one) -> std::optional<PlainCondition> {
                if constexpr (std::is_same_v<std::decay_t<decltype(one)>, AnyOf>)
                    return std::nullopt;
                else
                    return Concerning{type}(one);
            },
            condition);
        if (here) std::visit([&all](const auto& one) { all.emplace_back(one); }, *here);
    }
    return all;
}

bool bars_what_is_absent(const FieldIs& condition) {
    return condition.negated && !condition.where_told;
}

bool is_about(const Prohibition& prohibition, const schemas::RecordType& type) {
    bool of_a_record = false;
    for (const FieldIs& condition : prohibition.when) {
        if (schemas::is_of_the_child(condition.record)) continue;
        if (own_name(condition, type) != nullptr) return true;
        of_a_record = true;
    }
    return !of_a_record;
}

std::optional<FieldIs> condition_about(const FieldIs& condition, const schemas::RecordType& type) {
    const auto here = Concerning{type}(condition);
    return here ? std::optional{std::get<FieldIs>(*here)} : std::nullopt;
}

const Facts& facts_of(const Question& question) {
    static const Facts nothing_known;
    return question.facts == nullptr ? nothing_known : *question.facts;
}

const schemas::Content* fields_of(const Question& question, std::string_view record) {
    if (question.record != nullptr && question.record->type == record) return &question.record->fields;
    return schemas::is_of_the_child(record) ? question.subject : nullptr;
}

bool is_for_a_parent(Kind kind, const Party& to) {
    return kind == Kind::rights && to.role == "ouder";
}

std::optional<bool> is_minor(const Facts& facts, Date today) {
    if (!facts.born) return std::nullopt;
    return base::age_on(*facts.born, today) < of_age;
}

// A municipality knows the address of those who live there; everyone else might tell whom it is kept from. Who answers
// for youth care may be another.
bool hides_address(const Rule& rule, const Question& question) {
    if (!facts_of(question).address_secret) return false;
    const std::string& role = question.to.role;
    const bool municipality = role == "gemeente-jeugd" || role == "leerplicht" || role == "doorstroompunt";
    return !municipality || rule.choose != Choose::residence || question.lives_elsewhere;
}

std::optional<bool> has_value(std::string_view text, const FieldIs& condition) {
    const auto found = is_asked_for(text, condition);
    return found ? std::optional{*found != condition.negated} : std::nullopt;
}

std::optional<bool> has_value(const schemas::Content& fields, const FieldIs& condition) {
    return has_value_in(fields, condition.field, condition);
}

// Without a rule it is a total, of which anyone may hear.
bool is_hidden(const FieldIs& condition, const Rule* rule, const Question& question) {
    const bool secret = rule == nullptr ? facts_of(question).address_secret : hides_address(*rule, question);
    if (!secret) return false;
    const schemas::RecordType* type = schemas::find_record_type(condition.record);
    const schemas::FieldSchema* field = type == nullptr ? nullptr : type->find(condition.field);
    return field == nullptr || field->whereabouts;
}

bool is_met(const Prohibition& prohibition, const Rule* rule, const Question& question,
            const schemas::RecordType& type) {
    return is_about(prohibition, type) && std::ranges::all_of(prohibition.when, [&](const FieldIs& condition) {
               return is_barred_by(condition, rule, question, type);
           });
}

std::optional<double> number_in(const schemas::Content& fields, std::string_view field) {
    const boost::json::value* told = fields.find(field);
    if (told == nullptr) return std::nullopt;
    return told->is_number() ? told->to_number<double>() : number_in(fields.text(field));
}

std::optional<double> number_in(std::string_view told) {
    const std::string_view text = without_spaces_around(told);
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool is_below(double number, const NumberBetween& range) {
    return range.at_least && !range.at_least->begins_before(place_beside(range.at_least->at, number));
}

bool is_above(double number, const NumberBetween& range) {
    return range.at_most && !range.at_most->ends_after(place_beside(range.at_most->at, number));
}

}  // namespace kolk::policies
