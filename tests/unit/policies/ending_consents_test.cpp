#include "policies/ending_consents.hpp"

#include "tests/support/convenant.hpp"

namespace kolk::tests {
namespace {

policies::Consent consent(std::vector<std::string> given_by, std::string_view given_at, std::string_view until = {}) {
    policies::Consent one;
    one.given_by = std::move(given_by);
    one.given_at = day(given_at);
    one.valid_until = base::parse_date(until);
    return one;
}

/// Day and cause of each ending, from 2026-11-22 on.
std::vector<std::string> endings(const policies::Facts& facts, int weeks = 8) {
    std::vector<std::string> all;
    for (const auto& one : policies::ending_consents(facts, {}, day("2026-11-22"), weeks)) {
        all.push_back(base::format_date(one.ends) + (one.on_birthday ? " birthday" : " term"));
    }
    return all;
}

using Endings = std::vector<std::string>;

TEST(EndingConsents, AreThoseOfWhichTheTermIsOverWithinTheWeeks) {
    policies::Facts facts;
    facts.consents = {consent({"ouder-1"}, "2026-09-01", "2027-01-16"),
                      consent({"ouder-1"}, "2026-09-01", "2027-01-17"),
                      consent({"ouder-1"}, "2026-09-01", "2026-11-22"),
                      consent({"ouder-1"}, "2026-09-01", "2026-11-21"), consent({"ouder-1"}, "2025-12-01")};
    EXPECT_EQ(endings(facts), (Endings{"2026-11-23 term", "2026-12-02 term", "2027-01-17 term"}));
    EXPECT_EQ(endings(facts, 0), Endings{});
    EXPECT_EQ(endings(facts, 1), (Endings{"2026-11-23 term"}));
}

TEST(EndingConsents, EndOnABirthdayThatComesFirst) {
    policies::Facts facts;
    facts.consents = {consent({"ouder-1", "ouder-2"}, "2026-09-01", "2026-12-31")};
    facts.born = day("2014-12-05");
    EXPECT_EQ(endings(facts), (Endings{"2026-12-05 birthday"}));
    facts.born = day("2010-12-31");
    EXPECT_EQ(endings(facts), (Endings{"2026-12-31 birthday"}));
    facts.born = day("2011-01-01");
    EXPECT_EQ(endings(facts), (Endings{"2027-01-01 term"})) << "ends with its term the same day";
    facts.born = day("2014-11-22");
    EXPECT_EQ(endings(facts), Endings{}) << "twelve today: it has ended";
    facts.born.reset();
    EXPECT_EQ(endings(facts), (Endings{"2027-01-01 term"}));
}

TEST(EndingConsents, WhatTheYoungPersonGaveAloneOutlastsTheBirthday) {
    policies::Facts facts;
    facts.born = day("2010-12-05");
    facts.consents = {consent({"jeugdige"}, "2026-09-01", "2027-07-31")};
    EXPECT_EQ(endings(facts), Endings{});
}

TEST(EndingConsents, EndWhenWhoTheyNameIsLeft) {
    policies::Facts facts;
    facts.consents = {consent({"ouder-1"}, "2026-09-01", "2026-12-31"),
                      consent({"ouder-1"}, "2026-09-01", "2026-12-31")};
    facts.consents.front().ended_by_change = day("2026-11-20");
    facts.consents.back().ended_by_change = day("2026-12-01");
    EXPECT_EQ(endings(facts), (Endings{"2026-12-01 term"})) << "what has ended is not asked for again";
}

TEST(EndingConsents, WhatWasWithdrawnOrNeverGivenIsNotAskedForAgain) {
    policies::Facts facts;
    facts.consents = {consent({"ouder-1"}, "2026-09-01", "2026-12-31"), policies::Consent{}};
    facts.consents.front().withdrawn_at = day("2026-12-24");
    EXPECT_EQ(endings(facts), Endings{});
}

}  // namespace
}  // namespace kolk::tests
