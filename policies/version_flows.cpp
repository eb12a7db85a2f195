#include "policies/version_flows.hpp"

#include "policies/condition_text.hpp"
#include "policies/consent.hpp"
#include "policies/file_words.hpp"
#include "policies/totals.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

using base::joined;
using Names = std::vector<std::string>;

std::string word_of(Ask ask) {
    static constexpr std::array<const char*, 4> words{"case", "consent", "signal", "never"};
    return words[static_cast<std::size_t>(ask)];
}

std::string word_of(ConsentNeed need) {
    static constexpr std::array<const char*, 3> words{"none", "needed", "needed-for-bijzonder"};
    return words[static_cast<std::size_t>(need)];
}

std::string word_of(Choose choose) {
    static constexpr std::array<const char*, 5> words{"all", "residence", "responsible", "enrolment", "named"};
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

// As a file would say it: whole days beyond the usual 72 hours as days.
std::string deadline_text(int hours) {
    constexpr int usual = 72;
    const bool days = hours > usual && hours % 24 == 0;
    return days ? std::to_string(hours / 24) + "d" : std::to_string(hours) + "h";
}

// Whom to tell has no order.
std::string in_order(Names names) {
    std::ranges::sort(names);
    return joined(names, ", ");
}

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

bool is_forbidden(const Convenant& convenant, const PlannedFlow& flow) {
    return std::ranges::any_of(flow.prohibitions,
                               [&](std::size_t place) { return convenant.prohibition(place).when.empty(); });
}

// Empty where nothing of the kind concerns the flow.
std::string forbidden_text(const Convenant& convenant, const PlannedFlow& flow) {
    Names forbidden;
    for (const std::size_t place : flow.prohibitions) {
        const Prohibition& one = convenant.prohibition(place);
        Names when;
        for (const FieldIs& condition : one.when) when.push_back(text_of(condition));
        forbidden.push_back(one.id + (when.empty() ? "" : ' ' + joined(when, ", ")) + ": " +
                            std::string{code_of(one.reason)});
    }
    return joined(forbidden, ", ");
}

// What `decide` and `why_no_totals` look at, whatever the record and the day.
Hold hold_of(const Convenant& convenant, const Rule& rule) {
    const Purpose* purpose = convenant.find_purpose(rule.purpose);
    if (purpose == nullptr || purpose->lacks_dpia()) return Hold::dpia;
    if (rule.dormant) return Hold::waits;
    if (purpose->kind == Kind::override_) return Hold::exception;
    return purpose->kind == Kind::aggregate && rule.totals.empty() ? Hold::totals_only : Hold::none;
}

Flowing flowing_of(const Convenant& convenant, const Rule& rule, const std::string& from, const std::string& to,
                   const std::string& type) {
    Flowing flowing{hold_of(convenant, rule), {}, {}};
    if (type == any_record) flowing.fields.emplace(any_record, false);
    const PlannedFlow* flow = convenant.find_flow(rule.purpose, from, to, type);
    if (flow == nullptr) return flowing;
    flowing.terms.emplace_back(Aspect::forbidden, forbidden_text(convenant, *flow));
    if (!rule.totals.empty()) return flowing;
    flowing.fields = fields_of(rule, from, *flow);
    if (flowing.hold != Hold::dpia && is_forbidden(convenant, *flow)) {
        flowing.hold = Hold::forbidden;
    } else if (flow->barred_number && flowing.hold == Hold::none) {
        flowing.hold = Hold::number;
    }
    return flowing;
}

void add_totals(const Convenant& convenant, const Rule& rule, const std::string& from, const std::string& to,
                const std::string& type, Flowing& flowing) {
    for (const Total& total : rule.totals) {
        if (total.record != type) continue;
        const bool counted = !why_not_counted(convenant, rule, total, {from, {}}, {to, {}});
        if (!counted && flowing.hold != Hold::dpia) flowing.hold = Hold::forbidden;
        flowing.fields.emplace("total " + total.id, false);
    }
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

}  // namespace

// Every member is named, so that a new word of the language does not compile until someone has decided how it is told.
Terms terms_of(const Rule& rule) {
    const auto& [id, purpose, from, to, records, transforms, consent, inform, bsn, needs_case, ask, choose, from_basis,
                 to_basis, art9, deadline_hours, retention, retention_from, onward, notify, frequency, guests,
                 from_date, until_date, when, only_if, dormant, pseudonym_only, consent_only_because, no_art9_because,
                 totals] = rule;
    return {
        {Aspect::from_basis, from_basis.avg6 + ' ' + from_basis.law},
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
        {Aspect::notify, in_order(notify)},
        {Aspect::guests, in_order(guests)},
        {totals.empty() ? Aspect::frequency : Aspect::total_frequency, frequency ? frequency->text() : std::string{}},
        {Aspect::choose, word_of(choose)},
        {Aspect::ask, word_of(ask)},
        {Aspect::deadline, deadline_text(deadline_hours)},
        {Aspect::pseudonym_only, yes_or_no(pseudonym_only)}};
}

Flows flows_of(const Convenant& convenant) {
    Flows flows;
    for (const Rule& rule : convenant.rules) {
        const Names types = types_of(convenant, rule);
        const Terms terms = terms_of(rule);
        for (const std::string& from : rule.from) {
            for (const std::string& to : rule.to) {
                auto& pair = flows[{rule.purpose, from, to}];
                for (const std::string& type : types) {
                    const auto [place, is_new] = pair.try_emplace(type);
                    if (!is_new) continue;
                    Flowing& flowing = place->second;
                    flowing = flowing_of(convenant, rule, from, to, type);
                    add_totals(convenant, rule, from, to, type, flowing);
                    flowing.terms.insert(flowing.terms.begin(), terms.begin(), terms.end());
                }
            }
        }
    }
    return flows;
}

}  // namespace kolk::policies
