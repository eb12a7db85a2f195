#include "gateway/verwerkingsregister/document.hpp"

#include "gateway/verwerkingsregister/own.hpp"

#include <algorithm>

namespace kolk::gateway::verwerkingsregister {
namespace {

namespace json = boost::json;
using policies::Convenant;

// A party that has no codes here yet has its name in the convenant.
policies::Names names_of(const Convenant& convenant, const config::Configuration& configuration) {
    policies::Names names;
    for (const config::Organisation& one : configuration.organisations) names.emplace(one.org, one.name);
    for (const auto& [org, one] : convenant.organisations) names.emplace(org, one.name);
    return names;
}

std::vector<std::string> agreements(const config::Configuration& configuration) {
    std::vector<std::string> all;
    for (const config::Organisation& one : configuration.organisations) {
        if (!one.processor_agreement.empty()) all.push_back(one.name + ": " + one.processor_agreement);
    }
    if (all.empty()) all.emplace_back("geen");
    return all;
}

json::array agreements_json(const config::Configuration& configuration) {
    json::array all;
    for (const config::Organisation& one : configuration.organisations) {
        if (one.processor_agreement.empty()) continue;
        all.push_back({{"org", one.org}, {"name", one.name}, {"reference", one.processor_agreement}});
    }
    return all;
}

std::string_view title_of(DriftKind kind) {
    switch (kind) {
        case DriftKind::feed_without_rule:
            return "Leveringen zonder regel";
        case DriftKind::feed_to_keep:
            return "Leveringen die moeten blijven staan";
        case DriftKind::field_without_rule:
            return "Velden van bronnen die nu geen regel leest";
        case DriftKind::rule_without_feed:
            return "Regels zonder levering";
        case DriftKind::rule_without_source:
            return "Regels zonder bron";
        case DriftKind::rule_without_traffic:
            return "Regels zonder verkeer";
        case DriftKind::unreadable_source:
            return "Bronnen waarvan de velden niet bekend zijn";
        case DriftKind::no_version:
            break;
    }
    return "Niet vergeleken";
}

bool is_of_a_rule(DriftKind kind) {
    return kind == DriftKind::rule_without_feed || kind == DriftKind::rule_without_source ||
           kind == DriftKind::rule_without_traffic;
}

FindingGroup& group_of(std::vector<FindingGroup>& groups, DriftKind kind) {
    const std::string_view title = title_of(kind);
    const auto known =
        std::find_if(groups.begin(), groups.end(), [&](const FindingGroup& group) { return group.title == title; });
    if (known != groups.end()) return *known;
    groups.push_back({std::string{title}, {}, is_of_a_rule(kind)});
    return groups.back();
}

// What is said of several in the same words is said once.
std::vector<FindingGroup> findings_of(const std::vector<Drift>& drift) {
    std::vector<FindingGroup> groups;
    for (const Drift& one : drift) {
        auto& findings = group_of(groups, one.kind).findings;
        const auto same = std::find_if(findings.begin(), findings.end(),
                                       [&](const Finding& finding) { return finding.text == one.text; });
        if (same == findings.end()) {
            findings.push_back({one.about, one.text, one.unknown});
        } else {
            same->about += ", " + one.about;
        }
    }
    return groups;
}

RegisterLine practice(const std::vector<Drift>& drift, const std::string& rule) {
    RegisterLine line{"Afwijkingen", {}};
    for (const Drift& one : drift) {
        if (is_of_a_rule(one.kind) && one.about == rule) line.texts.push_back(one.text);
    }
    if (line.texts.empty()) line.texts.emplace_back("geen");
    return line;
}

std::vector<Chapter> chapters_of(const Convenant& convenant, const policies::Names& names,
                                 const std::vector<Drift>& drift, base::Date day) {
    std::vector<Chapter> chapters;
    for (const policies::RegisterRule& row : policies::register_of(convenant, day)) {
        if (chapters.empty() || chapters.back().purpose != row.purpose->id) {
            chapters.push_back({row.purpose->id, row.purpose->title, {}});
        }
        auto lines = policies::register_lines(convenant, row, names);
        lines.push_back(practice(drift, row.rule->id));
        chapters.back().rules.push_back({row.rule->id, std::move(lines)});
    }
    return chapters;
}

bool is_example(const Convenant& convenant, const config::Configuration& configuration) {
    return convenant.for_demo_only() || configuration.region.environment == config::Environment::demo;
}

json::array drift_json(const std::vector<Drift>& drift) {
    json::array all;
    for (const Drift& one : drift) {
        all.push_back({{"kind", code_of(one.kind)},
                       {"about", one.about},
                       {"state", one.unknown ? "unknown" : "found"},
                       {"text", one.text}});
    }
    return all;
}

json::array own_json() {
    json::array all;
    for (const Processing& one : own_processings()) {
        json::object told;
        for (const RegisterLine& line : one.lines) told[line.label] = json::array(line.texts.begin(), line.texts.end());
        all.push_back(std::move(told));
    }
    return all;
}

json::array advices_json(const Convenant& convenant) {
    json::array all;
    for (const policies::Advice& one : convenant.advices) {
        all.push_back({{"party", one.party.text()},
                       {"date", base::format_date(one.at)},
                       {"advice", one.advice},
                       {"text", one.text}});
    }
    return all;
}

}  // namespace

std::vector<std::string_view> marks_of(const Document& document) {
    std::vector<std::string_view> marks;
    if (document.example) marks.emplace_back("VOORBEELD");
    if (!document.in_force) marks.emplace_back("NIET VAN KRACHT");
    return marks;
}

Document document_of(const Convenant& convenant, const config::Configuration& configuration,
                     const std::vector<Drift>& drift, base::Date day) {
    const policies::Names names = names_of(convenant, configuration);
    Document document;
    document.version = convenant.id + " " + convenant.version;
    document.day = base::format_date(day);
    document.in_force = convenant.from <= day && day <= convenant.until;
    document.example = is_example(convenant, configuration);
    document.title = "Register van verwerkingen, " + configuration.region.name;
    document.heading = policies::register_heading(convenant, names, day);
    document.heading.insert(document.heading.begin(), {"Peildatum", {document.day}});
    document.heading.push_back({"Gastheer van de poort", {policies::name_of(names, configuration.region.host)}});
    document.heading.push_back({"Verwerkersovereenkomsten", agreements(configuration)});
    document.legend = policies::register_legend();
    document.findings = findings_of(drift);
    document.chapters = chapters_of(convenant, names, drift, day);
    document.chapters.push_back({"poort", "Eigen verwerkingen van de poort", own_processings()});
    return document;
}

json::object as_json(const Convenant& convenant, const config::Configuration& configuration,
                     const std::vector<Drift>& drift, base::Date day) {
    json::array rules;
    for (const policies::RegisterRule& row : policies::register_of(convenant, day)) {
        rules.push_back(policies::register_json(convenant, row));
    }
    json::object all = policies::heading_json(convenant, day);
    all.insert({{"region", configuration.region.name},
                {"example", is_example(convenant, configuration)},
                {"host", configuration.region.host.text()},
                {"convenant", convenant.id + " " + convenant.version},
                {"day", base::format_date(day)},
                {"fg_advice", advices_json(convenant)},
                {"processor_agreements", agreements_json(configuration)},
                {"rules", std::move(rules)},
                {"own", own_json()},
                {"drift", drift_json(drift)}});
    return all;
}

}  // namespace kolk::gateway::verwerkingsregister
