#include "connectors/feeds/acknowledgements.hpp"
#include "connectors/feeds/drop_folder.hpp"
#include "connectors/feeds/item.hpp"
#include "connectors/feeds/push.hpp"
#include "connectors/transport.hpp"
#include "tests/support/files.hpp"
#include "tests/support/http_peer.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/unit/connectors/feed_ground.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <sstream>
#include <sys/stat.h>
#include <thread>

namespace {

using namespace kolk;
using namespace kolk::tests;
using namespace kolk::connectors::feeds;
using connectors::Acknowledgement;
using connectors::Batch;
using connectors::Item;
using Answer = base::Result<std::vector<Acknowledgement>>;
namespace fs = std::filesystem;

Item item(const std::string& id = first_id) {
    Item item;
    item.exchange_id = id;
    item.case_key = "ko1.vb.abc";
    item.purpose = "tlv-besluit";
    item.record_type = "tlv-besluit";
    item.from = {"swv-vo", "swv-vo-voorbeeld"};
    item.released_at = *base::parse_instant("2026-11-22T06:00:00.123Z");
    item.retention_until = *base::parse_date("2029-11-22");
    item.onward = "none";
    item.fields.set("tlv-besluit.type", "vso");
    item.fields.set("tlv-besluit.begin", "2026-08-01");
    return item;
}

void write(const fs::path& path, const std::string& text) {
    std::ofstream{path, std::ios::binary} << text;
}

Answer deliver(connectors::FeedSink& sink, Batch batch) {
    auto promise = std::make_shared<std::promise<Answer>>();
    sink.deliver(std::move(batch), [promise](Answer answer) { promise->set_value(std::move(answer)); });
    return promise->get_future().get();
}

std::string outcome(const Answer& answer) {
    if (!answer) return std::string{answer.error().category.text};
    std::string text;
    for (const auto& one : *answer) text += one.exchange_id + "=" + one.result + ";";
    return text;
}

std::string acknowledgement(const std::string& id, const std::string& result) {
    return R"({"exchange_id":")" + id + R"(","result":")" + result + "\"}\n";
}

/// Reads RFC 4180 into rows of cells.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1, {""});
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            rows.back().back() += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            rows.back().back() += c;
        } else if (c == ',') {
            rows.back().emplace_back();
        } else if (text.compare(i, 2, "\r\n") == 0) {
            rows.push_back({""});
            ++i;
        } else {
            rows.back().back() += c;
        }
    }
    rows.pop_back();
    return rows;
}

TEST(Items, SayWhomTheRecipientTellsWhereTheRuleAsksForIt) {
    Item one = item();
    one.notify = {"ouder", "sender"};
    EXPECT_NE(ndjson_line(one).reveal().find(R"("onward":"none","notify":["ouder","sender"],"fields")"),
              std::string::npos);
    EXPECT_EQ(ndjson_line(item()).reveal().find("notify"), std::string::npos);
    EXPECT_EQ(csv(std::vector<Item>{item()}).reveal().find("notify"), std::string::npos);
    const auto rows = parse_csv(csv(std::vector<Item>{item(second_id), one}).reveal());
    const auto column = std::ranges::find(rows[0], "notify") - rows[0].begin();
    EXPECT_EQ(rows[1].at(column), "");
    EXPECT_EQ(rows[2].at(column), "ouder sender");
}

TEST(FeedItem, IsOneLineOfJsonInTheOrderOfTheContract) {
    Item one = item();
    EXPECT_EQ(ndjson_line(one).reveal(),
              R"({"exchange_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_key":"ko1.vb.abc",)"
              R"("purpose":"tlv-besluit","record_type":"tlv-besluit","from":"swv-vo:swv-vo-voorbeeld",)"
              R"("released_at":"2026-11-22T06:00:00.123Z","retention_until":"2029-11-22","onward":"none",)"
              R"("fields":{"tlv-besluit.begin":"2026-08-01","tlv-besluit.type":"vso"}})"
              "\n");
    one.own_number = base::Confidential<std::string>{"LN\"1\n"};
    EXPECT_NE(ndjson_line(one).reveal().find(R"("case_key":"ko1.vb.abc","own_number":"LN\"1\n","purpose")"),
              std::string::npos);
}

