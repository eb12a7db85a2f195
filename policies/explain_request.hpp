#pragma once

#include "policies/convenant.hpp"
#include "policies/words.hpp"
#include "schemas/base/result.hpp"

#include <boost/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kolk::policies {

/// What `kolk policy explain` was asked, as text.
struct ExplainRequest {
    std::string_view record;                ///< the content of RECORD.json
    std::optional<std::string_view> facts;  ///< the content of FACTS.json
    std::string_view from;                  ///< ROLE[:ORG]
    std::string_view to;
    std::string_view purpose;
    std::string_view at;                      ///< 2026-11-22
    std::string_view municipality{};          ///< gemeentecode of the recipient\'s organisation, where it is known
    std::span<const std::string> branches{};  ///< branch codes of it, where they are known
    std::string_view from_office{};           ///< offices of its mandated persons, where they are known
    std::string_view to_office{};
    bool signatures_unknown = false;     ///< the convenant counts as signed, and that is listed under `assumed`
    std::optional<Date> next_version{};  ///< first day of the version that takes force next, signed or not
};

/// Answers as README.md (*How a question is answered*) says, and with `next_change`, the next day on which time alone
/// may change the answer, where there is one: at the latest the first day of the next version. A record that breaks its
/// schema, an unknown purpose and an unknown role are answers (`deny`); only what cannot be understood as a question is
/// an error: no JSON, facts in another form, a party or a date that is none. No error or answer holds a value of the
/// record or the facts.
base::Result<boost::json::object> explain_request(const Convenant& convenant, const ExplainRequest& request);
/// The same answer as lines of text for people.
base::Result<std::string> explain_request_in_words(const Convenant& convenant, const ExplainRequest& request,
                                                   Language language);

}  // namespace kolk::policies
