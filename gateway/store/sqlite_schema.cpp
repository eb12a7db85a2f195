#include "gateway/store/sqlite_schema.hpp"

#include <array>

namespace kolk::gateway::store {
namespace {

using sqlite::Connection;

// "Kolk" in the file's header (SQLite file format, section 1.3.15).
constexpr std::int64_t application_id = 0x4b6f6c6b;

// One script per version of the layout, in order; a script that was once released is never changed.
// Every table leads with the region. Rows that a key finds are clustered by it; wide rows that change keep a rowid.
// Of the exchanges only those that have not ended (queued, waiting, released) stand in the work list `exchanges_open`:
// it stays small however many have ended. Its condition is a comparison, because SQLite makes a table of a list of
// states each time it looks at a row.
// The log's tables keep a rowid that is a column, so that no value in them is beyond verification.
constexpr const char* version_1 = R"sql(
CREATE TABLE subjects (
    region TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (region, subject_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE aliases (
    region TEXT NOT NULL,
    token BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    PRIMARY KEY (region, token),
    FOREIGN KEY (region, subject_id) REFERENCES subjects DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_subject ON aliases (region, subject_id);

CREATE TABLE own_numbers (
    region TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    party TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (region, subject_id, party),
    FOREIGN KEY (region, subject_id) REFERENCES subjects DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_sources (
    region TEXT NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    PRIMARY KEY (region, source, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
    region TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (region, subject_id, source, kind),
    FOREIGN KEY (region, subject_id) REFERENCES subjects DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX facts_by_file ON facts (region, source, kind);

CREATE TABLE records (
    region TEXT NOT NULL,
    record_id TEXT NOT NULL,
    key BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    record_type TEXT NOT NULL,
    sender TEXT NOT NULL,
    version TEXT NOT NULL,
    digest BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (region, record_id),
    FOREIGN KEY (region, subject_id) REFERENCES subjects DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX records_by_key ON records (region, key);
CREATE INDEX records_by_subject ON records (region, subject_id);

CREATE TABLE exchanges (
    region TEXT NOT NULL,
    exchange_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    digest BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    record_type TEXT NOT NULL,
    purpose TEXT NOT NULL,
    rule TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
    reason TEXT NOT NULL,
    case_key TEXT NOT NULL,
    bound_by_source TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    next_attempt INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    batch_id TEXT NOT NULL,
    PRIMARY KEY (region, exchange_id),
    FOREIGN KEY (region, record_id) REFERENCES records DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX exchanges_by_record ON exchanges (region, record_id);
CREATE INDEX exchanges_open ON exchanges (region, state, recipient, next_attempt) WHERE state <= 2;

CREATE TABLE quarantine (
    region TEXT NOT NULL,
    quarantine_id TEXT NOT NULL,
    source TEXT NOT NULL,
    arrival INTEGER NOT NULL,
    line INTEGER NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    digest BLOB NOT NULL,
    sealed BLOB NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (region, quarantine_id)
) STRICT;
CREATE INDEX quarantine_by_digest ON quarantine (region, digest);
CREATE INDEX quarantine_with_content ON quarantine (region, until) WHERE sealed <> x'';

CREATE TABLE incidents (
    region TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    source TEXT NOT NULL,
    arrival INTEGER NOT NULL,
    line INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (region, incident_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
    region TEXT NOT NULL,
    source TEXT NOT NULL,
    last_pull INTEGER,
    PRIMARY KEY (region, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    region TEXT NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (region, scope, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_entries (
    region TEXT NOT NULL,
    entry INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    exchange_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    purpose TEXT NOT NULL,
    record_type TEXT NOT NULL,
    reason TEXT NOT NULL,
    leaf TEXT NOT NULL
) STRICT;

CREATE TABLE log_checkpoints (
    region TEXT NOT NULL,
    number INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    root TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE TABLE log_head (
    region TEXT NOT NULL,
    size INTEGER NOT NULL,
    peaks BLOB NOT NULL,
    checkpoints INTEGER NOT NULL
) STRICT;
)sql";

// Withdrawals and deaths, and what recipients are told of them; what a report of a breach needs. Only notices that have
// not ended stand in the work list.
constexpr const char* version_2 = R"sql(
ALTER TABLE fact_sources ADD COLUMN trusted INTEGER NOT NULL DEFAULT 1 CHECK (trusted IN (0, 1));
ALTER TABLE exchanges ADD COLUMN consents TEXT NOT NULL DEFAULT '';
ALTER TABLE exchanges ADD COLUMN projection TEXT NOT NULL DEFAULT '';
ALTER TABLE exchanges ADD COLUMN released_at INTEGER;
ALTER TABLE incidents ADD COLUMN sender TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN record_type TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN measure TEXT NOT NULL DEFAULT '';

CREATE TABLE marks (
    region TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (region, subject_id, reason),
    FOREIGN KEY (region, subject_id) REFERENCES subjects DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    region TEXT NOT NULL,
    notice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    recipient TEXT NOT NULL,
    purpose TEXT NOT NULL,
    case_key TEXT NOT NULL,
    consents TEXT NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    at INTEGER NOT NULL,
    next_attempt INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    answer TEXT NOT NULL,
    ground BLOB NOT NULL,
    answered_at INTEGER,
    PRIMARY KEY (region, notice_id),
    FOREIGN KEY (region, subject_id) REFERENCES subjects DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX notices_by_subject ON notices (region, subject_id);
CREATE INDEX notices_open ON notices (region, state) WHERE state < 2 OR (state = 2 AND kind = 'withdrawal');

CREATE TABLE notice_exchanges (
    region TEXT NOT NULL,
    notice_id TEXT NOT NULL,
    exchange_id TEXT NOT NULL,
    PRIMARY KEY (region, notice_id, exchange_id),
    FOREIGN KEY (region, notice_id) REFERENCES notices DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (region, exchange_id) REFERENCES exchanges DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
)sql";

// Where a child was, and requests to erase: they are followed until they are answered, as withdrawals are. What a
// source demands stands sealed with the record.
constexpr const char* version_3 = R"sql(
ALTER TABLE records ADD COLUMN place BLOB NOT NULL DEFAULT x'';
ALTER TABLE notices ADD COLUMN because TEXT NOT NULL DEFAULT '';
DROP INDEX notices_open;
CREATE INDEX notices_open ON notices (region, state) WHERE state < 2 OR (state = 2 AND kind <> 'end');
ALTER TABLE exchanges DROP COLUMN bound_by_source;
ALTER TABLE exchanges DROP COLUMN batch_id;
)sql";

// By its exchange a breach is followed in the log.
constexpr const char* version_4 = R"sql(
ALTER TABLE incidents ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN exchange_id TEXT NOT NULL DEFAULT '';
)sql";

// A withdrawal of a part takes back what went of these fields.
constexpr const char* version_5 = R"sql(
ALTER TABLE exchanges ADD COLUMN under_consent TEXT NOT NULL DEFAULT '';
)sql";

constexpr std::array scripts{version_1, version_2, version_3, version_4, version_5};

base::Result<std::int64_t> read_number(Connection& connection, const char* pragma) {
    auto query = connection.query(pragma);
    const auto row = query.next();
    if (!row) return row.error();
    return query.number(0);
}

base::Result<void> create_head(Connection& connection, const std::string& region) {
    const auto made =
        connection.query("INSERT INTO log_head (region, size, peaks, checkpoints) VALUES (?, 0, x'', 0)", region).run();
    if (!made) return made.error();
    return {};
}

base::Result<void> migrate(Connection& connection, std::int64_t version, const std::string& region) {
    for (std::size_t i = static_cast<std::size_t>(version); i < scripts.size(); ++i) {
        if (const auto done = connection.execute(scripts[i]); !done) return done.error();
    }
    if (version == 0) {
        if (const auto made = create_head(connection, region); !made) return made.error();
    }
    const std::string stamp = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(scripts.size()) + ";";
    return connection.execute(stamp.c_str());
}

base::Result<void> check_region(Connection& connection, const std::string& region) {
    auto query = connection.query("SELECT region FROM log_head");
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row || query.text(0) != region) {
        return base::failure("store.foreign",
                             "the state folder holds the store of another region; set `state` to a folder of this "
                             "region's own");
    }
    return {};
}

/// How far the layout is; SQLite gives zero for a file that is still empty.
base::Result<std::int64_t> read_version(Connection& connection) {
    const auto application = read_number(connection, "PRAGMA application_id");
    if (!application) return application.error();
    const auto version = read_number(connection, "PRAGMA user_version");
    if (!version) return version.error();
    if (*application != application_id && (*application != 0 || *version != 0)) {
        return base::failure("store.foreign", "the file at the place of the store belongs to another program; move it");
    }
    if (*version > static_cast<std::int64_t>(scripts.size())) {
        return base::failure("store.newer", "the store was written by a newer kolk; install that version again");
    }
    return *version;
}

}  // namespace

base::Result<void> prepare_schema(Connection& connection, const std::string& region) {
    if (const auto begun = connection.execute("BEGIN IMMEDIATE"); !begun) return begun.error();
    const auto version = read_version(connection);
    if (!version) return version.error();
    if (*version < static_cast<std::int64_t>(scripts.size())) {
        if (const auto done = migrate(connection, *version, region); !done) return done.error();
    }
    if (const auto ours = check_region(connection, region); !ours) return ours.error();
    return connection.execute("COMMIT");
}

}  // namespace kolk::gateway::store
