#pragma once

#include "gateway/store/sqlite.hpp"
#include "gateway/store/store.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// The questions that a store answers, each one statement on a connection. What they promise stands at
/// `kolk::gateway::store::Store`.
namespace kolk::gateway::store::read {

using sqlite::Connection;

Result<std::optional<SubjectId>> find_alias(Connection& connection, const std::string& region, const Digest& token);
Result<std::optional<Subject>> find_subject(Connection& connection, const std::string& region, const SubjectId& id);
Result<std::vector<Subject>> subjects(Connection& connection, const std::string& region);
Result<bool> has_records(Connection& connection, const std::string& region, const SubjectId& subject);
Result<std::vector<OwnNumber>> own_numbers(Connection& connection, const std::string& region, const SubjectId& subject);
Result<std::vector<Fact>> facts(Connection& connection, const std::string& region, const SubjectId& subject);
Result<std::vector<Fact>> facts_of(Connection& connection, const std::string& region, const std::string& source,
                                   const std::string& kind);
Result<std::vector<FactSource>> fact_sources(Connection& connection, const std::string& region);
Result<std::optional<Record>> find_record(Connection& connection, const std::string& region, const Digest& key);
Result<std::optional<Record>> record(Connection& connection, const std::string& region, const std::string& record_id);
Result<std::vector<Exchange>> exchanges_of(Connection& connection, const std::string& region,
                                           const std::string& record_id);
Result<std::optional<Exchange>> exchange(Connection& connection, const std::string& region,
                                         const std::string& exchange_id);
Result<std::vector<Exchange>> due(Connection& connection, const std::string& region, const std::string& recipient,
                                  std::span<const ExchangeState> states, Instant now, std::size_t limit);
Result<std::vector<Exchange>> in_state(Connection& connection, const std::string& region, ExchangeState state,
                                       std::size_t limit);
Result<std::vector<Exchange>> postponed(Connection& connection, const std::string& region, Instant now,
                                        std::size_t limit);
Result<std::vector<Exchange>> exchanges_about(Connection& connection, const std::string& region,
                                              const SubjectId& subject);
Result<std::vector<Mark>> marks(Connection& connection, const std::string& region);
Result<std::vector<Notice>> notices(Connection& connection, const std::string& region);
Result<std::vector<Notice>> notices_about(Connection& connection, const std::string& region, const SubjectId& subject);
Result<std::vector<SubjectId>> children_of(Connection& connection, const std::string& region,
                                           const std::string& recipient);
Result<std::vector<Notice>> open_notices(Connection& connection, const std::string& region);
Result<std::vector<Exchange>> exchanges_in(Connection& connection, const std::string& region,
                                           const std::string& notice_id);
Result<std::optional<Instant>> next_attempt(Connection& connection, const std::string& region);
Result<bool> quarantine_has(Connection& connection, const std::string& region, const Digest& digest);
Result<std::vector<Quarantined>> quarantine(Connection& connection, const std::string& region);
Result<std::vector<std::string>> expired_quarantine(Connection& connection, const std::string& region, Instant now);
Result<std::vector<Incident>> incidents(Connection& connection, const std::string& region);
Result<std::optional<SourceState>> source(Connection& connection, const std::string& region, const std::string& name);
Result<std::vector<Counter>> counters(Connection& connection, const std::string& region);
Result<std::map<std::string, std::int64_t>> outstanding(Connection& connection, const std::string& region);
Result<std::vector<FlowCount>> flows(Connection& connection, const std::string& region);
Result<std::vector<FailureCount>> failures(Connection& connection, const std::string& region);

}  // namespace kolk::gateway::store::read
