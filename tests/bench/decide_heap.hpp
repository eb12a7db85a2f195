#pragma once

#include <cstddef>

namespace kolk::bench {

/// How often this program asked the heap for memory so far. One thread.
std::size_t allocations();

}  // namespace kolk::bench
