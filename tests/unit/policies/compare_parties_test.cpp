#include "policies/compare_words.hpp"
#include "tests/support/convenant.hpp"

#include <gmock/gmock.h>

// What `kolk policy diff` tells of parties: who joins, leaves, or is served by another.

namespace kolk::tests {
namespace {

using policies::compare;
using policies::Comparison;
using policies::Convenant;
using policies::in_words;
using policies::Language;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string jgz_advice = "verzuim-mazl-terugkoppeling";

void join(Convenant& convenant, const std::string& role, const std::string& org) {
    convenant.members.push_back({{role, org}, *base::parse_date("2027-01-01"), std::nullopt});
}

// A party of the demo, one of whose days another version changes; the others stay as they are.
struct JgzDays {
    const char* from;
    const char* until;
};

std::string words_on_jgz(const JgzDays& before, const JgzDays& after) {
    const auto with = [](const JgzDays& days) {
        return edited([&](Convenant& convenant) {
            const auto jgz = std::ranges::find(convenant.members, "jgz:ggd-voorbeeld",
                                               [](const auto& member) { return member.party.text(); });
            jgz->from = *base::parse_date(days.from);
            jgz->until = base::parse_date(days.until);
        });
    };
    return in_words(compare(with(before), with(after)), Language::english);
}

TEST(CompareParties, APartyThatJoinsIsToldWhatItWillReceiveAndGive) {
    const Convenant more = edited([](Convenant& convenant) { join(convenant, "jgz", "ggd-nieuw"); });
    const Comparison comparison = compare(demo_convenant(), more);
    const std::string words = in_words(comparison, Language::dutch);
    EXPECT_THAT(words, HasSubstr("jgz:ggd-nieuw ontvangt voortaan, vanaf 2027-01-01\n"));
    EXPECT_THAT(words, HasSubstr("voor verzuim-mazl-consultvraag, van school: leerling-id-kern ("));
    EXPECT_THAT(words, HasSubstr("mazl-vraag (5 velden)\n"));
    EXPECT_THAT(words, HasSubstr("jgz:ggd-nieuw geeft voortaan, vanaf 2027-01-01\n"));
    EXPECT_THAT(words, HasSubstr("voor " + jgz_advice + ", aan school: mazl-advies (4 velden)\n"));
    EXPECT_THAT(words, HasSubstr("elk bericht met alle velden (alleen als er een uitzondering is geopend)\n"));
    EXPECT_THAT(in_words(compare(more, demo_convenant()), Language::english),
                HasSubstr("jgz:ggd-nieuw gives no longer, beginning on 2027-01-01\n"));
    const json::object told = to_json(comparison).at("party_flows").as_array().front().as_object();
    EXPECT_EQ(json::serialize(told.at("parties")), R"(["jgz:ggd-nieuw"])");
    EXPECT_TRUE(told.at("begins").as_bool());
    EXPECT_EQ(text_of(told.at("from")), "2027-01-01");
    EXPECT_FALSE(told.contains("until"));
    EXPECT_THAT(json::serialize(told.at("flows")),
                HasSubstr(R"({"purpose":"verzuim-mazl-terugkoppeling","direction":"sends","others":["school"],)"
                          R"("records":{"mazl-advies":["mazl-advies.belastbaarheid",)"));
}

TEST(CompareParties, AMembershipThatIsShortenedIsToldLikeOneThatIsTakenAway) {
    const JgzDays whole{"2026-08-01", ""};
    const std::string shortened = words_on_jgz(whole, {"2026-08-01", "2026-12-31"});
    EXPECT_THAT(shortened, HasSubstr("jgz:ggd-voorbeeld receives no longer, beginning on 2027-01-01\n"));
    EXPECT_THAT(shortened, HasSubstr("jgz:ggd-voorbeeld gives no longer, beginning on 2027-01-01\n"));
    EXPECT_THAT(shortened, HasSubstr("for " + jgz_advice + ", to school: mazl-advies (4 fields)\n"));
    EXPECT_THAT(words_on_jgz({"2026-08-01", "2026-12-31"}, whole),
                HasSubstr("jgz:ggd-voorbeeld gives from now on, beginning on 2027-01-01\n"));
    EXPECT_THAT(words_on_jgz(whole, {"2026-10-01", ""}),
                HasSubstr("jgz:ggd-voorbeeld gives no longer, until and including 2026-09-30\n"));
    for (const JgzDays never : {JgzDays{"2028-08-30", ""}, JgzDays{"2025-08-01", "2026-07-31"}})
        EXPECT_THAT(words_on_jgz(whole, never), HasSubstr("jgz:ggd-voorbeeld gives no longer\n")) << never.from;
}

TEST(CompareParties, DaysOfAMembershipBeforeTheLaterVersionAreNoChange) {
    const auto at = [](Convenant& convenant, const char* from, const char* until) {
        convenant.from = *base::parse_date(from);
        convenant.until = *base::parse_date(until);
    };
    const auto version = [&](const char* from, const char* until, std::optional<base::Date> member_until) {
        return edited([&](Convenant& convenant) {
            at(convenant, from, until);
            for (policies::Membership& member : convenant.members) {
                if (member.party.role == "jgz") member.until = member_until;
            }
        });
    };
    const auto ended = base::parse_date("2026-12-31");
    const Convenant first = version("2026-08-01", "2027-07-31", ended);
    EXPECT_THAT(compare(first, version("2027-08-01", "2028-07-31", ended)).party_flows, IsEmpty())
        << "it left under the first, and is still named";
    EXPECT_THAT(in_words(compare(first, version("2027-08-01", "2028-07-31", std::nullopt)), Language::english),
                HasSubstr("gives from now on\n"));
}

TEST(CompareParties, PartiesWithTheSameConsequencesStandTogether) {
    const Convenant more = edited([](Convenant& convenant) {
        for (const char* school : {"nieuw-een", "nieuw-twee", "nieuw-drie"}) {
            join(convenant, "school", school);
            convenant.served_by[{"school", school}] = {{"swv-vo", "swv-vo-voorbeeld"}};
        }
    });
    const Comparison comparison = compare(demo_convenant(), more);
    ASSERT_EQ(comparison.party_flows.size(), 1U) << "nothing changes for those who were there";
    EXPECT_THAT(comparison.party_flows.front().parties,
                ElementsAre("school:nieuw-drie", "school:nieuw-een", "school:nieuw-twee"));
    const std::string words = in_words(comparison, Language::dutch);
    EXPECT_THAT(words, HasSubstr("voor thuiszitter-melding-swv, aan swv-vo: "));
    EXPECT_THAT(words, Not(HasSubstr("aan swv-po, swv-vo: "))) << "no other samenwerkingsverband serves them";
}

TEST(CompareParties, AnotherSamenwerkingsverbandOfASchoolIsToldToBoth) {
    const Convenant other = edited([](Convenant& convenant) {
        for (const char* school : {"de-linde", "het-baken"})
            convenant.served_by[{"school", school}] = {{"swv-po", "swv-po-voorbeeld"}};
    });
    const Comparison comparison = compare(demo_convenant(), other);
    ASSERT_EQ(comparison.party_flows.size(), 2U);
    EXPECT_THAT(comparison.party_flows[0].parties, ElementsAre("swv-po:swv-po-voorbeeld"));
    EXPECT_TRUE(comparison.party_flows[0].begins);
    EXPECT_FALSE(comparison.party_flows[1].begins);
    EXPECT_THAT(in_words(comparison, Language::dutch),
                HasSubstr("swv-vo:swv-vo-voorbeeld ontvangt niet langer\n  voor "));
    EXPECT_THAT(in_words(comparison, Language::dutch),
                HasSubstr("voor thuiszitter-melding-swv, van school:de-linde, school:het-baken: "));
}

TEST(CompareParties, TellsWhichTermOfAMemberHasARetentionOfItsOwn) {
    const auto with = [](const char* first, const char* second, bool another_joins) {
        return edited([&](Convenant& convenant) {
            policies::Membership& member = convenant.members.front();
            policies::Membership later = member;
            member.until = day("2026-12-31");
            member.retention = first;
            later.from = day("2027-02-01");
            later.retention = second;
            if (another_joins) convenant.members.back().from = day("2026-08-02");
            convenant.members.push_back(later);
            convenant.prepare();
        });
    };
    const Comparison comparison = compare(with("P9Y", "", false), with("", "P9Y", true));
    EXPECT_THAT(in_words(comparison, Language::english), HasSubstr("P9Y (from 2027-02-01"));
    EXPECT_THAT(comparison.untold, IsEmpty());
}

}  // namespace
}  // namespace kolk::tests
