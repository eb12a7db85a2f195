#include "connectors/feeds/drop_folder.hpp"
#include "connectors/feeds/notice.hpp"
#include "connectors/feeds/push.hpp"
#include "tests/support/drop_folder.hpp"
#include "tests/support/files.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/unit/connectors/feed_ground.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <sstream>

namespace {

using namespace kolk;
using namespace kolk::tests;
using namespace kolk::connectors::feeds;
using connectors::Notice;
using connectors::NoticeAnswers;
using connectors::NoticeBatch;
using Said = base::Result<NoticeAnswers>;
namespace fs = std::filesystem;

Notice notice(const std::string& id = first_id) {
    Notice notice;
    notice.notice_id = id;
    notice.kind = "withdrawal";
    notice.case_key = "ko1.vb.abc";
    notice.purpose = "zorgroute-terugmelding";
    notice.record_types = {"jeugdhulp-status"};
    notice.exchange_ids = {"x-1", "x-2"};
    notice.at = *base::parse_instant("2026-11-22T06:00:00.123Z");
    return notice;
}

std::string answer(const std::string& id, const std::string& result, const std::string& more = {}) {
    return R"({"notice_id":")" + id + R"(","result":")" + result + '"' + more + "}\n";
}

Said tell(connectors::FeedSink& sink, NoticeBatch batch) {
    auto promise = std::make_shared<std::promise<Said>>();
    sink.tell(std::move(batch), [promise](Said said) { promise->set_value(std::move(said)); });
    return promise->get_future().get();
}

std::string outcome(const Said& said) {
    if (!said) return std::string{said.error().category.text};
    std::string text;
    for (const auto& one : said->given) text += one.notice_id + "=" + one.result + ";";
    return text;
}

TEST(NoticeLines, AreJsonInTheOrderOfTheContract) {
    Notice one = notice();
    one.own_number = base::Confidential<std::string>{"LN-1"};
    EXPECT_EQ(notices_ndjson({&one, 1}).reveal(),
              R"({"notice_id":"01890a5d-ac96-774b-bcce-b302099a8057","notice":"withdrawal","case_key":"ko1.vb.abc",)"
              R"("own_number":"LN-1","purpose":"zorgroute-terugmelding","record_types":["jeugdhulp-status"],)"
              R"("exchange_ids":["x-1","x-2"],"at":"2026-11-22T06:00:00.123Z"})"
              "\n");
    one.own_number.reset();
    EXPECT_EQ(notices_ndjson({&one, 1}).reveal().find("own_number"), std::string::npos);
}

TEST(NoticeLines, AreCsvThatNoSpreadsheetTakesForAFormula) {
    Notice one = notice();
    one.own_number = base::Confidential<std::string>{"=1,\"2\""};
    EXPECT_EQ(notices_csv({&one, 1}).reveal(),
              "notice_id,notice,case_key,own_number,purpose,record_types,exchange_ids,at,former,former_case_key\r\n"
              "01890a5d-ac96-774b-bcce-b302099a8057,withdrawal,ko1.vb.abc,\"'=1,\"\"2\"\"\",zorgroute-terugmelding,"
              "jeugdhulp-status,x-1 x-2,2026-11-22T06:00:00.123Z,,\r\n");
}

TEST(NoticeLines, OfASuccessionTellWhoseAndUnderWhichPseudonym) {
    Notice one = notice();
    EXPECT_EQ(notices_ndjson({&one, 1}).reveal().find("former"), std::string::npos);
    one.kind = "succession";
    one.former = "school:de-linde";
    one.former_case_key = "ko1.vb.def";
    EXPECT_NE(notices_ndjson({&one, 1}).reveal().find(
                  R"("at":"2026-11-22T06:00:00.123Z","former":"school:de-linde","former_case_key":"ko1.vb.def"})"),
              std::string::npos);
}

NoticeAnswers read(const std::string& text) {
    return read_notice_answers(text, [](std::string_view id) { return id == first_id || id == second_id; });
}

std::vector<connectors::NoticeAnswer> answers(const std::string& text) {
    return read(text).given;
}

