#include "policies/decide.hpp"

#include "policies/condition.hpp"
#include "policies/consent.hpp"
#include "policies/consent_fields.hpp"
#include "policies/signers.hpp"
#include "policies/table.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

using base::holds;
using schemas::Sensitivity;

bool subject_is_there(const Question& question) {
    return question.subject != nullptr && !question.subject->empty();
}

bool is_named(const Question& question) {
    const schemas::RecordType* block = schemas::find_record_type(schemas::child_block);
    return question.subject != nullptr && std::ranges::any_of(block->names, [&](const std::string& field) {
               return identifies(field) && question.subject->has(field);
           });
}

// Everything that the checks share; `plan` and `rule` are filled when their check has passed.
struct Asked {
    const Convenant& convenant;
    const Question& question;
    const Facts& facts;
    const PlannedFlow* found = nullptr;  // looked up first: its plan tells type, kind and rule at once
    const schemas::RecordType* type = nullptr;
    Kind kind = Kind::flow;
    bool lacks_dpia = false;
    const Plan* plan = nullptr;
    const Rule* rule = nullptr;
    const Prohibition* prohibition = nullptr;
    const Membership* sender = nullptr;  // of a named organisation
    const Membership* recipient = nullptr;
    ConsentFinding consent{};
    std::vector<const Exception*> exceptions{};  // that open an override today
    std::vector<std::string> assumed{};
};

using Verdict = std::optional<Reason>;
constexpr std::nullopt_t passes = std::nullopt;

Asked look_up(const Convenant& convenant, const Question& question) {
    Asked asked{convenant, question, facts_of(question)};
    if (question.record == nullptr) return asked;
    const std::string& type = question.record->type;
    asked.found = convenant.find_flow(question.purpose, question.from.role, question.to.role, type);
    asked.type = asked.found != nullptr ? asked.found->plan->record.type : schemas::find_record_type(type);
    return asked;
}

Verdict check_record(Asked& asked) {
    if (asked.type == nullptr || !asked.question.faults.empty()) return Reason::deny_record;
    return asked.question.bound_by_source;
}

Verdict check_convenant(Asked& asked) {
    return is_in_force(asked.convenant, asked.question.today) ? Verdict{} : Reason::deny_convenant;
}

Verdict check_purpose(Asked& asked) {
    if (asked.found != nullptr) {
        asked.kind = asked.found->plan->kind;
        asked.lacks_dpia = asked.found->plan->lacks_dpia;
        return passes;
    }
    const Purpose* purpose = asked.convenant.find_purpose(asked.question.purpose);
    if (purpose == nullptr) return Reason::deny_purpose;
    asked.kind = purpose->kind;
    asked.lacks_dpia = purpose->lacks_dpia();
    return passes;
}

bool is_role(std::string_view role) {
    const auto roles = schemas::role_ids();
    return role == gateway_role || std::find(roles.begin(), roles.end(), role) != roles.end();
}

const Prohibition* find_prohibition(const Asked& asked) {
    const Convenant& convenant = asked.convenant;
    const Question& question = asked.question;
    if (asked.found != nullptr) {
        for (const std::size_t place : asked.found->prohibitions) {
            const Prohibition& one = convenant.prohibition(place);
            if (is_met(one, asked.rule, question, *asked.type)) return &one;
        }
        return nullptr;
    }
    const Flow flow{question.purpose, covering_role(question.from.role), covering_role(question.to.role),
                    asked.type->id, false};
    for (std::size_t place = 0; place < convenant.count_of_prohibitions(); ++place) {
        const Prohibition& one = convenant.prohibition(place);
        const bool concerned = !one.where_given && concerns(one, flow);
        if (concerned && is_met(one, nullptr, question, *asked.type)) return &one;
    }
    return nullptr;
}

// A flow that is forbidden by name has a better answer than "no rule", so it passes here and is refused below.
Verdict check_role(Asked& asked) {
    const Question& question = asked.question;
    if (asked.found != nullptr) {
        asked.plan = asked.found->plan.get();
        asked.rule = &asked.convenant.rules[asked.plan->rule];
    } else if (!is_role(question.from.role) || !is_role(question.to.role)) {
        return Reason::deny_role;
    }
    asked.prohibition = find_prohibition(asked);
    return asked.plan == nullptr && asked.prohibition == nullptr ? Reason::deny_role : Verdict{};
}

