#include "connectors/feeds/acknowledgements.hpp"

#include "connectors/feeds/lines.hpp"
#include "schemas/record_types.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace kolk::connectors::feeds {
namespace {

namespace json = boost::json;

bool known_result(std::string_view result) {
    constexpr std::array<std::string_view, 6> known{
        "accepted",           "refused: not-our-child", "refused: wrong-child",
        "refused: duplicate", "refused: unreadable",    "contested"};
    return std::find(known.begin(), known.end(), result) != known.end();
}

bool our_field(std::string_view field) {
    const auto dot = field.find('.');
    if (dot == std::string_view::npos) return false;
    const auto* type = schemas::find_record_type(field.substr(0, dot));
    return type != nullptr && type->find(field.substr(dot + 1)) != nullptr;
}

/// The contested fields, or nothing when the list is none.
std::optional<std::vector<std::string>> fields_of(const json::object& object) {
    std::vector<std::string> fields;
    const auto* listed = object.if_contains("fields");
    if (listed == nullptr || listed->is_null()) return fields;
    if (!listed->is_array()) return std::nullopt;
    for (const auto& field : listed->get_array()) {
        if (!field.is_string()) return std::nullopt;
        const std::string_view name{field.get_string()};
        if (our_field(name) && std::find(fields.begin(), fields.end(), name) == fields.end()) fields.emplace_back(name);
    }
    return fields;
}

std::optional<Acknowledgement> read_line(std::string_view line) {
    const auto read = read_answer(line);
    if (!read) return std::nullopt;
    const auto& object = *read;
    const auto known_key = [](const auto& member) {
        return member.key() == "exchange_id" || member.key() == "result" || member.key() == "fields";
    };
    const auto result = text_of(object, "result");
    auto fields = fields_of(object);
    if (!std::all_of(object.begin(), object.end(), known_key) || !known_result(result) || !fields) return std::nullopt;
    if (result != "contested") fields->clear();
    return Acknowledgement{std::string{text_of(object, "exchange_id")}, std::string{result}, std::move(*fields)};
}

}  // namespace

AcknowledgementReading read_acknowledgements(std::string_view ndjson,
                                             const std::function<bool(std::string_view exchange_id)>& offered) {
    AcknowledgementReading reading;
    std::set<std::string> seen;
    while (!ndjson.empty() && reading.faults < most_faults) {
        const auto line = next_line(ndjson);
        if (line.empty()) continue;
        auto acknowledgement = read_line(line);
        if (!acknowledgement) {
            ++reading.faults;
        } else if (offered(acknowledgement->exchange_id) && seen.insert(acknowledgement->exchange_id).second) {
            reading.acknowledgements.push_back(std::move(*acknowledgement));
        }
    }
    return reading;
}

}  // namespace kolk::connectors::feeds
