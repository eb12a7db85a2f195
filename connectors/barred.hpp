#pragma once

#include <string_view>

namespace kolk::connectors {

/// Whether a text is or holds a national number: nine digits that pass a proof, alone or amid other words. Digits amid
/// hexadecimal (a UUID, a digest) are none.
bool holds_national_number(std::string_view text);
/// A national number, or an ECK iD: no text and no local number of a source may hold one.
bool is_barred(std::string_view text);

}  // namespace kolk::connectors
