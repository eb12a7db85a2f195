#include "policies/decide.hpp"

#include "policies/consent.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

using schemas::Sensitivity;

bool holds(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

const Facts& facts_of(const Question& question) {
    static const Facts nothing_known;
    return question.facts == nullptr ? nothing_known : *question.facts;
}

bool subject_is_there(const Question& question) {
    return question.subject != nullptr && !question.subject->empty();
}

// Everything that the checks share; `plan` and `rule` are filled when their check has passed.
struct Asked {
    const Convenant& convenant;
    const Question& question;
    const Facts& facts;
    const schemas::RecordType* type = nullptr;
    const Purpose* purpose = nullptr;
    const Plan* plan = nullptr;
    const Rule* rule = nullptr;
    const Prohibition* prohibition = nullptr;
    ConsentFinding consent;
    std::vector<std::string> assumed;
};

using Verdict = std::optional<Reason>;
constexpr std::nullopt_t passes = std::nullopt;

Verdict check_record(Asked& asked) {
    const schemas::Record* record = asked.question.record;
    if (record == nullptr) return Reason::deny_record;
    asked.type = schemas::find_record_type(record->type);
    if (asked.type == nullptr || !asked.question.faults.empty()) return Reason::deny_record;
    return asked.question.bound_by_source;
}

Verdict check_convenant(Asked& asked) {
    const Date today = asked.question.today;
    const bool in_force = asked.convenant.from <= today && today <= asked.convenant.until;
    return in_force ? Verdict{} : Reason::deny_convenant;
}

Verdict check_purpose(Asked& asked) {
    asked.purpose = asked.convenant.find_purpose(asked.question.purpose);
    return asked.purpose == nullptr ? Reason::deny_purpose : Verdict{};
}

bool is_role(std::string_view role) {
    const auto roles = schemas::role_ids();
    return role == gateway_role || std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool has_value(const schemas::Record& record, const FieldIs& condition) {
    if (record.type != condition.record) return false;
    return holds(condition.values, record.fields.text(condition.field)) != condition.negated;
}

bool speaks_of(const std::vector<std::string>& names, std::string_view name) {
    return names.empty() || holds(names, name);
}

// One record of one child, as opposed to totals, exceptions and the child's own copy, which have answers of their own.
bool is_ordinary(Kind kind) {
    return kind == Kind::flow || kind == Kind::elsewhere;
}

bool forbids(const Prohibition& prohibition, const Asked& asked) {
    const Question& question = asked.question;
    const bool ordinary = is_ordinary(asked.purpose->kind);
    if (prohibition.purposes.empty() ? !ordinary : !holds(prohibition.purposes, question.purpose)) return false;
    const std::string_view to = covering_role(question.to.role);
    if (!speaks_of(prohibition.from, covering_role(question.from.role)) || !speaks_of(prohibition.to, to)) return false;
    if (holds(prohibition.never_mind, to) || !speaks_of(prohibition.records, question.record->type)) return false;
    if (prohibition.consent_lifts && asked.rule != nullptr && asked.rule->consent != ConsentNeed::none) return false;
    return std::all_of(prohibition.when.begin(), prohibition.when.end(),
                       [&](const FieldIs& condition) { return has_value(*question.record, condition); });
}

const Prohibition* find_prohibition(const Asked& asked) {
    const auto forbidding = [&](const Prohibition& one) { return forbids(one, asked); };
    const auto law = prohibitions_of_law();
    const auto in_law = std::find_if(law.begin(), law.end(), forbidding);
    if (in_law != law.end()) return &*in_law;
    const auto& agreed = asked.convenant.prohibitions;
    const auto in_file = std::find_if(agreed.begin(), agreed.end(), forbidding);
    return in_file == agreed.end() ? nullptr : &*in_file;
}

// A flow that is forbidden by name has a better answer than "no rule", so it passes here and is refused below.
Verdict check_role(Asked& asked) {
    const Question& question = asked.question;
    if (!is_role(question.from.role) || !is_role(question.to.role)) return Reason::deny_role;
    asked.plan = asked.convenant.find_plan(question.purpose, question.from.role, question.to.role, asked.type->id);
    if (asked.plan != nullptr) asked.rule = &asked.convenant.rules[asked.plan->rule];
    asked.prohibition = find_prohibition(asked);
    return asked.plan == nullptr && asked.prohibition == nullptr ? Reason::deny_role : Verdict{};
}

bool is_member(Asked& asked, const Party& party, std::string_view side) {
    const bool person = party.role == "ouder" || party.role == "jeugdige" || party.role == gateway_role;
    if (!party.org.empty())
        return asked.convenant.is_member({std::string{covering_role(party.role)}, party.org}, asked.question.today);
    if (!person) asked.assumed.push_back(std::string{side} + ": the right organisation of this role, and a member");
    return true;
}

Verdict check_membership(Asked& asked) {
    const bool both = is_member(asked, asked.question.from, "from") && is_member(asked, asked.question.to, "to");
    return both ? Verdict{} : Reason::deny_membership;
}

Verdict check_dpia(Asked& asked) {
    const bool missing = asked.purpose->dpia_required && asked.purpose->dpia.empty();
    return missing ? Reason::deny_dpia : Verdict{};
}

// K3: a samenwerkingsverband may not hold a national number, so what carries one from there is not lawfully held.
bool number_from_swv(const Question& question) {
    const bool from_swv = question.from.role == "swv-po" || question.from.role == "swv-vo";
    if (!from_swv || question.subject == nullptr) return false;
    return question.subject->has("bsn") || question.subject->has("onderwijsnummer");
}

Verdict check_forbidden(Asked& asked) {
    if (asked.prohibition != nullptr) return asked.prohibition->reason;
    if (asked.purpose->kind == Kind::aggregate) return Reason::deny_aggregate_only;
    if (asked.plan->barred_number || number_from_swv(asked.question)) return Reason::deny_bsn;
    return passes;
}

Verdict check_basis(Asked& asked) {
    const Date today = asked.question.today;
    const Rule& rule = *asked.rule;
    const bool ended = (rule.from_date && today < *rule.from_date) || (rule.until_date && *rule.until_date < today);
    return ended ? Reason::deny_basis : Verdict{};
}

Verdict check_deceased(Asked& asked) {
    return asked.facts.deceased ? Reason::deny_deceased : Verdict{};
}

Verdict check_restricted(Asked& asked) {
    return asked.facts.restricted ? Reason::deny_restricted : Verdict{};
}

// GDPR article 21: against a task of public interest, not against a legal obligation.
Verdict check_objection(Asked& asked) {
    const bool open_to_it = asked.rule->from_basis.avg6 == "e";
    return open_to_it && holds(asked.facts.objections, asked.rule->purpose) ? Reason::deny_objection : Verdict{};
}

bool at_table(const Case& one, const Party& asked) {
    if (one.parties.empty()) return true;
    return std::any_of(one.parties.begin(), one.parties.end(), [&](const Party& party) {
        return covering_role(party.role) == covering_role(asked.role) &&
               (party.org.empty() || asked.org.empty() || party.org == asked.org);
    });
}

bool is_open(const Case& one, const Question& question) {
    return one.purpose == question.purpose && one.opened <= question.today &&
           (!one.closed || question.today <= *one.closed) && at_table(one, question.from) && at_table(one, question.to);
}

Verdict check_case(Asked& asked) {
    if (!asked.rule->needs_case) return passes;
    if (asked.question.explaining && !asked.facts.case_known) {
        asked.assumed.emplace_back("case: one is open today for this purpose, with both parties at the table");
        return passes;
    }
    const auto& cases = asked.facts.cases;
    const bool open =
        std::any_of(cases.begin(), cases.end(), [&](const Case& one) { return is_open(one, asked.question); });
    return open ? Verdict{} : Reason::deny_case;
}

bool meets(const FieldIs& condition, Asked& asked) {
    return asked.type->id != condition.record || has_value(*asked.question.record, condition);
}

bool meets(const AgeBetween& condition, Asked& asked) {
    if (!asked.facts.born) return false;
    const int age = base::age_on(*asked.facts.born, asked.question.today);
    return (!condition.at_least || *condition.at_least <= age) && (!condition.at_most || age <= *condition.at_most);
}

bool meets(const Running& condition, Asked& asked) {
    if (asked.type->id != condition.record) return true;
    const auto& fields = asked.question.record->fields;
    const auto from = base::parse_date(fields.text(condition.from));
    const auto until = base::parse_date(fields.text(condition.until));
    return from && until && *from <= asked.question.today && asked.question.today <= *until;
}

bool meets(const WithoutStartkwalificatie&, Asked& asked) {
    if (asked.facts.startkwalificatie) return !*asked.facts.startkwalificatie;
    if (!asked.question.explaining) return false;
    asked.assumed.emplace_back("startkwalificatie: none");
    return true;
}

// A school reports to its own samenwerkingsverband, where the convenant names that.
bool serves_sender(const Asked& asked) {
    const Party& to = asked.question.to;
    if (to.org.empty()) return true;
    const auto& served_by = asked.convenant.served_by;
    const auto served = served_by.find(asked.question.from);
    if (served == served_by.end() || (to.role != "swv-po" && to.role != "swv-vo")) return true;
    return std::find(served->second.begin(), served->second.end(), to) != served->second.end();
}

// An override is closed until two people opened it for one child; no fact of an ordinary question can.
Verdict check_condition(Asked& asked) {
    if (asked.purpose->kind == Kind::override_) return Reason::deny_condition;
    if (!serves_sender(asked)) return Reason::deny_condition;
    if (asked.rule->choose == Choose::residence && asked.question.lives_elsewhere) return Reason::deny_condition;
    if (asked.rule->choose == Choose::enrolment && asked.question.enrolled_elsewhere) return Reason::deny_condition;
    const auto& when = asked.rule->when;
    const bool all = std::all_of(when.begin(), when.end(), [&](const Condition& condition) {
        return std::visit([&](const auto& one) { return meets(one, asked); }, condition);
    });
    return all ? Verdict{} : Reason::deny_condition;
}

bool has_notice(const Asked& asked) {
    const auto& notices = asked.convenant.notices;
    return std::any_of(notices.begin(), notices.end(), [&](const Notice& notice) {
        return notice.party == asked.question.from && notice.at <= asked.question.today &&
               holds(notice.purposes, asked.rule->purpose);
    });
}

Verdict check_inform(Asked& asked) {
    if (asked.rule->inform == Inform::reported) return passes;
    const auto& informed = asked.facts.informed;
    const bool per_child = std::any_of(informed.begin(), informed.end(), [&](const Informed& one) {
        return one.purpose == asked.rule->purpose && one.at <= asked.question.today;
    });
    if (per_child || (asked.rule->inform == Inform::notice && has_notice(asked))) return passes;
    return Reason::deny_inform;
}

// Who is bound by professional secrecy gives nothing at all without consent (`C` in convenant.md section 2).
bool bound_by_secrecy(std::string_view role) {
    static constexpr std::array<std::string_view, 3> holders{"jgz", "jeugdhulpaanbieder", "jgz-5a-arts"};
    return std::find(holders.begin(), holders.end(), role) != holders.end();
}

bool needs_consent(const Asked& asked, const PlannedField& field) {
    switch (asked.rule->consent) {
        case ConsentNeed::none:
            return false;
        case ConsentNeed::needed:
            return true;
        case ConsentNeed::needed_for_bijzonder:
            break;
    }
    return bound_by_secrecy(asked.question.from.role) || field.sensitivity == Sensitivity::B ||
           field.sensitivity == Sensitivity::S;
}

// Names by which a consent may call this record type under this rule: subsets and the types that they borrow from.
std::vector<std::string> also_called(const Asked& asked) {
    std::vector<std::string> names;
    for (const auto& [type, fields] : asked.rule->records) {
        const schemas::RecordType* other = schemas::find_record_type(type);
        if (other == nullptr || type == asked.type->id) continue;
        const schemas::RecordType& subset = other->subset ? *other : *asked.type;
        const std::string& whole = other->subset ? asked.type->id : type;
        const bool borrows = std::any_of(subset.fields.begin(), subset.fields.end(), [&](const auto& field) {
            return field.borrowed_from && field.borrowed_from->first == whole;
        });
        if (subset.subset && borrows) names.push_back(type);
    }
    return names;
}

// Finds the consent, and stops when every field that is there depends on one that is not.
Verdict check_consent(Asked& asked) {
    if (asked.rule->consent == ConsentNeed::none) return passes;
    const auto names = also_called(asked);
    const ConsentScope scope{asked.question.purpose, asked.question.from, asked.question.to, asked.type->id, names};
    asked.consent = find_consent(asked.facts, scope, asked.question.today);
    if (!asked.consent.fault) return passes;
    bool any_depends = asked.rule->consent == ConsentNeed::needed;
    for (const PlannedField& field : asked.plan->record) {
        if (!field.named || !asked.question.record->fields.has(field.field)) continue;
        if (!needs_consent(asked, field)) return passes;
        any_depends = true;
    }
    return any_depends ? asked.consent.fault : passes;
}

using Check = Verdict (*)(Asked&);

// The order of convenant.md section 2, "Reading the rows"; fields and identification follow in `give`.
constexpr std::array<Check, 15> checks{check_record,     check_convenant,  check_purpose,   check_role,
                                       check_membership, check_dpia,       check_forbidden, check_basis,
                                       check_deceased,   check_restricted, check_objection, check_case,
                                       check_condition,  check_inform,     check_consent};

// The block whose names come first goes first, so that what is given and withheld comes out sorted.
bool subject_goes_first(const Plan& plan) {
    return !plan.subject.empty() && !plan.record.empty() && plan.subject.front().name < plan.record.front().name;
}

void withhold_type(Decision& decision, const schemas::RecordType& type, Reason reason) {
    for (const auto& field : type.fields) decision.withheld.push_back({type.id + '.' + field.name, reason});
}

void withhold_everything(Decision& decision, const Asked& asked, Reason reason) {
    const auto all = [&](const std::vector<PlannedField>& fields) {
        for (const PlannedField& field : fields) decision.withheld.push_back({field.name, reason});
    };
    if (asked.plan != nullptr) {
        const bool with_subject = subject_is_there(asked.question);
        const bool subject_first = subject_goes_first(*asked.plan);
        if (with_subject && subject_first) all(asked.plan->subject);
        all(asked.plan->record);
        if (with_subject && !subject_first) all(asked.plan->subject);
        return;
    }
    if (asked.type == nullptr) return;
    withhold_type(decision, *asked.type, reason);
    const schemas::RecordType* subject = schemas::find_record_type("leerling-id");
    if (subject_is_there(asked.question) && subject != nullptr && subject != asked.type)
        withhold_type(decision, *subject, reason);
}

void sort(std::vector<WithheldField>& fields) {
    const auto by_name = [](const WithheldField& a, const WithheldField& b) { return a.field < b.field; };
    if (!std::is_sorted(fields.begin(), fields.end(), by_name)) std::sort(fields.begin(), fields.end(), by_name);
}

Decision denied(Asked& asked, Reason reason) {
    Decision decision;
    decision.reason = reason;
    decision.rule = asked.rule;
    decision.assumed = std::move(asked.assumed);
    if (reason == Reason::deny_record)
        decision.faults.assign(asked.question.faults.begin(), asked.question.faults.end());
    withhold_everything(decision, asked, reason);
    sort(decision.withheld);
    return decision;
}

// Why this field stays behind; nothing when it may go.
Verdict why_withheld(const Asked& asked, const PlannedField& field) {
    if (field.number && !asked.rule->bsn) return Reason::deny_bsn;
    if (!field.named) return Reason::deny_field;
    if (!needs_consent(asked, field)) return passes;
    if (asked.consent.fault) return asked.consent.fault;
    return holds(asked.consent.fields_excluded, field.name) ? Reason::deny_consent_other_scope : Verdict{};
}

// Sorts the fields of one block into given and withheld; says why the first field that is there was withheld.
Verdict project(Decision& decision, const Asked& asked, const std::vector<PlannedField>& fields,
                const schemas::Content& content) {
    Verdict first;
    for (const PlannedField& field : fields) {
        const Verdict withheld = why_withheld(asked, field);
        const bool there = content.has(field.field);
        if (!withheld && there) {
            decision.given.push_back(field.name);
            continue;
        }
        decision.withheld.push_back({field.name, withheld.value_or(Reason::deny_field)});
        if (there && (!first || *first == Reason::deny_field)) first = withheld;
    }
    return first;
}

bool says_who(const std::vector<std::string>& given) {
    return std::any_of(given.begin(), given.end(), [](const std::string& name) {
        return identifies(std::string_view{name}.substr(name.find('.') + 1));
    });
}

bool recipient_can_tell(Asked& asked, const Decision& decision) {
    if (asked.rule->pseudonym_only || asked.question.known_to_recipient || says_who(decision.given)) return true;
    if (asked.purpose->kind == Kind::rights) return true;
    if (!asked.question.explaining || asked.question.subject != nullptr) return false;
    asked.assumed.emplace_back("to: knows the child by its own number");
    return true;
}

Decision give(Asked& asked) {
    Decision decision;
    decision.rule = asked.rule;
    decision.withheld.reserve(asked.plan->record.size() + asked.plan->subject.size());
    const bool with_subject = subject_is_there(asked.question);
    const bool subject_first = subject_goes_first(*asked.plan);
    Verdict of_subject;
    if (with_subject && subject_first)
        of_subject = project(decision, asked, asked.plan->subject, *asked.question.subject);
    const std::size_t before = decision.given.size();
    const Verdict of_record = project(decision, asked, asked.plan->record, asked.question.record->fields);
    if (decision.given.size() == before) return denied(asked, of_record.value_or(Reason::deny_field));
    if (with_subject && !subject_first)
        of_subject = project(decision, asked, asked.plan->subject, *asked.question.subject);
    if (!recipient_can_tell(asked, decision)) return denied(asked, Reason::deny_unidentifiable);
    decision.allow = true;
    decision.reason = of_record || of_subject ? Reason::allow_redacted : Reason::allow;
    if (asked.rule->consent != ConsentNeed::none && !asked.consent.fault)
        decision.consent_id = asked.consent.consent_id;
    decision.assumed = std::move(asked.assumed);
    return decision;
}

}  // namespace

Decision decide(const Convenant& convenant, const Question& question) {
    Asked asked{convenant, question, facts_of(question), {}, {}, {}, {}, {}, {}, {}};
    for (const Check check : checks) {
        if (const Verdict reason = check(asked)) return denied(asked, *reason);
    }
    return give(asked);
}

boost::json::object explain(const Decision& decision) {
    boost::json::object answer;
    answer["decision"] = decision.allow ? "allow" : "deny";
    answer["reason"] = code_of(decision.reason);
    answer["rule"] = decision.rule == nullptr ? std::string{} : decision.rule->id;
    answer["given"] = boost::json::array(decision.given.begin(), decision.given.end());
    boost::json::array withheld;
    for (const WithheldField& one : decision.withheld)
        withheld.push_back(boost::json::object{{"field", one.field}, {"reason", code_of(one.reason)}});
    answer["withheld"] = std::move(withheld);
    answer["assumed"] = boost::json::array(decision.assumed.begin(), decision.assumed.end());
    if (decision.faults.empty()) return answer;
    boost::json::array faults;
    for (const schemas::Fault& fault : decision.faults)
        faults.push_back(
            boost::json::object{{"field", fault.field}, {"code", fault.code.text}, {"text", fault.text.text}});
    answer["faults"] = std::move(faults);
    return answer;
}

}  // namespace kolk::policies
