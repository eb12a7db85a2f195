#include "gateway/log/verify_statements.hpp"

#include "crypto/note.hpp"

namespace kolk::gateway::log {
namespace {

using base::Result;
using store::sqlite::Connection;
using store::sqlite::Query;

constexpr const char* select_checkpoints =
    "SELECT region, number, size, root, note FROM log_checkpoints ORDER BY number";
constexpr const char* select_columns =
    "SELECT s.type || ' ' || s.name || ' ' || coalesce((SELECT group_concat(name, ' ') FROM "
    "pragma_table_xinfo(s.name)), '') FROM sqlite_schema s "
    "WHERE s.name LIKE 'log\\_%' ESCAPE '\\' OR s.tbl_name LIKE 'log\\_%' ESCAPE '\\' ORDER BY s.name";
constexpr const char* select_heads = "SELECT rowid, region, size, peaks, checkpoints FROM log_head";

constexpr std::string_view expected_tables =
    "table log_checkpoints region number size root note\n"
    "table log_entries region entry hash kind at exchange_id subject sender recipient purpose record_type reason leaf\n"
    "table log_head region size peaks checkpoints\n";

/// What a stored checkpoint signs, when every value of the row agrees with the signature.
std::optional<Signed> read_checkpoint(const Query& row, const std::string& origin, base::ByteView public_key) {
    if (!row.is_number(2) || !row.is_text(3) || !row.is_text(4)) return std::nullopt;
    // A second signature or a further line would be a value that nothing vouches for.
    const auto note = crypto::read_note(row.text(4));
    if (!note || note->signatures.size() != 1) return std::nullopt;
    const auto checkpoint = crypto::open_checkpoint(row.text(4), origin, public_key);
    if (!checkpoint || !checkpoint->extensions.empty()) return std::nullopt;
    if (static_cast<std::uint64_t>(row.number(2)) != checkpoint->size) return std::nullopt;
    if (row.text(3) != base::to_base64(checkpoint->root)) return std::nullopt;
    return Signed{checkpoint->size, checkpoint->root};
}

}  // namespace

Result<Statements> check_checkpoints(Connection& connection, const std::string& region, const std::string& origin,
                                     base::ByteView public_key) {
    Statements statements;
    std::uint64_t trusted = 0;
    auto query = connection.query(select_checkpoints);
    const auto stop = [&](std::string_view what) {
        const std::string number = std::to_string(statements.rows);
        statements.problem = Problem{trusted, "checkpoint " + number + ": " + std::string{what}};
        return statements;
    };
    for (;;) {
        const auto row = query.next();
        if (!row) return row.error();
        if (!*row) return statements;
        ++statements.rows;
        if (!query.is_number(1) || static_cast<std::uint64_t>(query.number(1)) != statements.rows) {
            return stop("it is missing");
        }
        if (!query.is_text(0) || query.text(0) != region) return stop("it does not belong to this region");
        const auto checkpoint = read_checkpoint(query, origin, public_key);
        if (!checkpoint) return stop("it is not what the log's key has signed");
        if (checkpoint->size < trusted) return stop("it covers less than the one before it");
        trusted = checkpoint->size;
        statements.checkpoints.push_back(*checkpoint);
    }
}

Result<std::string> check_tables(Connection& connection, const std::string& region) {
    std::string tables;
    auto columns = connection.query(select_columns);
    for (;;) {
        const auto row = columns.next();
        if (!row) return row.error();
        if (!*row) break;
        tables += std::string{columns.text(0)} + '\n';
    }
    if (tables != expected_tables) {
        return std::string{"the tables of the log are not those that this version of kolk makes"};
    }
    auto heads = connection.query(select_heads);
    const auto first = heads.next();
    if (!first) return first.error();
    if (!*first) return std::string{"the head of the log is missing"};
    if (heads.number(0) != 1 || !heads.is_text(1) || heads.text(1) != region || !heads.is_number(2) ||
        !heads.is_blob(3) || !heads.is_number(4)) {
        return std::string{"the head of the log does not belong to this region"};
    }
    const auto second = heads.next();
    if (!second) return second.error();
    if (*second) return std::string{"the log has more than one head"};
    return std::string{};
}

}  // namespace kolk::gateway::log
