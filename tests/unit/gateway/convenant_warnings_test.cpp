#include "tests/unit/gateway/signed_versions.hpp"

// What is told of the versions of a convenant before it stops anything.

namespace kolk::gateway::convenants {
namespace {

class ConvenantWarnings : public Convenants {};

TEST_F(ConvenantWarnings, ThatNoVersionIsInForceOrSoonWillBeIsTold) {
    write("1.yaml", version_text("1", "2026-08-01", "2028-07-31"));
    const auto told = [this](const char* at) { return warnings_of_force(versions(), day(at)); };
    EXPECT_THAT(
        told("2026-07-31"),
        ElementsAre("no version of the convenant is in force today, so that nothing goes (deny.convenant); klein "
                    "1 takes force on 2026-08-01"));
    EXPECT_THAT(told("2026-08-01"), IsEmpty());
    EXPECT_THAT(told("2028-06-04"), IsEmpty());
    EXPECT_THAT(told("2028-06-05"), ElementsAre(HasSubstr("klein 1 ends on 2028-07-31 and no version is in force")));
    EXPECT_THAT(told("2028-07-31"), ElementsAre(HasSubstr("klein 1 ends on 2028-07-31 and no version is in force")));
    EXPECT_THAT(
        told("2028-08-01"),
        ElementsAre("no version of the convenant is in force today, so that nothing goes (deny.convenant); klein "
                    "1 ended on 2028-07-31"));
    EXPECT_THAT(warnings(versions(), day("2028-09-01")), testing::Contains(HasSubstr("no version of the convenant")));
    write("2.yaml", version_text("2", "2028-08-01", "2029-07-31"));
    EXPECT_THAT(told("2028-07-31"), IsEmpty());
    write("2.yaml", version_text("2", "2028-09-01", "2029-07-31"));
    EXPECT_THAT(told("2028-07-31"), ElementsAre(HasSubstr("klein 2 takes force on 2028-09-01")));
}

TEST_F(ConvenantWarnings, AFileThatIsNamedAlmostLikeAVersionIsTold) {
    write("1.yaml", text);
    for (const char* name : {"2.yml", "3.YAML", "4.Yml"}) write(name, coming);
    for (const char* name : {"1.yaml.signatures", "notes.txt", "old.yaml.bak", ".yaml"}) write(name, "");
    EXPECT_THAT(warnings_of_force(versions(), today),
                ElementsAre(testing::StartsWith("2.yml is passed over"), testing::StartsWith("3.YAML is passed over"),
                            testing::StartsWith("4.Yml is passed over")));
}

TEST_F(ConvenantWarnings, AVersionThatPartiesSignedAndThatNeverTakesForceIsTold) {
    const auto real = [](const std::string& version) {
        return replaced(version, "environment: demo", "environment: production");
    };
    configuration.region.environment = config::Environment::production;
    write("1.yaml", real(version_text("1", "2026-08-01", "2028-07-31")));
    const std::string draft =
        replaced(real(version_text("2", "2026-11-01", "2028-07-31")), "status: final", "status: draft");
    const auto file = write("2.yaml", draft);
    EXPECT_THAT(warnings_of_force(versions(), today), IsEmpty()) << "a draft that is still talked about";
    ASSERT_TRUE(record(file, by(school, linde, draft)).has_value());
    ASSERT_TRUE(record(file, by(swv, verband, draft)).has_value());
    EXPECT_EQ(versions().on(today).convenant->version, "1");
    const auto told =
        ElementsAre(HasSubstr("2 of 2 parties have signed klein 2, and it never takes force here: it is a "
                              "draft"));
    EXPECT_THAT(warnings_of_force(versions(), day("2026-10-01")), told);
    EXPECT_THAT(warnings_of_force(versions(), today), told);
    EXPECT_THAT(warnings_of_force(versions(), day("2028-08-01")), ElementsAre(HasSubstr("no version")));
    configuration.region.environment = config::Environment::demo;
    EXPECT_THAT(warnings_of_force(versions(), today), testing::Not(told));
}

TEST_F(ConvenantWarnings, WarnsWhatASuccessorLacks) {
    const auto reading = policies::read_convenant(std::string{text}.replace(
        text.find("  - {org: de-linde"), 0, "  - {org: nieuw, name: Nieuw, roles: {school: 2026-08-01}}\n"));
    ASSERT_NE(reading.convenant, nullptr);
    policies::Convenant convenant = policies::signed_by_all(*reading.convenant);
    const Party fresh{"school", "nieuw"};
    convenant.successions = {{school, fresh, day("2027-01-01")}};
    EXPECT_THAT(succession_warnings(convenant, configuration),
                ElementsAre("school:nieuw takes the place of school:de-linde on 2027-01-01 and stands under no "
                            "`organisations` here: nothing goes to it until you add it"));
    configuration.organisations = {{"de-linde", "De Linde", {}, {"00AA00"}, {}, {}, {}, {}, 0},
                                   {"nieuw", "Nieuw", {}, {}, {}, {}, {}, {}, 0}};
    configuration.feeds.emplace_back().party = school;
    configuration.sources.emplace_back().party = school;
    EXPECT_THAT(succession_warnings(convenant, configuration),
                ElementsAre(HasSubstr("has no feed"), HasSubstr("has no source"), HasSubstr("has no `vestigingen`")));
    configuration.organisations.back().vestigingen = {"00BB00"};
    configuration.feeds.emplace_back().party = fresh;
    configuration.sources.emplace_back().party = fresh;
    EXPECT_THAT(succession_warnings(convenant, configuration), IsEmpty());
    for (policies::Membership& member : convenant.members) member.has_signed = false;
    EXPECT_THAT(succession_warnings(convenant, configuration), ElementsAre(HasSubstr("has not signed this version")));
}

TEST_F(ConvenantWarnings, WarnsThatAnOlderVersionReturns) {
    write("1.yaml", text);
    write("2.yaml", version_text("2", "2026-11-23", "2026-12-24"));
    const auto told = [this](const char* at) { return warnings_of_force(versions(), day(at)); };
    EXPECT_THAT(told("2026-11-24"),
                ElementsAre(HasSubstr("klein 2 ends on 2026-12-24 and the older klein 1 is in force "
                                      "again on the day after")));
    EXPECT_THAT(told("2026-12-25"), IsEmpty());
}

TEST_F(ConvenantWarnings, WarnsWhoReceivesAndHasNoFeed) {
    const auto reading = policies::read_convenant(text);
    ASSERT_NE(reading.convenant, nullptr);
    policies::Convenant convenant = policies::signed_by_all(*reading.convenant);
    convenant.rules.front().ask = policies::Ask::signal;
    const base::Date in_force = day("2026-11-22");
    EXPECT_THAT(
        feed_warnings(convenant, configuration, in_force),
        ElementsAre("no feed here for swv-vo:swv-voorbeeld: what rules of the convenant give to it fails; add one "
                    "under `feeds`"));
    EXPECT_THAT(feed_warnings(convenant, configuration, day("2026-07-31")), IsEmpty()) << "no member yet";
    configuration.feeds.emplace_back().party = school;
    EXPECT_THAT(feed_warnings(convenant, configuration, in_force), testing::SizeIs(1)) << "of another";
    configuration.feeds.emplace_back().party = swv;
    EXPECT_THAT(feed_warnings(convenant, configuration, in_force), IsEmpty());
    configuration.feeds.clear();
    convenant.rules.front().ask = policies::Ask::never;
    EXPECT_THAT(feed_warnings(convenant, configuration, in_force), IsEmpty()) << "it is never sent";
}

TEST_F(ConvenantWarnings, WarnsWhoHasNotSignedTheComingVersion) {
    const auto now = write("1.yaml", text);
    ASSERT_TRUE(record(now, by(school, linde, text)).has_value());
    ASSERT_TRUE(record(now, by(swv, verband, text)).has_value());
    EXPECT_THAT(warnings(versions(), day("2026-11-22")), IsEmpty());

    const std::string coming = version_text("2", "2027-08-01", "2028-07-31");
    const auto next = write("2.yaml", coming);
    ASSERT_TRUE(record(next, by(swv, verband, coming)).has_value());
    const std::string waits = "; rules that touch the others wait (deny.convenant) until they sign: school: de-linde";
    EXPECT_THAT(warnings(versions(), day("2026-11-22")),
                ElementsAre("1 of 2 parties have signed klein 2, which takes force on 2027-08-01; no functionaris "
                            "gegevensbescherming has advised on it" +
                            waits));
    ASSERT_TRUE(record(next, by(school, linde, text)).has_value());
    ASSERT_TRUE(record(next, Advice{swv, day("2026-06-10"), "positive", "Akkoord."}).has_value());
    EXPECT_THAT(warnings(versions(), day("2027-08-01")),
                UnorderedElementsAre(HasSubstr("klein 2: school:de-linde (bestuur, 2026-06-24) signed other bytes"),
                                     "1 of 2 parties have signed klein 2" + waits));
}

TEST_F(ConvenantWarnings, TellsWhoHasSignedAndWhatTheFgAdvised) {
    const auto file = write("1.yaml", text);
    const auto told = [&] { return signing_in_words(read(file), day("2026-11-22")); };
    EXPECT_EQ(told(),
              "0 of 2 parties have signed klein 1; no functionaris gegevensbescherming has advised on it; rules that "
              "touch the others wait (deny.convenant) until they sign: school: de-linde; swv-vo: swv-voorbeeld");
    ASSERT_TRUE(record(file, by(school, linde, text)).has_value());
    ASSERT_TRUE(record(file, by(swv, verband, text)).has_value());
    ASSERT_TRUE(record(file, Advice{school, day("2026-06-10"), "negative", "Te ruim."}).has_value());
    EXPECT_EQ(told(), "2 of 2 parties have signed klein 1; the FG of school:de-linde advised against it on 2026-06-10");
    EXPECT_THAT(warnings(read(file), day("2026-11-22")), ElementsAre(told()));
    ASSERT_TRUE(record(file, Advice{school, day("2026-06-20"), "positive", "Nu wel."}).has_value());
    EXPECT_EQ(told(), "2 of 2 parties have signed klein 1") << "the last advice counts";
    EXPECT_THAT(warnings(read(file), day("2026-11-22")), IsEmpty());
}

// What stands in the file and means less than it seems is told with what lies beside it.
TEST_F(ConvenantWarnings, WarnsOfWhatHasLessEffectThanItSeems) {
    std::string sayings = text;
    sayings.replace(sayings.find("from: school"), 12, "from: mbo");
    const auto file = write("1.yaml", sayings);
    EXPECT_THAT(warnings(read(file), day("2026-11-22")),
                testing::Contains(testing::StartsWith("1.yaml: line 17, column 9: nobody gives anything")));
}

}  // namespace
}  // namespace kolk::gateway::convenants