bool is_guest(const Asked& asked, const Party& party) {
    const Question& question = asked.question;
    return asked.rule != nullptr &&
           is_invited(*asked.rule, party, question.from, question.to, asked.facts, question.today);
}

bool is_member(Asked& asked, const Party& party, std::string_view side, const Membership*& member) {
    if (!party.org.empty()) {
        member = asked.convenant.find_member(party, asked.question.today);
        return member != nullptr || is_guest(asked, party);
    }
    if (party.role == gateway_role && asked.kind == Kind::rights) return true;
    if (!asked.question.explaining) return false;
    if (signs(party.role))
        asked.assumed.push_back(std::string{side} + ": the right organisation of this role, a member that has signed");
    return true;
}

Verdict check_membership(Asked& asked) {
    const bool both = is_member(asked, asked.question.from, "from", asked.sender) &&
                      is_member(asked, asked.question.to, "to", asked.recipient);
    return both ? Verdict{} : Reason::deny_membership;
}

bool has_signed(Asked& asked, const Party& party, const Membership* member, std::string_view side) {
    if (party.org.empty() || !signs(party.role)) return true;
    if (member != nullptr ? member->has_signed : asked.convenant.signers.contains(party)) return true;
    if (!asked.question.signatures_unknown) return false;
    asked.assumed.push_back(std::string{side} + ": has signed this convenant");
    return true;
}

// Between two parties a convenant is in force once a mandated person of each has signed it.
Verdict check_signatures(Asked& asked) {
    const bool both = has_signed(asked, asked.question.from, asked.sender, "from") &&
                      has_signed(asked, asked.question.to, asked.recipient, "to");
    return both ? Verdict{} : Reason::deny_convenant;
}

Verdict check_dpia(Asked& asked) {
    return asked.lacks_dpia ? Reason::deny_dpia : Verdict{};
}

// K3: a samenwerkingsverband may not hold a national number, so what carries one from there is not lawfully held.
bool number_from_swv(const Question& question) {
    const bool from_swv = question.from.role == "swv-po" || question.from.role == "swv-vo";
    if (!from_swv || question.subject == nullptr) return false;
    return question.subject->has("bsn") || question.subject->has("onderwijsnummer");
}

Verdict check_forbidden(Asked& asked) {
    if (asked.prohibition != nullptr) return asked.prohibition->reason;
    if (asked.kind == Kind::aggregate) return Reason::deny_aggregate_only;
    if (asked.found->barred_number || number_from_swv(asked.question)) return Reason::deny_bsn;
    return passes;
}

Verdict check_basis(Asked& asked) {
    return asked.rule->in_force(asked.question.today) ? Verdict{} : Reason::deny_basis;
}

Verdict check_deceased(Asked& asked) {
    return asked.facts.deceased.value_or(false) ? Reason::deny_deceased : Verdict{};
}

Verdict check_restricted(Asked& asked) {
    return asked.facts.restricted ? Reason::deny_restricted : Verdict{};
}

// GDPR article 21: against a task of public interest, not against a legal obligation.
Verdict check_objection(Asked& asked) {
    const bool open_to_it = asked.rule->from_basis.avg6 == "e";
    return open_to_it && holds(asked.facts.objections, asked.rule->purpose) ? Reason::deny_objection : Verdict{};
}

Verdict check_case(Asked& asked) {
    if (!asked.rule->needs_case) return passes;
    if (asked.question.explaining && !asked.facts.case_known) {
        asked.assumed.emplace_back("case: one is open today for this purpose, with both parties at the table");
        return passes;
    }
    const Question& question = asked.question;
    const auto any = [&asked](auto meets) { return std::ranges::any_of(asked.facts.cases, meets); };
    if (any([&](const Case& one) {
            return is_open(one, question.purpose, question.today) && is_at_table(one, question.from) &&
                   is_at_table(one, question.to);
        })) {
        return passes;
    }
    const bool untold =
        any([&](const Case& one) { return is_open(one, question.purpose, question.today) && one.parties.empty(); });
    if (!question.explaining || !untold) return Reason::deny_case;
    asked.assumed.emplace_back("case: both parties sit at its table");
    return passes;
}

