#include "policies/consent.hpp"
#include "policies/ending_consents.hpp"
#include "policies/moments.hpp"
#include "tests/support/convenant.hpp"

// convenant 4.3: consent is asked anew when authority or provider changes; and what a table or an informing tells.

namespace kolk::tests::changes {
namespace {

using policies::Facts;
using schemas::Party;

constexpr std::string_view from_jgz = "verzuim-mazl-terugkoppeling";

Asking given_on_the_first_of_september() {
    Asking asking = favourable("mazl-advies", "jgz", "school", std::string{from_jgz});
    consent_in(asking.facts)["given_at"] = "2026-09-01";
    return asking;
}

std::string answer_to(const Asking& asking) {
    const Answer answer = ask(asking);
    return answer.allow ? "allow" : answer.reason;
}

Facts facts_told(const json::object& told) {
    const auto facts = policies::read_facts(told);
    if (!facts) ADD_FAILURE() << facts.error().for_operator;
    return facts ? *facts : Facts{};
}

TEST(ChangeOfAuthority, EndsWhatWasGivenBeforeIt) {
    Asking asking = given_on_the_first_of_september();
    asking.facts["authority_since"] = "2026-09-01";
    EXPECT_EQ(answer_to(asking), "allow") << "given on the day itself";
    asking.facts["authority_since"] = "2026-11-22";
    EXPECT_EQ(answer_to(asking), "deny.consent.expired") << "from its legal date";
    asking.facts["authority_since"] = "2026-11-23";
    EXPECT_EQ(answer_to(asking), "allow") << "not before it";
    consent_in(asking.facts)["given_at"] = "2026-11-22";
    asking.facts["authority_since"] = "2026-11-22";
    EXPECT_EQ(answer_to(asking), "allow") << "asked anew";
}

TEST(ChangeOfAuthority, LeavesWhatTheYoungPersonGaveAlone) {
    Asking asking = given_on_the_first_of_september();
    asking.facts["born"] = "2009-03-02";
    asking.facts["authority_since"] = "2026-11-01";
    consent_in(asking.facts)["given_by"] = json::array{"jeugdige"};
    EXPECT_EQ(answer_to(asking), "allow");
    consent_in(asking.facts)["given_by"] = json::array{"jeugdige", "ouder-1"};
    EXPECT_EQ(answer_to(asking), "deny.consent.expired");
}

TEST(ChangeOfAuthority, OfSeveralTheFirstSinceItWasGivenEndsAConsent) {
    Facts facts = facts_told({{"authority", json::array{"ouder-1"}}, {"authority_since", "2027-01-05"}});
    policies::merge(facts, facts_told({{"authority", json::array{"ouder-1"}}, {"authority_since", "2026-10-01"}}));
    const auto ends = [&](const char* given_at) {
        policies::Consent consent;
        consent.given_at = day(given_at);
        return policies::change_that_ends(consent, facts);
    };
    EXPECT_EQ(ends("2026-09-01"), day("2026-10-01")) << "a change to come does not take back an earlier one";
    EXPECT_EQ(ends("2026-10-01"), day("2027-01-05"));
    EXPECT_EQ(ends("2027-01-05"), std::nullopt);
}

json::object care(std::string_view party, std::string_view from, std::string_view until) {
    json::object one{{"party", party}};
    if (!from.empty()) one["from"] = from;
    if (!until.empty()) one["until"] = until;
    return one;
}

const Party west{"jeugdhulpaanbieder", "zorg-west"};

TEST(ChangeOfProvider, CareEndsOnItsLastDayUnlessItBeginsAnew) {
    const auto ended_on = [](const json::array& providers, std::string_view date) {
        return policies::care_has_ended(facts_told({{"providers", providers}}), west, day(date));
    };
    const json::object once = care(west.text(), "2026-01-01", "2026-10-31");
    EXPECT_FALSE(ended_on({once}, "2026-10-31"));
    EXPECT_TRUE(ended_on({once}, "2026-11-01"));
    EXPECT_FALSE(ended_on({once, care(west.text(), "2026-12-01", "")}, "2026-12-01"));
    EXPECT_TRUE(ended_on({once, care(west.text(), "2026-12-01", "")}, "2026-11-30"));
    EXPECT_TRUE(ended_on({once, care(west.text(), "", "")}, "2026-11-01"))
        << "a source that knows of no end does not take back what another tells";
    EXPECT_FALSE(ended_on({care("jeugdhulpaanbieder:zorg-oost", "", "2026-10-31")}, "2026-11-01"));
    EXPECT_FALSE(ended_on({}, "2026-11-01"));
}

TEST(ChangeOfProvider, CareThatOverlapsEndsWithTheLast) {
    const auto last_day = [](json::array providers, std::string_view end) {
        const Facts facts = facts_told({{"providers", std::move(providers)}});
        const base::Date left = base::add_days(day(end), 1);
        return !policies::care_has_ended(facts, west, day(end)) && policies::care_has_ended(facts, west, left);
    };
    const auto period = [](std::string_view from, std::string_view until) { return care(west.text(), from, until); };
    const json::object first = period("2026-01-01", "2026-06-30");
    EXPECT_TRUE(last_day({first, period("2026-03-01", "2026-10-31")}, "2026-10-31"));
    EXPECT_TRUE(last_day({period("2026-03-01", "2026-10-31"), first}, "2026-10-31")) << "in whatever order";
    EXPECT_TRUE(last_day({first, period("2026-07-01", "2026-10-31")}, "2026-10-31")) << "the day after";
    EXPECT_TRUE(last_day({first, period("2026-01-01", "2026-10-31")}, "2026-06-30"))
        << "perhaps the same, of which one source knows that it was cut short";
    EXPECT_TRUE(last_day({first, period("2026-02-01", "2026-05-31")}, "2026-06-30")) << "one within the other";
    EXPECT_TRUE(last_day({first, period("", "2026-10-31")}, "2026-10-31"));
    EXPECT_TRUE(last_day({first, period("2026-06-01", "2026-08-31"), period("2026-08-15", "2026-10-31")}, "2026-10-31"))
        << "one after the other";
    EXPECT_TRUE(last_day({first, period("2026-07-02", "2026-10-31")}, "2026-06-30")) << "a day between";
    EXPECT_TRUE(last_day({first, care("jeugdhulpaanbieder:zorg-oost", "2026-03-01", "2026-10-31")}, "2026-06-30"))
        << "another provider";
}

TEST(ChangeOfProvider, CareThatIsToldToHaveNoEndGoesOnOnlyWhereItIsAnotherAllocation) {
    const auto ended = [](json::array providers) {
        return policies::care_has_ended(facts_told({{"providers", std::move(providers)}}), west, day("2026-11-01"));
    };
    const auto period = [](std::string_view from, std::string_view until) { return care(west.text(), from, until); };
    const json::object first = period("2026-01-01", "2026-06-30");
    EXPECT_FALSE(ended({first, period("2026-03-01", "")}));
    EXPECT_TRUE(ended({first, period("2026-01-01", "")})) << "the same one, by a source that knows of no end";
    EXPECT_TRUE(ended({first, period("2025-01-01", "")})) << "it may be the same one";
    EXPECT_TRUE(ended({period("", "2026-06-30"), period("2026-03-01", "")})) << "it may be the same one";
    EXPECT_TRUE(ended({first, period("2026-03-01", "2026-09-30"), period("2026-03-01", "")})) << "its end is told too";
}

policies::Consent consent_for(const Party& party) {
    policies::Consent consent;
    consent.purpose = "mdo-ondersteuning";
    consent.from = {"school", {}};
    consent.to = party;
    consent.given_at = day("2026-09-01");
    return consent;
}

TEST(ChangeOfProvider, EndsAConsentThatNamesItOrWasForItsRole) {
    const Facts facts = facts_told({{"providers", json::array{care(west.text(), "2026-01-01", "2026-10-31")}}});
    EXPECT_EQ(policies::change_that_ends(consent_for(west), facts), day("2026-11-01"));
    EXPECT_EQ(policies::change_that_ends(consent_for({"jeugdhulpaanbieder", {}}), facts), day("2026-11-01"));
    EXPECT_FALSE(policies::change_that_ends(consent_for({"jeugdhulpaanbieder", "zorg-oost"}), facts));
    EXPECT_FALSE(policies::change_that_ends(consent_for({"swv-vo", {}}), facts));
    policies::Consent since = consent_for(west);
    since.given_at = day("2026-11-01");
    EXPECT_FALSE(policies::change_that_ends(since, facts)) << "given after the end";
    const Facts later = facts_told({{"providers", json::array{care(west.text(), "2026-10-01", "2026-10-31")}}});
    EXPECT_FALSE(policies::change_that_ends(consent_for({"jeugdhulpaanbieder", {}}), later))
        << "another gave care when it was given";
    const Facts overlapping = facts_told({{"providers", json::array{care(west.text(), "2026-01-01", "2026-10-31"),
                                                                    care(west.text(), "2026-10-01", "2026-12-31")}}});
    EXPECT_EQ(policies::change_that_ends(consent_for(west), overlapping), day("2027-01-01"));
    EXPECT_EQ(policies::change_that_ends(consent_for({"jeugdhulpaanbieder", {}}), overlapping), day("2027-01-01"))
        << "it gave care when it was given, and until then";
    const auto standing = policies::standing_of(facts, consent_for(west), {}, day("2026-11-22"));
    EXPECT_EQ(standing.standing, policies::Standing::ended_by_change);
    EXPECT_EQ(standing.ends, day("2026-10-31"));
}

TEST(ChangeOfProvider, LetsNothingMoreGoToIt) {
    Asking asking = favourable("thuiszittersmelding", "school:de-linde", west.text(), "thuiszittersoverleg");
    EXPECT_NE(answer_to(asking), "deny.condition");
    asking.facts["providers"] = json::array{care(west.text(), "2026-01-01", "2026-11-21")};
    EXPECT_EQ(answer_to(asking), "deny.condition");
    asking.at = "2026-11-21";
    EXPECT_NE(answer_to(asking), "deny.condition");
}

TEST(Changes, TheFactsSayOnWhichDayTheyAre) {
    const Facts facts = facts_told(
        {{"authority_since", "2027-01-05"}, {"providers", json::array{care(west.text(), "2026-01-01", "2027-02-01")}}});
    policies::Question question;
    question.facts = &facts;
    question.purpose = "mdo-ondersteuning";
    question.from = {"school", "de-linde"};
    question.to = west;
    question.today = day("2027-01-10");
    EXPECT_EQ(policies::next_change(demo_convenant(), question), day("2027-02-02"));
}

TEST(ChangeOfProvider, IsToldStrictly) {
    const auto fault = [](const json::object& one) {
        const auto facts = policies::read_facts({{"providers", json::array{one}}});
        return facts ? std::string{} : facts.error().for_operator;
    };
    EXPECT_EQ(fault(care(west.text(), "", "")), "");
    EXPECT_NE(fault(care("jeugdhulpaanbieder", "", "")).find(".party"), std::string::npos);
    EXPECT_NE(fault(care("school:de-linde", "", "")).find(".party"), std::string::npos);
    EXPECT_NE(fault(care(west.text(), "2026-11-01", "2026-10-01")).find(".until"), std::string::npos);
}

TEST(Informing, CountsForTheSenderThatItNames) {
    Asking asking = favourable("opp", "school:de-linde", "swv-vo:swv-vo-voorbeeld", "opp-opstellen-delen");
    asking.subject = {{"naam", "Voorbeeld, Kind"}};
    const auto informed_by = [&](std::string_view party) {
        json::object one{{"purpose", "opp-opstellen-delen"}, {"at", "2026-09-01"}};
        if (!party.empty()) one["by"] = party;
        asking.facts["informed"] = json::array{one};
        return answer_to(asking);
    };
    EXPECT_NE(informed_by(""), "deny.inform") << "of no one in particular: for every sender";
    EXPECT_NE(informed_by("school:de-linde"), "deny.inform");
    EXPECT_NE(informed_by("school"), "deny.inform");
    EXPECT_EQ(informed_by("school:het-baken"), "deny.inform");
    EXPECT_EQ(informed_by("leerplicht"), "deny.inform");
}

/// One consent for a table, given on 5 September, and these cases.
Facts with_cases(std::string_view cases) {
    return facts_told(json::parse(R"({"born": "2016-03-02", "authority": ["ouder-1"], "consents": [
        {"consent_id": "c-1", "purpose": "verzuimoverleg", "from": "school:de-linde", "to": "leerplicht:stad",
         "record_types": ["verzuimmelding"], "given_by": ["ouder-1"], "given_at": "2026-09-05"}], "cases": [)" +
                                  std::string{cases} + "]}")
                          .as_object());
}

std::string a_case(std::string_view opened, std::string_view closed,
                   std::string_view parties = R"("school", "leerplicht:stad")",
                   std::string_view purpose = "verzuimoverleg") {
    std::string text = R"({"purpose": ")" + std::string{purpose} + R"(", "opened": ")" + std::string{opened} + '"';
    if (!closed.empty()) text += R"(, "closed": ")" + std::string{closed} + '"';
    return text + R"(, "parties": [)" + std::string{parties} + "]}";
}

