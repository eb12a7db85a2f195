#include "policies/explanation.hpp"

#include "policies/condition.hpp"
#include "policies/consent.hpp"
#include "policies/moments.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

using Met = SeenCondition::Standing;

// Where in the order of the checks a reason arises; what is forbidden by name comes before everything about the child.
int place_of(Reason reason, bool ended) {
    const bool forbidden = reason == Reason::deny_bsn || (reason == Reason::deny_basis && !ended);
    return static_cast<int>(forbidden ? Reason::deny_third_party : reason);
}

bool is_about_consent(Reason reason) {
    return Reason::deny_consent_missing <= reason && reason <= Reason::deny_consent_stale;
}

// Of the rights of a child, what a parent makes use of in its place.
bool is_for_a_parent(const Purpose& purpose, const Question& question) {
    return purpose.kind == Kind::rights && question.to.role == "ouder";
}

// Nothing where the age is not known.
std::optional<bool> is_minor(const Facts& facts, Date today) {
    if (!facts.born) return std::nullopt;
    return base::age_on(*facts.born, today) < of_age;
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
        if (decision_.reason == Reason::deny_deceased) seen_.back().standing = Met::not_met;
        add("objection", Say::objection, Reason::deny_objection, {});
        if (rule_.needs_case) add("case", Say::open_case, Reason::deny_case, rule_.purpose);
        add_conditions(purpose);
        if (hides_address(rule_, question_)) {
            add("secret-address", Say::secret_address, Reason::deny_condition, {});
            seen_.back().standing = Met::met;
        }
        if (rule_.inform != Inform::reported) add("informed", Say::informed, Reason::deny_inform, rule_.purpose);
        add_consent();
        return std::move(seen_);
    }

