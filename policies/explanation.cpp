#include "policies/explanation.hpp"

#include "policies/condition.hpp"
#include "policies/consent.hpp"
#include "policies/moments.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

using Seen = SeenCondition::Standing;

// Where in the order of the checks a reason arises; what is forbidden by name comes before everything about the child.
int place_of(Reason reason, bool ended) {
    const bool forbidden = reason == Reason::deny_bsn || (reason == Reason::deny_basis && !ended);
    return static_cast<int>(forbidden ? Reason::deny_third_party : reason);
}

bool is_about_consent(Reason reason) {
    return Reason::deny_consent_missing <= reason && reason <= Reason::deny_consent_stale;
}

/// Collects the conditions of one decision.
class Looking {
public:
    Looking(const Convenant& convenant, const Question& question, const Decision& decision)
        : convenant_{convenant}, question_{question}, decision_{decision}, rule_{*decision.rule} {}

    std::vector<SeenCondition> conditions() {
        add("membership", Say::membership, Reason::deny_membership, question_.from.text() + ", " + question_.to.text());
        const Purpose* purpose = convenant_.find_purpose(rule_.purpose);
        add("dpia", Say::dpia, Reason::deny_dpia, purpose == nullptr ? std::string{} : purpose->dpia);
        add("dates", Say::dates, Reason::deny_basis, rule_.only_if);
        add("held", Say::held, Reason::deny_restricted, {});
        if (decision_.reason == Reason::deny_deceased) seen_.back().standing = Seen::not_met;
        add("objection", Say::objection, Reason::deny_objection, {});
        if (rule_.needs_case) add("case", Say::open_case, Reason::deny_case, rule_.purpose);
        add_conditions(purpose);
        if (hides_address(rule_, question_)) {
            add("secret-address", Say::secret_address, Reason::deny_condition, {});
            seen_.back().standing = Seen::met;
        }
        if (rule_.inform != Inform::reported) add("informed", Say::informed, Reason::deny_inform, rule_.purpose);
        add_consent();
        return std::move(seen_);
    }

private:
    // What is not met although every condition of the file is: the recipient is not the one that the rule chooses.
    void add_conditions(const Purpose* purpose) {
        bool all_met = true;
        const PlannedFlow* flow =
            convenant_.find_flow(question_.purpose, question_.from.role, question_.to.role, question_.record->type);
        static const std::vector<Condition> none;
        for (const Condition& condition : flow == nullptr ? none : flow->plan->when) {
            std::visit([this](const auto& one) { add_seen(one); }, condition);
            seen_.back().standing = standing_of(condition);
            all_met = all_met && seen_.back().standing == Seen::met;
        }
        const bool override = purpose != nullptr && purpose->kind == Kind::override_;
        if (decision_.reason == Reason::deny_condition && all_met && !override) {
            add("recipient", Say::recipient, Reason::deny_condition, question_.to.text());
        }
    }

    [[nodiscard]] const schemas::Content& looked_at(const std::string& record) const {
        static const schemas::Content nothing;
        const schemas::Content* fields = fields_of(question_, record);
        return fields == nullptr ? nothing : *fields;
    }

    [[nodiscard]] Seen standing(Reason check) const {
        if (decision_.allow) return Seen::met;
        const bool ended = !rule_.in_force(question_.today);
        const int failed = place_of(decision_.reason, ended);
        const int asked = static_cast<int>(check);
        if (failed == asked) return Seen::not_met;
        return failed > asked ? Seen::met : Seen::not_reached;
    }

    [[nodiscard]] Seen standing_of(const Condition& condition) const {
        if (standing(Reason::deny_condition) == Seen::not_reached) return Seen::not_reached;
        return is_met(condition, convenant_, question_) ? Seen::met : Seen::not_met;
    }

    void add(std::string_view code, Say what, Reason check, std::string asks) {
        seen_.push_back({code, say(what), std::move(asks), {}, {}, standing(check)});
    }

    void add_seen(const FieldIs& condition) {
        std::string asks = condition.record + '.' + condition.field + (condition.negated ? " is_not" : " is");
        for (const std::string& value : condition.values) asks += ' ' + value;
        seen_.push_back({"field", say(Say::field), std::move(asks), {}, {}, {}});
        tell_code(condition);
    }

    [[nodiscard]] static std::string bound(const std::optional<int>& number) {
        return number ? std::to_string(*number) : std::string{};
    }
    [[nodiscard]] static std::string bound(const std::optional<Bound<int>>& end, const char* left_out) {
        return end ? (end->left_out ? left_out : "") + std::to_string(end->at) : std::string{};
    }

