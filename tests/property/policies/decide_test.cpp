#include "policies/decide.hpp"

#include "tests/fuzz/read_convenant.cpp"
#include "tests/support/questions.hpp"

// Questions made at random, most of them near the rules, some of them garbage: what must hold for every one.

namespace kolk::tests {
namespace {

using policies::Decision;

constexpr int rounds = 5'000;  // of each property; seeds are fixed

bool is_within(const std::set<std::string>& part, const std::set<std::string>& whole) {
    return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

TEST(DecideProperty, IsTotalDeterministicAndAccountsForEveryField) {
    Maker maker{1};
    int allowed = 0;
    for (int i = 0; i < rounds; ++i) {
        Made made = maker.made(demo_convenant());
        const Decision first = policies::decide(demo_convenant(), made.ask());
        const Decision again = policies::decide(demo_convenant(), made.ask());
        ASSERT_EQ(policies::explain(first), policies::explain(again));
        ASSERT_EQ(first.allow, policies::code_of(first.reason).starts_with("allow"));
        const auto given = first.given();
        ASSERT_EQ(first.allow, !given.empty());
        ASSERT_TRUE(std::is_sorted(given.begin(), given.end()));
        std::set<std::string> all{given.begin(), given.end()};
        const auto withheld = first.withheld();
        ASSERT_TRUE(std::ranges::is_sorted(withheld, {}, &policies::WithheldField::field));
        for (const auto& one : withheld) ASSERT_TRUE(all.emplace(one.field).second) << one.field;
        const auto& fields = schemas::find_record_type(made.record.type)->fields;
        for (const auto& field : fields) ASSERT_TRUE(all.contains(made.record.type + '.' + field.name));
        allowed += first.allow ? 1 : 0;
    }
    EXPECT_GT(allowed, rounds / 50) << "the questions are too far from the rules to tell anything";
}

TEST(DecideProperty, GivesOnlyWhatItsRuleNamesAndTheRecordHolds) {
    Maker maker{2};
    for (int i = 0; i < rounds; ++i) {
        Made made = maker.made(demo_convenant());
        const Decision decision = policies::decide(demo_convenant(), made.ask());
        for (const std::string_view given : decision.given()) {
            const std::string name{given};
            const std::string type = name.substr(0, name.find('.'));
            const std::string field = name.substr(name.find('.') + 1);
            const auto& records = decision.rule->records;
            const auto named = records.find(type);
            const bool rights = records.contains("*");
            ASSERT_TRUE(rights || (named != records.end() &&
                                   std::find(named->second.begin(), named->second.end(), field) != named->second.end()))
                << name;
            const bool own = type == made.record.type;
            ASSERT_TRUE(own ? made.record.fields.has(field) : made.subject.has(field)) << name;
            ASSERT_FALSE(!decision.rule->bsn && field == "bsn");
            ASSERT_FALSE(field == "case_key" || field == "eck_id");
        }
    }
}

TEST(DecideProperty, LessConsentNeverGivesMore) {
    Maker maker{3};
    for (int i = 0; i < rounds; ++i) {
        Made made = maker.made(demo_convenant());
        // A withdrawal also takes back what others gave.
        if (made.facts.consents.empty() || made.facts.consents.back().withdrawn_at) continue;
        const auto before = given(demo_convenant(), made);
        made.facts.consents.pop_back();
        ASSERT_TRUE(is_within(given(demo_convenant(), made), before));
    }
}

TEST(DecideProperty, LessKnownOfTheChildNeverGivesMore) {
    Maker maker{4};
    for (int i = 0; i < rounds; ++i) {
        Made made = maker.made(demo_convenant());
        const auto before = given(demo_convenant(), made);
        switch (maker.number(0, 3)) {
            case 0:
                made.facts.informed.clear();
                break;
            case 1:
                made.facts.born.reset();
                break;
            case 2:
                made.facts.cases.clear();
                made.facts.case_known = true;
                break;
            default:
                made.facts.restricted = true;
                break;
        }
        ASSERT_TRUE(is_within(given(demo_convenant(), made), before));
    }
}

TEST(DecideProperty, AMembershipLessNeverGivesMore) {
    Maker maker{5};
    Convenant smaller = demo_convenant();
    std::erase_if(smaller.members, [&](const auto&) { return maker.chance(30); });
    smaller.prepare();
    for (int i = 0; i < rounds; ++i) {
        Made made = maker.made(demo_convenant());
        ASSERT_TRUE(is_within(given(smaller, made), given(demo_convenant(), made)));
    }
}

TEST(DecideProperty, ARuleForOneRoleChangesNothingForAnother) {
    Maker maker{6};
    Convenant larger = demo_convenant();
    policies::Rule rule = *larger.find_rule("verzuim-mazl-terugkoppeling");
    rule.id = "mazl-advies-ook-naar-swv";
    rule.to = {"swv-vo"};
    larger.rules.push_back(rule);
    larger.prepare();
    for (int i = 0; i < rounds; ++i) {
        Made made = maker.made(demo_convenant());
        if (made.question.to.role == "swv-vo") continue;
        ASSERT_EQ(given(larger, made), given(demo_convenant(), made));
    }
}

TEST(DecideProperty, ARuleLessNeverGivesMore) {
    Maker maker{7};
    Convenant smaller = demo_convenant();
    std::erase_if(smaller.rules, [&](const auto&) { return maker.chance(30); });
    smaller.prepare();
    for (int i = 0; i < rounds; ++i) {
        Made made = maker.made(demo_convenant());
        ASSERT_TRUE(is_within(given(smaller, made), given(demo_convenant(), made)));
    }
}

TEST(DecideProperty, GarbageIsRefused) {
    const Question nothing{};
    EXPECT_FALSE(policies::decide(demo_convenant(), nothing).allow);
    EXPECT_FALSE(policies::decide(Convenant{}, nothing).allow);
    Maker maker{8};
    for (int i = 0; i < rounds / 10; ++i) {
        Made made = maker.made(demo_convenant());
        made.question.from.role = std::string(static_cast<std::size_t>(maker.number(0, 40)), '|');
        EXPECT_FALSE(policies::decide(demo_convenant(), made.ask()).allow);
    }
}

// The reader meets the convenant with bytes and lines changed, lost and doubled.
TEST(ReaderProperty, NeverThrowsOnAMutatedFile) {
    const std::string whole = demo_convenant_text();
    Maker maker{9};
    for (int i = 0; i < 300; ++i) {
        std::string text = whole.substr(0, static_cast<std::size_t>(maker.number(0, static_cast<int>(whole.size()))));
        for (int change = maker.number(0, 20); change > 0 && !text.empty(); --change) {
            const auto at = static_cast<std::size_t>(maker.number(0, static_cast<int>(text.size()) - 1));
            static constexpr std::string_view bytes = "{}[]:,-\"'&*!|>%@`#\n\t \0\xff";
            if (maker.chance(50)) {
                text[at] = maker.one_of(bytes);
            } else if (maker.chance(50)) {
                text.erase(at, static_cast<std::size_t>(maker.number(1, 40)));
            } else {
                text.insert(at, text.substr(at, static_cast<std::size_t>(maker.number(1, 200))));
            }
        }
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    }
}

}  // namespace
}  // namespace kolk::tests
