#include "policies/same_rule.hpp"

#include <tuple>

namespace kolk::policies {
namespace {

// Every member is named, so that a new word of the language does not compile until someone has decided whether two
// rules that differ in it ask for the same.
auto what_it_asks(const Rule& rule) {
    const auto& [id, purpose, from, to, records, transforms, consent, inform, bsn, needs_case, ask, choose, from_basis,
                 to_basis, art9, deadline_hours, retention, retention_from, onward, notify, frequency, guests,
                 from_date, until_date, when, only_if, dormant, pseudonym_only, consent_only_because, no_art9_because,
                 totals] = rule;
    return std::tie(purpose, consent, inform, bsn, needs_case, ask, choose, from_basis, to_basis, frequency, from_date,
                    until_date, when, dormant, pseudonym_only);
}

}  // namespace

bool ask_alike(const Rule& left, const Rule& right) {
    return what_it_asks(left) == what_it_asks(right);
}

bool forbid_alike(const Prohibition& left, const Prohibition& right) {
    return left.reason == right.reason && left.consent_lifts == right.consent_lifts && left.when == right.when;
}

}  // namespace kolk::policies
