#pragma once

#include "policies/decide.hpp"

namespace kolk::policies {

/// Whether one condition of a rule holds for this question, as `decide` judges it.
bool is_met(const Condition& condition, const Convenant& convenant, const Question& question);

/// Whether the record is of the condition's type and its field has one of these values, or (negated) none of them.
bool has_value(const schemas::Record& record, const FieldIs& condition);

}  // namespace kolk::policies
