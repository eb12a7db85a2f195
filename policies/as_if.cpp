#include "policies/as_if.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

// Makes a period that holds on `day` hold on `today` as well.
void widen(Date& from, std::optional<Date>& until, Date day, Date today) {
    if (day < from || (until && *until < day)) return;
    from = std::min(from, today);
    if (until) until = std::max(*until, today);
}

}  // namespace

Convenant as_if_in_force(Convenant convenant, Date today) {
    if (convenant.from <= today && today <= convenant.until) return convenant;
    const Date day = today < convenant.from ? convenant.from : convenant.until;
    for (Membership& member : convenant.members) widen(member.from, member.until, day, today);
    for (Rule& rule : convenant.rules) {
        Date from = rule.from_date.value_or(convenant.from);
        std::optional<Date> until = rule.until_date.value_or(convenant.until);
        widen(from, until, day, today);
        rule.from_date = from;
        rule.until_date = until;
    }
    for (Notice& notice : convenant.notices) {
        if (notice.at <= day) notice.at = std::min(notice.at, today);
    }
    convenant.from = std::min(convenant.from, today);
    convenant.until = std::max(convenant.until, today);
    convenant.prepare();
    return convenant;
}

}  // namespace kolk::policies
