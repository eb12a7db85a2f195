#pragma once

#include "gateway/simulation/outcome.hpp"
#include "gateway/simulation/trial.hpp"

#include <array>
#include <functional>
#include <optional>

namespace kolk::gateway::simulation {

/// What of a source's statements counts, under both versions.
struct Pulled {
    Records records;
    std::array<std::int64_t, 2> to_quarantine{};  ///< statements of which nobody can tell whose they are, by `Side`
};

/// Tells two trials what a source says: each hears what its own version asks for. Every source is pulled twice: what
/// one says of a child may decide what goes of another, so decisions come when all have been heard. Nothing is kept: no
/// store, no log, no quarantine, no key. Used by one thread.
class DryPull : public connectors::PullSink {
public:
    enum class Round { hear, decide };
    using Progress = std::function<void(std::uint64_t done, std::uint64_t expected)>;

    /// All that is referred to outlives the pull.
    DryPull(Trial& before, Trial& after, const pipeline::SourceIdentity& source, Round round, Pulled& pulled,
            Progress progress);

    /// What either version could release from this source.
    [[nodiscard]] const connectors::Wanted& wanted() const { return sides_[0].asking.asked; }

    bool asked_for(std::string_view record_type, std::span<const connectors::Identifier> child) override;
    void accept(connectors::Statement statement) override;
    void refuse(connectors::Refusal) override {}
    void not_asked_for(std::uint64_t) override {}
    void progress(std::uint64_t done, std::uint64_t expected) override;
    [[nodiscard]] bool stopping() const override { return error_.has_value(); }

    /// An error says that what is known of a child could not be read.
    [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

private:
    struct OneSide {
        Side side;
        Trial& trial;
        Trial::Asking asking;
    };

    bool asks(const OneSide& one, std::string_view record_type, std::span<const connectors::Identifier> child);
    void take(const OneSide& one, connectors::Statement statement);
    void count(Side side, const std::string& version, Trial::Faring faring);

    std::array<OneSide, 2> sides_;
    Round round_;
    Pulled& pulled_;
    Progress progress_;
    std::optional<base::Error> error_;
};

}  // namespace kolk::gateway::simulation
