#pragma once

#include "policies/decide.hpp"

#include <optional>

namespace kolk::policies {

/// What is known of the child; nothing, where the question has no facts.
const Facts& facts_of(const Question& question);
/// The fields that a condition about this record type looks at: of the asked record, or of the child's own block;
/// nullptr where the question has none.
const schemas::Content* fields_of(const Question& question, std::string_view record);
/// Those of these conditions that concern a record type or its child, by the names that the type has for its fields.
std::vector<Condition> conditions_about(const std::vector<Condition>& conditions, const schemas::RecordType& type);
/// The same of one condition; nothing where it does not concern that type.
std::optional<FieldIs> condition_about(const FieldIs& condition, const schemas::RecordType& type);
/// Whether a prohibition speaks of this record type: one that has none of its fields is another, of which it says
/// nothing.
bool is_about(const Prohibition& prohibition, const schemas::RecordType& type);
/// Whether the condition of a prohibition holds of what a record does not tell, as `is_not` does.
bool bars_what_is_absent(const FieldIs& condition);
/// Whether one condition of a plan holds for this question, as `decide` judges it.
bool is_met(const Condition& condition, const Convenant& convenant, const Question& question);

/// Whether this is a right of a child that a parent makes use of in its place.
bool is_for_a_parent(Kind kind, const Party& to);
/// Nothing where the age is not known.
std::optional<bool> is_minor(const Facts& facts, Date today);

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
/// The same of a field that holds this text.
std::optional<bool> has_value(std::string_view text, const FieldIs& condition);

/// The number in this field; where the field also takes texts, one that is a whole number counts (`leerjaar` "3").
std::optional<double> number_in(const schemas::Content& fields, std::string_view field);
std::optional<double> number_in(std::string_view text);

/// Whether a number lies before the range begins, or after it ends.
bool is_below(double number, const NumberBetween& range);
bool is_above(double number, const NumberBetween& range);

}  // namespace kolk::policies
