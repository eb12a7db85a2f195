#include "gateway/pipeline/facts_intake.hpp"
#include "tests/integration/gateway/under_consent.hpp"

// A party tells of a child by its own number, and names no branch: the number stands for all of its branches.

namespace kolk::gateway::test {
namespace {

const std::string second_branch = "00AA01";

class Branches : public Pipeline {
protected:
    Branches() {
        directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00", second_branch}, {}, {}},
                                          {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                          {"eikendal", "99999999000000000003", {}, "9901", {}}}};
        tell("informatie", {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}});
    }

    /// De Linde says this, and nothing else of this kind, about the one child with this number.
    void tell(const std::string& kind, boost::json::object facts, const std::string& number = "LN-0001") {
        record(kind, {{number, std::move(facts)}});
        facts_.files.back().lines.front().child = {local("school:de-linde", number)};
    }
    void object() { tell("bezwaar", {{"objections", {melding_purpose}}}); }
    static connectors::Statement at(const std::string& branch, const std::string& category = "lrv-4w-3m") {
        connectors::Statement statement = melding("LN-0001", category);
        statement.identifiers = {local(branch, "LN-0001")};
        statement.key = base::Confidential<std::string>{branch + "|LN-0001|2026-10-01"};
        statement.enrolment = branch;
        return statement;
    }
    /// Another child with the same number, which was taken in while its branch was of nobody here.
    void two_children_of_one_number() {
        const pipeline::Directory whole = directory_;
        directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                          {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"}}};
        school_.statements = {at("00AA00"), at(second_branch)};
        next_pass();
        ASSERT_EQ(store_->subjects()->size(), 2U);
        directory_ = whole;
    }
    void next_pass() {
        clock_.at += std::chrono::minutes{10};
        refresh_facts();
        const auto done = pass();
        ASSERT_TRUE(done.has_value()) << done.error().for_operator;
    }
    std::string last_reason() { return std::string{entries("withheld").back().at("reason").get_string()}; }
};

TEST_F(Branches, ShareWhatIsToldUnderTheNumberBeforeTheChildIsKnown) {
    object();
    school_.statements = {at(second_branch)};
    next_pass();
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(last_reason(), "deny.objection");
    EXPECT_EQ(store_->subjects()->size(), 1U);
}

TEST_F(Branches, ShareWhatIsToldOfAChildThatOneOfThemSupplied) {
    school_.statements = {at(second_branch)};
    next_pass();
    ASSERT_EQ(feed(swv).got.size(), 1U) << "the parents were informed";
    object();
    school_.statements = {at(second_branch, "lrv-3m+")};
    next_pass();
    EXPECT_EQ(feed(swv).got.size(), 1U);
    EXPECT_EQ(store_->subjects()->size(), 1U);
}

TEST_F(Branches, KeepAnObjectionOfAChildThatGoesFromOneToTheOther) {
    object();
    school_.statements = {at("00AA00")};
    next_pass();
    school_.statements = {at(second_branch)};
    next_pass();
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_EQ(store_->subjects()->size(), 1U);
}

TEST_F(Branches, HoldEveryChildThatANumberMayMean) {
    two_children_of_one_number();
    const std::size_t before = feed(swv).got.size();
    school_.statements = {at("00AA00", "lrv-3m+"), at(second_branch, "lrv-3m+")};
    next_pass();
    EXPECT_EQ(feed(swv).got.size(), before);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.conflict");
}

TEST_F(Branches, AreNotHeldToMeanOneChildByANumberAlone) {
    connectors::Statement one = at("00AA00");
    one.identifiers.push_back(bsn("999990019"));
    connectors::Statement other = at(second_branch);
    other.identifiers.push_back(bsn("999990020"));
    school_.statements = {one, other};
    next_pass();
    EXPECT_TRUE(feed(swv).got.empty()) << "nor of the child that came first: what was told may be the other's";
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.conflict");
    EXPECT_EQ(store_->subjects()->size(), 1U);
    next_pass();
    EXPECT_TRUE(feed(swv).got.empty()) << "for as long as the row is there";
    const auto next_day = [this] {
        clock_.at += std::chrono::hours{24};
        for (int i = 0; i < 2; ++i) next_pass();
    };
    school_.statements = {one};
    school_.away = true;
    next_day();
    EXPECT_TRUE(feed(swv).got.empty()) << "nobody read the source";
    school_.away = false;
    connectors::Refusal faulty;
    faulty.place = {"school-de-linde", 1, 3, {}};
    faulty.reason = "field.date";
    faulty.text = "a date";
    school_.refusals = {faulty};
    next_day();
    EXPECT_TRUE(feed(swv).got.empty()) << "it may be the faulty row";
    school_.refusals.clear();
    next_day();
    EXPECT_EQ(feed(swv).got.size(), 1U);
    EXPECT_TRUE(store_->marks()->empty());
}

TEST_F(Branches, KnowAChildByANewNumberOfWhichTheirFactsToldFirst) {
    connectors::Statement before = at("00AA00");
    before.identifiers.push_back(bsn("999990019"));
    school_.statements = {before};
    next_pass();
    ASSERT_EQ(feed(swv).got.size(), 1U);
    tell("informatie", {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}}, "N-77");
    connectors::Statement after = at("00AA00", "lrv-3m+");
    after.identifiers = {local("00AA00", "N-77"), bsn("999990019")};
    school_.statements = {after};
    next_pass();
    EXPECT_TRUE(store_->quarantine()->empty());
    EXPECT_EQ(feed(swv).got.size(), 2U);
    EXPECT_EQ(store_->subjects()->size(), 1U);
}

