#include "connectors/csv.hpp"

#include "connectors/text_encoding.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::connectors::csv {
namespace {

constexpr std::string_view line_ends = "\r\n";

constexpr Flaw open_quote{"csv.quote",
                          "A quoted cell is not closed, or goes on after its closing quote; correct the row and send "
                          "it again."};
constexpr Flaw too_long{"csv.too-long", "The row is longer than the limit allows; correct it and send it again."};
constexpr Flaw bad_encoding{"csv.encoding",
                            "The row holds bytes that are no text in the encoding of its file; export it as UTF-8."};

bool is_line_end(char c) {
    return c == '\r' || c == '\n';
}

bool has_control_characters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n';
    });
}

}  // namespace

Reader::Reader(std::string_view bytes, std::size_t row_bytes)
    : bytes_{bytes}, row_bytes_{row_bytes}, marked_{bytes.starts_with(byte_order_mark)} {
    if (marked_) bytes_.remove_prefix(byte_order_mark.size());
    encoding_ = detect();
    delimiter_ = detect_delimiter();
}

Reader::Encoding Reader::detect() const {
    if (marked_) return Encoding::utf8;
    bool valid = true;
    for (std::size_t at = 0; at < bytes_.size();) {
        const auto size = utf8_character(bytes_, at);
        if (size > 1) return Encoding::utf8;
        if (size == 0) valid = false;
        ++at;
    }
    return valid ? Encoding::utf8 : Encoding::windows_1252;
}

char Reader::detect_delimiter() const {
    const auto header = bytes_.substr(0, std::min(end_of_line(0), row_bytes_));
    const auto semicolons = std::count(header.begin(), header.end(), ';');
    return semicolons > 0 || header.find(',') == std::string_view::npos ? ';' : ',';
}

std::size_t Reader::end_of_line(std::size_t at) const {
    return std::min(bytes_.find_first_of(line_ends, at), bytes_.size());
}

std::size_t Reader::after_line_end(std::size_t at) const {
    if (bytes_.substr(at).starts_with("\r\n")) return at + 2;
    return std::min(at + 1, bytes_.size());
}

/// Reads the cell that begins at `at`; gives the place of the delimiter or line end after it.
std::size_t Reader::read_cell(std::size_t at, std::string& cell, Row& row) const {
    if (at < bytes_.size() && bytes_[at] == '"') return read_quoted(at + 1, cell, row);
    const char ends[]{delimiter_, '\r', '\n'};
    const auto end = std::min(bytes_.find_first_of(std::string_view{ends, sizeof ends}, at), bytes_.size());
    cell.assign(bytes_.substr(at, end - at));
    return end;
}

std::size_t Reader::read_quoted(std::size_t at, std::string& cell, Row& row) const {
    const auto bound = std::min(bytes_.size(), at_ + row_bytes_ + 1);
    cell.clear();
    while (at < bound) {
        const auto quote = std::min(bytes_.find('"', at), bound);
        cell.append(bytes_.substr(at, quote - at));
        at = quote + 1;
        if (quote == bound) break;
        if (at < bytes_.size() && bytes_[at] == '"') {
            cell += '"';
            ++at;
            continue;
        }
        const bool closed = at >= bytes_.size() || bytes_[at] == delimiter_ || is_line_end(bytes_[at]);
        if (!closed) row.flaw = open_quote;
        return at;
    }
    row.flaw = open_quote;
    return at;
}

/// Reads the cells of the row that begins here; gives the place of its line end. With a flaw that is the end of its
/// first line.
std::size_t Reader::read_cells(Row& row) {
    std::size_t count = 0;
    auto at = at_;
    for (;;) {
        if (count == row.cells.size()) row.cells.emplace_back();
        at = read_cell(at, row.cells[count++], row);
        if (at - at_ > row_bytes_ && !row.flaw) row.flaw = too_long;
        if (row.flaw || at >= bytes_.size() || bytes_[at] != delimiter_) break;
        ++at;
    }
    row.cells.resize(count);
    return row.flaw ? end_of_line(at_) : at;
}

void Reader::finish(Row& row, std::size_t end) {
    row.raw = bytes_.substr(at_, end - at_);
    if (!row.flaw && (has_control_characters(row.raw) || (encoding_ == Encoding::utf8 && !is_utf8(row.raw)))) {
        row.flaw = bad_encoding;
    }
    if (row.flaw) return;
    for (auto& cell : row.cells) {
        if (encoding_ == Encoding::windows_1252) {
            auto text = from_windows_1252(cell);
            if (!text) row.flaw = bad_encoding;
            cell = std::move(text).value_or("");
        }
        base::trim(cell);
    }
}

bool Reader::next(Row& row) {
    while (at_ < bytes_.size() && is_line_end(bytes_[at_])) {
        at_ = after_line_end(at_);
        ++line_;
    }
    if (at_ >= bytes_.size()) return false;
    row.line = line_;
    row.flaw.reset();
    const auto end = read_cells(row);
    finish(row, end);
    for (auto at = end_of_line(at_); at < end; at = end_of_line(at)) {
        at = after_line_end(at);
        ++line_;
    }
    at_ = end;
    return true;
}

}  // namespace kolk::connectors::csv
