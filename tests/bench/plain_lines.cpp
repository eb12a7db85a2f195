#include "tests/bench/plain_lines.hpp"

#include "schemas/read.hpp"
#include "tests/bench/figure.hpp"

#include <boost/json.hpp>

#include <array>

namespace kolk::bench {
namespace {

namespace json = boost::json;

constexpr std::array fields_of_record{"categorie",      "startdatum",   "laatste_schooldag",
                                      "uren_onderwijs", "oorzaak_code", "hulp_betrokken"};
constexpr std::array fields_of_subject{"naam", "geboortedatum", "geslacht", "leerjaar", "groep", "schoolsoort"};

template <std::size_t size>
schemas::Content pick(const json::object& line, const std::array<const char*, size>& names) {
    schemas::Content content;
    for (const char* name : names) {
        if (const auto* value = line.if_contains(name)) content.set(name, *value);
    }
    return content;
}

connectors::Statement read_line(const std::string& line, std::uint64_t number) {
    const json::value parsed = json::parse(line);
    const json::object& all = parsed.get_object();
    connectors::Statement statement;
    statement.place = {"school-de-linde", 1, number, {}};
    statement.record = {"thuiszittersmelding", pick(all, fields_of_record)};
    statement.subject = pick(all, fields_of_subject);
    statement.enrolment = all.at("vestiging").get_string();
    statement.residence = all.at("woongemeente").get_string();
    statement.born = base::parse_date(statement.subject.text("geboortedatum"));
    statement.identifiers = {own_number(all)};
    statement.key = base::Confidential<std::string>{statement.identifiers.front().value.reveal() + '|' +
                                                    std::string{statement.record.fields.text("startdatum")}};
    return statement;
}

}  // namespace

connectors::Identifier own_number(const json::object& line) {
    return {connectors::Identifier::Kind::local, std::string{line.at("vestiging").get_string()},
            base::Confidential<std::string>{std::string{line.at("leerlingnummer").get_string()}}};
}

std::vector<std::string> plain_lines(std::size_t count, int version) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < count; ++i) {
        const json::object line{{"leerlingnummer", "LN" + std::to_string(100'000 + i)},
                                {"naam", "Voorbeeld-Jansen van der Linde, Noor " + std::to_string(i)},
                                {"geboortedatum", "2012-05-05"},
                                {"geslacht", "V"},
                                {"vestiging", "00AA00"},
                                {"woongemeente", "9901"},
                                {"leerjaar", "2"},
                                {"groep", "2hv" + std::to_string(i % 9)},
                                {"schoolsoort", "vo"},
                                {"categorie", "lrv-4w-3m"},
                                {"startdatum", "2026-10-01"},
                                {"laatste_schooldag", "2026-09-30"},
                                {"uren_onderwijs", version},
                                {"oorzaak_code", "wachten-op-plek"},
                                {"hulp_betrokken", "yes"},
                                {"mentor", "mentor-" + std::to_string(i % 40) + "@de-linde.example"},
                                {"notities", std::string(560, 'n')}};
        lines.push_back(json::serialize(line));
    }
    return lines;
}

base::Result<void> PlainSource::pull(const connectors::Wanted&, connectors::PullSink& sink) {
    std::uint64_t number = 0;
    for (const std::string& line : lines) {
        connectors::Statement statement = read_line(line, ++number);
        require(schemas::check(statement.record).empty(), "a line of the plain job does not fit its schema");
        require(sink.asked_for(statement.record.type, statement.identifiers), "no rule asks for the plain job");
        sink.accept(std::move(statement));
    }
    return {};
}

}  // namespace kolk::bench
