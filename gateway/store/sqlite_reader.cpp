#include "gateway/store/sqlite_reader.hpp"

#include <algorithm>
#include <limits>

namespace kolk::gateway::store::read {
namespace {

using sqlite::fixed;
using sqlite::instant;
using sqlite::Query;

constexpr const char* select_alias = "SELECT subject_id FROM aliases WHERE region = ?1 AND token = ?2";
constexpr const char* select_subject = "SELECT subject_id, sealed FROM subjects WHERE region = ?1 AND subject_id = ?2";
constexpr const char* select_subjects = "SELECT subject_id, sealed FROM subjects WHERE region = ?1";
constexpr const char* select_has_records = "SELECT 1 FROM records WHERE region = ?1 AND subject_id = ?2 LIMIT 1";
constexpr const char* select_own_numbers =
    "SELECT subject_id, party, sealed FROM own_numbers WHERE region = ?1 AND subject_id = ?2 ORDER BY party";
constexpr const char* select_facts =
    "SELECT subject_id, source, kind, digest, sealed FROM facts WHERE region = ?1 AND subject_id = ?2 "
    "ORDER BY source, kind";
constexpr const char* select_facts_of =
    "SELECT subject_id, source, kind, digest, sealed FROM facts WHERE region = ?1 AND source = ?2 AND kind = ?3";
constexpr const char* select_fact_sources =
    "SELECT source, kind, as_of, trusted FROM fact_sources WHERE region = ?1 ORDER BY source, kind";
constexpr const char* select_record_by_key =
    "SELECT record_id, key, subject_id, record_type, sender, version, digest, sealed, place FROM records "
    "WHERE region = ?1 AND key = ?2";
constexpr const char* select_record =
    "SELECT record_id, key, subject_id, record_type, sender, version, digest, sealed, place FROM records "
    "WHERE region = ?1 AND record_id = ?2";

#define KOLK_EXCHANGE_COLUMNS                                                                                    \
    "exchange_id, record_id, digest, subject_id, record_type, purpose, rule, sender, recipient, state, reason, " \
    "case_key, queued_at, deadline, next_attempt, attempts, consents, projection, "                              \
    "released_at, under_consent"

constexpr const char* select_exchanges_of =
    "SELECT " KOLK_EXCHANGE_COLUMNS " FROM exchanges WHERE region = ?1 AND record_id = ?2 ORDER BY rowid";
constexpr const char* select_exchange =
    "SELECT " KOLK_EXCHANGE_COLUMNS " FROM exchanges WHERE region = ?1 AND exchange_id = ?2";
// The work list holds the open states only, and a statement is prepared before its state is known: hence two of each.
constexpr const char* select_due_open =
    "SELECT " KOLK_EXCHANGE_COLUMNS
    " FROM exchanges WHERE region = ?1 AND recipient = ?2 AND state = ?3 AND next_attempt <= ?4 "
    "AND state <= 2 ORDER BY next_attempt, rowid LIMIT ?5";
constexpr const char* select_due_ended =
    "SELECT " KOLK_EXCHANGE_COLUMNS
    " FROM exchanges WHERE region = ?1 AND recipient = ?2 AND state = ?3 AND next_attempt <= ?4 "
    "ORDER BY next_attempt, rowid LIMIT ?5";
constexpr const char* select_in_open_state =
    "SELECT " KOLK_EXCHANGE_COLUMNS
    " FROM exchanges WHERE region = ?1 AND state = ?2 AND state <= 2 ORDER BY rowid LIMIT ?3";
constexpr const char* select_in_ended_state =
    "SELECT " KOLK_EXCHANGE_COLUMNS " FROM exchanges WHERE region = ?1 AND state = ?2 ORDER BY rowid LIMIT ?3";
// 0 is queued; the last condition lets SQLite use the work list.
constexpr const char* select_postponed =
    "SELECT " KOLK_EXCHANGE_COLUMNS
    " FROM exchanges WHERE region = ?1 AND state = 0 AND next_attempt > ?2 AND state IN (0, 1, 2) ORDER BY rowid "
    "LIMIT ?3";
constexpr const char* select_exchanges_about =
    "SELECT " KOLK_EXCHANGE_COLUMNS
    " FROM exchanges WHERE region = ?1 AND record_id IN (SELECT record_id FROM records WHERE region = ?1 AND "
    "subject_id = ?2) ORDER BY rowid";
constexpr const char* select_exchanges_in =
    "SELECT " KOLK_EXCHANGE_COLUMNS
    " FROM exchanges WHERE region = ?1 AND exchange_id IN (SELECT exchange_id FROM notice_exchanges WHERE "
    "region = ?1 AND notice_id = ?2) ORDER BY rowid";
#undef KOLK_EXCHANGE_COLUMNS
constexpr const char* select_children_of =
    "SELECT subject_id FROM exchanges WHERE region = ?1 AND recipient = ?2 UNION "
    "SELECT subject_id FROM notices WHERE region = ?1 AND recipient = ?2 ORDER BY subject_id";
constexpr const char* select_marks =
    "SELECT subject_id, reason, at FROM marks WHERE region = ?1 ORDER BY at, subject_id, reason";
#define KOLK_NOTICE_COLUMNS                                                                                            \
    "notice_id, kind, subject_id, recipient, purpose, case_key, consents, state, at, next_attempt, attempts, answer, " \
    "ground, answered_at, because"
constexpr const char* select_notices = "SELECT " KOLK_NOTICE_COLUMNS " FROM notices WHERE region = ?1 ORDER BY rowid";
constexpr const char* select_notices_about =
    "SELECT " KOLK_NOTICE_COLUMNS " FROM notices WHERE region = ?1 AND subject_id = ?2 ORDER BY rowid";
constexpr const char* select_open_notices =
    "SELECT " KOLK_NOTICE_COLUMNS
    " FROM notices WHERE region = ?1 AND (state < 2 OR (state = 2 AND kind <> 'end')) ORDER BY rowid";
#undef KOLK_NOTICE_COLUMNS
static_assert(static_cast<int>(NoticeState::taken) == 2);
constexpr const char* select_next_attempt =
    "SELECT min(next_attempt) FROM exchanges WHERE region = ?1 AND state IN (0, 2) AND state <= 2";

constexpr const char* select_quarantine_has = "SELECT 1 FROM quarantine WHERE region = ?1 AND digest = ?2 LIMIT 1";
constexpr const char* select_quarantine =
    "SELECT quarantine_id, source, arrival, line, field, reason, text, digest, sealed, at, until FROM quarantine "
    "WHERE region = ?1 ORDER BY rowid";
constexpr const char* select_incidents =
    "SELECT incident_id, reason, source, arrival, line, at, sender, recipient, record_type, subject, measure, "
    "purpose, exchange_id FROM incidents WHERE region = ?1 ORDER BY incident_id";
constexpr const char* select_source = "SELECT source, last_pull FROM sources WHERE region = ?1 AND source = ?2";
constexpr const char* select_counters =
    "SELECT scope, name, value FROM counters WHERE region = ?1 ORDER BY scope, name";
constexpr const char* select_outstanding =
    "SELECT recipient, count(*) FROM exchanges WHERE region = ?1 AND state IN (0, 2) AND state <= 2 "
    "GROUP BY recipient";
constexpr const char* select_expired_quarantine =
    "SELECT quarantine_id FROM quarantine WHERE region = ?1 AND until <= ?2 AND sealed <> x''";
constexpr const char* select_flows =
    "SELECT purpose, sender, recipient, record_type, state, reason, count(*) FROM exchanges WHERE region = ?1 "
    "GROUP BY purpose, sender, recipient, record_type, state, reason";
constexpr const char* select_failures =
    "SELECT recipient, reason, count(*) FROM exchanges AS failed WHERE region = ?1 AND state = ?2 "
    "AND exchange_id NOT IN (SELECT exchange_id FROM notice_exchanges WHERE region = ?1) AND NOT EXISTS "
    "(SELECT 1 FROM exchanges AS later WHERE later.region = ?1 AND later.record_id = failed.record_id "
    "AND later.recipient = failed.recipient AND later.purpose = failed.purpose AND later.state = ?3 "
    "AND later.exchange_id > failed.exchange_id) GROUP BY recipient, reason";

std::string text(const Query& row, int column) {
    return std::string{row.text(column)};
}

Bytes bytes(const Query& row, int column) {
    const base::ByteView view = row.blob(column);
    return {view.begin(), view.end()};
}

SubjectId subject_id(const Query& row, int column) {
    return fixed<16>(row.blob(column));
}

Digest digest(const Query& row, int column) {
    return fixed<32>(row.blob(column));
}

Subject subject_from(const Query& row) {
    return {subject_id(row, 0), bytes(row, 1)};
}

Fact fact_from(const Query& row) {
    return {subject_id(row, 0), text(row, 1), text(row, 2), digest(row, 3), bytes(row, 4)};
}

Record record_from(const Query& row) {
    return {text(row, 0), digest(row, 1), subject_id(row, 2), text(row, 3),  text(row, 4),
            text(row, 5), digest(row, 6), bytes(row, 7),      digest(row, 8)};
}

Exchange exchange_from(const Query& row) {
    Exchange exchange;
    exchange.exchange_id = text(row, 0);
    exchange.record_id = text(row, 1);
    exchange.digest = digest(row, 2);
    exchange.subject = subject_id(row, 3);
    exchange.record_type = text(row, 4);
    exchange.purpose = text(row, 5);
    exchange.rule = text(row, 6);
    exchange.sender = text(row, 7);
    exchange.recipient = text(row, 8);
    exchange.state = static_cast<ExchangeState>(row.number(9));
    exchange.reason = text(row, 10);
    exchange.case_key = text(row, 11);
    exchange.queued_at = instant(row.number(12));
    exchange.deadline = instant(row.number(13));
    exchange.next_attempt = instant(row.number(14));
    exchange.attempts = static_cast<std::uint32_t>(row.number(15));
    exchange.consents = text(row, 16);
    exchange.projection = text(row, 17);
    if (!row.is_null(18)) exchange.released_at = instant(row.number(18));
    exchange.under_consent = text(row, 19);
    return exchange;
}

Notice notice_from(const Query& row) {
    Notice notice;
    notice.notice_id = text(row, 0);
    notice.kind = text(row, 1);
    notice.subject = subject_id(row, 2);
    notice.recipient = text(row, 3);
    notice.purpose = text(row, 4);
    notice.case_key = text(row, 5);
    notice.consents = text(row, 6);
    notice.state = static_cast<NoticeState>(row.number(7));
    notice.at = instant(row.number(8));
    notice.next_attempt = instant(row.number(9));
    notice.attempts = static_cast<std::uint32_t>(row.number(10));
    notice.answer = text(row, 11);
    notice.ground = bytes(row, 12);
    if (!row.is_null(13)) notice.answered_at = instant(row.number(13));
    notice.because = text(row, 14);
    return notice;
}

Quarantined quarantined_from(const Query& row) {
    Quarantined input;
    input.quarantine_id = text(row, 0);
    input.source = text(row, 1);
    input.arrival = static_cast<std::uint64_t>(row.number(2));
    input.line = static_cast<std::uint64_t>(row.number(3));
    input.field = text(row, 4);
    input.reason = text(row, 5);
    input.text = text(row, 6);
    input.digest = digest(row, 7);
    input.sealed = bytes(row, 8);
    input.at = instant(row.number(9));
    input.until = instant(row.number(10));
    return input;
}

Incident incident_from(const Query& row) {
    return {text(row, 0),
            text(row, 1),
            text(row, 2),
            static_cast<std::uint64_t>(row.number(3)),
            static_cast<std::uint64_t>(row.number(4)),
            instant(row.number(5)),
            text(row, 6),
            text(row, 7),
            text(row, 8),
            text(row, 9),
            text(row, 10),
            text(row, 11),
            text(row, 12)};
}

FlowCount flow_from(const Query& row) {
    return {text(row, 0), text(row, 1), text(row, 2), text(row, 3), static_cast<ExchangeState>(row.number(4)),
            text(row, 5), row.number(6)};
}

/// The first row, made into a value, or nothing.
template <class Make>
auto one(Query query, Make make) -> Result<std::optional<decltype(make(query))>> {
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row) return std::optional<decltype(make(query))>{};
    return std::optional{make(query)};
}

/// Every row, made into a value.
template <class Make>
auto all(Query query, Make make) -> Result<std::vector<decltype(make(query))>> {
    std::vector<decltype(make(query))> values;
    for (;;) {
        const auto row = query.next();
        if (!row) return row.error();
        if (!*row) return values;
        values.push_back(make(query));
    }
}

Result<bool> any(Query query) {
    return query.next();
}

bool is_open(ExchangeState state) {
    return state <= ExchangeState::released;
}

std::int64_t as_limit(std::size_t limit) {
    return static_cast<std::int64_t>(std::min<std::size_t>(limit, std::numeric_limits<std::int64_t>::max()));
}

}  // namespace

