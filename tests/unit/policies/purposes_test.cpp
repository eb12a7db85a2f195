#include "tests/support/convenant.hpp"

// One happy path for every purpose of convenant 2, and one refusal for every precondition that it has.

namespace kolk::tests {
namespace {

struct Flow {
    std::string purpose;
    std::string type;
    std::string from;
    std::string to;
    bool inform = true;    // it waits until those concerned are informed
    bool consent = false;  // nothing goes without consent
    bool needs_case = false;
};

const std::vector<Flow> flows{
    {"verzuim-wettelijke-melding", "verzuimmelding", "school", "leerplicht", false},
    {"verzuim-18plus-melding", "verzuimmelding", "school", "doorstroompunt", false},
    {"verzuim-18plus-melding", "verzuimmelding", "mbo", "doorstroompunt", false},
    {"verzuimoverleg", "verzuimmelding", "school", "leerplicht", true, false, true},
    {"verzuimoverleg", "verzuim-totalen", "leerplicht", "school", true, false, true},
    {"verzuimoverleg", "schoolacties", "school", "leerplicht", true, false, true},
    {"verzuim-mazl-consultvraag", "mazl-vraag", "school", "jgz", true, true},
    {"verzuim-mazl-terugkoppeling", "mazl-advies", "jgz", "school", true, true},
    {"verzuim-mazl-naar-leerplicht", "verzuimmelding", "school", "leerplicht", false},
    {"jgz-contactmoment-planning", "jgz-klassenlijst", "school", "jgz"},
    {"thuiszitter-melding-swv", "thuiszittersmelding", "school", "swv-vo"},
    {"thuiszitter-melding-swv", "thuiszittersmelding", "school", "swv-po"},
    {"thuiszitter-melding-overig", "minimal-signal", "leerplicht", "swv-vo"},
    {"thuiszitter-melding-overig", "minimal-signal", "onderwijsconsulent", "swv-po"},
    {"thuiszittersoverleg", "afspraken", "swv-vo", "gemeente-jeugd", true, false, true},
    {"thuiszittersoverleg", "thuiszittersmelding", "school", "leerplicht", true, false, true},
    {"thuiszittersoverleg", "afspraken", "jgz", "school", true, true, true},
    {"thuiszittersoverleg", "afspraken", "jeugdhulpaanbieder", "swv-vo", true, true, true},
    {"doorbraak-escalatie", "blokkade", "swv-vo", "school", true, false, true},
    {"doorbraak-escalatie", "afspraken", "gemeente-jeugd", "swv-po", true, false, true},
    {"mdo-ondersteuning", "afspraken", "school", "swv-vo", true, false, true},
    {"mdo-ondersteuning", "hulpvraag", "school", "gemeente-jeugd", true, true, true},
    {"mdo-ondersteuning", "afspraken", "jeugdhulpaanbieder", "school", true, true, true},
    {"zorgroute-aanmelding", "hulpvraag", "school", "gemeente-jeugd", true, true},
    {"zorgroute-aanmelding", "opp", "swv-vo", "gemeente-jeugd", true, true},
    {"zorgroute-terugmelding", "jeugdhulp-status", "gemeente-jeugd", "school", true, true},
    {"zorgroute-terugmelding", "jeugdhulp-status", "gemeente-jeugd", "swv-vo", true, true},
    {"jeugdhulp-toewijzing", "jeugdhulp-toewijzing", "gemeente-jeugd", "jeugdhulpaanbieder"},
    {"tlv-aanvraag", "tlv-aanvraag", "school", "swv-vo"},
    {"tlv-aanvraag", "tlv-besluit", "school", "swv-po"},
    {"tlv-besluit", "tlv-besluit", "swv-vo", "school"},
    {"tlv-besluit", "tlv-besluit", "swv-po", "ouder"},
    {"opp-opstellen-delen", "opp", "school", "swv-vo"},
    {"opp-opstellen-delen", "opp", "school", "ouder"},
    {"opp-opstellen-delen", "opp", "school", "gemeente-jeugd", true, true},
    {"oza-aanmelding", "oza-plaatsing", "swv-vo", "oza-school"},
    {"oza-aanmelding", "tlv-besluit", "swv-vo", "oza-school", true, true},
    {"oza-melding-woongemeente", "oza-plaatsing", "oza-school", "gemeente-jeugd", true, true},
    {"oza-grensverkeer-verrekening", "oza-plaatsing", "gemeente-jeugd", "gemeente-jeugd"},
    {"vrijstelling-5a-advies-onderwijs", "onderwijskundig-advies", "swv-vo", "leerplicht", true, true},
    {"vrijstelling-5a-verklaring", "vrijstelling-5a", "jgz-5a-arts", "leerplicht", true, true},
    {"vrijstelling-5a-heroverweging", "vrijstelling-5a", "leerplicht", "swv-vo", true, true},
    {"po-vo-overstap-zorg", "thuiszittersmelding", "swv-po", "swv-vo", true, true},
    {"leerplicht-naar-doorstroompunt", "dossier-uittreksel", "leerplicht", "doorstroompunt"},
    {"school-naar-werk", "risico-uitval", "mbo", "doorstroompunt"},
};

class EveryPurpose : public testing::TestWithParam<Flow> {
protected:
    Asking question() const { return favourable(GetParam().type, GetParam().from, GetParam().to, GetParam().purpose); }
};

TEST_P(EveryPurpose, GoesWhenAllHolds) {
    const Answer answer = ask(question());
    EXPECT_TRUE(answer.allow) << answer.reason;
    EXPECT_FALSE(answer.given.empty());
    EXPECT_FALSE(answer.rule.empty());
}

TEST_P(EveryPurpose, GivesOrWithholdsEveryFieldOfTheSchemaOnce) {
    const Answer answer = ask(question());
    std::vector<std::string> all = answer.given;
    for (const auto& [field, why] : answer.withheld) all.push_back(field);
    std::vector<std::string> expected;
    for (const auto& field : schemas::find_record_type(GetParam().type)->fields)
        expected.push_back(GetParam().type + '.' + field.name);
    std::sort(all.begin(), all.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(all, expected);
}

TEST_P(EveryPurpose, NeverCarriesABsnUnlessItsRowSaysSo) {
    Asking asking = question();
    asking.subject = example_subject();
    const Answer answer = ask(asking);
    const bool may = demo_convenant().find_rule(answer.rule)->bsn;
    if (!may) {
        for (const std::string& field : answer.given) EXPECT_FALSE(field.ends_with(".bsn")) << field;
    } else {
        EXPECT_TRUE(answer.gives("leerling-id.bsn"));
    }
}

TEST_P(EveryPurpose, WaitsUntilThoseConcernedAreInformed) {
    Asking asking = question();
    asking.facts.erase("informed");
    const Answer answer = ask(asking);
    if (GetParam().inform) {
        EXPECT_EQ(answer.reason, "deny.inform");
    } else {
        EXPECT_TRUE(answer.allow) << "a legal obligation is reported and never gates";
    }
}

TEST_P(EveryPurpose, WaitsForConsentWhereItIsNeeded) {
    Asking asking = question();
    asking.facts.erase("consents");
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.allow, !GetParam().consent) << answer.reason;
    if (!answer.allow) {
        EXPECT_EQ(answer.reason, "deny.consent.missing");
    }
}

TEST_P(EveryPurpose, NeedsAnOpenCaseWhereItIsAnOverleg) {
    Asking asking = question();
    asking.facts["case"] =
        json::object{{"purpose", GetParam().purpose}, {"opened", "2026-09-15"}, {"closed", "2026-11-21"}};
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.reason == "deny.case", GetParam().needs_case) << answer.reason;
    asking.facts.erase("case");
    const Answer assumed = ask(asking);
    EXPECT_TRUE(assumed.allow) << assumed.reason;
}

TEST_P(EveryPurpose, HeedsAnObjectionUnlessTheLawOrConsentCarriesIt) {
    Asking asking = question();
    asking.facts["objections"] = json::array{GetParam().purpose};
    const Answer answer = ask(asking);
    const bool task = demo_convenant().find_rule(ask(question()).rule)->from_basis.avg6 == "e";
    EXPECT_EQ(answer.reason == "deny.objection", task) << answer.reason;
}

// convenant 2: everyone at that table acts on "each own task, e"; consent lifts the secrecy beside it.
TEST(Purposes, AnObjectionHoldsWhatASecrecyHolderSharesAtTheThuiszittersoverleg) {
    for (const std::string from : {"jgz", "jeugdhulpaanbieder"}) {
        Asking asking = favourable("afspraken", from, "school", "thuiszittersoverleg");
        EXPECT_TRUE(ask(asking).allow);
        asking.facts["objections"] = json::array{"thuiszittersoverleg"};
        EXPECT_EQ(ask(asking).reason, "deny.objection") << from;
    }
}

TEST_P(EveryPurpose, StopsForRestrictionAndDeath) {
    Asking asking = question();
    asking.facts["restricted"] = true;
    EXPECT_EQ(ask(asking).reason, "deny.restricted");
    asking.facts["deceased"] = true;
    EXPECT_EQ(ask(asking).reason, "deny.deceased");
}

TEST_P(EveryPurpose, EndsWithTheConvenant) {
    Asking asking = question();
    asking.at = "2026-07-31";
    EXPECT_EQ(ask(asking).reason, "deny.convenant");
    asking.at = "2028-08-01";
    EXPECT_EQ(ask(asking).reason, "deny.convenant");
}

TEST_P(EveryPurpose, GoesToMembersOnly) {
    Asking asking = question();
    if (asking.to == "ouder") return;
    asking.to += ":onbekend";
    EXPECT_EQ(ask(asking).reason, "deny.membership");
}

INSTANTIATE_TEST_SUITE_P(Section2, EveryPurpose, testing::ValuesIn(flows), [](const auto& info) {
    std::string name;
    for (const std::string& part : {info.param.purpose, info.param.type, info.param.from, info.param.to}) {
        for (const char c : part) {
            if (c != '-') name += c;
        }
        name += '_';
    }
    return name + std::to_string(info.index);
});

TEST(Purposes, AllOfSectionTwoAreInTheConvenantWithBothBasesAndADpia) {
    for (const std::string_view id : schemas::purpose_ids()) {
        const policies::Purpose* purpose = demo_convenant().find_purpose(id);
        ASSERT_NE(purpose, nullptr) << id;
        EXPECT_FALSE(purpose->dpia.empty()) << id;
    }
    for (const policies::Rule& rule : demo_convenant().rules) {
        EXPECT_FALSE(rule.from_basis.law.empty()) << rule.id;
        EXPECT_FALSE(rule.to_basis.law.empty()) << rule.id;
    }
}

TEST(Purposes, EveryFlowThatCanBeAskedForHasATestAbove) {
    for (const auto& [id, purpose] : demo_convenant().purposes) {
        if (purpose.kind != policies::Kind::flow && purpose.kind != policies::Kind::elsewhere) continue;
        EXPECT_TRUE(std::any_of(flows.begin(), flows.end(), [&id = id](const Flow& flow) {
            return flow.purpose == id;
        })) << id;
    }
}

TEST(Purposes, WhoseRoadIsElsewhereIsNeverAskedFor) {
    const auto day = *base::parse_date(demo_day);
    for (const auto& role : schemas::role_ids()) {
        for (const auto& type : schemas::record_types()) {
            for (const policies::Rule* rule : demo_convenant().rules_for(role, type.id, day))
                EXPECT_EQ(demo_convenant().find_purpose(rule->purpose)->kind, policies::Kind::flow) << rule->id;
        }
    }
}

TEST(Purposes, ARunningTlvGoesWithTheRequestAndAnEndedOneDoesNot) {
    Asking asking = favourable("tlv-besluit", "school", "swv-vo", "tlv-aanvraag");
    asking.fields["eind"] = "2026-11-22";
    EXPECT_TRUE(ask(asking).allow);
    asking.fields["eind"] = "2026-11-21";
    EXPECT_EQ(ask(asking).reason, "deny.condition");
    asking.fields.erase("eind");
    EXPECT_EQ(ask(asking).reason, "deny.condition") << "an unknown end is no excuse";
}

TEST(Purposes, TheOzaBasisEndsOnItsDate) {
    Asking asking = favourable("oza-plaatsing", "swv-vo", "oza-school", "oza-aanmelding");
    consent_in(asking.facts)["valid_until"] = "2028-07-31";
    asking.at = "2027-12-31";
    EXPECT_TRUE(ask(asking).allow);
    asking.at = "2028-01-01";
    EXPECT_EQ(ask(asking).reason, "deny.basis");
}

TEST(Purposes, NoordbroekIsSucceededOnTheFirstOfJanuary) {
    Asking asking = favourable("jeugdhulp-status", "gemeente-jeugd:noordbroek", "school", "zorgroute-terugmelding");
    asking.at = "2026-12-31";
    EXPECT_TRUE(ask(asking).allow);
    asking.at = "2027-01-01";
    EXPECT_EQ(ask(asking).reason, "deny.membership");
    asking.from = "gemeente-jeugd:jeugdregio-voorbeeld";
    EXPECT_TRUE(ask(asking).allow);
    asking.at = "2026-12-31";
    EXPECT_EQ(ask(asking).reason, "deny.membership");
}

TEST(Purposes, NoordbroekIsNoMemberAsLeerplicht) {
    const Answer answer =
        ask(favourable("verzuimmelding", "school:de-linde", "leerplicht:noordbroek", "verzuimoverleg"));
    EXPECT_EQ(answer.reason, "deny.membership");
}

TEST(Purposes, AGeneralNoticeInformsForItsSenderItsPurposesAndFromItsDate) {
    Asking asking = favourable("opp", "school:oso-testschool", "swv-vo:swv-vo-voorbeeld", "opp-opstellen-delen");
    asking.facts.erase("informed");
    EXPECT_TRUE(ask(asking).allow);
    asking.at = "2026-08-14";
    EXPECT_EQ(ask(asking).reason, "deny.inform");
    asking.at = "2026-08-15";
    EXPECT_TRUE(ask(asking).allow);
    asking.from = "school:de-linde";
    EXPECT_EQ(ask(asking).reason, "deny.inform");
    Asking other = favourable("thuiszittersmelding", "school:oso-testschool", "swv-vo", "thuiszitter-melding-swv");
    other.facts.erase("informed");
    EXPECT_EQ(ask(other).reason, "deny.inform");
    Asking with_consent = favourable("opp", "school:oso-testschool", "gemeente-jeugd", "opp-opstellen-delen");
    with_consent.facts.erase("informed");
    EXPECT_EQ(ask(with_consent).reason, "deny.inform") << "with consent, informing is per child";
}

TEST(Purposes, InformedTomorrowIsNotInformed) {
    Asking asking = favourable("tlv-aanvraag", "school", "swv-vo", "tlv-aanvraag");
    asking.facts["informed"] = json::array{json::object{{"purpose", "tlv-aanvraag"}, {"at", "2026-11-23"}}};
    EXPECT_EQ(ask(asking).reason, "deny.inform");
    asking.facts["informed"] = json::array{json::object{{"purpose", "tlv-besluit"}, {"at", "2026-11-01"}}};
    EXPECT_EQ(ask(asking).reason, "deny.inform");
}

TEST(Purposes, ASchoolReportsToItsOwnSamenwerkingsverband) {
    const auto& convenant = demo_convenant();
    const auto day = *base::parse_date(demo_day);
    EXPECT_TRUE(convenant.recipients_of({"school", "de-linde"}, "swv-po", day).empty());
    EXPECT_EQ(convenant.recipients_of({"school", "de-linde"}, "swv-vo", day).size(), 1U);
    EXPECT_EQ(convenant.recipients_of({"school", "oso-testschool"}, "swv-po", day).size(), 1U);
    const Answer answer = ask(favourable("tlv-aanvraag", "school:de-linde", "swv-po:swv-po-voorbeeld", "tlv-aanvraag"));
    EXPECT_EQ(answer.reason, "deny.condition");
}

TEST(Purposes, AConditionOnAgeIsClosedWhenTheAgeIsUnknown) {
    Asking asking = favourable("verzuimmelding", "mbo", "doorstroompunt", "verzuim-18plus-melding");
    asking.facts.erase("born");
    EXPECT_EQ(ask(asking).reason, "deny.condition");
    asking.facts["born"] = "2008-11-23";
    EXPECT_EQ(ask(asking).reason, "deny.condition") << "seventeen";
    asking.facts["born"] = "2008-11-22";
    EXPECT_TRUE(ask(asking).allow) << "eighteen today";
}

TEST(Purposes, SchoolboardIsCoveredBySchool) {
    EXPECT_TRUE(ask(favourable("tlv-besluit", "swv-vo", "schoolbestuur", "tlv-besluit")).allow);
}

}  // namespace
}  // namespace kolk::tests
