#include "crypto/pseudonyms.hpp"

#include "crypto/derive.hpp"
#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

constexpr std::string_view oin = "99999999000000000001";

class Pseudonyms : public testing::Test {
protected:
    SeededRandom random{1};
    SecretKey secret = SecretKey::random(64, random);
    Bytes point = new_subject_point(random);

    PartnerPseudonyms partner(std::string_view role, std::string_view group = "verzuimoverleg") {
        return *PartnerPseudonyms::create(secret, *partner_domain(oin, role, group));
    }
};

TEST_F(Pseudonyms, AreStableForOnePartyAndDifferBetweenParties) {
    EXPECT_EQ(*partner("leerplicht").of(point), *partner("leerplicht").of(point));
    EXPECT_NE(*partner("leerplicht").of(point), *partner("gemeente-jeugd").of(point));
    EXPECT_NE(*partner("leerplicht").of(point), *partner("leerplicht", "tlv-aanvraag").of(point));
    EXPECT_NE(*partner("leerplicht").of(point), *partner("leerplicht").of(new_subject_point(random)));
}

TEST_F(Pseudonyms, CanBeRotatedByThePartyItself) {
    const SecretKey next_secret = SecretKey::random(64, random);
    const auto old_one = partner("jgz");
    const auto new_one = *PartnerPseudonyms::create(next_secret, *partner_domain(oin, "jgz", "verzuimoverleg"));
    const auto rotated = rotate_pseudonym(old_one.rotation_to(new_one), *old_one.of(point));
    ASSERT_TRUE(rotated);
    EXPECT_EQ(*rotated, *new_one.of(point));
}

TEST_F(Pseudonyms, NameRegionKeysAndVersion) {
    const auto pseudonym = *partner("jgz").of(point);
    const auto text = write_pseudonym("vb", "k1", pseudonym);
    ASSERT_TRUE(text);
    EXPECT_EQ(*text, "ko1.vb.k1." + base::to_hex(pseudonym));
    EXPECT_EQ(*read_pseudonym("vb", "k1", *text), pseudonym);
    std::string upper = base::to_hex(pseudonym);
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    EXPECT_EQ(*read_pseudonym("vb", "k1", "ko1.vb.k1." + upper), pseudonym);
    EXPECT_FALSE(read_pseudonym("vb", "k2", *text));
    EXPECT_FALSE(read_pseudonym("nm", "k1", *text));
    EXPECT_FALSE(read_pseudonym("vb", "k1", text->substr(0, text->size() - 2)));
}

TEST_F(Pseudonyms, RefuseTagsAndKeySetsOfAnotherForm) {
    const auto pseudonym = *partner("jgz").of(point);
    for (const std::string_view tag : {"", "v", "VB", "v.b", "toolongtag"}) {
        EXPECT_FALSE(write_pseudonym(tag, "k1", pseudonym)) << tag;
    }
    for (const std::string_view keyset : {"", "k", "k0", "k01", "1", "K1", "k1x"}) {
        EXPECT_FALSE(write_pseudonym("vb", keyset, pseudonym)) << keyset;
    }
}

TEST(PartnerDomain, TakesOnlyItsOwnForm) {
    EXPECT_EQ(*partner_domain(oin, "jgz", "verzuimoverleg"), "oin:99999999000000000001|jgz|verzuimoverleg");
    EXPECT_FALSE(partner_domain("9999999900000000000", "jgz", "x"));
    EXPECT_FALSE(partner_domain("9999999900000000000a", "jgz", "x"));
    EXPECT_FALSE(partner_domain(oin, "JGZ", "x"));
    EXPECT_FALSE(partner_domain(oin, "jgz|x", "x"));
    EXPECT_FALSE(partner_domain(oin, "", "x"));
    EXPECT_FALSE(partner_domain(oin, "jgz", ""));
}

TEST(LogEpoch, IsTheQuarterInUtc) {
    const auto epoch = [](std::string_view moment) { return log_epoch(*base::parse_instant(moment)); };
    EXPECT_EQ(epoch("2026-11-22T06:00:00Z"), 4u * 2026 + 3);
    EXPECT_EQ(epoch("2026-12-31T23:59:59.999Z"), 4u * 2026 + 3);
    EXPECT_EQ(epoch("2027-01-01T00:30:00+01:00"), 4u * 2026 + 3);
    EXPECT_EQ(epoch("2027-01-01T00:00:00Z"), 4u * 2027);
    EXPECT_EQ(epoch("2027-03-31T23:59:59Z"), 4u * 2027);
    EXPECT_EQ(epoch("2027-04-01T00:00:00Z"), 4u * 2027 + 1);
    EXPECT_EQ(epoch("2027-07-01T00:00:00Z"), 4u * 2027 + 2);
}

TEST(LogPseudonym, GroupsWithinAnEpochOnly) {
    SeededRandom random{2};
    const SecretKey key = SecretKey::random(32, random);
    Bytes salt(32), other(32);
    random.fill(salt);
    random.fill(other);
    EXPECT_EQ(*log_pseudonym(key, 8107, salt), *log_pseudonym(key, 8107, salt));
    EXPECT_NE(*log_pseudonym(key, 8107, salt), *log_pseudonym(key, 8108, salt));
    EXPECT_NE(*log_pseudonym(key, 8107, salt), *log_pseudonym(key, 8107, other));
    EXPECT_NE(*log_pseudonym(key, 8107, salt), *log_pseudonym(SecretKey::random(32, random), 8107, salt));
    EXPECT_FALSE(log_pseudonym(key, 8107, ByteView{salt}.first(31)));
    EXPECT_FALSE(log_pseudonym(SecretKey::random(16, random), 8107, salt));
}

TEST(Tombstone, RecognisesWhatWasForgottenAndNothingElse) {
    SeededRandom random{3};
    const SecretKey key = tombstone_key(SecretKey::random(32, random));
    const Bytes point = new_subject_point(random);
    EXPECT_EQ(tombstone(key, point), tombstone(key, point));
    EXPECT_NE(tombstone(key, point), tombstone(key, new_subject_point(random)));
    EXPECT_NE(tombstone(key, point), tombstone(tombstone_key(SecretKey::random(32, random)), point));
}

}  // namespace
}  // namespace kolk::crypto
