#pragma once

#include <ostream>

namespace kolk::tests {

/// Whether a stream takes such a value; identities and secrets are none.
template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};

}  // namespace kolk::tests
