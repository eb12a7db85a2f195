#pragma once

#include "gateway/store/sqlite.hpp"

#include <string>

namespace kolk::gateway::store {

/// Brings an empty or older database to the present layout, in one transaction, and checks that it is a store of this
/// region. A file of another program, another region or a newer Kolk is refused: `store.foreign`, `store.newer`.
base::Result<void> prepare_schema(sqlite::Connection& connection, const std::string& region);

}  // namespace kolk::gateway::store