TEST(FeedItem, CsvGivesEveryValueBack) {
    const std::vector<std::string> difficult{"=1+1", "+31",      "-x",   "@x",   "\tx",      "\rx", "\nx",
                                             "'x",   "a,b",      "a\"b", "a\nb", "a\r\nb",   "",    " a ",
                                             "''",   "é€\u00a0", "x=1",  "\"",   "=\"a\",b", ",",   "plain"};
    std::vector<Item> items;
    for (const auto& value : difficult) {
        Item one = item();
        if (!value.empty()) one.own_number = base::Confidential{value};
        if (!value.empty()) one.fields.set("opp.begeleiding", boost::json::value(value));
        items.push_back(one);
    }
    const auto rows = parse_csv(csv(items).reveal());
    ASSERT_EQ(rows.size(), difficult.size() + 1);
    ASSERT_EQ(rows[0].size(), 12U);
    EXPECT_EQ(rows[0][2], "own_number");
    EXPECT_EQ(rows[0][9], "opp.begeleiding");
    EXPECT_EQ(rows[0][11], "tlv-besluit.type");
    for (std::size_t i = 0; i < difficult.size(); ++i) {
        ASSERT_EQ(rows[i + 1].size(), rows[0].size());
        for (const std::size_t column : {2U, 9U}) {
            std::string cell = rows[i + 1][column];
            if (!cell.empty()) {
                EXPECT_EQ(std::string{"=+-@\t\r\n"}.find(cell.front()), std::string::npos) << "a formula";
            }
            if (cell.starts_with('\'')) cell.erase(0, 1);
            EXPECT_EQ(cell, difficult[i]);
        }
    }
}

TEST(FeedItem, CsvUnitesTheColumnsOfSeveralRecordTypes) {
    Item advice = item(second_id);
    advice.record_type = "mazl-advies";
    advice.fields = {};
    advice.fields.set("mazl-advies.belastbaarheid", 40.5);
    advice.fields.set("mazl-advies.vervolg", true);
    advice.fields.set("mazl-advies.lijst", boost::json::array{-1, "a,b"});
    const auto rows = parse_csv(csv(std::vector<Item>{item(), advice}).reveal());
    ASSERT_EQ(rows.size(), 3U);
    const std::vector<std::string> header(rows[0].begin() + 9, rows[0].end());
    EXPECT_EQ(header, (std::vector<std::string>{"mazl-advies.belastbaarheid", "mazl-advies.lijst",
                                                "mazl-advies.vervolg", "tlv-besluit.begin", "tlv-besluit.type"}));
    const std::vector<std::string> first(rows[1].begin() + 9, rows[1].end());
    EXPECT_EQ(first, (std::vector<std::string>{"", "", "", "2026-08-01", "vso"}));
    const std::vector<std::string> second(rows[2].begin() + 9, rows[2].end());
    EXPECT_EQ(second, (std::vector<std::string>{"40.5", R"([-1,"a,b"])", "true", "", ""}));
}

AcknowledgementReading acknowledged(const std::string& text) {
    return read_acknowledgements(text, [](std::string_view id) { return id == first_id || id == second_id; });
}

TEST(Acknowledgements, KnowTheWordsOfTheContract) {
    for (const auto* result : {"accepted", "refused: not-our-child", "refused: wrong-child", "refused: duplicate",
                               "refused: unreadable", "contested"}) {
        const auto reading = acknowledged(acknowledgement(first_id, result));
        ASSERT_EQ(reading.acknowledgements.size(), 1U) << result;
        EXPECT_EQ(reading.acknowledgements[0].result, result);
        EXPECT_EQ(reading.faults, 0U);
    }
}

