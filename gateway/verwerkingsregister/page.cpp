#include "gateway/verwerkingsregister/document.hpp"

// The register as one HTML page.

namespace kolk::gateway::verwerkingsregister {
namespace {

constexpr std::string_view style = R"css(
:root { --ink: #1c2430; --soft: #5b6675; --line: #d5dbe3; --paper: #fff; --blue: #1f4e79; }
* { box-sizing: border-box; }
body { margin: 0; background: #eef1f5; color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 "Source Sans 3", "Noto Sans", "DejaVu Sans", sans-serif; }
header, section, nav { max-width: 60rem; margin: 1.5rem auto; padding: 1.5rem 2.25rem 1.75rem;
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
h1 { margin: 0 0 .5rem; font-size: 1.9rem; line-height: 1.2; }
h1, h2 { hyphens: auto; }
h2 { margin: 0 0 .25rem; font-size: 1.45rem; color: var(--blue); line-height: 1.2; }
h3 { margin: 1.5rem 0 .3rem; font-size: 1.1rem; }
p { margin: .3rem 0; }
a { color: var(--blue); }
.mark { float: right; clear: right; margin: 0 0 .4rem 1rem; padding: .1rem .6rem; border: 2px solid #8f1d16; border-radius: 6px;
  color: #8f1d16; font-weight: 700; letter-spacing: .08em; }
.code { color: var(--soft); }
dl { display: grid; grid-template-columns: minmax(14rem, max-content) 1fr; margin: .5rem 0 0; font-size: .95rem; }
dt, dd { margin: 0; padding: .3rem 0; border-top: 1px solid var(--line); }
dt { padding-right: 1rem; color: var(--soft); }
dd p { margin: 0 0 .2rem; break-inside: avoid; }
.many { columns: 2; column-gap: 1.5rem; }
ul { margin: .4rem 0; padding-left: 1.2rem; }
li { margin: .2rem 0; }
.contents ul { columns: 2; }
.unknown { color: var(--soft); }
@media screen and (max-width: 48rem) {
  header, section, nav { margin: .75rem .5rem; padding: 1rem; }
  h1 { font-size: 1.5rem; }
  .mark { float: none; width: fit-content; margin: 0 0 .5rem; }
  dl { display: block; }
  dt { padding-bottom: 0; font-size: .85rem; }
  dd { padding-top: 0; border-top: 0; }
  .contents ul, .many { columns: 1; }
}
@media print {
  @page { size: A4; margin: 14mm; }
  body { background: #fff; font-size: 10pt; }
  header, section { max-width: none; margin: 0 0 6mm; padding: 0; border: 0; border-radius: 0; }
  .contents { display: none; }
  h2, h3 { break-after: avoid; }
  dt, dd { break-inside: avoid; }
}
)css";

constexpr std::size_t most_in_one_column = 8;

std::string html(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string list(const std::vector<RegisterLine>& lines) {
    std::string text = "<dl>\n";
    for (const RegisterLine& line : lines) {
        const bool many = line.texts.size() > most_in_one_column;
        text += "<dt>" + html(line.label) + (many ? "</dt><dd class=\"many\">" : "</dt><dd>");
        for (const std::string& one : line.texts) text += "<p>" + html(one) + "</p>";
        text += "</dd>\n";
    }
    return text + "</dl>\n";
}

std::string findings_section(const std::vector<FindingGroup>& groups) {
    std::string text = "<section aria-labelledby=\"afwijkingen\"><h2 id=\"afwijkingen\">Afwijkingen</h2>\n";
    text += "<p>Waar wat er draait, verschilt van wat het convenant zegt.</p>\n";
    if (groups.empty()) text += "<p>Geen.</p>\n";
    for (const FindingGroup& group : groups) {
        text += "<h3>" + html(group.title) + "</h3>\n<ul>\n";
        for (const Finding& one : group.findings) {
            text += one.unknown ? "<li class=\"unknown\">Onbekend: <strong>" : "<li><strong>";
            text += html(one.about) + "</strong>: " + html(one.text) + "</li>\n";
        }
        text += "</ul>\n";
    }
    return text + "</section>\n";
}

std::string contents(const std::vector<Chapter>& chapters) {
    std::string text = "<nav class=\"contents\" aria-label=\"Doelen\"><h2>Doelen</h2><ul>\n";
    for (const Chapter& chapter : chapters) {
        text += "<li><a href=\"#" + html(chapter.purpose) + "\">" + html(chapter.title) + "</a></li>\n";
    }
    return text + "</ul></nav>\n";
}

std::string section(const Chapter& chapter) {
    const std::string id = html(chapter.purpose);
    std::string text = "<section aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">" + html(chapter.title) +
                       "</h2>\n<p class=\"code\">" + id + "</p>\n";
    for (const Processing& one : chapter.rules) {
        if (chapter.rules.size() > 1) text += "<h3>" + html(one.rule) + "</h3>\n";
        text += list(one.lines);
    }
    return text + "</section>\n";
}

}  // namespace

std::string as_html(const Document& document) {
    std::string text = "<!DOCTYPE html>\n<html lang=\"nl\">\n<head><meta charset=\"utf-8\">";
    text += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
    text += (document.example ? "VOORBEELD: " : "") + html(document.title) + "</title><style>";
    text += std::string{style} + "</style></head>\n<body>\n<header>";
    for (const std::string_view mark : marks_of(document)) text += "<p class=\"mark\">" + std::string{mark} + "</p>";
    text += "<h1>" + html(document.title) + "</h1>\n<p>Artikel 30 AVG, zoals het convenant het zegt.</p>\n";
    text += list(document.heading) + "</header>\n<main>\n" + findings_section(document.findings);
    text += "<section aria-labelledby=\"klassen\"><h2 id=\"klassen\">Klassen van gegevens</h2><ul>";
    for (const std::string& one : document.legend) text += "<li>" + html(one) + "</li>";
    text += "</ul></section>\n" + contents(document.chapters);
    for (const Chapter& chapter : document.chapters) text += section(chapter);
    return text + "</main>\n</body></html>\n";
}

}  // namespace kolk::gateway::verwerkingsregister
