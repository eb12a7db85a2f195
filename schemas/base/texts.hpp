#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::base {

/// Whether the texts hold this one.
inline bool holds(const std::vector<std::string>& texts, std::string_view text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// Whether nothing stands there to read: no text, or spaces alone, hard ones too.
inline bool is_blank(std::string_view text) {
    constexpr std::string_view hard_space = "\u00a0";
    while (!text.empty()) {
        const bool hard = text.starts_with(hard_space);
        if (!hard && text.front() != ' ' && text.front() != '\t') return false;
        text.remove_prefix(hard ? hard_space.size() : 1);
    }
    return true;
}

/// Takes white space off both ends: spaces, hard ones too, tabs and line ends.
inline void trim(std::string& text) {
    constexpr std::string_view hard_space = "\u00a0";
    constexpr std::string_view white = " \t\r\n";
    const auto is_white = [white](char c) { return white.find(c) != std::string_view::npos; };
    std::string_view kept = text;
    while (!kept.empty() && (is_white(kept.back()) || kept.ends_with(hard_space))) {
        kept.remove_suffix(is_white(kept.back()) ? 1 : hard_space.size());
    }
    text.erase(kept.size());
    while (!kept.empty() && (is_white(kept.front()) || kept.starts_with(hard_space))) {
        kept.remove_prefix(is_white(kept.front()) ? 1 : hard_space.size());
    }
    text.erase(0, text.size() - kept.size());
}

/// The texts in one line. An empty one is told as well, but for those in front.
/// @param texts a range of texts, in the order of the line
template <class Texts>
std::string joined(const Texts& texts, std::string_view between) {
    std::string all;
    for (const std::string& text : texts) all.append(all.empty() ? "" : between).append(text);
    return all;
}

/// A cell of a CSV file: in double quotes, with those inside doubled (RFC 4180 section 2), and with an apostrophe
/// before what a spreadsheet would take for a formula.
inline std::string quoted_cell(std::string_view text) {
    const bool formula = !text.empty() && std::string_view{"=+-@\t\r\n'"}.find(text.front()) != std::string_view::npos;
    std::string quoted = formula ? "\"'" : "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace kolk::base
