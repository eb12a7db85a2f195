#include "gateway/convenants/final_statement.hpp"

#include "gateway/pipeline/places.hpp"
#include "policies/retention.hpp"
#include "schemas/titles.hpp"

#include <algorithm>

namespace kolk::gateway::convenants {
namespace {

using base::Date;
using base::Result;
using policies::Convenant;

constexpr std::string_view still_open = "open";

// What counts from a date in each record ends on a day that no count tells.
StatementLine line_of(const Convenant& convenant, const schemas::Party& party, const log::Exchanged& exchanged,
                      const base::Zone& zone) {
    StatementLine line{exchanged, zone.day_of(exchanged.first), zone.day_of(exchanged.last), {}, {}, {}, {}};
    const policies::Rule* rule = convenant.find_rule(exchanged.rule);
    if (rule == nullptr) return line;
    line.retention = exchanged.sent ? rule->retention : policies::retention_of(convenant, *rule, party, line.last);
    line.onward = rule->onward;
    const policies::Purpose* purpose = convenant.find_purpose(exchanged.purpose);
    if (purpose != nullptr) line.agreement = purpose->agreement;
    if (!exchanged.sent && rule->retention_from.empty())
        line.retained_until = policies::retained_until(convenant, *rule, party, {}, line.last);
    return line;
}

std::vector<StatementNotices> notices_to(const std::string& party, const std::vector<store::Notice>& notices) {
    std::map<std::tuple<std::string, std::string, std::string>, std::int64_t> counts;
    for (const store::Notice& notice : notices) {
        if (notice.recipient != party) continue;
        std::string state = notice.state == store::NoticeState::answered ? notice.answer : std::string{still_open};
        // An end asks for no answer.
        if (notice.kind == "end" && notice.state == store::NoticeState::taken) state = "taken";
        ++counts[{notice.kind, notice.purpose, std::move(state)}];
    }
    std::vector<StatementNotices> all;
    for (const auto& [key, count] : counts) {
        all.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count});
    }
    return all;
}

std::optional<policies::Succession> succession_of(const Convenant& convenant, const schemas::Party& party, Date day) {
    std::optional<policies::Succession> last;
    for (const policies::Succession& one : convenant.successions) {
        const bool is_it = one.from == policies::covering_party(party) && one.at <= day;
        if (is_it && (!last || last->at < one.at)) last = one;
    }
    return last;
}

std::string title_of(const Convenant& convenant, const std::string& purpose) {
    const policies::Purpose* known = convenant.find_purpose(purpose);
    return known == nullptr || known->title.empty() ? purpose : known->title + " (" + purpose + ")";
}

std::string or_unknown(const std::string& text) {
    return text.empty() ? "onbekend" : text;
}

std::string row(const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += " " + cell + " |";
    return text + '\n';
}

std::string table_of(const FinalStatement& statement, const Convenant& convenant, bool sent) {
    std::string rows;
    for (const StatementLine& line : statement.lines) {
        const log::Exchanged& one = line.exchanged;
        if (one.sent != sent) continue;
        std::vector<std::string> cells{title_of(convenant, one.purpose),
                                       std::string{schemas::title_of(one.record_type)}, std::to_string(one.exchanges),
                                       base::format_date(line.first), base::format_date(line.last)};
        if (!sent) {
            cells.push_back(or_unknown(line.retention));
            cells.push_back(line.retained_until ? base::format_date(*line.retained_until) : "onbekend");
            cells.push_back(or_unknown(line.onward));
        }
        rows += row(cells);
    }
    if (rows.empty()) return "Niets.\n";
    if (sent)
        return "| doel | soort bericht | aantal | eerste dag | laatste dag |\n| --- | --- | --- | --- | --- |\n" + rows;
    return "| doel | soort bericht | aantal | eerste dag | laatste dag | bewaren | uiterlijk tot | doorgeven |\n"
           "| --- | --- | --- | --- | --- | --- | --- | --- |\n" +
           rows;
}

std::string notices_table(const FinalStatement& statement, const Convenant& convenant) {
    if (statement.notices.empty()) return "Geen.\n";
    std::string text = "| bericht | doel | stand | aantal |\n| --- | --- | --- | --- |\n";
    for (const StatementNotices& one : statement.notices) {
        text += row({one.kind, title_of(convenant, one.purpose), one.state, std::to_string(one.count)});
    }
    return text;
}

