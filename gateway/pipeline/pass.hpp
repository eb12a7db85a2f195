#pragma once

#include "connectors/ports.hpp"
#include "crypto/keys.hpp"
#include "gateway/pipeline/counters.hpp"
#include "gateway/pipeline/intake.hpp"
#include "gateway/pipeline/release.hpp"
#include "gateway/pipeline/services.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kolk::gateway::pipeline {

struct RecordSourceInUse {
    SourceIdentity identity;
    connectors::RecordSource* source = nullptr;
};

struct FactSourceInUse {
    std::string name;
    connectors::FactSource* source = nullptr;
};

/// What one pass did. `faults` are sources that could not be read as a whole; the others went on.
struct PassReport {
    std::map<std::string, std::int64_t> counts;  ///< `pulled`, `accepted`, `quarantined`, `unchanged`, ...
    std::vector<std::pair<std::string, base::Error>> faults;
    DeliveryReport deliveries;
    std::vector<std::pair<std::string, base::Error>> left_out;  ///< by source: codes that nobody knows
    bool to_quarantine = false;
};

/// One pass: facts, then what follows from them for earlier recipients, then sources, then what waits, then deliveries,
/// then a checkpoint. Facts are read anew while it lasts, so that none grows old behind a slow source or receiver. Once
/// `due_again` says that the next pass is due, what was not yet offered is left to it. Used by one thread.
class Pass {
public:
    /// `phase` is a source or `deliveries`; expected 0 means unknown.
    using Progress = std::function<void(const std::string& phase, std::uint64_t done, std::uint64_t expected)>;

    Pass(Services& services, std::map<std::string, Feed> feeds, Retry retry, const crypto::SigningKey& log_key,
         std::string log_origin, Progress progress, std::function<bool()> stopping,
         std::function<bool()> due_again = {});

    base::Result<PassReport> run(const std::vector<FactSourceInUse>& facts,
                                 const std::vector<RecordSourceInUse>& sources);

private:
    base::Result<void> take_facts();
    /// The same once those in hand are older than a pass may go on with.
    base::Result<void> renew_facts();
    base::Result<bool> read_facts(const FactSourceInUse& facts);
    base::Result<void> pull(const RecordSourceInUse& source);
    /// Parties for which something failed on its way and that can be reached again.
    base::Result<std::vector<std::string>> find_reachable();
    base::Result<void> note_back(const std::vector<std::string>& parties);
    base::Result<void> deliver();
    base::Result<void> close();
    base::Result<void> destroy_expired_keys(base::Instant now);
    base::Result<std::optional<base::Instant>> ask_since(const std::string& source);
    base::Result<std::optional<base::Instant>> last_time(const std::string& event);
    base::Result<void> note_change(store::Transaction& transaction, const std::string& source,
                                   std::optional<base::Date> day, bool asked_everything);
    void note(const Counters& counters);
    void note_left_out(const std::string& source, const Intake& intake);

    Services& services_;
    std::map<std::string, Feed> feeds_;
    Retry retry_;
    const crypto::SigningKey& log_key_;
    std::string log_origin_;
    Progress progress_;
    std::function<bool()> stopping_;
    std::function<bool()> due_again_;
    Children children_;
    std::vector<FactSourceInUse> facts_{};
    base::Instant facts_taken_{};
    std::set<std::string> recipients_;  ///< for which anything was decided in an earlier pass
    PassReport report_;
};

}  // namespace kolk::gateway::pipeline
