#include "gateway/config/effective.hpp"

#include "gateway/config/options.hpp"
#include "schemas/record_types.hpp"

#include <algorithm>
#include <charconv>

namespace kolk::gateway::config {
namespace {

namespace json = boost::json;

constexpr std::size_t most_items = 10'000;

std::string join(std::string_view path, std::string_view key) {
    return path.empty() ? std::string{key} : std::string{path} + '.' + std::string{key};
}

const Section* subsection(std::string_view section, std::string_view key) {
    if (!section.empty()) return nullptr;
    const auto found =
        std::ranges::find_if(sections(), [&](const Section& s) { return !s.name.empty() && s.key() == key; });
    return found == sections().end() ? nullptr : &*found;
}

const Option* option(std::string_view section, std::string_view key) {
    const auto all = options_of(section);
    const auto found = std::ranges::find(all, key, &Option::key);
    return found == all.end() ? nullptr : &*found;
}

std::vector<std::string_view> valid_keys(std::string_view section) {
    std::vector<std::string_view> keys;
    for (const Option& option : options_of(section)) keys.push_back(option.key);
    if (!section.empty()) return keys;
    for (const Section& other : sections()) {
        if (!other.name.empty()) keys.push_back(other.key());
    }
    return keys;
}

std::string unknown_key(std::string_view section, std::string_view key) {
    const std::vector<std::string_view> valid = valid_keys(section);
    const std::string_view near = schemas::nearest(key, valid);
    if (!near.empty()) return "unknown key; did you mean `" + std::string{near} + "`?";
    std::string list;
    for (const std::string_view word : valid) list += (list.empty() ? "`" : ", `") + std::string{word} + "`";
    return "unknown key; valid here are " + list;
}

std::string must_be(const Option& option) {
    return "`" + std::string{option.key} + "` must be " + valid_for(option);
}

json::value as_value(const Option& option, std::string_view text) {
    if (option.type != Type::count) return json::value(text);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// Walks the document along the option table and fills in an `Effective`.
class Reader {
public:
    explicit Reader(Effective& into) : into_{into} {}

    void read(const Node& root) {
        into_.places[""] = root.place;
        Node nothing_yet;
        nothing_yet.kind = Node::Kind::map;
        into_.values = read_group("", "", root.kind == Node::Kind::empty ? nothing_yet : root);
    }

private:
    void fault(const Place& place, std::string text) {
        into_.faults.push_back({place.line, place.column, std::move(text)});
    }

    json::object read_group(std::string_view section, const std::string& path, const Node& node) {
        json::object group;
        if (node.kind != Node::Kind::map) {
            fault(node.place, "keys with values are expected here, as in `key: value`");
            return group;
        }
        for (const Node::Entry& entry : node.entries) read_entry(section, path, entry, group);
        check_kind(section, path, group);
        fill_in(section, path, group);
        return group;
    }

    void read_entry(std::string_view section, const std::string& path, const Node::Entry& entry, json::object& group) {
        const Section* below = subsection(section, entry.key);
        const Option* known = option(section, entry.key);
        if (below == nullptr && known == nullptr) return fault(entry.place, unknown_key(section, entry.key));
        const std::string here = join(path, entry.key);
        if (!into_.places.emplace(here, entry.value.place).second) {
            return fault(entry.place, "`" + entry.key + "` stands here twice; keep one");
        }
        if (known != nullptr) {
            if (auto value = read_value(*known, entry.value); !value.is_null()) group[entry.key] = std::move(value);
        } else {
            group[entry.key] = read_section(*below, here, entry.value);
        }
    }

    json::value read_section(const Section& section, const std::string& path, const Node& node) {
        if (!section.name.ends_with("[]")) return read_group(section.name, path, node);
        json::array list;
        if (node.kind == Node::Kind::empty) return list;
        if (node.kind != Node::Kind::list || node.items.size() > most_items) {
            fault(node.place, "`" + path + "` must be a list of at most " + std::to_string(most_items) +
                                  " items, each starting with `- `");
            return list;
        }
        for (const Node& item : node.items) {
            const std::string here = path + '[' + std::to_string(list.size()) + ']';
            into_.places[here] = item.place;
            list.push_back(read_group(section.name, here, item));
        }
        return list;
    }

    /// The value, or null after a fault.
    json::value read_value(const Option& option, const Node& node) {
        if (option.type == Type::vestigingen) return read_list(option, node);
        if (node.kind != Node::Kind::text || !is_valid(option, node.text)) {
            fault(node.place, must_be(option) + detail(option, node));
            return nullptr;
        }
        return as_value(option, node.text);
    }

    json::value read_list(const Option& option, const Node& node) {
        json::array list;
        if (node.kind != Node::Kind::list) fault(node.place, must_be(option));
        for (const Node& item : node.items) {
            if (item.kind == Node::Kind::text && is_valid(option, item.text)) {
                list.emplace_back(item.text);
            } else {
                fault(item.place, must_be(option));
            }
        }
        return list;
    }

    /// What a value's own parser has to say about it.
    static std::string detail(const Option& option, const Node& node) {
        if (option.type == Type::choice) {
            std::vector<std::string_view> words;
            for (std::string_view rest = option.choices; !rest.empty();) {
                const std::size_t end = std::min(rest.find(' '), rest.size());
                words.push_back(rest.substr(0, end));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
            const std::string_view near = schemas::nearest(node.text, words);
            return near.empty() ? "" : "; did you mean `" + std::string{near} + "`?";
        }
        if (option.type != Type::schedule) return "";
        const auto parsed = parse_schedule(node.text);
        const auto* fault = std::get_if<ScheduleFault>(&parsed);
        if (fault == nullptr) return "";
        return "; at its character " + std::to_string(fault->position + 1) + ": " + fault->text;
    }

    /// Keys that the kind of this item does not know.
    void check_kind(std::string_view section, const std::string& path, const json::object& group) {
        const std::string kind = kind_of(section, group);
        if (kind.empty()) return;
        for (const Option& option : options_of(section)) {
            if (!group.contains(option.key) || option.kinds.empty() || lists(option.kinds, kind)) continue;
            into_.fault_at(join(path, option.key),
                           "`" + std::string{option.key} + "` means nothing with kind " + kind + "; remove it");
        }
    }

    /// Defaults, and what is missing. A value that was refused counts as given: one fault suffices.
    void fill_in(std::string_view section, const std::string& path, json::object& group) {
        const std::string kind = kind_of(section, group);
        for (const Option& option : options_of(section)) {
            const bool known = option.kinds.empty() || lists(option.kinds, kind);
            if (!known || into_.places.contains(join(path, option.key))) continue;
            if (!option.fallback.empty()) {
                group[option.key] = as_value(option, option.fallback);
            } else if (option.needed_by == "*" || (!kind.empty() && lists(option.needed_by, kind))) {
                into_.fault_at(path,
                               "`" + std::string{option.key} + "` is missing here; it must be " + valid_for(option));
            }
        }
        if (section.empty()) add_sections(group);
    }

    void add_sections(json::object& group) {
        for (const Section& section : sections()) {
            const std::string_view key = section.key();
            if (key.empty() || into_.places.contains(key)) continue;
            if (section.required) into_.fault_at("", "the section `" + std::string{key} + "` is missing");
            if (section.name.ends_with("[]")) {
                group[key] = json::array{};
            } else if (!section.required) {
                fill_in(section.name, std::string{key}, group[key].emplace_object());
            }
        }
    }

    static std::string kind_of(std::string_view section, const json::object& group) {
        if (const auto* given = group.if_contains("kind"); given != nullptr) return std::string{given->as_string()};
        const Option* kind = option(section, "kind");
        return kind == nullptr ? std::string{} : std::string{kind->fallback};
    }

    Effective& into_;
};

}  // namespace

void Effective::fault_at(std::string_view path, std::string text) {
    auto place = places.find(path);
    while (place == places.end() && !path.empty()) {
        const std::size_t dot = path.rfind('.');
        path = path.substr(0, dot == std::string_view::npos ? 0 : dot);
        place = places.find(path);
    }
    const Place where = place == places.end() ? Place{} : place->second;
    faults.push_back({where.line, where.column, std::move(text)});
}

Effective read_effective(std::string_view yaml) {
    Effective effective;
    const auto parsed = parse_yaml(yaml);
    if (const auto* fault = std::get_if<Fault>(&parsed)) {
        effective.faults.push_back(*fault);
        return effective;
    }
    Reader{effective}.read(std::get<Node>(parsed));
    return effective;
}

}  // namespace kolk::gateway::config
