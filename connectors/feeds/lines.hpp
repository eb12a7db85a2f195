#pragma once

#include <boost/json/object.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

/// How what a receiver answers is read, line by line.
namespace kolk::connectors::feeds {

/// After so many lines that say nothing usable the rest is not read.
inline constexpr std::size_t most_faults = 10'000;

/// Takes the next line off a text, without its line end.
std::string_view next_line(std::string_view& rest);
/// The JSON object of one line, or nothing: no object, nested too deep, or above 16 KiB.
std::optional<boost::json::object> read_answer(std::string_view line);
/// The text under this key, or an empty one.
std::string_view text_of(const boost::json::object& object, std::string_view key);

}  // namespace kolk::connectors::feeds
