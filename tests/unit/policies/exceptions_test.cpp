#include "policies/decide.hpp"
#include "policies/exception.hpp"
#include "policies/moments.hpp"
#include "tests/support/convenant.hpp"

#include <functional>

// Nobody opens a purpose of kind override alone, and nothing that no convenant can permit goes under an exception.

namespace kolk::tests {
namespace {

using policies::Exception;
using policies::Facts;
using policies::Reason;
using schemas::Party;

const Party linde{"school", "de-linde"};
const Party gi{"gi", "gi-voorbeeld"};

Exception supervision() {
    Exception one;
    one.id = "0198a5d0-0000-7000-8000-000000000001";
    one.purpose = "ots-informatie-gi";
    one.from = linde;
    one.to = gi;
    one.records = {{"verzuimmelding", {"type", "begindatum"}}, {"leerling-id", {"naam"}}};
    one.reason = "supervision-order";
    one.opened = day("2026-11-20");
    one.until = day("2026-11-30");
    one.review = day("2026-12-07");
    return one;
}

/// A question about a full record of a child of whom everything is known.
struct Case {
    schemas::Record record;
    schemas::Content subject{example_subject()};
    Facts facts;
    policies::Question question;

    explicit Case(std::vector<Exception> exceptions, const std::string& type = "verzuimmelding")
        : record{type, schemas::Content{full_fields(type)}} {
        facts.born = day("2016-03-02");
        facts.exceptions = std::move(exceptions);
        question.from = linde;
        question.to = gi;
        question.purpose = "ots-informatie-gi";
        question.today = day(demo_day);
    }
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;

