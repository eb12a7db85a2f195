#include "gateway/pipeline/facts_intake.hpp"
#include "tests/integration/gateway/leaving.hpp"

// Het Baken takes the place of De Linde, and takes over its source of facts with the same lines.

namespace kolk::gateway::test {
namespace {

class FormerFacts : public Leaving {
protected:
    FormerFacts() {
        for (connectors::FactFile& file : facts_.files) {
            for (connectors::FactLine& line : file.lines) line.child.front().issuer = "school:de-linde";
        }
    }
    /// De Linde says this, and nothing else of this kind, about its child with this number.
    void tell(const std::string& kind, boost::json::object facts, const std::string& number = "LN-0001") {
        const schemas::Party party = services_->facts.at("facts-school").party;
        record(kind, {{number, std::move(facts)}});
        facts_.files.back().party = party;
        facts_.files.back().lines.front().child = {local(party.text(), number)};
    }
    void hold() { tell("bezwaar", {{"restricted", true}}); }
    /// The school got the first status under this consent; then it is the day, and there is a second one.
    void come_to_the_day() {
        leave_after(school, "2026-11-24");
        convenant_.successions.push_back(
            {*schemas::Party::parse(school), *schemas::Party::parse(other_school), *base::parse_date("2026-11-25")});
        go_to("2026-11-25");
        tell_again("beeindigd", "2");
    }
    void take_over() {
        services_->facts.at("facts-school").party = *schemas::Party::parse(other_school);
        for (connectors::FactFile& file : facts_.files) {
            file.party = *schemas::Party::parse(other_school);
            for (connectors::FactLine& line : file.lines) {
                line.child = {local("school:het-baken", line.child.front().value.reveal())};
            }
        }
    }
    void passes() {
        for (int i = 0; i < 2; ++i) next_pass();
    }
    std::set<std::string> quarantined() {
        std::set<std::string> all;
        for (const store::Quarantined& input : *store_->quarantine()) all.insert(input.reason);
        return all;
    }
    /// Het Baken has a child of its own under that number, whom it supplied long ago.
    void the_successor_knows_another_by_it() {
        connectors::Statement own = melding("LN-0001");
        own.identifiers = {local("00BB00", "LN-0001")};
        own.key = base::Confidential<std::string>{"00BB00|LN-0001"};
        own.enrolment = "00BB00";
        school_.statements.push_back(std::move(own));
    }
};

TEST_F(FormerFacts, GoOnToCountUnderTheNumbersOfTheFormer) {
    deliver_status(consent("c-1"));
    hold();
    next_pass();
    come_to_the_day();
    take_over();
    passes();
    EXPECT_TRUE(feed(other_school).got.empty()) << "it is held";
    EXPECT_TRUE(quarantined().empty());
    tell("bezwaar", {});
    passes();
    EXPECT_EQ(feed(other_school).got.size(), 1U) << "and so does the consent";
}

TEST_F(FormerFacts, MayLeaveALineOutOnceTheyWereFoundAgain) {
    deliver_status(consent("c-1"));
    hold();
    next_pass();
    come_to_the_day();
    take_over();
    next_pass();
    std::ranges::find(facts_.files, "bezwaar", &connectors::FactFile::kind)->lines.clear();
    passes();
    EXPECT_EQ(feed(other_school).got.size(), 1U);
}

TEST_F(FormerFacts, StayWithdrawn) {
    deliver_status(consent("c-1"));
    boost::json::object withdrawn = consent("c-1");
    withdrawn["withdrawn_at"] = "2026-11-22";
    tell("toestemming", {{"consents", boost::json::array{withdrawn}}});
    next_pass();
    come_to_the_day();
    take_over();
    passes();
    EXPECT_TRUE(feed(other_school).got.empty());
}

TEST_F(FormerFacts, HoldEveryChildThatANumberOfBothMayMean) {
    deliver_status(consent("c-1"));
    the_successor_knows_another_by_it();
    next_pass();
    ASSERT_EQ(store_->subjects()->size(), 2U);
    come_to_the_day();
    take_over();
    passes();
    EXPECT_TRUE(feed(other_school).got.empty());
    EXPECT_TRUE(quarantined().contains("link.conflict"));
}

TEST_F(FormerFacts, AreKeptAndHoldTheChildThatNoLineNamesAgain) {
    deliver_status(consent("c-1"));
    hold();
    next_pass();
    come_to_the_day();
    take_over();
    tell("bezwaar", {}, "HB-77");
    passes();
    EXPECT_TRUE(feed(other_school).got.empty());
    EXPECT_TRUE(quarantined().contains("facts.not-named-again"));
    ASSERT_FALSE(store_->facts_of("facts-school", "bezwaar")->empty());
    clock_.at += std::chrono::hours{1};
    passes();
    EXPECT_TRUE(feed(other_school).got.empty()) << "for as long as that lasts";
    facts_.files.back().lines.front().child = {bsn(child_bsn)};
    passes();
    EXPECT_EQ(feed(other_school).got.size(), 1U) << "now a line says what holds";
}

TEST_F(FormerFacts, AreOfNoUseToASourceThatWasTheSuccessorsFromTheStart) {
    deliver_status(consent("c-1"));
    come_to_the_day();
    connectors::FactFile file{"bezwaar", *schemas::Party::parse(other_school), clock_.at, {}, {}};
    file.lines.push_back({{"facts-baken", 1, 2, {}},
                          {local("school:het-baken", "LN-0001")},
                          schemas::Content{boost::json::object{{"restricted", true}}}});
    pipeline::Children children{*services_};
    pipeline::FactsIntake intake{*services_, children, "facts-baken"};
    ASSERT_TRUE(intake.take(std::vector{file}).has_value());
    EXPECT_EQ(store_->subjects()->size(), 2U) << "its LN-0001 is another child";
}

}  // namespace
}  // namespace kolk::gateway::test
