#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/intake.hpp"
#include "gateway/simulation/outcome.hpp"

#include <functional>

namespace kolk::gateway::simulation {

/// Takes what a source says and decides it under two convenants, as an intake would, without keeping anything: no
/// store, no log, no quarantine, no key, and no count of what went before (`frequency`). A child that the store does
/// not know is decided with nothing known. Used by one thread.
class DryPull : public connectors::PullSink {
public:
    using Progress = std::function<void(std::uint64_t done, std::uint64_t expected)>;

    /// The two differ in their convenant alone; `children` only looks. All of them outlive the pull.
    DryPull(const pipeline::Services& before, const pipeline::Services& after, pipeline::Children& children,
            pipeline::SourceIdentity source, Records& records, Progress progress);

    /// What either version could release from this source.
    [[nodiscard]] connectors::Wanted wanted() const;

    bool asked_for(std::string_view record_type, std::span<const connectors::Identifier> child) override;
    void accept(connectors::Statement statement) override;
    void refuse(connectors::Refusal) override {}
    void not_asked_for(std::uint64_t) override {}
    void progress(std::uint64_t done, std::uint64_t expected) override;
    [[nodiscard]] bool stopping() const override { return error_.has_value(); }

    /// An error says that what is known of a child could not be read.
    [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

private:
    const pipeline::Child* known(std::span<const connectors::Identifier> identifiers);
    [[nodiscard]] bool asks(const pipeline::Services& services, std::string_view record_type,
                            const pipeline::Child& child) const;
    [[nodiscard]] Outcomes outcomes(const connectors::Statement& statement, const pipeline::Child& child) const;

    const pipeline::Services& before_;
    const pipeline::Services& after_;
    pipeline::Children& children_;
    pipeline::SourceIdentity source_;
    Records& records_;
    Progress progress_;
    std::optional<base::Error> error_;
};

}  // namespace kolk::gateway::simulation
