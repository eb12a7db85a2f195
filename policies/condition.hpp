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

/// Whether what a prohibition asks of this record and child is there, by whatever name the record has the field. What
/// is absent is not known to be harmless: it meets `is_not`, also where the record type has others of the fields and
/// lacks this one. What a secret address keeps hidden meets both. A type that has none of them is never forbidden.
bool is_met(const Prohibition& prohibition, const Rule* rule, const Question& question,
            const schemas::RecordType& type);
/// Whether a secret address keeps hidden what this condition looks at: that a record goes because of where a child
/// lives would tell where that is.
bool is_hidden(const FieldIs& condition, const Rule* rule, const Question& question);

/// Whether the field has one of these values, or (negated) none of them; nothing when there is no value to compare. A
/// list has what one of its elements is.
std::optional<bool> has_value(const schemas::Content& fields, const FieldIs& condition);

/// The number in this field; where the field also takes texts, one that is a whole number counts (`leerjaar` "3").
std::optional<double> number_in(const schemas::Content& fields, std::string_view field);

/// Whether a number lies before the range begins, or after it ends.
bool is_below(double number, const NumberBetween& range);
bool is_above(double number, const NumberBetween& range);

}  // namespace kolk::policies