Result<std::optional<SubjectId>> find_alias(Connection& connection, const std::string& region, const Digest& token) {
    return one(connection.query(select_alias, region, token), [](const Query& row) { return subject_id(row, 0); });
}

Result<std::optional<Subject>> find_subject(Connection& connection, const std::string& region, const SubjectId& id) {
    return one(connection.query(select_subject, region, id), subject_from);
}

Result<std::vector<Subject>> subjects(Connection& connection, const std::string& region) {
    return all(connection.query(select_subjects, region), subject_from);
}

Result<bool> has_records(Connection& connection, const std::string& region, const SubjectId& subject) {
    return any(connection.query(select_has_records, region, subject));
}

Result<std::vector<OwnNumber>> own_numbers(Connection& connection, const std::string& region,
                                           const SubjectId& subject) {
    return all(connection.query(select_own_numbers, region, subject), [](const Query& row) {
        return OwnNumber{subject_id(row, 0), text(row, 1), bytes(row, 2)};
    });
}

Result<std::vector<Fact>> facts(Connection& connection, const std::string& region, const SubjectId& subject) {
    return all(connection.query(select_facts, region, subject), fact_from);
}

Result<std::vector<Fact>> facts_of(Connection& connection, const std::string& region, const std::string& source,
                                   const std::string& kind) {
    return all(connection.query(select_facts_of, region, source, kind), fact_from);
}

