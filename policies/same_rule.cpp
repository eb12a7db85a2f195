#include "policies/same_rule.hpp"

#include <tuple>

namespace kolk::policies {
namespace {

auto parts(const Basis& basis) {
    const auto& [avg6, law] = basis;
    return std::tie(avg6, law);
}

auto parts(const FieldIs& condition) {
    const auto& [record, field, values, negated] = condition;
    return std::tie(record, field, values, negated);
}

auto parts(const AgeBetween& condition) {
    const auto& [at_least, at_most] = condition;
    return std::tie(at_least, at_most);
}

auto parts(const Running& condition) {
    const auto& [record, from, until] = condition;
    return std::tie(record, from, until);
}

auto parts(const NumberBetween& condition) {
    const auto& [record, field, at_least, at_most] = condition;
    return std::tie(record, field, at_least, at_most);
}

using Time = std::tuple<Duration::Unit, int, int, int>;

std::optional<Time> parts(const std::optional<Duration>& duration) {
    if (!duration) return std::nullopt;
    const auto& [unit, period, count] = *duration;
    const auto& [months, days] = period;
    return Time{unit, months, days, count};
}

auto parts(const Lasted& condition) {
    const auto& [record, from, at_least, at_most] = condition;
    return std::tuple{record, from, parts(at_least), parts(at_most)};
}

auto parts(const Settings& settings) {
    const auto& [one_parent, youth_alone, months, with_school_year, sick_reports, school_days] = settings;
    return std::tie(one_parent, youth_alone, months, with_school_year, sick_reports, school_days);
}

auto parts(const SchoolCalendar::Holiday& holiday) {
    const auto& [from, until] = holiday;
    return std::tie(from, until);
}

auto parts(const SchoolCalendar::StudyDay& study) {
    const auto& [day, school] = study;
    return std::tie(day, school);
}

auto parts(const WithoutStartkwalificatie&) {
    return std::tuple<>{};
}

template <class All, class Same>
bool all_alike(const All& left, const All& right, Same same) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

struct SameKind {
    template <class Left, class Right>
    bool operator()(const Left& left, const Right& right) const {
        if constexpr (std::is_same_v<Left, Right>) return parts(left) == parts(right);
        return false;
    }
    bool operator()(const AnyOf& left, const AnyOf& right) const {
        return all_alike(left.of, right.of, [this](const PlainCondition& one, const PlainCondition& other) {
            return std::visit(*this, one, other);
        });
    }
};

bool same_days(const SchoolCalendar& left, const SchoolCalendar& right) {
    const auto same = [](const auto& one, const auto& other) { return parts(one) == parts(other); };
    return left.region == right.region && left.from == right.from && left.until == right.until &&
           all_alike(left.holidays, right.holidays, same) && all_alike(left.study_days, right.study_days, same);
}

// Every member is named, so that a new word of the language does not compile until someone has decided whether two
// rules that differ in it ask for the same.
auto what_it_asks(const Rule& rule) {
    const auto& [id, purpose, from, to, records, transforms, consent, inform, bsn, needs_case, ask, choose, from_basis,
                 to_basis, art9, deadline_hours, retention, onward, from_date, until_date, when, pseudonym_only,
                 consent_only_because, no_art9_because] = rule;
    return std::tuple_cat(std::tie(purpose, transforms, consent, inform, bsn, needs_case, ask, choose, from_date,
                                   until_date, pseudonym_only),
                          parts(from_basis), parts(to_basis));
}

}  // namespace

bool ask_alike(const Rule& left, const Rule& right) {
    const auto same = [](const Condition& one, const Condition& other) { return std::visit(SameKind{}, one, other); };
    return what_it_asks(left) == what_it_asks(right) && all_alike(left.when, right.when, same);
}

bool choose_alike(const Convenant& left, const Convenant& right) {
    const auto& ours = left.school_calendar;
    const auto& theirs = right.school_calendar;
    const bool same_calendar = ours && theirs ? same_days(*ours, *theirs) : ours.has_value() == theirs.has_value();
    return same_calendar && parts(left.settings) == parts(right.settings);
}

bool forbid_alike(const Prohibition& left, const Prohibition& right) {
    const auto same = [](const FieldIs& one, const FieldIs& other) { return parts(one) == parts(other); };
    return left.reason == right.reason && left.consent_lifts == right.consent_lifts &&
           all_alike(left.when, right.when, same);
}

}  // namespace kolk::policies
