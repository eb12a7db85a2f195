#include "policies/condition.hpp"

#include "policies/consent.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace kolk::policies {
namespace {

constexpr std::string_view hard_space = "\u00a0";

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view without_spaces_around(std::string_view text) {
    for (;;) {
        if (text.starts_with(hard_space)) {
            text.remove_prefix(hard_space.size());
        } else if (text.ends_with(hard_space)) {
            text.remove_suffix(hard_space.size());
        } else if (!text.empty() && is_space(text.front())) {
            text.remove_prefix(1);
        } else if (!text.empty() && is_space(text.back())) {
            text.remove_suffix(1);
        } else {
            return text;
        }
    }
}

// A code means the same in capitals and with spaces around it: what a law forbids must not pass by being typed so.
bool same_code(std::string_view told, std::string_view known) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(told, without_spaces_around(known), {}, small, small);
}

/// Long enough for any whole number.
using Digits = std::array<char, 24>;

std::string_view code_in(const schemas::Content& fields, std::string_view field, Digits& digits) {
    const boost::json::value* value = fields.find(field);
    if (value == nullptr) return {};
    if (value->is_bool()) return value->get_bool() ? "true" : "false";
    if (!value->is_int64()) return fields.text(field);
    const auto end = std::to_chars(digits.begin(), digits.end(), value->get_int64()).ptr;
    return {digits.data(), static_cast<std::size_t>(end - digits.data())};
}

bool is_barred_by(const FieldIs& condition, const schemas::Content* fields) {
    const auto found = fields == nullptr ? std::nullopt : has_value(*fields, condition);
    return found.value_or(condition.negated && !condition.where_told);
}

bool is_barred_by(const FieldIs& condition, const Question& question, const schemas::RecordType& type) {
    const schemas::Content& fields = question.record->fields;
    if (condition.record == type.id) return is_barred_by(condition, &fields);
    const bool of_the_child = schemas::is_of_the_child(condition.record);
    const auto name = schemas::name_in(type, condition.record, condition.field);
    if (!name || (of_the_child && !fields.has(*name))) return of_the_child && is_barred_by(condition, question.subject);
    FieldIs own = condition;
    own.field = *name;
    return is_barred_by(own, &fields);
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
            if (here.of.size() == any->of.size()) all.emplace_back(std::move(here));
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
    const std::string_view told = without_spaces_around(text);
    if (told.empty()) return std::nullopt;
    const bool found =
        std::ranges::any_of(condition.values, [&](const std::string& value) { return same_code(told, value); });
    return found != condition.negated;
}

std::optional<bool> has_value(const schemas::Content& fields, const FieldIs& condition) {
    Digits digits;
    return has_value(code_in(fields, condition.field, digits), condition);
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
    return std::ranges::all_of(prohibition.when, [&](const FieldIs& condition) {
        return is_hidden(condition, rule, question) || is_barred_by(condition, question, type);
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
