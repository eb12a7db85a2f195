#include "policies/moments.hpp"

#include "policies/condition.hpp"
#include "policies/consent.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

// Nobody grows older; a file that names more never has its day.
constexpr int oldest = 1000;

/// The earliest of the days that are told to it and still lie ahead.
class Ahead {
public:
    explicit Ahead(Date today) : today_{today} {}

    void on(std::optional<Date> day) {
        if (day && today_ < *day && (!next_ || *day < *next_)) next_ = day;
    }
    /// `last` is included: the change comes the day after.
    void after(std::optional<Date> last) {
        if (last) on(base::add_days(*last, 1));
    }
    void birthday(Date born, int age) {
        if (age <= oldest) on(policies::birthday(born, age));
    }
    [[nodiscard]] std::optional<Date> next() const { return next_; }

private:
    Date today_;
    std::optional<Date> next_;
};

void add(Ahead& ahead, const Membership& member) {
    ahead.on(member.from);
    ahead.after(member.until);
}

void add_dates(Ahead& ahead, const Rule& rule) {
    ahead.on(rule.from_date);
    ahead.after(rule.until_date);
}

void add_frame(Ahead& ahead, const Convenant& convenant) {
    ahead.on(convenant.from);
    ahead.after(convenant.until);
}

void add(Ahead& ahead, const Consent& consent, const Facts& facts, const Settings& settings) {
    ahead.on(consent.given_at);
    ahead.on(consent.withdrawn_at);
    ahead.on(change_that_ends(consent, facts));
    if (consent.given_at) ahead.after(last_day(consent, facts, settings));
}

// Until the count of school days or weeks has passed its bound it may grow tomorrow.
void add_school_time(Ahead& ahead, const Duration& duration, Date from, const SchoolCalendar& calendar,
                     const Question& question) {
    const Date today = question.today;
    ahead.after(calendar.until);
    const SchoolTime counted = duration.unit == Duration::Unit::school_days
                                   ? school_days(calendar, question.from, from, today)
                                   : school_weeks(calendar, question.from, from, today);
    if (counted.known <= duration.count) ahead.after(today);
}

void add(Ahead& ahead, const Duration& duration, Date from, const Convenant& convenant, const Question& question) {
    if (duration.unit != Duration::Unit::calendar) {
        const auto& calendar = convenant.school_calendar;
        if (calendar) add_school_time(ahead, duration, from, *calendar, question);
        return;
    }
    const Date reached = add_period(from, duration.period);
    ahead.on(reached);
    ahead.after(reached);
}

/// When each kind of condition may change its mind; a kind without an answer here does not compile.
struct ConditionDays {
    Ahead& ahead;
    const Convenant& convenant;
    const Question& question;

    void operator()(const FieldIs&) const {}
    void operator()(const WithoutStartkwalificatie&) const {}
    void operator()(const NumberBetween&) const {}
    void operator()(const AgeBetween& age) const {
        if (question.facts == nullptr || !question.facts->born) return;
        if (age.at_least) ahead.birthday(*question.facts->born, *age.at_least);
        if (age.at_most && *age.at_most < oldest) ahead.birthday(*question.facts->born, *age.at_most + 1);
    }
    void operator()(const Running& running) const {
        ahead.on(date_in_record(running.record, running.from));
        ahead.after(date_in_record(running.record, running.until));
    }
    void operator()(const Lasted& lasted) const {
        const auto from = date_in_record(lasted.record, lasted.from);
        if (!from) return;
        ahead.on(from);
        if (lasted.at_least) add(ahead, lasted.at_least->at, *from, convenant, question);
        if (lasted.at_most) add(ahead, lasted.at_most->at, *from, convenant, question);
    }
    void operator()(const AnyOf& any) const {
        for (const PlainCondition& one : any.of) std::visit(*this, one);
    }

    [[nodiscard]] std::optional<Date> date_in_record(const std::string& type, const std::string& field) const {
        const schemas::Content* fields = fields_of(question, type);
        return fields == nullptr ? std::nullopt : base::parse_date(fields->text(field));
    }
};

void add_rules(Ahead& ahead, const Convenant& convenant, const Question& question) {
    for (const Rule& rule : convenant.rules) {
        if (rule.purpose != question.purpose) continue;
        add_dates(ahead, rule);
        if (rule.frequency) {
            for (const Date day : question.delivered_on) ahead.on(add_period(day, rule.frequency->per));
        }
    }
}

void add_conditions(Ahead& ahead, const Convenant& convenant, const Question& question) {
    if (question.record == nullptr) return;
    const PlannedFlow* flow =
        convenant.find_flow(question.purpose, question.from.role, question.to.role, question.record->type);
    if (flow == nullptr) return;
    for (const Condition& condition : flow->plan->when) {
        std::visit(ConditionDays{ahead, convenant, question}, condition);
    }
}

void add_parties(Ahead& ahead, const Convenant& convenant, const Question& question) {
    const Party from = covering_party(question.from);
    const Party to = covering_party(question.to);
    const std::vector<Party> former = convenant.succeeded_by(to, question.today);
    const auto asked = [&](const Party& party) {
        return party == from || party == to || std::ranges::find(former, party) != former.end();
    };
    for (const Membership& member : convenant.members) {
        if (asked(member.party)) add(ahead, member);
    }
    for (const Succession& one : convenant.successions) {
        if (asked(one.from) || asked(one.to)) ahead.on(one.at);
    }
    for (const Notice& notice : convenant.notices) {
        if (notice.party == from) ahead.on(notice.at);
    }
}

void add_facts(Ahead& ahead, const Facts& facts, std::string_view purpose, const Settings& settings) {
    if (facts.born) {
        ahead.on(facts.born);
        for (const int age : ages_of_consent) ahead.birthday(*facts.born, age);
    }
    for (const Consent& consent : facts.consents) {
        if (consent.purpose == purpose) add(ahead, consent, facts, settings);
    }
    for (const Informed& informed : facts.informed) {
        if (informed.purpose == purpose) ahead.on(informed.at);
    }
    for (const Provider& one : facts.providers) {
        ahead.on(one.from);
        ahead.after(one.until);
    }
    for (const Exception& one : facts.exceptions) {
        if (one.purpose != purpose) continue;
        ahead.on(one.opened);
        ahead.after(one.until);
        ahead.on(one.ended);
    }
    for (const Case& one : facts.cases) {
        if (one.purpose != purpose) continue;
        ahead.on(one.opened);
        ahead.after(one.closed);
    }
}

}  // namespace

std::optional<Date> next_change(const Convenant& convenant, const Question& question) {
    Ahead ahead{question.today};
    add_frame(ahead, convenant);
    add_rules(ahead, convenant, question);
    add_conditions(ahead, convenant, question);
    add_parties(ahead, convenant, question);
    if (question.facts != nullptr) add_facts(ahead, *question.facts, question.purpose, convenant.settings);
    return ahead.next();
}

std::optional<Date> next_change(const Convenant& convenant, Date today) {
    Ahead ahead{today};
    add_frame(ahead, convenant);
    for (const Rule& rule : convenant.rules) add_dates(ahead, rule);
    for (const Membership& member : convenant.members) add(ahead, member);
    for (const Succession& one : convenant.successions) ahead.on(one.at);
    for (const Notice& notice : convenant.notices) ahead.on(notice.at);
    return ahead.next();
}

}  // namespace kolk::policies
