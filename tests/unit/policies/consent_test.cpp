#include "policies/consent.hpp"

#include "tests/support/convenant.hpp"

// One test for each row of convenant 4.1 (the strict rule of the engine) and 4.2.

namespace kolk::tests {
namespace {

constexpr std::string_view purpose = "verzuim-mazl-terugkoppeling";

struct Child {
    std::string_view born;
    std::vector<std::string> given_by;
    std::string_view given_at = "2026-09-01";
};

Asking with(const Child& child) {
    Asking asking = favourable("mazl-advies", "jgz", "school", std::string{purpose});
    asking.facts["born"] = child.born;
    consent_in(asking.facts)["given_by"] = json::array(child.given_by.begin(), child.given_by.end());
    consent_in(asking.facts)["given_at"] = child.given_at;
    return asking;
}

std::string reason_of(const Asking& asking) {
    const Answer answer = ask(asking);
    return answer.allow ? "allow" : answer.reason;
}

const std::string wrong_giver = "deny.consent.wrong-giver";

TEST(WhoDecides, up_to_11_everyone_with_authority) {
    EXPECT_EQ(reason_of(with({"2014-11-23", {"ouder-1", "ouder-2"}})), "allow");
    EXPECT_EQ(reason_of(with({"2014-11-23", {"ouder-1"}})), wrong_giver);
    EXPECT_EQ(reason_of(with({"2014-11-23", {"jeugdige"}})), wrong_giver);
    EXPECT_EQ(reason_of(with({"2014-11-23", {"ouder-1", "oma"}})), wrong_giver) << "no authority";
}

TEST(WhoDecides, from_12_the_young_person_and_everyone_with_authority) {
    EXPECT_EQ(reason_of(with({"2014-11-22", {"ouder-1", "ouder-2"}})), wrong_giver) << "twelve today";
    EXPECT_EQ(reason_of(with({"2014-11-22", {"jeugdige"}})), wrong_giver);
    EXPECT_EQ(reason_of(with({"2014-11-22", {"ouder-1", "jeugdige"}})), wrong_giver);
    EXPECT_EQ(reason_of(with({"2014-11-22", {"ouder-1", "ouder-2", "jeugdige"}, "2026-11-22"})), "allow");
    EXPECT_EQ(reason_of(with({"2010-11-23", {"ouder-1", "ouder-2", "jeugdige"}})), "allow") << "sixteen tomorrow";
}

TEST(WhoDecides, from_16_the_young_person_alone) {
    EXPECT_EQ(reason_of(with({"2010-11-22", {"jeugdige"}, "2026-11-22"})), "allow") << "sixteen today";
    EXPECT_EQ(reason_of(with({"2010-03-02", {"ouder-1", "ouder-2"}})), wrong_giver);
    EXPECT_EQ(reason_of(with({"2005-03-02", {"jeugdige"}})), "allow") << "of age";
    EXPECT_EQ(reason_of(with({"2005-03-02", {"ouder-1", "ouder-2"}})), wrong_giver);
}

TEST(WhoDecides, what_parents_gave_ends_on_the_16th_birthday) {
    Asking asking = with({"2010-11-22", {"ouder-1", "ouder-2", "jeugdige"}});
    asking.at = "2026-11-21";
    EXPECT_EQ(reason_of(asking), "allow");
    asking.at = "2026-11-22";
    EXPECT_EQ(reason_of(asking), wrong_giver);
    consent_in(asking.facts)["given_by"] = json::array{"jeugdige"};
    EXPECT_EQ(reason_of(asking), "allow") << "given by the young person alone, for the time after";
}

TEST(WhoDecides, what_was_given_before_the_12th_birthday_ends_on_it) {
    Asking asking = with({"2014-11-22", {"ouder-1", "ouder-2", "jeugdige"}});
    asking.at = "2026-11-21";
    EXPECT_EQ(reason_of(asking), "allow");
    asking.at = "2026-11-22";
    EXPECT_EQ(reason_of(asking), wrong_giver);
    json::object own = consent_in(asking.facts);
    own["given_by"] = json::array{"jeugdige"};
    asking.facts["consents"].as_array().push_back(own);
    consent_in(asking.facts)["given_by"] = json::array{"ouder-1", "ouder-2"};
    consent_in(asking.facts)["given_at"] = "2026-11-22";
    EXPECT_EQ(reason_of(asking), wrong_giver) << "alone it could not yet give any";
    asking.facts["consents"].as_array().back().as_object()["given_at"] = "2026-11-22";
    EXPECT_EQ(reason_of(asking), "allow");
    consent_in(asking.facts)["given_at"] = "2026-09-01";
    EXPECT_EQ(reason_of(asking), wrong_giver) << "of the parents it ended";
}

TEST(WhoDecides, what_was_given_before_the_18th_birthday_ends_on_it) {
    Asking asking = with({"2008-11-22", {"ouder-1", "jeugdige"}});
    asking.at = "2026-11-21";
    EXPECT_EQ(reason_of(asking), "allow");
    asking.at = "2026-11-22";
    EXPECT_EQ(reason_of(asking), wrong_giver);
    consent_in(asking.facts)["given_by"] = json::array{"jeugdige"};
    EXPECT_EQ(reason_of(asking), "allow") << "given alone, for the time after";
}

TEST(WhoDecides, for_who_is_not_capable_it_ends_on_the_18th_birthday_alone) {
    Asking asking = with({"2010-11-22", {"ouder-1", "ouder-2"}});
    asking.facts["capable"] = false;
    EXPECT_EQ(reason_of(asking), "allow") << "sixteen today";
    asking.facts["born"] = "2014-11-22";
    EXPECT_EQ(reason_of(asking), "allow") << "twelve today";
    asking.facts["born"] = "2008-11-22";
    EXPECT_EQ(reason_of(asking), wrong_giver) << "of age today";
    consent_in(asking.facts)["given_at"] = "2026-11-22";
    EXPECT_EQ(reason_of(asking), "allow");
}

TEST(WhoDecides, what_ended_on_a_birthday_excludes_no_field_any_more) {
    Asking asking = with({"2010-11-22", {"ouder-1", "ouder-2"}});
    consent_in(asking.facts)["fields_excluded"] = json::array{"mazl-advies.vervolg"};
    json::object own = consent_in(asking.facts);
    own["given_by"] = json::array{"jeugdige"};
    own.erase("fields_excluded");
    asking.facts["consents"].as_array().push_back(own);
    EXPECT_TRUE(ask(asking).gives("mazl-advies.vervolg")) << "what they excluded ended with it";
    asking.facts["born"] = "2010-11-23";
    EXPECT_FALSE(ask(asking).gives("mazl-advies.vervolg"));
}

TEST(WhoDecides, someone_born_on_29_february_is_16_on_1_march) {
    Asking asking = with({"2012-02-29", {"ouder-1", "ouder-2", "jeugdige"}, "2027-09-01"});
    asking.at = "2028-02-28";
    consent_in(asking.facts)["valid_until"] = "2028-07-31";
    EXPECT_EQ(reason_of(asking), "allow");
    asking.at = "2028-02-29";
    EXPECT_EQ(reason_of(asking), wrong_giver);
}

TEST(WhoDecides, for_who_is_not_capable_the_representatives) {
    Asking asking = with({"2009-03-02", {"jeugdige"}});
    asking.facts["capable"] = false;
    EXPECT_EQ(reason_of(asking), wrong_giver);
    consent_in(asking.facts)["given_by"] = json::array{"ouder-1", "ouder-2"};
    EXPECT_EQ(reason_of(asking), "allow");
    asking.facts["authority"] = json::array{"mentor-1"};
    EXPECT_EQ(reason_of(asking), wrong_giver);
}

TEST(WhoDecides, an_unknown_age_or_authority_is_closed) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2", "jeugdige"}});
    asking.facts.erase("born");
    EXPECT_EQ(reason_of(asking), wrong_giver);
    asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    asking.facts.erase("authority");
    EXPECT_EQ(reason_of(asking), wrong_giver);
    asking.facts["authority"] = json::array{};
    EXPECT_EQ(reason_of(asking), wrong_giver) << "nobody with authority is not everybody";
    asking = with({"2027-03-02", {"ouder-1", "ouder-2"}});
    EXPECT_EQ(reason_of(asking), wrong_giver) << "not born yet";
}

TEST(Section42, authority_only_the_parent_with_authority_counts) {
    Asking asking = with({"2016-03-02", {"ouder-2"}});
    asking.facts["authority"] = json::array{"ouder-2"};
    EXPECT_EQ(reason_of(asking), "allow");
    asking.facts["authority"] = json::array{"ouder-1"};
    EXPECT_EQ(reason_of(asking), wrong_giver);
}

TEST(Section42, two_parents_one_answer_is_not_enough_and_two_answers_are) {
    Asking asking = with({"2016-03-02", {"ouder-1"}});
    EXPECT_EQ(reason_of(asking), wrong_giver);
    json::object second = consent_in(asking.facts);
    second["given_by"] = json::array{"ouder-2"};
    asking.facts["consents"].as_array().push_back(second);
    EXPECT_EQ(reason_of(asking), "allow");
}

TEST(Section42, withdrawal_stops_on_its_day_whoever_withdraws) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    consent_in(asking.facts)["withdrawn_at"] = "2026-11-22";
    EXPECT_EQ(reason_of(asking), "deny.consent.withdrawn");
    asking.at = "2026-11-21";
    EXPECT_EQ(reason_of(asking), "allow") << "no backward effect";
}

