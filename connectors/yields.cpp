#include "connectors/yields.hpp"

namespace kolk::connectors {

Yields yields_of(const mapping::Mapping& mapping) {
    Yields yields;
    for (const mapping::Table& table : mapping.tables) {
        for (const auto& [field, value] : table.fields) yields[table.record].insert(field);
        for (const auto& [field, value] : table.subject) yields["leerling-id"].insert(field);
    }
    return yields;
}

}  // namespace kolk::connectors
