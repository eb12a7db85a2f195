#include "policies/moments.hpp"

#include "tests/support/questions.hpp"

// Time only moves decisions on the days that the engine named: questions made at random are asked day after day.

namespace kolk::tests {
namespace {

constexpr int questions = 400;
constexpr int days = 400;

// What an answer says, without the names of fields: those follow from rule and record.
bool same_answer(const policies::Decision& left, const policies::Decision& right) {
    if (left.reason != right.reason || left.rule != right.rule || left.consent != right.consent) return false;
    if (left.assumed != right.assumed || left.given() != right.given()) return false;
    const auto kept = left.withheld();
    return std::ranges::equal(kept, right.withheld(), [](const auto& one, const auto& other) {
        return one.field == other.field && one.reason == other.reason;
    });
}

/// That a date of the record lies so long ago, by one of the three ways to count.
std::optional<policies::Lasted> some_lasting(Maker& maker, const policies::Rule& rule) {
    using Unit = policies::Duration::Unit;
    const schemas::RecordType* type = schemas::find_record_type(rule.records.begin()->first);
    if (type == nullptr) return std::nullopt;
    const auto date = std::ranges::find(type->fields, schemas::Format::date, &schemas::FieldSchema::format);
    if (date == type->fields.end()) return std::nullopt;
    const policies::Duration duration{maker.one_of(std::array{Unit::calendar, Unit::school_days, Unit::school_weeks}),
                                      {maker.number(0, 5), maker.number(0, 40)},
                                      maker.number(1, 30)};
    policies::Lasted lasted{type->id, date->name, {}, {}};
    (maker.chance(50) ? lasted.at_least : lasted.at_most) = duration;
    return lasted;
}

// Cases that close and rules that are in force for a while stand in no convenant of the demo; they are added here.
const Convenant& hurried_convenant() {
    static const Convenant changed = [] {
        Convenant convenant = demo_convenant();
        Maker maker{21};
        convenant.school_calendar = {{},
                                     *base::parse_date("2026-08-01"),
                                     *base::parse_date("2027-12-31"),
                                     {{*base::parse_date("2026-10-17"), *base::parse_date("2026-10-25")},
                                      {*base::parse_date("2026-12-19"), *base::parse_date("2027-01-03")}},
                                     {}};
        for (policies::Rule& rule : convenant.rules) {
            if (maker.chance(20)) rule.from_date = maker.day();
            if (maker.chance(20)) rule.until_date = maker.day();
            if (maker.chance(10)) rule.when.emplace_back(policies::AgeBetween{maker.number(0, 20), {}});
            if (maker.chance(10)) rule.when.emplace_back(policies::AgeBetween{{}, maker.number(5, 20)});
            if (maker.chance(70)) continue;
            if (const auto lasting = some_lasting(maker, rule)) rule.when.emplace_back(policies::AnyOf{{*lasting}});
        }
        for (policies::Membership& member : convenant.members) {
            if (maker.chance(20)) member.from = maker.day();
            if (maker.chance(20)) member.until = maker.day();
        }
        convenant.prepare();
        return convenant;
    }();
    return changed;
}

TEST(MomentsProperty, DecisionsChangeOnlyOnDaysThatWereNamed) {
    Maker maker{20};
    int changes = 0;
    for (int i = 0; i < questions; ++i) {
        const Convenant& convenant = i % 2 == 0 ? demo_convenant() : hurried_convenant();
        Made made = maker.made(convenant);
        for (policies::Case& one : made.facts.cases) {
            if (maker.chance(50)) one.closed = maker.day();
        }
        Question& question = made.ask();
        auto before = policies::decide(convenant, question);
        auto named = policies::next_change(convenant, question);
        for (int day = 0; day < days; ++day) {
            question.today = base::add_days(question.today, 1);
            const bool was_named = named && *named == question.today;
            auto now = policies::decide(convenant, question);
            if (was_named) {
                changes += same_answer(before, now) ? 0 : 1;
                named = policies::next_change(convenant, question);
            } else {
                ASSERT_TRUE(same_answer(before, now))
                    << "question " << i << ", " << base::format_date(question.today) << ": "
                    << policies::code_of(before.reason) << " became " << policies::code_of(now.reason);
            }
            before = std::move(now);
        }
    }
    EXPECT_GT(changes, questions / 2) << "time moved too little to tell anything";
}

TEST(MomentsProperty, NamesADayThatLiesAheadAndDoesNotMoveUntilItHasCome) {
    Maker maker{22};
    for (int i = 0; i < 2'000; ++i) {
        Made made = maker.made(demo_convenant());
        Question& question = made.ask();
        const auto named = policies::next_change(demo_convenant(), question);
        if (!named) continue;
        ASSERT_LT(question.today, *named);
        question.today =
            base::add_days(question.today, maker.number(0, base::days_between(question.today, *named) - 1));
        ASSERT_EQ(policies::next_change(demo_convenant(), question), named);
    }
}

}  // namespace
}  // namespace kolk::tests
