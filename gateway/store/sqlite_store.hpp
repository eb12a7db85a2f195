#pragma once

#include "gateway/store/store.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace kolk::gateway::store {

/// Opens the store of one region in an SQLite file (`state/kolk.db`), which is created, with mode 0600, or brought to
/// the present layout first. WAL, synchronous FULL: a commit survives a power cut.
///
/// One connection writes and is used by the thread that has the transaction open; another thread that begins one waits.
/// A second connection reads, for one thread at a time. Two processes may have the file open; who writes second waits
/// five seconds, then gets `store.busy`. Other errors: `store.full`, `store.corrupt`, `store.unusable`,
/// `store.foreign`, `store.newer` and, from `append`, `append_checkpoint`, `put` and `commit`, `store.conflict`.
Result<std::unique_ptr<Store>> open_sqlite(const std::filesystem::path& file, const std::string& region);

/// The same for looking only, also beside a running service: nothing is created or changed, and `begin` fails.
Result<std::unique_ptr<Store>> open_sqlite_read_only(const std::filesystem::path& file, const std::string& region);

}  // namespace kolk::gateway::store
