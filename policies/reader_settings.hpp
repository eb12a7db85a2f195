#pragma once

#include "policies/section.hpp"

namespace kolk::policies {

/// Of two children in a cell, who knows one knows the other.
inline constexpr int least_smallest_cell = 3;

/// Reads `settings` of a convenant file into `convenant`; what it leaves out keeps its safe default.
void read_settings(const Section& file, Convenant& convenant);
/// Reads `school_calendar`. Parties were read before.
void read_school_calendar(const Section& file, Convenant& convenant);
/// The number settings that a threshold may name, and their values.
std::optional<int> number_setting(const Settings& settings, std::string_view name);
std::span<const std::string_view> number_settings();
/// The settings that a rule may wait for with `only_if`, and their values.
std::optional<bool> flag_setting(const Settings& settings, std::string_view name);
std::span<const std::string_view> flag_settings();

}  // namespace kolk::policies
