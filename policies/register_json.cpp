#include "policies/compare.hpp"
#include "policies/condition_text.hpp"
#include "policies/file_words.hpp"
#include "policies/register.hpp"
#include "policies/signers.hpp"

#include <algorithm>

// The register for programs.

namespace kolk::policies {
namespace {

namespace json = boost::json;

json::array parties_json(const std::vector<Party>& parties) {
    json::array all;
    for (const Party& party : parties) all.emplace_back(party.text());
    return all;
}

json::array texts_json(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

json::object as_json(const Basis& basis) {
    return {{"avg6", basis.avg6}, {"law", basis.law}};
}

json::object dates_json(Date from, Date until) {
    return {{"from", base::format_date(from)}, {"until", base::format_date(until)}};
}

json::object fields_json(const Rule& rule) {
    json::object records;
    for (const auto& [id, fields] : rule.records) {
        const schemas::RecordType* type = schemas::find_record_type(id);
        json::object classes;
        for (const std::string& name : fields) {
            const schemas::FieldSchema* field = type == nullptr ? nullptr : type->find(name);
            classes[name] = field == nullptr ? std::string_view{} : schemas::name_of(field->sensitivity);
        }
        records[id] = std::move(classes);
    }
    return records;
}

// `first [4]` by `record.field`: what is given is not the field itself.
json::object transforms_json(const Rule& rule) {
    json::object all;
    for (const auto& [field, transform] : rule.transforms) all[field] = transform.text();
    return all;
}

json::array totals_json(const Rule& rule) {
    json::array all;
    for (const Total& total : rule.totals) all.emplace_back(in_file_words(total));
    return all;
}

json::object own_retention_json(const Convenant& convenant, const RegisterRule& row) {
    json::object all;
    for (const Membership* member : own_retentions(convenant, row)) all[member->party.text()] = member->retention;
    return all;
}

json::array controllers_json(const Convenant& convenant) {
    json::array all;
    for (const auto& [org, one] : convenant.organisations) {
        all.push_back({{"org", org}, {"name", one.name}, {"contact", one.contact}, {"fg", one.fg}});
    }
    return all;
}

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace

json::object heading_json(const Convenant& convenant, Date day) {
    const Signed state = signed_on(convenant, day);
    return {{"title", convenant.title},
            {"version", convenant.version},
            {"validity", dates_json(convenant.from, convenant.until)},
            {"in_force", convenant.from <= day && day <= convenant.until},
            {"for_demo_only", convenant.for_demo_only()},
            {"signatures",
             {{"parties", state.parties},
              {"signed", state.parties - state.missing.size()},
              {"missing", parties_json(state.missing)}}},
            {"controllers", controllers_json(convenant)}};
}

json::object register_json(const Convenant& convenant, const RegisterRule& row) {
    const Rule& rule = *row.rule;
    const Purpose& purpose = *row.purpose;
    return {
        {"purpose", purpose.id},
        {"title", purpose.title},
        {"kind", word_of(purpose.kind)},
        {"rule", rule.id},
        {"from", parties_json(row.senders)},
        {"to", parties_json(row.recipients)},
        {"from_roles", texts_json(rule.from)},
        {"to_roles", texts_json(rule.to)},
        {"choose", word_of(rule.choose)},
        {"data_subjects", json::array(row.people.begin(), row.people.end())},
        {"fields", fields_json(rule)},
        {"transforms", transforms_json(rule)},
        {"from_basis", as_json(rule.from_basis)},
        {"to_basis", as_json(rule.to_basis)},
        {"art9", texts_json(rule.art9)},
        {"no_art9_because", text_or_null(rule.no_art9_because)},
        {"consent", word_of(rule.consent)},
        {"consent_only_because", text_or_null(rule.consent_only_because)},
        {"inform", word_of(rule.inform)},
        {"bsn", rule.bsn},
        {"case", rule.needs_case},
        {"conditions", texts_json(texts_of(rule.when))},
        {"retention", rule.retention},
        {"retention_from", texts_json(rule.retention_from)},
        {"own_retention", own_retention_json(convenant, row)},
        {"in_force", row.in_force},
        {"validity", dates_json(rule.from_date.value_or(convenant.from), rule.until_date.value_or(convenant.until))},
        {"only_if", text_or_null(rule.only_if)},
        {"joint_control", purpose.joint_control},
        {"onward", rule.onward},
        {"notify", texts_json(rule.notify)},
        {"guests", texts_json(rule.guests)},
        {"totals", totals_json(rule)},
        {"frequency", rule.frequency ? json::value(rule.frequency->text()) : json::value(nullptr)},
        {"dpia", purpose.dpia},
        {"dpia_required", purpose.dpia_required},
        {"agreement", purpose.agreement}};
}

}  // namespace kolk::policies