TEST(Section42, one_of_two_withdraws) {
    Asking asking = with({"2016-03-02", {"ouder-1"}});
    json::object second = consent_in(asking.facts);
    second["given_by"] = json::array{"ouder-2"};
    second["withdrawn_at"] = "2026-11-01";
    asking.facts["consents"].as_array().push_back(second);
    EXPECT_EQ(reason_of(asking), "deny.consent.withdrawn");
}

TEST(Section42, disagreement_is_no_consent) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    json::object refused = consent_in(asking.facts);
    refused["withdrawn_by"] = "ouder-2";
    refused["withdrawn_at"] = "2026-11-22";
    consent_in(asking.facts)["given_by"] = json::array{"ouder-1"};
    asking.facts["consents"].as_array().push_back(refused);
    EXPECT_EQ(reason_of(asking), "deny.consent.withdrawn") << "what one parent keeps up is not enough";
    asking.facts["authority"] = json::array{"ouder-1"};
    EXPECT_EQ(reason_of(asking), "allow") << "a court gave the decision to one parent";
}

TEST(Section42, childs_interest_a_professional_may_hold_back_what_parents_agreed_to) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    consent_in(asking.facts)["fields_excluded"] = json::array{"mazl-advies.opbouwschema"};
    EXPECT_FALSE(ask(asking).gives("mazl-advies.opbouwschema"));
    asking.facts["restricted"] = true;
    EXPECT_EQ(reason_of(asking), "deny.restricted");
}