private:
    // What is not met although every condition of the file is: the recipient is not the one that the rule chooses.
    void add_conditions(const Purpose* purpose) {
        bool all_met = true;
        if (purpose != nullptr && is_for_a_parent(*purpose, question_)) {
            add_minor();
            all_met = seen_.back().standing != Met::not_met;
        }
        const PlannedFlow* flow =
            convenant_.find_flow(question_.purpose, question_.from.role, question_.to.role, question_.record->type);
        static const std::vector<Condition> none;
        for (const Condition& condition : flow == nullptr ? none : flow->plan->when) {
            std::visit([this](const auto& one) { add_seen(one); }, condition);
            seen_.back().standing = standing_of(condition);
            all_met = all_met && seen_.back().standing == Met::met;
        }
        const bool override = purpose != nullptr && purpose->kind == Kind::override_;
        if (decision_.reason == Reason::deny_condition && all_met && !override) {
            add("recipient", Say::recipient, Reason::deny_condition, question_.to.text());
        }
    }

    void add_minor() {
        const std::optional<bool> minor = is_minor(facts_of(question_), question_.today);
        add("minor", Say::minor, Reason::deny_condition, {});
        SeenCondition& seen = seen_.back();
        seen.saw = say(!minor ? Say::unknown : *minor ? Say::yes : Say::no);
        if (seen.standing == Met::not_met && minor.value_or(false)) seen.standing = Met::met;
    }

    [[nodiscard]] const schemas::Content& looked_at(const std::string& record) const {
        static const schemas::Content nothing;
        const schemas::Content* fields = fields_of(question_, record);
        return fields == nullptr ? nothing : *fields;
    }

    [[nodiscard]] Met standing(Reason check) const {
        if (decision_.allow) return Met::met;
        const bool ended = !rule_.in_force(question_.today);
        const int failed = place_of(decision_.reason, ended);
        const int asked = static_cast<int>(check);
        if (failed == asked) return Met::not_met;
        return failed > asked ? Met::met : Met::not_reached;
    }

    [[nodiscard]] Met standing_of(const Condition& condition) const {
        if (standing(Reason::deny_condition) == Met::not_reached) return Met::not_reached;
        return is_met(condition, convenant_, question_) ? Met::met : Met::not_met;
    }

    void add(std::string_view code, Say what, Reason check, std::string asks) {
        seen_.push_back({code, say(what), std::move(asks), {}, standing(check)});
    }

    void add_seen(const FieldIs& condition) {
        std::string asks = condition.record + '.' + condition.field + (condition.negated ? " is_not" : " is");
        for (const std::string& value : condition.values) asks += ' ' + value;
        seen_.push_back({"field", say(Say::field), std::move(asks), code_seen(condition), {}});
    }

    [[nodiscard]] static std::string bound(const std::optional<int>& number) {
        return number ? std::to_string(*number) : std::string{};
    }
    [[nodiscard]] static std::string text_of_end(int number) { return std::to_string(number); }
    [[nodiscard]] static std::string text_of_end(const Duration& duration) {
        if (duration.unit == Duration::Unit::school_days) return std::to_string(duration.count) + " school days";
        if (duration.unit == Duration::Unit::school_weeks) return std::to_string(duration.count) + " school weeks";
        const Period& period = duration.period;
        std::string text{"P"};
        if (period.months != 0) text += std::to_string(period.months) + 'M';
        if (period.days != 0 || period.months == 0) text += std::to_string(period.days) + 'D';
        return text;
    }
    // `>16-40`: more than 16 and at most 40.
    template <class T>
    [[nodiscard]] static std::string bounds(const std::optional<Bound<T>>& lower,
                                            const std::optional<Bound<T>>& upper) {
        const auto end = [](const std::optional<Bound<T>>& one, const char* left_out) {
            return one ? (one->left_out ? left_out : "") + text_of_end(one->at) : std::string{};
        };
        return end(lower, ">") + '-' + end(upper, "<");
    }

    // Only what stands in the rule or in a closed list of codes is told; a free text may say anything.
    [[nodiscard]] Seen code_seen(const FieldIs& condition) const {
        const schemas::Content& fields = looked_at(condition.record);
        const std::string_view value = fields.text(condition.field);
        const schemas::RecordType* type = schemas::find_record_type(condition.record);
        const schemas::FieldSchema* field = type == nullptr ? nullptr : type->find(condition.field);
        const bool listed = field != nullptr && std::ranges::find(field->codes, value) != field->codes.end();
        if (field != nullptr && field->whereabouts && hides_address(rule_, question_)) return say(Say::unknown);
        if (!has_value(fields, condition)) return say(Say::absent);
        if (listed) return Seen{value};
        for (const std::string& named : condition.values) {
            if (has_value(fields, {condition.record, condition.field, {named}}).value_or(false)) return Seen{named};
        }
        return say(Say::another_value);
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
            {"age", say(Say::age), bound(condition.at_least) + "-" + bound(condition.at_most), say(saw), {}});
    }

    // A date of the child's own block may be its day of birth.
    [[nodiscard]] static bool may_tell_days(const std::string& record) { return !schemas::is_of_the_child(record); }

    void add_seen(const Running& condition) {
        const schemas::Content& fields = looked_at(condition.record);
        const auto from = base::parse_date(fields.text(condition.from));
        const auto until = base::parse_date(fields.text(condition.until));
        const Say place = !from || !until            ? Say::absent
                          : question_.today < *from  ? Say::not_begun
                          : *until < question_.today ? Say::over
                                                     : Say::yes;
        Seen saw = say(place);
        if (from && until && may_tell_days(condition.record)) {
            const std::string days = ", " + base::format_date(*from) + " - " + base::format_date(*until);
            saw.dutch += days;
            saw.english += days;
        }
        std::string asks = condition.record + '.' + condition.from + " - " + condition.record + '.' + condition.until;
        seen_.push_back({"running", say(Say::running), std::move(asks), std::move(saw), {}});
    }

    [[nodiscard]] static Say place_among(const NumberBetween& range, double number) {
        if (is_below(number, range)) return Say::below;
        return is_above(number, range) ? Say::above : Say::in_range;
    }

    void add_seen(const NumberBetween& condition) {
        const auto told = number_in(looked_at(condition.record), condition.field);
        const Say saw = told ? place_among(condition, *told) : Say::absent;
        std::string asks =
            condition.record + '.' + condition.field + ' ' + bounds(condition.at_least, condition.at_most);
        seen_.push_back({"number", say(Say::number), std::move(asks), say(saw), {}});
    }

    void add_seen(const Lasted& condition) {
        const auto from = base::parse_date(looked_at(condition.record).text(condition.from));
        std::string asks =
            condition.record + '.' + condition.from + ' ' + bounds(condition.at_least, condition.at_most);
        seen_.push_back({"lasted",
                         say(Say::lasted),
                         std::move(asks),
                         from ? time_seen(condition, *from) : Seen{say(Say::absent)},
                         {}});
    }

    [[nodiscard]] Seen time_seen(const Lasted& condition, Date from) const {
        const bool begun = from <= question_.today;
        if (!may_tell_days(condition.record)) {
            if (!begun) return say(Say::not_begun);
            return say(is_met(Condition{condition}, convenant_, question_) ? Say::in_range : Say::outside);
        }
        Seen seen{base::format_date(from)};
        if (!begun) return with(std::move(seen), {}, Say::not_begun);
        std::optional<Duration::Unit> told;
        for (const auto& end : {condition.at_least, condition.at_most}) {
            if (!end || told == end->at.unit) continue;
            told = end->at.unit;
            const std::optional<int> count = passed(*told, from);
            seen = with(std::move(seen), count, count ? counted_in(*told) : Say::unknown);
        }
        return seen;
    }

    [[nodiscard]] static Say counted_in(Duration::Unit unit) {
        if (unit == Duration::Unit::school_days) return Say::school_days;
        return unit == Duration::Unit::school_weeks ? Say::school_weeks : Say::days;
    }

    [[nodiscard]] static Seen with(Seen seen, std::optional<int> count, Say what) {
        const std::string number = count ? std::to_string(*count) + ' ' : std::string{};
        seen.dutch.append(", ").append(number).append(say(what).dutch);
        seen.english.append(", ").append(number).append(say(what).english);
        return seen;
    }

    [[nodiscard]] std::optional<int> passed(Duration::Unit unit, Date from) const {
        const Date today = question_.today;
        if (unit == Duration::Unit::calendar)
            return static_cast<int>((std::chrono::sys_days{today} - std::chrono::sys_days{from}).count());
        const auto& calendar = convenant_.school_calendar;
        if (!calendar) return std::nullopt;
        return unit == Duration::Unit::school_days ? school_days(*calendar, question_.from, from, today)
                                                   : school_weeks(*calendar, question_.from, from, today);
    }

    // One line: what each of them asks, and what each of them saw.
    void add_seen(const AnyOf& condition) {
        const std::size_t first = seen_.size();
        for (const PlainCondition& plain : condition.of) {
            std::visit([this](const auto& one) { add_seen(one); }, plain);
        }
        std::string asks;
        Seen saw;
        for (std::size_t at = first; at < seen_.size(); ++at) {
            const SeenCondition& one = seen_[at];
            const std::string_view between = at == first ? "" : "; ";
            asks.append(between).append(name_of_alternative(one)).append(one.asks);
            saw.dutch.append(between).append(one.saw.dutch);
            saw.english.append(between).append(one.saw.english);
        }
        seen_.resize(first);
        seen_.push_back({"any-of", say(Say::any_of), std::move(asks), std::move(saw), {}});
    }

    // What names no field says what it is about.
    [[nodiscard]] static std::string name_of_alternative(const SeenCondition& one) {
        if (one.asks.find('.') != std::string::npos) return {};
        return std::string{one.code} + (one.asks.empty() ? "" : " ");
    }

    void add_seen(const WithoutStartkwalificatie&) {
        const auto& has = facts_of(question_).startkwalificatie;
        const Say saw = !has ? Say::unknown : *has ? Say::no : Say::yes;
        seen_.push_back({"startkwalificatie", say(Say::startkwalificatie), {}, say(saw), {}});
    }

    void add_consent() {
        SeenCondition seen{"consent", say(Say::consent), {}, {}, standing(Reason::deny_consent_missing)};
        if (rule_.consent == ConsentNeed::none) {
            seen.saw = say(Say::not_needed);
            seen.standing = standing(Reason::deny_consent_missing);
        } else if (seen.standing != Met::not_reached) {
            const auto fault = consent_fault();
            seen.standing = fault ? Met::not_met : Met::met;
            if (fault) seen.saw = Seen{code_of(*fault)};
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
        return purpose_ != nullptr && is_for_a_parent(*purpose_, question_) && decision_.rule != nullptr &&
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
        if (purpose_ != nullptr && is_for_a_parent(*purpose_, question_)) {
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
    if (decision.rule != nullptr) explanation.conditions = Looking{convenant, question, decision}.conditions();
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
