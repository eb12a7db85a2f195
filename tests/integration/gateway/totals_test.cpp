#include "gateway/log/traffic.hpp"
#include "gateway/totals/release.hpp"
#include "tests/integration/gateway/world.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

// What a samenwerkingsverband holds is counted from its own source, and goes to others as totals only.

namespace kolk::gateway::test {
namespace {

const schemas::Party counting_swv{"swv-vo", "swv-vo-voorbeeld"};
const schemas::Party counted_for{"gemeente-jeugd", "eikendal"};

class Totals : public World {
protected:
    Totals() {
        services_->region = region;
        record("bezwaar", {});
        record("informatie", {});
    }

    /// A thuiszittersmelding as the samenwerkingsverband registered it.
    static connectors::Statement registered(const std::string& number, const std::string& category,
                                            const std::string& residence = "9901") {
        connectors::Statement statement = melding(number, category);
        statement.place = {"swv-vo", 1, 2, {}};
        statement.identifiers = {local("VO00AA", "SWV-" + number), local("00AA00", number)};
        statement.residence = residence;
        return statement;
    }

    void register_children(int count, const std::string& category, const std::string& residence = "9901") {
        for (int i = 0; i < count; ++i) {
            registration_.statements.push_back(registered("LN-" + std::to_string(++children_), category, residence));
        }
    }

    totals::Ground ground() {
        std::vector<pipeline::RecordSourceInUse> sources{{{"school-de-linde", {"school", "de-linde"}, false}, &school_},
                                                         {{"swv-vo", counting_swv, false}, &registration_}};
        return {*services_,
                folder_ / "kolk.db",
                std::move(sources),
                {{"swv-vo", counting_swv, {{"thuiszittersmelding", {"categorie"}}}}},
                true};
    }

    totals::Figures counted() {
        auto figures = totals::count_figures(ground(), counting_swv, counted_for);
        EXPECT_TRUE(figures.has_value()) << figures.error().for_operator;
        return *figures;
    }
    std::optional<std::int64_t> cell(const std::string& category, const std::string& residence) {
        const totals::Figures figures = counted();
        for (const policies::Cell& one : figures.figures.front().cells) {
            if (one.groups == std::vector<std::string>{category, residence}) return one.children;
        }
        ADD_FAILURE() << "no such cell";
        return std::nullopt;
    }