TEST(Acknowledgements, NothingThatTheOtherSideMadeUpGoesFurther) {
    const std::vector<std::string> faulty{
        "no json",
        "[]",
        "1",
        "\"marker\"",
        R"({"result":"marker"})",
        R"({"exchange_id":1,"result":1})",
        R"({"exchange_id":")" + first_id + R"(","result":"accepted","note":"marker"})",
        R"({"exchange_id":")" + first_id + R"(","result":"contested","fields":"marker"})",
        R"({"exchange_id":")" + first_id + R"(","result":"contested","fields":[1]})",
        R"({"exchange_id":")" + first_id + R"(","result":"contested","fields":[[[[[["marker"]]]]]]})",
        std::string(20'000, 'x'),
        "\xFF\xFE"};
    std::string all;
    for (const auto& line : faulty) all += line + "\n";
    const auto reading =
        acknowledged(all + acknowledgement("marker", "accepted") + acknowledgement(second_id, "accepted") +
                     acknowledgement(second_id, "refused: duplicate"));
    EXPECT_EQ(reading.faults, faulty.size());
    ASSERT_EQ(reading.acknowledgements.size(), 1U);
    EXPECT_EQ(reading.acknowledgements[0].exchange_id, second_id);
    EXPECT_EQ(reading.acknowledgements[0].result, "accepted");
}

TEST(Acknowledgements, ContestFieldsOfOurSchemasOnly) {
    const auto reading = acknowledged(R"({"exchange_id":")" + first_id +
                                      R"(","result":"contested","fields":["opp.begeleiding","opp.marker","marker",)"
                                      R"("marker.x","opp.begeleiding","mazl-advies.vervolg"]})");
    ASSERT_EQ(reading.acknowledgements.size(), 1U);
    EXPECT_EQ(reading.acknowledgements[0].fields, (std::vector<std::string>{"opp.begeleiding", "mazl-advies.vervolg"}));
}

TEST(Acknowledgements, StopAtTooManyFaults) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "x\n";
    const auto reading = acknowledged(text + acknowledgement(first_id, "accepted"));
    EXPECT_TRUE(reading.acknowledgements.empty());
    EXPECT_EQ(reading.faults, 10'000U);
}

class DropFolderFeed : public testing::Test {
protected:
    [[nodiscard]] DropFolderSettings settings() const {
        DropFolderSettings settings;
        settings.party = "school:de-linde";
        settings.folder = folder.path().string();
        return settings;
    }
    [[nodiscard]] DropFolderSettings acknowledging() const {
        auto more = settings();
        more.acknowledge = DropFolderSettings::Acknowledge::file;
        return more;
    }
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator{folder.path()}) names.push_back(entry.path().filename());
        std::sort(names.begin(), names.end());
        return names;
    }

    /// Whether the file comes to stand there, for which this waits at most 20 s.
    [[nodiscard]] bool is_written(const std::string& name) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!fs::exists(folder.path() / name)) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::yield();
        }
        return true;
    }

    TemporaryFolder folder;
};

TEST_F(DropFolderFeed, TakesByAWholeFileUnderTheBatchId) {
    DropFolderSink sink{settings()};
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item(), item(second_id)}})),
              first_id + "=accepted;" + second_id + "=accepted;");
    EXPECT_EQ(files(), std::vector<std::string>{"batch-1.ndjson"});
    EXPECT_EQ(file_text(folder.path() / "batch-1.ndjson"), ndjson(std::vector<Item>{item(), item(second_id)}).reveal());
    struct stat about {};
    ASSERT_EQ(::stat((folder.path() / "batch-1.ndjson").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07U, 0U) << "nobody else may read it";
}

TEST_F(DropFolderFeed, ThePartysGroupReadsWhatIsDeliveredEvenByAHardenedProcess) {
    const mode_t before = ::umask(077);
    DropFolderSink sink{settings()};
    deliver(sink, {"batch-1", {item()}});
    ::umask(before);
    struct stat about {};
    ASSERT_EQ(::stat((folder.path() / "batch-1.ndjson").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0640U);
}

TEST_F(DropFolderFeed, WritesCsvWhenAsked) {
    auto as_csv = settings();
    as_csv.format = DropFolderSettings::Format::csv;
    DropFolderSink sink{as_csv};
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item()}})), first_id + "=accepted;");
    EXPECT_EQ(file_text(folder.path() / "batch-1.csv"), csv(std::vector<Item>{item()}).reveal());
}

