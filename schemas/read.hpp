#pragma once

#include "schemas/base/result.hpp"
#include "schemas/record.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kolk::schemas {

/// One fault in one record: which field of ours, which rule it breaks. Never the value.
struct Fault {
    std::string field;   ///< our field name; a foreign one is called "(unknown field)"
    base::Literal code;  ///< `field.unknown`, `field.type`, `field.format`, `field.too-long`, `record.key-missing`, ...
    base::Literal text;  ///< one English sentence
};

/// Limits on a record that comes from outside, each with the reason beside it in read.cpp.
struct Limits {
    std::size_t bytes = 64 * 1024;
    std::size_t depth = 64;
};

/// What a text became: a record, or every fault in it (never only the first).
struct Reading {
    Record record;
    std::vector<Fault> faults;
    [[nodiscard]] bool ok() const noexcept { return faults.empty(); }
};

/// Checks the fields of a record, or of a subject block (type `leerling-id`), against its schema: types, formats
/// (dates, BSN eleven-proof, BRIN, branch, gemeentecode, AGB), code lists, lengths and the presence of a key or a first
/// date. An unknown type is a fault as well.
std::vector<Fault> check(const Record& record);

/// Reads `{"type": ..., "fields": {...}}` and checks it. Size and depth are checked before anything else.
Reading read_record(std::string_view json, const Limits& limits = {});

}  // namespace kolk::schemas
