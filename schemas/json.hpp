#pragma once

#include <boost/json/value.hpp>

#include <string_view>

namespace kolk::schemas {

/// Parses one JSON text (RFC 8259, UTF-8). Unlike Boost.JSON 1.81 by itself, a number becomes the double nearest to it,
/// so that what was written canonically reads back as the same value; one that no double can hold is an error. So is a
/// key that stands twice in one object (RFC 8259 section 4): the last must not overrule a hold that the first is.
/// `error` holds only a code; nesting deeper than `max_depth` gives `boost::json::error::too_deep`. Never throws on
/// input. Any thread may call it.
boost::json::value parse_json(std::string_view text, boost::system::error_code& error, std::size_t max_depth = 64);

}  // namespace kolk::schemas