    policies::Decision decide(const policies::Convenant& convenant = demo_convenant()) {
        question.record = &record;
        question.subject = &subject;
        question.facts = &facts;
        return policies::decide(convenant, question);
    }
};

std::vector<std::string> given(const policies::Decision& decision) {
    const auto fields = decision.given();
    return {fields.begin(), fields.end()};
}

TEST(Exceptions, WithoutOneAnOverrideIsClosed) {
    EXPECT_EQ(Case({}).decide().reason, Reason::deny_condition);
}

TEST(Exceptions, OneOpensExactlyTheFieldsThatItNames) {
    Case open({supervision()});
    const auto decision = open.decide();
    EXPECT_TRUE(decision.allow);
    EXPECT_EQ(decision.reason, Reason::allow_override);
    EXPECT_EQ(given(decision),
              (std::vector<std::string>{"leerling-id.naam", "verzuimmelding.begindatum", "verzuimmelding.type"}));
    ASSERT_EQ(decision.exceptions.size(), 1U);
    EXPECT_EQ(decision.exceptions.front()->id, supervision().id);
    EXPECT_EQ(decision.consent, nullptr);
}

TEST(Exceptions, TwoThatAreOpenGiveTogetherWhatEachNames) {
    Exception more = supervision();
    more.records = {{"verzuimmelding", {"status"}}};
    Case open({supervision(), more});
    EXPECT_EQ(given(open.decide()).size(), 4U);
}

// Each change alone closes it again.
TEST(Exceptions, AnythingElseThanWhatWasSignedStaysClosed) {
    const std::vector<std::pair<const char*, std::function<void(Exception&)>>> changes{
        {"another purpose", [](Exception& one) { one.purpose = "veiligheid-meldcode"; }},
        {"another sender", [](Exception& one) { one.from.org = "het-baken"; }},
        {"another role of the sender", [](Exception& one) { one.from.role = "mbo"; }},
        {"another recipient",
         [](Exception& one) {
             one.to = {"veilig-thuis", "vt-voorbeeld"};
         }},
        {"no organisation", [](Exception& one) { one.to.org = ""; }},
        {"another record type",
         [](Exception& one) {
             one.records = {{"opp", {"begeleiding"}}};
         }},
        {"a day too late", [](Exception& one) { one.until = day("2026-11-21"); }},
        {"a day too early", [](Exception& one) { one.opened = day("2026-11-23"); }},
        {"closed today", [](Exception& one) { one.ended = day(demo_day); }},
        {"longer than 31 days", [](Exception& one) { one.until = day("2026-12-22"); }},
    };
    for (const auto& [what, change] : changes) {
        Exception one = supervision();
        change(one);
        EXPECT_EQ(Case({one}).decide().reason, Reason::deny_condition) << what;
    }
    Exception last_day = supervision();
    last_day.until = day(demo_day);
    last_day.ended = day("2026-11-23");
    EXPECT_TRUE(Case({last_day}).decide().allow) << "both ends are included";
}

TEST(Exceptions, OneOrganisationInTwoRolesOpensNothing) {
    auto convenant = demo_convenant();
    for (auto& member : convenant.members) {
        if (member.party == gi) member.party.org = "de-linde";
    }
    convenant.prepare();
    Exception one = supervision();
    one.to.org = "de-linde";
    Case open({one});
    open.question.to = one.to;
    EXPECT_EQ(open.decide(convenant).reason, Reason::deny_condition);
}

TEST(Exceptions, AnOrdinaryPurposeIsNotOpenedByOne) {
    Exception one = supervision();
    one.purpose = "verzuimoverleg";
    one.to = {"leerplicht", "eikendal"};
    Case open({one});
    open.question.purpose = one.purpose;
    open.question.to = one.to;
    EXPECT_FALSE(open.decide().allow);
}

TEST(Exceptions, ConsentAndInformingDoNotGateOne) {
    auto convenant = demo_convenant();
    for (auto& rule : convenant.rules) {
        if (rule.id == "ots-informatie-gi") {
            rule.consent = policies::ConsentNeed::needed;
            rule.inform = policies::Inform::per_child;
        }
    }
    convenant.prepare();
    EXPECT_EQ(Case({supervision()}).decide(convenant).reason, Reason::allow_override);
}

TEST(Exceptions, WhoDiedIsRestrictedOrObjectedIsHeld) {
    Case died({supervision()});
    died.facts.deceased = true;
    EXPECT_EQ(died.decide().reason, Reason::deny_deceased);
    Case restricted({supervision()});
    restricted.facts.restricted = true;
    EXPECT_EQ(restricted.decide().reason, Reason::deny_restricted);
    Case objected({supervision()});
    objected.facts.objections = {"ots-informatie-gi"};
    EXPECT_EQ(objected.decide().reason, Reason::deny_objection);
}

// K2 to K7 and S hold for every kind of purpose, also when a rule asks for consent that no exception waits for.
TEST(Exceptions, WhatNoFileCanPermitGoesUnderNone) {
    struct Forbidden {
        Party from, to;
        std::string type;
        Reason reason;
    };
    const std::vector<Forbidden> all{
        {{"swv-vo", "swv-vo-voorbeeld"}, {"gemeente-jeugd", "eikendal"}, "tlv-besluit", Reason::deny_third_party},
        {{"jgz", "ggd-voorbeeld"}, linde, "mazl-advies", Reason::deny_secrecy},
        {{"gemeente-jeugd", "eikendal"}, linde, "jeugdhulp-toewijzing", Reason::deny_basis},
        {{"leerplicht", "eikendal"}, gi, "leerplicht-handhaving", Reason::deny_criminal},
        {linde, {"swv-vo", "swv-vo-voorbeeld"}, "leerling-id", Reason::deny_bsn},
    };
    for (const auto need : {policies::ConsentNeed::none, policies::ConsentNeed::needed}) {
        auto convenant = demo_convenant();
        for (auto& rule : convenant.rules) {
            if (rule.id == "vitaal-belang") rule.consent = need;
        }
        convenant.prepare();
        for (const Forbidden& one : all) {
            Exception exception = supervision();
            exception.purpose = "vitaal-belang";
            exception.from = one.from;
            exception.to = one.to;
            exception.records = {{one.type, {}}};
            for (const auto& field : schemas::find_record_type(one.type)->fields) {
                exception.records.begin()->second.push_back(field.name);
            }
            Case open({exception}, one.type);
            open.question.purpose = exception.purpose;
            open.question.from = one.from;
            open.question.to = one.to;
            open.subject.erase("bsn");
            EXPECT_EQ(open.decide(convenant).reason, one.reason) << one.type;
        }
    }
}

TEST(Exceptions, SickLeaveDoesNotGoToLeerplichtUnderOne) {
    Exception one = supervision();
    one.purpose = "vitaal-belang";
    one.to = {"leerplicht", "eikendal"};
    Case open({one});
    open.question.purpose = one.purpose;
    open.question.to = one.to;
    open.record.fields.set("reden", "ziek");
    EXPECT_EQ(open.decide().reason, Reason::deny_sickleave);
}

TEST(Exceptions, ANumberStaysBehindWhereItIsBarredAndGoesOnlyWhereItIsNamed) {
    Exception one = supervision();
    one.purpose = "vitaal-belang";
    one.records["leerling-id"] = {"naam", "bsn"};
    for (const Party& to : {Party{"jgz", "ggd-voorbeeld"}, Party{"swv-vo", "swv-vo-voorbeeld"}}) {
        one.to = to;
        Case open({one});
        open.question.purpose = one.purpose;
        open.question.to = to;
        const auto decision = open.decide();
        EXPECT_TRUE(decision.allow) << to.text() << ' ' << policies::code_of(decision.reason);
        const auto withheld = decision.withheld();
        const auto bsn = std::ranges::find(withheld, "leerling-id.bsn", &policies::WithheldField::field);
        ASSERT_NE(bsn, withheld.end()) << to.text();
        EXPECT_EQ(bsn->reason, Reason::deny_bsn);
    }
    one = supervision();
    EXPECT_EQ(std::ranges::count(given(Case({one}).decide()), "leerling-id.bsn"), 0) << "not named";
    one.records["leerling-id"] = {"naam", "bsn"};
    EXPECT_EQ(std::ranges::count(given(Case({one}).decide()), "leerling-id.bsn"), 1) << "the statute lets it";
}

TEST(Exceptions, WhoWorksWithAChildIsNeverTold) {
    auto convenant = demo_convenant();
    for (auto& rule : convenant.rules) {
        if (rule.id == "ots-informatie-gi") rule.records = {{"thuiszittersmelding", {"startdatum", "regievoerder"}}};
    }
    convenant.prepare();
    Exception one = supervision();
    one.records = {{"thuiszittersmelding", {"startdatum", "regievoerder"}}};
    Case open({one}, "thuiszittersmelding");
    open.question.known_to_recipient = true;
    EXPECT_EQ(given(open.decide(convenant)), std::vector<std::string>{"thuiszittersmelding.startdatum"});
}

TEST(Exceptions, ItsDaysAreMomentsOfChange) {
    Exception one = supervision();
    Case open({one});
    open.decide();
    EXPECT_EQ(policies::next_change(demo_convenant(), open.question), day("2026-12-01"));
    open.facts.exceptions.front().ended = day("2026-11-25");
    EXPECT_EQ(policies::next_change(demo_convenant(), open.question), day("2026-11-25"));
    open.facts.exceptions.front().opened = day("2026-11-23");
    EXPECT_EQ(policies::next_change(demo_convenant(), open.question), day("2026-11-23"));
}

TEST(Exceptions, NoFactsOfAPartyTellOfOne) {
    const json::object facts{{"exceptions", json::array{json::object{{"purpose", "ots-informatie-gi"}}}}};
    EXPECT_FALSE(policies::read_facts(facts).has_value());
}

// ---- reading one ----

json::object written() {
    return {{"id", "0198a5d0-0000-7000-8000-000000000001"},
            {"purpose", "ots-informatie-gi"},
            {"from", "school:de-linde"},
            {"to", "gi:gi-voorbeeld"},
            {"records", json::object{{"verzuimmelding", json::array{"type"}}}},
            {"reason", "supervision-order"},
            {"text", "Noor van Zonnebloem loopt gevaar."},
            {"opened", "2026-11-20"},
            {"until", "2026-12-21"},
            {"review", "2026-12-28"},
            {"child", json::object{{"number", "LN-0001"}}}};
}

TEST(Exceptions, ReadsWhatWasWrittenUpToItsLimits) {
    const auto read = policies::read_exception(written());
    ASSERT_TRUE(read.has_value()) << read.error().for_operator;
    EXPECT_EQ(read->to, gi);
    EXPECT_EQ(read->records.at("verzuimmelding"), std::vector<std::string>{"type"});
    EXPECT_TRUE(policies::check_exception(*read, demo_convenant()).has_value());
}

TEST(Exceptions, RefusesEveryFaultWithoutSayingAWordOfIt) {
    const std::vector<std::pair<const char*, json::value>> faults{
        {"until", "2026-12-22"},
        {"until", "2026-11-19"},
        {"review", "2026-12-29"},
        {"review", "2026-11-19"},
        {"opened", "vandaag Zonnebloem"},
        {"reason", "Zonnebloem"},
        {"from", "school"},
        {"to", "jgz:de-linde"},
        {"records", json::object{}},
        {"records", json::object{{"leerling-id", json::array{"naam"}}}},
        {"records", json::object{{"verzuimmelding", json::array{}}}},
        {"records", json::object{{"verzuimmelding", json::array{"*"}}}},
        {"records", json::object{{"verzuimmelding", "*"}}},
        {"records", json::object{{"Zonnebloem", json::array{"type"}}}},
        {"records", json::object{{"thuiszittersmelding", json::array{"regievoerder"}}}},
        {"records", json::object{{"opp-kern", json::array{"uitstroombestemming"}}}},
        {"Zonnebloem", true},
    };
    for (const auto& [key, value] : faults) {
        json::object object = written();
        object[key] = value;
        const auto read = policies::read_exception(object);
        ASSERT_FALSE(read.has_value()) << key << ' ' << value;
        EXPECT_EQ(read.error().for_operator.find("Zonnebloem"), std::string::npos) << read.error().for_operator;
    }
    for (const char* key : {"id", "purpose", "from", "to", "records", "reason", "opened", "until", "review"}) {
        json::object object = written();
        object.erase(key);
        EXPECT_FALSE(policies::read_exception(object).has_value()) << key;
    }
}

TEST(Exceptions, IsNotWorthASignatureWhereTheConvenantLetsNobodyOpenIt) {
    const auto refused = [](std::function<void(Exception&)> change) {
        Exception one = supervision();
        change(one);
        return !policies::check_exception(one, demo_convenant()).has_value();
    };
    EXPECT_FALSE(refused([](Exception&) {}));
    EXPECT_TRUE(refused([](Exception& one) { one.purpose = "verzuimoverleg"; }));
    EXPECT_TRUE(refused([](Exception& one) { one.purpose = "monitoring-verantwoording"; }));
    EXPECT_TRUE(refused([](Exception& one) { one.to = {"jgz", "ggd-voorbeeld"}; })) << "that purpose is for a GI";
    EXPECT_TRUE(refused([](Exception& one) { one.records = {{"mazl-advies", {"belastbaarheid"}}}; })) << "K6";
    EXPECT_TRUE(refused([](Exception& one) {
        one.purpose = "vitaal-belang";
        one.to = {"jgz", "ggd-voorbeeld"};
        one.records["leerling-id"] = {"bsn"};
    })) << "K4";
}

}  // namespace
}  // namespace kolk::tests
