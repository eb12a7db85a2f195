#pragma once

#include "policies/facts.hpp"
#include "policies/reason.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// What consent must be about.
struct ConsentScope {
    std::string_view purpose;
    const Party& from;
    const Party& to;
    std::string_view record_type;
    /// Other names under which a consent may speak of the same fields: the subsets that the rule names, or the type
    /// that a subset belongs to.
    const std::vector<std::string>& also_called;
    const Settings& settings;  ///< of the region
};

struct ConsentFinding {
    std::optional<Reason> fault;                    ///< why it does not suffice; absent: it does
    const Consent* used = nullptr;                  ///< one that counts; of the facts that were asked
    std::vector<std::string_view> fields_excluded;  ///< `record.field`, by any that counts
};

/// Whether the consent that convenant.md 4.1 asks for (the strict rule) is there on this day: from 0 to 11 of everyone
/// with authority, from 12 to 15 of the young person and everyone with authority, from 16 of the young person alone;
/// for someone who is not capable, of the representatives. A region may let one parent suffice, as long as no parent
/// has withdrawn, and the young person decide alone from 12 (`Settings`). What a parent gave or joined in giving ends
/// on the 16th birthday. An unknown age or authority is never enough. Without an end date a consent lasts twelve months
/// (4.3). Who withdrew a consent about this scope has withdrawn every earlier one, alone or with others, until that
/// person gives one on a later day (4.2).
ConsentFinding find_consent(const Facts& facts, const ConsentScope& scope, Date today);

/// Why a parent may not read along with this child (convenant.md 4.1, "Parent reads JGZ/medical file"): from 12 only
/// with the consent of the young person. Nothing below that age, and for who is not capable. An unknown age counts as
/// old enough to be asked.
std::optional<Reason> youth_objects(const Facts& facts, const ConsentScope& scope, Date today);

}  // namespace kolk::policies
