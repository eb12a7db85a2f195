#pragma once

#include "gateway/store/store.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace kolk::gateway::pipeline {

/// Counts of what was read, by record type and in total; added to the store in the transaction that takes the input in.
class Counters {
public:
    void add(const std::string& scope, const std::string& name, std::int64_t count = 1) {
        counts_[{scope, name}] += count;
    }
    void add_record(const std::string& record_type, const std::string& name) {
        add("record_type:" + record_type, name);
    }
    void merge(const Counters& more) {
        for (const auto& [key, count] : more.counts_) counts_[key] += count;
    }
    [[nodiscard]] std::int64_t total(const std::string& name) const {
        std::int64_t sum = 0;
        for (const auto& [key, count] : counts_) {
            if (key.second == name) sum += count;
        }
        return sum;
    }
    base::Result<void> save(store::Transaction& transaction) const {
        for (const auto& [key, count] : counts_) {
            const auto added = transaction.add(store::Counter{key.first, key.second, count});
            if (!added) return added.error();
        }
        return {};
    }
    void clear() { counts_.clear(); }

private:
    std::map<std::pair<std::string, std::string>, std::int64_t> counts_;
};

}  // namespace kolk::gateway::pipeline
