#include "policies/explanation.hpp"

#include "policies/condition.hpp"
#include "policies/consent.hpp"
#include "policies/forbidden_cells.hpp"
#include "policies/moments.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

bool is_about_consent(Reason reason) {
    return Reason::deny_consent_missing <= reason && reason <= Reason::deny_consent_stale;
}

UsedConsent used_consent(const Consent& consent, const Facts& facts, const Settings& settings) {
    UsedConsent used;
    if (tells_of_nobody(consent.consent_id)) used.id = consent.consent_id;
    for (const std::string& giver : consent.given_by) {
        if (giver == "jeugdige") {
            used.youth = true;
        } else {
            ++used.with_authority;
        }
    }
    if (consent.given_at) used.until = day_to_tell(end_of(consent, facts, settings));
    return used;
}

// Whether a rule of this purpose, if the parties wrote one, may give anything of this record.
bool may_have_a_rule(const Question& question) {
    const schemas::RecordType* type = schemas::find_record_type(question.record->type);
    return type != nullptr && some_rule_may_give(question.purpose, covering_role(question.from.role),
                                                 covering_role(question.to.role), *type);
}

// Whether consent under a rule that asks for it would lift what forbids this: nothing else forbids it as well.
bool consent_would_lift(const Convenant& convenant, const Decision& decision, const Question& question) {
    if (decision.prohibition == nullptr || !decision.prohibition->consent_lifts) return false;
    const Flow with_consent{question.purpose, covering_role(question.from.role), covering_role(question.to.role),
                            question.record->type, true};
    if (!may_have_a_rule(question)) return false;
    for (std::size_t place = 0; place < convenant.count_of_prohibitions(); ++place) {
        if (concerns(convenant.prohibition(place), with_consent)) return false;
    }
    return true;
}

bool is_forbidden_by_file(const Convenant& convenant, const Decision& decision) {
    return std::ranges::any_of(convenant.prohibitions,
                               [&](const Prohibition& one) { return &one == decision.prohibition; });
}

// ---- the circumstances of a reason ----

/// Tells of what lies behind a reason, and what fills the places of its sentence.
class Circumstances {
public:
    Circumstances(const Convenant& convenant, const Decision& decision, const Question& question)
        : convenant_{convenant},
          decision_{decision},
          question_{question},
          facts_{facts_of(question)},
          purpose_{convenant.find_purpose(question.purpose)} {}

    std::optional<Circumstance> of(Reason reason) {
        const bool override = is_override();
        if (!override && consent_would_lift(convenant_, decision_, question_)) return Circumstance::by_consent;
        if (reason == decision_.reason && is_forbidden_by_file(convenant_, decision_)) {
            fillings_.emplace("prohibition", decision_.prohibition->id);
            return Circumstance::forbidden_by_file;
        }
        if (reason == Reason::deny_sickleave && decision_.prohibition != nullptr &&
            decision_.prohibition->when.size() == 1) {
            const FieldIs& told = decision_.prohibition->when.front();
            fillings_.emplace("field", told.record + '.' + told.field);
            return Circumstance::tells_of_sickness;
        }
        if (reason == Reason::deny_role && !may_have_a_rule(question_)) return Circumstance::no_rule_may;
        if (decision_.rule == nullptr) return std::nullopt;
        if (is_about_consent(reason)) return of_consent(reason);
        if (reason == Reason::deny_membership) return of_membership();
        if (reason == Reason::deny_condition) return of_condition();
        if (reason == Reason::deny_basis) return of_basis();
        return std::nullopt;
    }

    /// Whether no one tells who has authority, and it is asked for.
    [[nodiscard]] bool lacks_authority() const {
        if (!facts_.born || (facts_.authority && !facts_.authority->empty())) return false;
        if (is_asked_of_youth_alone()) return false;
        const bool surely_capable = facts_.capable.value_or(true) && !facts_.capable_disputed;
        return !surely_capable || base::age_on(*facts_.born, question_.today) < youth_alone_at;
    }

