#pragma once

#include "policies/convenant.hpp"
#include "schemas/base/result.hpp"

#include <boost/json.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// What two mandated persons of two organisations opened for one child (convenant 4.2): the only key to a purpose of
/// kind `override`. This room knows no cryptography: whoever hands one to `decide` verified its signatures.
struct Exception {
    std::string id;
    std::string purpose;
    Party from;  ///< both name their organisation, and it is not the same one
    Party to;
    std::map<std::string, std::vector<std::string>> records;  ///< record type to the fields that are needed
    std::string reason;                                       ///< one of `exception_reasons`
    Date opened;                                              ///< both included
    Date until;
    Date review;                ///< on which it must have been looked at again
    std::optional<Date> ended;  ///< closed before its time, from the start of that day
};

/// How long an exception lasts at most, in days after the day on which it opened.
inline constexpr int longest_exception = 31;
/// How many days after its last day it must have been looked at again.
inline constexpr int latest_review = 7;

/// Why an exception may be opened: `immediate-danger`, `structural-danger`, `supervision-order`, `cannot-consent`.
std::span<const std::string_view> exception_reasons();

/// Reads what an exception says, strictly: every record type and field is known, named one by one and about the child,
/// parties, reason and days are as above. Keys `text` and `child` are for whoever opens and links it, and are not
/// looked at. An error names our key and never a value.
base::Result<Exception> read_exception(const boost::json::object& object);

/// Why the convenant lets nobody open this one: another kind of purpose, a flow that no rule names or that K2 to K7 or
/// the convenant forbid whatever a record says, a field that no rule could give.
base::Result<void> check_exception(const Exception& exception, const Convenant& convenant);

/// Whether it is open on that day: within its days and limits, and not closed before.
bool is_open(const Exception& exception, Date day);
/// Whether it is about exactly this flow of exactly these parties.
bool is_about(const Exception& exception, std::string_view purpose, const Party& from, const Party& to,
              std::string_view record_type);
/// The fields of this block that it names; those of the child's own block under either of its names.
schemas::FieldSet fields_in(const Exception& exception, const Block& block);

}  // namespace kolk::policies
