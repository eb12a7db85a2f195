#include "schemas/base/bytes.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kolk::base {
namespace {

Bytes bytes_of(std::string_view text) {
    const ByteView view = as_bytes(text);
    return {view.begin(), view.end()};
}

TEST(Hex, WritesLowerCaseAndReadsEitherCase) {
    EXPECT_EQ(to_hex(Bytes{0x00, 0x9f, 0xff}), "009fff");
    EXPECT_EQ(from_hex("009fFF"), (Bytes{0x00, 0x9f, 0xff}));
    EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(Hex, RefusesWhatIsNoHex) {
    for (const std::string_view text : {"0", "0g", " 00", "0x00", "00\n"}) EXPECT_EQ(from_hex(text), std::nullopt);
}

// The test vectors of RFC 4648 section 10.
TEST(Base64, GivesThePublishedAnswers) {
    const std::pair<std::string_view, std::string_view> answers[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [plain, coded] : answers) {
        EXPECT_EQ(to_base64(as_bytes(plain)), coded);
        EXPECT_EQ(from_base64(coded), bytes_of(plain));
    }
}

TEST(Base64, EveryByteSurvives) {
    Bytes all;
    for (int value = 0; value < 256; ++value) all.push_back(static_cast<std::uint8_t>(value));
    EXPECT_EQ(from_base64(to_base64(all)), all);
}

// One text for one value: leftover bits, missing or extra padding and white space would give a value several texts.
TEST(Base64, IsStrict) {
    for (const std::string_view text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", "Zm 9v", "Zm-_", "=",
                                        "====", "Z===", "Zg==Zg==", "Zm9vZm9"}) {
        EXPECT_EQ(from_base64(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace kolk::base
