#include "policies/reader_conditions.hpp"

#include "policies/reader_settings.hpp"

#include <algorithm>
#include <charconv>

namespace kolk::policies {
namespace {

using schemas::FieldSchema;

// `verzuimmelding.grondslag`
struct Place {
    std::string record;
    std::string field;
    const FieldSchema* schema = nullptr;
};

Place read_place(const Section& section, std::string_view word) {
    const std::string text = section.needed_text(word);
    const std::size_t dot = text.find('.');
    Place place{text.substr(0, dot), dot == std::string::npos ? std::string{} : text.substr(dot + 1)};
    const schemas::RecordType* type = schemas::find_record_type(place.record);
    if (type != nullptr) place.schema = type->find(place.field);
    if (text.empty() || place.schema != nullptr) return place;
    std::vector<std::string_view> names;
    for (const auto& one : schemas::record_types()) {
        if (type != nullptr && &one != type) continue;
        names.insert(names.end(), one.full_names.begin(), one.full_names.end());
    }
    const std::string_view near = schemas::nearest(text, names);
    add_fault(section.faults(), *section.find(word),
              "no record type has this field; write it like 'opp.begin'" +
                  (near.empty() ? std::string{} : "; did you mean '" + std::string{near} + "'?"));
    return place;
}

Place read_date_place(const Section& section, std::string_view word) {
    Place place = read_place(section, word);
    if (place.schema != nullptr && place.schema->format != schemas::Format::date)
        add_fault(section.faults(), *section.find(word), "this field is no date");
    return place;
}

bool is_number(const FieldSchema& field) {
    return field.takes(schemas::Kind::integer) || field.takes(schemas::Kind::number);
}

// What `is` may compare the field with; empty: any text.
std::vector<std::string_view> values_of(const FieldSchema& field) {
    if (field.takes(schemas::Kind::boolean)) return {"true", "false"};
    return {field.codes.begin(), field.codes.end()};
}

void check_values(const Section& section, std::string_view word, const FieldIs& condition, const FieldSchema& field) {
    if (is_number(field)) add_fault(section.faults(), section.node(), "compare a number with at_least or at_most");
    const std::vector<std::string_view> valid = values_of(field);
    if (valid.empty()) return;
    for (const std::string& value : condition.values) {
        if (std::ranges::find(valid, value) != valid.end()) continue;
        yaml::Node named = *section.find(word);
        for (const yaml::Node& item : section.find(word)->items) {
            if (item.text == value) named = item;
        }
        named.text = value;
        add_unknown(section.faults(), named, "value of " + condition.field, valid);
    }
}

// A number, or the name of a setting of this region.
std::optional<int> read_threshold(const Section& section, std::string_view word, const Settings& settings) {
    const yaml::Node* node = section.find(word);
    if (node == nullptr) return std::nullopt;
    if (const auto named = number_setting(settings, node->text)) return named;
    if (node->text.empty() || (node->text.front() >= '0' && node->text.front() <= '9')) return section.number(word);
    add_unknown(section.faults(), *node, "setting with a number", number_settings());
    return std::nullopt;
}

template <class T>
void need_bounds(const Section& section, const std::optional<T>& at_least, const std::optional<T>& at_most) {
    if (!at_least && !at_most) add_fault(section.faults(), section.node(), "it needs at_least or at_most");
}

NumberBetween read_number(const Section& section, const Settings& settings) {
    const Place place = read_place(section, "field");
    NumberBetween number{place.record, place.field, read_threshold(section, "at_least", settings),
                         read_threshold(section, "at_most", settings)};
    need_bounds(section, number.at_least, number.at_most);
    if (place.schema == nullptr) return number;
    if (!is_number(*place.schema)) add_fault(section.faults(), section.node(), "this field is no number");
    const auto range = place.schema->range.value_or(std::pair{0.0, 1e9});
    const bool beyond = (number.at_least && range.second < *number.at_least) ||
                        (number.at_most && *number.at_most < range.first) ||
                        (number.at_least && number.at_most && *number.at_most < *number.at_least);
    if (beyond)
        add_fault(section.faults(), section.node(), "no record meets this: no number lies between these bounds");
    return number;
}

Condition read_field(const Section& section, const Settings& settings) {
    const bool compares = section.find("at_least") != nullptr || section.find("at_most") != nullptr;
    const bool names = section.find("is") != nullptr || section.find("is_not") != nullptr;
    if (compares && names)
        add_fault(section.faults(), section.node(), "write either is or is_not, or at_least and at_most");
    if (compares) return read_number(section, settings);
    return read_field_is(section);
}

Condition read_running(const Section& section) {
    const Place from = read_date_place(section, "from");
    const Place until = read_date_place(section, "until");
    if (from.record != until.record)
        add_fault(section.faults(), section.node(), "both dates should be of one record type");
    return Running{from.record, from.field, until.field};
}

Condition read_age(const Section& section) {
    const AgeBetween age{section.number("at_least"), section.number("at_most")};
    need_bounds(section, age.at_least, age.at_most);
    if (age.at_least && age.at_most && *age.at_most < *age.at_least)
        add_fault(section.faults(), section.node(), "nobody has this age: at_most is below at_least");
    return age;
}

// `P4W`, `7 school days`, `4 school weeks`, or a setting that counts school days.
std::optional<Duration> read_duration(const Section& section, std::string_view word, const Convenant& convenant) {
    const std::string text = section.text(word);
    if (text.empty()) return std::nullopt;
    if (const auto period = parse_period(text)) return Duration{Duration::Unit::calendar, *period, 0};
    Duration duration{Duration::Unit::school_days, {}, 0};
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, duration.count);
    const std::string_view unit{stopped, static_cast<std::size_t>(end - stopped)};
    if (text == "mazl_school_days") {
        duration.count = convenant.settings.mazl_school_days;
    } else if (unit == " school weeks") {
        duration.unit = Duration::Unit::school_weeks;
    } else if (error != std::errc{} || unit != " school days") {
        add_fault(section.faults(), *section.find(word),
                  "a duration is a period like 'P4W', or '7 school days', or '4 school weeks'");
        return std::nullopt;
    }
    if (duration.count < 1) add_fault(section.faults(), *section.find(word), "a duration is at least 1");
    if (!convenant.school_calendar)
        add_fault(section.faults(), *section.find(word), "school days and weeks need a 'school_calendar' in this file");
    return duration;
}

Condition read_lasted(const Section& section, const Convenant& convenant) {
    const Place from = read_date_place(section, "from");
    Lasted lasted{from.record, from.field, read_duration(section, "at_least", convenant),
                  read_duration(section, "at_most", convenant)};
    if (section.find("at_least") == nullptr && section.find("at_most") == nullptr)
        need_bounds(section, lasted.at_least, lasted.at_most);
    return lasted;
}

template <class Kind>
std::string record_spoken_of(const Kind& condition) {
    if constexpr (requires { condition.record; }) return condition.record;
    return {};
}

std::string record_spoken_of(const AnyOf& any) {
    for (const PlainCondition& one : any.of) {
        std::string record = std::visit([](const auto& kind) { return record_spoken_of(kind); }, one);
        if (!record.empty()) return record;
    }
    return {};
}

std::optional<PlainCondition> plain(Condition condition) {
    return std::visit(
        [](auto&& one) -> std::optional<PlainCondition> {
            if constexpr (std::is_same_v<std::decay_t<decltype(one)>, AnyOf>) {
                return std::nullopt;
            } else {
                return PlainCondition{std::forward<decltype(one)>(one)};
            }
        },
        std::move(condition));
}

// Conditions do not concern records of other types, and so would let each of those pass: hence one type.
std::optional<Condition> read_any(const Section& section, const Convenant& convenant) {
    AnyOf any;
    std::string about;
    for (const yaml::Node& node : section.list("any")) {
        auto read = read_condition(node, convenant, section.faults());
        if (!read) continue;
        const std::string record = record_of(*read);
        auto one = plain(std::move(*read));
        if (!one) {
            add_fault(section.faults(), node, "'any' does not stand within 'any'");
            continue;
        }
        if (!record.empty() && !about.empty() && record != about)
            add_fault(section.faults(), node, "the conditions of 'any' should be about one record type");
        if (about.empty()) about = record;
        any.of.push_back(std::move(*one));
    }
    if (any.of.size() < 2) add_fault(section.faults(), section.node(), "'any' names at least two conditions");
    return any;
}

}  // namespace

