#pragma once

#include "gateway/region/region.hpp"
#include "tests/integration/gateway/world.hpp"

#include <fstream>
#include <memory>
#include <string>

namespace kolk::gateway::test {

/// A region as the service opens it, with the convenant of the demo and no source and no feed.
class WholeRegion : public testing::Test {
protected:
    WholeRegion() {
        crypto::initialise();
        configuration_.region = {region, "vb", "Europe/Amsterdam", config::Environment::demo, {}, {}};
        configuration_.convenant = folder_ / "versions";
        configuration_.keys = folder_ / "keys";
        configuration_.state = folder_ / "state";
        std::filesystem::create_directory(configuration_.convenant);
        std::filesystem::create_directory(configuration_.state);
        SeededRandom random{7};
        EXPECT_TRUE(keys::RegionKeys::create(configuration_.keys, random).has_value());
        write_convenant("1.yaml", "version: \"1.0\"");
    }

    void write_convenant(const std::string& name, const std::string& version) {
        std::string text = tests::demo_convenant_text();
        const std::string first = "version: \"1.0\"";
        text.replace(text.find(first), first.size(), version);
        const std::string from = "from: 2026-08-01, until";
        if (name == "2.yaml") text.replace(text.find(from), from.size(), "from: 2027-01-01, until");
        std::ofstream{configuration_.convenant / name} << text;
    }

    base::Result<std::unique_ptr<region::Region>> try_to_open(base::Instant at = PinnedClock{}.at) {
        auto clock = std::make_unique<PinnedClock>();
        clock_ = clock.get();
        clock_->at = at;
        return region::Region::open(configuration_, std::move(clock));
    }
    std::unique_ptr<region::Region> open(base::Instant at = PinnedClock{}.at) {
        auto opened = try_to_open(at);
        EXPECT_TRUE(opened.has_value()) << opened.error().for_operator;
        return std::move(*opened);
    }

    static void pass(region::Region& opened) {
        const auto passed = opened.pass({}, {}, {});
        ASSERT_TRUE(passed.has_value()) << passed.error().for_operator;
    }

    Folder folder_;
    config::Configuration configuration_;
    PinnedClock* clock_ = nullptr;  ///< of the region that was opened last
};

}  // namespace kolk::gateway::test
