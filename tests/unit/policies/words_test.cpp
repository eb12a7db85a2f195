#include "policies/words.hpp"

#include "tests/support/convenant.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kolk::tests {
namespace {

using policies::Language;
using policies::Reason;

TEST(Words, EveryReasonHasARemedyInBothLanguagesAndNoTextIsThereTwice) {
    std::set<std::string_view> texts;
    for (const Reason reason : policies::reasons()) {
        for (const Language language : {Language::dutch, Language::english}) {
            const std::string_view meaning = policies::meaning(reason).in(language);
            const std::string_view remedy = policies::remedy(reason).words.in(language);
            EXPECT_FALSE(meaning.empty()) << policies::code_of(reason);
            EXPECT_FALSE(remedy.empty()) << policies::code_of(reason);
            EXPECT_TRUE(texts.insert(meaning).second) << meaning;
            EXPECT_TRUE(texts.insert(remedy).second) << remedy;
        }
    }
    for (const auto& other : {policies::remedy(policies::Circumstance::ended_rule),
                              policies::remedy(policies::Circumstance::closed_override)}) {
        EXPECT_TRUE(texts.insert(other.words.dutch).second);
        EXPECT_TRUE(texts.insert(other.words.english).second);
    }
}

TEST(Words, EveryRemedyIsASentenceThatCanBeFilled) {
    const policies::Fillings fillings{{"from", "school:de-linde"}, {"to", "jgz:ggd"}, {"must", "iedereen moet"}};
    for (const Reason reason : policies::reasons()) {
        for (const Language language : {Language::dutch, Language::english}) {
            const std::string sentence = policies::fill(policies::remedy(reason).words.in(language), fillings);
            EXPECT_EQ(sentence.find_first_of("{}"), std::string::npos) << sentence;
            EXPECT_EQ(sentence.back(), '.') << sentence;
            EXPECT_TRUE(sentence.front() >= 'A' && sentence.front() <= 'Z') << sentence;
        }
    }
}

TEST(Words, NothingLeadsAroundAProhibition) {
    const std::set<Reason> never{Reason::deny_third_party, Reason::deny_secrecy,        Reason::deny_sickleave,
                                 Reason::deny_criminal,    Reason::deny_aggregate_only, Reason::deny_basis,
                                 Reason::deny_bsn};
    for (const Reason reason : policies::reasons()) {
        const policies::Remedy& remedy = policies::remedy(reason);
        EXPECT_EQ(remedy.possible, !never.contains(reason)) << policies::code_of(reason);
        EXPECT_EQ(remedy.words.dutch.starts_with("Geen wijziging maakt"), never.contains(reason));
        EXPECT_EQ(remedy.words.english.starts_with("No change makes"), never.contains(reason));
    }
    EXPECT_TRUE(policies::remedy(policies::Circumstance::ended_rule).possible);
}

TEST(Words, EverySayingHasBothLanguagesAndNoneIsThereTwice) {
    std::set<std::string_view> dutch;
    for (const policies::Words& one : policies::every_saying()) {
        EXPECT_FALSE(one.dutch.empty());
        EXPECT_FALSE(one.english.empty());
        EXPECT_TRUE(dutch.insert(one.dutch).second) << one.dutch;
    }
}

TEST(Words, EveryAssumptionThatADecisionMakesHasADutchText) {
    std::set<std::string> assumed;
    for (const auto& [type, from, to, purpose] :
         {std::array{"afspraken", "swv-vo", "school", "thuiszittersoverleg"},
          std::array{"verzuimmelding", "mbo", "doorstroompunt", "verzuim-18plus-melding"}}) {
        Asking asking = favourable(type, from, to, purpose);
        asking.facts.erase("case");
        for (const std::string& one : ask(asking).assumed) assumed.insert(one);
    }
    EXPECT_EQ(assumed.size(), 5U);
    assumed.insert("frequency: the recipient has had fewer in this period");
    for (const std::string& one : assumed) {
        EXPECT_EQ(policies::assumption(one, Language::english), one);
        EXPECT_NE(policies::assumption(one, Language::dutch), one);
    }
}

}  // namespace
}  // namespace kolk::tests