TEST_F(DropFolderFeed, DoesNotWriteABatchTwice) {
    DropFolderSink sink{settings()};
    write(folder.path() / "batch-1.ndjson", "already there");
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item()}})), first_id + "=accepted;");
    EXPECT_EQ(file_text(folder.path() / "batch-1.ndjson"), "already there");
}

TEST_F(DropFolderFeed, WhatACrashLeftIsWrittenAnew) {
    write(folder.path() / ".kolk.part", "half a li");
    DropFolderSink sink{settings()};
    deliver(sink, {"batch-1", {item()}});
    EXPECT_EQ(files(), std::vector<std::string>{"batch-1.ndjson"});
    EXPECT_EQ(file_text(folder.path() / "batch-1.ndjson"), ndjson_line(item()).reveal());
}

TEST_F(DropFolderFeed, DoesNotWriteThroughALinkOfSomeoneElse) {
    const TemporaryFolder elsewhere;
    write(elsewhere.path() / "precious", "untouched");
    fs::create_symlink(elsewhere.path() / "precious", folder.path() / ".kolk.part");
    DropFolderSink sink{settings()};
    deliver(sink, {"batch-1", {item()}});
    EXPECT_EQ(file_text(elsewhere.path() / "precious"), "untouched");
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(folder.path() / "batch-1.ndjson")));
}

TEST_F(DropFolderFeed, SaysWhyItCouldNotWrite) {
    auto absent = settings();
    absent.folder += "/absent";
    DropFolderSink sink{absent};
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item()}})), "feed.folder");
    EXPECT_FALSE(sink.probe());
    EXPECT_TRUE(DropFolderSink{settings()}.probe());
}

TEST_F(DropFolderFeed, ABatchThatIsNoFileNameIsAFaultOfOurs) {
    DropFolderSink sink{settings()};
    for (const auto* id : {"", "../x", "a/b", ".hidden", "a b"}) {
        EXPECT_THROW(sink.deliver({id, {}}, [](const Answer&) {}), std::logic_error) << id;
    }
}

TEST_F(DropFolderFeed, WaitsForTheAcknowledgementFile) {
    DropFolderSink sink{acknowledging()};
    write(folder.path() / "batch-1.ack.ndjson",
          acknowledgement(first_id, "accepted") + acknowledgement(second_id, "refused: wrong-child") +
              acknowledgement("01890a5d-0000-774b-bcce-b302099a8058", "accepted"));
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item(), item(second_id)}})),
              first_id + "=accepted;" + second_id + "=refused: wrong-child;");
}

TEST_F(DropFolderFeed, WithoutAnAcknowledgementTheItemIsOfferedAgainAndNotWrittenAgain) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    DropFolderSink sink{impatient};
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item(), item(second_id)}})), "");
    write(folder.path() / "batch-1.ack.ndjson", acknowledgement(first_id, "accepted") + "half a li");
    EXPECT_EQ(outcome(deliver(sink, {"batch-2", {item(), item(second_id)}})), first_id + "=accepted;");
    write(folder.path() / "batch-1.ack.ndjson",
          acknowledgement(first_id, "accepted") + acknowledgement(second_id, "contested"));
    EXPECT_EQ(outcome(deliver(sink, {"batch-3", {item(second_id)}})), second_id + "=contested;");
    EXPECT_EQ(files(), (std::vector<std::string>{"batch-1.ack.ndjson", "batch-1.ndjson"}));
}

TEST_F(DropFolderFeed, WhatMayGoNoLongerIsTakenBackBeforeTheRestIsWrittenAnew) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    DropFolderSink sink{impatient};
    deliver(sink, {"batch-1", {item(), item(second_id)}});
    Item narrower = item();
    narrower.fields = schemas::Content{{{"tlv-besluit.type", "vso"}}};
    deliver(sink, {"batch-2", {narrower, item(second_id)}});
    EXPECT_EQ(files(), std::vector<std::string>{"batch-2.ndjson"});
    EXPECT_EQ(file_text(folder.path() / "batch-2.ndjson"),
              ndjson(std::vector<Item>{narrower, item(second_id)}).reveal());
    write(folder.path() / "batch-1.ack.ndjson", acknowledgement(second_id, "accepted"));
    EXPECT_EQ(outcome(deliver(sink, {"batch-3", {narrower, item(second_id)}})), second_id + "=accepted;")
        << "the party may have taken the first file before";
}

