#include "policies/decide.hpp"

#include "policies/reader.hpp"
#include "schemas/json.hpp"
#include "tests/support/files.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace kolk;

const policies::Convenant& convenant() {
    static const auto reading =
        policies::read_convenant(tests::project_text("policies/convenants/voorbeeldregio.yaml"));
    if (!reading.convenant) std::abort();
    return *reading.convenant;
}

std::optional<policies::Facts> facts_in(std::string_view text) {
    boost::system::error_code error;
    const auto value = schemas::parse_json(text, error);
    if (error || !value.is_object()) return std::nullopt;
    auto facts = policies::read_facts(value.get_object());
    if (!facts) return std::nullopt;
    return *std::move(facts);
}

bool names(const policies::Rule& rule, std::string_view type, std::string_view field) {
    if (rule.records.contains(std::string{policies::any_record})) return true;
    const auto found = rule.records.find(std::string{type});
    if (found == rule.records.end()) return false;
    for (const std::string& named : found->second) {
        if (named == field) return true;
    }
    return false;
}

/// What is given is named by the rule, held by the record, and no number where none may go.
void check_given(const policies::Question& question, const policies::Decision& decision, std::string_view given) {
    const auto dot = given.find('.');
    const std::string_view type = given.substr(0, dot);
    const std::string_view field = given.substr(dot + 1);
    const bool own = type == question.record->type;
    const bool held =
        own ? question.record->fields.has(field) : question.subject != nullptr && question.subject->has(field);
    const bool number = field == "bsn" || field == "onderwijsnummer";
    if (!held || !names(*decision.rule, type, field)) std::abort();
    if (number && (!decision.rule->bsn || question.to.role.starts_with("swv") || question.to.role == "jgz")) {
        std::abort();
    }
}

void check_decision(const policies::Question& question) {
    const policies::Decision decision = policies::decide(convenant(), question);
    if (policies::explain(decision) != policies::explain(policies::decide(convenant(), question))) std::abort();
    if (decision.allow && !question.faults.empty()) std::abort();
    const auto given = decision.given();
    if (decision.allow == given.empty()) std::abort();
    for (const std::string_view one : given) check_given(question, decision, one);
    const auto* type = schemas::find_record_type(question.record->type);
    if (type != nullptr && given.size() + decision.withheld().size() < type->fields.size()) std::abort();
}

}  // namespace

/// RECORD.json on the first line and FACTS.json after it: whatever they are, every rule has a decision about them, the
/// same each time, and none gives what it does not name, what is not there, or anything of a record with a fault.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto end = std::min(text.find('\n'), text.size());
    const schemas::Reading reading = schemas::read_record(text.substr(0, end));
    const std::optional<policies::Facts> facts = facts_in(text.substr(std::min(end + 1, text.size())));
    policies::Question question;
    question.record = &reading.record;
    question.subject = reading.subject ? &*reading.subject : nullptr;
    question.faults = reading.faults;
    question.facts = facts ? &*facts : nullptr;
    question.today = *base::parse_date("2026-11-22");
    for (const policies::Rule& rule : convenant().rules) {
        const auto from = convenant().members_in(rule.from.front(), question.today);
        const auto to = convenant().members_in(rule.to.front(), question.today);
        if (from.empty() || to.empty()) continue;
        question.purpose = rule.purpose;
        question.from = from.front();
        question.to = to.front();
        question.known_to_recipient = !question.known_to_recipient;
        check_decision(question);
    }
    return 0;
}
