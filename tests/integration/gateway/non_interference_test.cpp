#include "gateway/pipeline/summary.hpp"
#include "tests/integration/gateway/world.hpp"

#include <regex>

namespace kolk::gateway::test {
namespace {

const std::string eikendal = "gemeente-jeugd:eikendal";
const std::string status_purpose = "zorgroute-terugmelding";

/// Random ids, keyed digests and hashes, each by the place of its first appearance; moments by one word.
class Mask {
public:
    std::string operator()(std::string text) {
        static const std::regex id{"ko1[.][0-9A-Za-z._-]+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}"};
        static const std::regex moment{"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"};
        std::string masked;
        std::smatch found;
        while (std::regex_search(text, found, id)) {
            const auto [known, fresh] = names_.try_emplace(found.str(), "id-" + std::to_string(names_.size() + 1));
            masked += found.prefix().str() + known->second;
            text = found.suffix();
        }
        return std::regex_replace(masked + text, moment, "then");
    }

private:
    std::map<std::string, std::string> names_;
};

/// A region of which everything that leaves it can be told: two children, of whom De Linde reports that they sit at
/// home and Eikendal what help there is. Of the second nobody was informed.
class Observed : public World {
public:
    Observed() {
        for (const std::string& party : {swv, linde, eikendal, std::string{"jgz:ggd-voorbeeld"}}) feed(party);
        record("bezwaar", {});
        record("informatie", {{"LN-0001",
                               {{"informed",
                                 {{{"purpose", melding_purpose}, {"at", "2026-09-01"}},
                                  {{"purpose", status_purpose}, {"at", "2026-09-01"}}}}}}});
        record("gezag", {{"LN-0001", {{"born", "2012-05-05"}, {"authority", {"ouder-1"}}}}});
        record("toestemming", {{"LN-0001",
                                {{"consents",
                                  {{{"consent_id", "t-1"},
                                    {"purpose", status_purpose},
                                    {"from", "gemeente-jeugd"},
                                    {"to", "school"},
                                    {"record_types", {"jeugdhulp-status"}},
                                    {"given_by", {"ouder-1", "jeugdige"}},
                                    {"given_at", "2026-09-01"}}}}}}});
        school_.statements = {known_at_both(melding("LN-0001"), "999990019"),
                              known_at_both(melding("LN-0002"), "999990020")};
        municipality_.statements = {status("999990019", "gestart", "1"), status("999990020", "gestart", "1")};
        for (connectors::Statement& one : municipality_.statements) one.enrolment = "00AA00";
    }
    void TestBody() override {}

    void run() {
        const auto report = pass();
        ASSERT_TRUE(report.has_value()) << report.error().for_operator;
        ASSERT_TRUE(report->faults.empty());
        for (const auto& [what, count] : report->counts) counts_ += what + " " + std::to_string(count) + "\n";
        clock_.at += std::chrono::hours{1};
        refresh_facts();
    }

    connectors::Statement& reported(std::size_t child) { return school_.statements.at(child); }
    void take_away_report_of(std::size_t child) {
        school_.statements.erase(school_.statements.begin() + static_cast<std::ptrdiff_t>(child));
    }

    /// What this party received, in order, and what each entry that it may see says.
    std::string seen_by(const std::string& party) {
        Mask masked;
        std::string seen;
        for (const connectors::Item& item : feed(party).got) seen += masked(written(item)) + "\n";
        log::Query own;
        own.party = party;
        own.limit = 10'000;
        const auto found = log::search((folder_ / "kolk.db").string(), region, own);
        for (auto entry = found->rbegin(); entry != found->rend(); ++entry) seen += masked(entry->leaf) + "\n";
        return seen + flows_of(party);
    }
    /// Everything: what each party saw, what the sources were asked for, what was counted, and the whole log.
    std::string seen_by_all() {
        std::string seen = counts_ + boost::json::serialize(*pipeline::summary(*store_)) + "\n";
        for (const auto& [party, sink] : feeds_) seen += seen_by(party);
        for (const ScriptedSource* source : {&school_, &municipality_}) seen += written(source->asked);
        Mask masked;
        for (const auto& entry : entries()) seen += masked(boost::json::serialize(entry)) + "\n";
        return seen;
    }
    std::size_t received(const std::string& party) { return feed(party).got.size(); }

private:
    static connectors::Statement known_at_both(connectors::Statement statement, const std::string& number) {
        statement.identifiers.push_back(bsn(number));
        return statement;
    }
    static std::string written(const connectors::Item& item) {
        return boost::json::serialize(
            boost::json::object{{"exchange_id", item.exchange_id},
                                {"case_key", item.case_key},
                                {"own_number", item.own_number ? item.own_number->reveal() : "none"},
                                {"purpose", item.purpose},
                                {"record_type", item.record_type},
                                {"from", item.from.text()},
                                {"released_at", base::format_instant(item.released_at)},
                                {"retention_until", base::format_date(item.retention_until)},
                                {"onward", item.onward},
                                {"notify", boost::json::value_from(item.notify)},
                                {"fields", item.fields.reveal()}});
    }
    static std::string written(const connectors::Wanted& wanted) {
        std::string text;
        for (const auto& [type, fields] : wanted.fields) {
            text += type + ":";
            for (const std::string& field : fields) text += " " + field;
            text += "\n";
        }
        return text;
    }
    /// What is counted of what this party sends and was given; how much was withheld from it is not for its eyes.
    std::string flows_of(const std::string& party) {
        std::string text;
        const auto summary = pipeline::summary(*store_);
        for (const auto& flow : summary->at("flows").as_array()) {
            const auto& one = flow.as_object();
            const bool sends = one.at("from").as_string() == party;
            if (sends) text += boost::json::serialize(one) + "\n";
            if (!sends && one.at("to").as_string() == party) text += boost::json::serialize(one.at("delivered")) + "\n";
        }
        return text;
    }

