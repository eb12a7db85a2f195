#include "gateway/log/verify.hpp"
#include "tests/integration/gateway/whole_region.hpp"

// A region takes over the version of its convenant that is in force, and the log tells it once.

namespace kolk::gateway::test {
namespace {

using Entries = std::vector<std::string>;

class TakingOver : public WholeRegion {
protected:
    TakingOver() { write_convenant("2.yaml", "version: \"2.0\""); }

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
    write_convenant("1.yaml", "version: \"1.0.1\"");
    pass(*open(noon));
    write_convenant("1.yaml", "version: \"1.0\"");
    pass(*open(noon));
    EXPECT_EQ(in_force(), (Entries{"voorbeeldregio 1.0", "voorbeeldregio 1.0.1", "voorbeeldregio 1.0"}));
    const auto region_keys = keys::RegionKeys::open(configuration_.keys);
    const auto found = log::verify((configuration_.state / "kolk.db").string(), region, log::origin_of(region),
                                   region_keys->log().public_key(), {});
    EXPECT_TRUE(found->ok) << found->problem;
}

}  // namespace
}  // namespace kolk::gateway::test
