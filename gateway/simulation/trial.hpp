#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/exchange.hpp"
#include "gateway/pipeline/intake.hpp"
#include "gateway/simulation/outcome.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

namespace kolk::gateway::simulation {

/// A pass under one version of the convenant, in memory alone: it asks for the same, learns the same of children from
/// what it is told, and decides the same. Told everything first and asked for its decisions then, it knows what a pass
/// knows that has read all sources. Used by one thread.
class Trial {
public:
    /// One source, for one trial.
    struct Asking {
        pipeline::SourceIdentity source;
        connectors::Wanted usual;  ///< because of rules of this version alone
        connectors::Wanted asked;  ///< all that the source is asked for: what only another version wants is left out
    };

    /// What it makes of one statement.
    struct Faring {
        bool to_quarantine = false;  ///< nobody can tell of which child it is; there are no verdicts
        bool counts = true;          ///< false: its record is older than one that was read, or was never taken in
        bool taken_back = false;
        std::string key;      ///< of its record
        std::string content;  ///< tells versions apart
        Verdicts verdicts{};
    };

    /// The services, which outlive it, may look only, but need keys for new children.
    explicit Trial(pipeline::Services& services)
        : services_{services}, children_{services, pipeline::Learns::for_now} {}

    /// Reads which facts can be trusted and which exceptions are open; call it first.
    base::Result<void> begin() { return children_.forget_facts(); }
    /// What a pass wants of this source because of rules alone, and because of exceptions as well.
    [[nodiscard]] connectors::Wanted usual(const pipeline::SourceIdentity& source) const;
    [[nodiscard]] connectors::Wanted wanted(const pipeline::SourceIdentity& source) const;
    base::Result<bool> asked_for(const Asking& asking, std::string_view record_type,
                                 std::span<const connectors::Identifier> child);

    /// Learns what the statement says of its child.
    base::Result<void> hear(const Asking& asking, connectors::Statement statement);
    /// Decides for every recipient.
    base::Result<Faring> decide(const Asking& asking, connectors::Statement statement);

private:
    struct Taken;
    using Way = std::tuple<store::SubjectId, Road>;

    base::Result<std::optional<Taken>> take(const Asking& asking, connectors::Statement statement);
    base::Result<std::optional<store::Record>> known(const store::Digest& key);
    base::Result<policies::Decision> decide(const Taken& taken, pipeline::Target target);
    base::Result<policies::Decision> decide_again(const Taken& taken, pipeline::Target target,
                                                  const store::Exchange* before);
    base::Result<std::optional<store::Exchange>> last_exchange(const Taken& taken, const pipeline::Target& target);

    pipeline::Services& services_;
    pipeline::Children children_;
    std::map<store::Digest, store::Record> heard_;  ///< records as they were told here, where that is news
    std::map<Way, std::set<store::Digest>> sent_;   ///< what it gave today under rules that limit how often
};

}  // namespace kolk::gateway::simulation
