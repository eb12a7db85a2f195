#include "connectors/ports.hpp"

#include "schemas/record_types.hpp"

#include <utility>

namespace kolk::connectors {

std::string Place::text() const {
    std::string text = source + ", arrival " + std::to_string(arrival);
    if (line != 0) text += ", line " + std::to_string(line);
    if (!field.empty()) text += ", field " + field;
    return text;
}

Refusal unreadable(Place place, base::Literal reason, base::Literal text, std::string_view raw) {
    Refusal refusal;
    refusal.place = std::move(place);
    refusal.reason = reason;
    refusal.text = text;
    refusal.raw = base::Confidential{std::string{raw}};
    refusal.countable = false;
    return refusal;
}

void Wanted::ask(const std::string& record_type, const std::string& field) {
    (schemas::is_of_the_child(record_type) ? subject_fields : fields[record_type]).insert(field);
}

void Wanted::ask_to_decide(const std::string& record_type, const std::string& field) {
    ask(record_type, field);
    const bool of_the_child = schemas::is_of_the_child(record_type);
    decisive[of_the_child ? std::string{schemas::child_block} : record_type].insert(field);
}

bool Wanted::asks(std::string_view record_type) const {
    return fields.contains(std::string{record_type});
}

bool Wanted::asks(std::string_view record_type, std::string_view field) const {
    const auto found = fields.find(std::string{record_type});
    return found != fields.end() && found->second.contains(std::string{field});
}

bool Wanted::decides(std::string_view record_type, std::string_view field) const {
    const auto found = decisive.find(std::string{record_type});
    return found != decisive.end() && found->second.contains(std::string{field});
}

}  // namespace kolk::connectors