    // Only what stands in the rule or in a closed list of codes is told; a free text may say anything.
    void tell_code(const FieldIs& condition) {
        SeenCondition& seen = seen_.back();
        const std::string_view value = looked_at(condition.record).text(condition.field);
        const auto& named = condition.values;
        const schemas::RecordType* type = schemas::find_record_type(condition.record);
        const schemas::FieldSchema* field = type == nullptr ? nullptr : type->find(condition.field);
        const bool listed = field != nullptr && std::ranges::find(field->codes, value) != field->codes.end();
        if (value.empty()) {
            seen.saw = say(Say::absent);
        } else if (listed || std::ranges::find(named, value) != named.end()) {
            seen.saw_code = value;
        } else {
            seen.saw = say(Say::another_value);
        }
    }

    void add_seen(const AgeBetween& condition) {
        const auto& born = facts_of(question_).born;
        Say saw = Say::unknown;
        if (born) {
            const int age = base::age_on(*born, question_.today);
            saw = condition.at_least && age < *condition.at_least ? Say::younger
                  : condition.at_most && *condition.at_most < age ? Say::older
                                                                  : Say::in_range;
        }
        seen_.push_back(
            {"age", say(Say::age), bound(condition.at_least) + "-" + bound(condition.at_most), say(saw), {}, {}});
    }

    void add_seen(const Running& condition) {
        const schemas::Content& fields = looked_at(condition.record);
        const auto from = base::parse_date(fields.text(condition.from));
        const auto until = base::parse_date(fields.text(condition.until));
        const Say saw = !from || !until            ? Say::absent
                        : question_.today < *from  ? Say::not_begun
                        : *until < question_.today ? Say::over
                                                   : Say::yes;
        std::string asks = condition.record + '.' + condition.from + " - " + condition.record + '.' + condition.until;
        seen_.push_back({"running", say(Say::running), std::move(asks), say(saw), {}, {}});
    }

    [[nodiscard]] static Say place_among(const NumberBetween& range, double number) {
        if (is_below(number, range)) return Say::below;
        return is_above(number, range) ? Say::above : Say::in_range;
    }

    void add_seen(const NumberBetween& condition) {
        const boost::json::value* told = looked_at(condition.record).find(condition.field);
        const bool known = told != nullptr && told->is_number();
        const Say saw = known ? place_among(condition, told->to_number<double>()) : Say::absent;
        std::string asks = condition.record + '.' + condition.field + ' ' + bound(condition.at_least, ">") + '-' +
                           bound(condition.at_most, "<");
        seen_.push_back({"number", say(Say::number), std::move(asks), say(saw), {}, {}});
    }

    void add_seen(const Lasted& condition) {
        const bool told = looked_at(condition.record).has(condition.from);
        seen_.push_back({"lasted",
                         say(Say::lasted),
                         condition.record + '.' + condition.from,
                         told ? Words{} : say(Say::absent),
                         {},
                         {}});
    }

    // One line: what each of them asks.
    void add_seen(const AnyOf& condition) {
        const std::size_t first = seen_.size();
        for (const PlainCondition& plain : condition.of) {
            std::visit([this](const auto& one) { add_seen(one); }, plain);
        }
        std::string asks;
        for (std::size_t at = first; at < seen_.size(); ++at) asks += (asks.empty() ? "" : "; ") + seen_[at].asks;
        seen_.resize(first);
        seen_.push_back({"any-of", say(Say::any_of), std::move(asks), {}, {}, {}});
    }

    void add_seen(const WithoutStartkwalificatie&) {
        const auto& has = facts_of(question_).startkwalificatie;
        const Say saw = !has ? Say::unknown : *has ? Say::no : Say::yes;
        seen_.push_back({"startkwalificatie", say(Say::startkwalificatie), {}, say(saw), {}, {}});
    }

    void add_consent() {
        SeenCondition seen{"consent", say(Say::consent), {}, {}, {}, standing(Reason::deny_consent_missing)};
        if (rule_.consent == ConsentNeed::none) {
            seen.saw = say(Say::not_needed);
            seen.standing = standing(Reason::deny_consent_missing);
        } else if (seen.standing != Seen::not_reached) {
            const auto fault = consent_fault();
            seen.standing = fault ? Seen::not_met : Seen::met;
            if (fault) seen.saw_code = code_of(*fault);
        }
        seen_.push_back(std::move(seen));
    }

    [[nodiscard]] std::optional<Reason> consent_fault() const {
        const std::string& type = question_.record->type;
        const PlannedFlow* flow = convenant_.find_flow(rule_.purpose, question_.from.role, question_.to.role, type);
        if (flow == nullptr) return Reason::deny_consent_missing;
        const ConsentScope scope{rule_.purpose, question_.from,          question_.to,
                                 type,          flow->plan->also_called, convenant_.settings};
        return find_consent(facts_of(question_), scope, question_.today).fault;
    }

    const Convenant& convenant_;
    const Question& question_;
    const Decision& decision_;
    const Rule& rule_;
    std::vector<SeenCondition> seen_;
};

