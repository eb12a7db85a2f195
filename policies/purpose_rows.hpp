#pragma once

#include "policies/check_rules.hpp"

#include <string_view>

namespace kolk::policies {

/// Whether a message for a purpose may carry a national number: the column *BSN* of convenant 2.
enum class Numbers {
    never,
    to_leerplicht,
    where_the_road_is_open,  ///< `bars_numbers`
};

/// What the row of a purpose in convenant 2 says beside who gives what to whom.
struct PurposeRow {
    std::string_view id;
    Kind kind = Kind::flow;
    bool needs_case = false;
    Numbers numbers = Numbers::never;
    bool needs_consent = false;  ///< whichever the field: where the column *Cons* says Y, and leaves no choice
};

/// Of a purpose that stands nowhere: an ordinary flow without a number.
PurposeRow row_of_purpose(std::string_view purpose);

/// Finds what a rule does not ask, or gives, against the row of its purpose: an overleg without an open case, a flow
/// without the consent that it needs, and a national number where none goes.
void check_row(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults);

}  // namespace kolk::policies
