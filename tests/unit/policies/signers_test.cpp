#include "policies/signers.hpp"

#include "tests/support/convenant.hpp"

// Between two parties a convenant is in force once both have signed it.

namespace kolk::tests {
namespace {

using policies::Convenant;
using policies::signed_by;
using schemas::Party;

const Party linde{"school", "de-linde"};
const Party verband{"swv-vo", "swv-vo-voorbeeld"};

Asking report_of(const std::string& from, const std::string& to) {
    Asking asking = favourable("opp", from, to, "opp-opstellen-delen");
    asking.subject = {{"naam", "Voorbeeld, Kind"}};
    return asking;
}

std::string reason(const std::set<Party>& signers, const Asking& asking) {
    return ask(asking, signed_by(demo_convenant(), signers)).reason;
}

TEST(Signers, OnlyWhatBothSidesSignedIsInForce) {
    const Asking asking = report_of(linde.text(), verband.text());
    EXPECT_EQ(reason({}, asking), "deny.convenant");
    EXPECT_EQ(reason({linde}, asking), "deny.convenant");
    EXPECT_EQ(reason({verband}, asking), "deny.convenant");
    EXPECT_EQ(reason({linde, verband}, asking), "allow.redacted");
    EXPECT_EQ(reason({verband, {"school", "het-baken"}}, asking), "deny.convenant") << "another school signed";
    EXPECT_EQ(reason({linde, {"swv-po", "swv-vo-voorbeeld"}}, asking), "deny.convenant") << "for another role";
}

TEST(Signers, AConvenantAsItIsReadIsSignedByNobody) {
    const auto reading = policies::read_convenant(demo_convenant_text());
    EXPECT_EQ(ask(report_of(linde.text(), verband.text()), *reading.convenant).reason, "deny.convenant");
}

TEST(Signers, TheSchoolBoardSignsAsItsSchool) {
    EXPECT_EQ(reason({linde, verband}, report_of("schoolbestuur:de-linde", verband.text())), "allow.redacted");
}

TEST(Signers, APersonSignsNothing) {
    Asking asking = favourable("tlv-besluit", verband.text(), "ouder", "tlv-besluit");
    EXPECT_EQ(reason({verband}, asking), ask(asking).reason);
    EXPECT_EQ(reason({}, asking), "deny.convenant");
}

TEST(Signers, WhoIsNoMemberIsNoMemberFirst) {
    EXPECT_EQ(reason({}, report_of("school:geen-lid", verband.text())), "deny.membership");
    EXPECT_EQ(reason({}, report_of(linde.text(), "swv-vo:geen-lid")), "deny.membership");
}

TEST(Signers, AnExplanationWithoutSignaturesAtHandSaysSo) {
    const Asking asking = report_of(linde.text(), verband.text());
    const json::object record{{"type", asking.type}, {"fields", asking.fields}, {"subject", asking.subject}};
    const std::string record_text = json::serialize(record);
    const std::string facts = json::serialize(asking.facts);
    policies::ExplainRequest request{record_text, facts, asking.from, asking.to, asking.purpose, asking.at};
    const auto reading = policies::read_convenant(demo_convenant_text());
    EXPECT_EQ(policies::explain_request(*reading.convenant, request)->at("reason"), "deny.convenant");
    request.signatures_unknown = true;
    const auto answer = policies::explain_request(*reading.convenant, request);
    EXPECT_EQ(answer->at("reason"), "allow.redacted");
    EXPECT_EQ(json::serialize(answer->at("assumed")),
              R"(["from: has signed this convenant","to: has signed this convenant"])");
}

TEST(Signers, NamesWhoHasNotSigned) {
    const base::Date day = *base::parse_date(demo_day);
    EXPECT_TRUE(unsigned_members(demo_convenant(), day).empty());
    Convenant convenant = demo_convenant();
    for (policies::Membership& member : convenant.members) {
        if (member.party.org == "ggd-voorbeeld" || member.party.org == "jeugdregio-voorbeeld")
            member.has_signed = false;
    }
    const auto found = unsigned_members(convenant, day);
    ASSERT_EQ(found.size(), 1U) << "who joins later need not have signed today";
    EXPECT_EQ(found.front().text(), "jgz:ggd-voorbeeld");
    EXPECT_EQ(unsigned_members(convenant, *base::parse_date("2027-01-01")).size(), 2U);
}

}  // namespace
}  // namespace kolk::tests