TEST(Section42, a_withdrawal_that_names_no_record_type_is_about_every_one) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    json::object withdrawal{{"purpose", purpose},
                            {"from", "jgz"},
                            {"to", "school"},
                            {"given_by", json::array{"ouder-1"}},
                            {"withdrawn_at", "2026-11-22"}};
    asking.facts["consents"].as_array().push_back(withdrawal);
    EXPECT_EQ(reason_of(asking), "deny.consent.withdrawn");
    withdrawal.erase("given_by");
    asking.facts["consents"].as_array().back() = withdrawal;
    EXPECT_EQ(reason_of(asking), "deny.consent.withdrawn") << "nor whose it is";
    withdrawal["withdrawn_at"] = "2026-11-23";
    asking.facts["consents"].as_array().back() = withdrawal;
    EXPECT_EQ(reason_of(asking), "allow") << "from tomorrow on";
    withdrawal["withdrawn_at"] = "2026-11-22";
    withdrawal["to"] = "leerplicht";
    asking.facts["consents"].as_array().back() = withdrawal;
    EXPECT_EQ(reason_of(asking), "allow") << "of another pair";
}

TEST(Section42, a_consent_that_names_no_record_type_gives_none) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    consent_in(asking.facts).erase("record_types");
    EXPECT_EQ(reason_of(asking), "deny.consent.other-scope");
    consent_in(asking.facts)["withdrawn_at"] = "2026-11-23";
    EXPECT_EQ(reason_of(asking), "deny.consent.other-scope") << "it is withdrawn tomorrow; today it gives nothing";
}

