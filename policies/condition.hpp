#pragma once

#include "policies/decide.hpp"

namespace kolk::policies {

/// The fields that a condition about this record type looks at: of the asked record, or of the child's own block;
/// nullptr where the question has none.
const schemas::Content* fields_of(const Question& question, std::string_view record);
/// Whether one condition of a plan holds for this question, as `decide` judges it.
bool is_met(const Condition& condition, const Convenant& convenant, const Question& question);

}  // namespace kolk::policies
