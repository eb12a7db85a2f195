#include "gateway/region/figures.hpp"

#include "gateway/region/memory.hpp"

#include <array>
#include <map>
#include <tuple>

namespace kolk::gateway::region {
namespace {

using http::Metric;

constexpr std::array<base::Literal, 6> states{"queued", "waiting", "released", "delivered", "withheld", "failed"};
constexpr std::string_view record_scope = "record_type:";

Metric single(base::Literal name, base::Literal help, Metric::Kind kind, std::int64_t value) {
    return {name, help, kind, {{{}, value}}};
}

Metric records(const std::vector<store::Counter>& counters) {
    Metric metric{"kolk_records_total",
                  "Rows, products, statements and consults that were asked for, by what became of them.",
                  Metric::Kind::counter,
                  {}};
    for (const store::Counter& counter : counters) {
        if (!counter.scope.starts_with(record_scope)) continue;
        metric.samples.push_back(
            {{{"record_type", Word::of(counter.scope.substr(record_scope.size()))}, {"result", Word::of(counter.name)}},
             counter.value});
    }
    return metric;
}

Metric exchanges(const std::vector<store::FlowCount>& flows) {
    Metric metric{"kolk_exchanges", "Exchanges by purpose, recipient and state.", Metric::Kind::gauge, {}};
    std::map<std::tuple<std::string, std::string, store::ExchangeState>, std::int64_t> sums;
    for (const store::FlowCount& flow : flows) sums[{flow.purpose, flow.recipient, flow.state}] += flow.count;
    for (const auto& [key, count] : sums) {
        metric.samples.push_back({{{"purpose", Word::of(std::get<0>(key))},
                                   {"to", Word::of(std::get<1>(key))},
                                   {"state", Word{states[static_cast<std::size_t>(std::get<2>(key))]}}},
                                  count});
    }
    return metric;
}

std::int64_t total(const std::vector<store::Counter>& counters, std::string_view name) {
    std::int64_t sum = 0;
    for (const store::Counter& counter : counters) sum += counter.name == name ? counter.value : 0;
    return sum;
}

}  // namespace

base::Result<std::vector<Metric>> figures(store::Store& store, std::chrono::milliseconds last_pass) {
    const auto counters = store.counters();
    if (!counters) return counters.error();
    const auto flows = store.flows();
    if (!flows) return flows.error();
    const auto head = store.log_head();
    if (!head) return head.error();
    const auto incidents = store.incidents();
    if (!incidents) return incidents.error();
    using Kind = Metric::Kind;
    return std::vector<Metric>{
        records(*counters),
        exchanges(*flows),
        single("kolk_not_asked_for_total", "Rows dropped unread because no rule asks for them.", Kind::counter,
               total(*counters, "not_asked_for")),
        single("kolk_unreadable_total", "Files and messages without one statement that could be read.", Kind::counter,
               total(*counters, "unreadable")),
        single("kolk_incidents_total", "What must be looked at as a possible breach.", Kind::counter,
               static_cast<std::int64_t>(incidents->size())),
        single("kolk_log_entries_total", "Entries of the exchange log.", Kind::counter,
               static_cast<std::int64_t>(head->size)),
        single("kolk_last_pass_milliseconds", "How long the last pass took.", Kind::gauge, last_pass.count()),
        single("kolk_peak_memory_bytes", "The most memory that this process has had at once.", Kind::gauge,
               peak_memory_bytes()),
    };
}

}  // namespace kolk::gateway::region
