#pragma once

#include "policies/facts.hpp"

#include <vector>

namespace kolk::policies {

/// A consent that ends of itself.
struct EndingConsent {
    const Consent* consent = nullptr;  ///< of the facts that were asked
    Date ends;                         ///< the first day on which it no longer counts
    bool on_birthday = false;          ///< the 12th, 16th or 18th; else its term is over
};

/// The consents of one child that end of themselves within so many weeks from today, soonest first: who collected them
/// asks anew in time (convenant 4.3). What was withdrawn is not asked for again.
std::vector<EndingConsent> ending_consents(const Facts& facts, const Settings& settings, Date today, int weeks);

}  // namespace kolk::policies
