#include "policies/ending_consents.hpp"

#include "policies/consent.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

std::optional<EndingConsent> ending(const Consent& consent, const Facts& facts, const Settings& settings) {
    if (!consent.given_at || consent.withdrawn_at) return std::nullopt;
    const ConsentEnd end = end_of(consent, facts, settings);
    return EndingConsent{&consent, base::add_days(end.last, 1), end.cause == ConsentEnd::Cause::birthday};
}

}  // namespace

std::vector<EndingConsent> ending_consents(const Facts& facts, const Settings& settings, Date today, int weeks) {
    const Date last = base::add_days(today, weeks * 7);
    std::vector<EndingConsent> all;
    for (const Consent& consent : facts.consents) {
        const auto end = ending(consent, facts, settings);
        if (end && today < end->ends && end->ends <= last) all.push_back(*end);
    }
    std::ranges::stable_sort(all, {}, &EndingConsent::ends);
    return all;
}

}  // namespace kolk::policies
