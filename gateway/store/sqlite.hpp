#pragma once

#include "schemas/base/bytes.hpp"
#include "schemas/base/result.hpp"
#include "schemas/base/time.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

/// A thin, typed hold on SQLite. SQL is a literal, so a statement is prepared once per connection and found again by
/// its address. Errors become `store.busy`, `store.full`, `store.conflict`, `store.corrupt` or `store.unusable`;
/// SQLite's own texts are never passed on, only its code.
namespace kolk::gateway::store::sqlite {

using base::Bytes;
using base::ByteView;
using base::Instant;
using base::Result;

class Connection;

/// One run of a prepared statement. Texts and bytes are bound without copying: what was bound outlives the query. The
/// statement is reset and its bindings are cleared when the query goes. One query per statement at a time.
class Query {
public:
    Query(Query&& other) noexcept;
    Query& operator=(Query&&) = delete;
    ~Query();

    /// Moves to the next row; false at the end.
    Result<bool> next();
    /// Runs a statement that gives no rows; how many rows it changed.
    Result<std::int64_t> run();

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string_view text(int column) const;  ///< until the next row
    [[nodiscard]] ByteView blob(int column) const;          ///< until the next row
    [[nodiscard]] bool is_null(int column) const;
    /// Whether the column holds a text, bytes or a whole number: SQLite keeps a type per value.
    [[nodiscard]] bool is_text(int column) const;
    [[nodiscard]] bool is_blob(int column) const;
    [[nodiscard]] bool is_number(int column) const;

    void bind(int place, std::int64_t value);
    void bind(int place, std::string_view value);
    void bind(int place, ByteView value);
    void bind(int place, std::optional<Instant> value);

private:
    friend class Connection;
    Query(Connection& connection, sqlite3_stmt* statement, int code);
    void keep(int code);

    Connection* connection_;
    sqlite3_stmt* statement_;
    int code_;  // the first failure so far
};

/// One connection; used by one thread at a time.
class Connection {
public:
    enum class Mode { read_only, read_write };

    /// Opens a database file. Created with mode 0600 when it does not exist and may be written.
    static Result<Connection> open(const std::filesystem::path& file, Mode mode);

    /// Runs a script of our own.
    Result<void> execute(const char* script);
    /// A statement with its values bound in order.
    template <class... Values>
    Query query(const char* literal, Values&&... values) {
        static_assert((!owns_memory<Values> && ...), "what is bound must outlive the query");
        Query query = prepare(literal);
        int place = 0;
        (bind(query, ++place, values), ...);
        return query;
    }
    /// True between BEGIN and its end; SQLite ends a transaction itself on some failures.
    [[nodiscard]] bool in_transaction() const;

    [[nodiscard]] base::Error error(int code) const;

private:
    friend class Query;
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    template <class T>
    static constexpr bool owns_memory = std::is_same_v<T, std::string> || std::is_same_v<T, Bytes>;

    template <class T>
    static void bind(Query& query, int place, const T& value) {
        if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            query.bind(place, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_same_v<T, Instant>) {
            query.bind(place, std::optional{value});
        } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            query.bind(place, std::string_view{value});
        } else if constexpr (std::is_convertible_v<const T&, ByteView>) {
            query.bind(place, ByteView{value});
        } else {
            query.bind(place, value);
        }
    }

    Connection(sqlite3* handle, std::string name);
    Query prepare(const char* literal);

    std::string name_;
    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;  // goes before the handle
};

/// A moment as stored: milliseconds since 1970 in UTC.
Instant instant(std::int64_t milliseconds);

template <std::size_t size>
std::array<std::uint8_t, size> fixed(ByteView bytes) {
    std::array<std::uint8_t, size> value{};
    if (bytes.size() == size) std::copy(bytes.begin(), bytes.end(), value.begin());
    return value;
}

}  // namespace kolk::gateway::store::sqlite