// Who says that the child can decide and who says that it can't may each be right.
TEST(Section42, where_sources_disagree_on_whether_a_child_is_capable_both_are_asked) {
    const policies::Party from{"jgz", ""};
    const policies::Party to{"school", ""};
    const policies::Settings settings;
    const std::vector<std::string> no_other_names;
    const policies::ConsentScope scope{purpose, from, to, "mazl-advies", no_other_names, settings};
    const auto suffices = [&](const char* born, std::vector<std::string> given_by) {
        policies::Facts facts;
        facts.born = day(born);
        facts.capable = true;
        facts.capable_disputed = true;
        facts.authority = {"ouder-1"};
        policies::Consent consent{
            "c-1", std::string{purpose}, from, to, {"mazl-advies"}, {}, std::move(given_by), day("2026-11-01"), {}, {},
            {}};
        facts.consents = {consent};
        return !policies::find_consent(facts, scope, day("2026-11-22")).fault.has_value();
    };
    for (const char* born : {"2013-03-02", "2010-03-02", "2005-03-02"}) {
        EXPECT_FALSE(suffices(born, {"jeugdige"})) << born;
        EXPECT_FALSE(suffices(born, {"ouder-1"})) << born;
        EXPECT_TRUE(suffices(born, {"jeugdige", "ouder-1"})) << born;
    }
    EXPECT_TRUE(suffices("2016-03-02", {"ouder-1"}));
}

TEST(Section42, given_anew_after_a_withdrawal) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    json::object again = consent_in(asking.facts);
    consent_in(asking.facts)["withdrawn_at"] = "2026-10-01";
    again["given_at"] = "2026-11-01";
    asking.facts["consents"].as_array().push_back(again);
    EXPECT_EQ(reason_of(asking), "allow");
}

TEST(Section42, who_withdraws_is_not_overruled_by_an_older_joint_consent) {
    Asking asking = with({"2012-03-02", {"ouder-1", "ouder-2", "jeugdige"}});
    EXPECT_EQ(reason_of(asking), "allow");
    json::object own = consent_in(asking.facts);
    own["given_by"] = json::array{"jeugdige"};
    own["given_at"] = "2026-10-01";
    own["withdrawn_at"] = "2026-11-22";
    asking.facts["consents"].as_array().push_back(own);
    EXPECT_EQ(reason_of(asking), "deny.consent.withdrawn");
    asking.at = "2026-11-21";
    EXPECT_EQ(reason_of(asking), "allow");
    json::object anew = own;
    anew.erase("withdrawn_at");
    anew["given_at"] = "2026-11-22";
    asking.at = "2026-11-24";
    asking.facts["consents"].as_array().push_back(anew);
    EXPECT_EQ(reason_of(asking), "deny.consent.withdrawn") << "of one day, the withdrawal comes last";
    asking.facts["consents"].as_array().back().as_object()["given_at"] = "2026-11-23";
    EXPECT_EQ(reason_of(asking), "allow");
}