    std::string counts_;
};

/// Two worlds, of which the second is changed before each pass.
struct Worlds {
    Observed one;
    Observed other;

    void run(const std::function<void(Observed&)>& change, int passes = 2) {
        for (int pass = 0; pass < passes; ++pass) {
            one.run();
            change(other);
            other.run();
        }
        ASSERT_EQ(one.received(swv), 1U) << "nothing was given, so nothing was compared";
        ASSERT_EQ(one.received(linde), 1U);
    }
};

/// Fields that the rule of thuiszitter-melding-swv does not name, and a number that it does not give.
void fill_withheld_fields(Observed& world, const std::string& value, const std::string& number) {
    connectors::Statement& statement = world.reported(0);
    statement.record.fields.set("regievoerder", boost::json::value(value));
    statement.record.fields.set("volgende_actie", boost::json::value(value + " belt"));
    statement.record.fields.set("zorgplichtige_school", boost::json::value(value));
    statement.subject.set("bsn", boost::json::value(number));
}

TEST(NonInterference, TheSameWorldTwiceIsTheSame) {
    Worlds worlds;
    worlds.run([](Observed&) {});
    EXPECT_EQ(worlds.one.seen_by_all(), worlds.other.seen_by_all());
}

TEST(NonInterference, AGivenFieldShowsSoTheComparisonSees) {
    Worlds worlds;
    worlds.run(
        [](Observed& other) { other.reported(0).record.fields.set("oorzaak_code", boost::json::value("pesten")); });
    EXPECT_NE(worlds.one.seen_by(swv), worlds.other.seen_by(swv));
}

TEST(NonInterference, ValuesOfWithheldFieldsShowNowhere) {
    Worlds worlds;
    fill_withheld_fields(worlds.one, "Ans", "999990019");
    worlds.run([](Observed& other) { fill_withheld_fields(other, "Berend", "111222333"); });
    EXPECT_EQ(worlds.one.seen_by_all(), worlds.other.seen_by_all());
}

TEST(NonInterference, ThatFieldsWereWithheldShowsToTheirSenderAlone) {
    Worlds worlds;
    worlds.run([](Observed& other) { fill_withheld_fields(other, "Berend", "999990019"); });
    for (const std::string& party : {swv, eikendal, std::string{"jgz:ggd-voorbeeld"}}) {
        EXPECT_EQ(worlds.one.seen_by(party), worlds.other.seen_by(party)) << party;
    }
}

TEST(NonInterference, WhatARecordSaidThatWasWithheldAltogetherShowsNowhere) {
    Worlds worlds;
    worlds.run([](Observed& other) {
        connectors::Statement& statement = other.reported(1);
        statement.record.fields.set("categorie", boost::json::value("absoluut"));
        statement.record.fields.set("oorzaak_code", boost::json::value("thuissituatie"));
        statement.subject.set("naam", boost::json::value("Ander-Kind, Sem"));
    });
    EXPECT_EQ(worlds.one.seen_by_all(), worlds.other.seen_by_all());
}

TEST(NonInterference, ThatARecordWasWithheldAltogetherShowsToItsSenderAlone) {
    Worlds worlds;
    bool taken = false;
    worlds.run([&](Observed& other) {
        if (!taken) other.take_away_report_of(1);
        taken = true;
    });
    EXPECT_NE(worlds.one.seen_by(linde), worlds.other.seen_by(linde)) << "the sender learns why its record did not go";
    for (const std::string& party : {swv, eikendal, std::string{"jgz:ggd-voorbeeld"}}) {
        EXPECT_EQ(worlds.one.seen_by(party), worlds.other.seen_by(party)) << party;
    }
}

TEST(NonInterference, ThatAWithheldFieldChangesShowsToNoRecipient) {
    Worlds worlds;
    fill_withheld_fields(worlds.one, "Ans", "999990019");
    std::string value = "Ans";
    worlds.run([&](Observed& other) {
        fill_withheld_fields(other, value, "999990019");
        value = "Berend";
    });
    for (const std::string& party : {swv, eikendal, std::string{"jgz:ggd-voorbeeld"}}) {
        EXPECT_EQ(worlds.one.seen_by(party), worlds.other.seen_by(party)) << party;
    }
}

}  // namespace
}  // namespace kolk::gateway::test
