#include "policies/moments.hpp"
#include "policies/table.hpp"
#include "tests/support/convenant.hpp"

// An organisation outside the convenant at the table of one child.

namespace kolk::tests {
namespace {

using policies::Convenant;
using schemas::Party;

const std::string table_purpose = "mdo-ondersteuning";
const Party host{"school", "de-linde"};
const Party guest{"jeugdhulpaanbieder", "ggz-elders"};

class Guests : public testing::Test {
protected:
    Guests() {
        for (policies::Rule& rule : convenant_.rules) {
            if (rule.purpose == table_purpose) rule.guests = {guest.role};
        }
        convenant_.prepare();
        convenant_.signers = {guest};
        facts_.cases = {{table_purpose, day("2026-11-01"), day("2026-12-31"), {host, guest}}};
        asked_.record = &record_;
        asked_.from = host;
        asked_.to = guest;
        asked_.purpose = table_purpose;
        asked_.facts = &facts_;
        asked_.today = day(demo_day);
        asked_.known_to_recipient = true;
    }

    std::string_view reason() { return policies::code_of(policies::decide(convenant_, asked_).reason); }
    std::vector<Party> invited() {
        const policies::Rule& rule = *policies::decide(convenant_, asked_).rule;
        return policies::guests_of(convenant_, rule, guest.role, host, facts_, asked_.today);
    }

    Convenant convenant_ = demo_convenant();
    schemas::Record record_{"afspraken", schemas::Content{full_fields("afspraken")}};
    policies::Facts facts_ = *policies::read_facts(favourable_facts(table_purpose, "school", guest.role, "afspraken"));
    policies::Question asked_;
};

TEST_F(Guests, GetWhatAMemberOfTheirRoleGets) {
    EXPECT_TRUE(reason().starts_with("allow")) << reason();
    EXPECT_EQ(invited(), std::vector<Party>{guest});
}

TEST_F(Guests, AreNobodyWithoutACaseThatNamesThem) {
    const auto expect_nobody = [this](const char* why) {
        EXPECT_EQ(reason(), "deny.membership") << why;
        EXPECT_TRUE(invited().empty()) << why;
    };
    const policies::Case invitation = facts_.cases.front();
    facts_.cases = {};
    expect_nobody("no case");
    facts_.cases = {invitation};
    facts_.cases.front().parties = {host, {guest.role, ""}};
    expect_nobody("the role alone names nobody");
    facts_.cases.front().parties = {};
    expect_nobody("a case that names no table invites nobody");
    facts_.cases.front().parties = {{"swv-vo", "swv-vo-voorbeeld"}, guest};
    expect_nobody("the sender sits at another table");
    facts_.cases = {invitation};
    facts_.cases.front().purpose = "thuiszittersoverleg";
    expect_nobody("another purpose");
    facts_.cases = {invitation};
    facts_.cases.front().closed = day("2026-11-21");
    expect_nobody("closed yesterday");
    facts_.cases.front().opened = day("2026-11-23");
    facts_.cases.front().closed.reset();
    expect_nobody("opens tomorrow");
}

TEST_F(Guests, ComeOnlyWhereTheRuleInvitesTheirRole) {
    for (policies::Rule& rule : convenant_.rules) rule.guests = {};
    EXPECT_EQ(reason(), "deny.membership");
    for (policies::Rule& rule : convenant_.rules) rule.guests = {"school"};
    EXPECT_EQ(reason(), "deny.membership");
}

TEST_F(Guests, SignAsMembersDo) {
    convenant_.signers = {host, {guest.role, "een-ander"}};
    EXPECT_EQ(reason(), "deny.convenant");
    asked_.signatures_unknown = true;
    EXPECT_TRUE(reason().starts_with("allow"));
}

TEST_F(Guests, MayHaveBeenMembersBefore) {
    convenant_.members.push_back({guest, day("2026-08-01"), day("2026-10-31"), true});
    convenant_.prepare();
    EXPECT_TRUE(reason().starts_with("allow")) << reason();
    EXPECT_EQ(invited(), std::vector<Party>{guest});
    facts_.cases = {};
    EXPECT_EQ(reason(), "deny.membership") << "no member any more";
}

TEST_F(Guests, StayForOnePurpose) {
    for (policies::Rule& rule : convenant_.rules) rule.guests = {guest.role};
    for (const auto& [id, other] : convenant_.purposes) {
        if (id == table_purpose || other.kind == policies::Kind::override_) continue;
        asked_.purpose = id;
        EXPECT_FALSE(reason().starts_with("allow")) << id;
    }
}

TEST_F(Guests, LeaveOnADayThatTheEngineNames) {
    asked_.today = day("2026-12-20");
    EXPECT_LE(*policies::next_change(convenant_, asked_), day("2027-01-01"));
}

TEST(GuestWords, NameARoleOfTheRule) {
    std::string text = demo_convenant_text();
    const auto at = text.find("retention:", text.find("- id: thuiszitter-melding-swv"));
    for (const char* words : {"guests: [jgz]", "guests: [ouder]", "guests: [scholen]"}) {
        const auto reading = policies::read_convenant(std::string{text}.insert(at, std::string{words} + "\n        "));
        ASSERT_FALSE(reading.faults.empty()) << words;
    }
    EXPECT_TRUE(policies::read_convenant(std::string{text}.insert(at, "guests: [school]\n        ")).convenant);
}

}  // namespace
}  // namespace kolk::tests
