#pragma once

#include "tests/support/scripted_transport.hpp"

#include <boost/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace kolk::tests {

inline constexpr const char* fhir_base = "https://jgz.example/fhir";
inline constexpr const char* patient_system = "https://ggd-voorbeeld.example/fhir/NamingSystem/dossiernummer";

inline boost::json::object parse_object(const std::string& text) {
    return boost::json::parse(text).as_object();
}

inline boost::json::object patient(const std::string& id = "p1") {
    return parse_object(R"({"resourceType":"Patient","id":")" + id + R"(","name":[{"family":"Marker"}],
        "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"999990019"},
                      {"system":")" +
                        patient_system + R"(","value":"marker-JGZ-0001"}],"birthDate":"2012-03-04"})");
}

inline boost::json::object encounter(const std::string& id = "e1", const std::string& patient_id = "p1") {
    return parse_object(R"({"resourceType":"Encounter","id":")" + id + R"(","status":"finished",
        "meta":{"lastUpdated":"2026-11-01T10:00:00Z"},"subject":{"reference":"Patient/)" +
                        patient_id + R"("}})");
}

/// An Observation of one of our codes; `value` is a member such as `"valueBoolean":true`.
inline boost::json::object observation(const std::string& id, const std::string& code, const std::string& value,
                                       const std::string& encounter_id = "e1") {
    return parse_object(R"({"resourceType":"Observation","id":")" + id + R"(","status":"final",
        "meta":{"lastUpdated":"2026-11-01T10:00:00Z"},"code":{"coding":[
        {"system":"https://kolk.example/fhir/CodeSystem/uitwisseling","code":")" +
                        code + R"("}]},
        "encounter":{"reference":"Encounter/)" +
                        encounter_id + R"("},)" + value + "}");
}

/// The four answers of a complete consult with its Encounter and Patient.
inline std::vector<boost::json::object> consult() {
    return {observation("o1", "mazl-belastbaarheid", R"("valueQuantity":{"value":40,"unit":"%"})"),
            observation("o2", "mazl-opbouwschema", R"("valueString":"marker: elke week een uur meer")"),
            observation("o3", "mazl-evaluatiedatum", R"("valueDateTime":"2026-12-15T23:30:00Z")"),
            observation("o4", "mazl-vervolg", R"("valueBoolean":true)"),
            encounter(),
            patient()};
}

inline std::string page_of(const std::vector<boost::json::object>& resources, const std::string& next = "") {
    boost::json::array entries;
    for (const auto& resource : resources) entries.push_back(boost::json::object{{"resource", resource}});
    boost::json::object bundle{{"resourceType", "Bundle"}, {"type", "searchset"}, {"entry", entries}};
    if (!next.empty()) bundle["link"] = boost::json::array{{{"relation", "next"}, {"url", next}}};
    return boost::json::serialize(bundle);
}

/// A server whose answers to one question are these pages, one after the other.
inline void serve(ScriptedTransport& transport, std::vector<std::string> pages) {
    transport.answer = [pages = std::move(pages), served = std::size_t{0}](const auto&) mutable {
        return served < pages.size() ? ScriptedTransport::response(200, pages[served++])
                                     : ScriptedTransport::response(404, "");
    };
}

}  // namespace kolk::tests
