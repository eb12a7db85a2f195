#include "crypto/note.hpp"

#include "crypto/merkle.hpp"
#include "crypto/receipt.hpp"
#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

constexpr std::string_view origin = "voorbeeldregio.kolk.example/log";

class Notes : public testing::Test {
protected:
    SeededRandom random{1};
    SigningKey key = SigningKey::from_seed(SecretKey::random(32, random));
    NoteVerifier verifier{std::string{origin}, key.public_key()};

    static Checkpoint checkpoint() { return {std::string{origin}, 3, leaf_hash({}), {}}; }
    [[nodiscard]] std::string signed_checkpoint() const { return *sign_checkpoint(checkpoint(), key); }
    [[nodiscard]] bool opens(const std::string& note) const {
        return open_checkpoint(note, origin, key.public_key()).has_value();
    }
    /// A correctly signed note over any text.
    [[nodiscard]] std::string note_over(const std::string& text) const { return *sign_note(text, origin, key); }
};

TEST_F(Notes, CheckpointComesBackAsItWasSigned) {
    const auto opened = open_checkpoint(signed_checkpoint(), origin, key.public_key());
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, checkpoint());
}

TEST_F(Notes, CheckpointKeepsItsExtensions) {
    Checkpoint extended = checkpoint();
    extended.extensions = {"first", "second line"};
    const auto note = sign_checkpoint(extended, key);
    ASSERT_TRUE(note);
    EXPECT_EQ(*open_checkpoint(*note, origin, key.public_key()), extended);
}

TEST_F(Notes, CheckpointOfAnotherOriginOrKeyIsRefused) {
    const SigningKey other = SigningKey::from_seed(SecretKey::random(32, random));
    EXPECT_FALSE(open_checkpoint(signed_checkpoint(), "other.example/log", key.public_key()));
    EXPECT_FALSE(open_checkpoint(signed_checkpoint(), origin, other.public_key()));
    const auto elsewhere = write_checkpoint({"other.example/log", 0, empty_root(), {}});
    ASSERT_TRUE(elsewhere);
    EXPECT_FALSE(opens(note_over(*elsewhere)));
}

TEST_F(Notes, CheckpointsOfAnotherFormAreRefusedHoweverWellSigned) {
    const std::string root = base::to_base64(leaf_hash({}));
    const std::string first = std::string{origin} + '\n';
    EXPECT_TRUE(opens(note_over(first + "3\n" + root + "\n")));
    EXPECT_TRUE(opens(note_over(first + "18446744073709551615\n" + root + "\n")));
    EXPECT_FALSE(opens(note_over(first + "18446744073709551616\n" + root + "\n")));
    for (const std::string_view size : {"03", "+3", "-3", "3 ", " 3", "", "0x3"}) {
        EXPECT_FALSE(opens(note_over(first + std::string{size} + '\n' + root + '\n'))) << size;
    }
    EXPECT_FALSE(opens(note_over(first + "0\n" + root + "\n"))) << "an empty tree has one root";
    EXPECT_FALSE(opens(note_over(first + "3\n" + root.substr(4) + "\n")));
    EXPECT_FALSE(opens(note_over(first + "3\n")));
    EXPECT_FALSE(opens(note_over(first + "3\n" + root + "\n\nmore\n"))) << "an extension is not empty";
}

