#include "crypto/pseudonyms.hpp"

#include "crypto/derive.hpp"
#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

TEST(PseudonymProperty, NoTwoOfManyChildrenAndPartiesEverMeet) {
    SeededRandom random{1};
    const SecretKey secret = pseudonymisation_secret(SecretKey::random(32, random));
    std::vector<PartnerPseudonyms> parties;
    for (const char* oin : {"99999999000000000001", "99999999000000000002"}) {
        for (const char* role : {"jgz", "leerplicht", "gemeente-jeugd"}) {
            for (const char* group : {"verzuimoverleg", "tlv-aanvraag"}) {
                parties.push_back(*PartnerPseudonyms::create(secret, *partner_domain(oin, role, group)));
            }
        }
    }
    std::set<pep::Point> seen;
    for (int child = 0; child < 50; ++child) {
        const Bytes point = new_subject_point(random);
        for (const PartnerPseudonyms& party : parties) {
            const auto pseudonym = party.of(point);
            ASSERT_TRUE(pseudonym);
            EXPECT_TRUE(pep::read_point(*pseudonym));
            EXPECT_TRUE(seen.insert(*pseudonym).second);
            EXPECT_EQ(*party.of(point), *pseudonym);
        }
    }
}

TEST(PseudonymProperty, AConvertedCiphertextOpensToThePseudonymOfTheRecipient) {
    SeededRandom random{2};
    const SecretKey pseudonymisation = SecretKey::random(64, random), encryption = SecretKey::random(64, random);
    const std::string from = *partner_domain("99999999000000000001", "jgz", "x");
    const std::string to = *partner_domain("99999999000000000002", "leerplicht", "x");
    const auto conversion =
        CiphertextConversion::create(pseudonymisation, encryption, {from, "2026-4-a"}, {to, "2026-4-b"});
    ASSERT_TRUE(conversion);
    const pep::Scalar global = *pep::read_scalar(pep::reduce(hmac_sha512(Bytes{1}, {})).bytes);
    const auto session = [&](const char* context) {
        return pep::multiply(pep::derive_factor(pep::FactorKind::pseudonym_rekey, encryption.reveal(), context),
                             global);
    };
    for (int child = 0; child < 20; ++child) {
        const Bytes point = new_subject_point(random);
        const auto sent = *PartnerPseudonyms::create(pseudonymisation, from)->of(point);
        const auto expected = *PartnerPseudonyms::create(pseudonymisation, to)->of(point);
        const pep::Point session_key = pep::multiply_base(session("2026-4-a"));
        const auto ciphertext = pep::encrypt(sent, session_key, global);
        ASSERT_TRUE(ciphertext);
        const auto first = conversion->convert(*ciphertext, session_key, random);
        const auto second = conversion->convert(*ciphertext, session_key, random);
        ASSERT_TRUE(first && second);
        EXPECT_FALSE(*first == *second) << "equal inputs must not be seen to be equal";
        EXPECT_EQ(pep::decrypt(*first, session("2026-4-b")), expected);
        EXPECT_EQ(pep::decrypt(*second, session("2026-4-b")), expected);
    }
}

TEST(PseudonymProperty, NoBytesWhateverGiveThePseudonymOfNobody) {
    SeededRandom random{3};
    const auto party =
        *PartnerPseudonyms::create(SecretKey::random(32, random), *partner_domain("99999999000000000001", "jgz", "x"));
    const pep::Point identity{};
    int refused = 0;
    for (int i = 0; i < 2'000; ++i) {
        pep::Point bytes{};
        random.fill(bytes);
        const auto pseudonym = party.of(bytes);
        if (!pseudonym) ++refused;
        if (pseudonym) {
            EXPECT_NE(*pseudonym, identity);
        }
    }
    EXPECT_GT(refused, 1'000) << "most strings of 32 bytes are no points";
}

}  // namespace
}  // namespace kolk::crypto
