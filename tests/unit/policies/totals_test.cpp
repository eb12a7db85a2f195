#include "policies/totals.hpp"

#include "policies/compare_words.hpp"
#include "policies/register.hpp"
#include "tests/support/convenant.hpp"

#include <gmock/gmock.h>

// Totals of an aggregate purpose: how the file says them, who may get them, which records count, and which cells go.

namespace kolk::tests {
namespace {

using policies::Cell;
using policies::Convenant;
using policies::CountedChild;
using policies::CountedRecord;
using policies::Facts;
using policies::other_group;
using policies::Reason;
using policies::Rule;
using policies::Total;
using policies::TotalOutput;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const schemas::Party swv{"swv-vo", "swv-vo-voorbeeld"};
const schemas::Party town{"gemeente-jeugd", "eikendal"};

// ---- the language ----

std::string demo_with_totals(std::string_view totals) {
    std::string text = demo_convenant_text();
    const std::size_t from = text.find("        totals:\n");
    const std::size_t until = text.find("      # Gemeenten en JGZ hebben nog geen totalen afgesproken.");
    if (from == std::string::npos || until == std::string::npos) throw std::runtime_error{"not in the convenant"};
    return text.replace(from, until - from, totals);
}

// The first fault of totals that stand here, and whether it stands at `word`.
std::string totals_fault(std::string_view totals, std::string_view word = {}) {
    const std::string text = demo_with_totals(totals);
    const auto reading = policies::read_convenant(text);
    if (reading.faults.empty()) return "";
    const policies::Fault& fault = reading.faults.front();
    if (!word.empty()) {
        const std::size_t at = text.find(word, text.find("        totals:"));
        const std::size_t line_begin = text.rfind('\n', at) + 1;
        EXPECT_EQ(fault.line, 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        EXPECT_EQ(fault.column, 1 + static_cast<int>(at - line_begin)) << fault.text;
    }
    return fault.text;
}

std::string one_total(std::string_view more, std::string_view records = "thuiszittersmelding") {
    return "        totals:\n          - {id: t, records: " + std::string{records} + ", " + std::string{more} + "}\n";
}

Convenant reading_of(const std::string& text) {
    const auto reading = policies::read_convenant(text);
    for (const auto& fault : reading.faults) ADD_FAILURE() << fault.line << ": " << fault.text;
    return policies::signed_by_all(*reading.convenant);
}

TEST(TotalsLanguage, ReadsWhatTheDemoSays) {
    const Rule& rule = *demo_convenant().find_rule("monitoring-verantwoording");
    ASSERT_EQ(rule.totals.size(), 2U);
    const Total& home = rule.totals[0];
    EXPECT_EQ(home.record, "thuiszittersmelding");
    EXPECT_EQ(home.output, TotalOutput::publishable);
    EXPECT_EQ(home.smallest_cell, 10) << "U25, the safe default";
    ASSERT_EQ(home.by.size(), 2U);
    EXPECT_THAT(home.by[0].groups, ElementsAre("absoluut", "lrv-4w-3m", "lrv-3m+", "risico"));
    EXPECT_THAT(home.by[1].groups, ElementsAre("9901", "9902", "9903", "9904", "9905"));
    EXPECT_THAT(rule.totals[1].by[1].groups, ElementsAre("<12", "12-15", "16-17", "18+"));
}

TEST(TotalsLanguage, TakesTheSmallestCellOfTheRegionAndNeverASmallerOne) {
    const auto second = policies::read_convenant(convenant_text("tweede-regio"));
    ASSERT_TRUE(second.convenant);
    EXPECT_EQ(second.convenant->find_rule("thuiszitters-in-getallen")->totals.front().smallest_cell, 15);
    const Convenant larger = reading_of(demo_with_totals(one_total("smallest_cell: 25")));
    EXPECT_EQ(larger.find_rule("monitoring-verantwoording")->totals.front().smallest_cell, 25);
    EXPECT_THAT(totals_fault(one_total("smallest_cell: 9"), "9}"), HasSubstr("not for smaller ones"));
    std::string text = convenant_text("tweede-regio");
    text.replace(text.find("smallest_cell: 15"), 17, "smallest_cell: 2 ");
    EXPECT_THAT(policies::read_convenant(text).faults.front().text, HasSubstr("at least 3"));
}

TEST(TotalsLanguage, RefusesWordsAndFieldsThatDoNotExistWithTheNearest) {
    EXPECT_THAT(totals_fault(one_total("output: publishible"), "publishible"), HasSubstr("did you mean 'publishable'"));
    EXPECT_THAT(totals_fault(one_total("whenn: []"), "whenn"), HasSubstr("did you mean 'when'"));
    EXPECT_THAT(totals_fault(one_total("by: []", "thuiszitersmelding"), "thuiszitersmelding"),
                HasSubstr("did you mean 'thuiszittersmelding'"));
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.categori]"), "thuiszittersmelding.categori"),
                HasSubstr("did you mean 'thuiszittersmelding.categorie'"));
    EXPECT_THAT(totals_fault(one_total("by: [oza-plaatsing.zorgroute]"), "oza-plaatsing"), HasSubstr("is no field of"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: thuiszittersmelding.categorie, waarden: [risico]}]"), "waarden"),
                HasSubstr("word in a field to count by"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: thuiszittersmelding.categorie, values: [risco]}]"), "[risco]"),
                HasSubstr("no value that this field can have"));
}

