#include "connectors/feeds/lines.hpp"

#include "schemas/json.hpp"

#include <utility>

namespace kolk::connectors::feeds {
namespace {

constexpr std::size_t line_bytes = 16U << 10;
constexpr std::size_t depth = 4;

}  // namespace

std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::optional<boost::json::object> read_answer(std::string_view line) {
    if (line.size() > line_bytes) return std::nullopt;
    boost::system::error_code error;
    boost::json::value value = schemas::parse_json(line, error, depth);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

std::string_view text_of(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return value->get_string();
}

}  // namespace kolk::connectors::feeds
