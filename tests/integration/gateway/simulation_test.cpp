#include "gateway/simulation/dry_pull.hpp"
#include "tests/integration/gateway/world.hpp"

// A dry pull beside the real pipeline: the same source, decided twice, and nothing written.

namespace kolk::gateway::test {
namespace {

class DryPulling : public Pipeline {
protected:
    simulation::Report pulled_under(const policies::Convenant& next) {
        pipeline::Services after{next,   "00fe", directory_, *store_, *key_store_, *subjects_,
                                 clock_, zone_,  random_,    {},      {},          {}};
        pipeline::Children children{*services_};
        simulation::Records records;
        simulation::DryPull pull{*services_, after, children, {"school-de-linde", {"school", "de-linde"}, false},
                                 records,    {}};
        EXPECT_TRUE(school_.pull(pull.wanted(), pull).has_value());
        EXPECT_FALSE(pull.error());
        return records.report();
    }

    static policies::Convenant without_categorie() {
        policies::Convenant next = tests::demo_convenant();
        for (policies::Rule& rule : next.rules) {
            if (rule.purpose == melding_purpose) std::erase(rule.records.at("thuiszittersmelding"), "categorie");
        }
        next.prepare();
        return next;
    }

    const simulation::Road road_{melding_purpose, "school:de-linde", swv, "thuiszittersmelding"};
};

TEST_F(DryPulling, DecidesAsThePassDidAndFindsNoDifference) {
    school_.statements = {melding("LN-0001"), melding("LN-0002")};
    ASSERT_TRUE(pass().has_value());
    const auto report = pulled_under(tests::demo_convenant());
    ASSERT_TRUE(report.contains(road_));
    EXPECT_EQ(report.at(road_).before.sent, 1);
    EXPECT_EQ(report.at(road_).before.reasons.at("deny.inform"), 1);
    for (const auto& [road, found] : report) EXPECT_FALSE(found.differs()) << road.purpose;
}

TEST_F(DryPulling, ShowsTheFieldThatANewVersionNoLongerGives) {
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());
    const auto report = pulled_under(without_categorie());
    EXPECT_EQ(report.at(road_).after.sent, 1);
    EXPECT_EQ(report.at(road_).less, (std::map<std::string, std::int64_t>{{"thuiszittersmelding.categorie", 1}}));
}

TEST_F(DryPulling, AChildThatTheStoreDoesNotKnowIsDecidedWithNothingKnownAndStaysUnknown) {
    ASSERT_TRUE(pass().has_value());
    const std::size_t entries_before = entries().size();
    const std::size_t keys_before = key_store_->ids()->size();
    school_.statements = {melding("LN-0009")};
    const auto report = pulled_under(tests::demo_convenant());
    EXPECT_EQ(report.at(road_).before.sent, 0);
    EXPECT_EQ(report.at(road_).before.withheld, 1);
    EXPECT_EQ(entries().size(), entries_before);
    EXPECT_EQ(key_store_->ids()->size(), keys_before);
    EXPECT_TRUE(store_->flows()->empty());
    EXPECT_FALSE(*store_->find_alias(subjects_->token(local("00AA00", "LN-0009"))));
}

TEST_F(DryPulling, AsksForWhatEitherVersionAsksFor) {
    policies::Convenant nothing = tests::demo_convenant();
    nothing.rules.clear();
    nothing.prepare();
    school_.statements = {melding("LN-0001")};
    EXPECT_FALSE(pulled_under(nothing).empty()) << "the version in force still asks";
}

}  // namespace
}  // namespace kolk::gateway::test
