#include "connectors/feeds/notice.hpp"

#include "connectors/barred.hpp"
#include "connectors/feeds/lines.hpp"
#include "schemas/base/texts.hpp"
#include "schemas/json.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace kolk::connectors::feeds {
namespace {

using base::joined;

namespace json = boost::json;

constexpr std::string_view kept = "kept on own legal ground";
constexpr std::size_t longest_ground = 200;

json::array list(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

json::object object_of(const Notice& notice) {
    json::object all{{"notice_id", notice.notice_id}, {"notice", notice.kind}, {"case_key", notice.case_key}};
    if (notice.own_number) all["own_number"] = notice.own_number->reveal();
    all["purpose"] = notice.purpose;
    all["record_types"] = list(notice.record_types);
    all["exchange_ids"] = list(notice.exchange_ids);
    all["at"] = base::format_instant(notice.at);
    if (notice.former.empty()) return all;
    all["former"] = notice.former;
    all["former_case_key"] = notice.former_case_key;
    return all;
}

bool known_result(std::string_view result) {
    constexpr std::array<std::string_view, 4> known{"deleted", kept, "restricted", "never received"};
    return std::find(known.begin(), known.end(), result) != known.end();
}

// Whoever keeps it names the ground; whoever does not has none to name.
bool fits(std::string_view result, std::string_view ground) {
    if (result != kept) return ground.empty();
    return !ground.empty() && ground.size() <= longest_ground && !is_barred(ground);
}

std::optional<NoticeAnswer> answer_in(const json::object& object) {
    const auto known_key = [](const auto& member) {
        return member.key() == "notice_id" || member.key() == "result" || member.key() == "ground";
    };
    const auto notice_id = text_of(object, "notice_id");
    const auto result = text_of(object, "result");
    const auto ground = text_of(object, "ground");
    if (!std::all_of(object.begin(), object.end(), known_key)) return std::nullopt;
    if (notice_id.empty() || !known_result(result) || !fits(result, ground)) return std::nullopt;
    return NoticeAnswer{std::string{notice_id}, std::string{result}, base::Confidential{std::string{ground}}};
}

}  // namespace

Text notices_ndjson(std::span<const Notice> notices) {
    std::string out;
    for (const Notice& notice : notices) out += json::serialize(object_of(notice)) + '\n';
    return Text{std::move(out)};
}

Text notices_csv(std::span<const Notice> notices) {
    std::string out =
        "notice_id,notice,case_key,own_number,purpose,record_types,exchange_ids,at,former,former_case_key\r\n";
    for (const Notice& notice : notices) {
        const std::array<std::string, 10> cells{notice.notice_id,
                                                notice.kind,
                                                notice.case_key,
                                                notice.own_number ? notice.own_number->reveal() : std::string{},
                                                notice.purpose,
                                                joined(notice.record_types, " "),
                                                joined(notice.exchange_ids, " "),
                                                base::format_instant(notice.at),
                                                notice.former,
                                                notice.former_case_key};
        std::string row;
        for (const std::string& cell : cells) row += (row.empty() ? "" : ",") + csv_cell(cell);
        out += row + "\r\n";
    }
    return Text{std::move(out)};
}

NoticeAnswers read_notice_answers(std::string_view ndjson,
                                  const std::function<bool(std::string_view notice_id)>& asked) {
    NoticeAnswers answers;
    std::set<std::string> seen;
    std::size_t faults = 0;
    while (!ndjson.empty() && faults < most_faults) {
        const auto line = next_line(ndjson);
        if (line.empty()) continue;
        const auto object = read_answer(line);
        auto answer = object ? answer_in(*object) : std::nullopt;
        if (!answer) {
            ++faults;
            answers.unreadable += object ? 1 : 0;
        } else if (asked(answer->notice_id) && seen.insert(answer->notice_id).second) {
            answers.given.push_back(std::move(*answer));
        }
    }
    return answers;
}

}  // namespace kolk::connectors::feeds
