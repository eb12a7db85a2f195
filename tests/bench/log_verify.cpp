/// `kolk log verify` over 300,000 entries that went through the store, as seconds per million.
/// The floor reads each leaf and takes its SHA-256, on as many threads as there are processors.
///
///     kolk-bench-log-verify DIR

#include "gateway/log/verify.hpp"
#include "gateway/store/sqlite.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "tests/bench/figure.hpp"
#include "tests/unit/gateway/ground.hpp"

#include <openssl/sha.h>

#include <future>
#include <thread>

namespace {

using namespace kolk;
using namespace kolk::gateway;

constexpr int entries = 300'000;
constexpr int per_commit = 1'000;
constexpr int commits_per_checkpoint = 10;

void write_log(const std::string& database) {
    const auto store = store::open_sqlite(database, test::region);
    bench::require(store.has_value(), "the store cannot be opened");
    for (int first = 0; first < entries; first += per_commit) {
        const bool checkpoint = (first / per_commit + 1) % commits_per_checkpoint == 0;
        test::append(**store, test::entries(first, first + per_commit), checkpoint);
    }
    const auto head = (*store)->log_head();
    bench::require(head && head->size == entries, "the log was not written");
}

void hash_leaves(const std::string& database, std::int64_t first, std::int64_t end) {
    using store::sqlite::Connection;
    auto connection = Connection::open(database, Connection::Mode::read_only);
    bench::require(connection.has_value(), "the log cannot be read");
    auto query = connection->query("SELECT leaf FROM log_entries WHERE entry >= ?1 AND entry < ?2", first, end);
    std::int64_t read = 0;
    std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
    while (true) {
        const auto more = query.next();
        bench::require(more.has_value(), "the log cannot be read");
        if (!*more) break;
        const std::string_view leaf = query.text(0);
        SHA256(reinterpret_cast<const unsigned char*>(leaf.data()), leaf.size(), hash.data());
        ++read;
    }
    bench::require(read == end - first, "entries are missing");
}

void hash_all(const std::string& database) {
    const std::int64_t threads = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::future<void>> parts;
    for (std::int64_t i = 0; i < threads; ++i) {
        parts.push_back(
            std::async(std::launch::async, hash_leaves, database, entries * i / threads, entries * (i + 1) / threads));
    }
    for (auto& part : parts) part.get();
}

void verify(const std::string& database) {
    const auto found =
        log::verify(database, test::region, log::origin_of(test::region), test::log_key().public_key(), {});
    bench::require(found && found->ok && found->entries == entries && found->checkpoint == entries,
                   "the log is not whole");
}

}  // namespace

int main(int count, char** words) {
    bench::require(count == 2, "usage: kolk-bench-log-verify DIR");
    crypto::initialise();
    const std::string database = std::string{words[1]} + "/log.db";
    write_log(database);
    std::vector<double> values;
    std::vector<double> floors;
    constexpr double millions = entries / 1e6;
    for (int run = 0; run < 5; ++run) {
        values.push_back(bench::seconds([&] { verify(database); }) / millions);
        floors.push_back(bench::seconds([&] { hash_all(database); }) / millions);
    }
    bench::print("log-verify", bench::median(values), "s per million entries", bench::median(floors),
                 bench::median(floors) / bench::median(values));
}
