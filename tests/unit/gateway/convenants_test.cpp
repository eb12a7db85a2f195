#include "tests/unit/gateway/signed_versions.hpp"

#include <array>
#include <sys/stat.h>

// Signatures beside a convenant, and which of its versions is in force. Each way to get a signature that nobody gave.

namespace kolk::gateway::convenants {
namespace {

TEST_F(Convenants, SignaturesOfBothSidesHold) {
    const auto file = write("1.yaml", text);
    EXPECT_THAT(signers(read(file)), IsEmpty());
    ASSERT_TRUE(record(file, by(school, linde, text)).has_value());
    EXPECT_THAT(signers(read(file)), ElementsAre("school:de-linde"));
    ASSERT_TRUE(record(file, by(swv, verband, text)).has_value());
    EXPECT_THAT(signers(read(file)), ElementsAre("school:de-linde", "swv-vo:swv-voorbeeld"));
    EXPECT_THAT(read(file).void_signatures, IsEmpty());
}

TEST_F(Convenants, TheSignedTextIsTheOneOfTheContract) {
    EXPECT_EQ(signed_text("klein", "00ff"), "kolk-convenant-v1\nklein\n00ff");
}

TEST_F(Convenants, AForgedSignatureIsRefused) {
    Signature forged = by(school, linde, text);
    forged.signature[10] ^= 1;
    expect_refused(forged, write("1.yaml", text), "signed other bytes");
    forged.signature.assign(64, 0);
    expect_refused(forged, write("2.yaml", text), "signed other bytes");
    forged.signature.resize(12);
    expect_refused(forged, write("3.yaml", text), "signed other bytes");
}

TEST_F(Convenants, AForeignKeyIsRefused) {
    expect_refused(by(school, new_key(), text), write("1.yaml", text), "no mandated person of this party has");
}

TEST_F(Convenants, OneSideDoesNotSignForTheOther) {
    expect_refused(by(swv, linde, text), write("1.yaml", text), "no mandated person of this party has");
}

TEST_F(Convenants, AChangedFileIsNotWhatWasSigned) {
    const std::string changed = std::string{text}.replace(text.find("P3Y"), 3, "P5Y");
    expect_refused(by(school, linde, text), write("1.yaml", changed), "the file was changed after the signature");
    expect_refused(by(school, linde, text), write("2.yaml", text + "\n"), "the file was changed after the signature");
}

TEST_F(Convenants, ASignatureForAnotherRegionIsRefused) {
    expect_refused(by(school, linde, text, "groot"), write("1.yaml", text), "another version or region");
}

TEST_F(Convenants, ASignatureOfAnotherVersionIsRefused) {
    const auto first = write("1.yaml", text);
    ASSERT_TRUE(record(first, by(school, linde, text)).has_value());
    const auto second = write("2.yaml", version_text("2", "2027-08-01", "2028-07-31"));
    std::filesystem::copy_file(first.string() + ".signatures", second.string() + ".signatures");
    const Version replayed = read(second);
    EXPECT_THAT(signers(replayed), IsEmpty());
    EXPECT_EQ(replayed.void_signatures.size(), 1U);
    EXPECT_THAT(signers(read(first)), ElementsAre("school:de-linde"));
}

TEST_F(Convenants, AKeyThatLostItsMandateNoLongerSigns) {
    const auto file = write("1.yaml", text);
    ASSERT_TRUE(record(file, by(school, linde, text)).has_value());
    configuration.mandated.erase(configuration.mandated.begin());
    EXPECT_THAT(signers(read(file)), IsEmpty());
}

TEST_F(Convenants, SigningAgainReplacesASignatureThatNoLongerHolds) {
    const std::string changed = text + "# met een noot\n";
    const auto file = write("1.yaml", changed);
    ASSERT_TRUE(record(file, by(school, linde, text)).has_value());
    ASSERT_TRUE(record(file, by(school, linde, changed)).has_value());
    EXPECT_THAT(signers(read(file)), ElementsAre("school:de-linde"));
    EXPECT_THAT(read(file).void_signatures, IsEmpty());
}

TEST_F(Convenants, AnAdviceIsRecordedAndSignsNothing) {
    const auto file = write("1.yaml", text);
    ASSERT_TRUE(
        record(file, Advice{school, day("2026-06-10"), "negative", "Nee, tenzij: \"minder\"\nvelden."}).has_value());
    const Version version = read(file);
    EXPECT_THAT(signers(version), IsEmpty());
    ASSERT_EQ(version.convenant->advices.size(), 1U);
    EXPECT_EQ(version.convenant->advices.front().advice, "negative");
    EXPECT_EQ(version.convenant->advices.front().text, "Nee, tenzij: \"minder\"\nvelden.");
    EXPECT_EQ(version.convenant->advices.front().party, school);
}

TEST_F(Convenants, NothingIsRecordedThatCouldNotBeReadAgain) {
    const auto file = write("1.yaml", text);
    EXPECT_FALSE(record(file, Advice{school, day("2026-06-10"), "positive", ""}).has_value());
    EXPECT_FALSE(record(file, Advice{school, day("2026-06-10"), "positive", "\xff"}).has_value());
    EXPECT_FALSE(record(file, Advice{school, day("2026-06-10"), "positive", std::string(1u << 20, 'a')}).has_value());
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".signatures"));
    ASSERT_TRUE(record(file, Advice{school, day("2026-06-10"), "positive", "Akkoord."}).has_value());
    EXPECT_EQ(read(file).convenant->advices.size(), 1U);
}

