#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace kolk::base {

/// Text that was known when the program was compiled, so it cannot carry anyone's data.
struct Literal {
    constexpr Literal() = default;
    consteval Literal(const char* known) : text{known} {}  // NOLINT(google-explicit-constructor)
    std::string_view text;

    friend constexpr bool operator==(Literal, Literal) = default;
};

/// What went wrong, in three texts for three readers.
///
/// `category` is a metric label and a stable code (`config.unknown-key`). `for_peer` is all that another organisation
/// may see. `for_operator` says what happened, where (source, arrival number, line, our field name) and what to do; it
/// never holds an identity, a foreign file name or key, or the text of a library.
struct Error {
    Literal category;
    Literal for_peer;
    std::string for_operator;
};

/// An expected outcome or the reason why there is none. Callers test it; `.value()` does not compile.
template <class T>
using Result = boost::system::result<T, Error>;

/// An error that no peer will ever see.
inline Error failure(Literal category, std::string for_operator) {
    return Error{category, "internal error", std::move(for_operator)};
}

/// A broken invariant: a fault in this program, not in its input.
[[noreturn]] void broken(Literal invariant);

}  // namespace kolk::base
