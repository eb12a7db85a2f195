#include "gateway/progress.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

namespace kolk::gateway {
namespace {

TEST(ProgressLine, ShowsBarShareAndCounts) {
    EXPECT_EQ(progress_line("oso-vo", 50, 200, 80), "oso-vo [##########..............................]  25% 50/200");
    EXPECT_EQ(progress_line("oso-vo", 200, 200, 80), "oso-vo [########################################] 100% 200/200");
}

TEST(ProgressLine, CountsOnlyWhereTheEndIsUnknown) {
    EXPECT_EQ(progress_line("jgz", 7, 0, 80), "jgz 7");
}

TEST(ProgressLine, FitsEveryWidth) {
    for (std::size_t width = 0; width < 120; ++width) {
        for (const std::uint64_t expected : {0ull, 1ull, 7'000ull, 18446744073709551615ull}) {
            EXPECT_LE(progress_line("deliveries", expected / 3, expected, width).size(), width);
        }
    }
}

TEST(ProgressLine, NeverGoesBeyondItsEnd) {
    EXPECT_EQ(progress_line("x", 9, 3, 20), "x 100% 3/3");
}

TEST(ProgressBarElsewhere, WritesOneLineAPhaseAndNoControlCodes) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), std::fclose};
    {
        ProgressBar bar{file.get()};
        for (std::uint64_t i = 0; i < 100; ++i) bar.update("oso-vo", i, 100);
        bar.update("deliveries", 1, 2);
        bar.finish();
    }
    std::rewind(file.get());
    std::string text(1000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    EXPECT_EQ(text, "oso-vo\ndeliveries\n");
}

}  // namespace
}  // namespace kolk::gateway