bool meets(const FieldIs& condition, Asked& asked) {
    if (is_hidden(condition, asked.rule, asked.question)) return false;
    const schemas::Content* fields = fields_of(asked.question, condition.record);
    return fields != nullptr && has_value(*fields, condition).value_or(false);
}

bool meets(const AgeBetween& condition, Asked& asked) {
    if (!asked.facts.born) return false;
    const int age = base::age_on(*asked.facts.born, asked.question.today);
    return (!condition.at_least || *condition.at_least <= age) && (!condition.at_most || age <= *condition.at_most);
}

bool meets(const Running& condition, Asked& asked) {
    const schemas::Content* fields = fields_of(asked.question, condition.record);
    if (fields == nullptr) return false;
    const auto from = base::parse_date(fields->text(condition.from));
    const auto until = base::parse_date(fields->text(condition.until));
    return from && until && *from <= asked.question.today && asked.question.today <= *until;
}

bool meets(const WithoutStartkwalificatie&, Asked& asked) {
    if (asked.facts.startkwalificatie) return !*asked.facts.startkwalificatie;
    if (!asked.question.explaining) return false;
    asked.assumed.emplace_back("startkwalificatie: none");
    return true;
}

bool meets(const NumberBetween& condition, Asked& asked) {
    const schemas::Content* fields = fields_of(asked.question, condition.record);
    const auto number = fields == nullptr ? std::nullopt : number_in(*fields, condition.field);
    return number && !is_below(*number, condition) && !is_above(*number, condition);
}

/// How much has passed beside a duration: less than it is -1, exactly so much 0, more 1.
struct Passed {
    int beside = 0;
    bool all = true;  ///< else it may be more: the school calendar does not know all of the days
};

Passed passed_beside(const Duration& duration, Date from, const Asked& asked) {
    const Date today = asked.question.today;
    if (duration.unit == Duration::Unit::calendar) {
        const Date reached = add_period(from, duration.period);
        return {today < reached ? -1 : today == reached ? 0 : 1};
    }
    const auto& calendar = asked.convenant.school_calendar;
    if (!calendar) return {-1, false};
    const SchoolTime counted = duration.unit == Duration::Unit::school_days
                                   ? school_days(*calendar, asked.question.from, from, today)
                                   : school_weeks(*calendar, asked.question.from, from, today);
    return {counted.known < duration.count ? -1 : counted.known == duration.count ? 0 : 1, counted.all};
}

bool meets(const Lasted& condition, Asked& asked) {
    const schemas::Content* fields = fields_of(asked.question, condition.record);
    if (fields == nullptr) return false;
    const auto from = base::parse_date(fields->text(condition.from));
    if (!from || asked.question.today < *from) return false;
    const auto& least = condition.at_least;
    if (least && !least->begins_before(passed_beside(least->at, *from, asked).beside)) return false;
    if (!condition.at_most) return true;
    const Passed passed = passed_beside(condition.at_most->at, *from, asked);
    return passed.all && condition.at_most->ends_after(passed.beside);
}

bool meets(const AnyOf& condition, Asked& asked) {
    return std::ranges::any_of(condition.of, [&](const PlainCondition& plain) {
        return std::visit([&](const auto& one) { return meets(one, asked); }, plain);
    });
}

bool for_a_parent(const Asked& asked) {
    return is_for_a_parent(asked.kind, asked.question.to);
}

bool is_minor(const Asked& asked) {
    return is_minor(asked.facts, asked.question.today).value_or(false);
}

// An override is closed until two people opened it for one child; no other fact can.
bool is_opened(Asked& asked) {
    const Question& question = asked.question;
    for (const Exception& one : asked.facts.exceptions) {
        const bool about_this = is_about(one, question.purpose, question.from, question.to, asked.type->id);
        if (about_this && is_open(one, question.today)) asked.exceptions.push_back(&one);
    }
    return !asked.exceptions.empty();
}

