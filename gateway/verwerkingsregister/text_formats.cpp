#include "gateway/verwerkingsregister/document.hpp"
#include "schemas/base/texts.hpp"

// Markdown and CSV.

namespace kolk::gateway::verwerkingsregister {
namespace {

using base::joined;

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

}  // namespace

std::string as_markdown(const Document& document) {
    std::string text = "# " + markdown(document.title) + "\n\n";
    if (document.example) text += "**VOORBEELD**\n\n";
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
    std::string text = "Doel,Titel";
    const std::vector<RegisterLine>& columns = document.chapters.front().rules.front().lines;
    for (const RegisterLine& column : columns) text += ',' + base::quoted_cell(column.label);
    const std::string end = document.example ? ",VOORBEELD\r\n" : "\r\n";
    text += end;
    for (const Chapter& chapter : document.chapters) {
        for (const Processing& one : chapter.rules) {
            text += base::quoted_cell(chapter.purpose) + ',' + base::quoted_cell(chapter.title);
            for (const RegisterLine& column : columns)
                text += ',' + base::quoted_cell(text_under(column.label, one.lines));
            text += end;
        }
    }
    return text;
}

}  // namespace kolk::gateway::verwerkingsregister
