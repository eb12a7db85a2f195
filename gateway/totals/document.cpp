#include "gateway/totals/document.hpp"

#include "policies/compare.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::gateway::totals {
namespace {

namespace json = boost::json;
using policies::Cell;
using policies::Total;

constexpr std::string_view all_groups = "(alle)";

std::string_view word_of(policies::TotalOutput output) {
    return output == policies::TotalOutput::regional ? "regional" : "publishable";
}

std::vector<std::string> fields_of(const Total& total) {
    std::vector<std::string> fields;
    for (const policies::Grouping& one : total.by) fields.push_back(one.record + '.' + one.field);
    return fields;
}

json::object cell_json(const Cell& cell) {
    json::array groups;
    for (const std::string& group : cell.groups)
        groups.push_back(group.empty() ? json::value(nullptr) : json::value(group));
    json::object told{{"groups", std::move(groups)}};
    if (cell.children)
        told["children"] = *cell.children;
    else
        told["withheld"] = policies::code_of(policies::Reason::deny_cell);
    return told;
}

json::object figure_json(const Figure& figure) {
    const Total& total = *figure.total;
    const auto by = fields_of(total);
    json::object told{{"id", total.id},
                      {"record_type", total.record},
                      {"by", json::array(by.begin(), by.end())},
                      {"when", policies::in_file_words(total.when)},
                      {"output", word_of(total.output)},
                      {"smallest_cell", total.smallest_cell}};
    json::array cells;
    for (const Cell& cell : figure.cells) cells.push_back(cell_json(cell));
    told["cells"] = std::move(cells);
    return told;
}

std::string group_at(const Cell& cell, std::size_t field) {
    if (field >= cell.groups.size()) return {};
    return cell.groups[field].empty() ? std::string{all_groups} : cell.groups[field];
}

std::string cell_line(const Cell& cell) {
    std::vector<std::string> groups;
    for (std::size_t field = 0; field < cell.groups.size(); ++field) groups.push_back(group_at(cell, field));
    const std::string name = groups.empty() ? std::string{all_groups} : base::joined(groups, ", ");
    return "  " + name + ": " + (cell.children ? std::to_string(*cell.children) : "withheld (deny.cell)") + '\n';
}

std::string why_no_cells(const Figure& figure) {
    if (figure.why_not)
        return "  not counted for this recipient: " + std::string{policies::code_of(*figure.why_not)} + '\n';
    return "  not counted: no source of the sender holds such records\n";
}

std::string heading_text(const Total& total) {
    const auto by = fields_of(total);
    return total.id + ": children with " + total.record + (by.empty() ? "" : ", by " + base::joined(by, " and ")) +
           (total.when.empty() ? "" : ", when " + policies::in_file_words(total.when)) + "; smallest cell " +
           std::to_string(total.smallest_cell) + ", " + std::string{word_of(total.output)} + '\n';
}

std::string figure_text(const Figure& figure) {
    std::string text = '\n' + heading_text(*figure.total);
    if (!figure.given()) return text + why_no_cells(figure);
    for (const Cell& cell : figure.cells) {
        if (cell.children != 0) text += cell_line(cell);
    }
    return text + "  every other cell: 0\n";
}

}  // namespace

std::size_t Figure::withheld() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(cells, [](const Cell& cell) { return !cell.children.has_value(); }));
}

bool Figures::any_given() const {
    return std::ranges::any_of(figures, &Figure::given);
}

json::object as_json(const Figures& figures, const Letterhead& letterhead) {
    json::object told;
    if (letterhead.example) told["example"] = "VOORBEELD";
    if (!letterhead.release_id.empty()) told["release_id"] = letterhead.release_id;
    told["date"] = base::format_date(figures.date);
    told["purpose"] = figures.road.rule->purpose;
    told["rule"] = figures.road.rule->id;
    told["from"] = figures.road.from.text();
    told["to"] = figures.road.to.text();
    told["convenant"] = letterhead.convenant;
    told["convenant_hash"] = letterhead.convenant_hash;
    told["retention"] = figures.road.rule->retention;
    told["onward"] = figures.road.rule->onward;
    json::array all;
    for (const Figure& one : figures.figures) {
        if (one.given()) all.push_back(figure_json(one));
    }
    told["totals"] = std::move(all);
    return told;
}

std::string as_csv(const Figures& figures, const Letterhead& letterhead) {
    std::string text =
        "release_id,date,from,to,convenant,total,record_type,output,smallest_cell,group_1,group_2,children";
    text += letterhead.example ? ",VOORBEELD\r\n" : "\r\n";
    for (const Figure& one : figures.figures) {
        if (!one.given()) continue;
        for (const Cell& cell : one.cells) {
            const std::vector<std::string> columns{letterhead.release_id,
                                                   base::format_date(figures.date),
                                                   figures.road.from.text(),
                                                   figures.road.to.text(),
                                                   letterhead.convenant,
                                                   one.total->id,
                                                   one.total->record,
                                                   std::string{word_of(one.total->output)},
                                                   std::to_string(one.total->smallest_cell),
                                                   group_at(cell, 0),
                                                   group_at(cell, 1),
                                                   cell.children ? std::to_string(*cell.children) : "deny.cell"};
            std::vector<std::string> quoted;
            for (const std::string& column : columns) quoted.push_back(base::quoted_cell(column));
            text += base::joined(quoted, ",") + "\r\n";
        }
    }
    return text;
}

std::string as_text(const Figures& figures, const Letterhead& letterhead) {
    std::string text = letterhead.example ? "VOORBEELD\n" : "";
    text += figures.road.rule->id + ", " + figures.road.from.text() + " to " + figures.road.to.text() + ", " +
            base::format_date(figures.date) + ", by " + letterhead.convenant + '\n';
    for (const Figure& one : figures.figures) text += figure_text(one);
    return text;
}

}  // namespace kolk::gateway::totals
