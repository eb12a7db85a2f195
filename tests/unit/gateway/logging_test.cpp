#include "gateway/logging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sys/stat.h>
#include <type_traits>
#include <unistd.h>

namespace kolk::gateway {
namespace {

using testing::MatchesRegex;
using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

TEST(Word, TakesOnlyWordsOfOurOwn) {
    for (const auto* ours : {"school:de-linde", "deny.consent.missing", "oso-vo", "jgz_2", "swv-vo:regio-2026"}) {
        EXPECT_EQ(Word::of(ours).text(), ours);
    }
    for (const auto* foreign : {"", "999912342", "s-999912342", "s-99991", "Jansen", "jan jansen", "a\nb", "a=b",
                                "\xc3\xa9", "-x", "a/b", "a\"b"}) {
        EXPECT_EQ(Word::of(foreign).text(), "(hidden)") << foreign;
    }
    EXPECT_EQ(Word::of(std::string(65, 'a')).text(), "(hidden)");
}

TEST(Word, CannotBeMadeOfAnyText) {
    static_assert(!std::is_constructible_v<Word, std::string>);
    static_assert(!std::is_constructible_v<Word, std::string_view>);
    static_assert(!std::is_constructible_v<LogField, base::Literal, std::string>);
}

TEST(LogLine, HoldsEventAndFields) {
    const std::vector<LogField> fields{{"source", Word::of("oso-vo")}, {"rows", 12}};
    EXPECT_EQ(log_line("pulled", fields), "pulled source=oso-vo rows=12");
}

TEST(LogLine, HoldsAnErrorOnOneLine) {
    const auto error = base::failure("store.full", "the disk\nis \"full\"; make room");
    EXPECT_EQ(log_line("commit-failed", error, {}),
              R"(commit-failed reason=store.full text="the disk is \"full\"; make room")");
}

/// What one line looks like on stderr.
std::string written(LogLevel most, LogLevel level) {
    CaptureStderr();
    start_logging(most);
    write_log(level, "listening", {{"port", 8470}});
    return GetCapturedStderr();
}

TEST(Log, HasTimeAndLevelWithoutColourOutsideATerminal) {
    unsetenv("JOURNAL_STREAM");
    EXPECT_THAT(written(LogLevel::info, LogLevel::warning),
                MatchesRegex("[0-9]+-[0-9]+-[0-9]+T[0-9:.]+Z warning listening port=8470\n"));
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
    EXPECT_EQ(written(LogLevel::warning, LogLevel::info), "");
    EXPECT_NE(written(LogLevel::debug, LogLevel::debug), "");
}

TEST(Log, SpeaksToTheJournalByPriority) {
    CaptureStderr();
    struct stat file {};
    ASSERT_EQ(fstat(STDERR_FILENO, &file), 0);
    setenv("JOURNAL_STREAM", (std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino)).c_str(), 1);
    start_logging(LogLevel::debug);
    unsetenv("JOURNAL_STREAM");
    write_log(LogLevel::error, "stopped");
    write_log(LogLevel::warning, "stopped");
    write_log(LogLevel::info, "stopped");
    write_log(LogLevel::debug, "stopped");
    EXPECT_EQ(GetCapturedStderr(), "<3>stopped\n<4>stopped\n<6>stopped\n<7>stopped\n");
}

}  // namespace
}  // namespace kolk::gateway