TEST_F(DropFolderFeed, AfterARestartWhatStillLiesThereIsTakenBackAndWrittenAnew) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    deliver(*std::make_unique<DropFolderSink>(impatient), {"batch-1", {item()}});
    Item again = item();
    again.offered_before = true;
    DropFolderSink sink{impatient};
    deliver(sink, {"batch-2", {again}});
    EXPECT_EQ(files(), std::vector<std::string>{"batch-2.ndjson"});
    deliver(sink, {"batch-3", {again}});
    EXPECT_EQ(files(), std::vector<std::string>{"batch-2.ndjson"}) << "it gives the same";
}

TEST_F(DropFolderFeed, AfterARestartAnAnswerThatCameMeanwhileCounts) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    for (const auto* batch : {"batch-1", "batch-2"}) {
        deliver(*std::make_unique<DropFolderSink>(impatient), {batch, {item()}});
    }
    fs::remove(folder.path() / "batch-1.ndjson");
    write(folder.path() / "batch-1.ack.ndjson", acknowledgement(first_id, "refused: wrong-child"));
    Item again = item();
    again.offered_before = true;
    EXPECT_EQ(outcome(deliver(*std::make_unique<DropFolderSink>(impatient), {"batch-3", {again}})),
              first_id + "=refused: wrong-child;");
}

TEST_F(DropFolderFeed, WhatAPartyAnsweredIsNotLostWhenNobodyHeardIt) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    DropFolderSink sink{impatient};
    deliver(sink, {"batch-1", {item()}});
    write(folder.path() / "batch-1.ack.ndjson", acknowledgement(first_id, "refused: wrong-child"));
    for (const auto* batch : {"batch-2", "batch-3"}) {
        EXPECT_EQ(outcome(deliver(sink, {batch, {item()}})), first_id + "=refused: wrong-child;");
    }
}

TEST_F(DropFolderFeed, WhatMayGoNoLongerIsTakenBackBeforeAndAfterARestart) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    for (const bool restarted : {false, true}) {
        auto sink = std::make_unique<DropFolderSink>(impatient);
        deliver(*sink, {"batch-1", {item(), item(second_id)}});
        if (restarted) sink = std::make_unique<DropFolderSink>(impatient);
        sink->take_back({first_id});
        Item other = item(second_id);
        other.offered_before = true;
        deliver(*sink, {"batch-2", {other}});
        EXPECT_EQ(files(), std::vector<std::string>{"batch-2.ndjson"}) << restarted;
        EXPECT_EQ(file_text(folder.path() / "batch-2.ndjson"), ndjson_line(other).reveal());
        fs::remove(folder.path() / "batch-2.ndjson");
    }
}

TEST_F(DropFolderFeed, LeavesAloneWhatOthersLeftInTheFolder) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    write(folder.path() / "earlier.ndjson", ndjson_line(item(second_id)).reveal());
    DropFolderSink sink{impatient};
    Item again = item();
    again.offered_before = true;
    deliver(sink, {"batch-1", {again}});
    sink.take_back({first_id});
    deliver(sink, {"batch-2", {}});
    EXPECT_EQ(files(), std::vector<std::string>{"earlier.ndjson"});
}

TEST_F(DropFolderFeed, AFileThatIsGoneIsWrittenAgainWhenNothingIsHeardForLong) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    const auto files_after_a_loss = [&](std::chrono::milliseconds written_again_after) {
        impatient.written_again_after = written_again_after;
        DropFolderSink sink{impatient};
        deliver(sink, {"batch-1", {item()}});
        fs::remove(folder.path() / "batch-1.ndjson");
        deliver(sink, {"batch-2", {item()}});
        return files();
    };
    EXPECT_EQ(files_after_a_loss(std::chrono::hours{1}), std::vector<std::string>{})
        << "the party may be at work on it";
    EXPECT_EQ(files_after_a_loss(std::chrono::milliseconds{0}), std::vector<std::string>{"batch-2.ndjson"});
}

