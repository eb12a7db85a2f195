#pragma once

#include "schemas/base/result.hpp"
#include "schemas/record.hpp"
#include "schemas/record_types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::schemas {

/// One fault in one record: which field of ours, which rule it breaks. Never the value.
struct Fault {
    std::string field;   ///< our field name (`begindatum`, `gezag.datum`); "(unknown field)" or "(record)"
    base::Literal code;  ///< `field.unknown`, `field.type`, `field.format`, `field.too-long`, `record.key-missing`, ...
    base::Literal text;  ///< one English sentence
};

/// Limits on a record that comes from outside, each with the reason beside it.
struct Limits {
    std::size_t bytes = 64 * 1024;  ///< one row of any source; a record has no room for documents
    std::size_t depth = 64;         ///< a record needs 5 (type, fields, list, object, value); the rest is room
};

/// What a text became: a record, or every fault in it (never only the first).
struct Reading {
    Record record;  ///< its type is empty when it is unknown
    std::optional<Content> subject;
    std::vector<Fault> faults;
    [[nodiscard]] bool ok() const noexcept { return faults.empty(); }
};

/// Checks the fields of a record, or of a subject block (type `leerling-id`), against its schema: types, formats
/// (dates, BSN eleven-proof, BRIN, branch, gemeentecode, AGB), code lists, lengths, characters, the order of dates and
/// the presence of a key or a first date. An unknown type is a fault as well; so are a field that no source may fill
/// and an ECK iD in any text. Fields unknown to the schema count as one fault, since none of them is named.
///
/// The JSON Schema files are what is checked. The small checker is our own, because the libraries at hand match with
/// std::regex, stop at a first fault or quote the value in its text.
///
/// Pure; any thread may call it.
std::vector<Fault> check(const Record& record);

/// The text that tells records of one type, source and child apart: the value of the key, or else of the first date,
/// or else of another field of which the type demands one; empty when there is none.
std::string_view identifying_text(const RecordType& type, const Content& fields);

/// Reads `{"type": ..., "fields": {...}, "subject": {...}}` (`subject` optional) and checks it. Size is checked before
/// anything else, depth while reading. Never throws, whatever the bytes.
Reading read_record(std::string_view json, const Limits& limits = {});

}  // namespace kolk::schemas
