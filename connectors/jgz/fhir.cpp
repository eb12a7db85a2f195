#include "connectors/jgz/fhir.hpp"

#include "connectors/address.hpp"
#include "connectors/jgz/advice.hpp"
#include "connectors/jgz/bundle.hpp"
#include "connectors/yields.hpp"
#include "schemas/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace kolk::connectors::jgz {
namespace {

constexpr std::array<std::string_view, 4> advice_fields{"belastbaarheid", "opbouwschema", "evaluatiedatum", "vervolg"};
constexpr std::size_t encounters_a_question = 50;  // keeps the address well below the 8 KB that servers take

/// The fields that some rule names, and the date without which there is no record.
std::set<std::string> asked_fields(const Wanted& wanted) {
    std::set<std::string> fields{"evaluatiedatum"};
    for (const auto field : advice_fields) {
        if (wanted.asks(record_type, field)) fields.emplace(field);
    }
    return fields;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ",") + query_text(part);
    return text;
}

std::string question(const std::string& base_url, const std::set<std::string>& fields) {
    std::vector<std::string> codes;
    for (const auto& field : fields) {
        codes.push_back(std::string{exchange_codes} + "|" + std::string{advice_prefix} + field);
    }
    return base_url + "/Observation?code=" + joined(codes) +
           "&_include=Observation:encounter&_include=Observation:subject";
}

