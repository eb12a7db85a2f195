#pragma once

#include "connectors/yields.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/log/traffic.hpp"
#include "gateway/verwerkingsregister/agreed.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The register of processing, held against what really runs.
namespace kolk::gateway::verwerkingsregister {

/// One source and what it can fill.
struct SourceInUse {
    std::string name;
    schemas::Party sender;  ///< of an OSO folder: a school, whichever the dossier names
    connectors::Yields yields;
    bool mapped = true;  ///< a mapping of this region says what it fills; else a standard does
};

enum class DriftKind {
    feed_without_rule,     ///< nothing ever goes by this feed: of no party or guest, or of one that no rule names
    feed_to_keep,          ///< nothing new goes by this feed now, or to a guest alone, and it is needed all the same
    field_without_rule,    ///< a source fills a field that nothing of its sender is given, counted or decided by now
    rule_without_feed,     ///< a recipient of the rule has no feed
    rule_without_source,   ///< no source of a sender's role fills a record type of the rule
    rule_without_traffic,  ///< nothing was released under the rule for a year
    unreadable_source,     ///< what the source fills is not known: its mapping can't be read
    no_version,            ///< no version is in force on that day, so there is nothing to compare with
};

/// Where convenant and practice differ, in one Dutch sentence.
struct Drift {
    DriftKind kind{};
    std::string about;  ///< feed, source or rule
    std::string text;
    bool unknown = false;  ///< it can't be told yet, and why stands in `text`
};

/// A code for programs: `feed-without-rule`.
std::string_view code_of(DriftKind kind);

/// The record sources of a configuration with what they can fill. One whose mapping can't be read is a drift.
std::vector<SourceInUse> sources_in_use(const config::Configuration& configuration, std::vector<Drift>& drift);

/// What differs on the day of `agreed`. Rules that are not in force and purposes whose road is another are passed over;
/// of totals only their releases are looked at, of exceptions not even those, for that none was opened tells nothing.
/// To take away is advised only of what nobody needs on any day: which fields are needed is what a pull asks for
/// (`pipeline::wanted_from`), what totals count by, and what an exception might name. Without `traffic` (no log yet),
/// where it ends before that day, and where log or rule, in whichever version it began, are younger than a year, the
/// use of a rule is unknown, never guessed.
std::vector<Drift> find_drift(const Agreed& agreed, std::span<const config::Feed> feeds,
                              std::span<const SourceInUse> sources, const log::Traffic& traffic);

}  // namespace kolk::gateway::verwerkingsregister