TEST(NoticeAnswers, KnowTheWordsOfTheContract) {
    for (const auto* result : {"deleted", "restricted", "never received"}) {
        ASSERT_EQ(answers(answer(first_id, result)).size(), 1U) << result;
        EXPECT_EQ(answers(answer(first_id, result)).front().result, result);
    }
    const auto kept = answers(answer(first_id, "kept on own legal ground", R"(,"ground":"Archiefwet artikel 3")"));
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept.front().ground.reveal(), "Archiefwet artikel 3");
}

TEST(NoticeAnswers, NothingThatTheOtherSideMadeUpGoesFurther) {
    const std::string of_another = answer("marker", "deleted");
    const std::vector<std::string> faulty{
        "no json\n",
        "[]\n",
        R"({"notice_id":1,"result":"deleted"})",
        R"({"result":"deleted"})",
        answer(first_id, "marker"),
        answer(first_id, "accepted"),
        answer(first_id, "deleted", R"(,"note":"marker")"),
        answer(first_id, "deleted", R"(,"ground":"marker")"),
        answer(first_id, "kept on own legal ground"),
        answer(first_id, "kept on own legal ground", R"(,"ground":1)"),
        answer(first_id, "kept on own legal ground", R"(,"ground":"het kind met 999990019")"),
        answer(first_id, "kept on own legal ground", R"(,"ground":")" + std::string(201, 'x') + '"'),
        of_another,
        std::string(20'000, 'x') + '\n',
        "\xFF\xFE\n"};
    std::string all;
    for (const std::string& one : faulty) {
        EXPECT_TRUE(answers(one).empty()) << one;
        EXPECT_EQ(read(one).unreadable, one.starts_with('{') && one != of_another ? 1U : 0U) << one;
        all += one + '\n';
    }
    const auto read = answers(all + answer(second_id, "deleted") + answer(second_id, "restricted"));
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read.front().result, "deleted") << "the first answer counts";
}

class NoticeFolder : public testing::Test {
protected:
    [[nodiscard]] DropFolderSettings settings() const {
        DropFolderSettings settings;
        settings.party = "school:de-linde";
        settings.folder = folder.path().string();
        return settings;
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream{folder.path() / name, std::ios::binary} << text;
    }

    TemporaryFolder folder;
};

TEST_F(NoticeFolder, WritesEachNoticeAsAFileOfItsOwn) {
    DropFolderSink sink{settings()};
    EXPECT_EQ(outcome(tell(sink, {"batch-1", {notice(), notice(second_id)}, {}})), "");
    const Notice one = notice();
    EXPECT_EQ(file_text(folder.path() / (first_id + ".notice.ndjson")), notices_ndjson({&one, 1}).reveal());
    EXPECT_TRUE(fs::exists(folder.path() / (second_id + ".notice.ndjson")));
    EXPECT_FALSE(fs::exists(folder.path() / "batch-1.ndjson"));
}

TEST_F(NoticeFolder, WritesCsvWhenAsked) {
    auto as_csv = settings();
    as_csv.format = DropFolderSettings::Format::csv;
    DropFolderSink sink{as_csv};
    EXPECT_EQ(outcome(tell(sink, {"batch-1", {notice()}, {}})), "");
    const Notice one = notice();
    EXPECT_EQ(file_text(folder.path() / (first_id + ".notice.csv")), notices_csv({&one, 1}).reveal());
}

TEST_F(NoticeFolder, TellsAgainOnlyWhatThePartyTookAway) {
    DropFolderSink sink{settings()};
    write(first_id + ".notice.ndjson", "as it was");
    EXPECT_EQ(outcome(tell(sink, {"batch-2", {notice()}, {}})), "");
    EXPECT_EQ(file_text(folder.path() / (first_id + ".notice.ndjson")), "as it was");
    fs::remove(folder.path() / (first_id + ".notice.ndjson"));
    EXPECT_EQ(outcome(tell(sink, {"batch-3", {notice()}, {}})), "");
    EXPECT_TRUE(fs::exists(folder.path() / (first_id + ".notice.ndjson")));
}