TEST(Section42, who_withdrew_what_others_gave_has_withdrawn_the_own_consent) {
    Asking asking = with({"2012-03-02", {"ouder-1", "ouder-2", "jeugdige"}});
    json::object other = consent_in(asking.facts);
    other["given_by"] = json::array{"ouder-1", "ouder-2"};
    other["withdrawn_at"] = "2026-11-22";
    other["withdrawn_by"] = "jeugdige";
    asking.facts["consents"].as_array().push_back(other);
    EXPECT_EQ(reason_of(asking), "deny.consent.withdrawn");
}

TEST(Section42, a_withdrawal_reaches_no_other_scope_and_no_other_person) {
    Asking asking = with({"2010-03-02", {"jeugdige"}, "2026-09-01"});
    json::object other = consent_in(asking.facts);
    other["given_by"] = json::array{"ouder-1"};
    other["withdrawn_at"] = "2026-11-22";
    asking.facts["consents"].as_array().push_back(other);
    EXPECT_EQ(reason_of(asking), "allow") << "a parent whose consent is not needed any more";
    other["given_by"] = json::array{"jeugdige"};
    other["purpose"] = "verzuim-mazl-consultvraag";
    asking.facts["consents"].as_array().push_back(other);
    EXPECT_EQ(reason_of(asking), "allow") << "another purpose";
}

// Section 4.1, "Parent reads JGZ/medical file".
TEST(ParentReads, from_12_with_the_consent_of_the_young_person_and_from_18_not) {
    const auto reading = [](std::string_view born) {
        Asking asking = favourable("opp", "gateway", "ouder", "rechten-betrokkene");
        asking.facts["born"] = born;
        asking.facts["consents"] = json::array{};
        return asking;
    };
    EXPECT_TRUE(ask(reading("2014-11-23")).allow) << "eleven";
    EXPECT_EQ(reason_of(reading("2014-11-22")), "deny.consent.missing") << "twelve today";
    EXPECT_EQ(reason_of(reading("2008-11-22")), "deny.condition") << "eighteen today";
    Asking unknown = reading("2014-11-23");
    unknown.facts.erase("born");
    EXPECT_EQ(reason_of(unknown), "deny.condition");
    Asking agreed = reading("2010-03-02");
    agreed.facts["consents"] = json::array{json::object{{"purpose", "rechten-betrokkene"},
                                                        {"from", "gateway"},
                                                        {"to", "ouder"},
                                                        {"record_types", json::array{"opp"}},
                                                        {"given_by", json::array{"jeugdige"}},
                                                        {"given_at", "2026-11-01"}}};
    EXPECT_TRUE(ask(agreed).allow);
    consent_in(agreed.facts)["given_by"] = json::array{"ouder-1", "ouder-2"};
    EXPECT_EQ(reason_of(agreed), "deny.consent.missing");
    agreed.facts["capable"] = false;
    EXPECT_TRUE(ask(agreed).allow) << "a representative";
    agreed.to = "jeugdige";
    agreed.facts.erase("capable");
    EXPECT_TRUE(ask(agreed).allow) << "the own data";
}

TEST(Section42, form_specific_for_purpose_sender_receiver_and_type) {
    const Asking good = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    for (const auto& [key, other] :
         std::vector<std::pair<std::string, json::value>>{{"purpose", "verzuim-mazl-consultvraag"},
                                                          {"from", "school"},
                                                          {"to", "leerplicht"},
                                                          {"to", "school:het-baken"},
                                                          {"record_types", json::array{"mazl-vraag"}},
                                                          {"record_types", json::array{}}}) {
        Asking asking = good;
        asking.to = "school:de-linde";
        consent_in(asking.facts)[key] = other;
        EXPECT_EQ(reason_of(asking), "deny.consent.other-scope") << key;
    }
}

