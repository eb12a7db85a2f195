#include "policies/compare.hpp"

#include "policies/condition_text.hpp"
#include "policies/consent.hpp"
#include "policies/totals.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace kolk::policies {
namespace {

using base::joined;
using Names = std::vector<std::string>;

std::string yes_or_no(bool value) {
    return value ? "yes" : "no";
}

std::string dates(const std::optional<Date>& from, const std::optional<Date>& until) {
    std::string text;
    if (from) text += "from " + base::format_date(*from);
    if (until) text += (text.empty() ? "until " : " until ") + base::format_date(*until);
    return text;
}

// ---- a rule in the words of the file ----

std::string word_of(Kind kind) {
    static constexpr std::array<const char*, 5> words{"flow", "aggregate", "override", "rights", "elsewhere"};
    return words[static_cast<std::size_t>(kind)];
}

std::string word_of(Ask ask) {
    static constexpr std::array<const char*, 4> words{"case", "consent", "signal", "never"};
    return words[static_cast<std::size_t>(ask)];
}

std::string word_of(ConsentNeed need) {
    static constexpr std::array<const char*, 3> words{"none", "needed", "needed-for-bijzonder"};
    return words[static_cast<std::size_t>(need)];
}

std::string word_of(Choose choose) {
    static constexpr std::array<const char*, 4> words{"all", "residence", "enrolment", "named"};
    return words[static_cast<std::size_t>(choose)];
}

std::string word_of(Inform inform) {
    static constexpr std::array<const char*, 3> words{"per-child", "notice", "reported"};
    return words[static_cast<std::size_t>(inform)];
}

std::string text_of(const std::map<std::string, Transform, std::less<>>& transforms) {
    Names texts;
    for (const auto& [field, transform] : transforms) texts.push_back(field + ' ' + transform.text());
    return joined(texts, ", ");
}

std::string text_of(const Grouping& grouping) {
    const std::string as = grouping.transform ? ", as: " + grouping.transform->text() : "";
    return "{field: " + grouping.record + '.' + grouping.field + as + ", values: [" + listed(grouping.groups) + "]}";
}

// As a file would say it: whole days beyond the usual 72 hours as days.
std::string deadline_text(int hours) {
    constexpr int usual = 72;
    const bool days = hours > usual && hours % 24 == 0;
    return days ? std::to_string(hours / 24) + "d" : std::to_string(hours) + "h";
}

using Terms = std::vector<std::pair<Aspect, std::string>>;

// Every member is named, so that a new word of the language does not compile until someone has decided how it is told.
Terms terms_of(const Rule& rule) {
    const auto& [id, purpose, from, to, records, transforms, consent, inform, bsn, needs_case, ask, choose, from_basis,
                 to_basis, art9, deadline_hours, retention, retention_from, onward, notify, frequency, guests,
                 from_date, until_date, when, only_if, dormant, pseudonym_only, consent_only_because, no_art9_because,
                 totals] = rule;
    return {{Aspect::from_basis, from_basis.avg6 + ' ' + from_basis.law},
            {Aspect::to_basis, to_basis.avg6 + ' ' + to_basis.law},
            {Aspect::art9, listed(art9)},
            {Aspect::no_art9_because, no_art9_because},
            {Aspect::consent_only_because, consent_only_because},
            {Aspect::consent, word_of(consent)},
            {Aspect::inform, word_of(inform)},
            {Aspect::bsn, yes_or_no(bsn)},
            {Aspect::case_, yes_or_no(needs_case)},
            {Aspect::when, joined(texts_of(when), ", ")},
            {Aspect::rule_in_force, dates(from_date, until_date)},
            {Aspect::only_if, only_if + (only_if.empty() ? ""
                                         : dormant       ? ": no"
                                                         : ": yes")},
            {Aspect::transforms, text_of(transforms)},
            {Aspect::retention, retention + (retention_from.empty() ? "" : " from " + listed(retention_from))},
            {Aspect::onward, onward},
            {Aspect::notify, joined(notify, ", ")},
            {Aspect::guests, joined(guests, ", ")},
            {Aspect::frequency, frequency ? frequency->text() : std::string{}},
            {Aspect::choose, word_of(choose)},
            {Aspect::ask, word_of(ask)},
            {Aspect::deadline, deadline_text(deadline_hours)},
            {Aspect::pseudonym_only, yes_or_no(pseudonym_only)}};
}

// ---- the flows of one version ----

using Fields = std::map<std::string, bool>;  // `record.field` that may go, and whether only with consent

struct Flowing {
    Fields fields;
    Terms terms;
};

using Pair = std::tuple<std::string, std::string, std::string>;  // purpose, from, to
using ByType = std::map<std::string, Flowing>;                   // by record type
using Flows = std::map<Pair, ByType>;

Fields fields_of(const Rule& rule, const std::string& from, const Block& block, bool numbers_stay) {
    Fields fields;
    const schemas::FieldSet given = numbers_stay ? block.named & ~block.numbers : block.named;
    const schemas::FieldSet depends = depends_on_consent(rule, from, block);
    for (const Block::Field& field : block.fields) {
        if ((given & field.bit) != 0) fields.emplace(field.name, (depends & field.bit) != 0);
    }
    return fields;
}

// The child's own fields go with a field of the record or not at all.
Fields fields_of(const Rule& rule, const std::string& from, const PlannedFlow& flow) {
    const Plan& plan = *flow.plan;
    Fields fields = fields_of(rule, from, plan.record, flow.numbers_stay);
    if (fields.empty() || plan.subject.type == nullptr) return fields;
    const bool only_with_consent = std::ranges::all_of(fields, &Fields::value_type::second);
    for (const auto& [field, consent] : fields_of(rule, from, plan.subject, flow.numbers_stay)) {
        fields.emplace(field, consent || only_with_consent);
    }
    return fields;
}

// What is forbidden whatever the record says gives nothing; what depends on the record is one more term.
bool is_open(const Convenant& convenant, const PlannedFlow& flow, Flowing& flowing) {
    Names forbidden;
    const Plan& plan = *flow.plan;
    bool open = plan.kind != Kind::aggregate && plan.kind != Kind::override_ && !flow.barred_number &&
                !convenant.rules[plan.rule].dormant;
    for (const std::size_t place : flow.prohibitions) {
        const Prohibition& one = convenant.prohibition(place);
        Names when;
        for (const FieldIs& condition : one.when) when.push_back(text_of(condition));
        forbidden.push_back(one.id + (when.empty() ? "" : ' ' + joined(when, ", ")) + ": " +
                            std::string{code_of(one.reason)});
        open = open && !when.empty();
    }
    flowing.terms.emplace_back(Aspect::forbidden, joined(forbidden, ", "));
    return open;
}

Flowing flowing_of(const Convenant& convenant, const Rule& rule, const std::string& from, const std::string& to,
                   const std::string& type) {
    Flowing flowing{{}, terms_of(rule)};
    const PlannedFlow* flow = convenant.find_flow(rule.purpose, from, to, type);
    if (flow != nullptr && is_open(convenant, *flow, flowing)) flowing.fields = fields_of(rule, from, *flow);
    for (const Total& total : rule.totals) {
        const bool given =
            !rule.dormant && total.record == type && !why_not_counted(convenant, rule, total, {from, {}}, {to, {}});
        if (given) flowing.fields.emplace("total " + in_file_words(total), false);
    }
    return flowing;
}

// A rule for any record gives content only to the person whom it is about.
Names types_of(const Convenant& convenant, const Rule& rule) {
    Names types;
    for (const Total& total : rule.totals) types.push_back(total.record);
    if (!types.empty()) return types;
    if (!rule.records.contains(std::string{any_record})) {
        for (const auto& [type, fields] : rule.records) types.push_back(type);
        return types;
    }
    const Purpose* purpose = convenant.find_purpose(rule.purpose);
    if (purpose == nullptr || purpose->kind != Kind::rights) return {std::string{any_record}};
    for (const schemas::RecordType& type : schemas::record_types()) types.push_back(type.id);
    return types;
}

Flows flows_of(const Convenant& convenant) {
    Flows flows;
    for (const Rule& rule : convenant.rules) {
        const Names types = types_of(convenant, rule);
        for (const std::string& from : rule.from) {
            for (const std::string& to : rule.to) {
                auto& pair = flows[{rule.purpose, from, to}];
                for (const std::string& type : types) {
                    pair.emplace(type, flowing_of(convenant, rule, from, to, type));
                }
            }
        }
    }
    return flows;
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

FieldsChange compare_fields(const std::string& type, const Fields& before, const Fields& after) {
    FieldsChange change{type, {}, {}, {}, {}};
    for (const auto& [field, consent] : after) {
        const auto was = before.find(field);
        if (was == before.end()) {
            change.gained.push_back(field);
        } else if (was->second != consent) {
            (consent ? change.now_with_consent : change.no_longer_with_consent).push_back(field);
        }
    }
    for (const auto& [field, consent] : before) {
        if (!after.contains(field)) change.lost.push_back(field);
    }
    return change;
}

PairChange compare_pair(const Pair& pair, const ByType& before, const ByType& after) {
    static const Fields none;
    PairChange change{std::get<0>(pair), std::get<1>(pair), std::get<2>(pair), {}, {}};
    const auto compare = [&](const std::string& type, const Fields& was, const Fields& is) {
        FieldsChange fields = compare_fields(type, was, is);
        if (!fields.empty()) change.fields.push_back(std::move(fields));
    };
    TermChanges terms;
    for (const auto& [type, flowing] : after) {
        const auto was = before.find(type);
        compare(type, was == before.end() ? none : was->second.fields, flowing.fields);
        if (was == before.end()) {
            terms.came(type, flowing.terms);
        } else {
            terms.compare(type, was->second.terms, flowing.terms);
        }
    }
    for (const auto& [type, flowing] : before) {
        if (!after.contains(type)) compare(type, flowing.fields, none);
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
        said[{Aspect::holiday, base::format_date(holiday.from)}] = "until " + base::format_date(holiday.until);
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
        if (!member.retention.empty()) said[{Aspect::own_retention, member.party.text()}] = member.retention;
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

Said said_of_purposes(const Convenant& convenant) {
    Said said;
    for (const auto& [id, purpose] : convenant.purposes) {
        said[{Aspect::purpose, id}] = id;
        said[{Aspect::purpose_title, id}] = purpose.title;
        said[{Aspect::kind, id}] = word_of(purpose.kind);
        said[{Aspect::dpia, id}] = purpose.dpia_required || !purpose.dpia.empty() ? purpose.dpia : "not required";
        said[{Aspect::agreement, id}] = purpose.agreement;
        said[{Aspect::joint_control, id}] = purpose.joint_control;
        said[{Aspect::group, id}] = purpose.pseudonym_group;
        said[{Aspect::verify, id}] = yes_or_no(purpose.verify_before_production);
    }
    for (const Rule& rule : convenant.rules) said[{Aspect::rule, rule.id}] = rule.purpose;
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

}  // namespace

std::string in_file_words(const std::vector<Condition>& conditions) {
    return joined(texts_of(conditions), ", ");
}

std::string in_file_words(const Total& total) {
    Names by;
    for (const Grouping& one : total.by) by.push_back(text_of(one));
    return total.id + ": {records: " + total.record + ", by: [" + joined(by, ", ") + "], when: [" +
           in_file_words(total.when) +
           "], output: " + (total.output == TotalOutput::regional ? "regional" : "publishable") +
           ", smallest_cell: " + std::to_string(total.smallest_cell) + "}";
}

bool FieldsChange::empty() const {
    return gained.empty() && lost.empty() && now_with_consent.empty() && no_longer_with_consent.empty();
}

bool PairChange::empty() const {
    return fields.empty() && terms.empty();
}

bool Comparison::empty() const {
    return heading.empty() && parties.empty() && purposes.empty() && pairs.empty();
}

Comparison compare(const Convenant& before, const Convenant& after) {
    return {compare_said(said_of_heading(before), said_of_heading(after)),
            without_newcomers(compare_said(said_of_parties(before), said_of_parties(after)), before, after),
            without_details(compare_said(said_of_purposes(before), said_of_purposes(after))),
            compare_flows(flows_of(before), flows_of(after))};
}

}  // namespace kolk::policies
