#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::schemas {

/// How sensitive a field is: `G` ordinary, `GV` sensitive, `B` special category (GDPR article 9), `N` national number
/// (GDPR article 87), `S` criminal (GDPR article 10).
enum class Sensitivity { G, GV, B, N, S };

std::string_view name_of(Sensitivity sensitivity);

struct FieldSchema {
    std::string name;
    Sensitivity sensitivity;
    bool staff = false;  ///< names a member of staff, not the child
};

/// A record type or named subset, as its JSON Schema file in `schemas/records/` defines it.
struct RecordType {
    std::string id;
    std::vector<FieldSchema> fields;  ///< in the order of the file
    std::string key;         ///< the field that identifies the record within its source and child; may be empty
    std::string first_date;  ///< the date that serves where the key is absent; may be empty
    bool subset = false;     ///< a closed list of fields of other types (`opp-kern`)

    [[nodiscard]] const FieldSchema* find(std::string_view field) const;
};

/// Every record type, sorted by id. The list is built once and lives as long as the program; any thread may read it.
std::span<const RecordType> record_types();
/// The type with this id, or nullptr.
const RecordType* find_record_type(std::string_view id);
/// The ids of all roles and purposes of the convenant (sections 1 and 2 of its domain document): a closed list.
std::span<const std::string_view> role_ids();
std::span<const std::string_view> purpose_ids();
/// The valid word nearest to a misspelt one, or empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> valid);

}  // namespace kolk::schemas
