#include "connectors/jgz/bundle.hpp"

#include "connectors/text_encoding.hpp"
#include "schemas/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace kolk::connectors::jgz {
namespace {

namespace json = boost::json;

const json::value* member(const json::object& object, std::string_view name) {
    return object.if_contains(name);
}

std::string_view text_in(const json::object& object, std::string_view name) {
    const auto* found = member(object, name);
    return found != nullptr && found->is_string() ? std::string_view{found->get_string()} : std::string_view{};
}

const json::object* object_in(const json::object& object, std::string_view name) {
    const auto* found = member(object, name);
    return found == nullptr ? nullptr : found->if_object();
}

/// The objects of a list; what is no object is passed over.
std::vector<const json::object*> objects_in(const json::object& object, std::string_view name) {
    std::vector<const json::object*> objects;
    const auto* list = member(object, name);
    if (list == nullptr || !list->is_array()) return objects;
    for (const auto& item : list->get_array()) {
        if (const auto* one = item.if_object()) objects.push_back(one);
    }
    return objects;
}

std::optional<Instant> updated_in(const json::object& resource) {
    const auto* meta = object_in(resource, "meta");
    return meta == nullptr ? std::nullopt : base::parse_instant(text_in(*meta, "lastUpdated"));
}

std::pair<std::string, json::value> value_in(const json::object& resource) {
    for (const auto& one : resource) {
        if (one.key().starts_with("value")) return {std::string{one.key()}, one.value()};
    }
    return {};
}

/// Whether an OperationOutcome tells that the answer is incomplete (FHIR R4, IssueSeverity).
bool grave(const json::object& outcome) {
    const auto issues = objects_in(outcome, "issue");
    return std::any_of(issues.begin(), issues.end(), [](const json::object* issue) {
        const auto severity = text_in(*issue, "severity");
        return severity == "fatal" || severity == "error";
    });
}

std::string next_of(const json::object& bundle) {
    for (const auto* link : objects_in(bundle, "link")) {
        if (text_in(*link, "relation") == "next") return std::string{text_in(*link, "url")};
    }
    return {};
}

template <class Resource>
void keep_newest(std::map<std::string, Resource>& all, const std::string& reference, Resource resource) {
    const auto [known, fresh] = all.try_emplace(reference, resource);
    if (!fresh && known->second.updated <= resource.updated) known->second = std::move(resource);
}

}  // namespace

Answers::Answers(std::string base_url, std::string patient_system, std::set<std::string> fields)
    : base_url_{std::move(base_url)}, patient_system_{std::move(patient_system)}, fields_{std::move(fields)} {
}

boost::system::result<Page, PageFault> Answers::add(std::string_view bytes, std::uint64_t page, std::size_t depth) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    boost::system::error_code error;
    const json::value value = schemas::parse_json(bytes, error, depth);
    if (error == json::error::too_deep) {
        return PageFault{"payload.depth", "A page is nested more deeply than the limit allows; ask the supplier."};
    }
    if (error) return PageFault{"payload.not-json", "A page is no JSON in UTF-8; ask the supplier of the server."};
    const auto* bundle = value.if_object();
    if (bundle != nullptr && text_in(*bundle, "resourceType") == "OperationOutcome") {
        return PageFault{"fhir.outcome", "The server answered with a fault instead of records; ask its supplier."};
    }
    if (bundle == nullptr || text_in(*bundle, "resourceType") != "Bundle" || text_in(*bundle, "type") != "searchset") {
        return PageFault{"fhir.no-searchset",
                         "The server answered with something else than a page of search results; "
                         "look whether `url` is the base of a FHIR R4 server."};
    }
    const auto* entries = member(*bundle, "entry");
    if (entries != nullptr && !entries->is_array()) {
        return PageFault{"fhir.no-searchset", "A page of search results holds no list of entries; ask the supplier."};
    }
    if (entries != nullptr) {
        for (const auto& entry : entries->get_array()) {
            if (const auto fault = add_entry(entry, page)) return *fault;
        }
    }
    return Page{next_of(*bundle)};
}

