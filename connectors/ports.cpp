#include "connectors/ports.hpp"

namespace kolk::connectors {

std::string Place::text() const {
    std::string text = source + ", arrival " + std::to_string(arrival);
    if (line != 0) text += ", line " + std::to_string(line);
    if (!field.empty()) text += ", field " + field;
    return text;
}

bool Wanted::asks(std::string_view record_type) const {
    return fields.contains(std::string{record_type});
}

bool Wanted::asks(std::string_view record_type, std::string_view field) const {
    const auto found = fields.find(std::string{record_type});
    return found != fields.end() && found->second.contains(std::string{field});
}

}  // namespace kolk::connectors
