#pragma once

#include "policies/conditions_seen.hpp"
#include "policies/decide.hpp"
#include "policies/words.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// The consent that a decision rests on; persons are told by what they are, not by their keys.
struct UsedConsent {
    std::string id;  ///< empty when it has none that may be shown
    bool youth = false;
    std::size_t with_authority = 0;
    std::optional<Date> until;
};

/// A word of the question that the domain does not know.
struct UnknownWord {
    Say what;
    std::string_view code;     ///< `purpose`, `from`, `to`
    std::string_view nearest;  ///< the word that may be meant, or empty
};

/// What would have to change for one reason to end.
struct Need {
    Reason reason;
    Remedy remedy;
};

/// A decision with everything that explains it.
struct Explanation {
    Decision decision;
    Party from;
    Party to;
    std::string from_signer;  ///< whose mandated persons sign an exception, with their offices where those are known
    std::string to_signer;
    const Purpose* purpose = nullptr;
    std::vector<SeenCondition> conditions;
    std::optional<UsedConsent> consent;
    Words must;         ///< who decides on consent for this child, as the begin of a sentence
    Words meaning;      ///< what the reason means here
    Fillings fillings;  ///< for the places of `meaning` and `changes` beside the parties
    std::vector<Need> changes;
    std::vector<UnknownWord> unknown;
    std::optional<Date> next_change;  ///< the next day on which time alone may change the decision
    bool new_version_then = false;    ///< another version of the convenant takes force on that day
};

/// Decides and explains. Like a decision, it points into the convenant and the facts.
Explanation explain_fully(const Convenant& convenant, const Question& question);

/// The whole as lines of text for people.
std::string in_words(const Explanation& explanation, Language language);
/// As `explain` of the decision, with the keys `bases`, `conditions`, `consent`, `change`, `unknown` and `next_change`
/// beside those of the decision.
boost::json::object as_json(const Explanation& explanation);

}  // namespace kolk::policies