TEST_F(DropFolderFeed, TakesOnNothingMoreWhileItsFolderDoesNotAnswer) {
    auto patient = acknowledging();
    patient.acknowledged_within = std::chrono::minutes{10};
    patient.start_within = std::chrono::minutes{10};
    std::atomic<int> given_back{0};
    DropFolderSink sink{patient};
    const auto count = [&](const Answer& answer) { given_back += outcome(answer) == "feed.busy" ? 1 : 0; };
    sink.deliver({"batch-1", {item()}}, count);
    ASSERT_TRUE(is_written("batch-1.ndjson"));
    for (int i = 2; i < 8; ++i) sink.deliver({"batch-" + std::to_string(i), {item(second_id)}}, count);
    EXPECT_EQ(given_back, 2);
    const auto probed = sink.probe();
    ASSERT_FALSE(probed);
    EXPECT_EQ(probed.error().category.text, "feed.busy");
    sink.cancel();
}

TEST_F(DropFolderFeed, WritesNothingForWhichNobodyWaitsAnyMore) {
    auto slow = acknowledging();
    slow.acknowledged_within = std::chrono::milliseconds{1000};
    slow.start_within = std::chrono::milliseconds{500};
    DropFolderSink sink{slow};
    sink.deliver({"batch-1", {item()}}, [](const Answer&) {});
    EXPECT_EQ(outcome(deliver(sink, {"batch-2", {item(second_id)}})), "feed.busy");
    EXPECT_EQ(files(), std::vector<std::string>{"batch-1.ndjson"});
}

TEST_F(DropFolderFeed, TakesBackHoweverLateItsTurnComes) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    {
        DropFolderSink sink{impatient};
        deliver(sink, {"batch-1", {item()}});
    }
    auto slow = acknowledging();
    slow.acknowledged_within = std::chrono::milliseconds{1000};
    slow.start_within = std::chrono::milliseconds{500};
    {
        DropFolderSink sink{slow};
        sink.deliver({"batch-2", {item(second_id)}}, [](const Answer&) {});
        ASSERT_TRUE(is_written("batch-2.ndjson"));
        for (int i = 0; i < 6; ++i) sink.take_back({first_id});
    }
    EXPECT_EQ(files(), std::vector<std::string>{"batch-2.ndjson"});
}

TEST_F(DropFolderFeed, AnAcknowledgementOfAnotherBatchDoesNotCount) {
    auto impatient = acknowledging();
    impatient.acknowledged_within = std::chrono::milliseconds{0};
    DropFolderSink sink{impatient};
    write(folder.path() / "batch-0.ack.ndjson", acknowledgement(first_id, "accepted"));
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item()}})), "");
}

TEST_F(DropFolderFeed, AnswersEachBatchOnceWhenItEnds) {
    auto patient = acknowledging();
    patient.acknowledged_within = std::chrono::minutes{10};
    std::promise<Answer> first;
    std::promise<Answer> second;
    {
        DropFolderSink sink{patient};
        sink.deliver({"batch-1", {item()}}, [&](Answer answer) { first.set_value(std::move(answer)); });
        sink.deliver({"batch-2", {item(second_id)}}, [&](Answer answer) { second.set_value(std::move(answer)); });
    }
    const auto begun = outcome(first.get_future().get());
    EXPECT_TRUE(begun.empty() || begun == "feed.stopped") << begun;
    EXPECT_EQ(outcome(second.get_future().get()), "feed.stopped");
}

