#pragma once

#include "gateway/convenants/versions.hpp"

#include <map>
#include <string>
#include <vector>

namespace kolk::gateway::convenants {

/// `voorbeeldregio 1.1`.
std::string name_of(const Version& version);

/// Who has signed a version, of those who are a party on a day.
struct Signing {
    std::size_t parties = 0;
    std::map<std::string, std::vector<std::string>> missing;  ///< organisations by role
    bool advised = false;                                     ///< some functionaris gegevensbescherming has
    std::vector<Advice> negative;                             ///< of whose last advice is negative

    [[nodiscard]] bool complete() const { return missing.empty(); }
    [[nodiscard]] std::size_t count_missing() const;
};
/// Of the parties on that day, or on the first day of a version that is yet to take force.
Signing signing_of(const Version& version, base::Date day);
/// `12 of 37 parties have signed klein 1.1`, what waits for the others and who they are, and what the functionarissen
/// gegevensbescherming advised where that is not in favour: one line.
std::string signing_in_words(const Version& version, base::Date day);

/// A fault or warning of a convenant file on one line: `klein.yaml: line 3, column 5: ...`.
std::string in_words(const std::filesystem::path& file, const policies::Fault& fault);

/// What a beheerder should know of one version, a sentence each: what its reader warns of, which signatures do not
/// hold, and `signing_in_words` where a signature is missing or an advice is negative.
std::vector<std::string> warnings(const Version& version, base::Date day);
/// When nothing goes for want of a version, or a version never takes force, a sentence each: none is in force on that
/// day; there will be none within eight weeks; a coming one cannot be read; one that parties signed is for a demo only;
/// a file is named almost like a version.
std::vector<std::string> warnings_of_force(const Versions& versions, base::Date day);
/// The same of the version in force on that day and of the next one, after `warnings_of_force`.
std::vector<std::string> warnings(const Versions& versions, base::Date day);

/// What stands in the way of the successions of this convenant, past ones and those to come, a sentence each: a
/// successor that has not signed, or that this configuration gives no codes, no feed or no source.
std::vector<std::string> succession_warnings(const policies::Convenant& convenant,
                                             const config::Configuration& configuration);

/// Who of the members on that day receives records by a rule that is in force and asked for, and has no feed here: what
/// is meant for it fails. One sentence, or none.
std::vector<std::string> feed_warnings(const policies::Convenant& convenant, const config::Configuration& configuration,
                                       base::Date day);

}  // namespace kolk::gateway::convenants
