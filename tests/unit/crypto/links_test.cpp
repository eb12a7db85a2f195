#include "crypto/links.hpp"

#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

class Links : public testing::Test {
protected:
    SeededRandom random{1};
    SecretKey key = SecretKey::random(32, random);

    Result<Digest> bsn(std::string_view number) { return link_token(key, NumberKind::bsn, "", number); }
    Result<Digest> local(std::string_view issuer, std::string_view number) {
        return link_token(key, NumberKind::local, issuer, number);
    }
};

TEST_F(Links, MeetUnderOneNumberAndOneKey) {
    EXPECT_EQ(*bsn("999990019"), *bsn("999990019"));
    EXPECT_NE(*bsn("999990019"), *bsn("999990020"));
    EXPECT_NE(*bsn("999990019"), *link_token(SecretKey::random(32, random), NumberKind::bsn, "", "999990019"));
}

TEST_F(Links, KeepKindsAndIssuersApart) {
    EXPECT_NE(*bsn("999990019"), *link_token(key, NumberKind::onderwijsnummer, "", "999990019"));
    EXPECT_NE(*bsn("999990019"), *local("00AA00", "999990019"));
    EXPECT_NE(*local("00AA00", "1"), *local("00AA01", "1"));
    EXPECT_NE(*local("00AA0", "01"), *local("00AA00", "1"));
}

TEST_F(Links, FillANumberOfEightDigits) {
    EXPECT_EQ(*bsn("09999001"), *bsn("009999001"));
}

TEST_F(Links, RefuseWhatDoesNotFitItsKind) {
    for (const std::string_view number : {"", "1234567", "1234567890", "99999001x", " 99990019"}) {
        EXPECT_FALSE(bsn(number)) << number;
    }
    EXPECT_FALSE(link_token(key, NumberKind::bsn, "00AA00", "999990019"));
    EXPECT_FALSE(local("", "1"));
    EXPECT_FALSE(local("00|AA", "1"));
    EXPECT_FALSE(local("00AA00", ""));
    EXPECT_FALSE(local("00AA00", std::string(256, 'x')));
}

TEST_F(Links, ErrorsNeverRepeatTheNumber) {
    const auto refused = bsn("99999001x");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().category.text, "link.number");
    EXPECT_EQ(refused.error().for_operator.find("99999001"), std::string::npos);
}

TEST_F(Links, BlindAndUnblindGiveTheTokenThatTheKeyGives) {
    const Bytes message = link_message(1, "999990019");
    const SecretKey gateway = new_blind(random), blind = new_blind(random);
    const auto blinded = blind_number(message, blind);
    ASSERT_TRUE(blinded);
    const auto evaluated = evaluate_blinded(gateway, *blinded);
    ASSERT_TRUE(evaluated);
    const auto token = unblind_token(blind, *evaluated);
    ASSERT_TRUE(token);
    EXPECT_EQ(*token, *evaluate_blinded(gateway, blind_hash(message)));
    EXPECT_NE(*blinded, *blind_number(message, new_blind(random)));
    const SecretKey next = new_blind(random);
    EXPECT_EQ(*evaluate_blinded(token_rotation(gateway, next), *token), *evaluate_blinded(next, blind_hash(message)));
}

}  // namespace
}  // namespace kolk::crypto
