#include "policies/decide.hpp"

#include "tests/fuzz/read_convenant.cpp"
#include "tests/support/convenant.hpp"

#include <random>
#include <set>

// Questions made at random, most of them near the rules, some of them garbage: what must hold for every one.

namespace kolk::tests {
namespace {

using policies::Convenant;
using policies::Decision;
using policies::Facts;
using policies::Question;
using schemas::Party;

constexpr int rounds = 5'000;  // of each property; seeds are fixed

// Everything that a question points at.
struct Made {
    schemas::Record record;
    schemas::Content subject;
    Facts facts;
    std::string purpose;
    Question question;

    Question& ask() {
        question.record = &record;
        question.subject = &subject;
        question.facts = &facts;
        question.purpose = purpose;
        return question;
    }
};

class Maker {
public:
    explicit Maker(unsigned seed) : random_{seed} {}

    bool chance(int percent) { return number(0, 99) < percent; }
    int number(int from, int to) { return std::uniform_int_distribution<int>{from, to}(random_); }
    template <class List>
    const auto& one_of(const List& list) {
        return list[static_cast<std::size_t>(number(0, static_cast<int>(std::size(list)) - 1))];
    }

    base::Date day() { return base::add_days(*base::parse_date("2026-07-01"), number(0, 900)); }

    schemas::Content content(const schemas::RecordType& type) {
        schemas::Content content;
        for (const auto& field : type.fields) {
            if (chance(70)) content.set(field.name, sample_value(field));
        }
        return content;
    }

    std::vector<std::string> persons() {
        std::vector<std::string> persons;
        for (const char* person : {"ouder-1", "ouder-2", "jeugdige"}) {
            if (chance(60)) persons.emplace_back(person);
        }
        return persons;
    }

    policies::Consent consent(const policies::Rule& rule, const std::string& type) {
        policies::Consent consent;
        consent.purpose = rule.purpose;
        consent.from = {one_of(rule.from), {}};
        consent.to = {one_of(rule.to), {}};
        consent.record_types = {type};
        consent.given_by = persons();
        if (chance(90)) consent.given_at = day();
        if (chance(60)) consent.valid_until = day();
        if (chance(20)) consent.withdrawn_at = day();
        return consent;
    }

    Facts facts(const policies::Rule& rule, const std::string& type) {
        Facts facts;
        if (chance(90)) facts.born = base::add_days(*base::parse_date("1996-01-01"), number(0, 11'000));
        if (chance(20)) facts.capable = chance(50);
        if (chance(90)) facts.authority = std::vector<std::string>{"ouder-1", "ouder-2"};
        if (chance(70)) facts.informed.push_back({rule.purpose, day()});
        for (int i = number(0, 3); i > 0; --i) facts.consents.push_back(consent(rule, type));
        if (chance(5)) facts.objections.push_back(rule.purpose);
        if (chance(60)) facts.cases.push_back({rule.purpose, day(), {}, {}});
        facts.restricted = chance(3);
        facts.startkwalificatie = chance(50);
        return facts;
    }

    Party party(const Convenant& convenant, const std::string& role) {
        const auto members = convenant.members_in(role, day());
        return chance(40) || members.empty() ? Party{role, {}} : one_of(members);
    }

    Made made(const Convenant& convenant) {
        Made made;
        const policies::Rule& rule = one_of(convenant.rules);
        const auto types = schemas::record_types();
        const schemas::RecordType* type = nullptr;
        if (chance(80) && !rule.records.contains("*")) {
            auto at = rule.records.begin();
            std::advance(at, number(0, static_cast<int>(rule.records.size()) - 1));
            type = schemas::find_record_type(at->first);
        } else {
            type = &one_of(types);
        }
        made.record = {type->id, content(*type)};
        if (chance(50)) made.subject = content(*schemas::find_record_type("leerling-id"));
        made.facts = facts(rule, type->id);
        made.purpose = chance(95) ? rule.purpose : "geen-doel";
        made.question.from =
            party(convenant, chance(90) ? one_of(rule.from) : std::string{one_of(schemas::role_ids())});
        made.question.to = party(convenant, chance(90) ? one_of(rule.to) : std::string{one_of(schemas::role_ids())});
        made.question.today = day();
        made.question.known_to_recipient = chance(50);
        made.question.explaining = chance(50);
        return made;
    }

private:
    std::mt19937 random_;
};

std::set<std::string> given(const Convenant& convenant, Made& made) {
    const auto fields = policies::decide(convenant, made.ask()).given();
    return {fields.begin(), fields.end()};
}

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
        if (made.facts.consents.empty()) continue;
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
