#pragma once

#include <ostream>
#include <utility>

namespace kolk::base {

/// A value about a person. It cannot be printed, logged or formatted by accident: only `reveal()` gives it, and the
/// callers of `reveal()` are few and easy to find.
template <class T>
class Confidential {
public:
    Confidential() = default;
    explicit Confidential(T value) : value_{std::move(value)} {}

    [[nodiscard]] const T& reveal() const noexcept { return value_; }

    friend bool operator==(const Confidential&, const Confidential&) = default;
    friend std::ostream& operator<<(std::ostream&, const Confidential&) = delete;

private:
    T value_{};
};

}  // namespace kolk::base