TEST_F(Convenants, AnAdviceIsASentence) {
    EXPECT_TRUE(can_be_advice("Akkoord, mits één bewaartermijn."));
    std::string longest;
    for (std::size_t i = 0; i < longest_advice; ++i) longest += "é";
    EXPECT_TRUE(can_be_advice(longest));
    for (const std::string& other : {std::string{}, std::string{"\xff"}, std::string{"a\nb"}, std::string{"a\tb"},
                                     std::string{"a\x7f"}, std::string{"a\0b", 3}, longest + "é"}) {
        EXPECT_FALSE(can_be_advice(other)) << other;
    }
}

TEST_F(Convenants, WhatIsNeitherSignatureNorAdviceIsRefusedWithItsLine) {
    const auto file = write("1.yaml", text);
    ASSERT_TRUE(record(file, by(school, linde, text)).has_value());
    for (const char* line : {"{}", "[]", "school:de-linde", R"({"party":"school:de-linde","signature":"AA=="})",
                             R"({"party":"school","date":"2026-06-01","advice":"positive","text":"ja"})",
                             R"({"party":"school:x1","date":"2026-06-01","advice":"perhaps","text":"ja"})"}) {
        const auto copy = write("2.yaml", text);
        std::ofstream{copy.string() + ".signatures"} << "\n" << line << "\n";
        const auto version = read_version(copy, configuration, today, [](const auto&, const auto&) {});
        ASSERT_FALSE(version.has_value()) << line;
        EXPECT_EQ(version.error().category.text, "convenant.signatures");
        EXPECT_THAT(version.error().for_operator, HasSubstr("line 2 of 2.yaml.signatures"));
    }
}

TEST_F(Convenants, ALineIsAddedAfterOneThatWasCutOff) {
    const auto file = write("1.yaml", text);
    ASSERT_TRUE(record(file, by(school, linde, text)).has_value());
    const std::string beside = file.string() + ".signatures";
    std::filesystem::resize_file(beside, std::filesystem::file_size(beside) - 1);
    ASSERT_TRUE(record(file, by(swv, verband, text)).has_value());
    EXPECT_THAT(signers(read(file)), ElementsAre("school:de-linde", "swv-vo:swv-voorbeeld"));
}

TEST_F(Convenants, TheNewestVersionThatCoversTheDayIsInForce) {
    write("b.yaml", version_text("1", "2026-08-01", "2028-07-31"));
    write("a.yaml", version_text("2", "2027-01-01", "2027-06-30"));
    write("ignored.txt", "no version");
    const Versions all = versions();
    const auto in_force = [&all](const char* at) { return all.on(day(at)).convenant->version; };
    EXPECT_EQ(in_force("2026-07-31"), "1") << "out of its dates, so nothing goes";
    EXPECT_EQ(in_force("2026-08-01"), "1");
    EXPECT_EQ(in_force("2026-12-31"), "1") << "the day before the change";
    EXPECT_EQ(in_force("2027-01-01"), "2") << "the day of the change";
    EXPECT_EQ(in_force("2027-06-30"), "2");
    EXPECT_EQ(in_force("2027-07-01"), "1") << "the older one still covers this day";
    EXPECT_EQ(in_force("2030-01-01"), "2");
    EXPECT_EQ(all.after(day("2026-12-31"))->convenant->version, "2");
    EXPECT_EQ(all.after(day("2027-01-01")), nullptr);
}

TEST_F(Convenants, WhatIsNotThereOrOfAnotherRegionSaysWhatToWriteWhere) {
    configuration.convenant = folder / "versions" / "1.yaml";
    const auto none = Versions::read(configuration, today, [](const auto&, const auto&) {});
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().category.text, "convenant.missing");
    EXPECT_NE(none.error().for_operator.find("policies/convenants/voorbeeldregio.yaml"), std::string::npos);
    EXPECT_NE(none.error().for_operator.find("region: " + configuration.region.name), std::string::npos);

    configuration.convenant = folder / "versions";
    write("1.yaml", version_text("1", "2026-08-01", "2027-07-31"));
    configuration.region.name = "elders";
    const auto other = Versions::read(configuration, today, [](const auto&, const auto&) {});
    ASSERT_FALSE(other.has_value());
    EXPECT_EQ(other.error().category.text, "convenant.region");
    EXPECT_NE(other.error().for_operator.find("`region: elders`"), std::string::npos);
}