Result<std::vector<FactSource>> fact_sources(Connection& connection, const std::string& region) {
    return all(connection.query(select_fact_sources, region), [](const Query& row) {
        return FactSource{text(row, 0), text(row, 1), instant(row.number(2)), row.number(3) != 0};
    });
}

Result<std::optional<Record>> find_record(Connection& connection, const std::string& region, const Digest& key) {
    return one(connection.query(select_record_by_key, region, key), record_from);
}

Result<std::optional<Record>> record(Connection& connection, const std::string& region, const std::string& record_id) {
    return one(connection.query(select_record, region, record_id), record_from);
}

Result<std::vector<Exchange>> exchanges_of(Connection& connection, const std::string& region,
                                           const std::string& record_id) {
    return all(connection.query(select_exchanges_of, region, record_id), exchange_from);
}

Result<std::optional<Exchange>> exchange(Connection& connection, const std::string& region,
                                         const std::string& exchange_id) {
    return one(connection.query(select_exchange, region, exchange_id), exchange_from);
}

Result<std::vector<Exchange>> due(Connection& connection, const std::string& region, const std::string& recipient,
                                  std::span<const ExchangeState> states, Instant now, std::size_t limit) {
    // One walk along the index per state; together they hold the oldest of all.
    std::vector<Exchange> found;
    for (const ExchangeState state : states) {
        const char* literal = is_open(state) ? select_due_open : select_due_ended;
        auto some = all(connection.query(literal, region, recipient, state, now, as_limit(limit)), exchange_from);
        if (!some) return some.error();
        std::ranges::move(*some, std::back_inserter(found));
    }
    std::ranges::stable_sort(found, {}, &Exchange::next_attempt);
    if (found.size() > limit) found.resize(limit);
    return found;
}

