#include "policies/as_if.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

/// A period, both ends included, as those of a member and a rule are.
struct Span {
    Date from;
    std::optional<Date> until;

    [[nodiscard]] bool covers(Date day) const { return from <= day && (!until || day <= *until); }
};

/// The same as on `day`: it holds today as well, or it does not.
Span as_on(Span span, Date day, Date today) {
    if (span.covers(day)) {
        span.from = std::min(span.from, today);
        if (span.until) span.until = std::max(*span.until, today);
    } else if (span.covers(today)) {
        span.until = base::add_days(today, -1);
    }
    return span;
}

/// Days that have come by `day` have come by today, and others have not.
template <class Dated>
void as_on(std::vector<Dated>& all, Date day, Date today) {
    std::erase_if(all, [&](const Dated& one) { return day < one.at; });
    for (Dated& one : all) one.at = std::min(one.at, today);
}

}  // namespace

Convenant as_if_in_force(Convenant convenant, Date today) {
    if (convenant.from <= today && today <= convenant.until) return convenant;
    const Date day = today < convenant.from ? convenant.from : convenant.until;
    for (Membership& member : convenant.members) {
        const Span span = as_on(Span{member.from, member.until}, day, today);
        member.from = span.from;
        member.until = span.until;
    }
    for (Rule& rule : convenant.rules) {
        const Span span =
            as_on(Span{rule.from_date.value_or(convenant.from), rule.until_date.value_or(convenant.until)}, day, today);
        rule.from_date = span.from;
        rule.until_date = span.until;
    }
    as_on(convenant.notices, day, today);
    as_on(convenant.successions, day, today);
    convenant.from = std::min(convenant.from, today);
    convenant.until = std::max(convenant.until, today);
    convenant.prepare();
    return convenant;
}

}  // namespace kolk::policies