std::string record_of(const Condition& condition) {
    return std::visit([](const auto& one) { return record_spoken_of(one); }, condition);
}

FieldIs read_field_is(const Section& section) {
    const Place place = read_place(section, "field");
    const bool both = section.find("is") != nullptr && section.find("is_not") != nullptr;
    if (both) add_fault(section.faults(), section.node(), "write either is or is_not");
    const std::string_view word = section.find("is_not") == nullptr ? "is" : "is_not";
    FieldIs condition{place.record, place.field, section.words(word), word == "is_not"};
    if (condition.values.empty())
        add_fault(section.faults(), section.node(), "'is' or 'is_not' should name at least one value");
    if (place.schema != nullptr) check_values(section, word, condition, *place.schema);
    return condition;
}

std::optional<Condition> read_condition(const yaml::Node& node, const Convenant& convenant, Faults& faults) {
    const Section section{
        node,
        "a condition",
        {"field", "is", "is_not", "at_least", "at_most", "age", "running", "lasted", "without", "any"},
        faults};
    if (section.find("field") != nullptr) return read_field(section, convenant.settings);
    if (const yaml::Node* age = section.find("age"))
        return read_age(Section{*age, "age", {"at_least", "at_most"}, faults});
    if (const yaml::Node* running = section.find("running"))
        return read_running(Section{*running, "running", {"from", "until"}, faults});
    if (const yaml::Node* lasted = section.find("lasted"))
        return read_lasted(Section{*lasted, "lasted", {"from", "at_least", "at_most"}, faults}, convenant);
    if (section.find("any") != nullptr) return read_any(section, convenant);
    static constexpr std::array<std::string_view, 1> held{"startkwalificatie"};
    const yaml::Node* without = section.find("without");
    if (without == nullptr) {
        add_fault(faults, node,
                  "a condition is one of: field (with is, is_not, at_least or at_most), age, running, lasted, without, "
                  "any");
        return std::nullopt;
    }
    if (without->text != held[0]) add_unknown(faults, *without, "thing to be without", held);
    return WithoutStartkwalificatie{};
}

}  // namespace kolk::policies
