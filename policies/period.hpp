#pragma once

#include "schemas/base/time.hpp"

#include <optional>
#include <string_view>

namespace kolk::policies {

/// A period of civil time; months come first, then days.
struct Period {
    int months = 0;
    int days = 0;

    friend bool operator==(const Period&, const Period&) = default;
};

/// An ISO 8601 period of years, months, weeks or days (`P3Y`, `P6M`, `P2Y6M`, `P4W`, `P30D`), or nothing.
std::optional<Period> parse_period(std::string_view text);
/// The day so much later.
base::Date add_period(base::Date day, Period period);

}  // namespace kolk::policies
