#include "gateway/simulation/outcome.hpp"

#include <algorithm>

namespace kolk::gateway::simulation {
namespace {

void add(Tally& tally, const std::optional<Verdict>& verdict, std::int64_t times) {
    if (!verdict) return;
    (verdict->sent ? tally.sent : tally.withheld) += times;
    if (!verdict->sent) tally.reasons[verdict->reason] += times;
}

// The fields that go under `one` and not under `other`.
std::vector<std::string> only_in(const std::optional<Verdict>& one, const std::optional<Verdict>& other) {
    static const std::vector<std::string> nothing;
    const auto& all = one ? one->given : nothing;
    const auto& taken = other ? other->given : nothing;
    std::vector<std::string> left;
    std::set_difference(all.begin(), all.end(), taken.begin(), taken.end(), std::back_inserter(left));
    return left;
}

std::map<Road, Outcome> beside(const Verdicts& before, const Verdicts& after) {
    std::map<Road, Outcome> outcomes;
    for (const auto& [road, verdict] : before) outcomes.emplace(road, Outcome{road, verdict, {}});
    for (const auto& [road, verdict] : after) {
        outcomes.try_emplace(road, Outcome{road, {}, {}}).first->second.after = verdict;
    }
    return outcomes;
}

}  // namespace

std::string as_it_leaves(const policies::Rule& rule, std::string_view field) {
    const auto transform = rule.transforms.find(field);
    return std::string{field} + (transform == rule.transforms.end() ? "" : " as " + transform->second.text());
}

bool Comparison::differs() const {
    return before.sent != after.sent || before.withheld != after.withheld || before.reasons != after.reasons ||
           unknown != 0 || !more.empty() || !less.empty() || !fields_unknown.empty();
}

void count(Report& report, const Outcome& outcome, std::int64_t times) {
    Comparison& here = report[outcome.road];
    if (outcome.unknown) {
        here.unknown += times;
        return;
    }
    add(here.before, outcome.before, times);
    add(here.after, outcome.after, times);
    for (const std::string& field : only_in(outcome.after, outcome.before)) here.more[field] += times;
    for (const std::string& field : only_in(outcome.before, outcome.after)) here.less[field] += times;
    for (const std::string& field : outcome.fields_unknown) here.fields_unknown[field] += times;
}

void Records::put(Side side, const std::string& key, const std::string& version, const std::string& content,
                  Verdicts verdicts) {
    Newest& newest = newest_[key][static_cast<std::size_t>(side)];
    if (newest.verdicts != nullptr) {
        if (version < newest.version) return;
        if (version == newest.version && content == newest.content) {
            verdicts.insert(newest.verdicts->begin(), newest.verdicts->end());
        }
    }
    newest = {version, content, &*different_.insert(std::move(verdicts)).first};
}

void Records::take_back(Side side, const std::string& key, const std::string& version) {
    put(side, key, version, {}, {});
}

Report Records::report() const {
    static const Verdicts none;
    std::map<std::array<const Verdicts*, 2>, std::int64_t> times;
    for (const auto& [key, newest] : newest_) ++times[{newest[0].verdicts, newest[1].verdicts}];
    Report report;
    for (const auto& [both, number] : times) {
        const auto [before, after] = both;
        for (const auto& [road, outcome] :
             beside(before == nullptr ? none : *before, after == nullptr ? none : *after)) {
            count(report, outcome, number);
        }
    }
    return report;
}

}  // namespace kolk::gateway::simulation
