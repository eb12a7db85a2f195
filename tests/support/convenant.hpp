#pragma once

#include "policies/explain_request.hpp"
#include "policies/reader.hpp"
#include "policies/signers.hpp"
#include "schemas/record_types.hpp"
#include "tests/support/files.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Questions about invented children to the convenant of the demo region.
namespace kolk::tests {

namespace json = boost::json;

inline constexpr std::string_view demo_day = "2026-11-22";

inline base::Date day(std::string_view text) {
    return *base::parse_date(text);
}

inline std::string convenant_text(const std::string& name) {
    return project_text("policies/convenants/" + name + ".yaml");
}

inline std::string demo_convenant_text() {
    return convenant_text("voorbeeldregio");
}

/// Signed by every party.
inline const policies::Convenant& demo_convenant() {
    static const policies::Convenant convenant = [] {
        const policies::ConvenantReading reading = policies::read_convenant(demo_convenant_text());
        if (!reading.convenant) throw std::runtime_error{"the convenant of the demo region has faults"};
        return policies::signed_by_all(*reading.convenant);
    }();
    return convenant;
}

/// That of the demo region after this edit.
template <class Edit>
policies::Convenant edited(Edit edit) {
    policies::Convenant convenant = demo_convenant();
    edit(convenant);
    convenant.prepare();
    return convenant;
}

/// A value that the schema of this field takes.
inline json::value sample_value(const schemas::FieldSchema& field) {
    using schemas::Format;
    if (field.kinds.front() == schemas::Kind::boolean) return true;
    if (field.kinds.front() == schemas::Kind::integer || field.kinds.front() == schemas::Kind::number) return 1;
    if (field.kinds.front() == schemas::Kind::list) return json::array{sample_value(field.item.front())};
    if (field.kinds.front() == schemas::Kind::object) {
        json::object members;
        for (const auto& member : field.members) members[member.name] = sample_value(member);
        return members;
    }
    if (!field.codes.empty()) return json::value(field.codes.front());
    switch (field.format) {
        case Format::date:
        case Format::moment:
            return field.name.starts_with("eind") ? "2027-07-31" : "2026-10-01";
        case Format::bsn:
            return "999990019";
        case Format::onderwijsnummer:
            return "101222331";
        case Format::brin:
            return "00AA";
        case Format::vestiging:
            return "00AA00";
        case Format::gemeentecode:
            return "9901";
        case Format::agb:
            return "98000001";
        case Format::swv_number:
            return "VO00AA";
        case Format::hash:
            return json::value(std::string(64, 'a'));
        case Format::none:
            break;
    }
    return "voorbeeld";
}

/// Every field of this type that a source may fill, with a value.
inline json::object full_fields(std::string_view type) {
    json::object fields;
    const schemas::RecordType* known = schemas::find_record_type(type);
    if (known == nullptr) return fields;
    for (const auto& field : known->fields) {
        if (!field.barred) fields[field.name] = sample_value(field);
    }
    if (type == "verzuimmelding") {
        fields["grondslag"] = "ongeoorloofd";
        fields["reden"] = "verlof";
        fields["type"] = "overig";
        fields["lpw_grond"] = "wec12";
    }
    if (type == "thuiszittersmelding") fields["risico_grond"] = "wec12";
    return fields;
}

struct Asking {
    std::string type;
    std::string from;
    std::string to;
    std::string purpose;
    json::object fields = full_fields(type);
    json::object facts{};
    std::string at{demo_day};
    json::object subject{};
    std::string municipality{};  ///< codes of the recipient, as a configuration tells them
    std::vector<std::string> branches{};
};

struct Answer {
    bool allow = false;
    std::string reason;
    std::string rule;
    std::vector<std::string> given;
    std::vector<std::pair<std::string, std::string>> withheld;
    std::vector<std::string> assumed;
    json::object whole;

    [[nodiscard]] bool gives(std::string_view field) const {
        return std::find(given.begin(), given.end(), field) != given.end();
    }
    [[nodiscard]] std::string why_not(std::string_view field) const {
        for (const auto& [name, why] : withheld) {
            if (name == field) return why;
        }
        return "";
    }
};

inline std::string text_of(const json::value& value) {
    return std::string{value.as_string()};
}

inline Answer ask(const Asking& asking, const policies::Convenant& convenant = demo_convenant()) {
    json::object record{{"type", asking.type}, {"fields", asking.fields}};
    if (!asking.subject.empty()) record["subject"] = asking.subject;
    const std::string record_text = json::serialize(record);
    const std::string facts_text = json::serialize(asking.facts);
    const auto result =
        policies::explain_request(convenant, {record_text, facts_text, asking.from, asking.to, asking.purpose,
                                              asking.at, asking.municipality, asking.branches});
    Answer answer;
    if (!result) {
        ADD_FAILURE() << result.error().for_operator;
        return answer;
    }
    answer.whole = *result;
    answer.allow = result->at("decision").as_string() == "allow";
    answer.reason = text_of(result->at("reason"));
    answer.rule = text_of(result->at("rule"));
    for (const auto& one : result->at("given").as_array()) answer.given.push_back(text_of(one));
    for (const auto& one : result->at("withheld").as_array())
        answer.withheld.emplace_back(text_of(one.at("field")), text_of(one.at("reason")));
    for (const auto& one : result->at("assumed").as_array()) answer.assumed.push_back(text_of(one));
    return answer;
}

/// The facts of a child of ten: two parents, informed of this purpose, a consent for this flow of both, and a case with
/// both parties at the table.
inline json::object favourable_facts(std::string_view purpose, std::string_view from, std::string_view to,
                                     std::string_view type) {
    const auto role = [](std::string_view party) { return party.substr(0, party.find(':')); };
    const json::object consent{{"purpose", purpose},
                               {"from", role(from)},
                               {"to", role(to)},
                               {"record_types", json::array{type}},
                               {"given_by", json::array{"ouder-1", "ouder-2"}},
                               {"given_at", "2026-09-01"},
                               {"valid_until", "2027-07-31"}};
    return {
        {"born", "2016-03-02"},
        {"authority", json::array{"ouder-1", "ouder-2"}},
        {"informed", json::array{json::object{{"purpose", purpose}, {"at", "2026-09-01"}}}},
        {"consents", json::array{consent}},
        {"case",
         json::object{{"purpose", purpose}, {"opened", "2026-09-15"}, {"parties", json::array{role(from), role(to)}}}}};
}

/// The same question with everything in its favour.
inline Asking favourable(std::string type, std::string from, std::string to, std::string purpose) {
    Asking asking{type, from, to, purpose};
    asking.facts = favourable_facts(purpose, from, to, type);
    if (purpose == "verzuim-18plus-melding") asking.facts["born"] = "2007-03-02";
    return asking;
}

/// A consent of the facts above, to change it.
inline json::object& consent_in(json::object& facts) {
    return facts["consents"].as_array().front().as_object();
}

inline const json::object& example_subject() {
    static const json::object subject{{"naam", "Voorbeeld, Kind"}, {"geboortedatum", "2016-03-02"},
                                      {"geslacht", "V"},           {"brin", "00AA"},
                                      {"vestiging", "00AA00"},     {"bsn", "999990019"}};
    return subject;
}

}  // namespace kolk::tests