Result<std::vector<Exchange>> in_state(Connection& connection, const std::string& region, ExchangeState state,
                                       std::size_t limit) {
    const char* literal = is_open(state) ? select_in_open_state : select_in_ended_state;
    return all(connection.query(literal, region, state, as_limit(limit)), exchange_from);
}

Result<std::vector<Exchange>> postponed(Connection& connection, const std::string& region, Instant now,
                                        std::size_t limit) {
    return all(connection.query(select_postponed, region, now, as_limit(limit)), exchange_from);
}

Result<std::vector<Exchange>> exchanges_about(Connection& connection, const std::string& region,
                                              const SubjectId& subject) {
    return all(connection.query(select_exchanges_about, region, subject), exchange_from);
}

Result<std::vector<Mark>> marks(Connection& connection, const std::string& region) {
    return all(connection.query(select_marks, region), [](const Query& row) {
        return Mark{subject_id(row, 0), text(row, 1), instant(row.number(2))};
    });
}

Result<std::vector<Notice>> notices(Connection& connection, const std::string& region) {
    return all(connection.query(select_notices, region), notice_from);
}

Result<std::vector<Notice>> notices_about(Connection& connection, const std::string& region, const SubjectId& subject) {
    return all(connection.query(select_notices_about, region, subject), notice_from);
}

