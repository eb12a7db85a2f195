#include "policies/retention.hpp"

#include "policies/reader.hpp"
#include "tests/support/convenant.hpp"

// Until when a recipient may keep what it got: convenant 5, U8 and U9.

namespace kolk::tests {
namespace {

using policies::Convenant;
using policies::Rule;
using schemas::Content;

const schemas::Party school{"school", "de-linde"};

policies::ConvenantReading with_retention(const std::string& retention) {
    std::string text = demo_convenant_text();
    const std::string_view old =
        "    consent: none\n    retention: P3Y\n    onward: geen\n    rules:\n      - id: tlv-besluit-naar-school";
    const auto at = text.find(old);
    EXPECT_NE(at, std::string::npos);
    return policies::read_convenant(
        text.replace(at, old.size(),
                     "    consent: none\n    retention: " + retention +
                         "\n    onward: geen\n    rules:\n      - id: tlv-besluit-naar-school"));
}

std::string until(const Convenant& convenant, const json::object& projection, const schemas::Party& to = school) {
    return base::format_date(policies::retained_until(convenant, *convenant.find_rule("tlv-besluit-naar-school"), to,
                                                      Content{projection}, day(demo_day)));
}

TEST(Retention, CountsFromTheDayOfRelease) {
    EXPECT_EQ(until(demo_convenant(), {{"tlv-besluit.eind", "2027-07-31"}}), "2029-11-22");
}

TEST(Retention, CountsFromADateThatGoesAlong) {
    const auto reading = with_retention("{period: P3Y, from: tlv-besluit.eind}");
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    EXPECT_EQ(until(*reading.convenant, {{"tlv-besluit.eind", "2027-07-31"}}), "2030-07-31") << "end of the TLV";
    EXPECT_EQ(until(*reading.convenant, {}), "2029-11-22") << "an absent date tells nothing";
    EXPECT_EQ(until(*reading.convenant, {{"tlv-besluit.eind", "2020-07-31"}}), "2026-11-22")
        << "never before the day of release";
}

TEST(Retention, OfSeveralDatesTheEarliestCounts) {
    const auto reading = with_retention("{period: P3Y, from: [tlv-besluit.begin, tlv-besluit.eind]}");
    ASSERT_NE(reading.convenant, nullptr);
    EXPECT_EQ(until(*reading.convenant, {{"tlv-besluit.begin", "2026-08-01"}, {"tlv-besluit.eind", "2027-07-31"}}),
              "2029-08-01");
    EXPECT_EQ(until(*reading.convenant, {{"tlv-besluit.eind", "2027-07-31"}}), "2030-07-31");
}

TEST(Retention, NamesNothingThatDoesNotGoAlong) {
    const auto fault = [](const std::string& retention) {
        const auto reading = with_retention(retention);
        return reading.faults.empty() ? std::string{} : reading.faults.front().text;
    };
    for (const char* date :
         {"opp.begin", "tlv-besluit.besluitdatum", "tlv-besluit.tlv_nummer", "tlv-besluit", "majority"})
        EXPECT_NE(
            fault("{period: P3Y, from: " + std::string{date} + "}").find("counts from a date that this rule gives"),
            std::string::npos)
            << date;
    EXPECT_NE(fault("{from: tlv-besluit.eind}").find("lacks 'period'"), std::string::npos);
    EXPECT_NE(fault("{period: 3, from: tlv-besluit.eind}").find("a period like"), std::string::npos);
    EXPECT_NE(fault("{period: P3Y, from: tlv-besluit.eind}\n    transforms: {tlv-besluit.eind: year}")
                  .find("counts from a date that this rule gives as it is"),
              std::string::npos);
}

TEST(Retention, APartyMayKeepByAPeriodOfItsOwn) {
    std::string text = demo_convenant_text();
    const std::string_view old = "name: De Linde,                roles: {school: 2026-08-01}";
    text.replace(text.find(old), old.size(), "name: De Linde, roles: {school: {from: 2026-08-01, retention: P1Y}}");
    const auto reading = policies::read_convenant(text);
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    EXPECT_EQ(until(*reading.convenant, {}), "2027-11-22");
    EXPECT_EQ(until(*reading.convenant, {}, {"school", "het-baken"}), "2029-11-22");
    EXPECT_EQ(until(*reading.convenant, {}, {"schoolbestuur", "de-linde"}), "2027-11-22");
    const auto counted = with_retention("{period: P3Y, from: tlv-besluit.eind}");
    ASSERT_NE(counted.convenant, nullptr);
    Convenant own = *counted.convenant;
    for (auto& member : own.members) {
        if (member.party == school) member.retention = "P1Y";
    }
    EXPECT_EQ(until(own, {{"tlv-besluit.eind", "2027-07-31"}}), "2027-11-22")
        << "the date belongs to the rule's period";
    text.replace(text.find("retention: P1Y}}"), 16, "retention: een jaar}}");
    EXPECT_FALSE(policies::read_convenant(text).faults.empty());
}

}  // namespace
}  // namespace kolk::tests