boost::json::object line_json(const StatementLine& line) {
    const log::Exchanged& one = line.exchanged;
    boost::json::object all{{"purpose", one.purpose},
                            {"record_type", one.record_type},
                            {"rule", one.rule},
                            {"exchanges", one.exchanges},
                            {"first", base::format_date(line.first)},
                            {"last", base::format_date(line.last)},
                            {"onward", line.onward},
                            {"agreement", line.agreement}};
    if (one.sent) return all;
    all["retention"] = line.retention;
    if (line.retained_until) all["retained_until"] = base::format_date(*line.retained_until);
    return all;
}

boost::json::array lines_json(const FinalStatement& statement, bool sent) {
    boost::json::array all;
    for (const StatementLine& line : statement.lines) {
        if (line.exchanged.sent == sent) all.push_back(line_json(line));
    }
    return all;
}

}  // namespace

Result<FinalStatement> final_statement(const Convenant& convenant, const schemas::Party& party, Date day,
                                       const std::vector<log::Exchanged>& exchanged,
                                       const std::vector<store::Notice>& notices, const base::Zone& zone) {
    if (convenant.is_member(party, day)) {
        return base::failure("leaver.member", party.text() +
                                                  " is still a party on this day; a final statement is for "
                                                  "who left: end its membership in the convenant first");
    }
    const auto left = pipeline::left_on(convenant, party, day);
    if (!left && exchanged.empty()) {
        return base::failure("leaver.unknown", party.text() +
                                                   " was never a party here, as far as convenant and log "
                                                   "tell; `kolk policy register` names the parties");
    }
    FinalStatement statement{party, left.value_or(convenant.from),    {}, succession_of(convenant, party, day),
                             {},    notices_to(party.text(), notices)};
    for (const log::Exchanged& one : exchanged) {
        statement.lines.push_back(line_of(convenant, party, one, zone));
        if (!one.sent) statement.last_release = std::max(statement.last_release, std::optional{zone.day_of(one.last)});
    }
    return statement;
}

std::string as_markdown(const FinalStatement& statement, const Convenant& convenant, bool example) {
    std::string text = "# Eindopgave voor " + statement.party.text() + "\n\n";
    if (example) text += "**VOORBEELD**\n\n";
    text += "Convenant " + convenant.id + " " + convenant.version + ". Deze partij doet niet meer mee vanaf " +
            base::format_date(statement.left) + "; haar leveringen zijn die dag gestopt. ";
    text += statement.last_release
                ? "De laatste levering aan haar was op " + base::format_date(*statement.last_release) + ".\n"
                : std::string{"Aan haar is nooit iets geleverd.\n"};
    if (statement.succession) {
        text +=
            "Sinds " + base::format_date(statement.succession->at) + " neemt " + statement.succession->to.text() +
            " haar plaats in, voor zover die partij is en heeft getekend. Toestemmingen die haar met naam noemen, gaan "
            "niet mee.\n";
    }
    text += "\nHieronder staan aantallen; over geen kind staat hier iets.\n";
    text += "\n## Ontvangen\n\n" + table_of(statement, convenant, false);
    text += "\n## Gegeven\n\n" + table_of(statement, convenant, true);
    text += "\n## Berichten over wat zij ontving\n\n" + notices_table(statement, convenant);
    text +=
        "\n## Wat haar blijft binden\n\n"
        "- Wat zij ontving, bewaart zij niet langer dan hierboven staat, geteld vanaf de dag van vrijgave, tenzij "
        "een wet haar een andere termijn geeft.\n"
        "- Zij geeft het niet verder dan onder `doorgeven` staat.\n"
        "- Een intrekking, een wisverzoek of een rectificatie over wat zij ontving, krijgt zij nog, en beantwoordt "
        "zij.\n"
        "- Wat zij zelf gaf, blijft bij de ontvangers onder de termijnen van hun regels; haar toestemmingen die haar "
        "met naam noemen, zijn met haar deelname geëindigd.\n";
    return text;
}

boost::json::object as_json(const FinalStatement& statement, const Convenant& convenant, bool example) {
    boost::json::object all{{"party", statement.party.text()},
                            {"convenant", convenant.id + " " + convenant.version},
                            {"example", example},
                            {"left", base::format_date(statement.left)},
                            {"received", lines_json(statement, false)},
                            {"sent", lines_json(statement, true)}};
    if (statement.succession) {
        all["succession"] = {{"to", statement.succession->to.text()},
                             {"date", base::format_date(statement.succession->at)}};
    }
    if (statement.last_release) all["last_release"] = base::format_date(*statement.last_release);
    boost::json::array notices;
    for (const StatementNotices& one : statement.notices) {
        notices.push_back({{"notice", one.kind}, {"purpose", one.purpose}, {"state", one.state}, {"count", one.count}});
    }
    all["notices"] = std::move(notices);
    return all;
}

}  // namespace kolk::gateway::convenants
