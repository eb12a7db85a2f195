#pragma once

#include "connectors/ports.hpp"

#include <span>
#include <string>
#include <string_view>

/// How items are written for a receiver.
namespace kolk::connectors::feeds {

using Text = base::Confidential<std::string>;

/// One item as one JSON object with a line end: the keys in the order of the published feed item, `own_number` only
/// when the party itself supplied the child under that number, `notify` only where the rule asks for it, and the fields
/// sorted. `released_at` is UTC with
/// milliseconds; `retention_until` a civil day.
Text ndjson_line(const Item& item);

/// A batch as NDJSON, one item a line.
Text ndjson(std::span<const Item> items);

/// A batch as CSV (RFC 4180: comma, CR LF, quotes where needed; UTF-8 without mark) with a header row: `exchange_id,
/// case_key, own_number, purpose, record_type, from, released_at, retention_until, onward`, `notify` where an item of
/// the batch has it (its words with a space between), then one column for each `record.field` that any item of the
/// batch has, sorted. Items of several record types share one file; what an item does not have is an empty cell.
///
/// Text that a spreadsheet could take for a formula (it starts with `=`, `+`, `-`, `@`, a tab or a line end), and text
/// that starts with an apostrophe, gets one apostrophe in front: a reader drops the first apostrophe of a cell and has
/// the value. Numbers and booleans stand as in JSON, lists as JSON text.
Text csv(std::span<const Item> items);

/// A text as one cell of such a file.
std::string csv_cell(std::string_view text);

}  // namespace kolk::connectors::feeds
