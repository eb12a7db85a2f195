#include "policies/codes.hpp"

#include "policies/condition.hpp"

#include <gtest/gtest.h>

// A code is the same however it is typed: what a law forbids must not pass by a space or a capital.

namespace kolk::tests {
namespace {

namespace json = boost::json;
using policies::FieldIs;
using policies::is_same_code;

TEST(Codes, MeanTheSameWithWhateverSpacesAround) {
    for (const std::string space : {" ",      "\t",     "\n",     "\r",     "\v",
                                    "\f",     "\x1c",   "\x1f",   "\u0085", "\u00a0",
                                    "\u1680", "\u2000", "\u2009", "\u200a", "\u2028",
                                    "\u2029", "\u202f", "\u205f", "\u3000", " \u2009\u00a0\t"}) {
        EXPECT_TRUE(is_same_code("3" + space, "3")) << space;
        EXPECT_TRUE(is_same_code(space + "3", "3")) << space;
        EXPECT_TRUE(is_same_code("3", space + "3" + space)) << space;
        EXPECT_FALSE(is_same_code("3" + space + "3", "33")) << "a space within separates";
        EXPECT_TRUE(policies::without_spaces_around(space + space).empty());
    }
    EXPECT_FALSE(is_same_code("3\u20ac", "3")) << "no space, though it begins with the same byte as one";
    EXPECT_TRUE(is_same_code("graad  3", "graad\u00a03")) << "between two words one space is as good as two";
}

TEST(Codes, MeanTheSameWithWhateverNobodySees) {
    for (const std::string unseen : {"\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\u2060", "\u061c", "\ufe0f",
                                     "\u3164", "\x7f", "\u0086", "\x01", "\U000e0041"}) {
        EXPECT_TRUE(is_same_code(unseen + "ziek", "ziek"));
        EXPECT_TRUE(is_same_code("zi" + unseen + "ek", "ziek"));
        EXPECT_TRUE(is_same_code("ziek", unseen + "ziek" + unseen));
        EXPECT_TRUE(policies::without_spaces_around(unseen + " " + unseen).empty());
        EXPECT_TRUE(policies::has_word("langdurig " + unseen + "ziek", "ziek"));
    }
    EXPECT_TRUE(is_same_code(std::string_view{"zi\0ek", 5}, "ziek"));
    EXPECT_FALSE(is_same_code("\xff", "")) << "what is no character is not passed over";
    EXPECT_FALSE(is_same_code("ziek\xe2\x80", "ziek"));
}

TEST(Codes, AreFoundAsAWordOfAText) {
    for (const char* text : {"ziek", "Ziek (langdurig)", "langdurig-ziek", "kind is ZIEK.", "verlof/ziek", "_ziek_",
                             "z\u00efek", "ziek\u2014thuis", "\u00abziek\u00bb"})
        EXPECT_TRUE(policies::has_word(text, "ziek")) << text;
    for (const char* text : {"", " ", "muziek", "ziekenhuis", "zieke ouder", "zie k", "zie-k", "\u0142ziek"})
        EXPECT_FALSE(policies::has_word(text, "ziek")) << text;
}

TEST(Codes, MeanTheSameInWhateverCapitals) {
    EXPECT_TRUE(is_same_code("ZIEK", "ziek"));
    EXPECT_TRUE(is_same_code("GE\u00cfNFORMEERD", "ge\u00efnformeerd"));
    EXPECT_TRUE(is_same_code("\u00c0\u00d6\u00d8\u00de", "\u00e0\u00f6\u00f8\u00fe"));
    EXPECT_TRUE(is_same_code("GEINFORMEERD", "ge\u00efnformeerd"));
    EXPECT_TRUE(is_same_code("gei\u0308nformeerd", "ge\u00efnformeerd")) << "an accent of its own";
    EXPECT_TRUE(is_same_code("\u00c9\u00e9N \u0178", "een \u0178"));
    EXPECT_FALSE(is_same_code("\u00d7", "\u00f7")) << "times is no capital of division";
    EXPECT_FALSE(is_same_code("\u00df", "\u00ff"));
    EXPECT_FALSE(is_same_code("\u00c6", "ae"));
    EXPECT_FALSE(is_same_code("\u0100", "\u0120")) << "another first byte";
}

std::optional<bool> has(json::value value, std::vector<std::string> values, bool negated = false) {
    return policies::has_value(schemas::Content{{{"veld", std::move(value)}}},
                               {"x", "veld", std::move(values), negated});
}

TEST(Codes, AWholeNumberIsItsDigitsHoweverLarge) {
    EXPECT_EQ(has(3, {"3"}), true);
    EXPECT_EQ(has(3.0, {"3"}), true) << "the same number";
    EXPECT_EQ(has(-3, {"3"}), false);
    EXPECT_EQ(has(9223372036854775808U, {"9223372036854775808"}), true);
    EXPECT_EQ(has(18446744073709551615U, {"3"}), false);
    EXPECT_EQ(has(true, {"true"}), true);
}

TEST(Codes, AListHasAValueWhenSomeElementHasIt) {
    const json::array both{"school", " Medisch"};
    EXPECT_EQ(has(both, {"medisch"}), true);
    EXPECT_EQ(has(both, {"thuis"}), false);
    EXPECT_EQ(has(both, {"medisch"}, true), false);
    EXPECT_EQ(has(both, {"thuis"}, true), true);
    EXPECT_EQ(has(json::array{}, {"thuis"}, true), std::nullopt) << "nothing is told";
    EXPECT_EQ(has(json::array{" ", ""}, {"thuis"}, true), std::nullopt);
    EXPECT_EQ(has(json::array{" ", "medisch"}, {"medisch"}), true);
}

}  // namespace
}  // namespace kolk::tests
