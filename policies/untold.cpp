#include "policies/untold.hpp"

#include "policies/version_flows.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <set>
#include <tuple>

namespace kolk::policies {
namespace {

using Told = std::set<std::string>;

template <class T, class Same = std::equal_to<>>
bool same_in_any_order(const std::vector<T>& left, const std::vector<T>& right, Same same = {}) {
    return std::is_permutation(left.begin(), left.end(), right.begin(), right.end(), same);
}

bool tells(const std::vector<Change>& changes, std::initializer_list<Aspect> aspects) {
    return std::ranges::any_of(changes, [&](const Change& one) {
        return std::find(aspects.begin(), aspects.end(), one.aspect) != aspects.end();
    });
}

// ---- what stands beside the rules ----
//
// Every member is named, so that a new word of the language does not compile until someone has decided whether versions
// that differ in it say the same. Who signed is not said by a version.

bool says_alike(const Membership& left, const Membership& right) {
    const auto what = [](const Membership& member) {
        const auto& [party, from, until, has_signed, retention] = member;
        return std::tie(party, from, until, retention);
    };
    return what(left) == what(right);
}

bool says_alike(const Organisation& left, const Organisation& right) {
    const auto what = [](const Organisation& organisation) {
        const auto& [name, contact, fg] = organisation;
        return std::tie(name, contact, fg);
    };
    return what(left) == what(right);
}

bool says_alike(const Notice& left, const Notice& right) {
    const auto what = [](const Notice& notice) {
        const auto& [party, at, purposes, text_version] = notice;
        return std::tie(party, at, text_version);
    };
    return what(left) == what(right) && same_in_any_order(left.purposes, right.purposes);
}

bool says_alike(const Succession& left, const Succession& right) {
    const auto what = [](const Succession& succession) {
        const auto& [from, to, at] = succession;
        return std::tie(from, to, at);
    };
    return what(left) == what(right);
}

bool says_alike(const Purpose& left, const Purpose& right) {
    const auto what = [](const Purpose& purpose) {
        const auto& [id, kind, dpia, dpia_required, pseudonym_group, title, agreement, joint_control, verify] = purpose;
        return std::tie(id, kind, dpia, dpia_required, pseudonym_group, title, agreement, joint_control, verify);
    };
    return what(left) == what(right);
}

bool says_alike(const Prohibition& left, const Prohibition& right) {
    const auto what = [](const Prohibition& prohibition) {
        const auto& [id, purposes, from, to, never_mind, records, when, consent_lifts, where_given, reason] =
            prohibition;
        return std::tie(id, purposes, from, to, never_mind, records, when, consent_lifts, where_given, reason);
    };
    return what(left) == what(right);
}

bool says_alike(const Definition& left, const Definition& right) {
    const auto& [title, when] = left;
    return title == right.title && same_in_any_order(when, right.when);
}

bool says_alike(const std::vector<Party>& left, const std::vector<Party>& right) {
    return same_in_any_order(left, right);
}

bool says_alike(const std::optional<SchoolCalendar>& left, const std::optional<SchoolCalendar>& right) {
    if (!left || !right) return left.has_value() == right.has_value();
    const auto& [region, from, until, holidays, study_days] = *left;
    return std::tie(region, from, until) == std::tie(right->region, right->from, right->until) &&
           same_in_any_order(holidays, right->holidays) && same_in_any_order(study_days, right->study_days);
}

template <class T>
bool say_alike(const std::vector<T>& left, const std::vector<T>& right) {
    return same_in_any_order(left, right, [](const T& one, const T& other) { return says_alike(one, other); });
}

template <class Key, class T, class... More>
bool say_alike(const std::map<Key, T, More...>& left, const std::map<Key, T, More...>& right) {
    return std::ranges::equal(left, right, [](const auto& one, const auto& other) {
        return one.first == other.first && says_alike(one.second, other.second);
    });
}

bool is_heading_told(const Convenant& before, const Convenant& after, const std::vector<Change>& told) {
    const auto heading = [](const Convenant& one) {
        return std::tie(one.id, one.version, one.title, one.from, one.until, one.region, one.environment, one.draft);
    };
    return (heading(before) == heading(after) ||
            tells(told, {Aspect::id, Aspect::version, Aspect::title, Aspect::in_force, Aspect::region,
                         Aspect::environment, Aspect::status})) &&
           (before.settings == after.settings || tells(told, {Aspect::setting})) &&
           (says_alike(before.school_calendar, after.school_calendar) ||
            tells(told, {Aspect::school_calendar, Aspect::holiday, Aspect::study_day})) &&
           (say_alike(before.definitions, after.definitions) || tells(told, {Aspect::definition}));
}

std::vector<Membership> memberships_of(const Convenant& convenant, const Party& party) {
    std::vector<Membership> all;
    std::ranges::copy_if(convenant.members, std::back_inserter(all),
                         [&](const Membership& one) { return one.party == party; });
    return all;
}

bool are_memberships_told(const Convenant& before, const Convenant& after, const std::vector<Change>& told) {
    std::set<Party> parties;
    for (const Convenant* one : {&before, &after}) {
        for (const Membership& member : one->members) parties.insert(member.party);
    }
    return std::ranges::all_of(parties, [&](const Party& party) {
        return say_alike(memberships_of(before, party), memberships_of(after, party)) ||
               std::ranges::any_of(told, [&](const Change& change) {
                   return change.about == party.text() &&
                          (change.aspect == Aspect::member || change.aspect == Aspect::own_retention);
               });
    });
}

bool are_parties_told(const Convenant& before, const Convenant& after, const std::vector<Change>& told) {
    return are_memberships_told(before, after, told) &&
           (say_alike(before.organisations, after.organisations) ||
            tells(told, {Aspect::member, Aspect::party_name, Aspect::contact})) &&
           (say_alike(before.served_by, after.served_by) || tells(told, {Aspect::served_by})) &&
           (say_alike(before.successions, after.successions) || tells(told, {Aspect::succession})) &&
           (say_alike(before.notices, after.notices) || tells(told, {Aspect::notice}));
}

bool are_purposes_told(const Convenant& before, const Convenant& after, const std::vector<Change>& told) {
    const bool purposes = std::ranges::all_of(before.purposes, [&](const auto& one) {
        const Purpose* other = after.find_purpose(one.first);
        return other == nullptr || says_alike(one.second, *other) ||
               std::ranges::any_of(told, [&](const Change& change) {
                   return change.about == one.first && change.aspect != Aspect::rule;
               });
    });
    return purposes && (say_alike(before.prohibitions, after.prohibitions) || tells(told, {Aspect::prohibition}));
}

// ---- the rules ----

using Roles = std::set<std::pair<std::string, std::string>>;

Roles roles_of(const Rule& rule) {
    Roles all;
    for (const std::string& from : rule.from) {
        for (const std::string& to : rule.to) all.emplace(from, to);
    }
    return all;
}

Told fields_named_by(const Rule& rule) {
    Told all;
    for (const auto& [type, fields] : rule.records) {
        if (fields.empty()) all.insert(type);
        for (const std::string& field : fields) all.insert(type + '.' + field);
    }
    return all;
}

template <class T>
std::set<T> only_in_one(const std::set<T>& left, const std::set<T>& right) {
    std::set<T> all;
    std::ranges::set_symmetric_difference(left, right, std::inserter(all, all.end()));
    return all;
}

/// What the comparison of pairs tells of the roles of one rule.
struct ToldOfRule {
    Roles pairs;
    Told fields;
    std::set<Aspect> terms;
};

ToldOfRule told_of(const Rule& before, const Rule& after, const std::vector<PairChange>& pairs) {
    Roles roles = roles_of(before);
    roles.merge(roles_of(after));
    ToldOfRule told;
    for (const PairChange& pair : pairs) {
        if (pair.purpose != before.purpose || !roles.contains({pair.from, pair.to})) continue;
        told.pairs.emplace(pair.from, pair.to);
        for (const Change& term : pair.terms) told.terms.insert(term.aspect);
        for (const FieldsChange& one : pair.fields) {
            for (const auto* names : {&one.gained, &one.lost, &one.named, &one.no_longer_named}) {
                told.fields.insert(names->begin(), names->end());
            }
        }
    }
    return told;
}

bool are_fields_told(const Rule& before, const Rule& after, const ToldOfRule& told) {
    const std::string any{any_record};
    if (before.records.contains(any) != after.records.contains(any)) return !told.fields.empty();
    return std::ranges::includes(told.fields, only_in_one(fields_named_by(before), fields_named_by(after)));
}

// Of a rule of which no pair of roles stays, all terms are told with those that came.
bool are_terms_told(const Rule& before, const Rule& after, const ToldOfRule& told) {
    Roles staying;
    std::ranges::set_intersection(roles_of(before), roles_of(after), std::inserter(staying, staying.end()));
    if (staying.empty()) return true;
    return std::ranges::equal(terms_of(before), terms_of(after), [&](const auto& was, const auto& is) {
        return was.second == is.second || told.terms.contains(was.first);
    });
}

// What a text of the terms may not tell apart.
auto beyond_texts(const Rule& rule) {
    const auto& [id, purpose, from, to, records, transforms, consent, inform, bsn, needs_case, ask, choose, from_basis,
                 to_basis, art9, deadline_hours, retention, retention_from, onward, notify, frequency, guests,
                 from_date, until_date, when, only_if, dormant, pseudonym_only, consent_only_because, no_art9_because,
                 totals] = rule;
    return std::tie(transforms, consent, inform, bsn, needs_case, ask, choose, from_basis, to_basis, deadline_hours,
                    retention, onward, frequency, from_date, until_date, only_if, dormant, pseudonym_only,
                    consent_only_because, no_art9_because);
}

bool do_texts_tell(const Rule& before, const Rule& after) {
    const bool same = beyond_texts(before) == beyond_texts(after) && same_in_any_order(before.art9, after.art9) &&
                      same_in_any_order(before.retention_from, after.retention_from) &&
                      same_in_any_order(before.notify, after.notify) &&
                      same_in_any_order(before.guests, after.guests) && same_in_any_order(before.when, after.when);
    return same || terms_of(before) != terms_of(after);
}

bool are_totals_told(const Rule& before, const Rule& after, const Comparison& told) {
    return before.totals == after.totals || tells(told.heading, {Aspect::setting}) ||
           std::ranges::any_of(told.purposes,
                               [&](const Change& one) { return one.about.starts_with(before.id + '.'); });
}

bool is_rule_told(const Rule& before, const Rule& after, const Comparison& comparison) {
    if (before.purpose != after.purpose) return true;
    const ToldOfRule told = told_of(before, after, comparison.pairs);
    return std::ranges::includes(told.pairs, only_in_one(roles_of(before), roles_of(after))) &&
           are_fields_told(before, after, told) && are_terms_told(before, after, told) &&
           do_texts_tell(before, after) && are_totals_told(before, after, comparison);
}

}  // namespace

std::vector<std::string> untold_in(const Convenant& before, const Convenant& after, const Comparison& told) {
    std::vector<std::string> untold;
    const bool beside_rules = is_heading_told(before, after, told.heading) &&
                              are_parties_told(before, after, told.parties) &&
                              are_purposes_told(before, after, told.purposes);
    if (!beside_rules) untold.emplace_back();
    for (const Rule& rule : before.rules) {
        const Rule* other = after.find_rule(rule.id);
        if (other != nullptr && !is_rule_told(rule, *other, told)) untold.push_back(rule.id);
    }
    return untold;
}

}  // namespace kolk::policies
