#include "connectors/feeds/item.hpp"

#include "schemas/base/texts.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace kolk::connectors::feeds {
namespace {

namespace json = boost::json;

using Members = std::vector<std::pair<std::string_view, std::string>>;

/// What every item says beside its fields. `own_number` may be empty.
Members members_of(const Item& item) {
    return {{"exchange_id", item.exchange_id},
            {"case_key", item.case_key},
            {"own_number", item.own_number ? item.own_number->reveal() : std::string{}},
            {"purpose", item.purpose},
            {"record_type", item.record_type},
            {"from", item.from.text()},
            {"released_at", base::format_instant(item.released_at)},
            {"retention_until", base::format_date(item.retention_until)},
            {"onward", item.onward}};
}

void append_line(std::string& out, const Item& item) {
    out += '{';
    for (const auto& [name, text] : members_of(item)) {
        if (name == "own_number" && text.empty()) continue;
        out += json::serialize(json::value(name)) + ':' + json::serialize(json::value(text)) + ',';
    }
    if (!item.notify.empty()) out += "\"notify\":" + json::serialize(json::value_from(item.notify)) + ',';
    out += "\"fields\":" + item.fields.canonical() + "}\n";
}

std::string guarded(std::string_view text) {
    constexpr std::string_view risky = "=+-@\t\r\n'";
    const bool guard = !text.empty() && risky.find(text.front()) != std::string_view::npos;
    return (guard ? "'" : "") + std::string{text};
}

std::string quoted(std::string_view cell) {
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{cell};
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

/// The value of a field as canonical JSON.
std::string as_json(const json::value& value) {
    constexpr std::string_view before = R"({"v":)";
    schemas::Content one;
    one.set("v", value);
    const std::string text = one.canonical();
    return text.substr(before.size(), text.size() - before.size() - 1);
}

std::string cell_of(const json::value* value) {
    if (value == nullptr) return {};
    return value->is_string() ? csv_cell(value->get_string()) : quoted(as_json(*value));
}

std::set<std::string> columns_of(std::span<const Item> items) {
    std::set<std::string> columns;
    for (const Item& item : items) {
        for (const auto& field : item.fields.reveal()) columns.emplace(field.key());
    }
    return columns;
}

// A column that most convenants need not have, and their receivers then do not get.
bool asks_to_notify(std::span<const Item> items) {
    return std::ranges::any_of(items, [](const Item& item) { return !item.notify.empty(); });
}

}  // namespace

Text ndjson_line(const Item& item) {
    return ndjson({&item, 1});
}

Text ndjson(std::span<const Item> items) {
    std::string out;
    for (const Item& item : items) append_line(out, item);
    return Text{std::move(out)};
}

std::string csv_cell(std::string_view text) {
    return quoted(guarded(text));
}

Text csv(std::span<const Item> items) {
    const auto columns = columns_of(items);
    std::string out;
    for (const auto& [name, text] : members_of({})) out += (out.empty() ? "" : ",") + std::string{name};
    const bool with_notify = asks_to_notify(items);
    if (with_notify) out += ",notify";
    for (const auto& column : columns) out += ',' + quoted(column);
    out += "\r\n";
    for (const Item& item : items) {
        std::string row;
        for (const auto& [name, text] : members_of(item)) row += (row.empty() ? "" : ",") + csv_cell(text);
        if (with_notify) row += ',' + csv_cell(base::joined(item.notify, " "));
        for (const auto& column : columns) row += ',' + cell_of(item.fields.find(column));
        out += row + "\r\n";
    }
    return Text{std::move(out)};
}

}  // namespace kolk::connectors::feeds