    ScriptedSource registration_;
    int children_ = 0;
};

TEST_F(Totals, CountTheSendersOwnRecordsAndAskForNothingElse) {
    register_children(12, "risico");
    register_children(11, "lrv-3m+", "9902");
    school_.statements = {melding("LN-9000", "risico")};
    EXPECT_EQ(cell("risico", "9901"), 12) << "the school's record is not the samenwerkingsverband's";
    EXPECT_EQ(cell("lrv-3m+", "9902"), 11);
    EXPECT_EQ(cell("", ""), 23);
    EXPECT_EQ(cell("absoluut", "9901"), 0);
    EXPECT_TRUE(school_.asked.fields.empty()) << "a source of another party is not read";
    EXPECT_EQ(registration_.asked.fields.at("thuiszittersmelding"), (std::set<std::string>{"categorie"}));
    EXPECT_EQ(registration_.asked.subject_fields, (std::set<std::string>{"geboortedatum", "woongemeente"}));
    EXPECT_FALSE(registration_.asked.fields.contains("tlv-besluit"));
}

TEST_F(Totals, CountAChildOnceHoweverManyRecordsTellOfIt) {
    register_children(12, "risico");
    registration_.statements.push_back(registration_.statements.front());
    connectors::Statement second = registered("LN-1", "risico");
    second.key = base::Confidential<std::string>{"LN-1|2026-11-01"};
    registration_.statements.push_back(second);
    EXPECT_EQ(cell("risico", "9901"), 12);
}

TEST_F(Totals, CountTheNewestVersionAndNothingThatIsTakenBack) {
    register_children(12, "risico");
    registration_.statements.front().version = "2";
    connectors::Statement older = registered("LN-1", "absoluut");
    older.version = "1";
    registration_.statements.push_back(older);
    EXPECT_EQ(cell("risico", "9901"), 12);
    registration_.statements.push_back(registered("LN-2", "risico"));
    registration_.statements.back().taken_back = true;
    EXPECT_EQ(cell("risico", "9901"), 11);
}

// Two dossiers of one child, each under a number of its own; the school's number stands in both.
TEST_F(Totals, CountAChildOnceWhoseDossiersShareANumber) {
    for (const std::string child : {"1", "2", "3", "4", "5"}) {
        for (const std::string dossier : {"A", "B"}) {
            connectors::Statement statement = registered("LN-" + child, "risico");
            statement.identifiers.front() = local("VO00AA", "DOSSIER-" + dossier + child);
            statement.key = base::Confidential<std::string>{"DOSSIER-" + dossier + child};
            registration_.statements.push_back(statement);
        }
    }
    EXPECT_EQ(cell("risico", "9901"), std::nullopt) << "five children, fewer than the smallest cell";
    register_children(10, "risico");
    EXPECT_EQ(cell("risico", "9901"), 10) << "the five are among these ten";
}

TEST_F(Totals, CountAChildOnceThatOneOfItsDossiersLinks) {
    register_children(12, "risico");
    school_.statements = {melding("LN-1")};
    ASSERT_TRUE(pass().has_value());
    connectors::Statement unlinked = registered("LN-1", "risico");
    unlinked.identifiers.pop_back();
    unlinked.key = base::Confidential<std::string>{"ander dossier"};
    registration_.statements.push_back(unlinked);
    EXPECT_EQ(cell("risico", "9901"), 12) << "the store does not know that number, but the other dossier has both";
}

TEST_F(Totals, CountNoRecordThatItsDocumentHoldsBackNow) {
    register_children(12, "risico");
    for (connectors::Statement& one : registration_.statements) one.version = "1";
    connectors::Statement bound = registered("LN-1", "risico");
    bound.version = "2";
    bound.bound_by_source = "deny.condition";
    registration_.statements.push_back(bound);
    EXPECT_EQ(cell("risico", "9901"), 11);
}

TEST_F(Totals, LeaveOutWhoObjectsOrIsHeld) {
    register_children(12, "risico");
    school_.statements = {melding("LN-1"), melding("LN-2")};
    record("bezwaar", {{"LN-1", {{"objections", {"monitoring-verantwoording"}}}}, {"LN-2", {{"restricted", true}}}});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(cell("risico", "9901"), 10);
}

TEST_F(Totals, LeaveOutWhoObjectsInADossierThatOnlyAnotherLinks) {
    register_children(12, "risico");
    school_.statements = {melding("LN-1")};
    record("bezwaar", {{"LN-1", {{"objections", {"monitoring-verantwoording"}}}}});
    ASSERT_TRUE(pass().has_value());
    connectors::Statement unlinked = registered("LN-1", "risico");
    unlinked.identifiers.pop_back();
    unlinked.key = base::Confidential<std::string>{"ander dossier"};
    registration_.statements.push_back(unlinked);
    EXPECT_EQ(cell("risico", "9901"), 11);
}

TEST_F(Totals, WaitWhileNobodyCanTellWhoObjects) {
    register_children(12, "risico");
    school_.statements = {melding("LN-1")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(cell("risico", "9901"), 12);
    clock_.at += std::chrono::hours{25};
    EXPECT_EQ(totals::count_figures(ground(), counting_swv, counted_for).error().category.text, "totals.stale");
}

TEST_F(Totals, AreNoneWhereASourceCannotBeReadOrHoldsNoSuchRecords) {
    register_children(12, "risico");
    const totals::Figures figures = counted();
    EXPECT_TRUE(figures.figures[0].given());
    EXPECT_FALSE(figures.figures[1].given()) << "no source holds placements: that is not zero";
    EXPECT_TRUE(figures.figures[1].cells.empty());
    registration_.away = true;
    EXPECT_EQ(totals::count_figures(ground(), counting_swv, counted_for).error().category.text, "totals.unread");
    EXPECT_EQ(totals::count_figures(ground(), counting_swv, {"leerplicht", "eikendal"}).error().category.text,
              "totals.none");
}

TEST_F(Totals, AreNotCountedForWhoIsNoMember) {
    register_children(12, "risico");
    const auto figures = totals::count_figures(ground(), counting_swv, {"inspectie", "inspectie"});
    ASSERT_TRUE(figures.has_value());
    EXPECT_EQ(figures->why_not, policies::Reason::deny_membership);
    EXPECT_TRUE(registration_.asked.fields.empty()) << "what may not go is not asked for";
}

std::string text_in(const std::filesystem::path& file) {
    std::ifstream stream{file};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

TEST_F(Totals, AreWrittenOnceWithAnEntryThatNamesNoChild) {
    register_children(12, "risico");
    register_children(3, "lrv-3m+");
    register_children(14, "absoluut");
    const auto file = folder_ / "totalen.json";
    const auto id = totals::release(ground(), counted(), totals::Format::json, file);
    ASSERT_TRUE(id.has_value()) << id.error().for_operator;

    const auto document = boost::json::parse(text_in(file)).get_object();
    EXPECT_EQ(document.at("release_id").get_string(), *id);
    EXPECT_EQ(document.at("example").get_string(), "VOORBEELD");
    EXPECT_EQ(document.at("date").get_string(), "2026-11-22");
    EXPECT_EQ(document.at("from").get_string(), counting_swv.text());
    EXPECT_EQ(document.at("to").get_string(), counted_for.text());
    ASSERT_EQ(document.at("totals").get_array().size(), 1U) << "what could not be counted is not there";
    const auto& total = document.at("totals").get_array().front();
    EXPECT_EQ(total.at("id").get_string(), "thuiszitters");
    EXPECT_EQ(total.at("record_type").get_string(), "thuiszittersmelding");
    EXPECT_EQ(total.at("smallest_cell").as_int64(), 10);
    EXPECT_EQ(total.at("output").get_string(), "publishable");
    int withheld = 0;
    for (const auto& cell : total.at("cells").get_array()) {
        const bool told = cell.get_object().contains("children");
        EXPECT_NE(told, cell.get_object().contains("withheld"));
        if (told) EXPECT_TRUE(cell.at("children").as_int64() == 0 || cell.at("children").as_int64() >= 10);
        withheld += told ? 0 : 1;
    }
    EXPECT_GE(withheld, 3);
    EXPECT_EQ(text_in(file).find("LN-"), std::string::npos);

    const auto told = entries("totals");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().at("exchange_id").get_string(), *id);
    EXPECT_EQ(told.front().at("rule").get_string(), "monitoring-verantwoording");
    EXPECT_EQ(told.front().at("given").get_array().front().get_string(), "thuiszitters");
    EXPECT_EQ(told.front().at("counts").at("withheld").as_int64(), withheld);
    EXPECT_FALSE(told.front().contains("subject"));
    const auto traffic = log::read_traffic((folder_ / "kolk.db").string(), region, services_->today());
    EXPECT_TRUE(traffic->last_release.contains("monitoring-verantwoording"));
    ASSERT_TRUE(pass().has_value());
    expect_whole_log();
}

TEST_F(Totals, ALookWritesNothing) {
    register_children(12, "risico");
    ASSERT_TRUE(pass().has_value());
    const std::size_t before = entries().size();
    const std::size_t keys = key_store_->ids()->size();
    (void)counted();
    EXPECT_EQ(entries().size(), before);
    EXPECT_EQ(key_store_->ids()->size(), keys);
}

TEST_F(Totals, GoNoMoreOftenThanTheRuleSaysAndNeverOverAnOlderFile) {
    register_children(12, "risico");
    const totals::Figures figures = counted();
    std::ofstream{folder_ / "er-al.json"} << "{}";
    EXPECT_EQ(totals::release(ground(), figures, totals::Format::json, folder_ / "er-al.json").error().category.text,
              "totals.exists");
    EXPECT_TRUE(entries("totals").empty());
    ASSERT_TRUE(totals::release(ground(), figures, totals::Format::csv, folder_ / "een.csv").has_value());
    EXPECT_EQ(counted().why_not, policies::Reason::deny_frequency) << "once in three months";
    EXPECT_EQ(totals::release(ground(), counted(), totals::Format::csv, folder_ / "twee.csv").error().category.text,
              "totals.denied");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "twee.csv"));
    const auto other = totals::count_figures(ground(), counting_swv, {"gemeente-jeugd", "zandhoven"});
    EXPECT_FALSE(other->why_not) << "on the same day every recipient gets the same figures";
    clock_.at += std::chrono::hours{24};
    refresh_facts();
    EXPECT_EQ(totals::count_figures(ground(), counting_swv, {"gemeente-jeugd", "zandhoven"})->why_not,
              policies::Reason::deny_frequency)
        << "the figures of yesterday, which another has, could be subtracted";
    clock_.at = *base::parse_instant("2027-02-22T06:00:00Z");
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_FALSE(counted().why_not);
}

// Another rule, and another name in a later version, give the same count.
TEST_F(Totals, GoNoMoreOftenUnderAnotherRuleThatCountsTheSame) {
    register_children(12, "risico");
    ASSERT_TRUE(totals::release(ground(), counted(), totals::Format::csv, folder_ / "een.csv").has_value());
    clock_.at += std::chrono::hours{24};
    refresh_facts();
    const auto rule = std::ranges::find(convenant_.rules, "monitoring-verantwoording", &policies::Rule::id);
    ASSERT_NE(rule, convenant_.rules.end());
    rule->id = "totalen-per-kwartaal";
    policies::Total another = rule->totals.front();
    another.id = "verzuim";
    another.record = "verzuim-totalen";
    another.by = {};
    another.when = {};
    rule->totals.push_back(another);
    EXPECT_EQ(counted().why_not, policies::Reason::deny_frequency) << "one of these was given yesterday";
    rule->totals = {another};
    EXPECT_FALSE(counted().why_not) << "this was not";
}

TEST_F(Totals, ThatCannotBeWrittenAreLoggedAllTheSame) {
    register_children(12, "risico");
    const auto released =
        totals::release(ground(), counted(), totals::Format::json, folder_ / "nergens" / "totalen.json");
    EXPECT_EQ(released.error().category.text, "file.unwritable");
    EXPECT_EQ(entries("totals").size(), 1U) << "log before disclose";
}

TEST_F(Totals, StandInCsvOneLineACell) {
    register_children(12, "risico");
    register_children(2, "absoluut");
    totals::Letterhead letterhead = totals::letterhead_of(ground());
    const std::string csv = totals::as_csv(counted(), letterhead);
    EXPECT_NE(
        csv.find("\"thuiszitters\",\"thuiszittersmelding\",\"publishable\",\"10\",\"absoluut\",\"9901\",\"deny.cell\""),
        std::string::npos)
        << csv;
    EXPECT_NE(csv.find("VOORBEELD"), std::string::npos);
    EXPECT_NE(totals::as_text(counted(), letterhead).find("absoluut, 9901: withheld (deny.cell)"), std::string::npos);
}

}  // namespace
}  // namespace kolk::gateway::test
