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

const std::string& own_retention(const Convenant& convenant, const Party& recipient, Date day) {
    static const std::string none;
    const Membership* member = convenant.find_member(recipient, day);
    return member == nullptr ? none : member->retention;
}

}  // namespace

const std::string& retention_of(const Convenant& convenant, const Rule& rule, const Party& recipient, Date day) {
    const std::string& own = own_retention(convenant, recipient, day);
    return own.empty() ? rule.retention : own;
}

Date retained_until(const Convenant& convenant, const Rule& rule, const Party& recipient,
                    const schemas::Content& projection, Date day) {
    const Period period = parse_period(retention_of(convenant, rule, recipient, day)).value_or(Period{});
    // The date to count from is the rule's, and belongs to its period.
    const bool by_rule = own_retention(convenant, recipient, day).empty();
    return std::max(day, add_period(by_rule ? start_of(rule, projection, day) : day, period));
}

}  // namespace kolk::policies
