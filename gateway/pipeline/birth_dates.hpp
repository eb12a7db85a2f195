#pragma once

#include "gateway/pipeline/children.hpp"

#include <set>
#include <string>

namespace kolk::gateway::pipeline {

/// The birth dates of this child by what sources say now: the date that each statement and each file of facts gave
/// last. More than one is a dispute, and the child is held until they agree. While statements disagree, who has not
/// repeated its own for a week says nothing any more: it may have named the child by mistake, or have none to do with
/// it. `except` is a teller, or a file of facts (`Children::fact_field`), whose word is about to be replaced.
std::set<base::Date> birth_dates(const Child& child, const std::string& except = {});

/// Takes in that a statement of this teller gives this date; says whether anything changed that must be kept.
bool hear_born(Child& child, const std::string& teller, base::Date born, base::Date today);

/// Sets what follows from the dates in the facts of the child: a dispute holds it, and counts with the latest date.
void settle_birth_date(Child& child);

}  // namespace kolk::gateway::pipeline
