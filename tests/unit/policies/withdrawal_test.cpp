#include "policies/consent.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

// What a withdrawal means for what went before, and how the registry names a consent (convenant 4.1 to 4.3).

namespace kolk::policies {
namespace {

namespace json = boost::json;

const Party from{"gemeente-jeugd", "eikendal"};
const Party to{"school", "de-linde"};
const std::vector<std::string> no_other_names;
const Settings usual;
const ConsentScope scope{"zorgroute-terugmelding", from, to, "jeugdhulp-status", no_other_names, usual};

Date day(std::string_view text) {
    return *base::parse_date(text);
}
const Date today = day("2026-11-22");

json::object consent(std::string_view id, json::array given_by = {"ouder-1", "ouder-2"}) {
    return {{"consent_id", id},
            {"purpose", "zorgroute-terugmelding"},
            {"from", "gemeente-jeugd"},
            {"to", "school:de-linde"},
            {"record_types", json::array{"jeugdhulp-status"}},
            {"given_by", std::move(given_by)},
            {"given_at", "2026-09-01"}};
}

json::object with(json::object consent, std::string_view key, std::string_view value) {
    consent[key] = value;
    return consent;
}

Facts facts_of(json::array consents, std::string_view born = "2016-03-02") {
    const json::object all{
        {"born", born}, {"authority", json::array{"ouder-1", "ouder-2"}}, {"consents", std::move(consents)}};
    const auto facts = read_facts(all);
    EXPECT_TRUE(facts) << facts.error().for_operator;
    return *facts;
}

bool taken_back(const Facts& facts, const std::vector<std::string>& references, Date at = today) {
    return is_taken_back(facts, scope, references, false, {}, at);
}

TEST(TakenBack, what_went_under_a_consent_that_is_withdrawn) {
    const Facts facts = facts_of({with(consent("c-1"), "withdrawn_at", "2026-11-22")});
    EXPECT_TRUE(taken_back(facts, {"c-1"}));
    EXPECT_TRUE(taken_back(facts, {"c-0", "c-1"}));
    EXPECT_FALSE(taken_back(facts, {"c-0"})) << "another consent carried it";
    EXPECT_FALSE(taken_back(facts, {}));
    EXPECT_FALSE(taken_back(facts, {"c-1"}, day("2026-11-21"))) << "from its day on";
}

TEST(TakenBack, not_by_the_end_of_a_consent) {
    EXPECT_FALSE(taken_back(facts_of({with(consent("c-1"), "valid_until", "2026-11-01")}), {"c-1"}));
    EXPECT_FALSE(taken_back(facts_of({}), {"c-1"}));
}

TEST(TakenBack, not_while_another_consent_of_everyone_stands) {
    const json::object gone = with(consent("c-1"), "withdrawn_at", "2026-11-20");
    const auto anew = [](json::array given_by) {
        return with(consent("c-2", std::move(given_by)), "given_at", "2026-11-21");
    };
    EXPECT_FALSE(taken_back(facts_of({gone, anew({"ouder-1", "ouder-2"})}), {"c-1"}));
    EXPECT_TRUE(taken_back(facts_of({gone, anew({"ouder-1"})}), {"c-1"}));
    EXPECT_TRUE(taken_back(facts_of({gone, with(anew({"ouder-1", "ouder-2"}), "to", "swv-vo")}), {"c-1"}));
}

TEST(TakenBack, what_the_consent_that_took_its_place_leaves_out) {
    const json::object gone = with(consent("c-1"), "withdrawn_at", "2026-11-20");
    json::object anew = with(consent("c-2"), "given_at", "2026-11-21");
    anew["fields_excluded"] = json::array{"reden_einde"};
    const std::vector<std::string> references{"c-1"};
    const auto is_told = [&](const Facts& facts, std::vector<std::string> fields, const ConsentScope& about = scope) {
        return is_taken_back(facts, about, references, false, fields, today);
    };
    const Facts facts = facts_of({gone, anew});
    EXPECT_TRUE(is_told(facts, {"jeugdhulp-status.status", "jeugdhulp-status.reden_einde"}));
    EXPECT_FALSE(is_told(facts, {"jeugdhulp-status.status"})) << "that went, and still may";
    EXPECT_FALSE(is_told(facts_of({anew, consent("c-1")}), {"jeugdhulp-status.reden_einde"})) << "nobody withdrew";
    const std::vector<std::string> parts{"opp-kern"};
    const ConsentScope plan{"zorgroute-terugmelding", from, to, "opp-uittreksel", parts, usual};
    const auto about = [](json::object given, const char* type) {
        given["record_types"] = json::array{type};
        return given;
    };
    const Facts part =
        facts_of({about(gone, "opp-uittreksel"), about(with(consent("c-2"), "given_at", "2026-11-21"), "opp-kern")});
    EXPECT_TRUE(is_told(part, {"opp-uittreksel.begeleidingsvraag"}, plan)) << "the new one does not speak of it";
    EXPECT_FALSE(is_told(part, {"opp-uittreksel.begeleiding"}, plan));
    EXPECT_FALSE(is_told(part, {"leerling-id-kern.naam"}, plan)) << "goes along";
}

TEST(TakenBack, by_the_other_parent_where_one_suffices) {
    Settings one_parent;
    one_parent.one_parent = true;
    const ConsentScope one{"zorgroute-terugmelding", from, to, "jeugdhulp-status", no_other_names, one_parent};
    const json::object objection{{"consent_id", "w-1"},          {"purpose", "zorgroute-terugmelding"},
                                 {"from", "gemeente-jeugd"},     {"to", "school:de-linde"},
                                 {"withdrawn_at", "2026-11-22"}, {"withdrawn_by", "ouder-2"}};
    const std::vector<std::string> references{"c-1"};
    const Facts facts = facts_of({consent("c-1", {"ouder-1"}), objection});
    EXPECT_TRUE(find_consent(facts, one, today).fault.has_value());
    EXPECT_TRUE(is_taken_back(facts, one, references, false, {}, today));
    EXPECT_FALSE(is_taken_back(facts, one, references, false, {}, day("2026-11-21")));
    const Facts again = facts_of({consent("c-1", {"ouder-1"}), with(objection, "withdrawn_at", "2026-11-20"),
                                  with(consent("c-2", {"ouder-2"}), "given_at", "2026-11-21")});
    EXPECT_FALSE(is_taken_back(again, one, references, false, {}, today)) << "and agreed again";
}

TEST(TakenBack, with_every_earlier_consent_of_who_withdrew) {
    const json::object gone = with(consent("c-1"), "withdrawn_at", "2026-11-20");
    EXPECT_TRUE(taken_back(facts_of({gone, consent("c-2")}), {"c-2"}));
    EXPECT_TRUE(taken_back(facts_of({gone, with(consent("c-2"), "valid_until", "2026-11-19")}), {"c-2"}));
    EXPECT_FALSE(taken_back(facts_of({with(gone, "purpose", "zorgroute-aanmelding"), consent("c-2")}), {"c-2"}));
    const Facts facts = facts_of({gone, consent("c-2")});
    EXPECT_EQ(name_of(standing_of(facts, facts.consents.back(), usual, today).standing), "withdrawn");
}

TEST(TakenBack, by_one_of_two_parents) {
    const Facts facts =
        facts_of({consent("c-1", {"ouder-1"}), with(consent("c-2", {"ouder-2"}), "withdrawn_at", "2026-11-20")});
    EXPECT_TRUE(taken_back(facts, {"c-1", "c-2"}));
}

TEST(TakenBack, by_a_source_that_is_too_old_to_trust_as_well) {
    Facts facts = facts_of({with(consent("c-1"), "withdrawn_at", "2026-11-22")});
    facts.consents_stale = true;
    EXPECT_TRUE(taken_back(facts, {"c-1"}));
}

TEST(TakenBack, after_the_16th_birthday_unless_the_young_person_agreed) {
    const json::object gone = with(consent("c-1", {"ouder-1", "ouder-2", "jeugdige"}), "withdrawn_at", "2026-11-22");
    EXPECT_TRUE(taken_back(facts_of({gone}, "2010-11-20"), {"c-1"}));
    const json::object again = with(consent("c-2", {"jeugdige"}), "given_at", "2026-11-22");
    EXPECT_TRUE(taken_back(facts_of({gone, again}, "2010-11-20"), {"c-1"}))
        << "of one day, the withdrawal is the later";
    EXPECT_FALSE(taken_back(facts_of({with(gone, "withdrawn_at", "2026-11-21"), again}, "2010-11-20"), {"c-1"}));
}

/// Who of these may withdraw a consent of everyone from a child born then.
std::vector<std::string> who_may_withdraw(std::string_view born, const json::object& known = {},
                                          const Settings& settings = usual) {
    const json::object given = consent("c-1", {"ouder-1", "ouder-2", "jeugdige"});
    json::object all{{"born", born}, {"authority", json::array{"ouder-1", "ouder-2"}}, {"consents", {given}}};
    for (const auto& [key, value] : known) all[key] = value;
    if (born.empty()) all.erase("born");
    if (known.contains("authority") && known.at("authority").is_null()) all.erase("authority");
    const Facts facts = *read_facts(all);
    std::vector<std::string> may;
    for (const char* person : {"ouder-1", "jeugdige", "oma"}) {
        if (may_withdraw(facts, facts.consents.front(), settings, person, today)) may.emplace_back(person);
    }
    return may;
}

using Persons = std::vector<std::string>;

TEST(Section42, who_withdraws) {
    EXPECT_EQ(who_may_withdraw("2014-11-23"), Persons{"ouder-1"}) << "twelve tomorrow";
    EXPECT_EQ(who_may_withdraw("2014-11-22"), (Persons{"ouder-1", "jeugdige"})) << "twelve today";
    EXPECT_EQ(who_may_withdraw("2010-11-23"), (Persons{"ouder-1", "jeugdige"}));
    EXPECT_EQ(who_may_withdraw("2010-11-22"), Persons{"jeugdige"}) << "sixteen today";
    EXPECT_EQ(who_may_withdraw("2005-03-02"), Persons{"jeugdige"}) << "of age";
    EXPECT_EQ(who_may_withdraw("2009-03-02", {{"capable", false}}), Persons{"ouder-1"});
    Settings alone;
    alone.youth_alone_from_12 = true;
    EXPECT_EQ(who_may_withdraw("2013-03-02", {}, alone), Persons{"jeugdige"});
    EXPECT_EQ(who_may_withdraw("2016-03-02", {}, alone), Persons{"ouder-1"});
}

TEST(Section42, who_withdraws_is_not_sent_away_for_want_of_facts) {
    EXPECT_EQ(who_may_withdraw(""), (Persons{"ouder-1", "jeugdige"})) << "of an unknown age";
    EXPECT_EQ(who_may_withdraw("", {{"authority", json::array{"ouder-2"}}}), (Persons{"ouder-1", "jeugdige"}))
        << "who gave it";
    EXPECT_EQ(who_may_withdraw("2016-03-02", {{"authority", nullptr}}), (Persons{"ouder-1", "oma"}));
    EXPECT_EQ(who_may_withdraw("2010-03-02", {{"authority", nullptr}}), Persons{"jeugdige"})
        << "nobody else decides, whoever they are";
}

TEST(ConsentsInUse, are_those_that_count_each_once) {
    const Facts facts = facts_of({consent("c-1", {"ouder-1"}), consent("c-2", {"ouder-2"}), consent(""), consent(""),
                                  with(consent("c-3"), "withdrawn_at", "2026-11-01"),
                                  with(consent("c-4"), "purpose", "zorgroute-aanmelding")});
    EXPECT_EQ(
        consents_in_use(facts, scope, today),
        (std::vector<std::string>{"c-1", "c-2", "zorgroute-terugmelding gemeente-jeugd school:de-linde 2026-09-01"}));
}

TEST(MergedConsents, a_withdrawal_told_elsewhere_counts_also_without_an_id) {
    for (const char* id : {"c-1", ""}) {
        Facts facts = facts_of({consent(id)});
        merge(facts, facts_of({with(consent(id), "withdrawn_at", "2026-11-22")}));
        ASSERT_EQ(facts.consents.size(), 1U) << id;
        EXPECT_TRUE(find_consent(facts, scope, today).fault.has_value()) << id;
        merge(facts, facts_of({consent(id, {"ouder-1"})}));
        EXPECT_EQ(facts.consents.size(), *id == '\0' ? 2U : 1U) << "without an id another giver makes another consent";
    }
}

struct Case {
    const char* what;
    json::object consent;
    const char* born;
    const char* standing;
    const char* ends;
};

TEST(StandingOf, each_state_and_its_last_day) {
    const std::vector<Case> cases{
        {"everyone", consent("c"), "2016-03-02", "valid", "2027-09-01"},
        {"until its date", with(consent("c"), "valid_until", "2026-12-31"), "2016-03-02", "valid", "2026-12-31"},
        {"of yesterday", with(consent("c"), "valid_until", "2026-11-21"), "2016-03-02", "expired", "2026-11-21"},
        {"withdrawn", with(consent("c"), "withdrawn_at", "2026-11-22"), "2016-03-02", "withdrawn", "2026-11-21"},
        {"to be withdrawn", with(consent("c"), "withdrawn_at", "2026-12-01"), "2016-03-02", "valid", "2026-11-30"},
        {"of tomorrow", with(consent("c"), "given_at", "2026-11-23"), "2016-03-02", "not-yet", "2027-11-23"},
        {"one of two", consent("c", {"ouder-1"}), "2016-03-02", "missing-giver", "2027-09-01"},
        {"no authority", consent("c", {"oma"}), "2016-03-02", "wrong-giver", "2027-09-01"},
        {"too young to give", consent("c", {"jeugdige"}), "2016-03-02", "wrong-giver", "2027-09-01"},
        {"parents of who is sixteen", with(consent("c"), "given_at", "2026-11-21"), "2010-03-02", "wrong-giver",
         "2027-11-21"},
        {"ends at sixteen", consent("c", {"ouder-1", "ouder-2", "jeugdige"}), "2010-12-24", "valid", "2026-12-23"},
        {"ended at sixteen", consent("c", {"ouder-1", "ouder-2", "jeugdige"}), "2010-11-22", "expired", "2026-11-21"},
        {"of the young person", consent("c", {"jeugdige"}), "2010-11-22", "valid", "2027-09-01"},
    };
    for (const Case& one : cases) {
        const Facts facts = facts_of({one.consent}, one.born);
        const ConsentStanding found = standing_of(facts, facts.consents.front(), usual, today);
        EXPECT_EQ(name_of(found.standing), one.standing) << one.what;
        ASSERT_TRUE(found.ends) << one.what;
        EXPECT_EQ(base::format_date(*found.ends), one.ends) << one.what;
    }
}

TEST(StandingOf, a_consent_that_names_who_was_left_ends_on_that_day) {
    Facts facts = facts_of({consent("c")});
    Consent& one = facts.consents.front();
    one.ended_by_change = today;
    EXPECT_EQ(name_of(standing_of(facts, one, usual, today).standing), "ended-by-change");
    EXPECT_EQ(standing_of(facts, one, usual, today).ends, day("2026-11-21"));
    EXPECT_EQ(find_consent(facts, scope, today).fault, Reason::deny_consent_expired);
    EXPECT_FALSE(find_consent(facts, scope, day("2026-11-21")).fault) << "until the day before";
    EXPECT_TRUE(consents_in_use(facts, scope, today).empty());
    EXPECT_FALSE(taken_back(facts, {"c"})) << "an end is no withdrawal";
    one.ended_by_change = day("2026-11-23");
    EXPECT_EQ(name_of(standing_of(facts, one, usual, today).standing), "valid");
    EXPECT_EQ(standing_of(facts, one, usual, today).ends, today);
    one.withdrawn_at = day("2026-11-20");
    EXPECT_EQ(name_of(standing_of(facts, one, usual, day("2026-11-24")).standing), "withdrawn") << "it came first";
}

TEST(StandingOf, a_change_after_its_term_ends_nothing) {
    Facts facts = facts_of({with(consent("c"), "valid_until", "2026-11-21")});
    facts.consents.front().ended_by_change = day("2026-11-22");
    EXPECT_EQ(name_of(standing_of(facts, facts.consents.front(), usual, today).standing), "expired");
}

TEST(StandingOf, two_consents_of_one_parent_each_are_both_valid) {
    const Facts facts = facts_of({consent("c-1", {"ouder-1"}), consent("c-2", {"ouder-2"})});
    for (const Consent& one : facts.consents) {
        EXPECT_EQ(name_of(standing_of(facts, one, usual, today).standing), "valid") << one.consent_id;
    }
}

TEST(StandingOf, what_is_unknown_is_not_valid) {
    Facts facts = facts_of({consent("c")});
    facts.born.reset();
    EXPECT_EQ(name_of(standing_of(facts, facts.consents.front(), usual, today).standing), "missing-giver");
    facts = facts_of({consent("c")});
    facts.authority.reset();
    EXPECT_EQ(name_of(standing_of(facts, facts.consents.front(), usual, today).standing), "missing-giver");
    facts = facts_of({consent("c")});
    facts.consents.front().given_at.reset();
    EXPECT_FALSE(standing_of(facts, facts.consents.front(), usual, today).ends);
}

}  // namespace
}  // namespace kolk::policies
