#include "gateway/simulation/not_counted.hpp"
#include "gateway/simulation/past.hpp"
#include "policies/reader.hpp"
#include "policies/signers.hpp"
#include "tests/support/files.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace kolk::gateway::simulation {
namespace {

const std::string in_force_hash = "aa";

const Road road{"opp-opstellen-delen", "school:de-linde", "swv-vo:swv-vo-voorbeeld", "opp"};

Outcome outcome(std::vector<std::string> before, std::vector<std::string> after) {
    return {road, Verdict{true, "allow", std::move(before)}, Verdict{true, "allow", std::move(after)}};
}

TEST(SimulationOutcome, CountsWhatIsSentWithheldMoreAndLess) {
    Report report;
    count(report, outcome({"opp.a", "opp.b"}, {"opp.b", "opp.c"}), 3);
    count(report, {road, Verdict{true, "allow", {"opp.a"}}, Verdict{false, "deny.inform", {}}}, 2);
    const Comparison& found = report.at(road);
    EXPECT_EQ(found.before.sent, 5);
    EXPECT_EQ(found.after.sent, 3);
    EXPECT_EQ(found.after.withheld, 2);
    EXPECT_EQ(found.after.reasons.at("deny.inform"), 2);
    EXPECT_EQ(found.more, (std::map<std::string, std::int64_t>{{"opp.c", 3}}));
    EXPECT_EQ(found.less, (std::map<std::string, std::int64_t>{{"opp.a", 5}}));
    EXPECT_TRUE(found.differs());
}

TEST(SimulationOutcome, TheSameUnderBothIsNoDifference) {
    Report report;
    count(report, outcome({"opp.a"}, {"opp.a"}), 7);
    EXPECT_FALSE(report.at(road).differs());
}

TEST(SimulationOutcome, AnUnknownIsNeverCountedAsSentOrLost) {
    Report report;
    count(report, {road, Verdict{true, "", {"opp.a"}}, {}, true}, 1);
    const Comparison& found = report.at(road);
    EXPECT_EQ(found.unknown, 1);
    EXPECT_EQ(found.before, Tally{}) << "else it would seem to go from one to none";
    EXPECT_EQ(found.after, Tally{});
    EXPECT_TRUE(found.less.empty());
    EXPECT_TRUE(found.differs());
}

Verdicts given(std::vector<std::string> fields) {
    return {{road, Verdict{true, "allow", std::move(fields)}}};
}

TEST(SimulationRecords, TheNewestVersionCountsOnce) {
    Records records;
    records.put(Side::before, "one", "2", "x", given({"opp.a"}));
    records.put(Side::before, "one", "1", "y", given({"opp.b"}));
    records.put(Side::before, "two", "", "x", given({"opp.a"}));
    records.put(Side::before, "two", "", "x", given({"opp.a"}));
    records.put(Side::before, "three", "1", "x", given({"opp.z"}));
    records.take_back(Side::before, "three", "2");
    records.put(Side::after, "one", "2", "x", given({}));
    records.put(Side::after, "two", "", "x", given({}));
    const Report report = records.report();
    EXPECT_EQ(report.at(road).before.sent, 2);
    EXPECT_EQ(report.at(road).after.sent, 2);
    EXPECT_EQ(report.at(road).less, (std::map<std::string, std::int64_t>{{"opp.a", 2}}));
}

TEST(SimulationRecords, TheSameRecordInTwoDocumentsGoesWhereEitherGoes) {
    Road other = road;
    other.to = "swv-po:swv-po-voorbeeld";
    Records records;
    records.put(Side::before, "one", "", "x", given({"opp.a"}));
    records.put(Side::before, "one", "", "x", {{other, Verdict{true, "allow", {"opp.a"}}}});
    EXPECT_EQ(records.report().at(road).before.sent, 1);
    EXPECT_EQ(records.report().at(other).before.sent, 1);
    records.put(Side::before, "one", "", "y", {{other, Verdict{true, "allow", {"opp.b"}}}});
    EXPECT_FALSE(records.report().contains(road)) << "another version takes the place of both";
}

policies::Convenant read(std::string_view replaced = {}, std::string_view by = {}) {
    std::string text = tests::project_text("policies/convenants/voorbeeldregio.yaml");
    if (!replaced.empty()) {
        const std::size_t at = text.find(replaced);
        if (at == std::string::npos) ADD_FAILURE() << "not in the convenant: " << replaced;
        text.replace(at, replaced.size(), by);
    }
    const auto reading = policies::read_convenant(text);
    for (const auto& fault : reading.faults) ADD_FAILURE() << fault.line << ": " << fault.text;
    return reading.convenant ? policies::signed_by_all(*reading.convenant) : policies::Convenant{};
}

const policies::Convenant& in_force() {
    static const policies::Convenant one = read();
    return one;
}

TEST(SimulationNotCounted, NamesWhatDiffersBesideRecords) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(not_counted(in_force(), in_force()), Names{});
    EXPECT_EQ(not_counted(in_force(), read("version: \"1.0\"", "version: \"1.1\"")), Names{});
    EXPECT_EQ(not_counted(in_force(), read("verzuimuren, vraag_code,", "vraag_code,")), Names{}) << "which is counted";
    EXPECT_EQ(not_counted(in_force(), read("purposes:\n", "settings: {smallest_cell: 12}\n\npurposes:\n")),
              Names{"totals"});
    EXPECT_EQ(not_counted(in_force(),
                          read("        from: any\n        to: gi\n", "        from: [school]\n        to: gi\n")),
              Names{"exceptions"});
    EXPECT_EQ(not_counted(in_force(), read("        deadline: 14d\n        retention: P2Y\n        onward: geen\n",
                                           "        deadline: 15d\n        retention: P3Y\n        onward: mag\n")),
              (Names{"deadline", "onward", "retention"}));
}

