#include "crypto/seal.hpp"

#include "crypto/note.hpp"
#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

TEST(SealProperty, EveryChangedByteIsNoticed) {
    SeededRandom random{1};
    const SecretKey key = SecretKey::random(32, random);
    const Bytes place{1, 2, 3};
    for (const std::size_t size : {0u, 1u, 33u, 200u}) {
        Bytes content(size);
        random.fill(content);
        Bytes sealed = seal(key, content, {place}, random);
        for (std::size_t at = 0; at < sealed.size(); ++at) {
            for (const std::uint8_t flip : {1, 0x80, 0xff}) {
                sealed[at] ^= flip;
                EXPECT_FALSE(open(key, sealed, {place})) << size << ' ' << at;
                sealed[at] ^= flip;
            }
            EXPECT_FALSE(open(key, ByteView{sealed}.first(at), {place})) << "cut at " << at;
        }
        EXPECT_TRUE(open(key, sealed, {place}));
        sealed.push_back(0);
        EXPECT_FALSE(open(key, sealed, {place}));
    }
}

TEST(NoteProperty, EveryChangedByteOfASignedCheckpointIsNoticed) {
    SeededRandom random{2};
    const SigningKey key = SigningKey::from_seed(SecretKey::random(32, random));
    const std::string origin = "voorbeeldregio.kolk.example/log";
    const std::string note = *sign_checkpoint({origin, 12, sha256({}), {}}, key);
    ASSERT_TRUE(open_checkpoint(note, origin, key.public_key()));
    for (std::size_t at = 0; at < note.size(); ++at) {
        for (const int flip : {1, 2, 0x20, 0x80}) {
            std::string changed = note;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            EXPECT_FALSE(open_checkpoint(changed, origin, key.public_key())) << at;
        }
        EXPECT_FALSE(open_checkpoint(note.substr(0, at), origin, key.public_key())) << "cut at " << at;
    }
}

TEST(NoteProperty, NoBytesWhateverBreakTheReader) {
    SeededRandom random{3};
    const SigningKey key = SigningKey::from_seed(SecretKey::random(32, random));
    const std::string note = *sign_note("text\n", "name", key);
    for (int round = 0; round < 20'000; ++round) {
        std::array<std::uint8_t, 8> choice{};
        random.fill(choice);
        std::string changed = note;
        for (std::size_t i = 0; i < 4; ++i) changed[choice[i] % changed.size()] = static_cast<char>(choice[i + 4]);
        const auto read = read_note(changed);
        if (!read) {
            EXPECT_EQ(read.error().category.text, "note.malformed");
        }
    }
}

}  // namespace
}  // namespace kolk::crypto