TEST_F(DropFolderFeed, GivesBackAtOnceWhatWaitsWhenItIsCancelled) {
    auto patient = acknowledging();
    patient.acknowledged_within = std::chrono::minutes{10};
    std::promise<Answer> promise;
    auto waiting = promise.get_future();
    DropFolderSink sink{patient};
    sink.deliver({"batch-1", {item()}}, [&](Answer answer) { promise.set_value(std::move(answer)); });
    ASSERT_TRUE(is_written("batch-1.ndjson"));
    sink.cancel();
    ASSERT_EQ(waiting.wait_for(std::chrono::seconds{10}), std::future_status::ready);
    EXPECT_EQ(outcome(waiting.get()), "") << "it was written, and is not known to be taken";
    sink.cancel();
    EXPECT_EQ(outcome(deliver(sink, {"batch-2", {item(second_id)}})), "feed.stopped");
    EXPECT_EQ(files(), std::vector<std::string>{"batch-1.ndjson"});
}

TEST(PushFeed, PostsTheBatchAndReadsItsAcknowledgements) {
    ScriptedTransport transport;
    transport.answer = [](const auto&) {
        return ScriptedTransport::response(
            200, acknowledgement(second_id, "refused: duplicate") + acknowledgement("marker", "accepted"));
    };
    PushSink sink{pushed_to("https://party.example/items"), transport};
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item(), item(second_id)}})), second_id + "=refused: duplicate;");
    ASSERT_EQ(transport.requests.size(), 1U);
    const auto& request = transport.requests[0];
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.headers.at("Content-Type"), "application/x-ndjson");
    EXPECT_EQ(request.headers.at("Idempotency-Key"), "batch-1");
    EXPECT_EQ(request.body.reveal(), ndjson(std::vector<Item>{item(), item(second_id)}).reveal());
}

TEST(PushFeed, ASuccessWithoutABodyAcceptsAll) {
    ScriptedTransport transport;
    for (const int status : {200, 202, 204}) {
        transport.answer = [status](const auto&) { return ScriptedTransport::response(status, ""); };
        PushSink sink{pushed_to("https://party.example/items"), transport};
        EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item()}})), first_id + "=accepted;");
    }
}

TEST(PushFeed, AnythingElseIsOfferedAgain) {
    ScriptedTransport transport;
    const std::vector<std::pair<int, std::string>> answers{{302, "feed.refused"},     {400, "feed.refused"},
                                                           {413, "feed.refused"},     {500, "feed.unavailable"},
                                                           {503, "feed.unavailable"}, {200, "feed.refused"}};
    for (const auto& [status, category] : answers) {
        transport.answer = [status = status](const auto&) {
            return ScriptedTransport::response(status, "<html>marker</html>");
        };
        PushSink sink{pushed_to("https://party.example/items?marker"), transport};
        const auto answer = deliver(sink, {"batch-1", {item()}});
        EXPECT_EQ(outcome(answer), category);
        EXPECT_EQ(answer.error().for_operator.find("marker"), std::string::npos);
        EXPECT_NE(answer.error().for_operator.find("school:de-linde"), std::string::npos);
    }
    transport.answer = [](const auto&) -> ScriptedTransport::Answer {
        return base::failure("transport.timeout", "No answer.");
    };
    PushSink sink{pushed_to("https://party.example/items"), transport};
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item()}})), "transport.timeout");
}

TEST(PushFeed, RecordsDoNotTravelInTheOpen) {
    ScriptedTransport transport;
    for (const auto* url : {"http://party.example/items", "https://a:b@party.example/", "party.example"}) {
        PushSink sink{pushed_to(url), transport};
        EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item()}})), "feed.address");
        EXPECT_FALSE(sink.probe());
    }
    EXPECT_TRUE(transport.requests.empty());
}

TEST(PushFeed, GoesOverARealConnection) {
    const TemporaryFolder folder;
    const auto certificate = tests::Certificate::make(folder.path(), "peer");
    const tests::HttpPeer peer{{"--certificate", certificate.certificate_file, "--key", certificate.key_file}};
    connectors::CurlTransport transport;
    auto settings = pushed_to("https://127.0.0.1:" + peer.port() + "/status/200");
    settings.ca_file = certificate.certificate_file;
    PushSink sink{settings, transport};
    EXPECT_TRUE(sink.probe());
    EXPECT_EQ(outcome(deliver(sink, {"batch-1", {item()}})), first_id + "=accepted;");
}

}  // namespace
