#pragma once

#include "policies/decide.hpp"
#include "policies/words.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

/// What a condition saw, in both languages: a class, a code, a day or a count of days, never a value that says who
/// someone is. Empty: nothing but the standing.
struct Seen {
    std::string dutch;
    std::string english;

    Seen() = default;
    Seen(const Words& words) : dutch{words.dutch}, english{words.english} {}
    /// A code, or what else is the same in both languages.
    explicit Seen(std::string_view code) : dutch{code}, english{code} {}
    [[nodiscard]] const std::string& in(Language language) const {
        return language == Language::dutch ? dutch : english;
    }
};

/// One condition of a decision and what it saw.
struct SeenCondition {
    enum class Standing : std::uint8_t { met, not_met, not_reached };
    std::string_view code;  ///< `membership`, `field`, `consent`, ...
    Words what;
    std::string asks;  ///< field names, codes and bounds of the rule; may be empty
    Seen saw;
    Standing standing = Standing::not_reached;
};

/// Every condition of a decision that has a rule, in the order of the checks.
std::vector<SeenCondition> conditions_seen(const Convenant& convenant, const Question& question,
                                           const Decision& decision);

}  // namespace kolk::policies
