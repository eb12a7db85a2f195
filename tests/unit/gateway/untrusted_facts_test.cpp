#include "gateway/region/untrusted_facts.hpp"

#include <gmock/gmock.h>

// Which facts count for nothing, and what a person is told of them.

namespace kolk::gateway::region {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Why = UntrustedFile::Why;

const base::Instant now = *base::parse_instant("2026-11-22T06:00:00Z");
const base::Instant fresh = now - std::chrono::hours{24};
const base::Instant old = fresh - std::chrono::minutes{1};

class Untrusted : public testing::Test {
protected:
    Untrusted() {
        config::Source source;
        source.name = "feiten";
        source.kind = config::SourceKind::facts;
        source.party = {"school", "de-linde"};
        source.max_age = std::chrono::hours{24};
        config::Source records = source;
        records.name = "records";
        records.kind = config::SourceKind::csv;
        configuration_.sources = {source, records};
    }
    std::vector<UntrustedFile> files(const std::vector<store::FactSource>& read) {
        const auto found = untrusted_facts(read, configuration_, now);
        return found.empty() ? std::vector<UntrustedFile>{} : found.front().files;
    }

    config::Configuration configuration_;
};

TEST_F(Untrusted, AreThosePastTheirMaximumAge) {
    EXPECT_THAT(files({{"feiten", "bezwaar", fresh}}), IsEmpty());
    EXPECT_THAT(files({{"feiten", "bezwaar", fresh}, {"feiten", "gezag", old}}),
                ElementsAre(UntrustedFile{"gezag", Why::too_old, old}));
    configuration_.sources.front().max_age = std::chrono::hours{25};
    EXPECT_THAT(files({{"feiten", "bezwaar", old}}), IsEmpty());
}

TEST_F(Untrusted, AreThoseWithoutObjections) {
    EXPECT_THAT(files({}), ElementsAre(UntrustedFile{"bezwaar", Why::missing, {}}));
    EXPECT_THAT(files({{"feiten", "gezag", fresh}, {"elders", "bezwaar", fresh}}),
                ElementsAre(UntrustedFile{"bezwaar", Why::missing, {}}));
}

TEST_F(Untrusted, AreThoseThatCannotBeRead) {
    EXPECT_THAT(files({{"feiten", "bezwaar", fresh}, {"feiten", "toestemming", old, false}}),
                ElementsAre(UntrustedFile{"toestemming", Why::unreadable, old}));
    EXPECT_THAT(files({{"feiten", "bezwaar", {}, false}}), ElementsAre(UntrustedFile{"bezwaar", Why::unreadable, {}}));
}

TEST_F(Untrusted, AreOfConfiguredSourcesAlone) {
    EXPECT_THAT(files({{"feiten", "bezwaar", fresh}, {"elders", "gezag", old}, {"records", "gezag", old}}), IsEmpty());
}

TEST_F(Untrusted, AreToldInOneLineWithSinceWhenAndWhatWaits) {
    const auto found = untrusted_facts(
        std::vector<store::FactSource>{
            {"feiten", "bezwaar", old}, {"feiten", "casus", fresh, false}, {"feiten", "gezag", old}},
        configuration_, now);
    ASSERT_EQ(found.size(), 1U);
    const std::string told = in_words(found.front());
    EXPECT_THAT(told, HasSubstr("bezwaar, gezag too old, as of 2026-11-21T05:59:00"));
    EXPECT_THAT(told, HasSubstr("casus cannot be read"));
    EXPECT_THAT(told, HasSubstr("what school:de-linde gives"));
}

}  // namespace
}  // namespace kolk::gateway::region
