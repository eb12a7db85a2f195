#include "policies/conditions_seen.hpp"

#include "policies/condition.hpp"
#include "policies/consent.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

using Met = SeenCondition::Standing;

// Where in the order of the checks a reason arises; what is forbidden by name comes before everything about the child.
int place_of(Reason reason, bool ended) {
    const bool forbidden = reason == Reason::deny_bsn || (reason == Reason::deny_basis && !ended);
    return static_cast<int>(forbidden ? Reason::deny_third_party : reason);
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
        if (purpose != nullptr && is_for_a_parent(purpose->kind, question_.to)) {
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
            const SchoolTime count = passed(*told, from);
            seen = with(std::move(seen), count.known, counted_in(*told));
            if (!count.all) seen = with(std::move(seen), {}, Say::not_in_calendar);
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

    [[nodiscard]] SchoolTime passed(Duration::Unit unit, Date from) const {
        const Date today = question_.today;
        if (unit == Duration::Unit::calendar) return {base::days_between(from, today), true};
        const auto& calendar = convenant_.school_calendar;
        if (!calendar) return {};
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

}  // namespace

std::vector<SeenCondition> conditions_seen(const Convenant& convenant, const Question& question,
                                           const Decision& decision) {
    return Looking{convenant, question, decision}.conditions();
}

}  // namespace kolk::policies
