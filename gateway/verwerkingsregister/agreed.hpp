#pragma once

#include "gateway/convenants/versions.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::verwerkingsregister {

/// What is agreed on one day, and what was and will be on others. Points at convenants that outlive it.
struct Agreed {
    const policies::Convenant* convenant = nullptr;    ///< of that day; where none is in force, the one nearest to it
    std::vector<const policies::Convenant*> versions;  ///< all of them, the oldest first
    base::Date day;

    /// The newest version whose dates cover this day, or nullptr.
    [[nodiscard]] const policies::Convenant* on(base::Date other_day) const;
    /// Whether a version is in force on the day itself; else nothing is exchanged then.
    [[nodiscard]] bool in_force() const { return on(day) != nullptr; }
    /// Days to come on which a version or a rule begins and a version is in force, the nearest first.
    [[nodiscard]] std::vector<base::Date> days_to_come() const;
    /// The first day on which a rule with this id and purpose let records or totals go, whatever version it stands in
    /// by now.
    [[nodiscard]] base::Date first_day(const policies::Rule& rule) const;
    /// The first day to come on which this party is one; of a party of today too, where it comes back.
    [[nodiscard]] std::optional<base::Date> comes(const schemas::Party& party) const;
    /// Whether it was a party before.
    [[nodiscard]] bool was_party(const schemas::Party& party) const;
};

/// What is agreed on that day by these versions, which outlive the answer.
Agreed agreed_on(const convenants::Versions& versions, base::Date day);

}  // namespace kolk::gateway::verwerkingsregister
