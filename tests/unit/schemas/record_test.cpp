#include "schemas/record.hpp"

#include "tests/support/printable.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <sstream>

namespace kolk::schemas {
namespace {

using tests::Printable;

static_assert(!Printable<Content>);

std::string canonical(std::string_view json) {
    const auto content = Content::parse(json);
    return content ? content->canonical() : "(none)";
}

std::string number(double value) {
    Content content;
    content.set("n", value);
    const std::string text = content.canonical();
    return text.substr(5, text.size() - 6);
}

TEST(Contents, EmptyTextAndNullCountAsAbsent) {
    Content content{{{"a", ""}, {"b", nullptr}, {"c", "x"}}};
    EXPECT_EQ(content.reveal().size(), 1u);
    content.set("c", "");
    EXPECT_TRUE(content.empty());
    content.set("n", std::numeric_limits<double>::quiet_NaN());
    EXPECT_TRUE(content.empty());
}

TEST(Contents, AKeyThatStandsTwiceInOneObjectIsNoContent) {
    EXPECT_EQ(canonical(R"({"a":1,"a":2})"), "(none)");
    EXPECT_EQ(canonical(R"({"a":[{"b":true,"\u0062":false}]})"), "(none)") << "the same key, written otherwise";
    EXPECT_EQ(canonical(R"({"a":{"b":{"c":1},"b":{"c":1,"d":2}}})"), "(none)");
    EXPECT_EQ(canonical(R"({"a":{"a":[{"a":1},{"a":1}]}})"), R"({"a":{"a":[{"a":1},{"a":1}]}})");
}

TEST(Contents, AreFoundAndRemovedByName) {
    Content content;
    content.set("status", "gestart");
    content.set("uren", 18);
    EXPECT_EQ(content.text("status"), "gestart");
    EXPECT_EQ(content.text("uren"), "");
    EXPECT_TRUE(content.has("uren"));
    content.erase("uren");
    EXPECT_EQ(content.find("uren"), nullptr);
}

TEST(Contents, OneNumberHasOneRepresentation) {
    const Content whole{{{"uren", 18}}};
    const Content fraction{{{"uren", 18.0}}};
    const Content nested{{{"list", boost::json::array{18.0}}}};
    EXPECT_EQ(whole, fraction);
    EXPECT_EQ(whole.canonical(), R"({"uren":18})");
    EXPECT_EQ(nested.canonical(), R"({"list":[18]})");
}

// The sample of RFC 8785 section 3.2.2, without its null (which counts as absent here) at the top level.
TEST(Canonical, GivesThePublishedAnswer) {
    EXPECT_EQ(canonical("{\"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
                        "\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                        "\"literals\": [null, true, false]}"),
              "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
              "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

// The sample of RFC 8785 section 3.2.3: sorted as UTF-16, so the emoji (a surrogate pair) comes before U+FB33.
TEST(Canonical, SortsNamesAsUtf16) {
    EXPECT_EQ(canonical(R"({"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7})"),
              "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,\"\xf0\x9f\x98\x80\":5,"
              "\"\xef\xac\xb3\":3}");
}

// RFC 8785 appendix B, by the bits of each number.
TEST(Canonical, WritesNumbersAsPublished) {
    const std::pair<std::uint64_t, std::string_view> answers[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (const auto& [bits, text] : answers) EXPECT_EQ(number(std::bit_cast<double>(bits)), text);
}

TEST(Canonical, ReadsBackWhatItWrote) {
    const Content content{{{"naam", "Ünal, \"Sam\"\n"}, {"uren", 18.25}, {"lijst", boost::json::array{"a", "b"}}}};
    EXPECT_EQ(Content::parse(content.canonical()), content);
    EXPECT_EQ(Content{}.canonical(), "{}");
    EXPECT_EQ(Content::parse("{}"), Content{});
}

TEST(Canonical, AnythingButOneObjectIsNothing) {
    for (const std::string_view text : {"", "[]", "1", "{", "{}{}", "{\"a\":1,}", "{\"a\":\"\xff\"}"}) {
        EXPECT_EQ(Content::parse(text), std::nullopt);
    }
}

}  // namespace
}  // namespace kolk::schemas
