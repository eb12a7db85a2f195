#pragma once

#include "policies/convenant.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// What two versions of a convenant do with the same records: counts only, and never a child.
namespace kolk::gateway::simulation {

/// One road of records.
struct Road {
    std::string purpose;
    std::string from;  ///< `ROLE:ORG`
    std::string to;
    std::string record_type;

    friend auto operator<=>(const Road&, const Road&) = default;
};

/// What one version does with one record on one road.
struct Verdict {
    bool sent = false;
    std::string reason;
    std::vector<std::string> given;  ///< fields as they leave (`as_it_leaves`), sorted

    friend auto operator<=>(const Verdict&, const Verdict&) = default;
};

/// One record on one road, under both versions.
struct Outcome {
    Road road;
    std::optional<Verdict> before;  ///< absent: this version does not consider that road
    std::optional<Verdict> after;
    bool unknown = false;                       ///< what the new version would do can't be told; `after` is absent
    std::vector<std::string> fields_unknown{};  ///< whether these would go can't be told

    friend auto operator<=>(const Outcome&, const Outcome&) = default;
};

/// A field under a rule: `record.field`, with the transform where it leaves less telling than it is, so that a field
/// that changes its shape counts as one that goes and one that comes.
std::string as_it_leaves(const policies::Rule& rule, std::string_view field);

/// What one version does on one road, in numbers.
struct Tally {
    std::int64_t sent = 0;
    std::int64_t withheld = 0;
    std::map<std::string, std::int64_t> reasons;  ///< of what was withheld

    friend bool operator==(const Tally&, const Tally&) = default;
};

/// One road under both versions: what can be told of both, and how much can't.
struct Comparison {
    Tally before;
    Tally after;
    std::int64_t unknown = 0;                  ///< counted neither before nor after
    std::map<std::string, std::int64_t> more;  ///< fields that the new version gives besides, and how often
    std::map<std::string, std::int64_t> less;
    std::map<std::string, std::int64_t> fields_unknown;

    /// Whether anything differs, or may.
    [[nodiscard]] bool differs() const;
};
using Report = std::map<Road, Comparison>;

/// Counts one outcome so many times.
void count(Report& report, const Outcome& outcome, std::int64_t times);

/// What one version does with one record.
using Verdicts = std::map<Road, Verdict>;

/// Which of the two versions.
enum class Side : std::uint8_t { before, after };

/// How each record fares under both versions. The same record from two sources, or in two versions, counts once.
class Records {
public:
    /// `key` tells records apart, `content` versions that the source does not order. An older version than the one that
    /// is there changes nothing; the same one, said twice, goes where either goes: a dossier may lie with two
    /// recipients.
    void put(Side side, const std::string& key, const std::string& version, const std::string& content,
             Verdicts verdicts);
    /// The source declares the record entered in error.
    void take_back(Side side, const std::string& key, const std::string& version);
    [[nodiscard]] Report report() const;

private:
    struct Newest {
        std::string version;
        std::string content;
        const Verdicts* verdicts = nullptr;
    };
    std::map<std::string, std::array<Newest, 2>> newest_;
    std::set<Verdicts> different_;  // most records fare alike, so each way of faring is kept once
};

}  // namespace kolk::gateway::simulation
