#include "gateway/verwerkingsregister/document.hpp"
#include "schemas/base/texts.hpp"

// Markdown and CSV.

namespace kolk::gateway::verwerkingsregister {
namespace {

using base::joined;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // by which a spreadsheet knows UTF-8

// As a Dutch spreadsheet separates cells, whose decimal sign is the comma.
std::string csv_row(const std::vector<std::string>& cells) {
    std::vector<std::string> quoted;
    for (const std::string& cell : cells) quoted.push_back(base::quoted_cell(cell));
    return joined(quoted, ";") + "\r\n";
}

// A cell of a Markdown table is one line, and what has a meaning in Markdown loses it.
std::string markdown(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (std::string_view{"|\\`*_[]<>#"}.find(c) != std::string_view::npos) safe += '\\';
        safe += c == '\n' ? ' ' : c;
    }
    return safe;
}

std::string table(const std::vector<RegisterLine>& lines) {
    std::string text = "| | |\n| --- | --- |\n";
    for (const RegisterLine& line : lines) {
        std::vector<std::string> cells;
        for (const std::string& one : line.texts) cells.push_back(markdown(one));
        text += "| " + std::string{line.label} + " | " + joined(cells, "<br>") + " |\n";
    }
    return text;
}

std::string findings_text(const std::vector<FindingGroup>& groups) {
    if (groups.empty()) return "Geen: het convenant en wat er draait, komen overeen.\n";
    std::string text;
    for (const FindingGroup& group : groups) {
        text += (text.empty() ? "### " : "\n### ") + group.title + "\n\n";
        for (const Finding& one : group.findings) {
            text += "- " + std::string{one.unknown ? "onbekend: " : ""} + markdown(one.about) + ": " +
                    markdown(one.text) + '\n';
        }
    }
    return text;
}

std::string text_under(std::string_view label, const std::vector<RegisterLine>& lines) {
    for (const RegisterLine& line : lines) {
        if (line.label == label) return joined(line.texts, "; ");
    }
    return {};
}

/// What stands around the lines of a row.
struct RowFrame {
    std::string purpose, title, version, day;
};

// What is found of a rule stands in its own row.
std::vector<Chapter> with_findings(const Document& document) {
    std::vector<Chapter> chapters = document.chapters;
    Chapter found{"afwijkingen", "Afwijkingen van leveringen en bronnen", {}};
    for (const FindingGroup& group : document.findings) {
        if (group.of_rules) continue;
        for (const Finding& one : group.findings) {
            const std::string text = (one.unknown ? "onbekend: " : "") + one.text;
            found.rules.push_back(
                {one.about, {{"Regel", {one.about}}, {"Soort", {group.title}}, {"Afwijkingen", {text}}}});
        }
    }
    if (!found.rules.empty()) chapters.push_back(std::move(found));
    return chapters;
}

}  // namespace

std::string as_markdown(const Document& document) {
    std::string text = "# " + markdown(document.title) + "\n\n";
    for (const std::string_view mark : marks_of(document)) text += "**" + std::string{mark} + "**\n\n";
    text += table(document.heading) + "\nKlassen: " + joined(document.legend, "; ") + ".\n";
    text += "\n## Afwijkingen\n\n" + findings_text(document.findings);
    for (const Chapter& chapter : document.chapters) {
        text += "\n## " + markdown(chapter.title) + " (" + markdown(chapter.purpose) + ")\n";
        for (const Processing& one : chapter.rules) {
            text += "\n### " + markdown(one.rule) + "\n\n" + table(one.lines);
        }
    }
    return text;
}

std::string as_csv(const Document& document) {
    if (document.chapters.empty()) return {};
    const auto row_of = [&](const RowFrame& frame, const auto& cell_of) {
        std::vector<std::string> cells{frame.purpose, frame.title};
        for (const RegisterLine& column : document.chapters.front().rules.front().lines) {
            cells.push_back(cell_of(column.label));
        }
        if (document.example) cells.emplace_back("VOORBEELD");
        cells.push_back(frame.version);
        cells.push_back(frame.day);
        return csv_row(cells);
    };
    std::string text{byte_order_mark};
    text += row_of({"Doel", "Titel", "Versie", "Peildatum"}, [](std::string_view label) { return std::string{label}; });
    for (const Chapter& chapter : with_findings(document)) {
        for (const Processing& one : chapter.rules) {
            text += row_of({chapter.purpose, chapter.title, document.version, document.day},
                           [&](std::string_view label) { return text_under(label, one.lines); });
        }
    }
    return text;
}

}  // namespace kolk::gateway::verwerkingsregister
