#pragma once

#include "crypto/keys.hpp"
#include "gateway/config/configuration.hpp"
#include "policies/convenant.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The versions of a region's convenant and who signed them, and what else mandated persons sign.
namespace kolk::gateway::convenants {

using policies::Advice;
using schemas::Party;

/// What a mandated person put under the bytes of a version, or of an exception. Date and office are told, not signed.
struct Signature {
    Party party;
    std::string by;  ///< the office that signed, not a name
    base::Date at;
    base::Bytes key;
    base::Bytes signature;
};

/// What lies beside a convenant in `FILE.signatures`, one JSON object a line.
struct Recorded {
    std::vector<Signature> signatures;
    std::vector<Advice> advices;
};

/// Absent: nothing is recorded. A line that is neither signature nor advice is an error with its number.
base::Result<Recorded> read_recorded(const std::filesystem::path& convenant);
/// Adds a line, on disk when the call returns. Nothing is written that `read_recorded` would not read again.
base::Result<void> record(const std::filesystem::path& convenant, const Signature& signature);
base::Result<void> record(const std::filesystem::path& convenant, const Advice& advice);

/// Of the text of an advice.
inline constexpr std::size_t longest_advice = 2000;
/// Whether an advice may say this: UTF-8 without control characters, of 1 to so many characters.
bool can_be_advice(std::string_view text);

/// What is signed: `kolk-convenant-v1`, the region and the SHA-256 of the file's bytes in hexadecimal, a line feed
/// between them.
std::string signed_text(std::string_view region, std::string_view hash);
/// The same for something else that is signed, which `what` names: `kolk-exception-v1`.
std::string signed_text(std::string_view what, std::string_view region, std::string_view hash);

/// A signature as one JSON object, and back; anything else gives nothing.
boost::json::object as_json(const Signature& signature);
std::optional<Signature> read_signature(const boost::json::object& object);

/// The mandate under which this key signs for this party on that day, or nullptr.
const config::Mandate* find_mandate(std::span<const config::Mandate> mandated, const Party& party,
                                    const base::Bytes& key, base::Date day);

enum class Verdict {
    holds,
    to_come,       ///< the day that the signature tells is yet to come, and nobody signs on it today
    not_mandated,  ///< no mandated person of this party had this key on the day that the signature tells
    other_text,    ///< the file was changed after it, or it stands under another version or region
};

Verdict verify(const Signature& signature, std::string_view text, std::span<const config::Mandate> mandated,
               base::Date today);

/// `school:de-linde (college van bestuur, 2026-06-24)`, and what is wrong with it and what to do. `verdict` is one that
/// does not hold.
std::string why_void(const Signature& signature, Verdict verdict);

}  // namespace kolk::gateway::convenants
