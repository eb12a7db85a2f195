#include "gateway/verwerkingsregister/drift.hpp"

#include "gateway/region/mapping_file.hpp"
#include "policies/looked_at.hpp"
#include "policies/register.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace kolk::gateway::verwerkingsregister {
namespace {

using base::holds;
using base::joined;
using config::SourceKind;
using policies::Convenant;
using policies::Rule;

constexpr std::string_view of_the_child = "leerling-id";
constexpr int months_of_silence = 12;
constexpr std::size_t length_of_day = 10;  // the day in front of a moment in the log, in UTC

bool is_of(policies::Kind kind, const Convenant& convenant, const Rule& rule) {
    const policies::Purpose* purpose = convenant.find_purpose(rule.purpose);
    return purpose != nullptr && purpose->kind == kind;
}

bool is_in_force(const Convenant& convenant, const Rule& rule, base::Date day) {
    const base::Date from = rule.from_date.value_or(convenant.from);
    const base::Date until = rule.until_date.value_or(convenant.until);
    return !rule.dormant && from <= day && day <= until;
}

// Whether records really take this road: asked for, and in force on that day.
bool runs(const Convenant& convenant, const Rule& rule, base::Date day) {
    return is_of(policies::Kind::flow, convenant, rule) && rule.ask != policies::Ask::never &&
           is_in_force(convenant, rule, day);
}

// Whether something may come this way: records, or what two people let go by exception.
bool delivers(const Convenant& convenant, const Rule& rule, base::Date day) {
    return runs(convenant, rule, day) ||
           (is_of(policies::Kind::override_, convenant, rule) && is_in_force(convenant, rule, day));
}

std::vector<const Rule*> running_rules(const Convenant& convenant, base::Date day) {
    std::vector<const Rule*> rules;
    for (const Rule& rule : convenant.rules) {
        if (runs(convenant, rule, day)) rules.push_back(&rule);
    }
    return rules;
}

bool names(const Rule& rule, const std::string& type, const std::string& field) {
    for (const auto& [named, fields] : rule.records) {
        const bool same =
            named == type || (type == of_the_child && named.starts_with(of_the_child)) || named == policies::any_record;
        if (same && (named == policies::any_record || holds(fields, field))) return true;
    }
    return false;
}

void find_feeds_without_rule(const Convenant& convenant, std::span<const config::Feed> feeds, base::Date day,
                             std::vector<Drift>& found) {
    for (const config::Feed& feed : feeds) {
        const std::string party = feed.party.text();
        const bool named = std::ranges::any_of(convenant.rules, [&](const Rule& rule) {
            return delivers(convenant, rule, day) && holds(rule.to, policies::covering_role(feed.party.role));
        });
        if (!named) {
            found.push_back({DriftKind::feed_without_rule, party,
                             "Geen regel die nu geldt noemt deze partij als ontvanger; haal de levering weg."});
        } else if (!convenant.is_member(feed.party, day)) {
            found.push_back({DriftKind::feed_without_rule, party,
                             "Deze partij doet op deze dag niet mee aan het convenant; haal de levering weg."});
        }
    }
}

// A total reads a field to count by it, and gives it to nobody.
bool counts_by(const Rule& rule, const std::string& type, const std::string& field) {
    return std::ranges::any_of(rule.totals, [&](const policies::Total& total) {
        const auto looked_at = policies::looked_at(total.when);
        const auto same = [&](const std::string& record, const std::string& name) {
            return name == field && (record == type || (type == of_the_child && record.starts_with(of_the_child)));
        };
        return std::ranges::any_of(total.by, [&](const auto& by) { return same(by.record, by.field); }) ||
               std::ranges::any_of(looked_at, [&](const auto& one) { return same(one.first, one.second); });
    });
}

void find_fields_without_rule(const Convenant& convenant, std::span<const SourceInUse> sources,
                              const std::vector<const Rule*>& rules, std::vector<Drift>& found) {
    for (const SourceInUse& source : sources) {
        std::set<std::string> unnamed;
        for (const auto& [type, fields] : source.yields) {
            for (const std::string& field : fields) {
                const auto from = [&](const Rule& rule) {
                    return holds(rule.from, policies::covering_role(source.sender.role));
                };
                const bool named = std::any_of(rules.begin(), rules.end(), [&, &type = type](const Rule* rule) {
                    return from(*rule) && names(*rule, type, field);
                });
                const bool counted = std::ranges::any_of(convenant.rules, [&, &type = type](const Rule& rule) {
                    return from(rule) && counts_by(rule, type, field);
                });
                if (!named && !counted) unnamed.insert(type + '.' + field);
            }
        }
        if (!unnamed.empty()) {
            found.push_back({DriftKind::field_without_rule, source.name,
                             "Deze bron vult velden die geen regel van de afzender noemt: " + joined(unnamed, ", ") +
                                 ". Ze worden niet gelezen; haal ze uit de vertaaltabel of noem ze in een regel."});
        }
    }
}

void find_rules_without_feed(const Convenant& convenant, std::span<const config::Feed> feeds, const Rule& rule,
                             base::Date day, std::vector<Drift>& found) {
    std::set<std::string> missing;
    for (const std::string& role : rule.to) {
        for (const schemas::Party& party : convenant.members_in(role, day)) {
            const bool fed =
                std::any_of(feeds.begin(), feeds.end(), [&party](const config::Feed& f) { return f.party == party; });
            if (!fed) missing.insert(party.text());
        }
    }
    if (!missing.empty()) {
        found.push_back({DriftKind::rule_without_feed, rule.id,
                         "Deze ontvangers hebben geen levering: " + joined(missing, ", ") + "."});
    }
}

void find_rules_without_source(std::span<const SourceInUse> sources, const Rule& rule, std::vector<Drift>& found) {
    std::set<std::string> missing;
    for (const std::string& role : rule.from) {
        if (!policies::signs(role)) continue;  // nobody pulls from a person
        for (const auto& [type, fields] : rule.records) {
            if (type.starts_with(of_the_child)) continue;
            const bool filled =
                std::any_of(sources.begin(), sources.end(), [&, &type = type](const SourceInUse& source) {
                    return policies::covering_role(source.sender.role) == role && source.yields.contains(type);
                });
            if (!filled) missing.insert(type + " van " + role);
        }
    }
    if (!missing.empty()) {
        found.push_back({DriftKind::rule_without_source, rule.id, "Geen bron levert: " + joined(missing, ", ") + "."});
    }
}

std::optional<base::Date> day_in(const std::string& moment) {
    return base::parse_date(std::string_view{moment}.substr(0, length_of_day));
}

void find_rules_without_traffic(const Convenant& convenant, const log::Traffic& traffic, const Rule& rule,
                                base::Date day, std::vector<Drift>& found) {
    const base::Date year_ago = base::add_months(day, -months_of_silence);
    const auto last = traffic.last_release.find(rule.id);
    const auto released = last == traffic.last_release.end() ? std::nullopt : day_in(last->second);
    if (released && year_ago <= *released) return;
    const auto first = traffic.first_entry ? day_in(*traffic.first_entry) : std::nullopt;
    const bool young_log = !first || year_ago < *first;
    const bool young_rule = year_ago < rule.from_date.value_or(convenant.from);
    if (released || (!young_log && !young_rule)) {
        found.push_back({DriftKind::rule_without_traffic, rule.id,
                         "Onder deze regel is een jaar lang niets verstrekt; is hij nog nodig?"});
    } else {
        found.push_back({DriftKind::rule_without_traffic, rule.id,
                         young_log ? "Nog niets verstrekt; het logboek is jonger dan een jaar."
                                   : "Nog niets verstrekt; de regel is jonger dan een jaar.",
                         true});
    }
}

}  // namespace

