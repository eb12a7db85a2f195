#include "policies/retention.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

Date start_of(const Rule& rule, const schemas::Content& projection, Date day) {
    std::optional<Date> earliest;
    for (const std::string& name : rule.retention_from) {
        const auto told = base::parse_date(projection.text(name));
        if (told && (!earliest || *told < *earliest)) earliest = told;
    }
    return earliest.value_or(day);
}

}  // namespace

const std::string& retention_of(const Convenant& convenant, const Rule& rule, const Party& recipient, Date day) {
    const Membership* member = convenant.find_member(recipient, day);
    return member == nullptr || member->retention.empty() ? rule.retention : member->retention;
}

Date retained_until(const Convenant& convenant, const Rule& rule, const Party& recipient,
                    const schemas::Content& projection, Date day) {
    const Period period = parse_period(retention_of(convenant, rule, recipient, day)).value_or(Period{});
    return std::max(day, add_period(start_of(rule, projection, day), period));
}

}  // namespace kolk::policies
