#include "gateway/consents/ending.hpp"
#include "tests/integration/gateway/world.hpp"

namespace kolk::gateway::test {
namespace {

const schemas::Party de_linde{"school", "de-linde"};

boost::json::object lasting(const std::string& id, std::string_view last) {
    return {{"consent_id", id},
            {"purpose", "zorgroute-terugmelding"},
            {"from", "gemeente-jeugd"},
            {"to", "school"},
            {"record_types", {"jeugdhulp-status"}},
            {"given_by", {"ouder-1", "ouder-2"}},
            {"given_at", "2026-09-01"},
            {"valid_until", last}};
}

/// Two children at De Linde; that the first turns sixteen on 5 December only its melding tells.
class EndingConsents : public Pipeline {
protected:
    EndingConsents() {
        auto first = melding("LN-0001");
        first.born = base::parse_date("2010-12-05");
        school_.statements = {first, melding("LN-0002")};
        record("toestemming",
               {{"LN-0001", {{"consents", {lasting("c-1", "2027-07-31"), lasting("c-2", "2026-12-01")}}}},
                {"LN-0002", {{"consents", {lasting("c-3", "2026-12-24"), lasting("c-4", "2027-07-31")}}}}});
        EXPECT_TRUE(pass().has_value());
    }

    std::vector<std::string> listed(const std::optional<schemas::Party>& party, int weeks = 8) {
        std::vector<std::string> all;
        for (const auto& one : *consents::ending_consents(*services_, party, weeks)) {
            all.push_back(base::format_date(one.ask_before) + ' ' + one.listed.consent.consent_id +
                          (one.on_birthday ? " birthday" : ""));
        }
        return all;
    }
};

using Lines = std::vector<std::string>;

TEST_F(EndingConsents, AreListedSoonestFirstWithTheWeekOfABirthdayThatASourceTold) {
    EXPECT_EQ(listed({}), (Lines{"2026-11-30 c-1 birthday", "2026-12-02 c-2", "2026-12-25 c-3"}));
    EXPECT_EQ(listed({}, 2), (Lines{"2026-11-30 c-1 birthday", "2026-12-02 c-2"}));
}

TEST_F(EndingConsents, AreThoseThatThePartyItselfCollected) {
    EXPECT_EQ(listed(de_linde).size(), 3U);
    EXPECT_TRUE(listed(schemas::Party{"gemeente-jeugd", "eikendal"}).empty());
    EXPECT_TRUE(listed(schemas::Party{"school", "het-baken"}).empty());
}

TEST_F(EndingConsents, LeaveOutWhatAChangeOfAuthorityOrAWithdrawalEndedAlready) {
    record("gezag", {{"LN-0002", {{"authority", {"ouder-1", "ouder-2"}}, {"authority_since", "2026-10-01"}}}});
    EXPECT_TRUE(pass().has_value());
    EXPECT_EQ(listed({}), (Lines{"2026-11-30 c-1 birthday", "2026-12-02 c-2"}));
    boost::json::object withdrawn = lasting("c-9", "2027-07-31");
    withdrawn["withdrawn_at"] = "2026-11-20";
    withdrawn["withdrawn_by"] = "ouder-1";
    record("toestemming", {{"LN-0001", {{"consents", {lasting("c-2", "2026-12-01"), withdrawn}}}}});
    EXPECT_TRUE(pass().has_value());
    EXPECT_TRUE(listed({}).empty());
}

TEST_F(EndingConsents, NameAChildByThePseudonymOfTheLog) {
    const auto ending = *consents::ending_consents(*services_, de_linde, 8);
    const auto in_log = entries("queued").front().at("subject").get_string();
    EXPECT_TRUE(std::ranges::any_of(ending, [&](const auto& one) { return one.listed.subject == in_log; }));
    EXPECT_EQ(ending[0].listed.subject, ending[1].listed.subject);
    EXPECT_NE(ending[0].listed.subject, ending[2].listed.subject);
    EXPECT_TRUE(ending.front().listed.recorded_by.contains(de_linde.text()));
}

}  // namespace
}  // namespace kolk::gateway::test