std::string_view code_of(DriftKind kind) {
    static constexpr std::array<std::string_view, 6> codes{"feed-without-rule",    "field-without-rule",
                                                           "rule-without-feed",    "rule-without-source",
                                                           "rule-without-traffic", "unreadable-source"};
    return codes[static_cast<std::size_t>(kind)];
}

std::vector<SourceInUse> sources_in_use(const config::Configuration& configuration, std::vector<Drift>& drift) {
    std::vector<SourceInUse> sources;
    for (const config::Source& source : configuration.sources) {
        switch (source.kind) {
            case SourceKind::facts:
                break;
            case SourceKind::oso:
                sources.push_back({source.name, {"school", {}}, connectors::yields_of_oso()});
                break;
            case SourceKind::ijw:
                sources.push_back({source.name, source.party, connectors::yields_of_ijw()});
                break;
            case SourceKind::fhir:
                sources.push_back({source.name, source.party, connectors::yields_of_fhir()});
                break;
            case SourceKind::csv:
                if (const auto mapping = region::read_mapping(source.mapping)) {
                    sources.push_back({source.name, source.party, connectors::yields_of(*mapping)});
                } else {
                    drift.push_back({DriftKind::unreadable_source, source.name,
                                     "De vertaaltabel van deze bron is niet te lezen; `kolk check` zegt waarom.",
                                     true});
                }
                break;
        }
    }
    return sources;
}

std::vector<Drift> find_drift(const Convenant& convenant, std::span<const config::Feed> feeds,
                              std::span<const SourceInUse> sources, const log::Traffic& traffic, base::Date day) {
    std::vector<Drift> found;
    const std::vector<const Rule*> rules = running_rules(convenant, day);
    find_feeds_without_rule(convenant, feeds, day, found);
    find_fields_without_rule(convenant, sources, rules, found);
    for (const Rule* rule : rules) {
        find_rules_without_feed(convenant, feeds, *rule, day, found);
        find_rules_without_source(sources, *rule, found);
        find_rules_without_traffic(convenant, traffic, *rule, day, found);
    }
    return found;
}

}  // namespace kolk::gateway::verwerkingsregister
