#include "gateway/pipeline/asking.hpp"
#include "gateway/pipeline/summary.hpp"
#include "tests/integration/gateway/world.hpp"

// Whose record it is, and to whom it goes when that changes on the way.

namespace kolk::gateway::test {
namespace {

const std::string overleg = "thuiszittersoverleg";
const std::string here = "leerplicht:eikendal";
const std::string there = "leerplicht:zandhoven";

const std::string signal = "thuiszitter-melding-overig";

class WhoseRecord : public Pipeline {
protected:
    WhoseRecord() {
        directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                          {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                          {"eikendal", "99999999000000000003", {}, "9901", {}},
                                          {"zandhoven", "99999999000000000004", {}, "9902", {}}}};
        feed(here);
        feed(there);
    }
    policies::Rule& rule(std::string_view purpose) {
        return *std::ranges::find_if(convenant_.rules,
                                     [&](const policies::Rule& one) { return one.purpose == purpose; });
    }
    /// The school supplies the child, and tells its BSN.
    void know_the_child() {
        rule(signal).from.emplace_back("gemeente-jeugd");
        convenant_.prepare();
        record("bsn", {});
        facts_.files.back().lines.push_back(
            {{"facts-school", 1, 2, {}}, {local("00AA00", "LN-0001"), bsn("999990019")}, schemas::Content{}});
        school_.statements = {melding("LN-0001")};
        ASSERT_TRUE(pass().has_value());
    }
    /// The municipality reports it.
    void signal_it() {
        connectors::Statement told = status("999990019", "", "1");
        told.record = {"minimal-signal", schemas::Content{{{"naam", "Voorbeeld-Jansen, Noor"}}}};
        municipality_.statements = {told};
        ASSERT_TRUE(pass().has_value());
    }
};

TEST_F(WhoseRecord, GoesToTheSamenwerkingsverbandThatServesTheSchoolOfTheChild) {
    know_the_child();
    signal_it();
    std::set<std::string> recipients;
    for (const char* kind : {"queued", "withheld"}) {
        for (const auto& entry : entries(kind)) {
            if (entry.at("purpose").get_string() == signal) recipients.emplace(entry.at("to").get_string());
        }
    }
    EXPECT_EQ(recipients, std::set<std::string>{swv});
}

TEST_F(WhoseRecord, DoesNotGoToASamenwerkingsverbandWhoseSchoolTheChildLeftOnTheWay) {
    directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                      {"het-baken", "99999999000000000005", {"00BB00"}, {}, {}},
                                      {"eikendal", "99999999000000000003", {}, "9901", {}},
                                      {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"}}};
    convenant_.served_by[{"school", "het-baken"}] = {{"swv-po", "swv-po-voorbeeld"}};
    rule(signal).inform = policies::Inform::reported;
    rule(signal).consent = policies::ConsentNeed::none;
    know_the_child();
    feed(swv).got.clear();
    feed(swv).dead = true;
    signal_it();
    const auto released = entries("released");
    ASSERT_EQ(released.back().at("purpose").get_string(), signal) << "on its way, and nobody took it";

    school_.statements.front().enrolment = "00BB00";
    feed(swv).dead = false;
    clock_.at += std::chrono::hours{2};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    const auto is_signal = [](const auto& item) { return item.record_type == "minimal-signal"; };
    EXPECT_TRUE(std::ranges::none_of(feed(swv).got, is_signal));
}

// Two schools name the child in turn, and each is served by another samenwerkingsverband.
TEST_F(WhoseRecord, GoesToNoSamenwerkingsverbandWhileTheSchoolIsInDoubt) {
    policies::Membership second =
        *std::ranges::find(convenant_.members, swv, [](const auto& one) { return one.party.text(); });
    second.party.org = "swv-elders";
    convenant_.members.push_back(second);
    rule(signal).inform = policies::Inform::reported;
    rule(signal).consent = policies::ConsentNeed::none;
    know_the_child();
    const auto id = store_->subjects()->front().id;
    const auto set_in_doubt = [&](bool in_doubt) {
        auto subject = *subjects_->open(**store_->find_subject(id));
        subject.profile.in_doubt.clear();
        if (in_doubt) subject.profile.in_doubt[subjects::Place::enrolment] = {"00BB00", services_->today()};
        auto transaction = *store_->begin();
        ASSERT_TRUE(transaction->put(*subjects_->seal(subject)).has_value());
        ASSERT_TRUE(transaction->commit().has_value());
    };
    const auto signals = [&] {
        return std::ranges::count(feed(swv).got, std::string{"minimal-signal"}, &connectors::Item::record_type);
    };
    set_in_doubt(true);
    signal_it();
    EXPECT_EQ(signals(), 0);
    EXPECT_TRUE(std::ranges::any_of(entries("withheld"), [](const auto& entry) {
        return entry.at("purpose").get_string() == signal && entry.at("to").get_string() == swv &&
               entry.at("reason").get_string() == "deny.condition";
    }));

    set_in_doubt(false);
    municipality_.statements.front().version = "2";
    clock_.at += std::chrono::minutes{10};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(signals(), 1) << "nobody doubts it any more";
}

TEST_F(WhoseRecord, OfASchoolGoesToItsOwnSamenwerkingsverbandWhereverTheChildIsTold) {
    directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                      {"het-baken", "99999999000000000005", {"00BB00"}, {}, {}},
                                      {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"}}};
    convenant_.served_by[{"school", "het-baken"}] = {{"swv-po", "swv-po-voorbeeld"}};
    convenant_.prepare();
    school_.statements = {melding("LN-0001")};
    school_.statements.front().enrolment = "00BB00";
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(WhoseRecord, GoesToNobodyWhereTheChildNoLongerLives) {
    rule(melding_purpose).to.emplace_back("leerplicht");
    rule(melding_purpose).choose = policies::Choose::residence;
    convenant_.prepare();
    school_.statements = {melding("LN-0001")};
    feed(here).dead = true;
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(entries("released").size(), 1U) << "on its way, and nobody took it";

    school_.statements.front().residence = "9902";
    feed(here).dead = false;
    clock_.at += std::chrono::hours{2};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(here).got.empty());
    EXPECT_EQ(feed(there).got.size(), 1U);
    expect_whole_log();
}

TEST_F(WhoseRecord, IsReadWithWhatForbidsItThoughNoRuleGivesThat) {
    const auto wanted = pipeline::wanted_from(services_->convenant, "school", services_->today());
    for (const char* field : {"grondslag", "reden", "lpw_grond"}) {
        EXPECT_TRUE(wanted.asks("verzuimmelding", field)) << field;
        EXPECT_TRUE(wanted.decides("verzuimmelding", field)) << field;
    }
    for (const char* field : {"risico_grond", "oorzaak_code", "factor_codes"})
        EXPECT_TRUE(wanted.decides("thuiszittersmelding", field)) << field;
    EXPECT_FALSE(wanted.decides("thuiszittersmelding", "hulp_betrokken"));
}

TEST_F(WhoseRecord, IsDecidedByTheChildsOwnBlockThoughNoRuleGivesThat) {
    policies::Rule& asking = rule(melding_purpose);
    asking.records.erase("leerling-id-kern");
    asking.pseudonym_only = true;
    asking.when = {policies::FieldIs{"leerling-id-kern", "schoolsoort", {"vso"}}};
    convenant_.prepare();
    record("informatie", {{"LN-0001", {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}}},
                          {"LN-0002", {{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}}}});
    school_.statements = {melding("LN-0001"), melding("LN-0002")};
    school_.statements.front().subject.set("schoolsoort", "VSO");
    school_.statements.back().subject.set("schoolsoort", "havo");
    ASSERT_TRUE(pass().has_value());
    const auto wanted = pipeline::wanted_from(services_->convenant, "school", services_->today());
    EXPECT_TRUE(wanted.subject_fields.contains("schoolsoort"));
    EXPECT_TRUE(wanted.decides(schemas::child_block, "schoolsoort"));
    ASSERT_EQ(feed(swv).got.size(), 1U) << "of two children one goes to a vso";
    EXPECT_EQ(feed(swv).got.front().fields.canonical().find("schoolsoort"), std::string::npos)
        << "read to decide, and never given";
}

TEST_F(WhoseRecord, StopsNothingWhenItsKeyComesBackWithAnotherChild) {
    boost::json::object informed{{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}};
    record("informatie", {{"LN-0001", informed}, {"LN-0002", informed}, {"LN-0003", informed}});
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());

    connectors::Statement other = melding("LN-0002");
    other.key = base::Confidential<std::string>{melding("LN-0001").key.reveal()};
    school_.statements = {other, melding("LN-0003")};
    const auto report = pass();
    ASSERT_TRUE(report.has_value()) << report.error().for_operator;
    EXPECT_EQ(feed(swv).got.size(), 2U) << "the rest of the pass goes on";
    const auto kept = *store_->quarantine();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept.front().reason, "link.conflict");
}

