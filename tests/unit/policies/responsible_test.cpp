#include "policies/compare_words.hpp"
#include "policies/decide.hpp"
#include "policies/register.hpp"
#include "tests/support/convenant.hpp"

#include <gmock/gmock.h>

// `choose: responsible`: the municipality that answers for youth care, which no record tells.

namespace kolk::tests {
namespace {

using policies::Choose;
using policies::Convenant;
using policies::Rule;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view assumed = "to: the municipality responsible for youth care of the child";

Rule& rule_named(Convenant& convenant, std::string_view id) {
    return *std::ranges::find(convenant.rules, id, &Rule::id);
}

TEST(Responsible, IsAssumedAloudWhereverTheChildLives) {
    Asking asking = favourable("contact", "school", "gemeente-jeugd:zandhoven", "zorgroute-aanmelding");
    asking.subject = {{"naam", "Voorbeeld, Kind"}, {"woongemeente", "9901"}};
    asking.municipality = "9902";
    const Answer answer = ask(asking);
    EXPECT_TRUE(answer.allow) << answer.reason;
    EXPECT_THAT(answer.assumed, Contains(assumed));
    asking.to = "gemeente-jeugd";
    EXPECT_THAT(ask(asking).assumed, Not(Contains(assumed))) << "a bare role is assumed as a whole";
    Asking leerplicht = favourable("verzuimmelding", "school", "leerplicht:zandhoven", "verzuimoverleg");
    EXPECT_THAT(ask(leerplicht).assumed, Not(Contains(assumed)));
}

TEST(Responsible, IsSaidInBothLanguages) {
    Convenant other = demo_convenant();
    rule_named(other, "zorgroute-aanmelding").choose = Choose::residence;
    other.prepare();
    const policies::Comparison comparison = policies::compare(other, demo_convenant());
    EXPECT_THAT(policies::in_words(comparison, policies::Language::dutch),
                HasSubstr("de gemeente die verantwoordelijk is voor de jeugdhulp"));
    EXPECT_THAT(policies::in_words(comparison, policies::Language::english),
                HasSubstr("the municipality responsible for youth care"));
}

TEST(Responsible, ReceivesAndNoOtherMunicipalityDoes) {
    Convenant convenant = demo_convenant();
    rule_named(convenant, "oza-verrekening-gemeenten").choose = Choose::responsible;
    convenant.prepare();
    schemas::Record record{"oza-plaatsing", {}};
    record.fields.set("start", "2026-09-01");
    const policies::Facts facts;
    policies::Question question;
    question.record = &record;
    question.from = {"gemeente-jeugd", "eikendal"};
    question.to = {"gemeente-jeugd", "zandhoven"};
    question.purpose = "oza-grensverkeer-verrekening";
    question.facts = &facts;
    question.today = *base::parse_date(demo_day);
    question.lives_elsewhere = true;
    EXPECT_NE(policies::decide(convenant, question).reason, policies::Reason::deny_condition)
        << "where it lives is not asked";
    question.responsible_elsewhere = true;
    EXPECT_EQ(policies::decide(convenant, question).reason, policies::Reason::deny_condition);
    rule_named(convenant, "oza-verrekening-gemeenten").choose = Choose::all;
    EXPECT_NE(policies::decide(convenant, question).reason, policies::Reason::deny_condition);
}

}  // namespace
}  // namespace kolk::tests
