#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// The floor under the plain job: what any program must do that takes these lines in, keeps each durably, and hands
/// the same bytes over per hundred. It decides nothing, logs nothing and forgets nothing.
namespace kolk::bench {

inline constexpr std::size_t per_batch = 100;

struct FloorWork {
    std::vector<std::string> lines;
    std::vector<std::string> bodies;  ///< one for each hundred lines: what the plain job handed over for them
};

/// Per hundred: parse, one SQLite row each in one transaction (WAL, FULL), and one POST over a connection that stays.
void post_floor(const FloorWork& work, const std::filesystem::path& folder, const std::string& url,
                const std::string& ca_file);

/// The same with a file per hundred instead of a POST: written, synced, renamed, and the folder synced.
void folder_floor(const FloorWork& work, const std::filesystem::path& folder);

}  // namespace kolk::bench
