#pragma once

#include <optional>
#include <string_view>

namespace kolk::schemas {

/// What a text must look like beyond its length: keyword `x-format` of the schema files. (Draft-07's own `pattern` and
/// `format` are not used: they invite regular expressions on foreign input.)
enum class Format {
    none,
    date,    ///< a civil day, `2026-11-22`
    moment,  ///< a civil day, or RFC 3339 with an offset
    bsn,
    onderwijsnummer,
    brin,
    vestiging,
    gemeentecode,
    agb,
    swv_number,
    hash,  ///< SHA-256 in lower-case hexadecimal
};

/// The format with this name in a schema file (`date`, `swv-number`).
std::optional<Format> format_named(std::string_view name);
bool fits(Format format, std::string_view text);

}  // namespace kolk::schemas