TEST(TotalsLanguage, CountsByClosedListsOnlyAndByNothingThatTellsWhoOrWhy) {
    EXPECT_EQ(totals_fault(one_total("by: [thuiszittersmelding.noodopvang]")), "");
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.hulp_betrokken]")), HasSubstr("special category"));
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.risico_grond]")), HasSubstr("special category"));
    EXPECT_THAT(totals_fault(one_total("by: [leerling-id-kern.naam]")), HasSubstr("who it is about"));
    EXPECT_THAT(totals_fault(one_total("by: [leerling-id-kern.case_key]")), HasSubstr("who it is about"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: leerling-id-kern.voorvoegsel, values: [van]}]")),
                HasSubstr("who it is about"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: contactgegevens.postcode, values: [9401]}]", "contactgegevens")),
                HasSubstr("who it is about"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: verzuimmelding.melding_id, values: [m-1]}]", "verzuimmelding")),
                HasSubstr("who it is about"));
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.regievoerder]")), HasSubstr("who it is about"));
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.volgende_actie]")), HasSubstr("no closed list"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: thuiszittersmelding.volgende_actie, values: [bellen]}]")),
                HasSubstr("not named one by one"));
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.uren_onderwijs]")), HasSubstr("no closed list"));
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.startdatum]")), HasSubstr("a day makes no group"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: thuiszittersmelding.startdatum, values: [2026-10-01]}]")),
                HasSubstr("not named one by one"));
    EXPECT_THAT(totals_fault(one_total("by: [leerling-id-kern.woongemeente]")), HasSubstr("under 'values'"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: leerling-id-kern.woongemeente, values: [99]}]")),
                HasSubstr("no value that this field can have"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: leerling-id-kern.woongemeente, values: [\"9901\", \"9901\"]}]")),
                HasSubstr("stands twice"));
}

TEST(TotalsLanguage, CountsByYearAgeBandAndWiderCodes) {
    const Convenant convenant = reading_of(demo_with_totals(
        one_total("by: [{field: thuiszittersmelding.startdatum, as: year, values: [2025, 2026]}, "
                  "{field: thuiszittersmelding.categorie, as: {codes: {absoluut: kort, lrv-4w-3m: kort, "
                  "lrv-3m+: lang, risico: kort}}}]")));
    const Total& total = convenant.find_rule("monitoring-verantwoording")->totals.front();
    EXPECT_THAT(total.by[0].groups, ElementsAre("2025", "2026"));
    EXPECT_THAT(total.by[1].groups, ElementsAre("kort", "lang"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: thuiszittersmelding.startdatum, as: year}]")),
                HasSubstr("under 'values'"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: leerling-id-kern.groep, as: {first: 1}}]")),
                HasSubstr("no closed list"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: thuiszittersmelding.startdatum, as: jaar}]"), "jaar"),
                HasSubstr("no transform"));
}