const Road mazl{"verzuim-mazl-consultvraag", "school:de-linde", "jgz:ggd-voorbeeld", "mazl-vraag"};

PastExchange released() {
    return {mazl,
            true,
            "verzuim-mazl-consultvraag",
            in_force_hash,
            "allow.redacted",
            "c-1",
            {"leerling-id-kern.naam", "mazl-vraag.verzuimuren", "mazl-vraag.vraag_code"}};
}

PastExchange withheld(const char* reason) {
    PastExchange past = released();
    past.released = false;
    past.reason = reason;
    past.given.clear();
    return past;
}

Outcome judged(const PastExchange& past, const policies::Convenant& next) {
    return judge(past, {in_force(), {{in_force_hash, &in_force()}}, next});
}

policies::Convenant without_uren() {
    return read("verzuimuren, vraag_code,", "vraag_code,");
}

TEST(SimulationPast, TheFileInForceChangesNothing) {
    for (const PastExchange& past : {released(), withheld("deny.consent.missing"), withheld("deny.field")}) {
        Report report;
        count(report, judged(past, in_force()), 1);
        EXPECT_FALSE(report.at(mazl).differs()) << past.reason;
    }
}

TEST(SimulationPast, AFieldThatTheNewRuleDropsIsLessAndOneThatItAddsIsUnknown) {
    const policies::Convenant fewer = read("verzuimuren, vraag_code, gesprek_ouder_datum]", "gesprek_ouder_datum]");
    const Outcome less = judged(released(), fewer);
    ASSERT_TRUE(less.after);
    EXPECT_FALSE(less.after->sent) << "nothing of the record is left";
    EXPECT_EQ(less.after->reason, "deny.field");

    const policies::Convenant without = without_uren();
    EXPECT_EQ(judged(released(), without).after->given,
              (std::vector<std::string>{"leerling-id-kern.naam", "mazl-vraag.vraag_code"}));

    const Outcome more = judge(released(), {without, {{in_force_hash, &without}}, in_force()});
    ASSERT_TRUE(more.after);
    EXPECT_EQ(more.fields_unknown, std::vector<std::string>{"mazl-vraag.verzuimuren"});
    EXPECT_FALSE(more.unknown);
}

TEST(SimulationPast, ANewConditionIsUnknownWhateverHappened) {
    const std::string_view place = "        consent: needed                               # D: bronnen spreken";
    const policies::Convenant other = read(
        place, "        when: [{age: {at_least: 12, at_most: 17}}]\n        consent: needed   # D: bronnen spreken");
    EXPECT_TRUE(judged(released(), other).unknown);
    EXPECT_TRUE(judged(withheld("deny.consent.missing"), other).unknown);
}

TEST(SimulationPast, AnotherChoiceOfTheRegionIsUnknown) {
    policies::Convenant other = in_force();
    other.settings.one_parent = !other.settings.one_parent;
    EXPECT_TRUE(judged(released(), other).unknown);
    other = in_force();
    if (other.school_calendar) {
        other.school_calendar->study_days.push_back({other.from, std::nullopt});
    } else {
        other.school_calendar.emplace();
    }
    EXPECT_TRUE(judged(withheld("deny.consent.missing"), other).unknown);
}

TEST(SimulationPast, AnEntryOfAVersionThatIsNotThereIsUnknownUnlessNothingChangesOnItsRoad) {
    PastExchange past = released();
    past.convenant_hash = "bb";
    EXPECT_TRUE(judged(past, without_uren()).unknown);
    Report report;
    count(report, judged(past, in_force()), 1);
    EXPECT_FALSE(report.at(mazl).differs());
}

TEST(SimulationPast, AnEntryIsJudgedByTheVersionThatDecidedIt) {
    const policies::Convenant older = in_force();
    policies::Convenant newer = in_force();
    newer.settings.one_parent = !newer.settings.one_parent;
    policies::Convenant next = without_uren();
    PastExchange past = released();
    past.convenant_hash = "bb";
    const Outcome less = judge(past, {newer, {{"bb", &older}, {in_force_hash, &newer}}, next});
    ASSERT_TRUE(less.after);
    EXPECT_EQ(less.after->given, (std::vector<std::string>{"leerling-id-kern.naam", "mazl-vraag.vraag_code"}));
    past.convenant_hash = in_force_hash;
    EXPECT_TRUE(judge(past, {newer, {{"bb", &older}, {in_force_hash, &newer}}, next}).unknown)
        << "the version that decided it made another choice";
}