TEST_F(Branches, AreToldApartWhileTheirFactsNameBoth) {
    connectors::Statement one = at("00AA00");
    one.identifiers.push_back(bsn("999990019"));
    school_.statements = {one};
    next_pass();
    record("gezag", {{"LN-0001", boost::json::object{}}, {"LN-0002", boost::json::object{}}});
    next_pass();
    connectors::Statement typo = at("00AA00");
    typo.identifiers = {local("00AA00", "LN-0002"), bsn("999990019")};
    typo.key = base::Confidential<std::string>{"00AA00|LN-0002|2026-10-01"};
    school_.statements = {typo};
    next_pass();
    EXPECT_EQ(store_->subjects()->size(), 2U);
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.conflict");
}

TEST_F(Branches, OfTwoPartiesOfOneOrganisationCountApart) {
    tell("bezwaar", {{"restricted", true}});
    facts_.files.back().lines.push_back(facts_.files.back().lines.front());
    facts_.files.back().lines.back().child = {local("mbo:de-linde", "LN-0001")};
    school_.statements = {at("00AA00")};
    next_pass();
    EXPECT_TRUE(feed(swv).got.empty());
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.conflict") << "which of both is it?";
}

TEST_F(Branches, KnowAChildThatGoesFromOneToTheOtherByItsNationalNumber) {
    object();
    connectors::Statement before = at("00AA00");
    before.identifiers.push_back(bsn("999990019"));
    school_.statements = {before};
    next_pass();
    connectors::Statement after = at(second_branch);
    after.identifiers.push_back(bsn("999990019"));
    school_.statements = {after};
    next_pass();
    EXPECT_EQ(last_reason(), "deny.objection");
    EXPECT_TRUE(store_->quarantine()->empty());
    EXPECT_EQ(store_->subjects()->size(), 1U);
}

TEST_F(Branches, LetAPersonNameOneChildOnly) {
    two_children_of_one_number();
    pipeline::Children children{*services_};
    const auto found = children.find(std::vector{local("school:de-linde", "LN-0001")});
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().category.text, "link.several");
    const auto one = children.find(std::vector{local(second_branch, "LN-0001")});
    ASSERT_TRUE(one.has_value());
    EXPECT_NE(*one, nullptr) << "its branch says which";
}

