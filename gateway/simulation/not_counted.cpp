#include "gateway/simulation/not_counted.hpp"

#include "policies/compare.hpp"

#include <set>

namespace kolk::gateway::simulation {
namespace {

using policies::Aspect;
using policies::Kind;

// Empty: what the change is about is decided on, or is no more than a word about the convenant.
std::string name_of(const policies::Change& change) {
    switch (change.aspect) {
        case Aspect::total_records:
        case Aspect::total_by:
        case Aspect::total_when:
        case Aspect::total_output:
        case Aspect::smallest_cell:
            return "totals";
        case Aspect::setting:
            return change.about == "smallest_cell" ? "totals" : "";
        case Aspect::retention:
        case Aspect::own_retention:
            return "retention";
        case Aspect::onward:
            return "onward";
        case Aspect::notify:
            return "notify";
        case Aspect::deadline:
            return "deadline";
        case Aspect::pseudonym_only:
            return "pseudonym_only";
        default:
            return "";
    }
}

bool is_of_kind(const policies::Convenant& convenant, const std::string& purpose, Kind kind) {
    const policies::Purpose* found = convenant.find_purpose(purpose);
    return found != nullptr && found->kind == kind;
}

}  // namespace

std::vector<std::string> not_counted(const policies::Convenant& in_force, const policies::Convenant& next) {
    const policies::Comparison found = policies::compare(in_force, next);
    std::set<std::string> names;
    const auto add = [&names](const std::vector<policies::Change>& changes) {
        for (const policies::Change& one : changes) names.insert(name_of(one));
    };
    add(found.heading);
    add(found.parties);
    add(found.purposes);
    for (const policies::PairChange& pair : found.pairs) {
        const auto is = [&](Kind kind) {
            return is_of_kind(in_force, pair.purpose, kind) || is_of_kind(next, pair.purpose, kind);
        };
        if (is(Kind::aggregate)) names.insert("totals");
        if (is(Kind::override_)) names.insert("exceptions");
        const bool counted = !is(Kind::aggregate) && !is(Kind::override_);
        if (counted && pair.presence == policies::Presence::stays) add(pair.terms);
    }
    names.erase("");
    return {names.begin(), names.end()};
}

}  // namespace kolk::gateway::simulation