bool would_choose_another(Choose choose, const Question& question) {
    return (choose == Choose::residence && question.lives_elsewhere) ||
           (choose == Choose::responsible && question.responsible_elsewhere) ||
           (choose == Choose::enrolment && question.enrolled_elsewhere);
}

// A named organisation of which nothing tells that the rule would have chosen it.
void assume_chosen(Asked& asked) {
    const Question& question = asked.question;
    if (!question.explaining || question.to.org.empty()) return;
    const Choose choose = asked.rule->choose;
    if (choose == Choose::residence && question.residence_unknown)
        asked.assumed.emplace_back("to: the municipality where the child lives");
    if (choose == Choose::responsible)
        asked.assumed.emplace_back("to: the municipality responsible for youth care of the child");
    if (choose == Choose::enrolment && question.enrolment_unknown)
        asked.assumed.emplace_back("to: the school where the child is enrolled");
    if (choose == Choose::named) asked.assumed.emplace_back("to: the organisation that the record names");
}

Verdict check_condition(Asked& asked) {
    if (asked.kind == Kind::override_ && !is_opened(asked)) return Reason::deny_condition;
    const Question& question = asked.question;
    if (!question.to.org.empty() && !asked.convenant.serves(question.to, question.from, question.today)) {
        return Reason::deny_condition;
    }
    if (care_has_ended(asked.facts, question.to, question.today)) return Reason::deny_condition;
    if (would_choose_another(asked.rule->choose, question)) return Reason::deny_condition;
    assume_chosen(asked);
    if (for_a_parent(asked) && !is_minor(asked)) return Reason::deny_condition;
    const auto& when = asked.plan->when;
    const bool all = std::all_of(when.begin(), when.end(), [&](const Condition& condition) {
        return std::visit([&](const auto& one) { return meets(one, asked); }, condition);
    });
    return all ? Verdict{} : Reason::deny_condition;
}

Verdict check_frequency(Asked& asked) {
    const auto& limit = asked.rule->frequency;
    if (!limit) return passes;
    const Question& question = asked.question;
    if (question.explaining && question.delivered_on.empty()) {
        asked.assumed.emplace_back("frequency: the recipient has had fewer in this period");
        return passes;
    }
    const auto within = [&](Date day) { return question.today < add_period(day, limit->per); };
    return std::ranges::count_if(question.delivered_on, within) < limit->times ? Verdict{} : Reason::deny_frequency;
}

bool has_notice(const Asked& asked) {
    const auto& notices = asked.convenant.notices;
    const Party& from = asked.question.from;
    return std::any_of(notices.begin(), notices.end(), [&](const Notice& notice) {
        const bool of_sender = notice.party.org == from.org && notice.party.role == covering_role(from.role);
        return of_sender && notice.at <= asked.question.today && holds(notice.purposes, asked.rule->purpose);
    });
}

Verdict check_inform(Asked& asked) {
    if (asked.kind == Kind::override_) return passes;
    if (asked.rule->inform == Inform::reported) return passes;
    const auto& informed = asked.facts.informed;
    const bool per_child = std::any_of(informed.begin(), informed.end(), [&](const Informed& one) {
        return one.purpose == asked.rule->purpose && one.at <= asked.question.today &&
               (!one.by || is_same_party(*one.by, asked.question.from));
    });
    if (per_child || (asked.rule->inform == Inform::notice && has_notice(asked))) return passes;
    return Reason::deny_inform;
}

// An exception is for where consent cannot be asked or waited for.
bool asks_consent(const Asked& asked) {
    return asked.rule->consent != ConsentNeed::none && asked.kind != Kind::override_;
}

schemas::FieldSet depends_on_consent(const Asked& asked, const Block& block) {
    if (!asks_consent(asked)) return 0;
    return depends_on_consent(*asked.rule, asked.question.from.role, block);
}

schemas::FieldSet record_holds(const Asked& asked) {
    return schemas::held(*asked.type, asked.question.record->fields);
}