TEST_F(NoticeFolder, FindsAnAnswerOfThisNoticeOnlyWheneverItComes) {
    DropFolderSink sink{settings()};
    EXPECT_EQ(outcome(tell(sink, {"batch-1", {notice()}, {}})), "");
    write(first_id + ".notice.ack.ndjson", answer(second_id, "deleted") + answer(first_id, "restricted"));
    EXPECT_EQ(outcome(tell(sink, {"batch-2", {}, {first_id, second_id}})), first_id + "=restricted;");
    EXPECT_FALSE(fs::exists(folder.path() / (second_id + ".notice.ndjson"))) << "asking writes nothing";
}

TEST_F(NoticeFolder, CountsAnAnswerThatNobodyCanRead) {
    DropFolderSink sink{settings()};
    EXPECT_EQ(tell(sink, {"batch-1", {notice()}, {second_id}})->unreadable, 0U) << "none is there yet";
    write(first_id + ".notice.ack.ndjson", "verwijderd\n");
    fs::create_symlink("elsewhere", folder.path() / (second_id + ".notice.ack.ndjson"));
    EXPECT_EQ(tell(sink, {"batch-2", {}, {first_id, second_id}})->unreadable, 2U);
}

TEST_F(NoticeFolder, SaysWhyItCouldNotWriteAndThatItStops) {
    auto absent = settings();
    absent.folder += "/absent";
    DropFolderSink lost{absent};
    EXPECT_EQ(outcome(tell(lost, {"batch-1", {notice()}, {}})), "feed.folder");
    DropFolderSink sink{settings()};
    sink.cancel();
    EXPECT_EQ(outcome(tell(sink, {"batch-1", {notice()}, {}})), "feed.stopped");
    EXPECT_THROW(sink.tell({"batch-1", {notice("../x")}, {}}, [](const Said&) {}), std::logic_error);
}

TEST(NoticePush, PostsNoticesInARequestOfTheirOwn) {
    ScriptedTransport transport;
    transport.answer = [](const auto&) {
        return ScriptedTransport::response(200, answer(first_id, "deleted") + answer("marker", "deleted"));
    };
    PushSink sink{pushed_to("https://party.example/items"), transport};
    EXPECT_EQ(outcome(tell(sink, {"batch-1", {notice()}, {second_id}})), first_id + "=deleted;");
    ASSERT_EQ(transport.requests.size(), 1U);
    const auto& request = transport.requests.front();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.headers.at("Content-Type"), "application/x-ndjson");
    EXPECT_EQ(request.headers.at("Idempotency-Key"), "batch-1");
    const Notice one = notice();
    EXPECT_EQ(request.body.reveal(), notices_ndjson({&one, 1}).reveal());
}

TEST(NoticePush, TakesAnySuccessForTakenAndNotForAnswered) {
    ScriptedTransport transport;
    for (const char* body : {"", "<html>thanks</html>"}) {
        transport.answer = [body](const auto&) { return ScriptedTransport::response(202, body); };
        PushSink sink{pushed_to("https://party.example/items"), transport};
        const auto said = tell(sink, {"batch-1", {notice()}, {}});
        ASSERT_TRUE(said) << body;
        EXPECT_TRUE(said->given.empty());
        EXPECT_EQ(said->unreadable, 0U) << "thanks are no answer";
    }
}

TEST(NoticePush, KeepsWhatIsRefusedToBeToldAgain) {
    ScriptedTransport transport;
    const std::vector<std::pair<int, std::string>> refusals{
        {302, "feed.refused"}, {400, "feed.refused"}, {503, "feed.unavailable"}};
    for (const auto& [status, category] : refusals) {
        transport.answer = [status = status](const auto&) { return ScriptedTransport::response(status, ""); };
        PushSink sink{pushed_to("https://party.example/items"), transport};
        EXPECT_EQ(outcome(tell(sink, {"batch-1", {notice()}, {}})), category);
    }
    PushSink plain{pushed_to("http://party.example/items"), transport};
    EXPECT_EQ(outcome(tell(plain, {"batch-1", {notice()}, {}})), "feed.address");
}

TEST(NoticePush, AsksNothingBetweenTwoReminders) {
    ScriptedTransport transport;
    PushSink sink{pushed_to("https://party.example/items"), transport};
    EXPECT_EQ(outcome(tell(sink, {"batch-1", {}, {first_id}})), "");
    EXPECT_TRUE(transport.requests.empty());
}

}  // namespace