TEST(TotalsLanguage, NamesNoGroupLikeThatOfAllOthersAndDropsNone) {
    EXPECT_THAT(totals_fault(one_total("by: [{field: leerling-id-kern.groep, values: [\"(anders of onbekend)\"]}]"),
                             "leerling-id-kern.groep"),
                HasSubstr("name none like it"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: oza-plaatsing.zorgroute, as: {codes: {individueel: "
                                       "\"(anders of onbekend)\", collectief: samen}}}]",
                                       "oza-plaatsing")),
                HasSubstr("name none like it"));
    EXPECT_THAT(totals_fault(one_total("by: [{field: thuiszittersmelding.categorie, as: drop}]"), "drop"),
                HasSubstr("leave this field out"));
}

TEST(TotalsLanguage, StandsInAnAggregatePurposeOnlyAndBesideNoRecord) {
    const std::string totals = one_total("by: []");
    std::string text = demo_convenant_text();
    const std::string rule = "      - id: jgz-contactmoment-planning\n";
    text.replace(text.find(rule), rule.size(), rule + totals);
    const auto faults = policies::read_convenant(text).faults;
    ASSERT_FALSE(faults.empty());
    EXPECT_THAT(faults.front().text, HasSubstr("only a purpose of kind aggregate"));
    for (const char* word : {"records: any", "bsn: yes", "case: yes", "ask: signal", "choose: residence", "when: []",
                             "pseudonym_only: yes", "deadline: 72h", "guests: [jgz]", "notify: [ouder]"}) {
        EXPECT_THAT(totals_fault(totals + "        " + word + "\n"), HasSubstr("gives no record")) << word;
    }
    EXPECT_THAT(totals_fault(totals + "        consent: needed\n"), HasSubstr("no consent to ask"));
    EXPECT_THAT(totals_fault("        totals: []\n"), HasSubstr("at least one"));
}

TEST(TotalsLanguage, CountsARecordOnceSoThatNothingCanBeSubtracted) {
    const std::string both =
        "        totals:\n          - {id: a, records: thuiszittersmelding}\n"
        "          - {id: b, records: thuiszittersmelding, by: [thuiszittersmelding.categorie]}\n";
    EXPECT_THAT(totals_fault(both), HasSubstr("counts a record type once"));
    const std::string other_rule =
        "      - id: nog-een\n        from: swv-po\n        to: leerplicht\n        frequency: {times: 1, per: P3M}\n"
        "        totals: [{id: t, records: thuiszittersmelding, by: [thuiszittersmelding.categorie]}]\n";
    EXPECT_THAT(totals_fault(one_total("by: []") + other_rule), HasSubstr("could be subtracted"));
    EXPECT_EQ(totals_fault(one_total("by: [thuiszittersmelding.categorie]") + other_rule), "") << "the same total";
    const std::string duty = "        basis: {from: c een wet, to: e een wet}\n";
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.categorie]") + other_rule + duty),
                HasSubstr("could be subtracted"))
        << "there who objects counts too";
    std::string more_often = other_rule;
    more_often.replace(more_often.find("P3M"), 3, "P1M");
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.categorie]") + more_often),
                HasSubstr("counts the same records 1 per P3M, and a total has one frequency"));
    std::string by_school = other_rule;
    by_school.replace(by_school.find("swv-po"), 6, "school");
    EXPECT_THAT(totals_fault(one_total("by: []") + by_school), HasSubstr("could be subtracted"))
        << "a school and a samenwerkingsverband count the same children";
    EXPECT_THAT(totals_fault(one_total("by: []", "thuiszittersmelding-kern")), HasSubstr("a whole record type"));
    EXPECT_THAT(totals_fault(one_total("by: []", "leerling-id")), HasSubstr("a whole record type"));
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.categorie, thuiszittersmelding.categorie]")),
                HasSubstr("stands twice"));
    EXPECT_THAT(totals_fault(one_total("by: [thuiszittersmelding.categorie, thuiszittersmelding.noodopvang, "
                                       "thuiszittersmelding.ingeschreven]")),
                HasSubstr("two fields at most"));
}