/// A reference that can be a part of a question (FHIR R4, type id).
bool can_be_asked_for(std::string_view reference) {
    constexpr std::string_view type = "Encounter/";
    if (!reference.starts_with(type)) return false;
    reference.remove_prefix(type.size());
    return !reference.empty() && reference.size() <= 64 && std::all_of(reference.begin(), reference.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

base::Error at_source(const FhirSettings& settings, const base::Error& error) {
    return {error.category, error.for_peer, "Source " + settings.name + ": " + error.for_operator};
}

HttpRequest get(const FhirSettings& settings, std::string url, std::size_t bytes) {
    HttpRequest request;
    request.url = std::move(url);
    request.headers = {{"Accept", "application/fhir+json"}, {"Prefer", "handling=strict"}};
    request.timeout = settings.timeout;
    request.response_bytes = bytes;
    request.ca_file = settings.ca_file;
    request.certificate_file = settings.certificate_file;
    request.key_file = settings.key_file;
    return request;
}

std::optional<base::Error> refusal_in(const FhirSettings& settings, const HttpResponse& response) {
    if (response.status == 200) return std::nullopt;
    const std::string status = "the server answered " + std::to_string(response.status);
    if (response.status == 429 || response.status >= 500) {
        return at_source(settings, base::failure("source.unavailable", status + "; it is asked again later."));
    }
    return at_source(settings, base::failure("source.refused",
                                             status + "; look at `url`, the certificate and what it may be asked."));
}

/// Asks one question after the other and puts the answers together.
class Reading {
public:
    Reading(const FhirSettings& settings, Transport& transport, const Limits& limits, const Wanted& wanted,
            PullSink& sink)
        : settings_{settings},
          transport_{transport},
          limits_{limits},
          sink_{sink},
          question_{question(settings.base_url, asked_fields(wanted))},
          answers_{settings.base_url, settings.patient_system, asked_fields(wanted)} {}

    [[nodiscard]] const Answers& answers() const noexcept { return answers_; }

    base::Result<void> ask_since(const std::optional<Instant>& since) {
        return follow(since ? question_ + "&_lastUpdated=ge" + query_text(base::format_instant(*since)) : question_);
    }

    base::Result<void> ask_for(const std::set<std::string>& encounters) {
        std::vector<std::string> part;
        for (auto next = encounters.begin(); next != encounters.end();) {
            part.push_back(*next++);
            if (part.size() < encounters_a_question && next != encounters.end()) continue;
            if (const auto asked = follow(question_ + "&encounter=" + joined(part)); !asked) return asked;
            part.clear();
        }
        return {};
    }

private:
    base::Result<void> follow(std::string url) {
        while (!url.empty() && !sink_.stopping()) {
            if (page_ == limits_.pages) {
                return failed("source.too-many-pages",
                              "the answer has more pages than the limit allows; raise `limits.pages`.");
            }
            ++page_;
            auto next = take(url);
            if (!next) return next.error();
            url = std::move(*next);
            sink_.progress(page_, 0);
        }
        return {};
    }

    /// Takes one page in and says where the next one is.
    base::Result<std::string> take(const std::string& url) {
        const auto response = transport_.send_and_wait(get(settings_, url, limits_.page_bytes));
        if (!response) return at_source(settings_, response.error());
        if (const auto bad = refusal_in(settings_, *response)) return *bad;
        const auto page = answers_.add(response->body.reveal(), page_, limits_.depth);
        if (!page) return refuse(page.error(), *response);
        if (page->next.empty()) return std::string{};
        auto next = link_below(settings_.base_url, page->next);
        if (next) return std::move(*next);
        return failed("source.answer", "page " + std::to_string(page_) +
                                           " leads to a next page outside the configured `url`; ask the supplier.");
    }

    base::Error refuse(const PageFault& fault, const HttpResponse& response) {
        auto refusal = unreadable({settings_.name, page_, 0, {}}, fault.reason, fault.text);
        refusal.raw = response.body;
        sink_.refuse(std::move(refusal));
        return failed("source.answer",
                      "page " + std::to_string(page_) + " can't be used: " + std::string{fault.text.text});
    }

    [[nodiscard]] base::Error failed(base::Literal category, const std::string& what) const {
        return base::failure(category, "Source " + settings_.name + ": " + what);
    }

    const FhirSettings& settings_;
    Transport& transport_;
    const Limits& limits_;
    PullSink& sink_;
    std::string question_;
    Answers answers_;
    std::uint64_t page_ = 0;
};

std::set<std::string> askable_encounters(const Answers& answers, const std::set<std::string>& more) {
    std::set<std::string> references;
    const auto add = [&references](const std::string& reference) {
        if (can_be_asked_for(reference)) references.insert(reference);
    };
    for (const auto& [id, observation] : answers.observations()) add(answers.resolve(observation.encounter));
    for (const auto& reference : more) add(reference);
    return references;
}

base::Error unfit(const FhirSettings& settings) {
    return at_source(
        settings, base::failure("source.address",
                                "the address is not https, or holds credentials; records travel by https, or by http "
                                "on this machine only. Correct `url`."));
}

}  // namespace

FhirSource::FhirSource(FhirSettings settings, base::Zone zone, Transport& transport, Limits limits)
    : settings_{std::move(settings)}, zone_{zone}, transport_{transport}, limits_{limits} {
    while (settings_.base_url.ends_with('/')) settings_.base_url.pop_back();
}

base::Result<void> FhirSource::pull(const Wanted& wanted, PullSink& sink) {
    if (!fit_for_records(settings_.base_url)) return unfit(settings_);
    if (!wanted.asks(record_type)) return {};
    Reading reading{settings_, transport_, limits_, wanted, sink};
    if (const auto asked = reading.ask_since(wanted.since); !asked) return asked;
    if (wanted.since) {
        const auto asked = reading.ask_for(askable_encounters(reading.answers(), unfinished_));
        if (!asked) return asked;
    }
    if (sink.stopping()) return {};
    unfinished_ = tell(reading.answers(), {settings_.name, settings_.issuer, zone_}, sink);
    return {};
}

base::Result<void> FhirSource::probe() {
    if (!fit_for_records(settings_.base_url)) return unfit(settings_);
    const auto response =
        transport_.send_and_wait(get(settings_, settings_.base_url + "/metadata", limits_.page_bytes));
    if (!response) return at_source(settings_, response.error());
    if (const auto bad = refusal_in(settings_, *response)) return *bad;
    boost::system::error_code error;
    const auto statement = schemas::parse_json(response->body.reveal(), error, limits_.depth);
    const auto* object = error ? nullptr : statement.if_object();
    const auto* type = object == nullptr ? nullptr : object->if_contains("resourceType");
    if (type != nullptr && *type == "CapabilityStatement") return {};
    return at_source(settings_, base::failure("source.answer",
                                              "the server does not say what it can do; look "
                                              "whether `url` is the base of a FHIR server."));
}

}  // namespace kolk::connectors::jgz

kolk::connectors::Yields kolk::connectors::yields_of_fhir() {
    return {{std::string{jgz::record_type}, {jgz::advice_fields.begin(), jgz::advice_fields.end()}}};
}
