#include "policies/explain_request.hpp"

#include "policies/explanation.hpp"
#include "schemas/json.hpp"
#include "schemas/read.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

namespace json = boost::json;

// One record and its subject block, with room for a long text; the same bound as a row of a source.
constexpr std::size_t longest_json = 64 * 1024;
constexpr std::size_t deepest_json = 64;

base::Result<json::object> parse_object(std::string_view text, std::string_view name) {
    const auto unreadable = [&](std::string_view what) {
        return base::failure("explain.unreadable", std::string{name} + " " + std::string{what});
    };
    if (text.size() > longest_json) return unreadable("is larger than 64 KiB; ask about one record at a time");
    json::error_code error;
    json::value value = schemas::parse_json(text, error, deepest_json);
    if (error || !value.is_object())
        return unreadable("is not one JSON object, each key once; see its form in policies/README.md");
    return std::move(value.get_object());
}

base::Result<Party> parse_party(std::string_view text, std::string_view option) {
    const auto party = Party::parse(text);
    if (party) return *party;
    return base::failure("explain.party", std::string{option} + " is no party; write ROLE or ROLE:ORG, for instance " +
                                              "school:de-linde");
}

schemas::Content content_of(const json::object& object) {
    schemas::Content content;
    for (const auto& member : object) {
        const auto& value = member.value();
        if (value.is_null() || (value.is_string() && value.get_string().empty())) continue;
        content.set(std::string_view{member.key()}, value);
    }
    return content;
}

// A record as RECORD.json holds it, with every fault in it.
struct Told {
    schemas::Record record;
    std::optional<schemas::Content> subject;
    std::vector<schemas::Fault> faults;
};

void check_subject(Told& told) {
    for (schemas::Fault fault : schemas::check({"leerling-id", *told.subject})) {
        fault.field = "subject." + fault.field;
        told.faults.push_back(std::move(fault));
    }
}

Told read_told(const json::object& object) {
    Told told;
    for (const auto& member : object) {
        const std::string_view key = member.key();
        if (key != "type" && key != "fields" && key != "subject")
            told.faults.push_back({"(unknown field)", "record.unknown-key", "A record has type, fields and subject."});
    }
    const json::value* type = object.if_contains("type");
    const json::value* fields = object.if_contains("fields");
    const json::value* subject = object.if_contains("subject");
    if (type != nullptr && type->is_string()) told.record.type = std::string{type->get_string()};
    if (fields != nullptr && fields->is_object()) {
        told.record.fields = content_of(fields->get_object());
        for (schemas::Fault& fault : schemas::check(told.record)) told.faults.push_back(std::move(fault));
    } else {
        told.faults.push_back({"fields", "record.fields", "A record holds its fields as one object."});
    }
    if (subject == nullptr || subject->is_null()) return told;
    if (!subject->is_object()) {
        told.faults.push_back({"subject", "record.subject", "A subject block is one object of leerling-id fields."});
        return told;
    }
    told.subject = content_of(subject->get_object());
    if (!told.subject->empty()) check_subject(told);
    return told;
}

// Of the child's own block, or what the record itself tells of it under whatever name.
std::string_view told_of_child(const Told& told, std::string_view field) {
    const std::string_view own = told.subject ? told.subject->text(field) : std::string_view{};
    const schemas::RecordType* type = schemas::find_record_type(told.record.type);
    if (!own.empty() || type == nullptr) return own;
    const auto name = schemas::name_in(*type, schemas::child_core, field);
    return name ? told.record.fields.text(*name) : own;
}

base::Result<Facts> facts_told(const ExplainRequest& request) {
    if (!request.facts) return Facts{};
    const auto told = parse_object(*request.facts, "the facts");
    if (!told) return told.error();
    return read_facts(*told);
}

// From the first day of another version on this one decides nothing more.
void end_with_version(std::optional<Date> next_version, Explanation& explanation) {
    if (!next_version || (explanation.next_change && *explanation.next_change < *next_version)) return;
    explanation.next_change = next_version;
    explanation.new_version_then = true;
}

// Understands the question and hands its explanation to `use` while everything that it points into is there.
template <class Use>
auto answer(const Convenant& convenant, const ExplainRequest& request, Use use)
    -> base::Result<decltype(use(std::declval<const Explanation&>()))> {
    const auto object = parse_object(request.record, "the record");
    if (!object) return object.error();
    const auto from = parse_party(request.from, "--from");
    if (!from) return from.error();
    const auto to = parse_party(request.to, "--to");
    if (!to) return to.error();
    const auto today = base::parse_date(request.at);
    if (!today) return base::failure("explain.date", "--at is no date; write it like 2026-11-22");
    const auto facts = facts_told(request);
    if (!facts) return facts.error();

    const Told told = read_told(*object);
    Question question;
    question.record = &told.record;
    question.faults = told.faults;
    question.subject = told.subject && !told.subject->empty() ? &*told.subject : nullptr;
    question.from = *from;
    question.to = *to;
    question.purpose = request.purpose;
    question.facts = &*facts;
    question.today = *today;
    question.explaining = true;
    question.signatures_unknown = request.signatures_unknown;
    const std::string_view residence = told_of_child(told, "woongemeente");
    const std::string_view enrolment = told_of_child(told, "vestiging");
    question.residence_unknown = residence.empty() || request.municipality.empty();
    question.lives_elsewhere = !question.residence_unknown && residence != request.municipality;
    question.enrolment_unknown = enrolment.empty() || request.branches.empty();
    question.enrolled_elsewhere =
        !question.enrolment_unknown && std::ranges::find(request.branches, enrolment) == request.branches.end();
    Explanation explanation = explain_fully(convenant, question);
    end_with_version(request.next_version, explanation);
    if (!request.from_office.empty()) explanation.from_signer.append(" (").append(request.from_office).append(1, ')');
    if (!request.to_office.empty()) explanation.to_signer.append(" (").append(request.to_office).append(1, ')');
    return use(explanation);
}

}  // namespace

base::Result<json::object> explain_request(const Convenant& convenant, const ExplainRequest& request) {
    return answer(convenant, request, [](const Explanation& told) { return as_json(told); });
}

base::Result<std::string> explain_request_in_words(const Convenant& convenant, const ExplainRequest& request,
                                                   Language language) {
    return answer(convenant, request, [language](const Explanation& told) { return in_words(told, language); });
}

}  // namespace kolk::policies
