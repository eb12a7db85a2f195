#pragma once

#include "connectors/feeds/item.hpp"
#include "connectors/ports.hpp"

#include <functional>
#include <span>
#include <string_view>
#include <vector>

/// Notices as a receiver reads them, and what it answers.
namespace kolk::connectors::feeds {

/// One JSON object a line: `{"notice_id", "notice": "withdrawal" | "end" | "erasure" | "succession", "case_key",
/// "own_number"?, "purpose", "record_types": [], "exchange_ids": [], "at", "former"?, "former_case_key"?}`; the last
/// two about what a party received whose place the told one took. No item has the key `notice`.
Text notices_ndjson(std::span<const Notice> notices);

/// The same as CSV, one column a key in that order, written as items are (item.hpp); a list is its texts with a space
/// between them.
Text notices_csv(std::span<const Notice> notices);

/// Reads answers, one JSON object a line: `{"notice_id", "result", "ground"?}`. `result` is `deleted`,
/// `kept on own legal ground` (then `ground` names it, in at most 200 characters), `restricted` or `never received`.
///
/// Nothing that the other side made up goes further: notices that `asked` does not know, other keys or results, a
/// ground that holds a national number or an ECK iD and a line that is no JSON object, or above 16 KiB, are passed
/// over. `unreadable` counts the objects with such keys, results or grounds. The first answer to a notice counts.
NoticeAnswers read_notice_answers(std::string_view ndjson,
                                  const std::function<bool(std::string_view notice_id)>& asked);

}  // namespace kolk::connectors::feeds
