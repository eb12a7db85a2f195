#include "tests/integration/gateway/whole_region.hpp"

// How a region starts and what ends a pass, whatever a crash or a full disk left behind.

namespace kolk::gateway::test {
namespace {

namespace fs = std::filesystem;

class Starting : public WholeRegion {
protected:
    [[nodiscard]] fs::path state(const char* name) const { return configuration_.state / name; }
    void lose(const char* database) {
        for (const char* end : {"", "-wal", "-shm"}) fs::remove(state(database) += end);
    }
    void make_key() {
        const std::unique_ptr<region::Region> opened = open();
        const std::vector<base::Bytes> ids{{'l', 'o', 'g', '/', '1'}};
        ASSERT_TRUE(opened->services().keys.create(ids).has_value());
    }
    void expect_half() {
        const auto opened = try_to_open();
        ASSERT_FALSE(opened.has_value());
        EXPECT_EQ(opened.error().category.text, "state.half");
    }
};

TEST_F(Starting, GoesOnAfterAFirstStartThatLeftAnEmptyKeysDb) {
    std::ofstream{state("keys.db")};
    pass(*open());
}

TEST_F(Starting, GoesOnWithAKeysDbThatHoldsNoKeyAndNoStore) {
    open().reset();
    lose("kolk.db");
    pass(*open());
}

TEST_F(Starting, RefusesKeysWithoutTheirStore) {
    make_key();
    lose("kolk.db");
    expect_half();
    std::ofstream{state("kolk.db")};
    expect_half();
}

TEST_F(Starting, RefusesAStoreWithoutItsKeys) {
    make_key();
    lose("keys.db");
    expect_half();
    std::ofstream{state("keys.db")};
    expect_half();
}

TEST_F(Starting, OffersNothingWhileWithdrawalsCannotBeRead) {
    const std::unique_ptr<region::Region> opened = open();
    pass(*opened);
    std::ofstream{state("withdrawals")} << "a file where the folder was";
    EXPECT_TRUE(opened->withdrawals().waiting());
    const auto passed = opened->pass({}, {}, {});
    ASSERT_FALSE(passed.has_value());
    EXPECT_EQ(passed.error().category.text, "withdrawal.away");
    fs::remove(state("withdrawals"));
    pass(*opened);
}

}  // namespace
}  // namespace kolk::gateway::test