TEST(EndOfACase, EndsTheConsentThatWasGivenForIt) {
    const auto last = [](const std::string& cases) {
        const Facts facts = with_cases(cases);
        return base::format_date(policies::end_of(facts.consents.front(), facts, {}).last);
    };
    const std::string closed = a_case("2026-09-01", "2026-10-01");
    const std::string anew = a_case("2026-11-20", "");
    EXPECT_EQ(last(""), "2027-09-05");
    EXPECT_EQ(last(closed + ", " + anew), "2026-10-01") << "another case takes another consent";
    EXPECT_EQ(last(a_case("2026-09-01", "") + ", " + a_case("2026-11-01", "2026-11-10")), "2027-09-05");
    EXPECT_EQ(last(closed + ", " + a_case("2026-09-01", "")), "2026-10-01") << "of two that were open the first";
    EXPECT_EQ(last(a_case("2026-09-20", "2026-10-01") + ", " + anew), "2026-10-01") << "asked in advance";
    EXPECT_EQ(last(a_case("2026-08-01", "2026-09-05") + ", " + a_case("2026-09-05", "2026-11-01")), "2026-11-01")
        << "given on the day on which one closed and another opened";
    EXPECT_EQ(last(a_case("2026-08-01", "2026-09-05")), "2026-09-05");
    EXPECT_EQ(last(a_case("2026-08-01", "2026-09-04")), "2027-09-05") << "closed before";
    EXPECT_EQ(last(a_case("2026-09-01", "2026-10-01", R"("school:het-baken", "leerplicht:stad")")), "2027-09-05");
    EXPECT_EQ(last(a_case("2026-09-01", "2026-10-01", "")), "2026-10-01") << "nobody tells who sits there";
    EXPECT_EQ(last(a_case("2026-09-01", "2026-10-01", R"("school", "leerplicht")", "mdo-ondersteuning")), "2027-09-05");
}

