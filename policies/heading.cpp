#include "policies/heading.hpp"

#include "policies/section.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

constexpr std::string_view heading_word = "convenant:";

const yaml::Node* only_one(const yaml::Node& map, std::string_view word) {
    const auto is_it = [word](const yaml::Node::Member& member) { return member.key.text == word; };
    if (map.shape != yaml::Shape::map || std::ranges::count_if(map.members, is_it) != 1) return nullptr;
    return &std::ranges::find_if(map.members, is_it)->value;
}

bool says(const yaml::Node& heading, std::string_view word, std::string_view text) {
    const yaml::Node* node = only_one(heading, word);
    return node != nullptr && node->text == text;
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    return line;
}

bool begins_another(std::string_view line) {
    return std::string_view{" #\r\n"}.find(line.front()) == std::string_view::npos;
}

// The lines from the heading to the next word of the file; nothing where it does not begin exactly once.
std::string_view lines_of_heading(std::string_view text) {
    std::string_view found;
    while (!text.empty()) {
        const char* begin = text.data();
        if (!take_line(text).starts_with(heading_word)) continue;
        if (!found.empty()) return {};
        while (!text.empty() && !begins_another(text)) (void)take_line(text);
        found = {begin, static_cast<std::size_t>(text.data() - begin)};
    }
    return found;
}

}  // namespace

std::optional<Heading> read_heading(std::string_view text) {
    yaml::Reading file = yaml::read(text);
    if (!file.faults.empty()) file = yaml::read(lines_of_heading(text));
    const yaml::Node* heading = file.faults.empty() ? only_one(file.root, "convenant") : nullptr;
    const yaml::Node* in_force = heading == nullptr ? nullptr : only_one(*heading, "in_force");
    const yaml::Node* from = in_force == nullptr ? nullptr : only_one(*in_force, "from");
    if (from == nullptr) return std::nullopt;
    Faults faults;
    const auto day = date_of(*from, faults);
    if (!day || !faults.empty()) return std::nullopt;
    return Heading{*day, says(*heading, "status", "draft") || says(*heading, "environment", "demo")};
}

}  // namespace kolk::policies
