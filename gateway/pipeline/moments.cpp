#include "gateway/pipeline/moments.hpp"

#include "policies/moments.hpp"

namespace kolk::gateway::pipeline {

std::string next_change_name(const std::string& source) {
    return "(change) " + source;
}

base::Result<void> note_times(store::Store& store, const std::vector<store::SourceState>& times) {
    if (times.empty()) return {};
    auto begun = store.begin();
    if (!begun) return begun.error();
    for (const store::SourceState& one : times) {
        if (const auto put = (*begun)->put(one); !put) return put.error();
    }
    return (*begun)->commit();
}

base::Result<std::optional<base::Instant>> next_change(const Services& services, const std::string& source) {
    std::optional<base::Instant> first;
    const auto state = services.store.source(source);
    if (!state) return state.error();
    if (!*state || !(*state)->last_pull) return first;
    const base::Instant last = *(*state)->last_pull;
    const auto of_convenant = policies::next_change(services.convenant, services.zone.day_of(last));
    if (of_convenant) first = services.zone.start_of(*of_convenant);
    const auto of_records = services.store.source(next_change_name(source));
    if (!of_records) return of_records.error();
    if (!*of_records || !(*of_records)->last_pull) return first;
    const base::Instant change = *(*of_records)->last_pull;
    if (last < change && (!first || change < *first)) first = change;
    return first;
}

base::Instant next_day(const Services& services) {
    return services.zone.start_of(base::add_days(services.today(), 1));
}

}  // namespace kolk::gateway::pipeline
