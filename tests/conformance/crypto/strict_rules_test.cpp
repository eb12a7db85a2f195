#include "crypto/links.hpp"
#include "crypto/pseudonyms.hpp"
#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

// Where a gateway must be stricter than libpep. Each test first shows what libpep accepts, then that we refuse it.
class StricterThanLibpep : public testing::Test {
protected:
    SeededRandom random{1};
    SecretKey secret = SecretKey::random(64, random);
    std::string domain = *partner_domain("99999999000000000001", "jgz", "verzuimoverleg");
    PartnerPseudonyms partner = *PartnerPseudonyms::create(secret, domain);
    CiphertextConversion conversion =
        *CiphertextConversion::create(secret, secret, {"domain-a", "session-a"}, {"domain-b", "session-b"});
    pep::Point identity{};
    pep::Point point = *pep::read_point(new_subject_point(random));
    pep::Point session_key = *pep::read_point(new_subject_point(random));

    static std::string category(const auto& result) { return std::string{result.error().category.text}; }
};

TEST_F(StricterThanLibpep, IdentityIsNoSubjectPoint) {
    ASSERT_TRUE(pep::read_point(identity));
    EXPECT_EQ(category(partner.of(identity)), "crypto.point");
    EXPECT_EQ(category(rotate_pseudonym(new_blind(random), identity)), "crypto.point");
    EXPECT_EQ(category(write_pseudonym("vb", "k1", identity)), "crypto.point");
    EXPECT_EQ(category(read_pseudonym("vb", "k1", "ko1.vb.k1." + std::string(64, '0'))), "crypto.point");
}

TEST_F(StricterThanLibpep, IdentityIsNoHalfOfACiphertextAndNoPublicKey) {
    ASSERT_TRUE(pep::read_ciphertext(pep::write_ciphertext({identity, point})));
    ASSERT_TRUE(conversion.convert({point, point}, session_key, random));
    EXPECT_EQ(category(conversion.convert({identity, point}, session_key, random)), "crypto.point");
    EXPECT_EQ(category(conversion.convert({point, identity}, session_key, random)), "crypto.point");
    EXPECT_EQ(category(conversion.convert({point, point}, identity, random)), "crypto.point");
}

TEST_F(StricterThanLibpep, IdentityIsNoBlindedNumber) {
    const SecretKey key = new_blind(random);
    EXPECT_EQ(category(evaluate_blinded(key, identity)), "crypto.point");
    EXPECT_EQ(category(unblind_token(key, identity)), "crypto.point");
}

TEST_F(StricterThanLibpep, AMultiplicationThatFailsGivesNoPseudonym) {
    const auto bad = *base::from_hex("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371");
    EXPECT_EQ(category(partner.of(bad)), "crypto.point");
    EXPECT_EQ(category(partner.of(ByteView{point}.first(31))), "crypto.point");
    EXPECT_EQ(category(partner.of({})), "crypto.point");
    EXPECT_EQ(category(evaluate_blinded(new_blind(random), bad)), "crypto.point");
}

TEST_F(StricterThanLibpep, SecretsHaveAtLeast32Bytes) {
    const Bytes empty;
    EXPECT_EQ(pep::derive_factor(pep::FactorKind::reshuffle, empty, "x"),
              pep::derive_factor(pep::FactorKind::reshuffle, Bytes(2), "x"));
    for (const std::size_t size : {0u, 1u, 31u}) {
        const SecretKey brief = SecretKey::random(size, random);
        EXPECT_EQ(category(PartnerPseudonyms::create(brief, domain)), "crypto.key") << size;
        EXPECT_EQ(category(CiphertextConversion::create(brief, secret, {"a", "b"}, {"c", "d"})), "crypto.key");
        EXPECT_EQ(category(CiphertextConversion::create(secret, brief, {"a", "b"}, {"c", "d"})), "crypto.key");
        EXPECT_EQ(category(link_token(brief, NumberKind::bsn, "", "999990019")), "crypto.key");
    }
    EXPECT_TRUE(PartnerPseudonyms::create(SecretKey::random(32, random), domain));
}

TEST_F(StricterThanLibpep, DomainsAndContextsAreNeverEmpty) {
    EXPECT_EQ(category(PartnerPseudonyms::create(secret, "")), "crypto.domain");
    EXPECT_EQ(category(CiphertextConversion::create(secret, secret, {"", "b"}, {"c", "d"})), "crypto.domain");
    EXPECT_EQ(category(CiphertextConversion::create(secret, secret, {"a", ""}, {"c", "d"})), "crypto.domain");
    EXPECT_EQ(category(CiphertextConversion::create(secret, secret, {"a", "b"}, {"", "d"})), "crypto.domain");
    EXPECT_EQ(category(CiphertextConversion::create(secret, secret, {"a", "b"}, {"c", ""})), "crypto.domain");
}

TEST_F(StricterThanLibpep, ADomainNamesOneRoleOfOneOrganisation) {
    for (const std::string_view other :
         {"domain-a", "oin:99999999000000000001", "oin:99999999000000000001|jgz", "oin:99999999000000000001|jgz|",
          "oin:99999999000000000001|jgz|x|y", "oin:99999999000000000001|jgz|x ", "oin:9999999900000000000|jgz|x",
          "OIN:99999999000000000001|jgz|x"}) {
        EXPECT_EQ(category(PartnerPseudonyms::create(secret, other)), "crypto.domain") << other;
    }
}

TEST_F(StricterThanLibpep, ConversionIsNeverBareRsk) {
    const pep::Ciphertext ciphertext{point, session_key};
    const pep::Scalar one = pep::reduce({1});
    EXPECT_EQ(pep::transcrypt(ciphertext, one, one), pep::transcrypt(ciphertext, one, one));
    const auto first = conversion.convert(ciphertext, session_key, random);
    const auto second = conversion.convert(ciphertext, session_key, random);
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->blinding, second->blinding);
    EXPECT_NE(first->masked, second->masked);
}

TEST_F(StricterThanLibpep, PseudonymsAreWrittenInLowerCase) {
    const auto text = write_pseudonym("vb", "k1", *partner.of(point));
    ASSERT_TRUE(text);
    EXPECT_EQ(text->find_first_of("ABCDEF"), std::string::npos);
}

TEST_F(StricterThanLibpep, EckIdIsRefusedAtTheDoorWhateverItComesAs) {
    const SecretKey key = SecretKey::random(32, random);
    const std::string chain_id(128, 'a'), first_level(64, '0');
    for (const std::string& number :
         {"https://ketenid.nl/201703/" + chain_id, "HTTPS://KetenID.nl/201703/" + chain_id, chain_id, first_level}) {
        EXPECT_EQ(category(link_token(key, NumberKind::local, "00AA00", number)), "link.eck-id");
        EXPECT_EQ(category(link_token(key, NumberKind::bsn, "", number)), "link.eck-id");
    }
    EXPECT_TRUE(link_token(key, NumberKind::local, "00AA00", "LN0001"));
}

}  // namespace
}  // namespace kolk::crypto
