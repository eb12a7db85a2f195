#include "policies/reader_transforms.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

using schemas::FieldSchema;
using schemas::Format;

constexpr int most_characters = 1000;
constexpr int most_of_a_name = 1;
constexpr int oldest = 130;

std::vector<std::string> given_by(const Rule& rule) {
    std::vector<std::string> names;
    for (const auto& [record, fields] : rule.records) {
        for (const std::string& field : fields) names.push_back(record + '.' + field);
    }
    return names;
}

std::pair<std::string, std::string> parts_of(std::string_view name) {
    const std::size_t dot = name.find('.');
    return {std::string{name.substr(0, dot)}, std::string{name.substr(dot + 1)}};
}

std::vector<std::string> same_field(const std::vector<std::string>& given, const std::string& name) {
    const auto [record, field] = parts_of(name);
    const std::string origin = schemas::origin_of(record, field);
    std::vector<std::string> names;
    for (const std::string& one : given) {
        const auto [type, own] = parts_of(one);
        if (schemas::origin_of(type, own) == origin) names.push_back(one);
    }
    return names;
}

const FieldSchema& schema_of(const std::string& name) {
    const auto [record, field] = parts_of(name);
    return *schemas::find_record_type(record)->find(field);
}

bool is_free_text(const FieldSchema& field) {
    return field.kinds.front() == schemas::Kind::text && field.format == Format::none && field.codes.empty();
}

std::optional<Transform> read_age_bands(const Section& section, const FieldSchema& field) {
    Transform transform{Transform::Kind::age_bands, {}, 0, {}};
    for (const std::string& word : section.words("age_bands")) {
        const bool number =
            !word.empty() && word.size() <= 3 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
        transform.bands.push_back(number ? std::stoi(word) : -1);
    }
    const auto& bands = transform.bands;
    const bool rising = std::ranges::adjacent_find(bands, std::greater_equal{}) == bands.end();
    if (bands.empty() || !rising || bands.front() < 1 || bands.back() > oldest) {
        add_fault(section.faults(), section.node(), "age bands are the first years of each, rising, like [12, 16, 18]");
        return std::nullopt;
    }
    if (field.name == "geboortedatum") return transform;
    add_fault(section.faults(), section.node(), "only a geboortedatum has an age");
    return std::nullopt;
}

std::optional<Transform> read_first(const Section& section, const FieldSchema& field) {
    const int characters = section.number("first").value_or(0);
    if (characters < 1 || characters > most_characters)
        add_fault(section.faults(), section.node(), "'first' is a number of characters, from 1 to 1000");
    if (identifies(field.name) && characters > most_of_a_name)
        add_fault(section.faults(), section.node(), "of what tells who the child is, one character at most");
    if (!is_free_text(field)) {
        add_fault(section.faults(), section.node(), "this field is no free text to cut short");
    } else if (field.max_length != 0 && static_cast<std::size_t>(characters) >= field.max_length) {
        add_fault(
            section.faults(), section.node(),
            "this field has " + std::to_string(field.max_length) + " characters at most, so that all of it would go");
    }
    return Transform{Transform::Kind::first, {}, characters, {}};
}

std::optional<Transform> read_codes(const Section& section, const yaml::Node& node, const FieldSchema& field) {
    if (field.codes.empty() || node.shape != yaml::Shape::map) {
        add_fault(section.faults(), node, "'codes' gives another code for each code of a field with a closed list");
        return std::nullopt;
    }
    Transform transform{Transform::Kind::codes, {}, 0, {}};
    const std::vector<std::string_view> known{field.codes.begin(), field.codes.end()};
    for (const auto& [code, other] : node.members) {
        if (std::ranges::find(known, code.text) == known.end())
            add_unknown(section.faults(), code, "value of " + field.name, known);
        if (other.shape != yaml::Shape::text || other.text.empty())
            add_fault(section.faults(), other, "a code should stand here");
        transform.codes.emplace(code.text, other.text);
    }
    for (const std::string& code : field.codes) {
        if (!transform.codes.contains(code))
            add_fault(section.faults(), node, "'" + code + "' has no other code here: every code needs one");
    }
    if (std::ranges::all_of(transform.codes, [](const auto& code) { return code.first == code.second; }))
        add_fault(section.faults(), node, "every code stays as it is here: leave this out, or name others");
    return transform;
}

}  // namespace

