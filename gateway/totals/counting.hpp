#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/intake.hpp"
#include "policies/totals.hpp"

#include <map>
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

/// How the newest version of one record counts.
struct Contribution {
    std::string child;                                            ///< tells children apart
    std::vector<std::optional<std::vector<std::string>>> groups;  ///< for each total of the rule; absent: not counted
};

/// Every record of one sender once, whichever sources tell of it.
class Tally {
public:
    /// `key` tells records apart; an older version than the one that is there changes nothing.
    void put(const std::string& key, const std::string& version, Contribution contribution);
    /// The source declares the record entered in error.
    void take_back(const std::string& key, const std::string& version);
    /// A row that is no record, and so does not count.
    void refuse() { ++refused_; }

    /// @param total place in the rule
    [[nodiscard]] std::vector<policies::CountedChild> children_of(std::size_t total) const;
    [[nodiscard]] std::int64_t refused() const { return refused_; }

private:
    struct Newest {
        std::string version;
        Contribution contribution;
    };
    std::map<std::string, Newest> newest_;
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
    [[nodiscard]] bool is_stale(const pipeline::Child* child) const;
    [[nodiscard]] Contribution contribution(const connectors::Statement& statement, const pipeline::Child* child) const;
    [[nodiscard]] std::string child_key(const connectors::Statement& statement, const pipeline::Child* child) const;

    const pipeline::Services& services_;
    pipeline::Children& children_;
    const Road& road_;
    pipeline::SourceIdentity source_;
    Tally& tally_;
    std::optional<base::Error> error_;
};

}  // namespace kolk::gateway::totals
