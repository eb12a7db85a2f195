#pragma once

#include "gateway/verwerkingsregister/drift.hpp"
#include "policies/register.hpp"

#include <boost/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::verwerkingsregister {

using policies::RegisterLine;

/// One rule as every format shows it.
struct Processing {
    std::string rule;
    std::vector<RegisterLine> lines;  ///< the last one: where practice differs
};

/// One purpose with its rules.
struct Chapter {
    std::string purpose;
    std::string title;
    std::vector<Processing> rules;
};

/// What differs in the same way: of which feeds, sources or rules, and what.
struct Finding {
    std::string about;
    std::string text;
    bool unknown = false;
};

/// The findings of one kind.
struct FindingGroup {
    std::string title;
    std::vector<Finding> findings;
    bool of_rules = false;  ///< they stand at their rules as well
};

/// The register of one region on one day, before it has a format.
struct Document {
    bool example = false;  ///< of a demo region, or by a convenant that may not run in production
    bool in_force = true;  ///< a version is, on that day
    std::string title;
    std::string version;  ///< `voorbeeldregio 1.0`
    std::string day;      ///< of the register, YYYY-MM-DD
    std::vector<RegisterLine> heading;
    std::vector<std::string> legend;
    std::vector<FindingGroup> findings;
    std::vector<Chapter> chapters;
};

/// What must catch the eye above all else: `VOORBEELD`, `NIET VAN KRACHT`.
std::vector<std::string_view> marks_of(const Document& document);

/// Puts the register together from what the convenant says and what was found to differ.
Document document_of(const policies::Convenant& convenant, const config::Configuration& configuration,
                     const std::vector<Drift>& drift, base::Date day);

std::string as_markdown(const Document& document);
/// One page that needs nothing from elsewhere, readable on a phone and on paper.
std::string as_html(const Document& document);
/// One row a rule, one for each processing of the gateway itself, and one for each finding about a feed or a source,
/// each with version and day, as a Dutch spreadsheet opens it: UTF-8 behind a byte order mark, every cell quoted,
/// semicolons between; what it would run as a formula is guarded.
std::string as_csv(const Document& document);
/// For programs: the ids of the convenant instead of sentences, and all that the other formats hold.
boost::json::object as_json(const policies::Convenant& convenant, const config::Configuration& configuration,
                            const std::vector<Drift>& drift, base::Date day);

}  // namespace kolk::gateway::verwerkingsregister
