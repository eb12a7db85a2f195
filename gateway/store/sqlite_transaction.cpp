#include "gateway/store/sqlite_transaction.hpp"

#include <array>
#include <utility>

namespace kolk::gateway::store {
namespace {

constexpr const char* put_subject =
    "INSERT INTO subjects (region, subject_id, sealed) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (region, subject_id) DO UPDATE SET sealed = excluded.sealed";
constexpr const char* put_alias =
    "INSERT INTO aliases (region, token, subject_id) VALUES (?1, ?2, ?3) ON CONFLICT (region, token) DO NOTHING";
constexpr const char* put_own_number =
    "INSERT INTO own_numbers (region, subject_id, party, sealed) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (region, subject_id, party) DO UPDATE SET sealed = excluded.sealed";
constexpr const char* put_fact =
    "INSERT INTO facts (region, subject_id, source, kind, digest, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT (region, subject_id, source, kind) DO UPDATE SET digest = excluded.digest, sealed = excluded.sealed";
constexpr const char* put_fact_source =
    "INSERT INTO fact_sources (region, source, kind, as_of, trusted) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (region, source, kind) DO UPDATE SET as_of = excluded.as_of, trusted = excluded.trusted";
constexpr const char* delete_facts = "DELETE FROM facts WHERE region = ?1 AND source = ?2 AND kind = ?3";

constexpr const char* move_aliases = "UPDATE aliases SET subject_id = ?3 WHERE region = ?1 AND subject_id = ?2";
constexpr const char* move_marks = "UPDATE OR IGNORE marks SET subject_id = ?3 WHERE region = ?1 AND subject_id = ?2";
constexpr std::array delete_subject{
    "DELETE FROM marks WHERE region = ?1 AND subject_id = ?2",
    "DELETE FROM own_numbers WHERE region = ?1 AND subject_id = ?2",
    "DELETE FROM facts WHERE region = ?1 AND subject_id = ?2",
    "DELETE FROM subjects WHERE region = ?1 AND subject_id = ?2",
};

// A record keeps its key and child, and an exchange its record: leaving those columns alone saves index updates.
constexpr const char* put_record =
    "INSERT INTO records (region, record_id, key, subject_id, record_type, sender, version, digest, sealed, "
    "place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
    "ON CONFLICT (region, record_id) DO UPDATE SET record_type = excluded.record_type, sender = excluded.sender, "
    "version = excluded.version, digest = excluded.digest, sealed = excluded.sealed, place = excluded.place "
    "WHERE key = excluded.key AND subject_id = excluded.subject_id";
constexpr const char* put_exchange =
    "INSERT INTO exchanges (region, exchange_id, record_id, digest, subject_id, record_type, purpose, rule, sender, "
    "recipient, state, reason, case_key, queued_at, deadline, next_attempt, attempts, "
    "consents, projection, released_at, under_consent) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21) "
    "ON CONFLICT (region, exchange_id) DO UPDATE SET digest = excluded.digest, subject_id = excluded.subject_id, "
    "record_type = excluded.record_type, purpose = excluded.purpose, rule = excluded.rule, sender = excluded.sender, "
    "recipient = excluded.recipient, state = excluded.state, reason = excluded.reason, case_key = excluded.case_key, "
    "queued_at = excluded.queued_at, deadline = excluded.deadline, "
    "next_attempt = excluded.next_attempt, attempts = excluded.attempts, "
    "consents = excluded.consents, projection = excluded.projection, released_at = excluded.released_at, "
    "under_consent = excluded.under_consent WHERE record_id = excluded.record_id";

constexpr const char* put_mark =
    "INSERT INTO marks (region, subject_id, reason, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
constexpr const char* remove_mark = "DELETE FROM marks WHERE region = ?1 AND subject_id = ?2 AND reason = ?3";
constexpr const char* put_notice =
    "INSERT INTO notices (region, notice_id, kind, subject_id, recipient, purpose, case_key, consents, state, at, "
    "next_attempt, attempts, answer, ground, answered_at, because) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) "
    "ON CONFLICT (region, notice_id) DO UPDATE SET state = excluded.state, next_attempt = excluded.next_attempt, "
    "attempts = excluded.attempts, answer = excluded.answer, ground = excluded.ground, "
    "answered_at = excluded.answered_at";
constexpr const char* name_exchange =
    "INSERT INTO notice_exchanges (region, notice_id, exchange_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

// The last condition of these two lets SQLite use the work list of the exchanges that have not ended.
constexpr const char* postpone_recipient =
    "UPDATE exchanges SET next_attempt = ?3 WHERE region = ?1 AND recipient = ?2 AND state = ?4 AND next_attempt < ?3 "
    "AND state <= 2";

constexpr const char* hasten_all =
    "UPDATE exchanges SET next_attempt = ?2 WHERE region = ?1 AND state IN (0, 2) AND next_attempt > ?2 AND "
    "state <= 2";

constexpr const char* put_quarantined =
    "INSERT OR REPLACE INTO quarantine (region, quarantine_id, source, arrival, line, field, reason, text, digest, "
    "sealed, at, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
constexpr const char* put_incident =
    "INSERT OR REPLACE INTO incidents (region, incident_id, reason, source, arrival, line, at, sender, recipient, "
    "record_type, subject, measure, purpose, exchange_id) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
constexpr const char* put_source = "INSERT OR REPLACE INTO sources (region, source, last_pull) VALUES (?1, ?2, ?3)";
constexpr const char* add_counter =
    "INSERT INTO counters (region, scope, name, value) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (region, scope, name) DO UPDATE SET value = value + excluded.value";

// 0, 1 and 2 are queued, waiting and released: the states that have not ended. The plus keeps SQLite from walking the
// list of all open exchanges instead of the few of this record.
constexpr const char* drop_content =
    "UPDATE records SET sealed = x'' WHERE region = ?1 AND record_id = ?2 AND sealed <> x'' AND NOT EXISTS "
    "(SELECT 1 FROM exchanges WHERE region = ?1 AND record_id = ?2 AND +state <= 2)";
static_assert(static_cast<int>(ExchangeState::queued) == 0 && static_cast<int>(ExchangeState::waiting) == 1 &&
              static_cast<int>(ExchangeState::released) == 2);
constexpr const char* drop_quarantine =
    "UPDATE quarantine SET sealed = x'' WHERE region = ?1 AND until <= ?2 AND sealed <> x''";

base::Error moved() {
    return base::failure(
        "store.conflict",
        "a record would change its key or child, or an exchange its record; nothing was stored, run the step "
        "again and report it when it comes back");
}

}  // namespace

SqliteTransaction::SqliteTransaction(sqlite::Connection& connection, const std::string& region,
                                     std::function<void()> ended)
    : connection_{connection}, region_{region}, ended_{std::move(ended)} {
}

SqliteTransaction::~SqliteTransaction() {
    // When even this fails, closing the connection takes the transaction back.
    if (connection_.in_transaction()) static_cast<void>(connection_.execute("ROLLBACK"));
    ended_();
}

Result<void> SqliteTransaction::keep(Result<void> outcome) {
    if (!outcome) failed_ = true;
    return outcome;
}

template <class... Values>
Result<std::int64_t> SqliteTransaction::run(const char* literal, const Values&... values) {
    const auto changed = connection_.query(literal, region_, values...).run();
    if (!changed) failed_ = true;
    return changed;
}

template <class... Values>
Result<void> SqliteTransaction::write(const char* literal, const Values&... values) {
    const auto changed = run(literal, values...);
    if (!changed) return changed.error();
    return {};
}

Result<void> SqliteTransaction::put(const Subject& subject) {
    return write(put_subject, subject.id, subject.sealed);
}

Result<void> SqliteTransaction::put(const Alias& alias) {
    return write(put_alias, alias.token, alias.subject);
}

Result<void> SqliteTransaction::put(const OwnNumber& number) {
    return write(put_own_number, number.subject, number.party, number.sealed);
}

Result<void> SqliteTransaction::put(const Fact& fact) {
    return write(put_fact, fact.subject, fact.source, fact.kind, fact.digest, fact.sealed);
}

Result<void> SqliteTransaction::absorb(const SubjectId& from, const SubjectId& into) {
    if (const auto moved = write(move_aliases, from, into); !moved) return moved;
    if (const auto moved = write(move_marks, from, into); !moved) return moved;
    for (const char* literal : delete_subject) {
        if (const auto deleted = write(literal, from); !deleted) return deleted;
    }
    return {};
}

Result<void> SqliteTransaction::replace_facts(const FactSource& file, std::span<const Fact> facts) {
    if (const auto deleted = write(delete_facts, file.source, file.kind); !deleted) return deleted;
    for (const Fact& fact : facts) {
        const auto stored = write(put_fact, fact.subject, file.source, file.kind, fact.digest, fact.sealed);
        if (!stored) return stored;
    }
    return put(file);
}

Result<void> SqliteTransaction::put(const FactSource& file) {
    return write(put_fact_source, file.source, file.kind, file.as_of, file.trusted);
}

Result<void> SqliteTransaction::put(const Record& record) {
    const auto changed = run(put_record, record.record_id, record.key, record.subject, record.record_type,
                             record.sender, record.version, record.digest, record.sealed, record.place);
    if (!changed) return changed.error();
    if (*changed != 1) return keep(moved());
    return {};
}

Result<void> SqliteTransaction::put(const Exchange& exchange) {
    const auto changed =
        run(put_exchange, exchange.exchange_id, exchange.record_id, exchange.digest, exchange.subject,
            exchange.record_type, exchange.purpose, exchange.rule, exchange.sender, exchange.recipient, exchange.state,
            exchange.reason, exchange.case_key, exchange.queued_at, exchange.deadline, exchange.next_attempt,
            exchange.attempts, exchange.consents, exchange.projection, exchange.released_at, exchange.under_consent);
    if (!changed) return changed.error();
    if (*changed != 1) return keep(moved());
    return {};
}

Result<void> SqliteTransaction::put(const Mark& mark) {
    return write(put_mark, mark.subject, mark.reason, mark.at);
}

Result<void> SqliteTransaction::remove(const Mark& mark) {
    return write(remove_mark, mark.subject, mark.reason);
}

Result<void> SqliteTransaction::put(const Notice& notice) {
    return write(put_notice, notice.notice_id, notice.kind, notice.subject, notice.recipient, notice.purpose,
                 notice.case_key, notice.consents, notice.state, notice.at, notice.next_attempt, notice.attempts,
                 notice.answer, notice.ground, notice.answered_at, notice.because);
}

Result<void> SqliteTransaction::name(const std::string& notice_id, const std::string& exchange_id) {
    return write(name_exchange, notice_id, exchange_id);
}

Result<void> SqliteTransaction::postpone(const std::string& recipient, Instant until) {
    for (const ExchangeState state : {ExchangeState::queued, ExchangeState::released}) {
        if (const auto done = write(postpone_recipient, recipient, until, state); !done) return done;
    }
    return {};
}

Result<void> SqliteTransaction::hasten(Instant latest) {
    return write(hasten_all, latest);
}

Result<void> SqliteTransaction::put(const Quarantined& input) {
    return write(put_quarantined, input.quarantine_id, input.source, input.arrival, input.line, input.field,
                 input.reason, input.text, input.digest, input.sealed, input.at, input.until);
}

Result<void> SqliteTransaction::put(const Incident& incident) {
    return write(put_incident, incident.incident_id, incident.reason, incident.source, incident.arrival, incident.line,
                 incident.at, incident.sender, incident.recipient, incident.record_type, incident.subject,
                 incident.measure, incident.purpose, incident.exchange_id);
}

Result<void> SqliteTransaction::put(const SourceState& source) {
    return write(put_source, source.source, source.last_pull);
}

Result<void> SqliteTransaction::add(const Counter& increment) {
    return write(add_counter, increment.scope, increment.name, increment.value);
}

Result<void> SqliteTransaction::drop_ended_content(std::span<const std::string> record_ids) {
    for (const std::string& record_id : record_ids) {
        if (const auto dropped = write(drop_content, record_id); !dropped) return dropped;
    }
    return {};
}

Result<void> SqliteTransaction::drop_expired_quarantine(Instant now) {
    return write(drop_quarantine, now);
}

Result<LogWriter*> SqliteTransaction::open_log() {
    if (!log_) {
        auto opened = LogWriter::open(connection_, region_);
        if (!opened) {
            failed_ = true;
            return opened.error();
        }
        log_ = std::move(*opened);
    }
    return &*log_;
}

Result<void> SqliteTransaction::append(std::span<const log::Entry> entries) {
    const auto log = open_log();
    if (!log) return log.error();
    return keep((*log)->append(entries));
}

Result<void> SqliteTransaction::append_checkpoint(const log::Checkpoint& checkpoint) {
    const auto log = open_log();
    if (!log) return log.error();
    return keep((*log)->append(checkpoint));
}

Result<void> SqliteTransaction::commit() {
    if (failed_) base::broken("a transaction of which a call failed is never committed");
    if (log_) {
        if (const auto swapped = keep(log_->write_head()); !swapped) return swapped;
    }
    return keep(connection_.execute("COMMIT"));
}

std::optional<log::Head> SqliteTransaction::log_head() const {
    if (!log_) return std::nullopt;
    return log_->head();
}

}  // namespace kolk::gateway::store
