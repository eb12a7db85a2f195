#pragma once

#include "gateway/word.hpp"
#include "schemas/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace kolk::gateway {

enum class LogLevel { error, warning, info, debug };

/// One fact of a log line. A text that could be about a person does not fit in it.
struct LogField {
    base::Literal key;
    std::variant<Word, std::int64_t> value;
};

/// `listening address=loopback port=8470`.
std::string log_line(base::Literal event, std::span<const LogField> fields);
/// The same with `reason` and `text` of an error in front: its category and its text for the operator.
std::string log_line(base::Literal event, const base::Error& error, std::span<const LogField> fields);

/// Writes the process log to stderr from now on: lines up to this level, in journald's form (a priority like `<6>` in
/// front) when stderr is the journal, else with time and level, coloured on a terminal only. Called once, at start.
void start_logging(LogLevel most);

/// Writes one line. Any thread may call these.
void write_log(LogLevel level, base::Literal event, const std::vector<LogField>& fields = {});
void write_log(LogLevel level, base::Literal event, const base::Error& error, const std::vector<LogField>& fields = {});

}  // namespace kolk::gateway
