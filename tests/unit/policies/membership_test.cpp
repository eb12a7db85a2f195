#include "policies/moments.hpp"
#include "tests/support/convenant.hpp"

// Who is party when, who takes whose place, and which samenwerkingsverband serves a school.

namespace kolk::tests::memberships {
namespace {

using policies::Convenant;
using policies::read_convenant;
using schemas::Party;

const std::string two_roles = R"(convenant:
  id: klein
  version: "1"
  title: Klein convenant
  region: klein
  in_force: {from: 2026-08-01, until: 2032-07-31}
parties:
)";

const std::string one_purpose = R"(purposes:
  - id: thuiszitter-melding-swv
    title: Melding
    dpia: D1
    rules:
      - id: melding
        from: school
        to: [swv-vo, swv-po]
        basis: {from: e WPO, to: e WPO 18a}
        records:
          thuiszittersmelding: [categorie, startdatum]
        consent: none
        retention: P3Y
        onward: geen
)";

Convenant read(const std::string& parties, const std::string& more = {}) {
    const auto reading = read_convenant(two_roles + parties + one_purpose + more);
    for (const auto& fault : reading.faults) ADD_FAILURE() << fault.line << ':' << fault.column << ' ' << fault.text;
    return reading.convenant ? policies::signed_by_all(*reading.convenant) : Convenant{};
}

const Party linde{"school", "de-linde"};
const Party baken{"school", "het-baken"};
const Party kompas{"school", "de-kompas"};
const Party verband{"swv-vo", "verband"};

std::string warned(const std::string& school, const std::string& of_rule = {}) {
    const auto reading =
        read_convenant(two_roles + "  - {org: de-linde, name: De Linde, roles: {school: " + school +
                       "}}\n  - {org: verband, name: Verband, roles: {swv-vo: 2026-08-01}}\n" + one_purpose + of_rule);
    EXPECT_NE(reading.convenant, nullptr);
    std::string all;
    for (const auto& one : reading.warnings) all += one.text + '\n';
    return all;
}

TEST(Membership, DaysThatTouchNoDayOfTheConvenantOrItsRuleAreTold) {
    const std::string nobody =
        "nobody gives anything under rule melding: no party under 'parties' has the role school on any day of it\n";
    for (const char* touching : {"2032-07-31", "{from: 2025-08-01, until: 2026-08-01}", "2025-08-01"})
        EXPECT_EQ(warned(touching), "") << touching;
    EXPECT_EQ(warned("2032-08-01"),
              "this party is one on no day of the convenant, which ends on 2032-07-31\n" + nobody);
    EXPECT_EQ(warned("{from: 2025-08-01, until: 2026-07-31}"), nobody) << "it left before, and stays named";
    const std::string dated = "        in_force: {from: 2027-01-01, until: 2027-06-30}\n";
    EXPECT_EQ(warned("{from: 2026-08-01, until: 2026-12-31}", dated), nobody);
    EXPECT_EQ(warned("2027-07-01", dated), nobody);
    EXPECT_EQ(warned("{from: 2026-08-01, until: 2027-01-01}", dated), "");
    EXPECT_EQ(warned("2027-06-30", dated), "");
}

TEST(Membership, APartyThatCameBackHasTwoPeriods) {
    const Convenant convenant = read(R"(  - org: de-linde
    name: De Linde
    roles: {school: [{from: 2026-08-01, until: 2027-07-31}, {from: 2028-08-01, until: 2029-07-31}, 2030-08-01]}
  - {org: verband, name: Verband, roles: {swv-vo: 2026-08-01}}
)");
    EXPECT_TRUE(convenant.is_member(linde, day("2027-07-31")));
    EXPECT_FALSE(convenant.is_member(linde, day("2027-08-01")));
    EXPECT_FALSE(convenant.is_member(linde, day("2028-07-31")));
    EXPECT_TRUE(convenant.is_member(linde, day("2028-08-01")));
    EXPECT_FALSE(convenant.is_member(linde, day("2029-08-01")));
    EXPECT_TRUE(convenant.is_member(linde, day("2031-01-01")));
    EXPECT_EQ(convenant.members_in("school", day("2028-08-01")).size(), 1U);
    EXPECT_TRUE(convenant.members_in("school", day("2028-01-01")).empty());
    EXPECT_EQ(policies::next_change(convenant, day("2026-11-22")), day("2027-08-01"));
    EXPECT_EQ(policies::next_change(convenant, day("2027-08-01")), day("2028-08-01"));
    Convenant unsigned_one = policies::signed_by(convenant, {verband});
    EXPECT_EQ(policies::unsigned_members(unsigned_one, day("2028-08-01")).size(), 1U) << "one party, once";
    EXPECT_TRUE(policies::unsigned_members(unsigned_one, day("2028-01-01")).empty());
}

const std::string schools =
    R"(  - {org: de-linde,  name: De Linde,  roles: {school: {from: 2026-08-01, until: 2026-12-31}}}
  - {org: het-baken, name: Het Baken, roles: {school: {from: 2027-01-01, until: 2027-12-31}}}
  - {org: de-kompas, name: De Kompas, roles: {school: 2026-08-01}}
  - {org: verband,   name: Verband,   roles: {swv-vo: 2026-08-01}}
)";

