#include "policies/reader_conditions.hpp"

#include "policies/codes.hpp"
#include "policies/reader_settings.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace kolk::policies {
namespace {

using schemas::FieldSchema;

// Each stands in for its name wherever that is written.
constexpr std::size_t most_conditions_defined = 20;
constexpr int most_years_of_age = 150;

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
    add_fault(section.faults(), *section.find(word),
              "no record type has this field; write it like 'opp.begin'" + schemas::did_you_mean(text, names));
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

// What a condition compares: the field, or each element of its list.
const FieldSchema& compared(const FieldSchema& field) {
    return field.takes(schemas::Kind::list) ? field.item.front() : field;
}

// Why no value of the field is ever compared; nothing where one may be.
std::optional<std::string> why_incomparable(const FieldSchema& field) {
    if (field.barred) return "no record tells this field: the gateway makes it, or refuses it";
    if (field.sensitivity == schemas::Sensitivity::N) return "no condition looks at a national number";
    const FieldSchema& one = compared(field);
    if (one.takes(schemas::Kind::text) || one.takes(schemas::Kind::boolean)) return std::nullopt;
    if (is_number(one)) return "compare a number with at_least or at_most, more_than or less_than";
    return "this field holds several fields, and is no one value to compare";
}

// Of a field without a closed list: whether it can hold this text, however it is typed.
bool can_hold(const FieldSchema& field, std::string_view typed) {
    const std::string_view value = without_spaces_around(typed);
    const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    const auto length = static_cast<std::size_t>(std::ranges::count_if(value, begins_character));
    if (value.empty() || (field.max_length != 0 && length > field.max_length)) return false;
    std::string capitals{value};
    std::ranges::transform(capitals, capitals.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return schemas::fits(field.format, value) || schemas::fits(field.format, capitals);
}

void check_values(const Section& section, std::string_view word, const FieldIs& condition, const FieldSchema& field) {
    if (const auto why = why_incomparable(field)) return add_fault(section.faults(), section.node(), *why);
    const std::vector<std::string> known = closed_list_of(field);
    const std::vector<std::string_view> valid{known.begin(), known.end()};
    for (const std::string& value : condition.values) {
        if (valid.empty() ? can_hold(compared(field), value) : std::ranges::find(valid, value) != valid.end()) continue;
        yaml::Node named = *section.find(word);
        for (const yaml::Node& item : section.find(word)->items) {
            if (item.text == value) named = item;
        }
        named.text = value;
        if (valid.empty()) {
            add_fault(section.faults(), named, "'" + value + "' is no value that " + condition.field + " can have");
        } else {
            add_unknown(section.faults(), named, "value of " + condition.field, valid);
        }
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

struct EndWords {
    std::string_view included, left_out;
};
constexpr EndWords lower_end{"at_least", "more_than"};
constexpr EndWords upper_end{"at_most", "less_than"};

bool names_end(const Section& section, const EndWords& words) {
    return section.find(words.included) != nullptr || section.find(words.left_out) != nullptr;
}

// `at_least: 16` or `more_than: 16`, with a reader for what stands there.
template <class T, class Read>
std::optional<Bound<T>> read_end(const Section& section, const EndWords& words, Read read) {
    const bool beyond = section.find(words.left_out) != nullptr;
    if (beyond && section.find(words.included) != nullptr)
        add_fault(section.faults(), section.node(),
                  "write either " + std::string{words.included} + " or " + std::string{words.left_out});
    std::optional<T> end = read(beyond ? words.left_out : words.included);
    if (!end) return std::nullopt;
    return Bound<T>{std::move(*end), beyond};
}

void need_bounds(const Section& section) {
    if (!names_end(section, lower_end) && !names_end(section, upper_end))
        add_fault(section.faults(), section.node(), "it needs at_least, more_than, at_most or less_than");
}

NumberBetween read_number(const Section& section, const Settings& settings) {
    const Place place = read_place(section, "field");
    const auto threshold = [&](std::string_view word) { return read_threshold(section, word, settings); };
    NumberBetween number{place.record, place.field, read_end<int>(section, lower_end, threshold),
                         read_end<int>(section, upper_end, threshold)};
    if (place.schema == nullptr) return number;
    if (!is_number(*place.schema)) add_fault(section.faults(), section.node(), "this field is no number");
    if (!leaves_a_number(number))
        add_fault(section.faults(), section.node(), "no record meets this: no number lies between these bounds");
    return number;
}

Condition read_field(const Section& section, const Settings& settings) {
    const bool compares = names_end(section, lower_end) || names_end(section, upper_end);
    const bool names = section.find("is") != nullptr || section.find("is_not") != nullptr;
    if (compares && names)
        add_fault(section.faults(), section.node(), "write either is or is_not, or bounds of a number");
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

// An age is told in full years: more than 17 is at least 18.
Condition read_age(const Section& section) {
    const auto years = [&](std::string_view word) {
        const auto number = section.number(word);
        if (!number || *number <= most_years_of_age) return number;
        add_fault(section.faults(), *section.find(word), "nobody gets that old");
        return std::optional{most_years_of_age};
    };
    const auto from = read_end<int>(section, lower_end, years);
    const auto until = read_end<int>(section, upper_end, years);
    AgeBetween age;
    if (from) age.at_least = from->at + (from->left_out ? 1 : 0);
    if (until) age.at_most = until->at - (until->left_out ? 1 : 0);
    need_bounds(section);
    if (age.at_least && *age.at_least > most_years_of_age)
        add_fault(section.faults(), section.node(), "nobody gets that old");
    if (age.at_most && *age.at_most < age.at_least.value_or(0))
        add_fault(section.faults(), section.node(), "nobody has this age: it ends before it begins");
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
    const auto duration = [&](std::string_view word) { return read_duration(section, word, convenant); };
    need_bounds(section);
    return Lasted{from.record, from.field, read_end<Duration>(section, lower_end, duration),
                  read_end<Duration>(section, upper_end, duration)};
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
Condition read_any(const Section& section, const Convenant& convenant) {
    AnyOf any;
    std::string about;
    for (const yaml::Node& node : section.list("any")) {
        std::vector<Condition> read = read_condition(node, convenant, section.faults());
        if (read.size() > 1)
            add_fault(section.faults(), node, "a definition of several conditions does not stand within 'any'");
        if (read.size() != 1) continue;
        const std::string record = record_of(read.front());
        auto one = plain(std::move(read.front()));
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

// What stands beside another word would be passed over in silence.
bool says_one_thing(const Section& section) {
    constexpr std::array<std::string_view, 7> kinds{"field",   "age", "running",   "lasted",
                                                    "without", "any", "definition"};
    constexpr std::array<std::string_view, 6> of_a_field{"is",        "is_not",  "at_least",
                                                         "more_than", "at_most", "less_than"};
    const auto stands = [&](std::string_view word) { return section.find(word) != nullptr; };
    const auto named = std::ranges::count_if(kinds, stands);
    const bool beside = !stands("field") && std::ranges::any_of(of_a_field, stands);
    if (named == 1 && !beside) return true;
    add_fault(section.faults(), section.node(),
              named > 1 ? "these are several conditions: each stands on a line of its own"
                        : "a condition is one of: field (with is, is_not, at_least, more_than, at_most or less_than), "
                          "age, running, lasted, without, any, definition");
    return false;
}

std::vector<Condition> read_defined(const yaml::Node& name, const Convenant& convenant, Faults& faults) {
    const auto found = convenant.definitions.find(name.text);
    if (found != convenant.definitions.end()) return found->second.when;
    std::vector<std::string_view> known;
    for (const auto& [id, definition] : convenant.definitions) known.push_back(id);
    add_unknown(faults, name, "definition of this file", known);
    return {};
}

}  // namespace

std::vector<Condition> read_condition(const yaml::Node& node, const Convenant& convenant, Faults& faults) {
    const Section section{node,
                          "a condition",
                          {"field", "is", "is_not", "at_least", "more_than", "at_most", "less_than", "age", "running",
                           "lasted", "without", "any", "definition"},
                          faults};
    if (!says_one_thing(section)) return {};
    if (const yaml::Node* name = section.find("definition")) return read_defined(*name, convenant, faults);
    if (section.find("field") != nullptr) return {read_field(section, convenant.settings)};
    if (const yaml::Node* age = section.find("age"))
        return {read_age(Section{*age, "age", {"at_least", "more_than", "at_most", "less_than"}, faults})};
    if (const yaml::Node* running = section.find("running"))
        return {read_running(Section{*running, "running", {"from", "until"}, faults})};
    if (const yaml::Node* lasted = section.find("lasted"))
        return {read_lasted(
            Section{*lasted, "lasted", {"from", "at_least", "more_than", "at_most", "less_than"}, faults}, convenant)};
    if (section.find("any") != nullptr) return {read_any(section, convenant)};
    static constexpr std::array<std::string_view, 1> held{"startkwalificatie"};
    const yaml::Node* without = section.find("without");
    if (without->text != held[0]) add_unknown(faults, *without, "thing to be without", held);
    return {WithoutStartkwalificatie{}};
}

std::vector<std::string> closed_list_of(const FieldSchema& field) {
    const FieldSchema& one = compared(field);
    if (!one.codes.empty() || one.takes(schemas::Kind::text)) return one.codes;
    return one.takes(schemas::Kind::boolean) ? std::vector<std::string>{"true", "false"} : std::vector<std::string>{};
}

std::string record_of(const Condition& condition) {
    return std::visit([](const auto& one) { return record_spoken_of(one); }, condition);
}

bool leaves_a_number(const NumberBetween& bounds) {
    const schemas::RecordType* type = schemas::find_record_type(bounds.record);
    const FieldSchema* field = type == nullptr ? nullptr : type->find(bounds.field);
    if (field == nullptr) return true;
    const double step = field->takes(schemas::Kind::number) ? 1e-6 : 1;
    auto [least, largest] = field->range.value_or(std::pair{0.0, 1e9});
    const auto beyond = [&](const Bound<int>& end) { return end.left_out ? step : 0.0; };
    if (bounds.at_least) least = std::max(least, bounds.at_least->at + beyond(*bounds.at_least));
    if (bounds.at_most) largest = std::min(largest, bounds.at_most->at - beyond(*bounds.at_most));
    return least <= largest;
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

std::vector<Condition> read_conditions(const Section& section, std::string_view word, const Convenant& convenant) {
    std::vector<Condition> all;
    for (const yaml::Node* list : section.find_all(word)) {
        if (list->shape != yaml::Shape::list)
            add_fault(section.faults(), *list, "'" + std::string{word} + "' should be a list");
        for (const yaml::Node& node : list->items) {
            std::vector<Condition> read = read_condition(node, convenant, section.faults());
            std::ranges::move(read, std::back_inserter(all));
        }
    }
    return all;
}

void read_definitions(const Section& file, Convenant& convenant) {
    std::map<std::string, Definition, std::less<>> read;
    for (const yaml::Node& node : file.list("definitions")) {
        const Section section{node, "a definition", {"id", "title", "when"}, file.faults()};
        const std::string id = section.needed_text("id");
        Definition definition{section.needed_text("title"), {}};
        if (section.need("when") != nullptr) definition.when = read_conditions(section, "when", convenant);
        if (section.find("when") != nullptr && definition.when.empty())
            add_fault(file.faults(), node, "a definition has at least one condition");
        if (definition.when.size() > most_conditions_defined)
            add_fault(file.faults(), node, "a definition has at most 20 conditions");
        definition.when.erase(definition.when.begin() + static_cast<std::ptrdiff_t>(
                                                            std::min(definition.when.size(), most_conditions_defined)),
                              definition.when.end());
        if (!read.emplace(id, std::move(definition)).second)
            add_fault(file.faults(), node, "this definition stands twice");
    }
    convenant.definitions = std::move(read);
}

}  // namespace kolk::policies
