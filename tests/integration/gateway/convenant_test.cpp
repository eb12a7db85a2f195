#include "gateway/log/verify.hpp"
#include "gateway/region/region.hpp"
#include "tests/integration/gateway/world.hpp"

#include <fstream>

// A region takes over the version of its convenant that is in force, and the log tells it once.

namespace kolk::gateway::test {
namespace {

using Entries = std::vector<std::string>;

class TakingOver : public testing::Test {
protected:
    TakingOver() {
        crypto::initialise();
        configuration_.region = {region, "vb", "Europe/Amsterdam", config::Environment::demo, {}, {}};
        configuration_.convenant = folder_ / "versions";
        configuration_.keys = folder_ / "keys";
        configuration_.state = folder_ / "state";
        std::filesystem::create_directory(configuration_.convenant);
        std::filesystem::create_directory(configuration_.state);
        SeededRandom random{7};
        EXPECT_TRUE(keys::RegionKeys::create(configuration_.keys, random).has_value());
        write("1.yaml", "version: \"1.0\"");
        write("2.yaml", "version: \"2.0\"");
    }

    void write(const std::string& name, const std::string& version) {
        std::string text = tests::demo_convenant_text();
        const std::string first = "version: \"1.0\"";
        text.replace(text.find(first), first.size(), version);
        const std::string from = "from: 2026-08-01, until";
        if (name == "2.yaml") text.replace(text.find(from), from.size(), "from: 2027-01-01, until");
        std::ofstream{configuration_.convenant / name} << text;
    }

    std::unique_ptr<region::Region> open(base::Instant at) {
        auto clock = std::make_unique<PinnedClock>();
        clock_ = clock.get();
        clock_->at = at;
        auto opened = region::Region::open(configuration_, std::move(clock));
        EXPECT_TRUE(opened.has_value()) << opened.error().for_operator;
        return std::move(*opened);
    }

    static void pass(region::Region& opened) {
        const auto passed = opened.pass({}, {}, {});
        ASSERT_TRUE(passed.has_value()) << passed.error().for_operator;
    }

    // The versions of which the log says that they took force, oldest first.
    Entries in_force() {
        log::Query query;
        query.kind = "convenant";
        const auto found = log::search((configuration_.state / "kolk.db").string(), region, query);
        Entries versions;
        for (auto one = found->rbegin(); one != found->rend(); ++one) {
            const auto leaf = boost::json::parse(one->leaf);
            EXPECT_EQ(leaf.at("convenant_hash").as_string().size(), 64U);
            versions.emplace_back(leaf.at("convenant").as_string());
        }
        return versions;
    }

    Folder folder_;
    config::Configuration configuration_;
    PinnedClock* clock_ = nullptr;  // of the region that was opened last
    const base::Instant midnight_ = *base::parse_instant("2027-01-01T00:00:00+01:00");
    const Entries only_first_{"voorbeeldregio 1.0"};
    const Entries both_{"voorbeeldregio 1.0", "voorbeeldregio 2.0"};
};

TEST_F(TakingOver, HappensAtTheFirstPassOfItsDayAndOnce) {
    const auto opened = open(midnight_ - std::chrono::seconds{1});
    pass(*opened);
    pass(*opened);
    EXPECT_EQ(in_force(), only_first_);
    clock_->at = midnight_;
    pass(*opened);
    pass(*opened);
    EXPECT_EQ(in_force(), both_);
}

TEST_F(TakingOver, IsNotToldAgainAfterARestart) {
    pass(*open(midnight_ - std::chrono::seconds{1}));
    pass(*open(midnight_));
    pass(*open(midnight_));
    EXPECT_EQ(in_force(), both_) << "a restart is no new version";
}

TEST_F(TakingOver, IsToldWhenTheTextChangesAndWhenItChangesBack) {
    const auto noon = midnight_ - std::chrono::hours{12};
    pass(*open(noon));
    write("1.yaml", "version: \"1.0.1\"");
    pass(*open(noon));
    write("1.yaml", "version: \"1.0\"");
    pass(*open(noon));
    EXPECT_EQ(in_force(), (Entries{"voorbeeldregio 1.0", "voorbeeldregio 1.0.1", "voorbeeldregio 1.0"}));
    const auto region_keys = keys::RegionKeys::open(configuration_.keys);
    const auto found = log::verify((configuration_.state / "kolk.db").string(), region, log::origin_of(region),
                                   region_keys->log().public_key(), {});
    EXPECT_TRUE(found->ok) << found->problem;
}

}  // namespace
}  // namespace kolk::gateway::test