// The municipality knows the child by a number of its own, of which the school knows nothing.
class OwnNumberOfTheMunicipality : public UnderConsent {
protected:
    OwnNumberOfTheMunicipality() {
        record_consents({consent("c-1")});
        services_->facts.emplace("facts-municipality",
                                 pipeline::FactsTrust{{"gemeente-jeugd", "eikendal"}, std::chrono::hours{24}});
        municipality_.statements.front().identifiers = {local("gemeente-jeugd:eikendal", "D-1"), bsn(child_bsn)};
    }
    /// Beside `pass`, as another source of facts: what the municipality says of its D-1.
    void tell(const std::string& kind, boost::json::object facts) {
        connectors::FactFile file{kind, {"gemeente-jeugd", "eikendal"}, clock_.at, {}, {}};
        file.lines.push_back({{"facts-municipality", 1, 2, {}},
                              {local("gemeente-jeugd:eikendal", "D-1")},
                              schemas::Content{std::move(facts)}});
        theirs_.push_back(std::move(file));
    }
    void take_in_theirs() {
        if (std::ranges::none_of(theirs_, [](const auto& file) { return file.kind == "bezwaar"; })) {
            theirs_.push_back({"bezwaar", {"gemeente-jeugd", "eikendal"}, clock_.at, {}, {}});
        }
        pipeline::Children children{*services_};
        pipeline::FactsIntake intake{*services_, children, "facts-municipality"};
        const auto taken = intake.take(theirs_);
        ASSERT_TRUE(taken.has_value()) << taken.error().for_operator;
    }
    std::vector<connectors::FactFile> theirs_;
};

TEST_F(OwnNumberOfTheMunicipality, DoesNotKeepTheRowThatLinksItFromBeingRead) {
    tell("informatie", {{"informed", {{{"purpose", feedback}, {"at", "2026-09-01"}}}}});
    take_in_theirs();
    ASSERT_EQ(store_->subjects()->size(), 1U);
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U);
    EXPECT_EQ(store_->subjects()->size(), 1U) << "both are one child";
}

TEST_F(OwnNumberOfTheMunicipality, BringsItsObjectionToTheChild) {
    tell("bezwaar", {{"objections", {melding_purpose}}});
    take_in_theirs();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
}

TEST_F(OwnNumberOfTheMunicipality, BringsItsHoldToTheChild) {
    tell("gezag", {{"restricted", true}});
    take_in_theirs();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(swv).got.empty());
    EXPECT_TRUE(feed(school).got.empty());
}

TEST_F(OwnNumberOfTheMunicipality, BringsADeathToTheChildAndToWhoReceived) {
    municipality_.statements.front().identifiers = {bsn(child_bsn)};
    take_in_theirs();
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).got.size(), 1U);
    clock_.at += std::chrono::minutes{10};
    refresh_facts();
    tell("gezag", {{"deceased", true}});
    take_in_theirs();
    municipality_.statements.front().identifiers = {local("gemeente-jeugd:eikendal", "D-1"), bsn(child_bsn)};
    municipality_.statements.front().version = "2";
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U);
    ASSERT_FALSE(feed(school).told.empty());
    EXPECT_EQ(feed(school).told.front().kind, "end");
    EXPECT_EQ(store_->marks()->size(), 1U) << "it stays with the one child";
}

TEST_F(OwnNumberOfTheMunicipality, IsOfAnotherChildToAnotherRoleOfIt) {
    connectors::FactFile file{"bezwaar", {"leerplicht", "eikendal"}, clock_.at, {}, {}};
    file.lines.push_back({{"facts-municipality", 1, 2, {}},
                          {local("leerplicht:eikendal", "D-1")},
                          schemas::Content{{{"restricted", true}}}});
    theirs_.push_back(std::move(file));
    take_in_theirs();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U) << "leerplicht holds its own D-1";
    EXPECT_EQ(store_->subjects()->size(), 2U);
}

TEST_F(OwnNumberOfTheMunicipality, MakesNoOneChildOfTwoThatItsSchoolTellsApart) {
    record("informatie", {{"LN-0002", {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}}}});
    ASSERT_TRUE(pass().has_value());
    const std::size_t children = store_->subjects()->size();
    municipality_.statements.front().identifiers = {local("gemeente-jeugd:eikendal", "D-1"), local("00AA00", "LN-0002"),
                                                    bsn(child_bsn)};
    municipality_.statements.front().version = "2";
    clock_.at += std::chrono::minutes{10};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(store_->subjects()->size(), children) << "one of the numbers is wrong";
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.conflict");
}

}  // namespace
}  // namespace kolk::gateway::test
