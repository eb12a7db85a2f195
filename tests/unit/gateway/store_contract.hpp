#pragma once

#include "gateway/store/sqlite_store.hpp"
#include "gateway/store/store.hpp"
#include "tests/unit/gateway/ground.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

/// What every kind of store must pass, whatever lies beneath it.
namespace kolk::gateway::store {

/// A kind of store: each must pass what follows.
struct Backend {
    std::string name;
    std::function<Result<std::unique_ptr<Store>>(const std::filesystem::path&, const std::string&)> open;
};

class StoreContract : public testing::TestWithParam<Backend> {
protected:
    void SetUp() override { reopen(); }

    void reopen() {
        store.reset();
        auto opened = GetParam().open(folder / "kolk.db", test::region);
        ASSERT_TRUE(opened) << opened.error().for_operator;
        store = std::move(*opened);
    }

    /// Runs `work` in one transaction and commits it.
    template <class Work>
    void commit(Work work) {
        auto transaction = store->begin();
        ASSERT_TRUE(transaction) << transaction.error().for_operator;
        work(**transaction);
        const auto done = (*transaction)->commit();
        ASSERT_TRUE(done) << done.error().for_operator;
    }

    /// One child, one record of it and exchanges 1 to `count`.
    void fill(std::uint8_t count) {
        commit([&](Transaction& transaction) {
            ASSERT_TRUE(transaction.put(test::subject(1)));
            ASSERT_TRUE(transaction.put(test::record(1)));
            for (std::uint8_t i = 1; i <= count; ++i) ASSERT_TRUE(transaction.put(test::exchange(i)));
        });
    }

    void put(const Exchange& value) {
        commit([&](Transaction& transaction) { ASSERT_TRUE(transaction.put(value)); });
    }

    std::vector<std::string> due_ids(std::vector<ExchangeState> states, Instant now, std::size_t limit = 10) {
        std::vector<std::string> ids;
        const auto found = store->due("swv-vo:swv-vo-voorbeeld", states, now, limit);
        EXPECT_TRUE(found);
        for (const Exchange& one : *found) ids.push_back(one.exchange_id);
        return ids;
    }

    test::Folder folder;
    std::unique_ptr<Store> store;
};

}  // namespace kolk::gateway::store
