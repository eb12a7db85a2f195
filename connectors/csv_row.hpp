#pragma once

#include "connectors/csv.hpp"
#include "connectors/mapping.hpp"
#include "connectors/ports.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// How one row of a CSV export becomes a statement or a refusal.
namespace kolk::connectors::csv {

/// Where each column of a file stands.
class Header {
public:
    /// Nothing when a column that the table needs is missing, or stands there twice.
    static std::optional<Header> read(const Row& row, const mapping::Table& table);

    /// The cell of a column, or an empty text when the file has no such column.
    [[nodiscard]] std::string_view cell(const Row& row, const std::string& column) const;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    std::map<std::string, std::size_t, std::less<>> places_;
    std::size_t size_ = 0;
};

/// All that stays the same from row to row of one file.
struct FileContext {
    const mapping::Mapping& mapping;
    const mapping::Table& table;
    const Header& header;
    const std::string& own_issuer;
    const Wanted& wanted;
};

/// What is wrong with a row. `barred`: a national number or an ECK iD stands where none may, so nothing may be kept.
struct RowFaults {
    std::vector<schemas::Fault> faults;
    bool barred = false;
    bool formula = false;

    [[nodiscard]] bool any() const noexcept { return barred || !faults.empty(); }
};

/// The numbers of the child in a row, the source's own first.
struct RowChild {
    std::vector<Identifier> identifiers;
    RowFaults faults;
};
RowChild read_child(const FileContext& file, const Row& row);

/// The rest of a row that was asked for: a statement (without its place), or what is wrong with it.
std::variant<Statement, RowFaults> read_row(const FileContext& file, const Row& row, RowChild child);

}  // namespace kolk::connectors::csv
