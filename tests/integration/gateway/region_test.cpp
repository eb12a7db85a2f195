#include "gateway/region/parts.hpp"
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

TEST_F(Starting, BelievesOnlyAMunicipalityOfWhoAnswersForYouthCare) {
    config::Source source;
    source.name = "jeugdhulp";
    source.kind = config::SourceKind::csv;
    source.folder = folder_ / "jeugdhulp";
    source.mapping = fs::path{KOLK_SOURCE_DIR} / "connectors" / "mappings" / "gemeente.yaml";
    fs::create_directory(source.folder);
    const auto can_be_read = [&](const schemas::Party& party) {
        source.party = party;
        configuration_.sources = {source};
        const std::unique_ptr<region::Region> opened = open();
        pass(*opened);
        return region::failing_sources(opened->store(), configuration_)->empty();
    };
    EXPECT_FALSE(can_be_read({"school", "de-linde"}));
    EXPECT_FALSE(can_be_read({"leerplicht", "eikendal"}));
    EXPECT_TRUE(can_be_read({"gemeente-jeugd", "eikendal"}));
}

TEST_F(Starting, KnowsSinceWhenASourceCannotBeReadUntilItCan) {
    config::Source source;
    source.name = "oso-vo";
    source.kind = config::SourceKind::oso;
    source.party = {"swv-vo", "swv-vo-voorbeeld"};
    source.folder = folder_ / "oso";
    configuration_.sources = {source};
    const std::unique_ptr<region::Region> opened = open();
    const auto failing = [&] { return *region::failing_sources(opened->store(), configuration_); };
    EXPECT_TRUE(failing().empty()) << "never tried";
    const base::Instant first = clock_->at;
    pass(*opened);
    clock_->at += std::chrono::hours{2};
    pass(*opened);
    EXPECT_EQ(failing(), (std::map<std::string, base::Instant>{{"oso-vo", first}}));
    fs::create_directory(source.folder);
    ASSERT_TRUE(opened->pass(std::vector<std::string>{}, {}, {}).has_value());
    EXPECT_EQ(failing().size(), 1U) << "a pass that did not ask it cannot tell";
    ASSERT_TRUE(opened->pass({}, {}, [] { return true; }).has_value());
    EXPECT_EQ(failing().size(), 1U) << "nor can one that was stopped";
    pass(*opened);
    EXPECT_TRUE(failing().empty());
}

TEST_F(Starting, TellsFactsOfASourceThatIsNoLongerConfigured) {
    config::Source source;
    source.name = "feiten-linde";
    source.kind = config::SourceKind::facts;
    source.party = {"school", "de-linde"};
    source.folder = folder_ / "facts";
    source.max_age = std::chrono::hours{24};
    fs::create_directory(source.folder);
    const std::string heading = R"({"as_of": "2026-11-22T05:00:00Z", "party": "school:de-linde"})";
    const auto write = [&](const std::string& lines) {
        std::ofstream{source.folder / "bezwaar.ndjson"} << heading << '\n' << lines;
    };
    write(R"({"child": {"number": "LN-0001"}, "restricted": true})");
    configuration_.sources = {source};
    const auto abandoned_after_a_pass = [&] {
        const std::unique_ptr<region::Region> opened = open();
        pass(*opened);
        return *region::abandoned_facts(opened->store(), configuration_);
    };
    EXPECT_TRUE(abandoned_after_a_pass().empty());
    configuration_.sources.front().name = "feiten-de-linde";
    EXPECT_EQ(abandoned_after_a_pass(), std::set<std::string>{"feiten-linde"});
    configuration_.sources.push_back(source);
    write("");
    EXPECT_TRUE(abandoned_after_a_pass().empty());
    configuration_.sources.pop_back();
    EXPECT_TRUE(abandoned_after_a_pass().empty()) << "it says nothing any more";
}

TEST_F(Starting, LetsGoOfChildrenWhomASourceThatIsGoneHeld) {
    {
        const auto opened = open();
        auto transaction = *opened->store().begin();
        const store::Mark mark{{1}, pipeline::marked_in_conflict("weg"), opened->clock().now()};
        ASSERT_TRUE(transaction->put(store::Subject{mark.subject, {1}}).has_value());
        ASSERT_TRUE(transaction->put(mark).has_value());
        ASSERT_TRUE(transaction->commit().has_value());
        ASSERT_EQ(opened->store().marks()->size(), 1U);
    }
    EXPECT_TRUE(open()->store().marks()->empty());
}

}  // namespace
}  // namespace kolk::gateway::test
