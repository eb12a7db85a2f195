#pragma once

#include "connectors/ports.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Mapping files: how the columns and codes of an export become fields of our records, without programming. The
/// language is described in connectors/mappings/README.md.
namespace kolk::connectors::mapping {

/// What the source writes to what we write.
using CodeTable = std::map<std::string, std::string, std::less<>>;

/// Where the value of one field comes from.
struct Value {
    enum class Kind : std::uint8_t { text, date, number, integer, boolean, code, fixed, own_issuer };
    Kind kind = Kind::text;
    std::vector<std::string> columns;  ///< more than one: joined
    std::string separator;             ///< between joined columns
    std::string codes;                 ///< name of the code list of a `code`
    std::string fixed;                 ///< text that does not depend on the row
};

/// A column with a number that stands for the child.
struct ChildNumber {
    Identifier::Kind kind = Identifier::Kind::local;
    std::string column;
    std::string issuer_column;  ///< of a local number: the column with the branch code that issued it; empty: the
                                ///< source's own issuer
};

/// How the files of one kind are read; a row becomes one record.
struct Table {
    std::string files;  ///< pattern for file names with `*` and `?`; capitals or not is one
    std::string record;
    std::string dates = "DD-MM-JJJJ";
    char decimal = ',';
    std::vector<ChildNumber> child;  ///< the source's own number first
    bool creates_subject = true;
    std::vector<std::string> key;  ///< columns; empty: the record's own key or first date
    std::string enrolment;         ///< columns, or empty
    std::string residence;
    std::string responsible;
    std::string named_recipient;
    std::vector<std::string> forbidden;  ///< columns in which a national number may not stand
    std::map<std::string, Value> subject;
    std::map<std::string, Value> fields;
};

struct Mapping {
    std::map<std::string, CodeTable, std::less<>> code_lists;
    std::vector<Table> tables;

    /// The first table whose pattern fits this file name, or nullptr.
    [[nodiscard]] const Table* table_for(const std::string& file_name) const;
    /// Whether some column becomes a BSN, of the child or in its record.
    [[nodiscard]] bool reads_bsn() const;
    /// Whether some column tells which municipality answers for youth care of the child.
    [[nodiscard]] bool reads_responsible() const;
};

/// One fault in a mapping file; `text` says what to write instead where that is known.
struct MappingFault {
    int line = 0;    ///< from 1
    int column = 0;  ///< from 1
    std::string text;
};

/// A mapping, or every fault in its file at once.
struct MappingReading {
    std::optional<Mapping> mapping;
    std::vector<MappingFault> faults;
};

/// Reads and checks a mapping file: unknown words, record types, fields and code lists are faults with their place.
/// Never throws, whatever the bytes.
MappingReading read_mapping(std::string_view yaml);

/// Reads a day as `pattern` writes it: `DD`, `MM` and `JJJJ` (or `YYYY`) with anything between them. Exact: every digit
/// must be there and the day must exist.
std::optional<Date> read_day(std::string_view text, std::string_view pattern);
/// Whether `pattern` names a day, a month and a year once each.
bool is_day_pattern(std::string_view pattern);
/// Reads `1.234` or `1,5` by the decimal sign; no thousands separators, no exponent.
std::optional<double> read_number(std::string_view text, char decimal);

}  // namespace kolk::connectors::mapping