TEST(TotalsLanguage, SaysHowOftenATotalIsGiven) {
    std::string text = demo_convenant_text();
    const std::string frequency = "        frequency: {times: 1, per: P3M}               # de inspectie vraagt het";
    text.erase(text.find(frequency), text.find('\n', text.find(frequency)) + 1 - text.find(frequency));
    const auto faults = policies::read_convenant(text).faults;
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_THAT(faults.front().text, HasSubstr("how often"));
    const std::size_t at = text.find("          - id: thuiszitters\n");
    EXPECT_EQ(faults.front().line, 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    EXPECT_EQ(faults.front().column, 11);
}

TEST(TotalsLanguage, CountsNothingThatLawForbidsWhoeverConsents) {
    EXPECT_THAT(totals_fault(one_total("by: []", "leerplicht-handhaving")), HasSubstr("criminal"));
    EXPECT_THAT(totals_fault(one_total("by: []", "jeugdhulp-toewijzing")), HasSubstr("K7"));
    EXPECT_EQ(totals_fault(one_total("by: []", "tlv-besluit")), "") << "K2 shields a child, and consent may lift it";
    const std::string to_leerplicht = "        to: [swv-po, swv-vo, gemeente-jeugd, jgz, inspectie]\n";
    std::string text = demo_with_totals(one_total("by: []", "mazl-vraag"));
    text.replace(text.find(to_leerplicht), to_leerplicht.size(), "        to: leerplicht\n");
    ASSERT_FALSE(policies::read_convenant(text).faults.empty());
    EXPECT_THAT(policies::read_convenant(text).faults.front().text, HasSubstr("K5"));
}

TEST(TotalsLanguage, ConditionsSpeakOfWhatIsCounted) {
    EXPECT_EQ(
        totals_fault(one_total("when: [{age: {at_least: 12}}, {field: thuiszittersmelding.noodopvang, is: [true]}]")),
        "");
    EXPECT_THAT(totals_fault(one_total("when: [{field: verzuimmelding.type, is: [lrv]}]")),
                HasSubstr("which this total does not count"));
}

TEST(TotalsLanguage, NoConditionChoosesOneChild) {
    const auto fault = [](std::string_view condition, std::string_view records = "thuiszittersmelding") {
        return totals_fault(one_total("when: [" + std::string{condition} + "]", records), condition);
    };
    for (const std::string_view who : {"{field: leerling-id-kern.naam, is: [Voorbeeld]}",
                                       "{field: leerling-id-kern.geboortedatum, is_not: [2012-03-04]}",
                                       "{lasted: {from: leerling-id-kern.geboortedatum, at_least: P12Y}}",
                                       "{field: thuiszittersmelding.regievoerder, is: [iemand]}",
                                       "{any: [{age: {at_least: 12}}, {field: leerling-id-kern.naam, is: [K]}]}"})
        EXPECT_THAT(fault(who), HasSubstr("asks for who someone is")) << who;
    EXPECT_THAT(fault("{field: casusoverleg.overleg_id, is: [o-1]}", "casusoverleg"), HasSubstr("who someone is"));
    for (const std::string_view one_day : {"{field: thuiszittersmelding.startdatum, is: [2026-09-01]}",
                                           "{any: [{field: thuiszittersmelding.datum, is: [2026-09-01]}, "
                                           "{field: thuiszittersmelding.noodopvang, is: [true]}]}"})
        EXPECT_THAT(fault(one_day), HasSubstr("asks for one day")) << one_day;
    EXPECT_THAT(fault("{field: thuiszittersmelding.volgende_actie, is: [bellen]}"), HasSubstr("in any words"));
    EXPECT_THAT(fault("{field: tlv-aanvraag.deskundigenadvies, is: [ja]}", "tlv-aanvraag"), HasSubstr("in any words"));
    for (const std::string_view sound :
         {"{field: thuiszittersmelding.factor_codes, is: [thuis]}", "{field: leerling-id-kern.schoolsoort, is: [vso]}",
          "{field: leerling-id-kern.woongemeente, is: [\"9901\"]}",
          "{lasted: {from: thuiszittersmelding.startdatum, at_least: P3M}}"})
        EXPECT_EQ(fault(sound), "") << sound;
}

// ---- who may get them ----

const Rule& demo_rule() {
    return *policies::find_totals(demo_convenant(), swv, town);
}

std::optional<Reason> why_not(const Convenant& convenant, std::string_view on = demo_day) {
    const Rule* rule = policies::find_totals(convenant, swv, town);
    return policies::why_no_totals(convenant, *rule, swv, town, day(on));
}

template <class Edit>
Convenant demo_but(Edit edit) {
    Convenant convenant = demo_convenant();
    edit(convenant);
    convenant.prepare();
    return convenant;
}

TEST(TotalsGates, AreThoseOfRecords) {
    EXPECT_EQ(why_not(demo_convenant()), std::nullopt);
    EXPECT_EQ(why_not(demo_convenant(), "2026-07-31"), Reason::deny_convenant);
    EXPECT_EQ(why_not(demo_convenant(), "2028-08-01"), Reason::deny_convenant);
    EXPECT_EQ(why_not(demo_but([](Convenant& one) {
                  std::erase_if(one.members, [](const auto& member) { return member.party == town; });
              })),
              Reason::deny_membership);
    EXPECT_EQ(why_not(demo_but([](Convenant& one) {
                  for (auto& member : one.members) member.has_signed = member.has_signed && !(member.party == swv);
              })),
              Reason::deny_convenant);
    EXPECT_EQ(why_not(demo_but([](Convenant& one) { one.purposes.at("monitoring-verantwoording").dpia.clear(); })),
              Reason::deny_dpia);
    EXPECT_EQ(why_not(demo_but([](Convenant& one) {
                  for (Rule& rule : one.rules) rule.until_date = day("2026-11-21");
              })),
              Reason::deny_basis);
}

TEST(TotalsGates, NoRuleNoTotals) {
    EXPECT_EQ(policies::find_totals(demo_convenant(), swv, {"leerplicht", "eikendal"}), nullptr);
    EXPECT_EQ(policies::find_totals(demo_convenant(), town, swv), nullptr) << "its rule names no total";
}

TEST(TotalsGates, ARecordStaysForbiddenAndAFlowForbiddenByNameIsNotCounted) {
    EXPECT_EQ(ask(favourable("oza-plaatsing", "swv-vo", "gemeente-jeugd", "monitoring-verantwoording")).reason,
              "deny.aggregate-only");
    const Convenant forbidding = demo_but([](Convenant& one) {
        policies::Prohibition forbidden;
        forbidden.id = "geen-oza";
        forbidden.purposes = {"monitoring-verantwoording"};
        forbidden.records = {"oza-plaatsing"};
        forbidden.reason = Reason::deny_third_party;
        one.prohibitions.push_back(forbidden);
    });
    const Rule& rule = *policies::find_totals(forbidding, swv, town);
    EXPECT_EQ(policies::why_not_counted(forbidding, rule, rule.totals[0], swv, town), std::nullopt);
    EXPECT_EQ(policies::why_not_counted(forbidding, rule, rule.totals[1], swv, town), Reason::deny_third_party);
}

// ---- which records count, and where ----

struct Counting {
    schemas::Record record{"thuiszittersmelding",
                           schemas::Content{{{"startdatum", "2026-10-01"}, {"categorie", "risico"}}}};
    schemas::Content subject{{{"woongemeente", "9901"}, {"geboortedatum", "2012-05-05"}}};
    Facts facts;

    [[nodiscard]] CountedRecord counted() const { return {&record, &subject, &facts, swv, day(demo_day)}; }
    [[nodiscard]] bool counts(const Convenant& convenant = demo_convenant(), std::size_t total = 0) const {
        const Rule& rule = *policies::find_totals(convenant, swv, town);
        return policies::counts(convenant, rule, rule.totals[total], counted());
    }
    [[nodiscard]] std::vector<std::string> groups(const Total& total = demo_rule().totals[0]) const {
        return policies::groups_of(total, counted());
    }
};

TEST(TotalsCount, WhatNothingHolds) {
    EXPECT_TRUE(Counting{}.counts());
    EXPECT_FALSE(Counting{}.counts(demo_convenant(), 1)) << "another record type";
    Counting restricted;
    restricted.facts.restricted = true;
    EXPECT_FALSE(restricted.counts());
    Counting deceased;
    deceased.facts.deceased = true;
    EXPECT_FALSE(deceased.counts());
    Counting objecting;
    objecting.facts.objections = {"monitoring-verantwoording"};
    EXPECT_FALSE(objecting.counts());
    objecting.facts.objections = {"tlv-besluit"};
    EXPECT_TRUE(objecting.counts()) << "to another purpose";
    objecting.facts.objections = {"monitoring-verantwoording"};
    EXPECT_TRUE(objecting.counts(demo_but([](Convenant& one) {
        for (Rule& rule : one.rules) rule.from_basis.avg6 = "c";
    }))) << "article 21 is against a public task, not a legal duty";
}

TEST(TotalsCount, WhatMeetsTheConditionsOfRecordAndChild) {
    const Convenant convenant = reading_of(demo_with_totals(
        one_total("when: [{age: {at_least: 12}}, {field: thuiszittersmelding.categorie, is: [risico]}]")));
    Counting counting;
    EXPECT_FALSE(counting.counts(convenant)) << "the age is not known";
    counting.facts.born = day("2012-05-05");
    EXPECT_TRUE(counting.counts(convenant));
    counting.record.fields.set("categorie", "absoluut");
    EXPECT_FALSE(counting.counts(convenant));
}

Convenant giving_to(std::string_view recipients) {
    const std::string to = "        to: [swv-po, swv-vo, gemeente-jeugd, jgz, inspectie]\n";
    std::string text = demo_with_totals(one_total("by: []"));
    return reading_of(text.replace(text.find(to), to.size(), "        to: " + std::string{recipients} + "\n"));
}

// Counting risk grounds through leerplicht breaks K5. What counted for the municipality alone
// would show in the difference between both.
TEST(TotalsCount, NoSickLeaveWhereLeerplichtIsAmongTheRecipients) {
    Counting counting;
    counting.record.fields.set("risico_grond", "11d");
    EXPECT_TRUE(counting.counts(giving_to("gemeente-jeugd")));
    EXPECT_FALSE(counting.counts(giving_to("[gemeente-jeugd, leerplicht]")));
    counting.record.fields.set("risico_grond", "wec12");
    EXPECT_TRUE(counting.counts(giving_to("[gemeente-jeugd, leerplicht]")));
}

TEST(TotalsCount, InTheGroupOfEachFieldOrAmongTheOthers) {
    Counting counting;
    EXPECT_THAT(counting.groups(), ElementsAre("risico", "9901"));
    counting.subject.set("woongemeente", "0363");
    EXPECT_THAT(counting.groups(), ElementsAre("risico", other_group)) << "a place that the file does not name";
    counting.record.fields.erase("categorie");
    EXPECT_THAT(counting.groups(), ElementsAre(other_group, other_group));
    const Total& by_age = demo_rule().totals[1];
    EXPECT_EQ(counting.groups(by_age)[1], "12-15");
    counting.subject.erase("geboortedatum");
    EXPECT_EQ(counting.groups(by_age)[1], other_group);
}

// In a cell of one place someone who looks for the child would see that it lives there.
TEST(TotalsCount, WhoseAddressIsSecretInNoPlace) {
    Counting counting;
    counting.facts.address_secret = true;
    EXPECT_TRUE(counting.counts());
    EXPECT_THAT(counting.groups(), ElementsAre("risico", other_group));
    EXPECT_EQ(counting.groups(demo_rule().totals[1])[1], "12-15") << "its age tells no place";
    const Convenant of_one_place = demo_but([](Convenant& one) {
        for (Rule& rule : one.rules) {
            for (Total& total : rule.totals) total.when = {policies::FieldIs{"leerling-id", "woongemeente", {"9901"}}};
        }
    });
    EXPECT_FALSE(counting.counts(of_one_place));
    counting.facts.address_secret = false;
    EXPECT_TRUE(counting.counts(of_one_place));
}

// ---- which cells are given ----

Total a_total(std::vector<std::vector<std::string>> groups, TotalOutput output, int smallest = 3) {
    Total total;
    total.id = "t";
    total.record = "thuiszittersmelding";
    for (auto& one : groups) total.by.push_back({"thuiszittersmelding", "categorie", {}, std::move(one)});
    total.output = output;
    total.smallest_cell = smallest;
    return total;
}

std::vector<CountedChild> so_many(std::vector<std::pair<std::vector<std::string>, int>> counts) {
    std::vector<CountedChild> children;
    for (const auto& [groups, count] : counts) {
        for (int i = 0; i < count; ++i) children.push_back({"kind-" + std::to_string(children.size()), groups});
    }
    return children;
}

std::optional<std::int64_t> in(const std::vector<Cell>& cells, const std::vector<std::string>& groups) {
    const auto found = std::ranges::find(cells, groups, &Cell::groups);
    if (found == cells.end()) throw std::runtime_error{"no such cell"};
    return found->children;
}

constexpr auto withheld = std::nullopt;

TEST(TotalsCells, AreAllThereAreWhateverWasCountedSoThatNoCellShowsThatSomeoneIsInIt) {
    const Total total = a_total({{"a", "b"}}, TotalOutput::regional);
    const auto none = cells_of(total, {});
    ASSERT_EQ(none.size(), 3U);
    for (const Cell& cell : none) EXPECT_EQ(cell.children, 0) << "no child is in it, so it tells of none";
    const auto some = cells_of(total, so_many({{{"a"}, 3}, {{"b"}, 2}, {{std::string{other_group}}, 1}}));
    EXPECT_EQ(in(some, {"a"}), 3);
    EXPECT_EQ(in(some, {"b"}), withheld);
    EXPECT_EQ(in(some, {std::string{other_group}}), withheld);
}

TEST(TotalsCells, CountAChildOnceAndAmongTheOthersWhereItsRecordsDiffer) {
    const Total total = a_total({{"a", "b"}, {"x", "y"}}, TotalOutput::publishable);
    std::vector<CountedChild> children;
    for (const std::string child : {"1", "2", "3"}) {
        children.push_back({child, {"a", "x"}});
        children.push_back({child, {"a", "x"}});
        children.push_back({child, {"a", "y"}});
    }
    const auto cells = cells_of(total, children);
    EXPECT_EQ(in(cells, {"a", std::string{other_group}}), 3);
    EXPECT_EQ(in(cells, {"a", "x"}), 0);
    EXPECT_EQ(in(cells, {"", ""}), 3) << "three children, nine records";
}

TEST(TotalsCells, AreAllWithheldWhereAllChildrenTogetherAreFewForThoseOfNoneTellWhereTheyAre) {
    for (const TotalOutput output : {TotalOutput::regional, TotalOutput::publishable}) {
        for (const Cell& cell : cells_of(a_total({{"a", "b"}, {"x"}}, output), so_many({{{"a", "x"}, 2}})))
            EXPECT_EQ(cell.children, withheld);
        EXPECT_EQ(in(cells_of(a_total({{"a", "b"}}, output), so_many({{{"a"}, 3}})), {"b"}), 0) << "three are enough";
    }
}

TEST(TotalsCells, WithoutAFieldAreOneNumber) {
    const auto cells = cells_of(a_total({}, TotalOutput::publishable), so_many({{{}, 4}}));
    EXPECT_EQ(cells, (std::vector<Cell>{{{}, 4}}));
    EXPECT_EQ(cells_of(a_total({}, TotalOutput::regional), so_many({{{}, 2}})), (std::vector<Cell>{{{}, withheld}}));
}

TEST(TotalsCells, ARegionGetsNoSumsAndTheLimitAlone) {
    const Total total = a_total({{"a"}, {"x", "y"}}, TotalOutput::regional);
    const auto cells = cells_of(total, so_many({{{"a", "x"}, 5}, {{"a", "y"}, 2}}));
    EXPECT_EQ(cells.size(), 6U);
    EXPECT_EQ(in(cells, {"a", "x"}), 5);
    EXPECT_EQ(in(cells, {"a", "y"}), withheld);
}

TEST(TotalsCells, WithSumsMoreIsWithheldThanTheSmallOne) {
    const auto cells =
        cells_of(a_total({{"a", "b", "c"}}, TotalOutput::publishable), so_many({{{"a"}, 2}, {{"b"}, 5}, {{"c"}, 9}}));
    EXPECT_EQ(in(cells, {"a"}), withheld);
    EXPECT_EQ(in(cells, {"b"}), withheld) << "else 'a' is the sum less the others";
    EXPECT_EQ(in(cells, {"c"}), 9) << "and no more than needed: the larger one is given";
    EXPECT_EQ(in(cells, {""}), 16);
    EXPECT_EQ(in(cells, {std::string{other_group}}), 0);
}

TEST(TotalsCells, TwoSmallOnesShieldEachOtherOnlyTogetherWithEnoughOthers) {
    const auto cells =
        cells_of(a_total({{"a", "b", "c"}}, TotalOutput::publishable), so_many({{{"a"}, 1}, {{"b"}, 1}, {{"c"}, 9}}));
    EXPECT_FALSE(in(cells, {"c"}) && in(cells, {""})) << "eleven less nine leaves two, of whom each is one";
    EXPECT_EQ(in(cells, {"c"}), withheld) << "of the two that is the smaller";
    EXPECT_EQ(in(cells, {""}), 11);
    const auto more =
        cells_of(a_total({{"a", "b", "c"}}, TotalOutput::publishable), so_many({{{"a"}, 2}, {{"b"}, 2}, {{"c"}, 9}}));
    EXPECT_EQ(in(more, {"a"}), withheld);
    EXPECT_EQ(in(more, {"b"}), withheld);
    EXPECT_EQ(in(more, {""}), 13) << "four children in 'a' and 'b' together: three of them may be in either";
}

// Six cells in a ring, of which each row and column seems large enough; r1 + r2 - c1 leaves two cells that are one
// each.
TEST(TotalsCells, AreSafeAgainstMoreThanOneSumAtATime) {
    const auto cells = cells_of(
        a_total({{"1", "2", "3"}, {"p", "q", "r"}}, TotalOutput::publishable, 10),
        so_many(
            {{{"1", "p"}, 11}, {{"1", "q"}, 1}, {{"2", "p"}, 9}, {{"2", "r"}, 1}, {{"3", "q"}, 9}, {{"3", "r"}, 9}}));
    const auto one = in(cells, {"1", ""});
    const auto two = in(cells, {"2", ""});
    const auto p = in(cells, {"", "p"});
    EXPECT_FALSE(one && two && p) << "these three tell that 1q and 2r are one child each";
}

// ---- what people are told ----

TEST(TotalsWords, ADifferenceTellsWhoGainsOrLosesWhichTotal) {
    const Convenant before = reading_of(demo_with_totals(one_total("by: []")));
    const Convenant after = reading_of(demo_with_totals(one_total("by: []", "opp")));
    const auto comparison = policies::compare(before, after);
    const std::string text = policies::in_words(comparison, policies::Language::dutch);
    EXPECT_THAT(text,
                HasSubstr("swv-po, swv-vo geven aan gemeente-jeugd, inspectie, jgz, swv-po, swv-vo, voor monitoring"));
    EXPECT_THAT(text, HasSubstr("thuiszittersmelding, vervalt: totaal t\n"));
    EXPECT_THAT(text, HasSubstr("opp, komt erbij: totaal t\n"));
    const Convenant region = reading_of([] {
        std::string changed = convenant_text("tweede-regio");
        return changed.replace(changed.find("smallest_cell: 15"), 17, "smallest_cell: 20");
    }());
    const auto choice = policies::compare(reading_of(convenant_text("tweede-regio")), region);
    EXPECT_THAT(policies::in_words(choice, policies::Language::dutch),
                HasSubstr("keuze van de regio (kleinste cel): van 15 naar 20\n"));
    EXPECT_THAT(choice.purposes, testing::IsEmpty()) << "what follows the choice says nothing of its own";
    EXPECT_THAT(choice.pairs, testing::IsEmpty());
}

TEST(TotalsWords, ADifferenceTellsWhichCodesMakeAGroup) {
    const auto grouped = [](std::string_view risk) {
        return reading_of(demo_with_totals(
            one_total("by: [{field: thuiszittersmelding.categorie, as: {codes: {absoluut: kort, lrv-4w-3m: kort, "
                      "lrv-3m+: lang, risico: " +
                      std::string{risk} + "}}}]")));
    };
    const std::string text =
        policies::in_words(policies::compare(grouped("kort"), grouped("lang")), policies::Language::dutch);
    EXPECT_THAT(text, HasSubstr("risico: kort"));
    EXPECT_THAT(text, HasSubstr("risico: lang"));
    const auto of_group = [](std::string_view values) {
        return reading_of(demo_with_totals(
            one_total("by: [{field: leerling-id-kern.groep, values: [" + std::string{values} + "]}]")));
    };
    EXPECT_FALSE(policies::compare(of_group("\"a, b\""), of_group("a, b")).empty()) << "one group, or two";
}

TEST(TotalsWords, ADifferenceTellsThatTotalsWaitForASetting) {
    const std::string total = one_total("by: []");
    const std::string waits = total + "        only_if: wet_terugdringen_schoolverzuim\n";
    const auto comparison = policies::compare(reading_of(demo_with_totals(total)), reading_of(demo_with_totals(waits)));
    EXPECT_THAT(policies::in_words(comparison, policies::Language::dutch),
                HasSubstr("thuiszittersmelding, vervalt: totaal t\n"));
}

TEST(TotalsWords, TheRegisterNamesThem) {
    for (const auto& row : policies::register_of(demo_convenant(), day(demo_day))) {
        if (row.rule->id != "monitoring-verantwoording") continue;
        std::string lines;
        for (const auto& line : policies::register_lines(demo_convenant(), row, {})) {
            for (const std::string& text : line.texts) lines += text + '\n';
        }
        EXPECT_THAT(lines, HasSubstr("totaal thuiszitters: aantal jeugdigen met Thuiszittersmelding"));
        EXPECT_THAT(lines, HasSubstr("kleinste cel 10, te publiceren"));
        EXPECT_THAT(lines, HasSubstr("hoogstens 1 maal in "));
        EXPECT_THAT(lines, Not(HasSubstr("per kind"))) << "a total tells of no child";
        EXPECT_THAT(json::serialize(policies::register_json(demo_convenant(), row)),
                    HasSubstr("\"totals\":[\"thuiszitters: {"));
        return;
    }
    FAIL();
}

}  // namespace
}  // namespace kolk::tests
