#include "gateway/verwerkingsregister/drift.hpp"

#include "gateway/pipeline/asking.hpp"
#include "gateway/region/mapping_file.hpp"
#include "policies/exception.hpp"
#include "policies/totals.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace kolk::gateway::verwerkingsregister {
namespace {

using base::holds;
using base::joined;
using config::SourceKind;
using policies::Convenant;
using policies::Rule;

using Names = std::set<std::string>;

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

// Totals are released by hand, and each release stands in the log. What two people open for one child is no flow: that
// nobody had to for a year says nothing of the rule.
bool is_released(const Convenant& convenant, const Rule& rule, base::Date day) {
    return runs(convenant, rule, day) || (!rule.totals.empty() && is_in_force(convenant, rule, day));
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

bool may_deliver(const Convenant& convenant, const Rule& rule, const std::string& role) {
    const bool as_records = is_of(policies::Kind::flow, convenant, rule) && rule.ask != policies::Ask::never;
    return holds(rule.to, role) && (as_records || is_of(policies::Kind::override_, convenant, rule));
}

/// The rules of every version by which something may come to this role, on whichever day.
struct RulesTowards {
    Names all;
    Names with_guests;  ///< that a guest in this role may get something by
};

RulesTowards rules_towards(const Agreed& agreed, const std::string& role) {
    RulesTowards rules;
    for (const Convenant* version : agreed.versions) {
        for (const Rule& rule : version->rules) {
            if (!may_deliver(*version, rule, role)) continue;
            rules.all.insert(rule.id);
            if (holds(rule.guests, role)) rules.with_guests.insert(rule.id);
        }
    }
    return rules;
}

// Of a party that is none on this day. Who was one must still hear of ends and withdrawals.
Drift feed_of_no_party(const Agreed& agreed, const schemas::Party& party, const Names& rules_with_guests) {
    const auto keep = [&party](const std::string& text) { return Drift{DriftKind::feed_to_keep, party.text(), text}; };
    if (const auto comes = agreed.comes(party)) {
        return keep("Deze partij doet pas vanaf " + base::format_date(*comes) +
                    " mee; tot dan komt er niets nieuws. Laat de levering staan.");
    }
    if (agreed.was_party(party)) {
        return keep(
            "Deze partij doet niet meer mee en krijgt niets nieuws, maar over deze levering nog wel bericht van einde "
            "en "
            "intrekking. Haal haar pas weg als het slotoverzicht (kolk policy leaver) niets open noemt.");
    }
    if (!rules_with_guests.empty()) {
        return keep("Deze organisatie is geen partij, maar kan gast zijn bij een casus (" +
                    joined(rules_with_guests, ", ") + "). Laat de levering staan zolang dat kan gebeuren.");
    }
    return {DriftKind::feed_without_rule, party.text(),
            "Deze partij doet in geen enkele versie van het convenant mee en kan bij geen casus gast zijn; haal de "
            "levering weg."};
}

void find_feeds_without_rule(const Agreed& agreed, std::span<const config::Feed> feeds, std::vector<Drift>& found) {
    const Convenant& convenant = *agreed.convenant;
    for (const config::Feed& feed : feeds) {
        const std::string role{policies::covering_role(feed.party.role)};
        const RulesTowards rules = rules_towards(agreed, role);
        if (rules.all.empty()) {
            found.push_back({DriftKind::feed_without_rule, feed.party.text(),
                             "Geen regel in enige versie van het convenant noemt deze partij als ontvanger; haal de "
                             "levering weg."});
        } else if (!convenant.is_member(feed.party, agreed.day)) {
            found.push_back(feed_of_no_party(agreed, feed.party, rules.with_guests));
        } else if (std::ranges::none_of(convenant.rules, [&](const Rule& rule) {
                       return delivers(convenant, rule, agreed.day) && holds(rule.to, role);
                   })) {
            found.push_back({DriftKind::feed_to_keep, feed.party.text(),
                             "Geen regel die nu geldt noemt deze partij als ontvanger, maar op een andere dag wel: " +
                                 joined(rules.all, ", ") +
                                 ". Laat de levering staan zolang een regel nog komt, of zij van einde en intrekking "
                                 "moet kunnen horen."});
        }
    }
}

// What is read of a sender on that day: what a pull asks for, and what totals count and decide by. Every reader takes
// the date of birth besides, for what depends on an age.
connectors::Yields read_of(const Convenant& convenant, const schemas::Party& sender, base::Date day) {
    const connectors::Wanted wanted = pipeline::wanted_from(convenant, sender.role, day);
    connectors::Yields read = wanted.fields;
    auto& of_child = read[std::string{schemas::child_block}];
    of_child = wanted.subject_fields;
    of_child.insert("geboortedatum");
    for (const Rule& rule : convenant.rules) {
        if (!holds(rule.from, policies::covering_role(sender.role)) || !is_in_force(convenant, rule, day)) continue;
        for (const policies::Total& total : rule.totals) {
            const policies::ReadToCount counted = policies::read_to_count(convenant, total, sender);
            for (const auto& places : {counted.groups, counted.conditions}) {
                for (const auto& [record, field] : places) {
                    (schemas::is_of_the_child(record) ? of_child : read[record]).insert(field);
                }
            }
        }
    }
    return read;
}

bool has(const connectors::Yields& yields, const std::string& type, const std::string& field) {
    const auto found = yields.find(type);
    return found != yields.end() && found->second.contains(field);
}

// The rules by which two people might let this field go for one child.
Names exceptions_for(const Agreed& agreed, const std::string& role, const std::string& type, const std::string& field) {
    const Convenant& convenant = *agreed.convenant;
    Names rules;
    for (const Rule& rule : convenant.rules) {
        if (!holds(rule.from, policies::covering_role(role)) || !is_in_force(convenant, rule, agreed.day)) continue;
        policies::Exception exception;
        exception.purpose = rule.purpose;
        exception.records = {{type, {field}}};
        exception.from = {role, {}};
        for (const std::string& to : rule.to) {
            exception.to = {to, {}};
            if (policies::check_exception(exception, convenant)) rules.insert(rule.id);
        }
    }
    return rules;
}

/// Fields that a source fills and that are not read, by what may still need them.
struct Unread {
    std::map<base::Date, Names> later;  ///< by the day from which a rule reads them
    Names by_exception;
    Names exceptions;  ///< the rules of those
    Names never;
};

Unread unread_of(const Agreed& agreed, const SourceInUse& source) {
    const connectors::Yields now = read_of(*agreed.convenant, source.sender, agreed.day);
    std::map<base::Date, connectors::Yields> to_come;
    for (const base::Date day : agreed.days_to_come())
        to_come.emplace(day, read_of(*agreed.on(day), source.sender, day));
    Unread unread;
    for (const auto& [type, fields] : source.yields) {
        for (const std::string& field : fields) {
            if (has(now, type, field)) continue;
            std::string name = type;
            name += '.' + field;
            const auto later = std::find_if(to_come.begin(), to_come.end(), [&, &type = type](const auto& one) {
                return has(one.second, type, field);
            });
            if (later != to_come.end()) {
                unread.later[later->first].insert(name);
                continue;
            }
            const Names exceptions = exceptions_for(agreed, source.sender.role, type, field);
            unread.exceptions.insert(exceptions.begin(), exceptions.end());
            (exceptions.empty() ? unread.never : unread.by_exception).insert(name);
        }
    }
    return unread;
}

void find_fields_without_rule(const Agreed& agreed, std::span<const SourceInUse> sources, std::vector<Drift>& found) {
    for (const SourceInUse& source : sources) {
        const auto add = [&](const std::string& text) {
            found.push_back({DriftKind::field_without_rule, source.name, text});
        };
        const Unread unread = unread_of(agreed, source);
        for (const auto& [day, fields] : unread.later) {
            add("Een regel leest deze velden pas vanaf " + base::format_date(day) + ": " + joined(fields, ", ") +
                ". Laat ze staan.");
        }
        if (!unread.by_exception.empty()) {
            add("Geen regel leest deze velden: " + joined(unread.by_exception, ", ") +
                ". Ze worden alleen gelezen als een uitzondering (" + joined(unread.exceptions, ", ") +
                ") ze voor een jeugdige noemt.");
        }
        if (!unread.never.empty()) {
            add("Geen regel en geen uitzondering leest deze velden: " + joined(unread.never, ", ") +
                (source.mapped ? ". Haal ze uit de vertaaltabel of noem ze in een regel."
                               : ". Ze horen bij de standaard van deze bron en worden overgeslagen."));
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
            if (schemas::is_of_the_child(type)) continue;
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

void find_rules_without_traffic(const Agreed& agreed, const log::Traffic& traffic, const Rule& rule,
                                std::vector<Drift>& found) {
    const base::Date year_ago = base::add_months(agreed.day, -months_of_silence);
    const auto last = traffic.last_release.find(rule.id);
    const auto released = last == traffic.last_release.end() ? std::nullopt : day_in(last->second);
    if (released && year_ago <= *released) return;
    const auto first = traffic.first_entry ? day_in(*traffic.first_entry) : std::nullopt;
    const auto unknown = [&](const std::string& text) {
        found.push_back({DriftKind::rule_without_traffic, rule.id, text, true});
    };
    if (traffic.until && *traffic.until < agreed.day) {
        return unknown("Het logboek loopt tot en met " + base::format_date(*traffic.until) +
                       "; wat tot de peildatum nog wordt verstrekt, is niet bekend.");
    }
    const bool young_log = !first || year_ago < *first;
    const bool young_rule = year_ago < agreed.first_day(rule);
    if (released || (!young_log && !young_rule)) {
        found.push_back({DriftKind::rule_without_traffic, rule.id,
                         "Onder deze regel is een jaar lang niets verstrekt; is hij nog nodig?"});
    } else {
        unknown(young_log ? "Nog niets verstrekt; het logboek is jonger dan een jaar."
                          : "Nog niets verstrekt; de regel is jonger dan een jaar.");
    }
}

}  // namespace

std::string_view code_of(DriftKind kind) {
    static constexpr std::array<std::string_view, 8> codes{
        "feed-without-rule",   "feed-to-keep",         "field-without-rule", "rule-without-feed",
        "rule-without-source", "rule-without-traffic", "unreadable-source",  "no-version-in-force"};
    return codes[static_cast<std::size_t>(kind)];
}

std::vector<SourceInUse> sources_in_use(const config::Configuration& configuration, std::vector<Drift>& drift) {
    std::vector<SourceInUse> sources;
    for (const config::Source& source : configuration.sources) {
        switch (source.kind) {
            case SourceKind::facts:
                break;
            case SourceKind::oso:
                sources.push_back({source.name, {"school", {}}, connectors::yields_of_oso(), false});
                break;
            case SourceKind::ijw:
                sources.push_back({source.name, source.party, connectors::yields_of_ijw(), false});
                break;
            case SourceKind::fhir:
                sources.push_back({source.name, source.party, connectors::yields_of_fhir(), false});
                break;
            case SourceKind::csv:
                if (const auto mapping = region::read_mapping(source.mapping)) {
                    sources.push_back({source.name, source.party, connectors::yields_of(*mapping)});
                } else {
                    drift.push_back({DriftKind::unreadable_source, source.name,
                                     "De vertaaltabel van deze bron is niet te lezen; kolk check zegt waarom.", true});
                }
                break;
        }
    }
    return sources;
}

std::vector<Drift> find_drift(const Agreed& agreed, std::span<const config::Feed> feeds,
                              std::span<const SourceInUse> sources, const log::Traffic& traffic) {
    const Convenant& convenant = *agreed.convenant;
    if (!agreed.in_force()) {
        return {
            {DriftKind::no_version, convenant.id,
             "Op deze dag is geen versie van kracht en wordt niets uitgewisseld; leveringen, bronnen en regels zijn "
             "dus nergens mee vergeleken.",
             true}};
    }
    std::vector<Drift> found;
    find_feeds_without_rule(agreed, feeds, found);
    find_fields_without_rule(agreed, sources, found);
    for (const Rule* rule : running_rules(convenant, agreed.day)) {
        find_rules_without_feed(convenant, feeds, *rule, agreed.day, found);
        find_rules_without_source(sources, *rule, found);
    }
    for (const Rule& rule : convenant.rules) {
        if (is_released(convenant, rule, agreed.day)) find_rules_without_traffic(agreed, traffic, rule, found);
    }
    return found;
}

}  // namespace kolk::gateway::verwerkingsregister
