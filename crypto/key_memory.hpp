#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace kolk::crypto {

/// Zeroed memory for one key of `size` bytes, wiped when the last owner lets go. Keys of up to 64 bytes share locked
/// slabs: a region holds one key per child, and a page or more for each would cost hundreds of megabytes and exhaust
/// the lock limit. Larger ones get guarded pages of their own (sodium_malloc). Every page is kept out of core dumps;
/// where the lock limit is reached the memory still works, is still wiped, and `locked_memory_available` tells. Safe
/// from any thread.
std::shared_ptr<std::uint8_t> key_memory(std::size_t size);

}  // namespace kolk::crypto
