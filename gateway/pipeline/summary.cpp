#include "gateway/pipeline/summary.hpp"

#include <map>
#include <tuple>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using store::ExchangeState;

constexpr std::string_view record_scope = "record_type:";

struct Flow {
    std::map<std::string, std::int64_t> counts{{"delivered", 0}, {"withheld", 0}, {"waiting", 0}, {"failed", 0}};
    std::map<std::string, std::int64_t> reasons;
};

const char* counted_as(ExchangeState state) {
    switch (state) {
        case ExchangeState::delivered:
            return "delivered";
        case ExchangeState::withheld:
            return "withheld";
        case ExchangeState::failed:
            return "failed";
        case ExchangeState::queued:
        case ExchangeState::waiting:
        case ExchangeState::released:
            break;
    }
    return "waiting";
}

boost::json::array flows_of(const std::vector<store::FlowCount>& counts) {
    std::map<std::tuple<std::string, std::string, std::string, std::string>, Flow> flows;
    for (const store::FlowCount& one : counts) {
        Flow& flow = flows[{one.purpose, one.sender, one.recipient, one.record_type}];
        flow.counts[counted_as(one.state)] += one.count;
        if (one.state != ExchangeState::delivered) flow.reasons[one.reason] += one.count;
    }
    boost::json::array all;
    for (const auto& [key, flow] : flows) {
        boost::json::object row;
        row["purpose"] = std::get<0>(key);
        row["from"] = std::get<1>(key);
        row["to"] = std::get<2>(key);
        row["record_type"] = std::get<3>(key);
        std::int64_t considered = 0;
        for (const auto& [name, count] : flow.counts) considered += count;
        row["considered"] = considered;
        for (const auto& [name, count] : flow.counts) row[name] = count;
        boost::json::object reasons;
        for (const auto& [code, count] : flow.reasons) reasons[code] = count;
        row["reasons"] = std::move(reasons);
        all.push_back(std::move(row));
    }
    return all;
}

}  // namespace

Result<boost::json::object> summary(store::Store& store) {
    const auto counters = store.counters();
    if (!counters) return counters.error();
    const auto flows = store.flows();
    if (!flows) return flows.error();

    boost::json::object types;
    std::int64_t unreadable = 0;
    std::int64_t not_asked_for = 0;
    for (const store::Counter& counter : *counters) {
        if (counter.name == "unreadable") unreadable += counter.value;
        if (counter.name == "not_asked_for") not_asked_for += counter.value;
        if (!counter.scope.starts_with(record_scope)) continue;
        boost::json::value& type = types[counter.scope.substr(record_scope.size())];
        if (type.is_null()) type = {{"pulled", 0}, {"accepted", 0}, {"quarantined", 0}, {"unchanged", 0}};
        type.get_object()[counter.name] = counter.value;
    }
    boost::json::object all;
    all["record_types"] = std::move(types);
    all["unreadable"] = unreadable;
    all["flows"] = flows_of(*flows);
    all["not_asked_for"] = not_asked_for;
    return all;
}

}  // namespace kolk::gateway::pipeline