TEST(Section42, form_an_unrelated_consent_is_no_consent) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    consent_in(asking.facts)["purpose"] = "zorgroute-aanmelding";
    consent_in(asking.facts)["from"] = "school";
    consent_in(asking.facts)["to"] = "gemeente-jeugd";
    EXPECT_EQ(reason_of(asking), "deny.consent.missing");
    asking.facts["consents"] = json::array{};
    EXPECT_EQ(reason_of(asking), "deny.consent.missing");
}

TEST(Section42, form_for_an_organisation_holds_for_that_one) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    consent_in(asking.facts)["to"] = "school:de-linde";
    EXPECT_EQ(reason_of(asking), "allow") << "the right school";
    asking.to = "school:de-linde";
    EXPECT_EQ(reason_of(asking), "allow");
    asking.to = "school:het-baken";
    EXPECT_EQ(reason_of(asking), "deny.consent.other-scope");
}

TEST(Section42, form_a_subset_may_be_called_by_its_name) {
    Asking asking = favourable("opp", "school", "gemeente-jeugd", "zorgroute-aanmelding");
    consent_in(asking.facts)["record_types"] = json::array{"opp-uittreksel"};
    const Answer whole = ask(asking);
    EXPECT_TRUE(whole.allow) << whole.reason;
    Asking subset = favourable("opp-uittreksel", "school", "gemeente-jeugd", "zorgroute-aanmelding");
    EXPECT_TRUE(ask(subset).gives("opp-uittreksel.begeleidingsvraag"));
    consent_in(subset.facts)["record_types"] = json::array{"hulpvraag"};
    EXPECT_EQ(reason_of(subset), "deny.consent.other-scope");
}

TEST(WhoDecides, who_decides_no_more_leaves_nothing_out) {
    Asking asking = favourable("opp", "school", "gemeente-jeugd", "opp-opstellen-delen");
    asking.subject = {{"naam", "Voorbeeld, Kind"}};
    asking.facts["born"] = "2009-03-02";
    consent_in(asking.facts)["given_by"] = json::array{"jeugdige"};
    json::object of_a_parent = consent_in(asking.facts);
    of_a_parent["given_by"] = json::array{"ouder-1"};
    of_a_parent["fields_excluded"] = json::array{"opp.begeleiding"};
    asking.facts["consents"].as_array().push_back(of_a_parent);
    EXPECT_TRUE(ask(asking).gives("opp.begeleiding")) << "seventeen";
    of_a_parent["record_types"] = json::array{"leerling-id-kern"};
    of_a_parent["withdrawn_at"] = "2026-10-01";
    asking.facts["consents"].as_array().back() = of_a_parent;
    EXPECT_TRUE(ask(asking).allow);
}

TEST(Section42, form_the_newest_of_one_person_says_what_stays_out) {
    Asking asking = favourable("opp", "school", "gemeente-jeugd", "opp-opstellen-delen");
    asking.subject = {{"naam", "Voorbeeld, Kind"}};
    consent_in(asking.facts)["fields_excluded"] = json::array{"opp.begeleiding"};
    EXPECT_EQ(ask(asking).why_not("opp.begeleiding"), "deny.consent.other-scope");
    json::object newer = consent_in(asking.facts);
    newer.erase("fields_excluded");
    asking.facts["consents"].as_array().push_back(newer);
    EXPECT_FALSE(ask(asking).gives("opp.begeleiding")) << "of one day";
    asking.facts["consents"].as_array().back().as_object()["given_at"] = "2026-10-01";
    EXPECT_TRUE(ask(asking).gives("opp.begeleiding"));
    asking.facts["consents"].as_array().back().as_object()["given_by"] = json::array{"ouder-1"};
    EXPECT_FALSE(ask(asking).gives("opp.begeleiding")) << "the other parent left it out";
}

