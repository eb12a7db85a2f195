#include "gateway/config/configuration.hpp"
#include "gateway/config/effective.hpp"
#include "gateway/config/options.hpp"

#include <algorithm>

namespace kolk::gateway::config {
namespace {

namespace json = boost::json;

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        found.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

// ---- kolk config print ----

/// Plain where YAML could read nothing else into it, else in double quotes, of which JSON's are a part.
std::string scalar(const json::value& value) {
    if (value.is_int64()) return std::to_string(value.as_int64());
    const std::string_view text = value.as_string();
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"-_./:"}.find(c) != std::string_view::npos;
    };
    const bool letter_first = !text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || text[0] == '.' || text[0] == '/');
    if (letter_first && text.back() != ':' && std::ranges::all_of(text, plain)) return std::string{text};
    return json::serialize(value);
}

std::string shown(const Option& option, const json::value& value) {
    if (option.secret) return "(set)";
    if (!value.is_array()) return scalar(value);
    std::string list;
    for (const json::value& item : value.as_array()) list += (list.empty() ? "" : ", ") + json::serialize(item);
    return "[" + list + "]";
}

std::string print_group(std::string_view section, const json::object& group, std::string_view first,
                        std::string_view rest) {
    std::string text;
    for (const Option& option : options_of(section)) {
        const auto* value = group.if_contains(option.key);
        if (value == nullptr) continue;
        text +=
            std::string{text.empty() ? first : rest} + std::string{option.key} + ": " + shown(option, *value) + '\n';
    }
    return text;
}

std::string print_section(const Section& section, const json::object& values) {
    if (section.name.empty()) return print_group("", values, "", "");
    const std::string_view key = section.key();
    const json::value& below = values.at(key);
    if (below.is_object()) return std::string{key} + ":\n" + print_group(section.name, below.as_object(), "  ", "  ");
    if (below.as_array().empty()) return std::string{key} + ": []\n";
    std::string text = std::string{key} + ":\n";
    for (const json::value& item : below.as_array()) {
        text += print_group(section.name, item.as_object(), "  - ", "    ");
    }
    return text;
}

// ---- the reference ----

std::string kinds_of(const Option& option) {
    std::string text;
    for (const std::string& kind : words(option.kinds)) text += (text.empty() ? "`" : ", `") + kind + "`";
    return text.empty() ? "" : " (kind " + text + ")";
}

std::string default_of(const Option& option) {
    if (!option.fallback.empty()) return "`" + std::string{option.fallback} + "`";
    if (option.needed_by == "*") return "needed";
    return option.needed_by.empty() ? "none" : "needed with `" + std::string{option.needed_by} + "`, else none";
}

std::string reference_row(const Option& option) {
    return "| `" + std::string{option.key} + "`" + kinds_of(option) + " | " + valid_for(option) + " | " +
           default_of(option) + " | " + std::string{option.description} +
           (option.secret ? "; printed as `(set)`" : "") + " |\n";
}

// ---- the JSON Schema ----

json::object value_schema(const Option& option) {
    json::object schema;
    if (option.type == Type::count) {
        schema = {{"type", "integer"}, {"minimum", option.least}, {"maximum", option.most}};
    } else {
        schema["type"] = "string";
    }
    if (const auto pattern = pattern_of(option.type); !pattern.empty()) schema["pattern"] = pattern;
    if (!option.choices.empty()) schema["enum"] = json::value_from(words(option.choices));
    return schema;
}

json::object option_schema(const Option& option) {
    json::object schema = value_schema(option);
    if (option.type == Type::vestigingen) schema = {{"type", "array"}, {"items", std::move(schema)}};
    schema["description"] = std::string{option.description} + ". Must be " + valid_for(option) + ".";
    if (option.fallback.empty()) return schema;
    schema["default"] = option.type == Type::count ? json::parse(option.fallback) : json::value(option.fallback);
    return schema;
}

/// What one kind needs and what it does not know.
json::object kind_schema(std::string_view section, const Option& kind, const std::string& name) {
    json::array needed;
    json::object unknown;
    for (const Option& option : options_of(section)) {
        if (option.kinds.empty()) continue;
        if (!lists(option.kinds, name)) {
            unknown[option.key] = false;
        } else if (option.needed_by == "*" || lists(option.needed_by, name)) {
            needed.emplace_back(option.key);
        }
    }
    json::object condition{{"properties", {{"kind", {{"const", name}}}}}};
    if (kind.fallback != name) condition["required"] = json::array{"kind"};
    json::object then;
    if (!needed.empty()) then["required"] = std::move(needed);
    if (!unknown.empty()) then["properties"] = std::move(unknown);
    return {{"if", std::move(condition)}, {"then", std::move(then)}};
}

json::object group_schema(const Section& section) {
    json::object properties;
    json::array required;
    json::array all_of;
    for (const Option& option : options_of(section.name)) {
        properties[option.key] = option_schema(option);
        if (option.needed_by == "*" && option.kinds.empty()) required.emplace_back(option.key);
        if (option.key != "kind") continue;
        for (const std::string& kind : words(option.choices)) all_of.push_back(kind_schema(section.name, option, kind));
    }
    json::object schema{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
    if (!required.empty()) schema["required"] = std::move(required);
    if (!all_of.empty()) schema["allOf"] = std::move(all_of);
    return schema;
}

json::object section_schema(const Section& section) {
    json::object schema = group_schema(section);
    if (section.name.ends_with("[]")) schema = {{"type", "array"}, {"items", std::move(schema)}};
    schema["description"] = std::string{section.description} + ".";
    return schema;
}

std::string pretty(const json::value& value, const std::string& indent) {
    const bool is_object = value.is_object() && !value.as_object().empty();
    const bool is_list = value.is_array() && std::ranges::any_of(value.as_array(), [](const json::value& item) {
                             return item.is_object();
                         });
    if (!is_object && !is_list) return json::serialize(value);
    const std::string deeper = indent + "  ";
    std::string text;
    const auto add = [&](const std::string& item) { text += (text.empty() ? "\n" : ",\n") + deeper + item; };
    if (is_object) {
        for (const auto& [key, below] : value.as_object())
            add(json::serialize(json::value(key)) + ": " + pretty(below, deeper));
        return "{" + text + "\n" + indent + "}";
    }
    for (const json::value& below : value.as_array()) add(pretty(below, deeper));
    return "[" + text + "\n" + indent + "]";
}

}  // namespace

std::string print(std::string_view yaml) {
    const Effective effective = read_effective(yaml);
    if (!effective.faults.empty()) base::broken("only a configuration without faults is printed");
    std::string text;
    for (const Section& section : sections()) text += print_section(section, effective.values);
    return text;
}

std::string reference() {
    std::string text;
    for (const Section& section : sections()) {
        const std::string title = section.name.empty() ? "At the top" : "`" + std::string{section.name} + "`";
        text += (text.empty() ? "" : "\n") + std::string{"### "} + title + "\n\n" + std::string{section.description} +
                ".\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n";
        for (const Option& option : options_of(section.name)) text += reference_row(option);
    }
    return text;
}

std::string json_schema() {
    json::object schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "kolk.yaml"}};
    json::array required;
    for (const Section& section : sections()) {
        if (section.name.empty()) {
            for (auto& [key, value] : group_schema(section)) schema[key] = value;
        } else {
            schema["properties"].as_object()[section.key()] = section_schema(section);
        }
        if (section.required) required.emplace_back(section.key());
    }
    schema["required"] = std::move(required);
    return pretty(schema, "") + "\n";
}

}  // namespace kolk::gateway::config
