#include "schemas/identifiers.hpp"

#include "schemas/party.hpp"
#include "tests/support/printable.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace kolk::schemas {
namespace {

using tests::Printable;

static_assert(!Printable<Bsn>);
static_assert(!Printable<Onderwijsnummer>);

template <class T>
void expect_refused(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) EXPECT_FALSE(T::parse(text).has_value()) << text;
}

TEST(Identifiers, BsnPassesTheElevenProof) {
    EXPECT_EQ(Bsn::parse("111222333")->reveal(), "111222333");
    EXPECT_TRUE(Bsn::parse("319072356"));
    expect_refused<Bsn>({"111222334", "000000000", "", "1112223333", "11122233a", " 111222333", "-11222333"});
}

TEST(Identifiers, ABsnOfEightDigitsIsPaddedOnce) {
    EXPECT_EQ(Bsn::parse("10000021")->reveal(), "010000021");
    EXPECT_EQ(Bsn::parse("10000021"), Bsn::parse("010000021"));
    expect_refused<Bsn>({"00000012", "001000020", "1000000"});
}

TEST(Identifiers, OnderwijsnummerHasAProofOfItsOwn) {
    EXPECT_TRUE(Onderwijsnummer::parse("101222331"));
    expect_refused<Onderwijsnummer>({"100252333", "111222333", "10122233", "1012223311"});
}

TEST(Identifiers, TheTestRangeHoldsAsManyBsnsAsCounted) {
    int valid = 0;
    for (int last = 0; last < 100'000; ++last) {
        const std::string text = std::to_string(999'900'000 + last);
        if (Bsn::parse(text)) ++valid;
    }
    EXPECT_EQ(valid, 9091);
}

TEST(Identifiers, CodesOfOrganisations) {
    EXPECT_EQ(Brin::parse("00AA")->text(), "00AA");
    expect_refused<Brin>({"00A", "00AAA", "00aa", "0 AA", ""});
    EXPECT_TRUE(Vestiging::parse("00AA01"));
    expect_refused<Vestiging>({"00AA", "00AA1", "00AAAA", "00AA0A", "00aa01", "00AA011"});
    EXPECT_EQ(Gemeentecode::parse("0772")->text(), "0772");
    expect_refused<Gemeentecode>({"772", "07720", "O772", ""});
    EXPECT_TRUE(Agb::parse("98000001"));
    expect_refused<Agb>({"9800000", "980000011", "9800000A"});
    EXPECT_TRUE(Oin::parse("99999999000000000001"));
    expect_refused<Oin>({"9999999900000000000", "999999990000000000011", "9999999900000000000x"});
    EXPECT_TRUE(SwvNumber::parse("VO00AA"));
    EXPECT_TRUE(SwvNumber::parse("PO2001"));
    expect_refused<SwvNumber>({"SO00AA", "VO00A", "vo00aa", "VO00AAA"});
}

TEST(Identifiers, EckIdsAndTheirHashesAreSeenWherever) {
    const std::string hash(64, 'a');
    const std::string pseudonym = std::string(64, '0') + std::string(64, 'F');
    for (const std::string& text :
         {"https://ketenid.nl/201703/" + pseudonym, std::string{"HTTPS://KETENID.NL/201703/x"}, hash, pseudonym,
          "id: " + hash + ".", "(" + pseudonym + ")"}) {
        EXPECT_TRUE(looks_like_eck_id(text)) << text;
    }
    for (const std::string& text : {std::string{}, std::string{"ketenid"}, std::string(63, 'a'), std::string(65, 'a'),
                                    std::string(127, 'a'), std::string(64, 'g'), hash + "x"}) {
        EXPECT_FALSE(looks_like_eck_id(text)) << text;
    }
}

TEST(Identifiers, NationalNumbersAreSeenHoweverSpaced) {
    for (const std::string_view text : {"111222333", "1112.22.333", "111 222 333", " 111222333", "101222331"}) {
        EXPECT_TRUE(looks_like_national_number(text)) << text;
    }
    for (const std::string_view text : {"", "111222334", "11122233", "0111222333", "111222333a", "2026-11-22"}) {
        EXPECT_FALSE(looks_like_national_number(text)) << text;
    }
}

TEST(Parties, AreWrittenAsRoleAndOrganisation) {
    const auto party = Party::parse("school:de-linde");
    ASSERT_TRUE(party);
    EXPECT_EQ(party->role, "school");
    EXPECT_EQ(party->org, "de-linde");
    EXPECT_EQ(party->text(), "school:de-linde");
    EXPECT_EQ(Party::parse("jgz")->text(), "jgz");
}

TEST(Parties, RefuseWhatIsNoSlug) {
    const std::string long_name(33, 'a');
    for (const std::string& text :
         {std::string{}, std::string{":de-linde"}, std::string{"school:"}, std::string{"School:x1"},
          std::string{"school:de linde"}, std::string{"school:a:b"}, std::string{"school:x"}, "school:" + long_name}) {
        EXPECT_FALSE(Party::parse(text)) << text;
    }
}

}  // namespace
}  // namespace kolk::schemas
