#pragma once

#include "policies/facts.hpp"

#include <span>
#include <string_view>

/// Which fields of a block those who consented leave out.
namespace kolk::policies {

/// The fields with these names, `record.field`, under whatever name the block has them, and those that hold one of them
/// or stand within one.
schemas::FieldSet excluded_by(std::span<const std::string_view> names, const Block& block);
/// What a withdrawal of other record types takes back of this block: the fields that both have, under whatever name.
/// What the child's own block holds is taken back by a withdrawal of that alone.
schemas::FieldSet taken_back(const Consent& withdrawal, const Block& block);
/// The same of one field, `record.field`.
bool takes_back(const Consent& withdrawal, std::string_view field);
/// Whether the one that is excluded, `record.field`, keeps the other back, as `excluded_by` says.
bool is_excluded_by(std::string_view excluded, std::string_view field);
/// Whether a consent that names only a part of the record type of this field, `record.field`, does not speak of it.
bool is_beyond(const Consent& consent, std::string_view field);
/// What a consent does not speak of when it names only a part of the block's record type.
schemas::FieldSet beyond_consent(const Consent& consent, const Block& block);

}  // namespace kolk::policies