TEST_F(Convenants, VersionsThatCannotBeToldApartAreRefused) {
    EXPECT_EQ(why_not_read(), "convenant.missing");
    write("1.yaml", version_text("1", "2026-08-01", "2027-07-31"));
    write("2.yaml", version_text("2", "2026-08-01", "2028-07-31"));
    EXPECT_EQ(why_not_read(), "convenant.versions");
    std::string other = version_text("2", "2027-08-01", "2028-07-31");
    write("2.yaml", other.replace(other.find("id: klein"), 9, "id: groot"));
    EXPECT_EQ(why_not_read(), "convenant.versions");
    write("2.yaml", version_text("1", "2027-08-01", "2028-07-31"));
    EXPECT_EQ(why_not_read(), "convenant.versions");
    write("3.yaml", version_text("2", "2027-01-01", "2028-07-31"));
    EXPECT_EQ(why_not_read(), "convenant.versions") << "with another in between";
    std::filesystem::remove(configuration.convenant / "3.yaml");
    write("2.yaml", version_text("2", "2026-08-02", "2028-07-31", "groot"));
    EXPECT_EQ(why_not_read(), "convenant.region");
    write("2.yaml", "convenant: {}\n");
    EXPECT_EQ(why_not_read(), "convenant.faulty");
}

bool in_force(const Versions& versions, base::Date day) {
    return policies::is_in_force(*versions.on(day).convenant, day);
}

// A fault that the language finds, text that is no YAML, and one of the region's name.
const std::array<std::string, 3> faulty{replaced(coming, "consent: none", "consent: maybe"),
                                        replaced(coming, "parties:", "parties: [}"),
                                        replaced(coming, "region: klein", "region: groot")};

TEST_F(Convenants, AComingVersionThatCannotBeReadIsSetAsideAndLetsNoOlderOneReachItsFirstDay) {
    write("1.yaml", version_text("1", "2026-08-01", "2028-07-31"));
    for (const std::string& text : faulty) {
        write("2.yaml", text);
        const Versions all = versions();
        ASSERT_EQ(all.set_aside().size(), 1U) << text;
        EXPECT_EQ(all.set_aside().front().from, day("2027-01-01"));
        EXPECT_TRUE(in_force(all, today));
        EXPECT_TRUE(in_force(all, day("2026-12-31")));
        EXPECT_FALSE(in_force(all, day("2027-01-01"))) << text;
        EXPECT_THAT(warnings(all, today), testing::Contains(HasSubstr("2.yaml cannot be read and is set aside")));
        EXPECT_THAT(warnings(all, today), testing::Contains(HasSubstr("klein 1 ends on 2026-12-31")));
    }
}

TEST_F(Convenants, AComingVersionWithFaultySignaturesIsSetAside) {
    write("1.yaml", text);
    std::ofstream{write("2.yaml", coming).string() + ".signatures"} << "nonsense\n";
    EXPECT_EQ(versions().set_aside().size(), 1U);
    EXPECT_EQ(versions().on(today).convenant->version, "1");
}

TEST_F(Convenants, NothingTakesThePlaceOfAVersionThatMayBeInForceAndCannotBeRead) {
    write("1.yaml", version_text("1", "2026-08-01", "2028-07-31"));
    today = day("2027-01-01");
    for (const std::string& text : faulty) {
        write("2.yaml", text);
        EXPECT_NE(why_not_read(), "") << text;
    }
    today = day("2026-12-31");
    for (const char* from :
         {"from: 2027-13-01", "from: soon", "until: 2027-01-01, from: 2027-01-01, from: 2026-01-01"}) {
        write("2.yaml", replaced(coming, "from: 2027-01-01", from));
        EXPECT_NE(why_not_read(), "") << from << ": its first day cannot be told";
    }
    write("2.yaml", "convenant:\n" + replaced(faulty[1], "id: klein", "id: klein"));
    EXPECT_NE(why_not_read(), "") << "two headings";
    write("2.yaml", faulty[0]);
    write("1.yaml", version_text("1", "2026-08-01", "2026-12-30"));
    EXPECT_EQ(why_not_read(), "convenant.faulty") << "none is left to go on with";
}

