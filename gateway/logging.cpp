#include "gateway/logging.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <memory>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace kolk::gateway {
namespace {

constexpr std::size_t longest_text = 500;

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::error:
            return spdlog::level::err;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::debug:
            return spdlog::level::debug;
    }
    base::broken("a log level has no counterpart");
}

/// The priority that journald reads off the front of a line (sd-daemon(3)).
class Priority : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& line) override {
        const std::string_view prefix = prefix_of(message.level);
        line.append(prefix.data(), prefix.data() + prefix.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<Priority>(); }

private:
    static std::string_view prefix_of(spdlog::level::level_enum level) {
        if (level >= spdlog::level::err) return "<3>";
        if (level == spdlog::level::warn) return "<4>";
        return level == spdlog::level::info ? "<6>" : "<7>";
    }
};

/// Whether stderr is the stream that systemd connected to the journal (systemd.exec(5), JOURNAL_STREAM).
bool stderr_is_the_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat file {};
    if (stream == nullptr || fstat(STDERR_FILENO, &file) != 0) return false;
    return std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino) == stream;
}

std::unique_ptr<spdlog::formatter> formatter() {
    auto made = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    made->add_flag<Priority>('*');
    made->set_pattern(stderr_is_the_journal() ? "%*%v" : "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v");
    return made;
}

std::string text_of(const LogField& field) {
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) return std::to_string(*number);
    return std::get<Word>(field.value).text();
}

/// In double quotes on one line, whatever it holds.
std::string in_quotes(std::string_view text) {
    std::string safe = "\"";
    for (const char c : text.substr(0, longest_text)) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            safe += ' ';
        } else {
            if (c == '"' || c == '\\') safe += '\\';
            safe += c;
        }
    }
    return safe + '"';
}

std::string with_fields(std::string line, std::span<const LogField> fields) {
    for (const LogField& field : fields) line += ' ' + std::string{field.key.text} + '=' + text_of(field);
    return line;
}

}  // namespace

std::string log_line(base::Literal event, std::span<const LogField> fields) {
    return with_fields(std::string{event.text}, fields);
}

std::string log_line(base::Literal event, const base::Error& error, std::span<const LogField> fields) {
    return with_fields(std::string{event.text} + " reason=" + std::string{error.category.text} +
                           " text=" + in_quotes(error.for_operator),
                       fields);
}

void start_logging(LogLevel most) {
    auto logger = std::make_shared<spdlog::logger>("kolk", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_formatter(formatter());
    logger->set_level(spdlog_level(most));
    spdlog::set_default_logger(std::move(logger));
}

void write_log(LogLevel level, base::Literal event, const std::vector<LogField>& fields) {
    spdlog::log(spdlog_level(level), "{}", log_line(event, fields));
}

void write_log(LogLevel level, base::Literal event, const base::Error& error, const std::vector<LogField>& fields) {
    spdlog::log(spdlog_level(level), "{}", log_line(event, error, fields));
}

}  // namespace kolk::gateway
