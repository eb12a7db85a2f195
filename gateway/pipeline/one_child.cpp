#include "gateway/pipeline/one_child.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

/// Nobody has two national numbers of a kind.
bool have_one_national_number(const Services& services, const std::vector<Child*>& children,
                              std::span<const connectors::Identifier> identifiers) {
    subjects::NationalNumbers all;
    const auto agrees = [&all](const auto& number) { return all.insert(number).first->second == number.second; };
    const bool one_is_told = std::ranges::all_of(identifiers, [&](const connectors::Identifier& one) {
        return !is_national(one) || agrees(std::pair{one.kind, services.subjects.token(one)});
    });
    return one_is_told && std::ranges::all_of(children, [&](const Child* child) {
               return std::ranges::all_of(child->subject.profile.national, agrees);
           });
}

bool tells_apart(const std::string& party, const Child& one, const Child& other, bool says_itself) {
    const auto number = one.numbers.find(party);
    const auto another = other.numbers.find(party);
    if (number == one.numbers.end() || another == other.numbers.end() || number->second == another->second)
        return false;
    return !says_itself || (one.told_by.contains(party) && other.told_by.contains(party));
}

bool some_party_tells_apart(const std::vector<Child*>& children, std::span<const connectors::Identifier> identifiers,
                            const std::string& source) {
    const bool proves = std::ranges::any_of(identifiers, is_national);
    for (const Child* one : children) {
        for (const auto& numbers : one->numbers) {
            const std::string& party = numbers.first;
            const bool apart = std::ranges::any_of(children, [&](const Child* other) {
                return tells_apart(party, *one, *other, proves && party == source);
            });
            if (apart) return true;
        }
    }
    return false;
}

}  // namespace

bool is_national(const connectors::Identifier& identifier) {
    return identifier.kind != connectors::Identifier::Kind::local;
}

bool may_be_one(const Services& services, const std::vector<Child*>& children,
                std::span<const connectors::Identifier> identifiers, const schemas::Party& source) {
    return have_one_national_number(services, children, identifiers) &&
           !some_party_tells_apart(children, identifiers, source.text());
}

}  // namespace kolk::gateway::pipeline
