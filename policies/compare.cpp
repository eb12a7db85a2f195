#include "policies/compare.hpp"

#include "policies/compare_parties.hpp"
#include "policies/condition_text.hpp"
#include "policies/file_words.hpp"
#include "policies/untold.hpp"
#include "policies/version_flows.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace kolk::policies {
namespace {

using base::joined;
using Names = std::vector<std::string>;

std::string text_of(const Grouping& grouping) {
    const std::string as = grouping.transform ? ", as: " + grouping.transform->text() : "";
    return "{field: " + grouping.record + '.' + grouping.field + as + ", values: [" + listed(grouping.groups) + "]}";
}

// ---- what differs between two of them ----

// Terms that differ, each with the record types for which it does.
class TermChanges {
public:
    void compare(const std::string& type, const Terms& before, const Terms& after) {
        types_.push_back(type);
        for (const auto& [aspect, text] : after) {
            const std::string was = find(before, aspect);
            if (was != text) changed_[{aspect, was, text}].push_back(type);
        }
    }
    // Of a flow that came, what it says; that something does not hold goes without saying.
    void came(const std::string& type, const Terms& after) {
        types_.push_back(type);
        for (const auto& [aspect, text] : after) {
            if (!text.empty() && text != "no") changed_[{aspect, {}, text}].push_back(type);
        }
    }
    [[nodiscard]] std::vector<Change> found() const {
        std::vector<Change> all;
        for (const auto& [what, types] : changed_) {
            const auto& [aspect, before, after] = what;
            all.push_back({aspect, types == types_ ? std::string{} : joined(types, ", "), before, after});
        }
        return all;
    }

private:
    static std::string find(const Terms& terms, Aspect aspect) {
        const auto found = std::ranges::find(terms, aspect, &Terms::value_type::first);
        return found == terms.end() ? std::string{} : found->second;
    }
    Names types_;
    std::map<std::tuple<Aspect, std::string, std::string>, Names> changed_;
};

Fields given(const Flowing& flowing) {
    return flowing.hold == Hold::none ? flowing.fields : Fields{};
}

// Names of the first, where that is held, that the second does not name at all.
Names held_beyond(const Flowing& one, const Flowing& other) {
    Names names;
    if (one.hold == Hold::none) return names;
    for (const auto& [field, consent] : one.fields) {
        if (!other.fields.contains(field)) names.push_back(field);
    }
    return names;
}

FieldsChange compare_fields(const std::string& type, const Flowing& before, const Flowing& after) {
    FieldsChange change;
    change.record_type = type;
    change.hold = after.hold;
    change.held = before.hold;
    const Fields were = given(before);
    const Fields are = given(after);
    for (const auto& [field, consent] : are) {
        const auto was = were.find(field);
        if (was == were.end()) {
            change.gained.push_back(field);
        } else if (was->second != consent) {
            (consent ? change.now_with_consent : change.no_longer_with_consent).push_back(field);
        }
    }
    for (const auto& [field, consent] : were) {
        if (!are.contains(field)) change.lost.push_back(field);
    }
    change.named = held_beyond(after, before);
    change.no_longer_named = held_beyond(before, after);
    return change;
}

bool names_any(const ByType& flows) {
    return flows.contains(std::string{any_record});
}

// All that is named and held, in one list.
void add_held(const ByType& flows, Names& names, Hold& hold) {
    std::set<std::string> all;
    for (const auto& [type, flowing] : flows) {
        if (flowing.hold == Hold::none) continue;
        hold = flowing.hold;
        for (const auto& [field, consent] : flowing.fields) all.insert(field);
    }
    names.assign(all.begin(), all.end());
}

FieldsChange compare_any(const ByType& before, const ByType& after) {
    FieldsChange change;
    change.record_type = any_record;
    add_held(before, change.no_longer_named, change.held);
    add_held(after, change.named, change.hold);
    return change;
}

std::vector<FieldsChange> compare_all_fields(const ByType& before, const ByType& after) {
    static const Flowing nothing;
    const bool all_or_some = names_any(before) != names_any(after);
    std::vector<FieldsChange> all;
    const auto add = [&](const std::string& type, const Flowing& was, const Flowing& is) {
        FieldsChange change = compare_fields(type, was, is);
        if (all_or_some) {
            change.named.clear();
            change.no_longer_named.clear();
        }
        if (!change.empty()) all.push_back(std::move(change));
    };
    if (all_or_some) all.push_back(compare_any(before, after));
    for (const auto& [type, flowing] : after) {
        const auto was = before.find(type);
        add(type, was == before.end() ? nothing : was->second, flowing);
    }
    for (const auto& [type, flowing] : before) {
        if (!after.contains(type)) add(type, flowing, nothing);
    }
    return all;
}

Names types_beyond(const ByType& one, const ByType& other) {
    Names types;
    for (const auto& [type, flowing] : one) {
        if (!other.contains(type)) types.push_back(type);
    }
    return types;
}

// Of all records in one no such term is told, as it may differ from type to type.
Terms without_forbidden(Terms terms) {
    std::erase_if(terms, [](const auto& term) { return term.first == Aspect::forbidden; });
    return terms;
}

PairChange compare_pair(const Pair& pair, const ByType& before, const ByType& after) {
    PairChange change;
    std::tie(change.purpose, change.from, change.to) = pair;
    change.presence = before.empty() ? Presence::came : after.empty() ? Presence::went : Presence::stays;
    const bool all_or_some = names_any(before) != names_any(after);
    if (change.presence == Presence::stays && !all_or_some) {
        change.types_gained = types_beyond(after, before);
        change.types_lost = types_beyond(before, after);
    }
    change.fields = compare_all_fields(before, after);
    TermChanges terms;
    for (const auto& [type, flowing] : after) {
        const auto was = before.find(type);
        if (was != before.end()) {
            terms.compare(type, was->second.terms, flowing.terms);
        } else if (all_or_some && !before.empty()) {
            terms.compare(type, without_forbidden(before.begin()->second.terms), without_forbidden(flowing.terms));
        } else {
            terms.came(type, flowing.terms);
        }
    }
    change.terms = terms.found();
    return change;
}

std::vector<PairChange> compare_flows(const Flows& before, const Flows& after) {
    static const ByType nothing;
    std::set<Pair> pairs;
    for (const auto& [pair, flows] : before) pairs.insert(pair);
    for (const auto& [pair, flows] : after) pairs.insert(pair);
    std::vector<PairChange> all;
    for (const Pair& pair : pairs) {
        const auto was = before.find(pair);
        const auto is = after.find(pair);
        PairChange change =
            compare_pair(pair, was == before.end() ? nothing : was->second, is == after.end() ? nothing : is->second);
        if (!change.empty()) all.push_back(std::move(change));
    }
    return all;
}

// ---- heading, parties and purposes ----

// What each version says, under the aspect and what it is about.
using Said = std::map<std::pair<Aspect, std::string>, std::string>;

std::vector<Change> compare_said(const Said& before, const Said& after) {
    std::set<Said::key_type> keys;
    for (const auto& [key, text] : before) keys.insert(key);
    for (const auto& [key, text] : after) keys.insert(key);
    const auto find = [](const Said& said, const Said::key_type& key) {
        const auto found = said.find(key);
        return found == said.end() ? std::string{} : found->second;
    };
    std::vector<Change> all;
    for (const auto& key : keys) {
        Change change{key.first, key.second, find(before, key), find(after, key)};
        if (change.before != change.after) all.push_back(std::move(change));
    }
    return all;
}

void add_settings(const Settings& settings, Said& said) {
    const auto& [one_parent, youth_alone, months, school_year, reports, days, smallest_cell, schoolverzuim] = settings;
    const auto say = [&said](const char* setting, std::string text) {
        said[{Aspect::setting, setting}] = std::move(text);
    };
    say("parents", one_parent ? "one" : "all");
    say("consent_12_15", youth_alone ? "youth" : "both");
    say("consent_months", std::to_string(months));
    say("consent_ends_with_school_year", yes_or_no(school_year));
    say("mazl_sick_reports", std::to_string(reports));
    say("mazl_school_days", std::to_string(days));
    say("smallest_cell", std::to_string(smallest_cell));
    say("wet_terugdringen_schoolverzuim", yes_or_no(schoolverzuim));
}

void add_calendar(const SchoolCalendar& calendar, Said& said) {
    const auto& [region, from, until, holidays, study_days] = calendar;
    static constexpr std::array<const char*, 3> regions{"noord", "midden", "zuid"};
    said[{Aspect::school_calendar, {}}] = regions[static_cast<std::size_t>(region)] + (' ' + dates(from, until));
    for (const auto& holiday : holidays) {
        std::string& text = said[{Aspect::holiday, base::format_date(holiday.from)}];
        text += (text.empty() ? "until " : ", until ") + base::format_date(holiday.until);
    }
    for (const auto& [day, school] : study_days) {
        std::string& text = said[{Aspect::study_day, base::format_date(day)}];
        text += (text.empty() ? "" : ", ") + (school ? school->text() : std::string{"all"});
    }
}

Said said_of_heading(const Convenant& convenant) {
    Said said{{{Aspect::id, {}}, convenant.id},
              {{Aspect::version, {}}, convenant.version},
              {{Aspect::title, {}}, convenant.title},
              {{Aspect::region, {}}, convenant.region},
              {{Aspect::in_force, {}}, dates(convenant.from, convenant.until)},
              {{Aspect::status, {}}, convenant.draft ? "draft" : "final"},
              {{Aspect::environment, {}}, convenant.environment == Environment::demo ? "demo" : "production"}};
    add_settings(convenant.settings, said);
    if (convenant.school_calendar) add_calendar(*convenant.school_calendar, said);
    for (const auto& [id, definition] : convenant.definitions) {
        said[{Aspect::definition, id}] = definition.title + ": " + joined(texts_of(definition.when), ", ");
    }
    return said;
}

Said said_of_parties(const Convenant& convenant) {
    Said said;
    for (const Membership& member : convenant.members) {
        std::string& text = said[{Aspect::member, member.party.text()}];
        text += (text.empty() ? "" : ", ") + dates(member.from, member.until);
        if (member.retention.empty()) continue;
        std::string& retention = said[{Aspect::own_retention, member.party.text()}];
        const bool is_only_one = !member.until && text == dates(member.from, {});
        retention += (retention.empty() ? "" : ", ") + member.retention;
        if (!is_only_one) retention += " (" + dates(member.from, member.until) + ')';
    }
    for (const auto& [org, one] : convenant.organisations) {
        said[{Aspect::party_name, org}] = one.name;
        said[{Aspect::contact, org}] = one.contact + (one.fg.empty() ? "" : "; FG " + one.fg);
    }
    for (const auto& [party, serving] : convenant.served_by) {
        Names names;
        for (const Party& one : serving) names.push_back(one.text());
        said[{Aspect::served_by, party.text()}] = joined(names, ", ");
    }
    for (const Succession& one : convenant.successions) {
        std::string& text = said[{Aspect::succession, one.from.text()}];
        text += (text.empty() ? "" : ", ") + one.to.text() + " from " + base::format_date(one.at);
    }
    for (const Notice& notice : convenant.notices) {
        for (const std::string& purpose : notice.purposes) {
            std::string& text = said[{Aspect::notice, notice.party.text() + ' ' + purpose}];
            text += (text.empty() ? "" : ", ") + notice.text_version + " of " + base::format_date(notice.at);
        }
    }
    return said;
}

std::string text_of(const Prohibition& prohibition) {
    const auto any_of = [](const Names& names) { return names.empty() ? std::string{"any"} : joined(names, ", "); };
    Names when;
    for (const FieldIs& one : prohibition.when) when.push_back(text_of(one));
    return joined(prohibition.purposes, ", ") + ", from " + any_of(prohibition.from) + " to " + any_of(prohibition.to) +
           ", " + any_of(prohibition.records) + (when.empty() ? "" : ' ' + joined(when, ", ")) + ": " +
           std::string{code_of(prohibition.reason)};
}

std::string dpia_text(const Purpose& purpose) {
    if (purpose.dpia_required) return purpose.dpia;
    return purpose.dpia.empty() ? "not required" : purpose.dpia + ", not required";
}

Names groupings_of(const Total& total) {
    Names texts;
    for (const Grouping& one : total.by) texts.push_back(text_of(one));
    return texts;
}

void add_total(const std::string& about, const Total& total, Said& said) {
    said[{Aspect::total_records, about}] = total.record;
    said[{Aspect::total_by, about}] = joined(groupings_of(total), ", ");
    said[{Aspect::total_when, about}] = in_file_words(total.when);
    said[{Aspect::total_output, about}] = std::string{word_of(total.output)};
    said[{Aspect::smallest_cell, about}] = std::to_string(total.smallest_cell);
}

Said said_of_purposes(const Convenant& convenant) {
    Said said;
    for (const auto& [id, purpose] : convenant.purposes) {
        said[{Aspect::purpose, id}] = id;
        said[{Aspect::purpose_title, id}] = purpose.title;
        said[{Aspect::kind, id}] = std::string{word_of(purpose.kind)};
        said[{Aspect::dpia, id}] = dpia_text(purpose);
        said[{Aspect::agreement, id}] = purpose.agreement;
        said[{Aspect::joint_control, id}] = purpose.joint_control;
        said[{Aspect::group, id}] = purpose.pseudonym_group;
        said[{Aspect::verify, id}] = yes_or_no(purpose.verify_before_production);
    }
    for (const Rule& rule : convenant.rules) {
        said[{Aspect::rule, rule.id}] = rule.purpose;
        for (const Total& total : rule.totals) add_total(rule.id + '.' + total.id, total, said);
    }
    for (const Prohibition& one : convenant.prohibitions) {
        std::string& text = said[{Aspect::prohibition, one.id}];
        text += (text.empty() ? "" : "; ") + text_of(one);
    }
    return said;
}

// Of a purpose that came or went, that suffices: its rules tell the rest.
std::vector<Change> without_details(std::vector<Change> changes) {
    std::set<std::string> whole;
    for (const Change& one : changes) {
        if (one.aspect == Aspect::purpose) whole.insert(one.about);
    }
    std::erase_if(changes, [&](const Change& one) {
        const bool detail = one.aspect != Aspect::purpose && one.aspect != Aspect::rule;
        return detail && whole.contains(one.about);
    });
    return changes;
}

// Of an organisation that joined or left, that suffices.
std::vector<Change> without_newcomers(std::vector<Change> changes, const Convenant& before, const Convenant& after) {
    std::erase_if(changes, [&](const Change& one) {
        const bool card = one.aspect == Aspect::party_name || one.aspect == Aspect::contact;
        return card && (!before.organisations.contains(one.about) || !after.organisations.contains(one.about));
    });
    return changes;
}

// A total that follows the choice of the region says nothing of its own.
std::vector<Change> without_chosen_cells(std::vector<Change> changes, const Settings& before, const Settings& after) {
    const std::string was = std::to_string(before.smallest_cell);
    const std::string is = std::to_string(after.smallest_cell);
    std::erase_if(changes, [&](const Change& one) {
        return one.aspect == Aspect::smallest_cell && one.before == was && one.after == is;
    });
    return changes;
}

}  // namespace

