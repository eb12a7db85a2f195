#include "policies/ending_consents.hpp"

#include "policies/consent.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

std::optional<EndingConsent> end_of(const Consent& consent, const Facts& facts, const Settings& settings) {
    if (!consent.given_at || consent.withdrawn_at) return std::nullopt;
    EndingConsent end{&consent, base::add_days(last_day(consent, settings), 1), false};
    const auto birthday = birthday_that_ends(consent, facts);
    if (birthday && *birthday < end.ends) {
        end.ends = *birthday;
        end.on_birthday = true;
    }
    if (const auto change = change_that_ends(consent, facts); change && *change <= end.ends) {
        end.ends = *change;
        end.on_birthday = false;
    }
    return end;
}

}  // namespace

std::vector<EndingConsent> ending_consents(const Facts& facts, const Settings& settings, Date today, int weeks) {
    const Date last = base::add_days(today, weeks * 7);
    std::vector<EndingConsent> ending;
    for (const Consent& consent : facts.consents) {
        const auto end = end_of(consent, facts, settings);
        if (end && today < end->ends && end->ends <= last) ending.push_back(*end);
    }
    std::ranges::stable_sort(ending, {}, &EndingConsent::ends);
    return ending;
}

}  // namespace kolk::policies