TEST(EndOfACase, IsSeenWhereverAConsentIsLookedAt) {
    const Facts facts = with_cases(a_case("2026-09-01", "2026-11-22") + ", " + a_case("2026-11-20", ""));
    const policies::Consent& one = facts.consents.front();
    const std::vector<std::string> no_other_names;
    const policies::Settings usual;
    const policies::ConsentScope scope{one.purpose, one.from, one.to, "verzuimmelding", no_other_names, usual};
    EXPECT_FALSE(policies::find_consent(facts, scope, day("2026-11-22")).fault) << "the last day";
    EXPECT_EQ(policies::find_consent(facts, scope, day("2026-11-23")).fault, policies::Reason::deny_consent_expired);
    EXPECT_EQ(policies::name_of(policies::standing_of(facts, one, usual, day("2026-11-23")).standing), "expired");
    EXPECT_EQ(policies::standing_of(facts, one, usual, day("2026-11-23")).ends, day("2026-11-22"));
    const auto ending = policies::ending_consents(facts, usual, day("2026-11-22"), 8);
    ASSERT_EQ(ending.size(), 1U);
    EXPECT_EQ(ending.front().ends, day("2026-11-23"));
}

TEST(Table, OfACaseThatDoesNotTellAnExplanationAssumesBoth) {
    Asking asking = favourable("afspraken", "swv-vo", "school", "thuiszittersoverleg");
    asking.facts["case"] = json::object{{"purpose", "thuiszittersoverleg"}, {"opened", "2026-09-01"}};
    const Answer answer = ask(asking);
    EXPECT_NE(answer.reason, "deny.case");
    EXPECT_TRUE(
        std::ranges::any_of(answer.assumed, [](const std::string& one) { return one.starts_with("case: both"); }));
}

TEST(Table, OfACaseThatDoesNotTellNobodyIsKnownToSitThere) {
    const Facts facts = facts_told({{"case", {{"purpose", "thuiszittersoverleg"}, {"opened", "2026-09-01"}}}});
    const schemas::Record record{"afspraken", schemas::Content{{{"actie", "bellen"}, {"datum", "2026-11-01"}}}};
    policies::Question question;
    question.record = &record;
    question.facts = &facts;
    question.purpose = "thuiszittersoverleg";
    question.from = {"swv-vo", "swv-vo-voorbeeld"};
    question.to = {"school", "de-linde"};
    question.today = day("2026-11-22");
    question.known_to_recipient = true;
    EXPECT_EQ(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_case);
    question.explaining = true;
    EXPECT_NE(policies::decide(demo_convenant(), question).reason, policies::Reason::deny_case);
}

}  // namespace
}  // namespace kolk::tests::changes