std::string in_file_words(const std::vector<Condition>& conditions) {
    return joined(texts_of(conditions), ", ");
}

std::string in_file_words(const Total& total) {
    return total.id + ": {records: " + total.record + ", by: [" + joined(groupings_of(total), ", ") + "], when: [" +
           in_file_words(total.when) + "], output: " + std::string{word_of(total.output)} +
           ", smallest_cell: " + std::to_string(total.smallest_cell) + "}";
}

bool FieldsChange::empty() const {
    return gained.empty() && lost.empty() && now_with_consent.empty() && no_longer_with_consent.empty() &&
           named.empty() && no_longer_named.empty();
}

bool PairChange::empty() const {
    return presence == Presence::stays && types_gained.empty() && types_lost.empty() && fields.empty() && terms.empty();
}

bool Comparison::empty() const {
    return heading.empty() && parties.empty() && party_flows.empty() && purposes.empty() && pairs.empty() &&
           untold.empty();
}

Comparison compare(const Convenant& before, const Convenant& after) {
    const Flows were = flows_of(before);
    const Flows are = flows_of(after);
    const auto purposes = without_details(compare_said(said_of_purposes(before), said_of_purposes(after)));
    Comparison comparison{
        compare_said(said_of_heading(before), said_of_heading(after)),
        without_newcomers(compare_said(said_of_parties(before), said_of_parties(after)), before, after),
        compare_parties({before, were}, {after, are}),
        without_chosen_cells(purposes, before.settings, after.settings),
        compare_flows(were, are),
        {}};
    comparison.untold = untold_in(before, after, comparison);
    return comparison;
}

}  // namespace kolk::policies