TEST_F(Notes, ANoteNeedsItsExactForm) {
    const std::string note = signed_checkpoint();
    EXPECT_TRUE(read_note(note));
    EXPECT_FALSE(read_note(note.substr(0, note.size() - 1))) << "no final line feed";
    EXPECT_FALSE(read_note(note + "more\n"));
    EXPECT_FALSE(read_note(note + "\n"));
    EXPECT_FALSE(read_note("\xff" + note)) << "no UTF-8";
    EXPECT_FALSE(read_note("\xc0\xaf" + note)) << "overlong";
    EXPECT_FALSE(read_note("\xed\xa0\x80" + note)) << "surrogate";
    EXPECT_FALSE(read_note("\t" + note));
    EXPECT_FALSE(read_note(""));
    EXPECT_FALSE(read_note("text\n\n"));
    EXPECT_FALSE(read_note("text\n\n\xe2\x80\x94 name AAAA\n")) << "a key id without a signature";
    EXPECT_FALSE(read_note("text\n\n\xe2\x80\x94 a+b AAAAAAA=\n"));
    EXPECT_FALSE(
        read_note("text\n\n\xe2\x80\x94 a\xc2\xa0"
                  "b AAAAAAA=\n"))
        << "a space that is not ASCII";
    EXPECT_FALSE(read_note(std::string(70'000, 'x') + note)) << "too long";
}

TEST_F(Notes, ManySignaturesAreReadAndTooManyRefused) {
    std::string note = signed_checkpoint();
    const std::string line = note.substr(note.rfind("\xe2\x80\x94"));
    for (int i = 1; i < 64; ++i) note += line;
    EXPECT_TRUE(opens(note));
    EXPECT_FALSE(opens(note + line));
}

TEST_F(Notes, OthersSignaturesAreIgnoredAndAWrongOneOfAKnownKeyIsNot) {
    const SigningKey witness = SigningKey::from_seed(SecretKey::random(32, random));
    const std::string note = signed_checkpoint();
    const std::string text = note.substr(0, note.rfind("\n\n") + 1);
    const std::string cosigned = *sign_note(text, "getuige.example", witness);
    const std::string witness_line = cosigned.substr(text.size() + 1);
    EXPECT_TRUE(opens(note + witness_line));
    EXPECT_FALSE(opens(cosigned)) << "signed by a stranger only";
    const std::vector<NoteVerifier> known{verifier, {"getuige.example", witness.public_key()}};
    EXPECT_EQ(verify_note(*read_note(note + witness_line), known)->size(), 2u);
    Note forged = *read_note(note + witness_line);
    forged.signatures[1].signature[7] ^= 1;
    EXPECT_FALSE(verify_note(forged, known));
}

TEST_F(Notes, VerifierTextComesBackAndEveryChangeIsRefused) {
    const std::string text = write_verifier(verifier);
    const auto back = read_verifier(text);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->name, verifier.name);
    EXPECT_EQ(back->public_key, verifier.public_key);
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        changed[i] = changed[i] == 'b' ? 'c' : 'b';
        EXPECT_FALSE(read_verifier(changed)) << i;
    }
}

TEST_F(Notes, NothingIsSignedThatCouldNotBeRead) {
    EXPECT_FALSE(sign_note("no line feed", origin, key));
    EXPECT_FALSE(sign_note("text\n", "a name", key));
    EXPECT_FALSE(sign_checkpoint({"two\nlines", 0, empty_root(), {}}, key));
    EXPECT_FALSE(sign_checkpoint({std::string{origin}, 0, leaf_hash({}), {}}, key));
}

TEST_F(Notes, ReceiptProvesItsEntryOnly) {
    std::vector<Digest> leaves;
    for (std::uint8_t i = 0; i < 5; ++i) leaves.push_back(leaf_hash(Bytes{i}));
    const std::string note = *sign_checkpoint({std::string{origin}, 5, merkle_root(leaves), {}}, key);
    const std::string text = write_receipt({2, inclusion_proof(leaves, 2), note});
    const auto proven = verify_receipt(text, Bytes{2}, origin, key.public_key());
    ASSERT_TRUE(proven);
    EXPECT_EQ(proven->size, 5u);
    EXPECT_FALSE(verify_receipt(text, Bytes{3}, origin, key.public_key()));
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        changed[i] = changed[i] == 'B' ? 'C' : 'B';
        EXPECT_FALSE(verify_receipt(changed, Bytes{2}, origin, key.public_key())) << i;
    }
}

}  // namespace
}  // namespace kolk::crypto