TEST_F(WhoseRecord, TakesNoTwoNationalNumbersForOneChild) {
    const boost::json::object informed{{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}};
    record("informatie", {{"LN-0001", informed}});
    connectors::Statement first = melding("LN-0001");
    first.identifiers.push_back(bsn("999990019"));
    school_.statements = {first};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U);

    connectors::Statement another = melding("LN-0001", "lrv-3m+");
    another.identifiers.push_back(bsn("999990020"));
    school_.statements = {another};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(swv).got.size(), 1U) << "the school gave the number to another child";
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "link.conflict");

    connectors::Statement both = melding("LN-0002");
    both.identifiers.push_back(bsn("999990019"));
    both.identifiers.push_back(bsn("999990020"));
    school_.statements = {both};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(store_->subjects()->size(), 1U);
    EXPECT_EQ(feed(swv).got.size(), 1U);
}

TEST_F(WhoseRecord, NamesNoNumberWhereAPseudonymSuffices) {
    rule(melding_purpose).pseudonym_only = true;
    rule(melding_purpose).records.erase("leerling-id-kern");
    convenant_.prepare();
    connectors::FactFile file{"casus", {"swv-vo", "swv-vo-voorbeeld"}, clock_.at, {}, {}};
    file.lines.push_back({{"facts-swv", 1, 2, {}},
                          {local("00AA00", "LN-0001"), local("VO00AA", "SWV-7")},
                          schemas::Content{boost::json::object{}}});
    facts_.files.push_back(std::move(file));
    school_.statements = {melding("LN-0001")};
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(swv).got.size(), 1U);
    EXPECT_FALSE(feed(swv).got.front().own_number.has_value());
}

}  // namespace
}  // namespace kolk::gateway::test