/// The answer about a whole OPP, of which the parents consented to all and took back what is named here.
Answer after_taking_back(json::array types, std::string_view on) {
    Asking asking = favourable("opp", "school", "gemeente-jeugd", "opp-opstellen-delen");
    asking.subject = {{"naam", "Voorbeeld, Kind"}};
    json::object withdrawal = consent_in(asking.facts);
    withdrawal["record_types"] = std::move(types);
    withdrawal["given_at"] = "2026-08-20";
    withdrawal["withdrawn_at"] = on;
    asking.facts["consents"].as_array().push_back(std::move(withdrawal));
    return ask(asking);
}

TEST(Section42, withdrawal_of_a_subset_takes_its_fields_from_the_whole) {
    const Answer answer = after_taking_back({"opp-kern"}, "2026-10-01");
    EXPECT_EQ(answer.why_not("opp.begeleiding"), "deny.consent.withdrawn");
    EXPECT_TRUE(answer.gives("opp.onderbouwing")) << "it is no part of that subset";
    EXPECT_TRUE(answer.gives("leerling-id-kern.naam"));
    EXPECT_TRUE(after_taking_back({"opp-kern"}, "2026-08-30").gives("opp.begeleiding")) << "agreed to anew since";
    EXPECT_TRUE(after_taking_back({"opp-kern"}, "2026-11-23").gives("opp.begeleiding")) << "not before its day";
}

TEST(Section42, withdrawal_of_who_the_child_is_keeps_that_back) {
    EXPECT_EQ(after_taking_back({"leerling-id-kern"}, "2026-10-01").reason, "deny.unidentifiable");
    EXPECT_TRUE(after_taking_back({"afspraken", "leerling-id-kern"}, "2026-10-01").gives("leerling-id-kern.naam"))
        << "it is about other records of the child";
}

TEST(Section42, public_power_consent_is_no_ground_for_a_statutory_task) {
    const Answer answer = ask(favourable("jeugdhulp-toewijzing", "gemeente-jeugd", "school", "zorgroute-terugmelding"));
    EXPECT_EQ(answer.reason, "deny.basis");
}

TEST(Section42, safety_ots_and_vital_interest_are_no_road_of_an_ordinary_question) {
    EXPECT_EQ(ask({"afspraken", "school", "gi", "ots-informatie-gi"}).reason, "deny.condition");
    EXPECT_EQ(ask({"afspraken", "school", "veilig-thuis", "veiligheid-meldcode"}).reason, "deny.condition");
    EXPECT_EQ(ask({"afspraken", "school", "jgz", "vitaal-belang"}).reason, "deny.condition");
}

TEST(Section43, a_consent_lasts_until_its_date_and_twelve_months_without_one) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}});
    consent_in(asking.facts)["valid_until"] = "2026-11-22";
    EXPECT_EQ(reason_of(asking), "allow");
    consent_in(asking.facts)["valid_until"] = "2026-11-21";
    EXPECT_EQ(reason_of(asking), "deny.consent.expired");
    consent_in(asking.facts).erase("valid_until");
    consent_in(asking.facts)["given_at"] = "2025-11-22";
    EXPECT_EQ(reason_of(asking), "allow");
    consent_in(asking.facts)["given_at"] = "2025-11-21";
    EXPECT_EQ(reason_of(asking), "deny.consent.expired");
}

TEST(Section43, a_consent_lasts_no_longer_than_the_region_says_whatever_its_own_end) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}, "2025-11-22"});
    consent_in(asking.facts)["valid_until"] = "9999-12-31";
    EXPECT_EQ(reason_of(asking), "allow") << "the last day";
    consent_in(asking.facts)["given_at"] = "2025-11-21";
    EXPECT_EQ(reason_of(asking), "deny.consent.expired");
    policies::Consent lasting;
    lasting.given_at = day("2026-06-01");
    lasting.valid_until = day("2027-12-31");
    policies::Settings settings;
    settings.consent_ends_with_school_year = true;
    EXPECT_EQ(policies::last_day(lasting, {}, settings), day("2026-07-31"));
    lasting.valid_until = day("2026-07-01");
    EXPECT_EQ(policies::last_day(lasting, {}, settings), day("2026-07-01"));
}