std::optional<PageFault> Answers::add_entry(const json::value& entry, std::uint64_t page) {
    const auto* wrapped = entry.if_object();
    const auto* resource = wrapped == nullptr ? nullptr : object_in(*wrapped, "resource");
    const auto type = resource == nullptr ? std::string_view{} : text_in(*resource, "resourceType");
    if (type == "OperationOutcome") {
        if (!grave(*resource)) return std::nullopt;
        return PageFault{"fhir.outcome", "The server says that its answer is incomplete; ask its supplier."};
    }
    const auto id = resource == nullptr ? std::string_view{} : text_in(*resource, "id");
    constexpr std::array<std::string_view, 3> known{"Observation", "Encounter", "Patient"};
    if (id.empty() || std::find(known.begin(), known.end(), type) == known.end()) {
        wrong_.push_back(page);
        return std::nullopt;
    }
    const std::string reference = std::string{type} + "/" + std::string{id};
    if (const auto url = text_in(*wrapped, "fullUrl"); !url.empty()) full_urls_.emplace(url, reference);
    if (type == "Observation") add_observation(reference, *resource, page);
    if (type == "Encounter") add_encounter(reference, *resource, page);
    if (type == "Patient") add_patient(reference, *resource, page);
    return std::nullopt;
}

void Answers::add_observation(const std::string& reference, const json::object& resource, std::uint64_t page) {
    Observation observation;
    observation.encounter = reference_in(resource, "encounter");
    observation.subject = reference_in(resource, "subject");
    mentioned_.insert({observation.encounter, observation.subject});
    const auto* code = object_in(resource, "code");
    for (const auto* coding : code == nullptr ? std::vector<const json::object*>{} : objects_in(*code, "coding")) {
        const auto text = text_in(*coding, "code");
        if (text_in(*coding, "system") != exchange_codes || !text.starts_with(advice_prefix)) continue;
        const std::string field{text.substr(advice_prefix.size())};
        if (fields_.contains(field)) observation.field = field;
    }
    if (observation.field.empty()) {
        if (dropped_.insert(reference).second) ++unasked_;
        return;
    }
    observation.page = page;
    observation.status = text_in(resource, "status");
    observation.updated = updated_in(resource);
    std::tie(observation.value_kind, observation.value) = value_in(resource);
    keep_newest(observations_, reference, std::move(observation));
}

void Answers::add_encounter(const std::string& reference, const json::object& resource, std::uint64_t page) {
    Encounter encounter;
    encounter.page = page;
    encounter.id = text_in(resource, "id");
    encounter.status = text_in(resource, "status");
    encounter.subject = reference_in(resource, "subject");
    encounter.updated = updated_in(resource);
    mentioned_.insert(encounter.subject);
    keep_newest(encounters_, reference, std::move(encounter));
}

void Answers::add_patient(const std::string& reference, const json::object& resource, std::uint64_t page) {
    Patient patient;
    patient.page = page;
    patient.born = text_in(resource, "birthDate");
    for (const auto* identifier : objects_in(resource, "identifier")) {
        const auto system = text_in(*identifier, "system");
        const auto value = text_in(*identifier, "value");
        if (value.empty()) continue;
        if (system == bsn_system) patient.bsns.emplace(value);
        if (!system.empty() && system == patient_system_) patient.numbers.emplace(value);
    }
    patients_.insert_or_assign(reference, std::move(patient));
}

std::string Answers::reference_in(const json::object& resource, std::string_view element) const {
    const auto* found = object_in(resource, element);
    return found == nullptr ? std::string{} : shortened(text_in(*found, "reference"));
}

/// `Type/id` of an absolute or versioned reference to this server.
std::string Answers::shortened(std::string_view reference) const {
    const std::string prefix = base_url_ + "/";
    if (reference.starts_with(prefix)) reference.remove_prefix(prefix.size());
    return std::string{reference.substr(0, reference.find("/_history/"))};
}

std::string Answers::resolve(const std::string& reference) const {
    const auto found = full_urls_.find(reference);
    return found == full_urls_.end() ? reference : found->second;
}

bool Answers::mentioned(const std::string& reference) const {
    if (mentioned_.contains(reference)) return true;
    return std::any_of(full_urls_.begin(), full_urls_.end(), [&](const auto& known) {
        return known.second == reference && mentioned_.contains(known.first);
    });
}

}  // namespace kolk::connectors::jgz
