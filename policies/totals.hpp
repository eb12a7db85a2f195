#pragma once

#include "policies/convenant.hpp"
#include "policies/facts.hpp"
#include "schemas/record.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Totals of an aggregate purpose: which records count, for whom, and which cells may be given. Pure.
namespace kolk::policies {

/// The group of everyone who is in no other: another value, several values, or none that is told.
inline constexpr std::string_view other_group = "(anders of onbekend)";

/// The rule whose totals `from` gives `to`, dates aside; nullptr where no rule of an aggregate purpose says so. Two
/// such rules for one pair of roles are no convenant.
const Rule* find_totals(const Convenant& convenant, const Party& from, const Party& to);
/// Why `from` may not give `to` the totals of this rule today: `deny.convenant` (not in force, or one of both has not
/// signed), `deny.membership`, `deny.dpia`, `deny.basis` (the rule is not in force). Nothing: it may.
std::optional<Reason> why_no_totals(const Convenant& convenant, const Rule& rule, const Party& from, const Party& to,
                                    Date today);
/// Why no record of the counted type may count for `to`: the convenant forbids that flow by name, or a law does that no
/// consent lifts.
std::optional<Reason> why_not_counted(const Convenant& convenant, const Rule& rule, const Total& total,
                                      const Party& from, const Party& to);

/// One record as it may count.
struct CountedRecord {
    const schemas::Record* record = nullptr;
    const schemas::Content* subject = nullptr;  ///< the child's own block as the source gave it; may be absent
    const Facts* facts = nullptr;               ///< of its child; absent: nothing is known
    Party from;
    Date today;
};

/// Whether restriction, death, or an objection to this purpose where that rests on a public task holds the child.
bool is_held(const Facts& facts, const Rule& rule);
/// Whether this record counts: it is of the counted type, meets every condition, is not forbidden towards
/// any recipient of this total by what it says (K5), and nothing holds its child.
bool counts(const Convenant& convenant, const Rule& rule, const Total& total, const CountedRecord& counted);
/// The group of this record for each field of `by`; as many texts as `by` has fields. A child with a secret address is
/// in `other_group` of each field that tells where it lives or goes to school.
std::vector<std::string> groups_of(const Total& total, const CountedRecord& counted);
/// Record type and field of all that must be read to count, and no more.
struct ReadToCount {
    std::vector<std::pair<std::string, std::string>> groups;
    std::vector<std::pair<std::string, std::string>> conditions;  ///< of the total, and of what forbids
};
ReadToCount read_to_count(const Convenant& convenant, const Total& total, const Party& from);

/// A child in one of its records.
struct CountedChild {
    std::string child;  ///< tells children apart and is used for nothing else
    std::vector<std::string> groups;
};

/// One cell of a total, or a sum of cells.
struct Cell {
    std::vector<std::string> groups;       ///< of each field of `by`; empty text: of all its groups together
    std::optional<std::int64_t> children;  ///< absent: withheld, `deny.cell`

    friend bool operator==(const Cell&, const Cell&) = default;
};

/// The cells of a total, in the order of its groups, `other_group` last and sums after what they add up. A child counts
/// once: whose records differ in a field, it counts under `other_group` of that. So every sum is that of its cells.
///
/// A cell of fewer than `smallest_cell` children is withheld; one of none is given, unless all who are counted are
/// fewer: then every cell is withheld, for those of none tell where the few are. Where sums stand beside the cells,
/// more is withheld, so that each withheld cell might, for all that the given ones tell, hold `smallest_cell` children:
/// no group of fewer can be worked out by adding and subtracting. Which those are costs as few children as a search
/// from cell to cell finds.
std::vector<Cell> cells_of(const Total& total, std::span<const CountedChild> children);

}  // namespace kolk::policies
