#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/services.hpp"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace kolk::gateway::pipeline {

/// Which children numbers mean.
struct Named {
    std::vector<store::SubjectId> ids;
    std::vector<connectors::Identifier> own;  ///< of the numbers asked about: all that no former party gave
    bool by_former = false;                   ///< a former party gave one of them
    bool sure = true;                         ///< no other child may be meant than these
};

/// The numbers by which children are known: those in the store, and those that were learned since. One that a branch
/// does not know yet is looked for under the other codes of its party; one that a party gives without a branch stands
/// for all of its branches. Used by one thread.
class KnownNumbers {
public:
    explicit KnownNumbers(const Services& services) : services_{services} {}

    /// Every child that one of these identifiers may name.
    base::Result<std::vector<store::SubjectId>> children_of(std::span<const connectors::Identifier> identifiers) const;
    /// The same for what a statement or a line of facts says; a local number may be one of `formers`, parties of which
    /// the file was before.
    base::Result<Named> named_by(std::span<const connectors::Identifier> identifiers,
                                 const std::vector<schemas::Party>& formers) const;
    /// The child that became one with another in this pass is that other one.
    [[nodiscard]] store::SubjectId now_one_with(store::SubjectId id) const;

    /// Learns that these name the child, those that name one already left alone.
    base::Result<void> note(const store::SubjectId& id, std::span<const connectors::Identifier> identifiers);
    /// Learns that both are one child.
    void unite(const store::SubjectId& from, const store::SubjectId& into) { united_.insert_or_assign(from, into); }
    /// Whether numbers were learned that are not durable yet.
    [[nodiscard]] bool has_news() const { return !learned_.empty(); }
    base::Result<void> save(store::Transaction& transaction);

private:
    base::Result<std::optional<store::SubjectId>> child_of(const connectors::Identifier& identifier) const;
    base::Result<bool> add_known(const connectors::Identifier& identifier, std::vector<store::SubjectId>& into) const;

    const Services& services_;
    std::map<store::Digest, store::SubjectId> learned_;
    std::map<store::SubjectId, store::SubjectId> united_;
};

}  // namespace kolk::gateway::pipeline
