#include "crypto/key_memory.hpp"

#include "crypto/keys.hpp"

#include <sodium.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <new>
#include <sys/mman.h>
#include <vector>

namespace kolk::crypto {
namespace {

constexpr std::size_t slab_bytes = 64u << 10;
constexpr std::size_t page_bytes = slab_bytes;  // a whole number of pages on every machine, shared with nothing else

std::atomic<bool> every_slab_is_locked{true};

/// Slots of one size, cut from slabs that are never given back: the number of children changes slowly.
class Pool {
public:
    explicit Pool(std::size_t slot_bytes) : slot_bytes_{slot_bytes} {}

    std::uint8_t* take() {
        const std::lock_guard guard{mutex_};
        if (free_.empty()) grow();
        std::uint8_t* slot = free_.back();
        free_.pop_back();
        return slot;
    }

    void give_back(std::uint8_t* slot) noexcept {
        sodium_memzero(slot, slot_bytes_);
        const std::lock_guard guard{mutex_};
        free_.push_back(slot);  // within the capacity that grow() reserved
    }

    [[nodiscard]] std::size_t slot_bytes() const { return slot_bytes_; }

private:
    void grow() {
        const std::size_t slots = slab_bytes / slot_bytes_;
        slots_ += slots;
        free_.reserve(slots_);
        void* slab = std::aligned_alloc(page_bytes, slab_bytes);
        if (slab == nullptr) throw std::bad_alloc{};
        sodium_memzero(slab, slab_bytes);
        if (sodium_mlock(slab, slab_bytes) != 0) every_slab_is_locked = false;  // it also sets MADV_DONTDUMP
        auto* first = static_cast<std::uint8_t*>(slab);
        for (std::size_t i = slots; i-- > 0;) free_.push_back(first + i * slot_bytes_);
    }

    std::size_t slot_bytes_;
    std::size_t slots_ = 0;
    std::mutex mutex_;
    std::vector<std::uint8_t*> free_;
};

/// The pools outlive every key, also those in static objects, so they are never destroyed.
std::array<Pool*, 2>& pools() {
    static std::array<Pool*, 2> all{new Pool{32}, new Pool{64}};
    return all;
}

}  // namespace

std::shared_ptr<std::uint8_t> key_memory(std::size_t size) {
    initialise();
    for (Pool* pool : pools()) {
        if (size > pool->slot_bytes()) continue;
        return {pool->take(), [pool](std::uint8_t* slot) { pool->give_back(slot); }};
    }
    auto* pages = static_cast<std::uint8_t*>(sodium_malloc(size));
    if (pages == nullptr) throw std::bad_alloc{};
    sodium_memzero(pages, size);
    return {pages, [](std::uint8_t* memory) { sodium_free(memory); }};
}

bool locked_memory_available() {
    key_memory(1);
    return every_slab_is_locked;
}

}  // namespace kolk::crypto
