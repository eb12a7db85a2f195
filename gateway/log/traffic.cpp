#include "gateway/log/traffic.hpp"

#include "gateway/store/sqlite.hpp"

#include <filesystem>

namespace kolk::gateway::log {
namespace {

using store::sqlite::Connection;

constexpr const char* select_first = "SELECT min(at) FROM log_entries WHERE region = ?1";
constexpr const char* select_releases =
    "SELECT json_extract(leaf, '$.rule'), max(at) FROM log_entries WHERE region = ?1 AND kind = 'released' GROUP BY 1";

}  // namespace

base::Result<Traffic> read_traffic(const std::string& database, const std::string& region) {
    Traffic traffic;
    if (!std::filesystem::exists(database)) return traffic;
    auto connection = Connection::open(database, Connection::Mode::read_only);
    if (!connection) return connection.error();
    {
        auto first = connection->query(select_first, region);
        const auto row = first.next();
        if (!row) return row.error();
        if (*row && !first.is_null(0)) traffic.first_entry = std::string{first.text(0)};
    }
    auto releases = connection->query(select_releases, region);
    for (;;) {
        const auto row = releases.next();
        if (!row) return row.error();
        if (!*row) return traffic;
        traffic.last_release.emplace(releases.text(0), releases.text(1));
    }
}

}  // namespace kolk::gateway::log