    [[nodiscard]] Words who_must() const {
        constexpr int youth_joins_at = 12;
        const Settings& settings = convenant_.settings;
        if (is_asked_of_youth_alone()) return say(Say::youth_must);
        if (!facts_.capable.value_or(true)) return say(Say::representatives_must);
        if (!facts_.born) return say(Say::whoever_decides_must);
        const int age = base::age_on(*facts_.born, question_.today);
        const bool youth_alone = !facts_.capable_disputed;
        if (youth_alone && age >= (settings.youth_alone_from_12 ? youth_joins_at : youth_alone_at))
            return say(Say::youth_must);
        if (age >= youth_joins_at) {
            return say(settings.one_parent ? Say::youth_and_one_must : Say::youth_and_everyone_must);
        }
        return say(settings.one_parent ? Say::one_must : Say::everyone_must);
    }

    [[nodiscard]] Fillings fillings() && { return std::move(fillings_); }

private:
    static constexpr int youth_alone_at = 16;

    [[nodiscard]] bool is_override() const { return purpose_ != nullptr && purpose_->kind == Kind::override_; }

    // A parent who reads along asks the young person, and nobody else where the rule asks for no consent.
    [[nodiscard]] bool is_asked_of_youth_alone() const {
        return purpose_ != nullptr && is_for_a_parent(purpose_->kind, question_.to) && decision_.rule != nullptr &&
               decision_.rule->consent == ConsentNeed::none && facts_.capable.value_or(true);
    }

    std::optional<Circumstance> of_basis() const {
        if (decision_.rule->dormant) return Circumstance::dormant_rule;
        if (!decision_.rule->in_force(question_.today)) return Circumstance::ended_rule;
        return std::nullopt;
    }

    // Only where every party that is none may join as a guest.
    std::optional<Circumstance> of_membership() {
        std::string guests;
        for (const Party& party : {question_.from, question_.to}) {
            if (party.org.empty() || convenant_.is_member(party, question_.today)) continue;
            if (!base::holds(decision_.rule->guests, covering_role(party.role))) return std::nullopt;
            guests = guests.empty() ? party.text() : guests + ", " + party.text();
        }
        if (guests.empty()) return std::nullopt;
        fillings_.emplace("guest", std::move(guests));
        return Circumstance::guest_without_case;
    }

    [[nodiscard]] std::optional<Circumstance> of_condition() const {
        if (is_override()) {
            const bool organisations = signs(question_.from.role) && signs(question_.to.role);
            return organisations ? Circumstance::closed_override : Circumstance::override_of_person;
        }
        if (purpose_ != nullptr && is_for_a_parent(purpose_->kind, question_.to)) {
            const auto minor = is_minor(facts_, question_.today);
            if (!minor) return Circumstance::parent_of_unknown;
            if (!*minor) return Circumstance::parent_of_adult;
        }
        return std::nullopt;
    }

    std::optional<Circumstance> of_consent(Reason reason) {
        if (reason == Reason::deny_consent_wrong_giver && !facts_.born) return Circumstance::unknown_birth;
        if (reason == Reason::deny_consent_wrong_giver && lacks_authority() && only_authority_lacks())
            return Circumstance::unknown_authority;
        if (reason == Reason::deny_consent_withdrawn) return of_withdrawn();
        const bool may_have_ended =
            reason == Reason::deny_consent_expired || reason == Reason::deny_consent_wrong_giver;
        return may_have_ended ? of_ended(reason) : std::nullopt;
    }

    // Whether there would be enough if those who gave it were all who have authority.
    [[nodiscard]] bool only_authority_lacks() const {
        Facts told = facts_;
        told.authority.emplace();
        for (const Consent& consent : facts_.consents) {
            for (const std::string& giver : consent.given_by) {
                if (giver != "jeugdige" && !base::holds(*told.authority, giver)) told.authority->push_back(giver);
            }
        }
        if (told.authority->empty()) told.authority->emplace_back("?");
        const PlannedFlow* flow = planned();
        return flow != nullptr && !find_consent(told, scope_of(*flow), question_.today).fault;
    }

    std::optional<Circumstance> of_withdrawn() {
        std::optional<Date> last;
        for (const Consent* consent : consents_about_this()) {
            const auto& day = consent->withdrawn_at;
            if (day && *day <= question_.today && (!last || *last < *day)) last = day;
        }
        if (!last) return std::nullopt;
        fillings_.emplace("withdrawn", base::format_date(*last));
        return Circumstance::withdrawn_on_day;
    }

