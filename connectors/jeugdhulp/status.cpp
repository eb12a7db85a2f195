#include "connectors/jeugdhulp/status.hpp"

#include <algorithm>
#include <tuple>

namespace kolk::connectors::jeugdhulp {
namespace {

using History = std::vector<const Step*>;

bool repeats(const Step& step, const Step& before) {
    return step.kind == before.kind && step.version == before.version && step.date == before.date &&
           step.removed == before.removed;
}

/// Takes away what a message removed: the step of its kind of that day, else the last one of its kind.
void take_away(History& history, const Step& removal) {
    const auto same_kind = [&](const Step* step) { return step->kind == removal.kind; };
    const auto same_day = [&](const Step* step) { return same_kind(step) && step->date == removal.date; };
    auto found = std::find_if(history.rbegin(), history.rend(), same_day);
    if (found == history.rend()) found = std::find_if(history.rbegin(), history.rend(), same_kind);
    if (found != history.rend()) history.erase(std::next(found).base());
}

Standing standing_of(const Step& step) {
    return {step.removed ? "geen" : step.kind->status, step.date};
}

}  // namespace

void sort_steps(std::vector<Step>& steps) {
    std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
        return std::tie(a.allocation, a.version) < std::tie(b.allocation, b.version);
    });
}

std::vector<Standing> standings(std::span<const Step> steps) {
    std::vector<Standing> all;
    History history;
    for (const Step& step : steps) {
        if (!all.empty() && repeats(step, *(&step - 1))) {
            all.push_back(all.back());
            continue;
        }
        if (step.removed && !step.kind->from_municipality) {
            take_away(history, step);
        } else {
            history.push_back(&step);
        }
        all.push_back(history.empty() ? Standing{} : standing_of(*history.back()));
    }
    return all;
}

}  // namespace kolk::connectors::jeugdhulp
