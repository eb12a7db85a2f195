#pragma once

#include "policies/decide.hpp"

#include <optional>

namespace kolk::policies {

/// The next day after `question.today` on which `decide` may answer otherwise although convenant, record and facts stay
/// as they are: a birthday, a consent, case, membership, notice or rule that begins or ends, a date in the record.
/// Until that day every answer is the one of today; on it the answer need not change. Nothing: time alone changes it no
/// more.
std::optional<Date> next_change(const Convenant& convenant, const Question& question);

/// The next day after `today` on which the convenant itself is another: it or one of its rules begins or ends, a party
/// joins, leaves or is succeeded, a notice counts.
std::optional<Date> next_change(const Convenant& convenant, Date today);

}  // namespace kolk::policies