TEST(Succession, FollowsOneAfterAnotherOnTheirDates) {
    const Convenant convenant = read(schools, R"(successions:
  - {from: school:de-linde, to: school:het-baken, date: 2027-01-01}
  - {from: school:het-baken, to: school:de-kompas, date: 2028-01-01}
)");
    EXPECT_EQ(convenant.in_place_of(linde, day("2026-12-31")), linde);
    EXPECT_EQ(convenant.in_place_of(linde, day("2027-01-01")), baken);
    EXPECT_EQ(convenant.in_place_of(linde, day("2028-01-01")), kompas);
    EXPECT_EQ(convenant.in_place_of({"schoolbestuur", "de-linde"}, day("2027-01-01")), baken);
    EXPECT_EQ(convenant.in_place_of({"mbo", "de-linde"}, day("2027-01-01")), (Party{"mbo", "de-linde"})) << "per role";
    EXPECT_EQ(convenant.in_place_of(kompas, day("2028-01-01")), kompas) << "a successor may be a member already";
}

TEST(Succession, WhoCameBackStandsInItsOwnPlace) {
    const Convenant convenant = read(R"(  - org: de-linde
    name: De Linde
    roles: {school: [{from: 2026-08-01, until: 2026-12-31}, {from: 2028-01-01, until: 2028-12-31}]}
  - {org: het-baken, name: Het Baken, roles: {school: {from: 2027-01-01, until: 2027-12-31}}}
  - {org: verband,   name: Verband,   roles: {swv-vo: 2026-08-01}}
)",
                                     R"(successions:
  - {from: school:de-linde, to: school:het-baken, date: 2027-01-01}
  - {from: school:het-baken, to: school:de-linde, date: 2028-01-01}
)");
    EXPECT_EQ(convenant.in_place_of(linde, day("2027-06-01")), baken);
    EXPECT_EQ(convenant.in_place_of(linde, day("2028-06-01")), linde);
    EXPECT_EQ(convenant.in_place_of(baken, day("2028-06-01")), linde);
    EXPECT_EQ(convenant.in_place_of(linde, day("2029-06-01")), linde) << "nobody took its place the second time";
}

TEST(Succession, OfAPartyThatCameBackIsSpent) {
    const Convenant convenant = read(R"(  - org: de-linde
    name: De Linde
    roles: {school: [{from: 2026-08-01, until: 2026-12-31}, {from: 2028-01-01, until: 2028-12-31}]}
  - {org: het-baken, name: Het Baken, roles: {school: 2026-08-01}}
  - {org: verband,   name: Verband,   roles: {swv-vo: 2026-08-01}}
)",
                                     R"(successions:
  - {from: school:de-linde, to: school:het-baken, date: 2027-01-01}
)");
    EXPECT_EQ(convenant.in_place_of(linde, day("2027-12-31")), baken);
    EXPECT_EQ(convenant.in_place_of(linde, day("2028-06-01")), linde);
    EXPECT_EQ(convenant.in_place_of(linde, day("2029-06-01")), linde) << "it left without a successor this time";
    EXPECT_TRUE(convenant.succeeded_by(baken, day("2029-06-01")).empty());
}

TEST(Serves, ASchoolThatNamesNoneHasTheOnlyOneInTheFile) {
    const std::string school = "  - {org: de-linde, name: De Linde, roles: {school: 2026-08-01}}\n";
    const std::string one = "  - {org: verband, name: Verband, roles: {swv-vo: 2026-08-01}}\n";
    const std::string second =
        "  - {org: tweede, name: Tweede, roles: {swv-vo: {from: 2026-08-01, until: 2026-09-30}}}\n";
    const base::Date today = day("2026-11-22");
    EXPECT_TRUE(read(school + one).serves(verband, linde, today));
    EXPECT_FALSE(read(school + one + second).serves(verband, linde, today))
        << "a second one makes a name needed, also when it has left";
    EXPECT_TRUE(read(school + one + second).serves(verband, {"leerplicht", "eikendal"}, today))
        << "who is no school has none of its own";
    EXPECT_TRUE(read(school + one + second).serves({"jgz", "ggd"}, linde, today));
    EXPECT_TRUE(read(school + one + second).recipients_of(linde, "swv-vo", today).empty());
}

const std::string verbanden =
    R"(  - {org: de-linde, name: De Linde, roles: {school: 2026-08-01}, served_by: [swv-vo:verband]}
  - {org: de-kompas, name: De Kompas, roles: {school: 2026-08-01}}
  - {org: verband,  name: Verband,  roles: {swv-vo: {from: 2026-08-01, until: 2026-12-31}}}
  - {org: nieuw,    name: Nieuw,    roles: {swv-vo: 2027-01-01}}
)";

TEST(Serves, WhoTakesThePlaceOfASamenwerkingsverbandServesItsSchools) {
    const Convenant convenant = read(verbanden, R"(successions:
  - {from: swv-vo:verband, to: swv-vo:nieuw, date: 2027-01-01}
)");
    const Party fresh{"swv-vo", "nieuw"};
    for (const Party& school : {linde, kompas}) {
        EXPECT_TRUE(convenant.serves(verband, school, day("2026-12-31"))) << school.text();
        EXPECT_FALSE(convenant.serves(fresh, linde, day("2026-12-31"))) << "not before its date";
        EXPECT_TRUE(convenant.serves(fresh, school, day("2027-01-01"))) << school.text();
        EXPECT_EQ(convenant.recipients_of(school, "swv-vo", day("2027-01-01")), std::vector<Party>{fresh});
    }
    EXPECT_FALSE(read(verbanden).serves(fresh, linde, day("2027-01-01"))) << "without a succession it is another";
    EXPECT_FALSE(read(verbanden).serves(fresh, kompas, day("2027-01-01")));
}

}  // namespace
}  // namespace kolk::tests::memberships
