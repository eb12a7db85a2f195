#pragma once

#include <string_view>

namespace kolk::connectors {

/// Whether a text is or holds a national number: nine digits that pass a proof, alone, amid other words or against a
/// letter. Digits within a UUID or a digest (16 hexadecimal signs or more) are none.
bool holds_national_number(std::string_view text);
/// A national number, or an ECK iD: no text and no local number of a source may hold one.
bool is_barred(std::string_view text);

}  // namespace kolk::connectors