Result<std::vector<SubjectId>> children_of(Connection& connection, const std::string& region,
                                           const std::string& recipient) {
    return all(connection.query(select_children_of, region, recipient),
               [](const Query& row) { return subject_id(row, 0); });
}

Result<std::vector<Notice>> open_notices(Connection& connection, const std::string& region) {
    return all(connection.query(select_open_notices, region), notice_from);
}

Result<std::vector<Exchange>> exchanges_in(Connection& connection, const std::string& region,
                                           const std::string& notice_id) {
    return all(connection.query(select_exchanges_in, region, notice_id), exchange_from);
}

Result<std::optional<Instant>> next_attempt(Connection& connection, const std::string& region) {
    auto query = connection.query(select_next_attempt, region);
    const auto row = query.next();
    if (!row) return row.error();
    if (query.is_null(0)) return std::optional<Instant>{};
    return std::optional{instant(query.number(0))};
}

Result<bool> quarantine_has(Connection& connection, const std::string& region, const Digest& digest) {
    return any(connection.query(select_quarantine_has, region, digest));
}

Result<std::vector<Quarantined>> quarantine(Connection& connection, const std::string& region) {
    return all(connection.query(select_quarantine, region), quarantined_from);
}

Result<std::vector<Incident>> incidents(Connection& connection, const std::string& region) {
    return all(connection.query(select_incidents, region), incident_from);
}

Result<std::optional<SourceState>> source(Connection& connection, const std::string& region, const std::string& name) {
    return one(connection.query(select_source, region, name), [](const Query& row) {
        SourceState state{text(row, 0), std::nullopt};
        if (!row.is_null(1)) state.last_pull = instant(row.number(1));
        return state;
    });
}

Result<std::vector<Counter>> counters(Connection& connection, const std::string& region) {
    return all(connection.query(select_counters, region), [](const Query& row) {
        return Counter{text(row, 0), text(row, 1), row.number(2)};
    });
}

Result<std::map<std::string, std::int64_t>> outstanding(Connection& connection, const std::string& region) {
    auto query = connection.query(select_outstanding, region);
    std::map<std::string, std::int64_t> counts;
    for (;;) {
        const auto row = query.next();
        if (!row) return row.error();
        if (!*row) return counts;
        counts.emplace(text(query, 0), query.number(1));
    }
}

Result<std::vector<std::string>> expired_quarantine(Connection& connection, const std::string& region, Instant now) {
    return all(connection.query(select_expired_quarantine, region, now), [](const Query& row) { return text(row, 0); });
}

Result<std::vector<FlowCount>> flows(Connection& connection, const std::string& region) {
    return all(connection.query(select_flows, region), flow_from);
}

Result<std::vector<FailureCount>> failures(Connection& connection, const std::string& region) {
    auto query = connection.query(select_failures, region, ExchangeState::failed, ExchangeState::delivered);
    return all(std::move(query), [](const Query& row) {
        return FailureCount{text(row, 0), text(row, 1), row.number(2)};
    });
}

}  // namespace kolk::gateway::store::read
