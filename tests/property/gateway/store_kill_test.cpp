#include "gateway/log/verify.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "tests/unit/gateway/ground.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kolk::gateway::store {
namespace {

constexpr int rounds = 25;
constexpr int entries_per_exchange = 3;

/// One exchange with its record and its three entries, now and then followed by a checkpoint.
bool write_exchange(Store& store, int number) {
    const std::string name = std::to_string(number);
    Record record = test::record(1);
    record.record_id = "record-" + name;
    record.key = {};
    std::snprintf(reinterpret_cast<char*>(record.key.data()), record.key.size(), "%d", number);
    record.sealed = Bytes(2'000, 7);
    Exchange exchange = test::exchange(1);
    exchange.exchange_id = "exchange-" + name;
    exchange.record_id = record.record_id;

    auto transaction = store.begin();
    if (!transaction || !(*transaction)->put(test::subject(1)) || !(*transaction)->put(record)) return false;
    if (!(*transaction)->put(exchange)) return false;
    const int first = number * entries_per_exchange;
    if (!(*transaction)->append(test::entries(first, first + entries_per_exchange))) return false;
    if (number % 4 == 0) {
        const auto checkpoint = log::make_checkpoint(*store.log_head(), log::origin_of(test::region), test::log_key());
        if (!checkpoint || !(*transaction)->append_checkpoint(*checkpoint)) return false;
    }
    return static_cast<bool>((*transaction)->commit());
}

/// Writes exchanges from `first` on until it is killed, and tells the number of each that was committed.
[[noreturn]] void write_until_killed(const std::filesystem::path& file, int first, int acknowledge) {
    auto store = open_sqlite(file, test::region);
    for (int number = first; store && write_exchange(**store, number); ++number) {
        if (::write(acknowledge, &number, sizeof number) != sizeof number) break;
    }
    _exit(1);
}

struct Writer {
    pid_t process = 0;
    int acknowledged = 0;  // the pipe's end
};

Writer start(const std::filesystem::path& file, int first) {
    int ends[2];
    if (::pipe(ends) != 0) return {};
    const pid_t process = ::fork();
    if (process == 0) {
        ::close(ends[0]);
        write_until_killed(file, first, ends[1]);
    }
    ::close(ends[1]);
    return {process, ends[0]};
}

/// The last number that the writer told of before it was killed, after at least one and at most this long.
int kill_after(const Writer& writer, std::chrono::microseconds patience, int last) {
    using Clock = std::chrono::steady_clock;
    int number = last;
    const auto read_one = [&] { return ::read(writer.acknowledged, &number, sizeof number) == sizeof number; };
    EXPECT_TRUE(read_one()) << "the writer could not write";
    const auto deadline = Clock::now() + patience;
    while (Clock::now() < deadline) {
        pollfd waiting{writer.acknowledged, POLLIN, 0};
        if (::poll(&waiting, 1, 0) == 1 && !read_one()) break;
    }
    ::kill(writer.process, SIGKILL);
    int status = 0;
    ::waitpid(writer.process, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer stopped by itself";
    while (read_one()) {
    }
    ::close(writer.acknowledged);
    return number;
}

TEST(Kill, AtAnyMomentLosesNothingThatWasCommittedAndLeavesNothingHalf) {
    const test::Folder folder;
    const std::filesystem::path file = folder / "kolk.db";
    test::SeededRandom random{2026};
    int last = -1;
    for (int round = 0; round < rounds; ++round) {
        std::array<std::uint8_t, 2> chance{};
        random.fill(chance);
        const std::chrono::microseconds patience{(chance[0] * 256 + chance[1]) / 4};
        last = kill_after(start(file, last + 1), patience, last);

        auto store = open_sqlite(file, test::region);
        ASSERT_TRUE(store) << store.error().for_operator;
        // One more than was told may have been committed just before the kill.
        const auto found = *(*store)->exchange("exchange-" + std::to_string(last + 1));
        const int stored = found ? last + 1 : last;
        for (int number = 0; number <= stored; ++number) {
            ASSERT_TRUE(*(*store)->exchange("exchange-" + std::to_string(number))) << number << " of " << last;
            ASSERT_TRUE(*(*store)->record("record-" + std::to_string(number))) << number;
        }
        EXPECT_FALSE(*(*store)->exchange("exchange-" + std::to_string(stored + 1)));
        EXPECT_EQ((*store)->log_head()->size, static_cast<std::uint64_t>((stored + 1) * entries_per_exchange));
        const auto verified =
            log::verify(file, test::region, log::origin_of(test::region), test::log_key().public_key(), {});
        ASSERT_TRUE(verified) << verified.error().for_operator;
        EXPECT_TRUE(verified->ok) << verified->problem;
        last = stored;
    }
}

}  // namespace
}  // namespace kolk::gateway::store
