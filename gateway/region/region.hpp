#pragma once

#include "crypto/random.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/consents/erasures.hpp"
#include "gateway/consents/inbox.hpp"
#include "gateway/convenants/versions.hpp"
#include "gateway/exceptions/inbox.hpp"
#include "gateway/keys/keys.hpp"
#include "gateway/pipeline/pass.hpp"
#include "gateway/region/clock.hpp"
#include "gateway/region/lock.hpp"
#include "gateway/region/systems.hpp"
#include "gateway/store/store.hpp"
#include "gateway/subjects/subjects.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kolk::gateway::region {

/// Everything between the configuration and a pass, built bottom-up: clock, convenant, keys, store, subjects, sources,
/// feeds. Only one process at a time holds a region.
class Region {
public:
    /// `clock`, where it is given, tells the time instead of the machine's clock or the one that a demo configures.
    static base::Result<std::unique_ptr<Region>> open(config::Configuration configuration,
                                                      std::unique_ptr<base::Clock> clock = nullptr);
    /// The same beside the process that holds the region, for a command that looks and makes no pass: it has no sources
    /// and no feeds. Error `region.no-state` when nothing was ever read.
    static base::Result<std::unique_ptr<Region>> look(config::Configuration configuration);

    /// One pass over the named sources (absent: all), used by one thread. Facts are read in every pass. Begins by
    /// taking over the version of the convenant that is in force today; the log tells when that is another one.
    base::Result<pipeline::PassReport> pass(const std::optional<std::vector<std::string>>& names,
                                            pipeline::Pass::Progress progress, std::function<bool()> stopping,
                                            std::function<bool()> due_again = {});
    /// Names of sources that are due now, and the next moment at which anything is: a source or a retry.
    base::Result<std::vector<std::string>> due_sources();
    base::Result<std::optional<base::Instant>> next_due();

    /// Withdrawals that were recorded here and wait for a pass; may be asked from any thread.
    [[nodiscard]] consents::Inbox& withdrawals() { return withdrawals_; }
    /// Exceptions, their ends and their reviews, likewise.
    [[nodiscard]] exceptions::Inbox& exceptions() { return exceptions_; }
    /// Erasures that recipients are to be asked for, likewise.
    [[nodiscard]] consents::Erasures& erasures() { return erasures_; }
    /// Ends deliveries that are under way, from any thread; they are offered again later.
    void cancel_deliveries();

    [[nodiscard]] const config::Configuration& configuration() const { return configuration_; }
    [[nodiscard]] const base::Clock& clock() const { return *clock_; }
    /// What `convenants::warnings_of_force` says today.
    [[nodiscard]] std::vector<std::string> convenant_warnings() const;
    [[nodiscard]] store::Store& store() { return *store_; }
    [[nodiscard]] Systems& systems() { return *systems_; }
    [[nodiscard]] pipeline::Services& services() { return *services_; }

private:
    Region(config::Configuration configuration, base::Zone zone)
        : configuration_{std::move(configuration)},
          zone_{std::move(zone)},
          withdrawals_{configuration_.state},
          exceptions_{configuration_.state},
          erasures_{configuration_.state} {}

    static base::Result<std::unique_ptr<Region>> make(config::Configuration configuration);
    base::Result<void> hold();
    base::Result<void> open_state();
    void use(const convenants::Version& version);
    base::Result<void> take_over_convenant();
    base::Result<void> log_convenant(const convenants::Version& version);
    base::Result<void> set_clock();
    base::Result<void> note_start_of_clock();
    base::Result<void> sweep_keys();
    base::Result<void> end_conflicts_of_gone_sources();
    void gather();
    [[nodiscard]] std::optional<std::vector<std::string>> with_sources_of(
        const std::set<schemas::Party>& parties, std::optional<std::vector<std::string>> names) const;
    base::Result<std::optional<base::Instant>> due_at(const config::Source& source);

    config::Configuration configuration_;
    base::Zone zone_;
    consents::Inbox withdrawals_;
    exceptions::Inbox exceptions_;
    consents::Erasures erasures_;
    crypto::SystemRandom random_;
    std::optional<StateLock> lock_;
    std::unique_ptr<base::Clock> clock_;
    std::optional<convenants::Versions> versions_;
    const convenants::Version* in_force_ = nullptr;
    const convenants::Version* logged_ = nullptr;  ///< the last that the log told of
    std::optional<keys::RegionKeys> keys_;
    std::unique_ptr<keys::KeyStore> key_store_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<subjects::Subjects> subjects_;
    std::unique_ptr<pipeline::Directory> directory_;
    std::optional<pipeline::Services> services_;
    std::unique_ptr<Systems> systems_;
};

}  // namespace kolk::gateway::region
