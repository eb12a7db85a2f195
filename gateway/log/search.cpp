#include "gateway/log/verify.hpp"
#include "gateway/store/sqlite.hpp"
#include "schemas/base/time.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace kolk::gateway::log {
namespace {

using base::Result;
using store::sqlite::Connection;

constexpr std::size_t most_found = 1'000'000;

// The log is ordered by time, so the newest are found by walking it backwards; an empty text matches everything.
constexpr const char* select_matching =
    "SELECT entry, leaf, ?2 <> '' AND sender <> ?2 FROM log_entries WHERE region = ?1 "
    "AND (?2 = '' OR sender = ?2 OR (recipient = ?2 AND (kind IN ('released', 'notice', 'exception', 'totals') OR "
    "(kind = 'outcome' AND exchange_id IN "
    "(SELECT exchange_id FROM log_entries WHERE region = ?1 AND recipient = ?2 AND kind = 'released'))))) "
    "AND (?3 = '' OR kind = ?3) AND (?4 = '' OR purpose = ?4) AND (?5 = '' OR record_type = ?5) "
    "AND (?6 = '' OR ?6 = iif(?2 <> '' AND sender <> ?2 AND reason = 'allow.redacted', 'allow', reason)) AND (?7 = '' "
    "OR subject = ?7) AND (?8 = '' OR exchange_id = ?8) "
    "AND at >= ?9 AND (?10 = '' OR at < ?10) ORDER BY entry DESC LIMIT ?11";

constexpr std::array<const char*, 4> select_named{
    "SELECT 1 FROM log_entries WHERE region = ?1 AND (sender = ?2 OR recipient = ?2) LIMIT 1",
    "SELECT 1 FROM log_entries WHERE region = ?1 AND purpose = ?2 LIMIT 1",
    "SELECT 1 FROM log_entries WHERE region = ?1 AND record_type = ?2 LIMIT 1",
    "SELECT 1 FROM log_entries WHERE region = ?1 AND reason = ?2 LIMIT 1"};

/// The moment as the log writes it, so that texts compare like moments.
Result<std::string> as_written(const std::string& moment) {
    if (moment.empty()) return std::string{};
    const auto parsed = base::parse_instant(moment);
    if (!parsed) {
        return base::failure("log.moment", "a moment to search from or until is not of the form 2026-11-22T06:00:00Z");
    }
    return base::format_instant(*parsed);
}

// What a recipient may see of an entry: what it was given, and nothing of what was kept from it, nor that something
// was.
std::string as_recipient_sees(std::string_view leaf) {
    boost::json::object entry = boost::json::parse(leaf).get_object();
    entry.stable_erase("withheld");
    const auto* reason = entry.if_contains("reason");
    if (reason != nullptr && *reason == "allow.redacted") entry["reason"] = "allow";
    return boost::json::serialize(entry);
}

}  // namespace

Result<bool> is_named(const std::string& database, const std::string& region, Named what, const std::string& text) {
    if (!std::filesystem::exists(database)) return false;
    auto connection = Connection::open(database, Connection::Mode::read_only);
    if (!connection) return connection.error();
    auto query = connection->query(select_named[static_cast<std::size_t>(what)], region, text);
    return query.next();
}

Result<std::vector<Found>> search(const std::string& database, const std::string& region, const Query& wanted) {
    const auto since = as_written(wanted.since);
    if (!since) return since.error();
    const auto until = as_written(wanted.until);
    if (!until) return until.error();
    auto connection = Connection::open(database, Connection::Mode::read_only);
    if (!connection) return connection.error();

    auto query = connection->query(select_matching, region, wanted.party, wanted.kind, wanted.purpose,
                                   wanted.record_type, wanted.reason, wanted.subject, wanted.exchange_id, *since,
                                   *until, std::min(wanted.limit, most_found));
    std::vector<Found> found;
    for (;;) {
        const auto row = query.next();
        if (!row) return row.error();
        if (!*row) return found;
        const bool as_recipient = query.number(2) != 0;
        found.push_back({static_cast<std::uint64_t>(query.number(0)),
                         as_recipient ? as_recipient_sees(query.text(1)) : std::string{query.text(1)}});
    }
}

}  // namespace kolk::gateway::log
