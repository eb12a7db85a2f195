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

auto parts(const WithoutStartkwalificatie&) {
    return std::tuple<>{};
}

struct SameKind {
    template <class Left, class Right>
    bool operator()(const Left& left, const Right& right) const {
        if constexpr (std::is_same_v<Left, Right>) return parts(left) == parts(right);
        return false;
    }
};

template <class All, class Same>
bool all_alike(const All& left, const All& right, Same same) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

// Every member is named, so that a new word of the language does not compile until someone has decided whether two
// rules that differ in it ask for the same.
auto what_it_asks(const Rule& rule) {
    const auto& [id, purpose, from, to, records, consent, inform, bsn, needs_case, ask, choose, from_basis, to_basis,
                 art9, deadline_hours, retention, onward, from_date, until_date, when, pseudonym_only,
                 consent_only_because, no_art9_because] = rule;
    return std::tuple_cat(
        std::tie(purpose, consent, inform, bsn, needs_case, ask, choose, from_date, until_date, pseudonym_only),
        parts(from_basis), parts(to_basis));
}

}  // namespace

bool ask_alike(const Rule& left, const Rule& right) {
    const auto same = [](const Condition& one, const Condition& other) { return std::visit(SameKind{}, one, other); };
    return what_it_asks(left) == what_it_asks(right) && all_alike(left.when, right.when, same);
}

bool forbid_alike(const Prohibition& left, const Prohibition& right) {
    const auto same = [](const FieldIs& one, const FieldIs& other) { return parts(one) == parts(other); };
    return left.reason == right.reason && left.consent_lifts == right.consent_lifts &&
           all_alike(left.when, right.when, same);
}

}  // namespace kolk::policies
