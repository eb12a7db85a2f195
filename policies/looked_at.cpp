#include "policies/looked_at.hpp"

#include <algorithm>
#include <iterator>

namespace kolk::policies {
namespace {

using Places = std::vector<std::pair<std::string, std::string>>;

/// What each kind of condition looks at; a kind without an answer here does not compile.
struct Looks {
    Places& places;

    void operator()(const AgeBetween&) const {}
    void operator()(const WithoutStartkwalificatie&) const {}
    void operator()(const FieldIs& one) const { places.emplace_back(one.record, one.field); }
    void operator()(const NumberBetween& one) const { places.emplace_back(one.record, one.field); }
    void operator()(const Lasted& one) const { places.emplace_back(one.record, one.from); }
    void operator()(const Running& one) const {
        places.emplace_back(one.record, one.from);
        places.emplace_back(one.record, one.until);
    }
    void operator()(const AnyOf& any) const {
        for (const PlainCondition& one : any.of) std::visit(*this, one);
    }
};

}  // namespace

Places looked_at(const std::vector<Condition>& conditions) {
    Places places;
    for (const Condition& condition : conditions) std::visit(Looks{places}, condition);
    return places;
}

Places looked_at(const FieldIs& condition, const schemas::RecordType& type) {
    Places places;
    if (const auto own = schemas::name_in(type, condition.record, condition.field)) places.emplace_back(type.id, *own);
    if (schemas::is_of_the_child(condition.record)) places.emplace_back(condition.record, condition.field);
    return places;
}

Places looked_at(const Convenant& convenant, const PlannedFlow& flow) {
    Places places = looked_at(flow.plan->when);
    for (const std::size_t place : flow.prohibitions) {
        for (const FieldIs& one : convenant.prohibition(place).when) {
            std::ranges::move(looked_at(one, *flow.plan->record.type), std::back_inserter(places));
        }
    }
    return places;
}

}  // namespace kolk::policies
