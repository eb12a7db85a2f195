#pragma once

#include "schemas/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Comma-separated values as Dutch school and municipal systems export them (RFC 4180 with their habits): `;` or `,`,
/// quoted cells with line breaks, any line ending, UTF-8 with or without byte order mark, or Windows-1252.
namespace kolk::connectors::csv {

/// Why one row, or a whole file, can't be read.
struct Flaw {
    base::Literal reason;  ///< `csv.quote`, `csv.too-long`, `csv.encoding`, `csv.uneven`
    base::Literal text;
};

struct Row {
    std::uint64_t line = 0;          ///< of its first character, from 1
    std::string_view raw;            ///< the bytes as they came, without line ending
    std::vector<std::string> cells;  ///< UTF-8, without white space around them
    std::optional<Flaw> flaw;        ///< then the cells mean nothing
};

/// Reads row by row from memory that must outlive it. Empty lines are passed over. A flaw stays within its row: after a
/// quote that never closes, reading goes on at the next line.
///
/// A file is UTF-8 when it says so with a byte order mark, when all of it is valid, or when some character beyond ASCII
/// is; a row that then is not valid is a flaw. Otherwise it is Windows-1252.
class Reader {
public:
    Reader(std::string_view bytes, std::size_t row_bytes);

    /// The next row, or false at the end. `row` is filled anew and may be used again.
    bool next(Row& row);

private:
    enum class Encoding { utf8, windows_1252 };

    [[nodiscard]] Encoding detect() const;
    [[nodiscard]] char detect_delimiter() const;
    std::size_t read_cell(std::size_t at, std::string& cell, Row& row) const;
    std::size_t read_quoted(std::size_t at, std::string& cell, Row& row) const;
    std::size_t read_cells(Row& row);
    void finish(Row& row, std::size_t end);
    [[nodiscard]] std::size_t end_of_line(std::size_t at) const;
    [[nodiscard]] std::size_t after_line_end(std::size_t at) const;

    std::string_view bytes_;
    std::size_t row_bytes_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 1;
    bool marked_ = false;  // begins with a byte order mark
    Encoding encoding_ = Encoding::utf8;
    char delimiter_ = ';';
};

}  // namespace kolk::connectors::csv
