#pragma once

#include "policies/decide.hpp"

namespace kolk::policies {

/// Whether one condition of a rule holds for this question, as `decide` judges it.
bool is_met(const Condition& condition, const Convenant& convenant, const Question& question);

}  // namespace kolk::policies
