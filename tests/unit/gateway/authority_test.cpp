#include "gateway/pipeline/authority.hpp"

#include <gmock/gmock.h>

namespace kolk::gateway::pipeline {
namespace {

using subjects::Profile;
using testing::ElementsAre;
using testing::IsEmpty;

base::Date civil(const char* text) {
    return *base::parse_date(text);
}

std::set<base::Date> changes_in(const Profile& profile) {
    policies::Facts facts;
    add_authority_changes(facts, profile);
    return facts.authority_since;
}

bool hear_on(Profile& profile, const char* day, std::set<std::string> persons, std::set<base::Date> since = {}) {
    return hear_authority(profile, "fact/school/gezag", {std::move(persons), std::move(since)}, civil(day));
}

TEST(AuthorityTold, IsReadFromEveryLineOfTheChild) {
    const boost::json::array lines{
        boost::json::object{{"authority", {"ouder-1"}}, {"authority_since", "2026-10-01"}},
        boost::json::object{{"authority", {"ouder-2", "ouder-1"}}, {"authority_since", "2027-01-05"}},
        boost::json::object{{"restricted", true}}};
    const auto found = authority_in(lines);
    ASSERT_TRUE(found);
    EXPECT_THAT(found->persons, ElementsAre("ouder-1", "ouder-2"));
    EXPECT_THAT(found->since, ElementsAre(civil("2026-10-01"), civil("2027-01-05")));
    EXPECT_FALSE(authority_in({boost::json::object{{"authority_since", "2026-10-01"}}}));
}

TEST(AuthorityTold, OfOthersCountsFromTheDayOnWhichItWasHeard) {
    Profile profile;
    EXPECT_TRUE(hear_on(profile, "2026-11-01", {"ouder-1", "ouder-2"}));
    EXPECT_THAT(changes_in(profile), IsEmpty()) << "the first word is no change";
    EXPECT_FALSE(hear_on(profile, "2026-11-02", {"ouder-1", "ouder-2"})) << "nothing to keep";
    EXPECT_TRUE(hear_on(profile, "2026-11-03", {"ouder-1"}));
    EXPECT_FALSE(hear_on(profile, "2026-11-04", {"ouder-1"}));
    EXPECT_THAT(changes_in(profile), ElementsAre(civil("2026-11-03")));
    EXPECT_TRUE(hear_on(profile, "2026-11-05", {"ouder-2"}));
    EXPECT_THAT(changes_in(profile), ElementsAre(civil("2026-11-03"), civil("2026-11-05")));
}

TEST(AuthorityTold, HasTheDayThatTheFileSays) {
    Profile profile;
    hear_on(profile, "2026-11-01", {"ouder-1"}, {civil("2026-10-01")});
    EXPECT_TRUE(hear_on(profile, "2026-11-02", {"ouder-1"}, {civil("2026-09-01")})) << "it was mistaken";
    EXPECT_THAT(changes_in(profile), ElementsAre(civil("2026-09-01")));
    EXPECT_FALSE(hear_on(profile, "2026-11-03", {"ouder-1"})) << "silence takes nothing back";
    hear_on(profile, "2026-11-04", {"ouder-2"}, {civil("2027-01-05")});
    EXPECT_THAT(changes_in(profile), ElementsAre(civil("2026-09-01"), civil("2027-01-05")))
        << "a change to come does not take back the earlier one";
}

TEST(AuthorityTold, OfOthersWithTheDayOfBeforeCountsFromWhenItWasHeard) {
    Profile profile;
    hear_on(profile, "2026-11-01", {"ouder-1", "ouder-2"}, {civil("2020-01-01")});
    hear_on(profile, "2026-11-03", {"ouder-1"}, {civil("2020-01-01")});
    EXPECT_THAT(changes_in(profile), ElementsAre(civil("2020-01-01"), civil("2026-11-03")));
}

TEST(AuthorityTold, ForgetsTheOldestOfManyChanges) {
    Profile profile;
    base::Date day = civil("2026-01-01");
    for (int i = 0; i < 100; ++i) {
        hear_authority(profile, "file", {{i % 2 == 0 ? "ouder-1" : "ouder-2"}, {}}, day);
        day = base::add_days(day, 1);
    }
    EXPECT_EQ(changes_in(profile).size(), 41U);
    EXPECT_TRUE(changes_in(profile).contains(base::add_days(day, -1)));
}

}  // namespace
}  // namespace kolk::gateway::pipeline
