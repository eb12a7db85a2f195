#include "gateway/log/traffic.hpp"

#include "gateway/store/sqlite.hpp"

#include <filesystem>

namespace kolk::gateway::log {
namespace {

using store::sqlite::Connection;

constexpr const char* select_first = "SELECT min(at) FROM log_entries WHERE region = ?1 AND substr(at, 1, 10) <= ?2";
constexpr const char* select_each_release =
    "SELECT exchange_id, subject, at FROM log_entries WHERE region = ?1 AND kind = 'released' ORDER BY entry";
// Two roles of one organisation may exchange with each other: then both rows are theirs.
constexpr const char* select_exchanged =
    "SELECT sent, purpose, record_type, json_extract(leaf, '$.rule'), count(DISTINCT exchange_id), min(at), max(at) "
    "FROM (SELECT 1 AS sent, * FROM log_entries WHERE region = ?1 AND kind = 'released' AND sender = ?2 UNION ALL "
    "SELECT 0 AS sent, * FROM log_entries WHERE region = ?1 AND kind = 'released' AND recipient = ?2) "
    "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
constexpr const char* select_releases =
    "SELECT json_extract(leaf, '$.rule'), max(at) FROM log_entries WHERE region = ?1 AND kind IN ('released', "
    "'totals') "
    "AND substr(at, 1, 10) <= ?2 GROUP BY 1";

base::Instant moment(std::string_view text) {
    return base::parse_instant(text).value_or(base::Instant{});
}

}  // namespace

base::Result<Traffic> read_traffic(const std::string& database, const std::string& region, base::Date until) {
    Traffic traffic;
    traffic.until = until;
    const std::string last_day = base::format_date(until);
    if (!std::filesystem::exists(database)) return traffic;
    auto connection = Connection::open(database, Connection::Mode::read_only);
    if (!connection) return connection.error();
    {
        auto first = connection->query(select_first, region, last_day);
        const auto row = first.next();
        if (!row) return row.error();
        if (*row && !first.is_null(0)) traffic.first_entry = std::string{first.text(0)};
    }
    auto releases = connection->query(select_releases, region, last_day);
    for (;;) {
        const auto row = releases.next();
        if (!row) return row.error();
        if (!*row) return traffic;
        traffic.last_release.emplace(releases.text(0), releases.text(1));
    }
}

base::Result<std::map<std::string, Release>> last_releases(const std::string& database, const std::string& region,
                                                           const std::set<std::string>& exchange_ids) {
    std::map<std::string, Release> found;
    if (exchange_ids.empty()) return found;
    auto connection = Connection::open(database, Connection::Mode::read_only);
    if (!connection) return connection.error();
    auto query = connection->query(select_each_release, region);
    for (;;) {
        const auto row = query.next();
        if (!row) return row.error();
        if (!*row) return found;
        std::string id{query.text(0)};
        if (!exchange_ids.contains(id)) continue;
        found.insert_or_assign(std::move(id), Release{std::string{query.text(1)}, moment(query.text(2))});
    }
}

base::Result<std::vector<Exchanged>> exchanged_by(const std::string& database, const std::string& region,
                                                  const std::string& party) {
    std::vector<Exchanged> all;
    if (!std::filesystem::exists(database)) return all;
    auto connection = Connection::open(database, Connection::Mode::read_only);
    if (!connection) return connection.error();
    auto query = connection->query(select_exchanged, region, party);
    for (;;) {
        const auto row = query.next();
        if (!row) return row.error();
        if (!*row) return all;
        all.push_back({query.number(0) != 0, std::string{query.text(1)}, std::string{query.text(2)},
                       std::string{query.text(3)}, query.number(4), moment(query.text(5)), moment(query.text(6))});
    }
}

}  // namespace kolk::gateway::log
