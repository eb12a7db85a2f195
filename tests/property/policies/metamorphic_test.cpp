#include "tests/support/questions.hpp"

// Taking away what permits never adds a field, and a permission for one party changes nothing for another.

namespace kolk::tests {
namespace {

constexpr int worlds = 3'000;

bool adds_nothing(const std::set<std::string>& after, const std::set<std::string>& before) {
    return std::ranges::includes(before, after);
}

// A withdrawal, and a field that was excluded, take something back: to forget those is no removal of a consent.
TEST(Metamorphic, RemovingAConsentNeverAddsAField) {
    Maker maker{31};
    int fewer = 0;
    for (int i = 0; i < 2 * worlds; ++i) {
        Made made = maker.made(demo_convenant());
        auto& consents = made.facts.consents;
        if (consents.empty()) continue;
        const auto before = given(demo_convenant(), made);
        const int at = maker.number(0, static_cast<int>(consents.size()) - 1);
        if (consents[static_cast<std::size_t>(at)].withdrawn_at) continue;
        consents.erase(consents.begin() + at);
        const auto after = given(demo_convenant(), made);
        ASSERT_TRUE(adds_nothing(after, before)) << "question " << i;
        fewer += after.size() < before.size() ? 1 : 0;
    }
    EXPECT_GT(fewer, 5) << "no consent carried anything";
}

TEST(Metamorphic, RemovingAMembershipNeverAddsAField) {
    Maker maker{32};
    int fewer = 0;
    for (int convenants = 0; convenants < 8; ++convenants) {
        Convenant smaller = demo_convenant();
        smaller.members.erase(smaller.members.begin() + maker.number(0, static_cast<int>(smaller.members.size()) - 1));
        smaller.prepare();
        for (int i = 0; i < worlds / 8; ++i) {
            Made made = maker.made(demo_convenant());
            const auto before = given(demo_convenant(), made);
            const auto after = given(smaller, made);
            ASSERT_TRUE(adds_nothing(after, before));
            fewer += after.size() < before.size() ? 1 : 0;
        }
    }
    EXPECT_GT(fewer, 0) << "no membership carried anything";
}

TEST(Metamorphic, RemovingTheAssessmentOfAPurposeNeverAddsAField) {
    Maker maker{33};
    int fewer = 0;
    for (int convenants = 0; convenants < 8; ++convenants) {
        Convenant unassessed = demo_convenant();
        for (auto& [id, purpose] : unassessed.purposes) {
            if (maker.chance(30)) purpose.dpia.clear();
        }
        unassessed.prepare();
        for (int i = 0; i < worlds / 8; ++i) {
            Made made = maker.made(demo_convenant());
            const auto before = given(demo_convenant(), made);
            const auto after = given(unassessed, made);
            ASSERT_TRUE(adds_nothing(after, before)) << made.purpose;
            fewer += after.size() < before.size() ? 1 : 0;
        }
    }
    EXPECT_GT(fewer, 5) << "no assessment carried anything";
}

TEST(Metamorphic, ARuleForOnePartyNeverChangesWhatAnotherGets) {
    Maker maker{34};
    int for_others = 0;
    for (int convenants = 0; convenants < 8; ++convenants) {
        Convenant larger = demo_convenant();
        policies::Rule rule = maker.one_of(larger.rules);
        rule.id = "erbij";
        const std::string recipient{policies::covering_role(maker.one_of(schemas::role_ids()))};
        rule.to = {recipient};
        if (maker.chance(50)) rule.consent = policies::ConsentNeed::none;
        rule.when.clear();
        larger.rules.push_back(rule);
        larger.prepare();
        for (int i = 0; i < worlds / 8; ++i) {
            Made made = maker.made(demo_convenant());
            if (policies::covering_role(made.question.to.role) == recipient) continue;
            ++for_others;
            ASSERT_EQ(policies::explain(policies::decide(larger, made.ask())),
                      policies::explain(policies::decide(demo_convenant(), made.ask())))
                << made.purpose << " beside a rule of " << rule.purpose << " for " << recipient;
        }
    }
    EXPECT_GT(for_others, worlds / 2);
}

}  // namespace
}  // namespace kolk::tests
