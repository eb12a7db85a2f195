#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace kolk::policies {

/// Numbers of children by two fields, with the sums of rows, columns and all. A sum stands one place beyond the last
/// row or column.
class CountedTable {
public:
    CountedTable(std::size_t rows, std::size_t columns);

    /// One more child in this cell, and so in its sums.
    void add(std::size_t row, std::size_t column);
    [[nodiscard]] std::int64_t at(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t columns() const { return columns_; }

private:
    std::size_t rows_;
    std::size_t columns_;
    std::vector<std::int64_t> children_;
};

/// Row and column of a cell or sum.
using Spot = std::pair<std::size_t, std::size_t>;
using Withheld = std::set<Spot>;

/// Which cells, and with `with_sums` which sums too, are not given: each of 1 to `smallest` - 1 children, and where
/// sums are given more (`cells_of` says what that promises). Where all children together are so few, every cell and
/// sum. Deterministic.
Withheld withheld_cells(const CountedTable& table, int smallest, bool with_sums);

}  // namespace kolk::policies
