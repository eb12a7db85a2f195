#pragma once

#include "policies/convenant.hpp"

#include <string>

namespace kolk::policies {

/// As the file would say it.
inline std::string yes_or_no(bool value) {
    return value ? "yes" : "no";
}

/// `from 2026-08-01 until 2028-07-31`, or as much of it as is there.
inline std::string dates(const std::optional<Date>& from, const std::optional<Date>& until) {
    std::string text;
    if (from) text += "from " + base::format_date(*from);
    if (until) text += (text.empty() ? "until " : " until ") + base::format_date(*until);
    return text;
}

}  // namespace kolk::policies
