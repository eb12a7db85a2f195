#pragma once

#include "policies/decide.hpp"

#include <optional>

namespace kolk::policies {

/// What is known of the child; nothing, where the question has no facts.
const Facts& facts_of(const Question& question);
/// The fields that a condition about this record type looks at: of the asked record, or of the child's own block;
/// nullptr where the question has none.
const schemas::Content* fields_of(const Question& question, std::string_view record);
/// Whether one condition of a plan holds for this question, as `decide` judges it.
bool is_met(const Condition& condition, const Convenant& convenant, const Question& question);

/// Whether a secret address keeps what tells of it (`FieldSchema::whereabouts`) from who is asked about: from everyone
/// but the municipality that the rule chooses because the child lives there.
bool hides_address(const Rule& rule, const Question& question);

/// Whether the field has one of these values, or (negated) none of them; nothing when there is no value to compare.
std::optional<bool> has_value(const schemas::Content& fields, const FieldIs& condition);

/// Whether a number lies before the range begins, or after it ends.
bool is_below(double number, const NumberBetween& range);
bool is_above(double number, const NumberBetween& range);

}  // namespace kolk::policies
