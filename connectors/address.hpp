#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Addresses of other systems (RFC 3986). Pure; any thread may call these.
namespace kolk::connectors {

/// Whether a request can be sent there: a whole URL of `http` or `https`.
bool is_http(std::string_view url);

/// Whether records may travel to this address: `https`, or `http` on the machine itself (127.0.0.0/8, ::1, localhost).
/// A URL with credentials in it is refused too: it would end up in other people's logs.
bool fit_for_records(std::string_view url);

/// The absolute address of a link that an answer from `base` holds, when it stays on the same origin and at or below
/// the same path; else nothing. A relative link starts at `base`.
std::optional<std::string> link_below(std::string_view base, std::string_view link);

/// Text as a part of a query: everything but letters, digits and `-._~` percent-encoded (RFC 3986 section 2).
std::string query_text(std::string_view text);

}  // namespace kolk::connectors
