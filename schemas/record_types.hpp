#pragma once

#include "schemas/formats.hpp"

#include <boost/json/value.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kolk::schemas {

/// How sensitive a field is: `G` ordinary, `GV` sensitive, `B` special category (GDPR article 9), `N` national number
/// (GDPR article 87), `S` criminal (GDPR article 10).
enum class Sensitivity { G, GV, B, N, S };

std::string_view name_of(Sensitivity sensitivity);

/// What a value is in JSON.
enum class Kind { text, integer, number, boolean, list, object };

/// What one field, one item of a list or one member of an object may hold.
struct FieldSchema {
    std::string name;
    Sensitivity sensitivity = Sensitivity::GV;
    bool staff = false;                              ///< names a member of staff, not the child
    bool whereabouts = false;                        ///< tells where the child lives or goes to school
    bool person = false;                             ///< names, numbers or dates a person, or says how to reach one
    bool barred = false;                             ///< a field that no source may fill (`case_key`, `eck_id`)
    std::vector<Kind> kinds;                         ///< never empty; the first is the one to turn a text into
    Format format = Format::none;                    ///< of a text
    std::size_t max_length = 0;                      ///< of a text, in characters; 0: bound by format or codes
    std::vector<std::string> codes;                  ///< the only texts allowed; empty: any
    std::optional<std::pair<double, double>> range;  ///< of a number, both ends included
    std::size_t max_items = 0;                       ///< of a list
    std::vector<FieldSchema> item;                   ///< of a list: the one schema of its items
    std::vector<FieldSchema> members;                ///< of an object
    /// Where the definition stands, when this type borrows it: `{"opp", "begeleiding"}`.
    std::optional<std::pair<std::string, std::string>> borrowed_from;
    /// Of a field of a record type: where it is defined, through every type that borrows it, `RECORD.FIELD`.
    std::string origin{};
    /// Of a field of a record type: the origins of fields of other types that stand within it, like the address within
    /// `5a-kern.contact`.
    std::vector<std::string> holds{};

    [[nodiscard]] bool takes(Kind kind) const;
};

class Content;

/// A set of fields of one record type, a bit each: bit i is the i-th of its fields by name.
using FieldSet = std::uint64_t;

/// A record type or named subset, as its JSON Schema file in `schemas/records/` defines it.
struct RecordType {
    std::string id;
    std::vector<FieldSchema> fields;         ///< in the order of the file
    std::vector<std::string> names;          ///< of the fields, sorted: the order of the bits of a FieldSet
    std::vector<std::string> full_names;     ///< the same with the type, as in `opp.begindatum`
    std::array<std::uint8_t, 128> places{};  ///< a short way into `names`, for `set_of`
    std::string key;         ///< the field that identifies the record within its source and child; may be empty
    std::string first_date;  ///< the date that serves where the key is absent; may be empty
    bool subset = false;     ///< a closed list of fields of other types (`opp-kern`)
    std::vector<std::string> one_of;  ///< a record holds at least one of these; empty: at least one field, any
    std::vector<std::pair<std::string, std::string>> periods;  ///< two dates of which the second may not come first

    [[nodiscard]] const FieldSchema* find(std::string_view field) const;
    /// This field alone, or none when the type has no such field.
    [[nodiscard]] FieldSet set_of(std::string_view field) const;
};

/// `FieldSchema::origin`: `opp.begeleiding` for `opp-kern`, `begeleiding`; of an unknown field its own name.
std::string origin_of(std::string_view record, std::string_view field);

/// The field of this type that is that field of that record type, by origin; nullptr when it has none.
const FieldSchema* field_in(const RecordType& type, std::string_view record, std::string_view field);
/// The name that this type has for that field; nothing when it has none.
std::optional<std::string> name_in(const RecordType& type, std::string_view record, std::string_view field);

/// Which fields of the type this content holds.
FieldSet held(const RecordType& type, const Content& content);

/// Every record type, sorted by id. The list is built once and lives as long as the program; any thread may read it.
std::span<const RecordType> record_types();
/// The type with this id, or nullptr.
const RecordType* find_record_type(std::string_view id);
/// Who the child is, as it travels beside a record: the whole block, and the core that is without a national number.
inline constexpr std::string_view child_block = "leerling-id";
inline constexpr std::string_view child_core = "leerling-id-kern";
/// Whether this is one of these two.
bool is_of_the_child(std::string_view record_type);

/// The ids of all roles and purposes of the convenant (sections 1 and 2 of its domain document): a closed list.
std::span<const std::string_view> role_ids();
std::span<const std::string_view> purpose_ids();
/// The valid word nearest to a misspelt one, or empty when none is near (more than a third of it differs).
std::string_view nearest(std::string_view word, std::span<const std::string_view> valid);
/// `; did you mean 'school'?`, or empty when none is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> valid);

}  // namespace kolk::schemas
