#include "crypto/seal.hpp"

#include "crypto/digest.hpp"
#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

ByteView text(std::string_view value) {
    return base::as_bytes(value);
}

TEST(Seal, OpensToWhatWasSealed) {
    SeededRandom random{1};
    const SecretKey key = SecretKey::random(32, random);
    for (const std::size_t size : {0u, 1u, 64u, 100'000u}) {
        const Bytes content(size, 7);
        const auto opened =
            open(key, seal(key, content, {text("region"), text("field")}, random), {text("region"), text("field")});
        ASSERT_TRUE(opened);
        EXPECT_EQ(*opened, content);
    }
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.1: the nonce comes first, then the ciphertext and the tag.
TEST(Seal, OpensThePublishedExample) {
    const SecretKey key =
        SecretKey::copy(*base::from_hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
    class Nonce final : public base::Random {
        void fill(std::span<std::uint8_t> out) override {
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(0x40 + i);
        }
    } nonce;
    const Bytes sealed = seal(key, text("Ladies and Gentlemen of the class of '99"), {}, nonce);
    EXPECT_EQ(base::to_hex(ByteView{sealed}.first(24)), "404142434445464748494a4b4c4d4e4f5051525354555657");
    EXPECT_EQ(base::to_hex(ByteView{sealed}.subspan(24, 40)),
              "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa644");
}

TEST(Seal, OpensOnlyWithTheSameKeyAndPlace) {
    SeededRandom random{2};
    const SecretKey key = SecretKey::random(32, random);
    const Bytes sealed = seal(key, text("content"), {text("ab"), text("c")}, random);
    EXPECT_TRUE(open(key, sealed, {text("ab"), text("c")}));
    EXPECT_FALSE(open(key, sealed, {text("a"), text("bc")}));
    EXPECT_FALSE(open(key, sealed, {text("abc")}));
    EXPECT_FALSE(open(key, sealed, {text("ab"), text("c"), text("")}));
    EXPECT_FALSE(open(SecretKey::random(32, random), sealed, {text("ab"), text("c")}));
}

TEST(Seal, NeverGivesTheSameTwice) {
    SeededRandom random{3};
    const SecretKey key = SecretKey::random(32, random);
    EXPECT_NE(seal(key, text("content"), {}, random), seal(key, text("content"), {}, random));
}

TEST(Seal, SaysWhatHappenedWithoutTheContent) {
    SeededRandom random{4};
    const auto opened = open(SecretKey::random(32, random), Bytes(10), {});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().category.text, "crypto.unsealed");
    EXPECT_EQ(opened.error().for_peer.text, "internal error");
}

TEST(Seal, RefusesAKeyOfAnotherSize) {
    SeededRandom random{5};
    EXPECT_THROW(static_cast<void>(seal(SecretKey::random(16, random), {}, {}, random)), std::logic_error);
}

TEST(WrappedKey, ComesBackWhole) {
    SeededRandom random{6};
    const SecretKey wrapping = SecretKey::random(32, random), key = SecretKey::random(32, random);
    const Bytes wrapped = wrap_key(wrapping, key, {text("id")}, random);
    const auto back = unwrap_key(wrapping, wrapped, {text("id")});
    ASSERT_TRUE(back);
    EXPECT_TRUE(*back == key);
    EXPECT_FALSE(unwrap_key(wrapping, wrapped, {text("other id")}));
    EXPECT_FALSE(unwrap_key(key, wrapped, {text("id")}));
    EXPECT_FALSE(unwrap_key(wrapping, Bytes(40), {text("id")}));
}

TEST(Digest, PartsNeverRunIntoEachOther) {
    SeededRandom random{7};
    const SecretKey key = SecretKey::random(32, random);
    EXPECT_NE(keyed_digest(key, {text("ab"), text("c")}), keyed_digest(key, {text("a"), text("bc")}));
    EXPECT_NE(keyed_digest(key, {text("ab")}), keyed_digest(key, {text("ab"), text("")}));
    EXPECT_NE(keyed_digest(key, {text("ab")}), keyed_digest(SecretKey::random(32, random), {text("ab")}));
    EXPECT_EQ(keyed_digest(key, {text("ab")}), keyed_digest(key, {text("ab")}));
}

TEST(Digest, IsTheStandardOne) {
    EXPECT_EQ(base::to_hex(sha256(text("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    // RFC 4231 section 4.3.
    const auto code = hmac_sha512(text("Jefe"), {text("what do ya want "), text("for nothing?")});
    EXPECT_EQ(base::to_hex(code),
              "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a3"
              "4d4a6b4b636e070a38bce737");
}

}  // namespace
}  // namespace kolk::crypto
