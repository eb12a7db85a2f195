#pragma once

#include "policies/convenant.hpp"

namespace kolk::policies {

/// Whether two rules ask for the same things: bases, consent, informing, case, conditions, frequency, dates and choice
/// of the recipient. Which roles and fields they name, and what binds the recipient afterwards, is not compared.
bool ask_alike(const Rule& left, const Rule& right);
/// Whether two prohibitions say the same.
bool forbid_alike(const Prohibition& left, const Prohibition& right);

}  // namespace kolk::policies
