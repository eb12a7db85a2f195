#pragma once

#include "connectors/ports.hpp"

#include <functional>
#include <string_view>
#include <vector>

/// What receivers say of the items that they got.
namespace kolk::connectors::feeds {

struct AcknowledgementReading {
    std::vector<Acknowledgement> acknowledgements;  ///< at most one for each item: its first
    std::uint64_t faults = 0;                       ///< lines that say nothing usable
};

/// Reads acknowledgements, one JSON object a line: `{"exchange_id", "result", "fields"?}`. `result` is `accepted`,
/// `refused: not-our-child`, `refused: wrong-child`, `refused: duplicate`, `refused: unreadable` or `contested`.
///
/// Nothing that the other side made up goes further: items that `offered` does not know are passed over, any other
/// key, value or a line above 16 KiB is a fault, and only fields of our own schemas are kept. After 10,000 faults the
/// rest is not read.
AcknowledgementReading read_acknowledgements(std::string_view ndjson,
                                             const std::function<bool(std::string_view exchange_id)>& offered);

}  // namespace kolk::connectors::feeds
