#include "gateway/pipeline/places.hpp"

#include <gmock/gmock.h>

namespace kolk::gateway::pipeline {
namespace {

using subjects::Place;
using subjects::Profile;

base::Date day(const char* text) {
    return *base::parse_date(text);
}

const base::Date today = day("2026-11-22");

Profile at_linde() {
    Profile profile;
    profile.enrolment = "00AA00";
    profile.told[{Place::enrolment, "school:de-linde"}] = {"00AA00"};
    profile.since[Place::enrolment] = {day("2026-10-15")};
    return profile;
}

TEST(Places, APartyThatTellsOfAnotherPlaceMovesTheChild) {
    Profile profile = at_linde();
    EXPECT_TRUE(hear(profile, Place::enrolment, "school:de-linde", {"00BB00", {}}, today));
    EXPECT_EQ(profile.enrolment, "00BB00");
    EXPECT_EQ(place_on(profile, Place::enrolment, base::add_days(today, -1)), "00AA00");
    EXPECT_EQ(place_on(profile, Place::enrolment, today), "00BB00");
    EXPECT_TRUE(profile.residence.empty()) << "another place";
}

/// De Linde has the child, Het Baken says that it is there now.
Profile at_baken(std::optional<base::Date> since = {}) {
    Profile profile = at_linde();
    EXPECT_TRUE(hear(profile, Place::enrolment, "school:het-baken", {"00BB00", since}, today));
    return profile;
}

TEST(Places, APartyThatRepeatsItselfDoesNotMoveTheChildBackAndPutsItInDoubt) {
    Profile profile = at_baken();
    EXPECT_FALSE(is_in_doubt(profile, Place::enrolment));
    EXPECT_FALSE(hear(profile, Place::enrolment, "school:de-linde", {"00AA00", {}}, today));
    EXPECT_TRUE(is_in_doubt(profile, Place::enrolment));
    EXPECT_FALSE(is_in_doubt(profile, Place::residence));
    EXPECT_FALSE(hear(profile, Place::enrolment, "school:het-baken", {"00BB00", {}}, today));
    EXPECT_TRUE(is_in_doubt(profile, Place::enrolment)) << "they speak in turn";
    EXPECT_EQ(profile.enrolment, "00BB00");
    EXPECT_EQ(profile.former.size(), 1U);
}

TEST(Places, OfTwoThatAreInDoubtItIsTheOneThatIsNamedAloneOnALaterDay) {
    const base::Date next = base::add_days(today, 1);
    const base::Date third = base::add_days(today, 2);
    Profile back = at_baken();
    ASSERT_FALSE(hear(back, Place::enrolment, "school:de-linde", {"00AA00", {}}, today));
    ASSERT_FALSE(hear(back, Place::enrolment, "school:de-linde", {"00AA00", {}}, today)) << "the same day";
    EXPECT_TRUE(hear(back, Place::enrolment, "school:de-linde", {"00AA00", {}}, next));
    EXPECT_EQ(back.enrolment, "00AA00");
    EXPECT_FALSE(is_in_doubt(back, Place::enrolment));

    Profile stayed = at_baken();
    ASSERT_FALSE(hear(stayed, Place::enrolment, "school:de-linde", {"00AA00", {}}, today));
    ASSERT_FALSE(hear(stayed, Place::enrolment, "school:het-baken", {"00BB00", {}}, next));
    EXPECT_TRUE(is_in_doubt(stayed, Place::enrolment)) << "it alone since that day";
    ASSERT_FALSE(hear(stayed, Place::enrolment, "school:het-baken", {"00BB00", {}}, third));
    EXPECT_FALSE(is_in_doubt(stayed, Place::enrolment));
    EXPECT_EQ(stayed.enrolment, "00BB00");
}

TEST(Places, AreInDoubtNoLongerOnceAllSayTheSame) {
    Profile stayed = at_baken();
    ASSERT_FALSE(hear(stayed, Place::enrolment, "school:de-linde", {"00AA00", {}}, today));
    ASSERT_FALSE(hear(stayed, Place::enrolment, "school:de-linde", {"00BB00", {}}, today));
    EXPECT_FALSE(is_in_doubt(stayed, Place::enrolment));
    Profile back = at_baken();
    ASSERT_FALSE(hear(back, Place::enrolment, "school:de-linde", {"00AA00", {}}, today));
    EXPECT_TRUE(hear(back, Place::enrolment, "school:het-baken", {"00AA00", {}}, today));
    EXPECT_FALSE(is_in_doubt(back, Place::enrolment));
}

TEST(Places, ALaterDayMovesTheChildBackToAFormerPlace) {
    Profile profile = at_linde();
    ASSERT_FALSE(hear(profile, Place::enrolment, "school:de-linde", {"00AA00", day("2026-08-01")}, today));
    ASSERT_TRUE(hear(profile, Place::enrolment, "school:het-baken", {"00BB00", day("2026-11-10")}, today));
    EXPECT_FALSE(hear(profile, Place::enrolment, "school:de-linde", {"00AA00", day("2026-08-01")}, today));
    EXPECT_FALSE(is_in_doubt(profile, Place::enrolment)) << "it was there before, as it said";
    EXPECT_TRUE(hear(profile, Place::enrolment, "school:de-linde", {"00AA00", day("2026-11-20")}, today));
    EXPECT_EQ(profile.enrolment, "00AA00");
    EXPECT_EQ(profile.former.back().until, day("2026-11-20"));
    EXPECT_FALSE(hear(profile, Place::enrolment, "school:het-baken", {"00BB00", day("2026-11-10")}, today));
    EXPECT_EQ(profile.enrolment, "00AA00");
}

TEST(Places, AnEarlierDayMovesNoChildBackToAFormerPlace) {
    Profile told = at_linde();
    ASSERT_FALSE(hear(told, Place::enrolment, "school:de-linde", {"00AA00", day("2026-08-01")}, today));
    EXPECT_FALSE(hear(told, Place::enrolment, "school:het-baken", {"00BB00", day("2024-08-01")}, today));
    EXPECT_EQ(told.enrolment, "00AA00");
    EXPECT_FALSE(is_in_doubt(told, Place::enrolment));

    Profile learned = at_linde();  // on 15 October, and no record says since when
    EXPECT_FALSE(hear(learned, Place::enrolment, "school:het-baken", {"00BB00", day("2026-10-14")}, today));
    EXPECT_EQ(learned.enrolment, "00AA00");
    EXPECT_TRUE(is_in_doubt(learned, Place::enrolment));
    Profile other = at_linde();
    EXPECT_TRUE(hear(other, Place::enrolment, "school:de-linde", {"00BB00", day("2026-10-14")}, today))
        << "it knows of the change";
}

TEST(Places, ADayTellsOfAPlaceThatWasLearnedWithoutOne) {
    Profile profile = at_baken();
    ASSERT_FALSE(hear(profile, Place::enrolment, "school:het-baken", {"00BB00", day("2026-10-20")}, today));
    EXPECT_FALSE(hear(profile, Place::enrolment, "school:de-linde", {"00AA00", day("2026-11-01")}, today));
    EXPECT_TRUE(is_in_doubt(profile, Place::enrolment)) << "the change became known today";
}

TEST(Places, TheFirstWordOfAPlaceLeavesNone) {
    Profile profile;
    EXPECT_FALSE(hear(profile, Place::residence, "school:de-linde", {"9901", {}}, today));
    EXPECT_FALSE(hear(profile, Place::residence, "school:de-linde", {"", {}}, today)) << "silence is no news";
    EXPECT_EQ(profile.residence, "9901");
    EXPECT_TRUE(profile.former.empty());
}

TEST(Places, ADayThatIsToldCountsAndOneYetToComeCountsAsToday) {
    Profile profile = at_linde();
    ASSERT_TRUE(hear(profile, Place::enrolment, "school:b", {"00BB00", day("2026-11-01")}, today));
    EXPECT_EQ(profile.former.back().until, day("2026-11-01"));
    ASSERT_TRUE(hear(profile, Place::enrolment, "school:c", {"00CC00", day("2027-01-01")}, today));
    EXPECT_EQ(profile.former.back().until, today) << "where it is decides at once where things go";
    ASSERT_TRUE(hear(profile, Place::enrolment, "school:c", {"00AA00", day("2026-10-01")}, today));
    EXPECT_EQ(profile.former.back().until, today) << "never before an earlier change";
    EXPECT_EQ(place_on(profile, Place::enrolment, day("2026-10-31")), "00AA00");
    EXPECT_EQ(place_on(profile, Place::enrolment, day("2026-11-21")), "00BB00");
    EXPECT_EQ(place_on(profile, Place::enrolment, today), "00AA00");
    EXPECT_FALSE(hear(profile, Place::enrolment, "school:b", {"00BB00", day("2026-11-01")}, today))
        << "as it said before";
    EXPECT_FALSE(is_in_doubt(profile, Place::enrolment));
}

const std::string eikendal = "gemeente-jeugd:eikendal";
const std::string zandhoven = "gemeente-jeugd:zandhoven";

/// What this municipality says of who answers for youth care; empty: the one of residence.
bool says(Profile& profile, const std::string& party, const std::string& code, base::Date day = today) {
    connectors::Statement statement;
    statement.responsible = code;
    return hear(profile, party, statement, day);
}

/// It lives in 9902; Eikendal (9901) answers for its care.
Profile in_a_stay() {
    Profile profile;
    profile.residence = "9902";
    EXPECT_TRUE(says(profile, eikendal, "9901"));
    return profile;
}

TEST(YouthCare, IsOfTheMunicipalityOfResidenceUntilASourceNamesAnother) {
    Profile profile;
    profile.residence = "9902";
    EXPECT_EQ(place_on(profile, Place::youth_care, today), "9902");
    EXPECT_FALSE(hear(profile, Place::residence, "school:de-linde", {"9902", {}}, today));
    EXPECT_TRUE(hear(profile, Place::residence, "school:de-linde", {"9903", {}}, today));
    EXPECT_EQ(place_on(profile, Place::youth_care, today), "9903");
    EXPECT_EQ(place_on(profile, Place::youth_care, base::add_days(today, -1)), "9902");
    EXPECT_TRUE(says(profile, eikendal, "9901"));
    EXPECT_EQ(place_on(profile, Place::youth_care, today), "9901");
    EXPECT_EQ(place_on(profile, Place::youth_care, base::add_days(today, -1)), "9902");
    EXPECT_EQ(place_on(profile, Place::residence, today), "9903");
}

TEST(YouthCare, StaysWhereItIsWhenOnlyTheResidenceChanges) {
    Profile profile = in_a_stay();
    EXPECT_TRUE(hear(profile, Place::residence, "school:de-linde", {"9903", {}}, today));
    EXPECT_EQ(place_on(profile, Place::youth_care, today), "9901");
}

TEST(YouthCare, IsOfTheMunicipalityOfResidenceAgainWhenWhoNamedAnotherNamesNone) {
    Profile profile = in_a_stay();
    EXPECT_FALSE(says(profile, zandhoven, "")) << "who named none takes back nothing";
    EXPECT_EQ(place_on(profile, Place::youth_care, today), "9901");
    const base::Date next = base::add_days(today, 1);
    EXPECT_FALSE(hear(profile, eikendal, connectors::Statement{}, next)) << "a source that does not tell of it";
    EXPECT_TRUE(says(profile, eikendal, "", next));
    EXPECT_EQ(place_on(profile, Place::youth_care, next), "9902");
    EXPECT_EQ(place_on(profile, Place::youth_care, today), "9901");
    EXPECT_TRUE(profile.told.empty());
    EXPECT_FALSE(says(profile, eikendal, "", next));
}

TEST(YouthCare, IsInDoubtWhileTwoNameAnother) {
    Profile profile = in_a_stay();
    EXPECT_TRUE(says(profile, zandhoven, "9903"));
    EXPECT_FALSE(says(profile, eikendal, "9901"));
    EXPECT_TRUE(is_in_doubt(profile, Place::youth_care));
    EXPECT_FALSE(is_in_doubt(profile, Place::residence));
    EXPECT_FALSE(says(profile, eikendal, "")) << "the other still names one";
    EXPECT_FALSE(is_in_doubt(profile, Place::youth_care)) << "and it alone";
    EXPECT_EQ(place_on(profile, Place::youth_care, today), "9903");
}

TEST(YouthCare, IsInDoubtWhereOnlyAnEarlierWordOfAnotherIsLeft) {
    Profile profile = in_a_stay();
    EXPECT_TRUE(says(profile, zandhoven, "9903"));
    EXPECT_FALSE(says(profile, zandhoven, ""));
    EXPECT_TRUE(is_in_doubt(profile, Place::youth_care)) << "Eikendal has not named it since";
    EXPECT_FALSE(says(profile, eikendal, "9901"));
    const base::Date next = base::add_days(today, 1);
    EXPECT_TRUE(says(profile, eikendal, "9901", next));
    EXPECT_FALSE(is_in_doubt(profile, Place::youth_care));
    EXPECT_EQ(place_on(profile, Place::youth_care, next), "9901");
}

TEST(YouthCare, IsOfTheMunicipalityOfResidenceWhenBothTakeBackTheirWord) {
    Profile profile = in_a_stay();
    EXPECT_TRUE(says(profile, zandhoven, "9903"));
    EXPECT_FALSE(says(profile, eikendal, "9901"));
    EXPECT_FALSE(says(profile, eikendal, ""));
    EXPECT_TRUE(says(profile, zandhoven, ""));
    EXPECT_EQ(place_on(profile, Place::youth_care, today), "9902");
    EXPECT_TRUE(profile.in_doubt.empty());
}

TEST(YouthCare, IsInDoubtWithTheResidenceThatItGoesBy) {
    Profile profile;
    profile.residence = "9902";
    profile.in_doubt[Place::residence] = {"9903", today};
    EXPECT_TRUE(is_in_doubt(profile, Place::youth_care));
    EXPECT_TRUE(says(profile, eikendal, "9901"));
    EXPECT_FALSE(is_in_doubt(profile, Place::youth_care));
    EXPECT_TRUE(is_in_doubt(profile, Place::residence));
}

TEST(Places, AClassListAndAnOzaPlacementTellTheirDay) {
    connectors::Statement list;
    list.record = {"jgz-klassenlijst", schemas::Content{{{"inschrijfdatum", "2026-11-03"}}}};
    list.enrolment = "00BB00";
    EXPECT_EQ(place_told(list, Place::enrolment).since, day("2026-11-03"));
    EXPECT_FALSE(place_told(list, Place::residence).since);

    connectors::Statement placement;
    placement.record.type = "oza-plaatsing";
    const boost::json::value periods = boost::json::parse(R"([{"gemeente":"9901","van":"2026-08-01","tot":"2026-10-31"},
                               {"gemeente":"9902","van":"2026-11-01"}, {"gemeente":"9903"}])");
    placement.record.fields = schemas::Content{{{"woonperioden", periods}}};
    placement.residence = "9902";
    EXPECT_EQ(place_told(placement, Place::residence).since, day("2026-11-01"));
    EXPECT_EQ(place_told(placement, Place::residence).code, "9902");
    placement.residence = "9903";
    EXPECT_FALSE(place_told(placement, Place::residence).since) << "no day is told";
}

TEST(Numbers, AreSharedByBranchesAndNeverByRolesOfOneOrganisation) {
    using testing::ElementsAre;
    using testing::IsEmpty;
    const pipeline::Directory directory{{{"de-linde", "99999999000000000001", {"00AA00", "00AA01"}, {}, {}},
                                         {"verband", "99999999000000000002", {}, {}, "VO00AA"},
                                         {"stad", "99999999000000000003", {"01AA00"}, "9901", {}}}};
    EXPECT_THAT(directory.issuers_beside("00AA00"),
                ElementsAre("00AA01", "school:de-linde", "so-vso:de-linde", "mbo:de-linde"));
    EXPECT_THAT(directory.issuers_beside("school:de-linde"), ElementsAre("00AA00", "00AA01"));
    EXPECT_THAT(directory.issuers_beside("swv-vo:verband"), ElementsAre("VO00AA"));
    EXPECT_THAT(directory.issuers_beside("VO00AA"), ElementsAre("swv-po:verband", "swv-vo:verband"));
    for (const char* alone :
         {"gemeente-jeugd:stad", "leerplicht:stad", "jgz:verband", "school:nobody", "09ZZ00", "stad"})
        EXPECT_THAT(directory.issuers_beside(alone), IsEmpty()) << alone;
}

}  // namespace
}  // namespace kolk::gateway::pipeline
