#include "policies/decide.hpp"
#include "policies/reader.hpp"
#include "policies/signers.hpp"
#include "policies/totals.hpp"
#include "schemas/json.hpp"

#include <boost/json.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kolk::tests {
namespace {

namespace json = boost::json;

/// A line that is no question: the generator is wrong, which must not pass for a decision.
[[noreturn]] void no_question(std::string_view what) {
    throw std::runtime_error("no question: " + std::string{what});
}

const json::value* find(const json::object& question, std::string_view key) {
    return question.if_contains(json::string_view{key.data(), key.size()});
}

std::string_view text(const json::object& question, std::string_view key) {
    const json::value* found = find(question, key);
    if (found == nullptr || !found->is_string()) no_question(key);
    return {found->get_string().data(), found->get_string().size()};
}

bool flag(const json::object& question, std::string_view key) {
    const json::value* found = find(question, key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

schemas::Party party(const json::object& question, std::string_view key) {
    auto found = schemas::Party::parse(text(question, key));
    if (!found) no_question(key);
    return *found;
}

policies::Facts facts_in(const json::value& known, bool stale) {
    if (!known.is_object()) no_question("facts");
    auto facts = policies::read_facts(known.get_object());
    if (!facts) no_question(facts.error().for_operator);
    facts->consents_stale = stale;
    return *std::move(facts);
}

/// Exceptions as two people signed them; nobody verifies signatures here.
void add_exceptions(policies::Facts& facts, const json::value& known) {
    if (!known.is_array()) no_question("exceptions");
    for (const json::value& one : known.get_array()) {
        json::object written = one.as_object();
        const auto ended = written.contains("ended") ? base::parse_date(text(written, "ended")) : std::nullopt;
        written.erase("ended");
        auto exception = policies::read_exception(written);
        if (!exception) no_question(exception.error().for_operator);
        exception->ended = ended;
        facts.exceptions.push_back(*std::move(exception));
    }
}

/// The convenant as these parties left it unsigned.
policies::Convenant without_signatures_of(policies::Convenant convenant, const json::value& parties) {
    if (!parties.is_array()) no_question("unsigned");
    for (const json::value& named : parties.get_array()) {
        const auto party = schemas::Party::parse(std::string_view{named.as_string()});
        if (!party) no_question("unsigned");
        convenant.signers.erase(*party);
        for (policies::Membership& member : convenant.members) {
            if (member.party == policies::covering_party(*party)) member.has_signed = false;
        }
    }
    return convenant;
}

std::vector<base::Date> days(const json::object& asked, std::string_view key) {
    std::vector<base::Date> found;
    const json::value* list = find(asked, key);
    if (list == nullptr) return found;
    for (const json::value& one : list->as_array()) {
        const auto day = base::parse_date(one.as_string());
        if (!day) no_question("a day");
        found.push_back(*day);
    }
    return found;
}

/// Decides one question. The keys are those of `policies::Question`; `record` and `facts` are RECORD.json and
/// FACTS.json, `exceptions` are what two people signed, `consents_stale` is what the service knows of the age of the
/// facts, and every party has signed but those under `unsigned`.
json::object answer(policies::Convenant& convenant, const json::object& asked) {
    const json::value* record = find(asked, "record");
    if (record == nullptr) no_question("record");
    const schemas::Reading reading = schemas::read_record(json::serialize(*record));

    policies::Question question;
    question.record = &reading.record;
    question.subject = reading.subject ? &*reading.subject : nullptr;
    question.faults = reading.faults;
    question.from = party(asked, "from");
    question.to = party(asked, "to");
    question.purpose = text(asked, "purpose");
    const auto today = base::parse_date(text(asked, "at"));
    if (!today) no_question("at");
    question.today = *today;
    std::optional<policies::Facts> facts;
    if (const json::value* known = find(asked, "facts")) facts = facts_in(*known, flag(asked, "consents_stale"));
    if (const json::value* known = find(asked, "exceptions"); known != nullptr && facts) add_exceptions(*facts, *known);
    question.facts = facts ? &*facts : nullptr;
    question.known_to_recipient = flag(asked, "known_to_recipient");
    question.explaining = flag(asked, "explaining");
    question.lives_elsewhere = flag(asked, "lives_elsewhere");
    question.responsible_elsewhere = flag(asked, "responsible_elsewhere");
    question.enrolled_elsewhere = flag(asked, "enrolled_elsewhere");
    const std::vector<base::Date> delivered = days(asked, "delivered_on");
    question.delivered_on = delivered;
    if (find(asked, "bound_by_source") != nullptr) {
        question.bound_by_source = policies::reason_from(text(asked, "bound_by_source"));
        if (!question.bound_by_source) no_question("bound_by_source");
    }
    convenant.signers = {question.from, question.to};
    const json::value* left_out = find(asked, "unsigned");
    if (left_out == nullptr) return policies::explain(policies::decide(convenant, question));
    const policies::Convenant fewer = without_signatures_of(convenant, *left_out);
    return policies::explain(policies::decide(fewer, question));
}

json::array cells_json(const std::vector<policies::Cell>& cells) {
    json::array all;
    for (const policies::Cell& cell : cells) {
        all.push_back({{"groups", json::array(cell.groups.begin(), cell.groups.end())},
                       {"children", cell.children ? json::value(*cell.children) : json::value(nullptr)}});
    }
    return all;
}

/// The children of the records that count for this total.
std::vector<policies::CountedChild> counted_in(const policies::Convenant& convenant, const policies::Rule& rule,
                                               const policies::Total& total, const json::object& asked) {
    std::vector<policies::CountedChild> children;
    for (const json::value& value : find(asked, "counted")->as_array()) {
        const json::object& one = value.as_object();
        const schemas::Reading reading = schemas::read_record(json::serialize(one.at("record")));
        if (!reading.faults.empty()) no_question("counted");
        const policies::Facts facts = facts_in(one.at("facts"), false);
        const policies::CountedRecord counted{&reading.record, reading.subject ? &*reading.subject : nullptr, &facts,
                                              party(asked, "from"), *base::parse_date(text(asked, "at"))};
        if (policies::counts(convenant, rule, total, counted))
            children.push_back({std::string{text(one, "child")}, policies::groups_of(total, counted)});
    }
    return children;
}

/// Counts what stands under `counted`, each with `child`, `record` and `facts`, for the totals between `from` and `to`.
json::object count(const policies::Convenant& convenant, const json::object& asked) {
    const schemas::Party from = party(asked, "from");
    const schemas::Party to = party(asked, "to");
    const policies::Rule* rule = policies::find_totals(convenant, from, to);
    if (rule == nullptr) return {{"rule", nullptr}};
    const auto reason = policies::why_no_totals(convenant, *rule, from, to, *base::parse_date(text(asked, "at")));
    if (reason) return {{"rule", rule->id}, {"reason", policies::code_of(*reason)}};
    json::array totals;
    for (const policies::Total& total : rule->totals) {
        const auto barred = policies::why_not_counted(convenant, *rule, total, from, to);
        json::object told{{"id", total.id}};
        if (barred)
            told["reason"] = policies::code_of(*barred);
        else
            told["cells"] = cells_json(policies::cells_of(total, counted_in(convenant, *rule, total, asked)));
        totals.push_back(std::move(told));
    }
    return {{"rule", rule->id}, {"reason", nullptr}, {"totals", std::move(totals)}};
}

json::object count_signed(const policies::Convenant& convenant, const json::object& asked) {
    const json::value* left_out = find(asked, "unsigned");
    return left_out == nullptr ? count(convenant, asked) : count(without_signatures_of(convenant, *left_out), asked);
}

void answer_lines(policies::Convenant& convenant) {
    for (std::string line; std::getline(std::cin, line);) {
        boost::system::error_code error;
        const json::value asked = schemas::parse_json(line, error);
        if (error || !asked.is_object()) no_question("the line");
        const json::object& question = asked.get_object();
        const bool totals = find(question, "counted") != nullptr;
        std::cout << json::serialize(totals ? count_signed(convenant, question) : answer(convenant, question)) << '\n';
    }
}

int run(const char* file) {
    std::ifstream stream{file, std::ios::binary};
    const std::string yaml{std::istreambuf_iterator<char>{stream}, {}};
    const policies::ConvenantReading reading = policies::read_convenant(yaml);
    for (const policies::Fault& fault : reading.faults) {
        std::cerr << fault.line << ':' << fault.column << ": " << fault.text << '\n';
    }
    if (!reading.convenant) return EXIT_FAILURE;
    policies::Convenant convenant = policies::signed_by_all(*reading.convenant);
    answer_lines(convenant);
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace kolk::tests

/// kolk-decide-lines CONVENANT.yaml: a question on each line of stdin, its decision (or, of one with records to count,
/// its totals) on the same line of stdout. Exits with 1 and every fault on stderr when the convenant is refused, with 2
/// when a line is no question.
int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "kolk-decide-lines CONVENANT.yaml < questions.ndjson\n";
        return 2;
    }
    try {
        return kolk::tests::run(argv[1]);
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << '\n';
        return 2;
    }
}