// Finds the consent, and stops when every field that is there depends on one that is not.
Verdict check_consent(Asked& asked) {
    const Question& question = asked.question;
    const ConsentScope scope{question.purpose, question.from,           question.to,
                             asked.type->id,   asked.plan->also_called, asked.convenant.settings};
    if (for_a_parent(asked)) {
        if (const Verdict reason = youth_objects(asked.facts, scope, question.today)) return reason;
    }
    if (!asks_consent(asked)) return passes;
    asked.consent = find_consent(asked.facts, scope, question.today);
    if (!asked.consent.fault) return passes;
    const Block& block = asked.plan->record;
    const schemas::FieldSet there = block.named & record_holds(asked);
    if ((there & ~depends_on_consent(asked, block)) != 0) return passes;
    return there != 0 || asked.rule->consent == ConsentNeed::needed ? asked.consent.fault : passes;
}

// What only some of the fields that are there wait for, so that the rest may go without it.
Verdict consent_that_fields_lack(const Asked& asked) {
    const Question& question = asked.question;
    const Plan& plan = *asked.plan;
    if (!asked.consent.fault) return passes;
    schemas::FieldSet waiting = plan.record.named & record_holds(asked) & depends_on_consent(asked, plan.record);
    if (subject_is_there(question) && plan.subject.type != nullptr)
        waiting |= plan.subject.named & schemas::held(*plan.subject.type, *question.subject) &
                   depends_on_consent(asked, plan.subject);
    return waiting != 0 ? asked.consent.fault : passes;
}

using Check = Verdict (*)(Asked&);

// The order of convenant 2, "Reading the rows"; fields and identification follow in `Deciding::give`.
constexpr std::array<Check, 17> checks{
    check_record, check_convenant, check_purpose,   check_role,     check_membership, check_signatures,
    check_dpia,   check_forbidden, check_basis,     check_deceased, check_restricted, check_objection,
    check_case,   check_condition, check_frequency, check_inform,   check_consent};
// After which the next ones can still be asked: there is a rule, and it may hold one day.
constexpr std::array<Check, 10> further_checks{check_signatures, check_dpia,   check_basis,     check_restricted,
                                               check_objection,  check_case,   check_condition, check_frequency,
                                               check_inform,     check_consent};

}  // namespace

/// Makes one decision.
class Deciding {
public:
    explicit Deciding(Asked& asked) : asked_{asked} {}

    Decision decide() {
        for (const Check check : checks) {
            if (const Verdict reason = check(asked_)) return deny(*reason);
        }
        return give();
    }

private:
    using FieldSet = schemas::FieldSet;

    Decision begun() {
        Decision decision;
        decision.rule = asked_.rule;
        decision.plan_ = asked_.plan;
        decision.type_ = asked_.type;
        decision.with_subject_ = subject_is_there(asked_.question);
        decision.numbers_stay_ = asked_.rule != nullptr && numbers_stay();
        return decision;
    }

    Decision deny(Reason reason) {
        Decision decision = begun();
        decision.reason = reason;
        if (asked_.prohibition != nullptr && asked_.prohibition->reason == reason)
            decision.prohibition = asked_.prohibition;
        decision.assumed = std::move(asked_.assumed);
        if (reason == Reason::deny_record) {
            decision.faults.assign(asked_.question.faults.begin(), asked_.question.faults.end());
        }
        decision.record_.free = decision.subject_.free = ~FieldSet{0};
        return decision;
    }

