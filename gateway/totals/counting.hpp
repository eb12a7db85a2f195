#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/intake.hpp"
#include "policies/totals.hpp"

#include <optional>
#include <string>
#include <vector>

/// Totals of what a sender holds today: counted from its own sources, and never kept.
namespace kolk::gateway::totals {

/// Where totals go, and by which rule.
struct Road {
    const policies::Rule* rule = nullptr;  ///< of the convenant in force, with totals
    schemas::Party from;
    schemas::Party to;
};

/// How one version of a record counts.
struct Contribution {
    /// Of its child, at least one: who shares a name with another, directly or through others, is the same child.
    std::vector<std::string> names;
    /// The child counts nowhere, in whichever record: `policies::is_held`.
    bool held = false;
    /// For each total of the rule; absent: not counted. Empty: the source takes the record back or holds it back.
    std::vector<std::optional<std::vector<std::string>>> groups;
};

/// Every record of one sender once, whichever sources tell of it and under whichever number of its child.
class Tally {
public:
    /// `record` tells the records of one child apart. Of these the newest version counts; of two of one version the
    /// later put.
    void put(std::string record, std::string version, Contribution contribution);
    /// A row that is no record, and so does not count.
    void refuse() { ++refused_; }

    /// @param total place in the rule
    [[nodiscard]] std::vector<policies::CountedChild> children_of(std::size_t total) const;
    [[nodiscard]] std::int64_t refused() const { return refused_; }

private:
    struct Told {
        std::string record;
        std::string version;
        Contribution contribution;
    };
    std::vector<Told> told_;
    std::int64_t refused_ = 0;
};

/// Takes what one source says of its sender's records into a tally, and keeps nothing else: no store, no log, no
/// quarantine. What nobody counts is not asked for. Used by one thread.
class Counting : public connectors::PullSink {
public:
    /// `children` only looks. All references outlive the pull.
    Counting(const pipeline::Services& services, pipeline::Children& children, const Road& road,
             pipeline::SourceIdentity source, Tally& tally);

    /// Whether this source speaks for the sender.
    [[nodiscard]] bool concerns() const;
    /// The counted record types, with the fields by which is counted and decided; nothing else.
    [[nodiscard]] connectors::Wanted wanted() const;

    bool asked_for(std::string_view record_type, std::span<const connectors::Identifier> child) override;
    void accept(connectors::Statement statement) override;
    void refuse(connectors::Refusal) override { tally_.refuse(); }
    void not_asked_for(std::uint64_t) override {}
    void progress(std::uint64_t, std::uint64_t) override {}
    [[nodiscard]] bool stopping() const override { return error_.has_value(); }

    /// What is known of a child could not be read, or is too old to tell who objects (`totals.stale`): then there is no
    /// total.
    [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

private:
    /// Of the child of one statement: its names, and what is known of every child that the store has by them.
    struct Known {
        std::vector<std::string> names;
        std::optional<policies::Facts> facts;
    };
    base::Result<Known> known_of(const connectors::Statement& statement);
    [[nodiscard]] bool is_stale(const Known& child) const;
    [[nodiscard]] Contribution contribution(const connectors::Statement& statement, const Known& child) const;

    const pipeline::Services& services_;
    pipeline::Children& children_;
    const Road& road_;
    pipeline::SourceIdentity source_;
    Tally& tally_;
    std::optional<base::Error> error_;
};

}  // namespace kolk::gateway::totals
