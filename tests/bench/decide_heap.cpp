#include "tests/bench/decide_heap.hpp"

#include <cstdlib>
#include <new>

namespace {

std::size_t asked = 0;

}  // namespace

void* operator new(std::size_t size) {
    ++asked;
    void* place = std::malloc(size == 0 ? 1 : size);
    if (place == nullptr) throw std::bad_alloc{};
    return place;
}
void operator delete(void* place) noexcept {
    std::free(place);
}
void operator delete(void* place, std::size_t) noexcept {
    std::free(place);
}

std::size_t kolk::bench::allocations() {
    return asked;
}
