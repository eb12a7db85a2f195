#pragma once

#include "schemas/base/time.hpp"

#include <optional>
#include <string_view>

namespace kolk::policies {

/// What the heading alone tells of a version that has faults elsewhere.
struct Heading {
    base::Date from;             ///< the first day of `in_force`
    bool for_demo_only = false;  ///< it says in so many words `status: draft` or `environment: demo`
};

/// Reads the heading of a convenant file, also where the rest is no YAML. Nothing when the first day does not stand
/// there once and as a date: then nobody can tell whether the version should be in force.
std::optional<Heading> read_heading(std::string_view yaml);

}  // namespace kolk::policies
