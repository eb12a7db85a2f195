#include "gateway/store/sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace kolk::gateway::store::sqlite {
namespace {

constexpr int busy_timeout_milliseconds = 5'000;

// What a bound empty value points at: SQLite takes a null pointer for NULL.
constexpr char nothing = 0;

/// Creates the file for the service's user alone, and makes its name durable.
bool create_private(const std::filesystem::path& file) {
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) return errno == EEXIST;
    ::close(made);
    const std::filesystem::path parent = file.has_parent_path() ? file.parent_path() : ".";
    const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return false;
    const bool synced = ::fsync(folder) == 0;
    ::close(folder);
    return synced;
}

}  // namespace

Query::Query(Connection& connection, sqlite3_stmt* statement, int code)
    : connection_{&connection}, statement_{statement}, code_{code} {
}

Query::Query(Query&& other) noexcept
    : connection_{other.connection_}, statement_{std::exchange(other.statement_, nullptr)}, code_{other.code_} {
}

Query::~Query() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Query::keep(int code) {
    if (code_ == SQLITE_OK) code_ = code;
}

void Query::bind(int place, std::int64_t value) {
    keep(sqlite3_bind_int64(statement_, place, value));
}

void Query::bind(int place, std::string_view value) {
    const char* data = value.empty() ? &nothing : value.data();
    keep(sqlite3_bind_text64(statement_, place, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Query::bind(int place, ByteView value) {
    const void* data = value.empty() ? static_cast<const void*>(&nothing) : value.data();
    keep(sqlite3_bind_blob64(statement_, place, data, value.size(), SQLITE_STATIC));
}

void Query::bind(int place, std::optional<Instant> value) {
    if (value) {
        bind(place, static_cast<std::int64_t>(value->time_since_epoch().count()));
    } else {
        keep(sqlite3_bind_null(statement_, place));
    }
}

Result<bool> Query::next() {
    if (code_ == SQLITE_OK) {
        const int code = sqlite3_step(statement_);
        if (code == SQLITE_ROW) return true;
        if (code == SQLITE_DONE) return false;
        code_ = code;
    }
    return connection_->error(code_);
}

Result<std::int64_t> Query::run() {
    const auto row = next();
    if (!row) return row.error();
    return sqlite3_changes64(connection_->handle_.get());
}

std::int64_t Query::number(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Query::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

ByteView Query::blob(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Query::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

bool Query::is_text(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_TEXT;
}

bool Query::is_blob(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_BLOB;
}

bool Query::is_number(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_INTEGER;
}

void Connection::Close::operator()(sqlite3* handle) const {
    sqlite3_close(handle);
}

void Connection::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Connection::Connection(sqlite3* handle, std::string name) : name_{std::move(name)}, handle_{handle} {
}

Result<Connection> Connection::open(const std::filesystem::path& file, Mode mode) {
    std::string name = file.filename().string();
    if (mode == Mode::read_write && !create_private(file)) {
        return base::failure("store.unusable", name +
                                                   " cannot be created; check that its folder exists and belongs to "
                                                   "the user that runs kolk");
    }
    sqlite3* handle = nullptr;
    const int access = mode == Mode::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    const int code = sqlite3_open_v2(file.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection{handle, std::move(name)};
    if (code != SQLITE_OK) return connection.error(code);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busy_timeout_milliseconds);
    // Sorting happens in memory: a temporary file could hold content.
    if (const auto done = connection.execute("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;"); !done) {
        return done.error();
    }
    return connection;
}

Result<void> Connection::execute(const char* script) {
    const int code = sqlite3_exec(handle_.get(), script, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error(code);
    return {};
}

Query Connection::prepare(const char* literal) {
    auto& statement = statements_[literal];
    int code = SQLITE_OK;
    if (!statement) {
        sqlite3_stmt* made = nullptr;
        code = sqlite3_prepare_v3(handle_.get(), literal, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        statement.reset(made);
    }
    return Query{*this, statement.get(), code};
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

base::Error Connection::error(int code) const {
    const std::string where = name_ + " (SQLite code " + std::to_string(code) + ")";
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return base::failure("store.busy", where + " is in use by another process; stop that, or try again later");
        case SQLITE_FULL:
            return base::failure("store.full", "the disk of " + where +
                                                   " is full; nothing of this step was stored: free some space, then "
                                                   "run it again");
        case SQLITE_CONSTRAINT:
            return base::failure("store.conflict", "what " + where +
                                                       " was to store contradicts what it holds; nothing was stored, "
                                                       "run the step again and report it when it comes back");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_MISMATCH:
        case SQLITE_ERROR:
            return base::failure("store.corrupt",
                                 where +
                                     " does not hold what it should; stop the service and restore the state from a "
                                     "backup");
        default:
            return base::failure("store.unusable",
                                 where +
                                     " cannot be read or written; check that its disk is in order and has room, and "
                                     "that the file belongs to the user that runs kolk");
    }
}

Instant instant(std::int64_t milliseconds) {
    return Instant{std::chrono::milliseconds{milliseconds}};
}

}  // namespace kolk::gateway::store::sqlite
