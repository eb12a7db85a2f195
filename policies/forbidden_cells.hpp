#pragma once

#include "policies/check_rules.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// Roles on one side of a flow: these, or all but these. Left empty it is everyone.
struct SideOfCell {
    std::vector<std::string_view> roles{};
    bool all_but = true;

    [[nodiscard]] bool concerns(std::string_view role) const;
};

/// A cell of the column *Forbidden* of convenant 2, as far as roles, record types and fields can tell it: what no rule
/// of the purpose gives, whatever the consent. Names are `RECORD` or `RECORD.FIELD`, and hold for every name under
/// which a rule gives the field; `*` is everything.
struct ForbiddenCell {
    std::string_view purpose;
    std::string_view words;  ///< of the cell
    std::vector<std::string_view> never{};
    /// All that a rule may give, the data categories of the row: what else tells the same in other words stays behind
    /// as well. Empty: whatever `never` leaves.
    std::vector<std::string_view> only{};
    SideOfCell from{};
    SideOfCell to{};
    bool no_special = false;        ///< no field of class B
    bool asks_pseudonym = false;    ///< the recipient never knows who it is about
    std::optional<int> youngest{};  ///< in full years; each rule must ask it of the child
    std::optional<int> oldest{};
    bool no_startkwalificatie = false;  ///< each rule must ask that the child has none
};

/// In the order of the column. Not here: what holds for every purpose (K2 to K7, `prohibitions_of_law` and
/// `check_rule`), what the kind of a purpose sees to (totals, exceptions, rights), and what no field tells.
std::span<const ForbiddenCell> forbidden_cells();

/// Whether a rule of this purpose may give anything of this record type, as far as cells tell.
bool some_rule_may_give(std::string_view purpose, std::string_view from, std::string_view to,
                        const schemas::RecordType& type);

/// Finds what a rule gives, or does not ask, against a cell of its purpose.
void check_cells(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults);

}  // namespace kolk::policies