    // Where another consent counts, something else is lacking than what has ended.
    std::optional<Circumstance> of_ended(Reason reason) {
        std::optional<ConsentStanding> last;
        for (const Consent* consent : consents_about_this()) {
            const ConsentStanding one = standing_of(facts_, *consent, convenant_.settings, question_.today);
            const bool ended =
                one.standing == policies::Standing::expired || one.standing == policies::Standing::ended_by_change;
            if (!ended && reason == Reason::deny_consent_wrong_giver) return std::nullopt;
            if (ended && one.ends && (!last || *last->ends < *one.ends)) last = one;
        }
        if (!last) return std::nullopt;
        if (!last->on_birthday) {
            fillings_.emplace("last_day", base::format_date(*last->ends));
            return Circumstance::ended_on_day;
        }
        fillings_.emplace("age", std::to_string(base::age_on(*facts_.born, base::add_days(*last->ends, 1))));
        return Circumstance::ended_on_birthday;
    }

    [[nodiscard]] const PlannedFlow* planned() const {
        return convenant_.find_flow(question_.purpose, question_.from.role, question_.to.role, question_.record->type);
    }

    [[nodiscard]] ConsentScope scope_of(const PlannedFlow& flow) const {
        return {question_.purpose,      question_.from,         question_.to,
                question_.record->type, flow.plan->also_called, convenant_.settings};
    }

    [[nodiscard]] std::vector<const Consent*> consents_about_this() const {
        std::vector<const Consent*> about;
        const PlannedFlow* flow = planned();
        if (flow == nullptr) return about;
        const ConsentScope scope = scope_of(*flow);
        const auto is_called = [&](const std::string& type) {
            return type == scope.record_type || base::holds(scope.also_called, type);
        };
        for (const Consent& consent : facts_.consents) {
            const bool names_it = consent.record_types.empty() || std::ranges::any_of(consent.record_types, is_called);
            if (consent.purpose == scope.purpose && names_it && is_same_party(consent.from, scope.from) &&
                is_same_party(consent.to, scope.to))
                about.push_back(&consent);
        }
        return about;
    }

    const Convenant& convenant_;
    const Decision& decision_;
    const Question& question_;
    const Facts& facts_;
    const Purpose* purpose_;
    Fillings fillings_;
};

// What a denial would need, all at once, or what would let more fields go: each reason once. That a rule does not name
// a field is data minimisation at work, and nothing that has to change.
std::vector<Need> changes_of(const Convenant& convenant, const Decision& decision, const Question& question,
                             Circumstances& circumstances) {
    std::vector<Need> changes;
    bool asks_authority = false;
    const auto add = [&](Reason reason) {
        const bool known =
            std::any_of(changes.begin(), changes.end(), [&](const Need& one) { return one.reason == reason; });
        if (known) return;
        const auto circumstance = circumstances.of(reason);
        changes.push_back({reason, circumstance ? remedy(*circumstance) : remedy(reason)});
        const bool asks = is_about_consent(reason) && reason != Reason::deny_consent_stale;
        asks_authority = asks_authority || (asks && circumstance != Circumstance::unknown_authority);
    };
    if (!decision.allow) add(decision.reason);
    if (!decision.allow && changes.front().remedy.possible) {
        for (const Reason reason : obstacles(convenant, question)) add(reason);
    }
    if (decision.allow || is_about_consent(decision.reason)) {
        for (const WithheldField& field : decision.withheld()) {
            if (is_about_consent(field.reason)) add(field.reason);
        }
    }
    if (asks_authority && circumstances.lacks_authority())
        changes.push_back({Reason::deny_consent_wrong_giver, remedy(Circumstance::unknown_authority)});
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
    if (decision.rule != nullptr) explanation.conditions = conditions_seen(convenant, question, decision);
    if (decision.consent != nullptr)
        explanation.consent = used_consent(*decision.consent, facts_of(question), convenant.settings);
    Circumstances circumstances{convenant, decision, question};
    explanation.must = circumstances.who_must();
    explanation.meaning =
        is_forbidden_by_file(convenant, decision) ? meaning_of_forbidden_by_file() : meaning(decision.reason);
    explanation.changes = changes_of(convenant, decision, question, circumstances);
    explanation.fillings = std::move(circumstances).fillings();
    explanation.unknown = unknown_words(question);
    explanation.next_change = next_change(convenant, question);
    return explanation;
}

}  // namespace kolk::policies