const Road by_exception_road{"ots-informatie-gi", "school:de-linde", "gi:gi-voorbeeld", "verzuimmelding"};

PastExchange by_exception(bool went) {
    return {by_exception_road,
            went,
            "ots-informatie-gi",
            in_force_hash,
            went ? "allow.override" : "deny.condition",
            "",
            went ? std::vector<std::string>{"leerling-id.naam", "verzuimmelding.type"} : std::vector<std::string>{}};
}

TEST(SimulationPast, WhatWentByExceptionWouldGoByItAgainOrIsUnknown) {
    for (const bool went : {true, false}) {
        Report report;
        count(report, judged(by_exception(went), in_force()), 1);
        EXPECT_FALSE(report.at(by_exception_road).differs()) << went;

        policies::Convenant other = in_force();
        other.settings.one_parent = !other.settings.one_parent;
        EXPECT_TRUE(judged(by_exception(went), other).unknown) << went;
    }
    policies::Convenant none = in_force();
    std::erase_if(none.rules, [](const policies::Rule& rule) { return rule.id == "ots-informatie-gi"; });
    none.prepare();
    EXPECT_EQ(judged(by_exception(true), none).after->reason, "deny.role");
}

TEST(SimulationPast, WithoutARuleOrAPartyNothingGoes) {
    policies::Convenant none = in_force();
    std::erase_if(none.rules, [](const policies::Rule& rule) { return rule.id == "verzuim-mazl-consultvraag"; });
    none.prepare();
    EXPECT_EQ(judged(released(), none).after->reason, "deny.role");

    policies::Convenant gone = in_force();
    std::erase_if(gone.members, [](const auto& member) { return member.party.role == "jgz"; });
    gone.prepare();
    EXPECT_EQ(judged(released(), gone).after->reason, "deny.membership");
    PastExchange old = released();
    old.convenant_hash = "bb";
    EXPECT_EQ(judged(old, gone).after->reason, "deny.membership") << "that is sure whatever version decided";
}

TEST(SimulationPast, WhatNobodyCouldReceiveKeepsItsReason) {
    PastExchange past = withheld("deny.condition");
    past.road.to = "jgz:onbekend";
    EXPECT_EQ(judged(past, in_force()).after->reason, "deny.condition");
}

TEST(SimulationPast, WhatNoPartyHadSignedOrJoinedIsUnknownUnderOtherParties) {
    EXPECT_TRUE(judged(withheld("deny.convenant"), in_force()).unknown);
    EXPECT_TRUE(judged(withheld("deny.dpia"), in_force()).unknown) << "it has one now";
    EXPECT_FALSE(judged(withheld("deny.membership"), in_force()).unknown);

    policies::Convenant later = in_force();
    for (auto& member : later.members) {
        if (member.party.role == "jgz") member.until = later.until;
    }
    later.prepare();
    for (const PastExchange& past : {released(), withheld("deny.membership"), withheld("deny.inform")}) {
        EXPECT_TRUE(judged(past, later).unknown) << past.reason;
    }
}

TEST(SimulationPast, AFieldThatLeavesInAnotherShapeGoesAndComes) {
    policies::Convenant shorter = in_force();
    policies::Transform first{.kind = policies::Transform::Kind::first, .bands = {}, .characters = 1, .codes = {}};
    for (policies::Rule& rule : shorter.rules) {
        if (rule.id == mazl.purpose) rule.transforms.emplace("mazl-vraag.vraag_code", first);
    }
    shorter.prepare();
    Report report;
    count(report, judged(released(), shorter), 1);
    EXPECT_EQ(report.at(mazl).less, (std::map<std::string, std::int64_t>{{"mazl-vraag.vraag_code", 1}}));
    EXPECT_EQ(report.at(mazl).more, (std::map<std::string, std::int64_t>{{"mazl-vraag.vraag_code as first [1]", 1}}));
}

TEST(SimulationPast, ANameThatIsCutOrANoticeOfAnotherDayLeavesUnknownWhatFollows) {
    policies::Convenant cut = in_force();
    policies::Transform first{.kind = policies::Transform::Kind::first, .bands = {}, .characters = 1, .codes = {}};
    for (policies::Rule& rule : cut.rules) {
        if (rule.id == mazl.purpose) rule.transforms.emplace("leerling-id-kern.naam", first);
    }
    cut.prepare();
    EXPECT_TRUE(judged(released(), cut).unknown) << "whether the recipient knows the child by its own number";

    policies::Convenant later = in_force();
    later.notices.push_back({{"school", "de-linde"}, later.until, {mazl.purpose}, "gids-2"});
    EXPECT_TRUE(judged(withheld("deny.inform"), later).unknown);
}

TEST(SimulationPast, AReasonAboutFieldsDoesNotOutliveOtherFields) {
    const policies::Convenant fewer = without_uren();
    EXPECT_TRUE(judged(withheld("deny.unidentifiable"), fewer).unknown);
    EXPECT_FALSE(judged(withheld("deny.inform"), fewer).unknown);
}

}  // namespace
}  // namespace kolk::gateway::simulation
