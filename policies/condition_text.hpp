#pragma once

#include "policies/convenant.hpp"

#include <string>
#include <vector>

namespace kolk::policies {

/// Conditions in the words of the file, in an order of their own: equal conditions give equal texts.
std::vector<std::string> texts_of(const std::vector<Condition>& conditions);
/// Conditions as sentences for people, in Dutch and in the order of the file.
std::vector<std::string> dutch_texts_of(const std::vector<Condition>& conditions);
/// `{field: verzuimmelding.type, is: [overig]}`
std::string text_of(const FieldIs& condition);
/// Texts in one line in which none looks like two: one that holds a comma stands between quotes.
std::string listed(const std::vector<std::string>& texts);

}  // namespace kolk::policies