TEST_F(Convenants, AFaultyDraftEndsNothingInProduction) {
    const auto real = [](const std::string& version) {
        return replaced(version, "environment: demo", "environment: production");
    };
    configuration.region.environment = config::Environment::production;
    write("1.yaml", real(version_text("1", "2026-08-01", "2028-07-31")));
    write("2.yaml", replaced(real(version_text("2", "2026-08-01", "2028-07-31")), "status: final", "status: draft"));
    EXPECT_EQ(versions().on(today).convenant->version, "1") << "a draft that says environment: production";
    write("2.yaml", replaced(real(faulty[0]), "status: final", "status: draft"));
    EXPECT_EQ(versions().set_aside().size(), 1U);
    EXPECT_TRUE(in_force(versions(), day("2027-02-01")));
    configuration.region.environment = config::Environment::demo;
    write("1.yaml", version_text("1", "2026-08-01", "2028-07-31"));
    EXPECT_FALSE(in_force(versions(), day("2027-02-01")));
}

// The text that is signed names no party; policies/README.md says what follows from it.
TEST_F(Convenants, OneKeyForTwoRolesSignsForEachThatHasALine) {
    const std::string both =
        replaced(text, "roles: {school: 2026-08-01}", "roles: {school: 2026-08-01, oza-school: 2026-08-01}");
    const Party other{"oza-school", "de-linde"};
    configuration.mandated.push_back({other, "college van bestuur", linde.public_key(), 3});
    const auto file = write("1.yaml", both);
    Signature signature = by(school, linde, both);
    ASSERT_TRUE(record(file, signature).has_value());
    EXPECT_THAT(signers(read(file)), ElementsAre(school.text()));
    signature.party = other;
    ASSERT_TRUE(record(file, signature).has_value());
    EXPECT_THAT(signers(read(file)), UnorderedElementsAre(school.text(), other.text()));
}

TEST_F(Convenants, ADraftNeverTakesForceInProduction) {
    const auto draft = [](std::string version) {
        return version.replace(version.find("status: final"), 13, "status: draft");
    };
    const auto real = [](std::string version) {
        return version.replace(version.find("environment: demo"), 17, "environment: production");
    };
    configuration.region.environment = config::Environment::production;
    write("1.yaml", draft(text));
    EXPECT_EQ(why_not_read(), "convenant.draft");
    write("1.yaml", text);
    EXPECT_EQ(why_not_read(), "convenant.draft") << "it says itself that it is of a demo";
    write("1.yaml", real(text));
    write("2.yaml", version_text("2", "2027-01-01", "2028-07-31"));
    EXPECT_EQ(versions().on(day("2027-02-01")).convenant->version, "1");
    write("2.yaml", draft(version_text("2", "2027-01-01", "2028-07-31")));
    EXPECT_EQ(versions().on(day("2027-02-01")).convenant->version, "1");
    configuration.region.environment = config::Environment::demo;
    EXPECT_EQ(versions().on(day("2027-02-01")).convenant->version, "2");
}

TEST_F(Convenants, ASignatureOfADayToComeCountsFromThatDayOn) {
    const auto file = write("1.yaml", text);
    Signature signature = by(school, linde, text);
    signature.at = day("2026-11-23");
    expect_refused(signature, file, "school:de-linde (bestuur, 2026-11-23) tells a day that is yet to come");
    config::Mandate& mandate = configuration.mandated.front();
    mandate.from = day("2026-11-23");
    EXPECT_THAT(signers(read(file)), IsEmpty()) << "a mandate to come, and a signature within it";
    today = day("2026-11-23");
    EXPECT_THAT(signers(read(file)), ElementsAre("school:de-linde"));
}

TEST_F(Convenants, ASignatureCountsOnTheDaysOfItsMandate) {
    const auto file = write("1.yaml", text);
    ASSERT_TRUE(record(file, by(school, linde, text)).has_value());
    config::Mandate& mandate = configuration.mandated.front();
    mandate.from = day("2026-06-24");
    mandate.until = day("2026-06-24");
    EXPECT_THAT(signers(read(file)), ElementsAre("school:de-linde")) << "signed on its only day";
    mandate.from = day("2026-06-25");
    mandate.until.reset();
    EXPECT_THAT(signers(read(file)), IsEmpty());
    mandate.from.reset();
    mandate.until = day("2026-06-23");
    EXPECT_THAT(signers(read(file)), IsEmpty());
    config::Mandate again = mandate;
    again.from = day("2026-06-24");
    again.until.reset();
    configuration.mandated.push_back(again);
    EXPECT_THAT(signers(read(file)), ElementsAre("school:de-linde")) << "mandated again";
}

TEST_F(Convenants, ASignatureCanBeReadByTheServiceWhoeverSigned) {
    const auto file = write("1.yaml", text);
    const mode_t before = ::umask(077);
    const auto recorded = record(file, by(school, linde, text));
    ::umask(before);
    ASSERT_TRUE(recorded.has_value());
    EXPECT_EQ(std::filesystem::status(file.string() + ".signatures").permissions(), std::filesystem::perms{0644});
}

}  // namespace
}  // namespace kolk::gateway::convenants