TEST(Section43, what_a_child_gave_alone_before_it_was_twelve_does_not_count_at_sixteen) {
    // Consents last a year at most, so between the two lies a birthday only when the clock is wrong, or the child's
    // date.
    policies::Facts facts;
    facts.born = day("2014-11-22");
    policies::Consent alone;
    alone.given_by = {"jeugdige"};
    alone.given_at = day("2026-11-21");
    EXPECT_EQ(policies::birthday_that_ends(alone, facts), day("2026-11-22")) << "it was eleven";
    alone.given_at = day("2026-11-22");
    EXPECT_EQ(policies::birthday_that_ends(alone, facts), std::nullopt) << "it was twelve";
}

TEST(Section43, a_consent_starts_on_its_date_and_an_unknown_date_is_none) {
    Asking asking = with({"2016-03-02", {"ouder-1", "ouder-2"}, "2026-11-22"});
    EXPECT_EQ(reason_of(asking), "allow");
    consent_in(asking.facts)["given_at"] = "2026-11-23";
    EXPECT_EQ(reason_of(asking), "deny.consent.not-yet");
    consent_in(asking.facts).erase("given_at");
    EXPECT_EQ(reason_of(asking), "deny.consent.not-yet");
}

TEST(NeededForBijzonder, what_a_secrecy_holder_knows_needs_consent_as_a_whole) {
    const auto reason_without_consent = [](const char* from) {
        Asking asking = favourable("afspraken", from, "school", "thuiszittersoverleg");
        asking.facts.erase("consents");
        return reason_of(asking);
    };
    EXPECT_EQ(reason_without_consent("jgz"), "deny.consent.missing");
    EXPECT_EQ(reason_without_consent("leerplicht"), "allow");
}

TEST(NeededForBijzonder, nothing_left_gives_the_reason_for_the_whole) {
    Asking asking = favourable("thuiszittersmelding", "school", "gemeente-jeugd", "thuiszittersoverleg");
    consent_in(asking.facts)["valid_until"] = "2026-11-01";
    asking.fields = {{"startdatum", "2026-10-01"}, {"oorzaak_code", "angst"}};
    const Answer some = ask(asking);
    EXPECT_EQ(some.reason, "allow.redacted");
    EXPECT_EQ(some.why_not("thuiszittersmelding.oorzaak_code"), "deny.consent.expired");
    Asking category = favourable("tlv-besluit", "school", "oza-school", "oza-aanmelding");
    category.facts.erase("consents");
    EXPECT_EQ(reason_of(category), "deny.consent.missing");
}

TEST(ConsentId, is_shown_only_where_nothing_about_a_person_fits_into_it) {
    for (const char* id : {"c-1", "c1", "TOE_17", "123", "01890a5d-ac96-774b-bcce-000000000001"}) {
        EXPECT_TRUE(policies::tells_of_nobody(id)) << id;
    }
    for (const char* id :
         {"", "c-", "Jan Jansen 10-01-2011", "Jan-Jansen", "10-01-2011", "999990019", "c-1\n", "abcd-1", "c-1234",
          "01890A5D-AC96-774B-BCCE-000000000001", "01890a5d-ac96-774b-bcce-00000000000"}) {
        EXPECT_FALSE(policies::tells_of_nobody(id)) << id;
    }
}

TEST(NeededForBijzonder, without_such_fields_no_consent_is_looked_for) {
    Asking asking = favourable("thuiszittersmelding", "school", "gemeente-jeugd", "thuiszittersoverleg");
    asking.facts.erase("consents");
    asking.fields = {{"startdatum", "2026-10-01"}, {"categorie", "risico"}};
    EXPECT_EQ(ask(asking).reason, "allow");
}

}  // namespace
}  // namespace kolk::tests