    Decision give() {
        Decision decision = begun();
        const Plan& plan = *asked_.plan;
        const FieldSet record_there = record_holds(asked_);
        FieldSet subject_there = 0;
        decision.consent_fault_ = asked_.consent.fault;
        decision.record_ = side(plan.record, record_there);
        if (decision.with_subject_ && plan.subject.type != nullptr) {
            subject_there = schemas::held(*plan.subject.type, *asked_.question.subject);
            decision.subject_ = side(plan.subject, subject_there);
        }
        if (decision.record_.free == 0) return deny(why_nothing(decision, record_there));
        const bool says_who = ((decision.record_.free & plan.record.identifying) |
                               (decision.subject_.free & plan.subject.identifying)) != 0;
        if (!says_who && !recipient_can_tell()) return deny(Reason::deny_unidentifiable);
        const FieldSet stays = (record_there & plan.record.all & ~decision.record_.free) |
                               (subject_there & plan.subject.all & ~decision.subject_.free);
        decision.allow = true;
        decision.reason = stays != 0 ? Reason::allow_redacted : Reason::allow;
        if (asked_.kind == Kind::override_) decision.reason = Reason::allow_override;
        if (asks_consent(asked_) && !asked_.consent.fault) decision.consent = asked_.consent.used;
        decision.exceptions = std::move(asked_.exceptions);
        decision.assumed = std::move(asked_.assumed);
        return decision;
    }

    [[nodiscard]] Decision::Side side(const Block& block, FieldSet there) const {
        Decision::Side side;
        side.depends = depends_on_consent(asked_, block);
        if (!asked_.consent.fields_excluded.empty()) side.excluded = excluded_by(asked_.consent.fields_excluded, block);
        if (&block == &asked_.plan->record) {
            for (const Consent* consent : asked_.consent.partial) side.excluded |= beyond_consent(*consent, block);
        }
        for (const Consent* withdrawal : asked_.consent.other_withdrawals)
            side.withdrawn |= taken_back(*withdrawal, block);
        FieldSet kept_back = side.depends & (asked_.consent.fault ? ~FieldSet{0} : side.excluded | side.withdrawn);
        if (numbers_stay()) kept_back |= block.numbers;
        if (hides_address(*asked_.rule, asked_.question)) kept_back |= block.whereabouts;
        side.free = there & block.named & opened(block) & ~kept_back;
        return side;
    }

    [[nodiscard]] bool numbers_stay() const { return asked_.found->numbers_stay; }

    // Of an override, what two people named; of every other rule all that it names.
    [[nodiscard]] FieldSet opened(const Block& block) const {
        if (asked_.kind != Kind::override_) return ~FieldSet{0};
        FieldSet fields = 0;
        for (const Exception* one : asked_.exceptions) fields |= fields_in(*one, block);
        return fields;
    }

    // Why nothing of the record may go: the first reason of a field that is there, but better than that no rule names
    // it.
    static Reason why_nothing(const Decision& decision, FieldSet there) {
        const Block& block = decision.plan_->record;
        for (const Block::Field& field : block.fields) {
            if ((field.bit & there) == 0) continue;
            const Reason why = decision.why_withheld(block, decision.record_, field.bit);
            if (why != Reason::deny_field) return why;
        }
        return Reason::deny_field;
    }

    bool recipient_can_tell() {
        if (asked_.rule->pseudonym_only || asked_.question.known_to_recipient) return true;
        if (asked_.kind == Kind::rights || is_person(asked_.question.to.role)) return true;
        if (!asked_.question.explaining || is_named(asked_.question)) return false;
        asked_.assumed.emplace_back("to: knows the child by its own number");
        return true;
    }

    Asked& asked_;
};

Decision decide(const Convenant& convenant, const Question& question) {
    Asked asked = look_up(convenant, question);
    return Deciding{asked}.decide();
}

std::vector<Reason> obstacles(const Convenant& convenant, const Question& question) {
    Asked asked = look_up(convenant, question);
    std::vector<Reason> found;
    for (const Check check : checks) {
        Verdict reason = check(asked);
        if (!reason && check == check_consent) reason = consent_that_fields_lack(asked);
        if (!reason) continue;
        found.push_back(*reason);
        const bool further = std::ranges::find(further_checks, check) != further_checks.end();
        if (!further) break;
    }
    return found;
}

bool is_met(const Condition& condition, const Convenant& convenant, const Question& question) {
    Asked asked = look_up(convenant, question);
    if (asked.type == nullptr) return false;
    if (asked.found != nullptr) asked.rule = &convenant.rules[asked.found->plan->rule];
    return std::visit([&](const auto& one) { return meets(one, asked); }, condition);
}

}  // namespace kolk::policies