std::optional<Transform> read_transform(const yaml::Node& node, const FieldSchema& field, Faults& faults) {
    if (node.text == "year") {
        if (field.format == Format::date) return Transform{};
        add_fault(faults, node, "only a date has a year");
        return std::nullopt;
    }
    static constexpr std::array<std::string_view, 2> words{"year", "drop"};
    if (node.shape == yaml::Shape::text) {
        add_unknown(faults, node, "transform", words);
        return std::nullopt;
    }
    const Section section{node, "a transform", {"age_bands", "first", "codes"}, faults};
    if (node.members.size() != 1) {
        add_fault(faults, node, "a transform is one of: year, drop, age_bands, first, codes");
        return std::nullopt;
    }
    if (section.find("age_bands") != nullptr) return read_age_bands(section, field);
    if (section.find("first") != nullptr) return read_first(section, field);
    const yaml::Node* codes = section.find("codes");
    return codes == nullptr ? std::nullopt : read_codes(section, *codes, field);
}

namespace {

void drop(Rule& rule, const std::string& name) {
    const auto [record, field] = parts_of(name);
    std::erase(rule.records[record], field);
}

// The given fields within which this one stands: of them nothing smaller can be taken away than the whole.
std::vector<std::string> holders_of(const std::vector<std::string>& given, const std::string& origin) {
    std::vector<std::string> names;
    for (const std::string& name : given) {
        if (base::holds(schema_of(name).holds, origin)) names.push_back(name);
    }
    return names;
}

/// Reads what a rule and its purpose say of the fields that the rule gives.
class TransformReading {
public:
    TransformReading(Rule& rule, Faults& faults) : rule_{rule}, faults_{faults}, given_{given_by(rule)} {}

    /// Says of each field what becomes of it, where nothing that was read before did.
    void read(const yaml::Node& node) {
        if (node.shape != yaml::Shape::map) return add_fault(faults_, node, "'transforms' should name fields");
        const std::vector<std::string_view> names{given_.begin(), given_.end()};
        std::vector<std::string> here;
        for (const auto& [key, how] : node.members) {
            if (std::ranges::find(given_, key.text) == given_.end()) {
                add_unknown(faults_, key, "field that this rule gives", names);
                continue;
            }
            const std::string& origin = schema_of(key.text).origin;
            if (base::holds(said_, origin)) continue;
            if (base::holds(here, origin))
                add_fault(faults_, key, "another transform already says what becomes of " + key.text);
            here.push_back(origin);
            read_one_field(key, how);
        }
        said_.insert(said_.end(), here.begin(), here.end());
    }

    void check(const yaml::Node& at) const {
        for (const auto& [name, transform] : rule_.transforms) check_holders(name, at);
        for (const auto& [record, fields] : rule_.records) {
            if (fields.empty() && record != any_record)
                add_fault(faults_, at, "nothing is left of " + record + "; leave it out of the rule");
        }
    }

private:
    void read_one_field(const yaml::Node& key, const yaml::Node& how) {
        const FieldSchema& field = schema_of(key.text);
        if (field.sensitivity == schemas::Sensitivity::N)
            add_fault(faults_, key, "nothing that may go can be made of a national number");
        const std::vector<std::string> names = same_field(given_, key.text);
        if (how.text == "drop") {
            for (const std::string& name : names) drop(rule_, name);
            for (const std::string& name : holders_of(given_, field.origin)) drop(rule_, name);
            return;
        }
        const auto transform = read_transform(how, field, faults_);
        for (const std::string& name : names) {
            if (transform) rule_.transforms.insert_or_assign(name, *transform);
        }
    }

    void check_holders(const std::string& name, const yaml::Node& at) const {
        for (const std::string& holder : holders_of(given_by(rule_), schema_of(name).origin)) {
            add_fault(faults_, at, holder + " holds " + name + " as it is: drop that, or leave it out of the rule");
        }
    }

    Rule& rule_;
    Faults& faults_;
    std::vector<std::string> given_;
    std::vector<std::string> said_;  // origins of the fields of which something was read
};

}  // namespace

void read_transforms(const Section& section, Rule& rule) {
    const std::vector<const yaml::Node*> told = section.find_all("transforms");
    TransformReading reading{rule, section.faults()};
    // What the rule itself says of a field comes before what its purpose says of it.
    std::for_each(told.rbegin(), told.rend(), [&](const yaml::Node* node) { reading.read(*node); });
    if (!told.empty()) reading.check(*told.back());
}

}  // namespace kolk::policies