UsedConsent used_consent(const Consent& consent, const Settings& settings) {
    UsedConsent used;
    if (tells_of_nobody(consent.consent_id)) used.id = consent.consent_id;
    for (const std::string& giver : consent.given_by) {
        if (giver == "jeugdige") {
            used.youth = true;
        } else {
            ++used.with_authority;
        }
    }
    if (consent.given_at) used.until = last_day(consent, settings);
    return used;
}

Words who_must(const Facts& facts, const Settings& settings, Date today) {
    constexpr int youth_joins_at = 12;
    constexpr int youth_alone_at = 16;
    if (!facts.capable.value_or(true)) return say(Say::representatives_must);
    if (!facts.born) return say(Say::whoever_decides_must);
    const int age = base::age_on(*facts.born, today);
    const bool youth_alone = !facts.capable_disputed;
    if (youth_alone && age >= (settings.youth_alone_from_12 ? youth_joins_at : youth_alone_at))
        return say(Say::youth_must);
    if (age >= youth_joins_at) {
        return say(settings.one_parent ? Say::youth_and_one_must : Say::youth_and_everyone_must);
    }
    return say(settings.one_parent ? Say::one_must : Say::everyone_must);
}

// Whether consent under a rule that asks for it would lift what forbids this: nothing else may forbid it as well.
bool consent_would_lift(const Convenant& convenant, const Decision& decision, const Question& question) {
    if (decision.prohibition == nullptr || !decision.prohibition->consent_lifts) return false;
    const Flow with_consent{question.purpose, covering_role(question.from.role), covering_role(question.to.role),
                            question.record->type, true};
    for (std::size_t place = 0; place < convenant.count_of_prohibitions(); ++place) {
        if (concerns(convenant.prohibition(place), with_consent)) return false;
    }
    return true;
}

Remedy remedy_here(const Convenant& convenant, const Decision& decision, Reason reason, const Question& question) {
    const Date today = question.today;
    const Purpose* purpose = convenant.find_purpose(question.purpose);
    const bool override = purpose != nullptr && purpose->kind == Kind::override_;
    if (!override && consent_would_lift(convenant, decision, question)) return remedy_by_consent();
    if (decision.rule == nullptr) return remedy(reason);
    if (reason == Reason::deny_condition && override) return remedy_of_override();
    if (reason == Reason::deny_basis && decision.rule->dormant) return remedy_of_dormant_rule();
    if (reason == Reason::deny_basis && !decision.rule->in_force(today)) return remedy_of_ended_rule();
    return remedy(reason);
}

// What a denial would need, all at once, or what would let more fields go: each reason once. That a rule does not name
// a field is data minimisation at work, and nothing that has to change.
std::vector<Need> changes_of(const Convenant& convenant, const Decision& decision, const Question& question) {
    std::vector<Need> changes;
    const auto add = [&](Reason reason) {
        const bool known =
            std::any_of(changes.begin(), changes.end(), [&](const Need& one) { return one.reason == reason; });
        if (!known) changes.push_back({reason, remedy_here(convenant, decision, reason, question)});
    };
    if (!decision.allow) add(decision.reason);
    if (!decision.allow && changes.front().remedy.possible) {
        for (const Reason reason : obstacles(convenant, question)) add(reason);
    }
    if (!decision.allow && !is_about_consent(decision.reason)) return changes;
    for (const WithheldField& field : decision.withheld()) {
        if (is_about_consent(field.reason)) add(field.reason);
    }
    return changes;
}

std::vector<UnknownWord> unknown_words(const Question& question) {
    std::vector<UnknownWord> unknown;
    const auto look = [&](Say what, std::string_view code, std::string_view word, auto known) {
        if (std::ranges::find(known, word) == known.end())
            unknown.push_back({what, code, schemas::nearest(word, known)});
    };
    look(Say::no_such_purpose, "purpose", question.purpose, schemas::purpose_ids());
    const auto roles = schemas::role_ids();
    if (question.from.role != gateway_role) look(Say::no_such_sender_role, "from", question.from.role, roles);
    if (question.to.role != gateway_role) look(Say::no_such_recipient_role, "to", question.to.role, roles);
    return unknown;
}

}  // namespace

Explanation explain_fully(const Convenant& convenant, const Question& question) {
    Explanation explanation;
    explanation.decision = decide(convenant, question);
    const Decision& decision = explanation.decision;
    explanation.from = question.from;
    explanation.to = question.to;
    explanation.from_signer = question.from.text();
    explanation.to_signer = question.to.text();
    explanation.purpose = convenant.find_purpose(question.purpose);
    if (decision.rule != nullptr) explanation.conditions = Looking{convenant, question, decision}.conditions();
    if (decision.consent != nullptr) explanation.consent = used_consent(*decision.consent, convenant.settings);
    explanation.must = who_must(facts_of(question), convenant.settings, question.today);
    explanation.changes = changes_of(convenant, decision, question);
    explanation.unknown = unknown_words(question);
    explanation.next_change = next_change(convenant, question);
    return explanation;
}

}  // namespace kolk::policies
