#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/exchange.hpp"
#include "gateway/pipeline/retry.hpp"
#include "gateway/pipeline/services.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kolk::gateway::pipeline {

struct Feed {
    connectors::FeedSink* sink = nullptr;
    std::size_t batch = 100;
    /// How long an answer is waited for; the feed's own deadlines are shorter, so only one that hangs meets it.
    std::chrono::milliseconds patience{std::chrono::minutes{2}};
};

/// The name under which the store keeps since when something for this party failed on its way, though nobody refused
/// it; no source can have it, names are slugs.
std::string failed_name(const std::string& party);
/// Why an exchange failed whose recipient has no feed here.
inline constexpr const char* feed_missing = "feed.missing";
/// Why one failed whose recipient answered to none of its offers before the deadline.
inline constexpr const char* given_up = "delivery.exhausted";
/// That a party's feed did not answer within its patience.
base::Error silent_feed(const std::string& party);

/// What one run of deliveries met.
struct DeliveryReport {
    std::set<std::string> reached;                            ///< recipients that answered for all they were offered
    std::vector<std::pair<std::string, base::Error>> faults;  ///< recipients that did not, and why
};

/// Releases what is due: decides again now, writes the log entry of the release durably, and only then hands the
/// projection to the recipient's feed. Feeds run side by side, one batch each at a time, so a dead receiver delays no
/// other. Used by one thread; feeds answer from any.
class Release {
public:
    using Progress = std::function<void(std::uint64_t done, std::uint64_t expected)>;
    /// Once the service stops or the next pass is due, no further batch is offered. `before_offers` runs before each
    /// round of offers, outside every transaction; it may renew what is known of the children.
    Release(Services& services, Children& children, std::map<std::string, Feed> feeds, Retry retry, Progress progress,
            std::function<bool()> stopping, std::function<bool()> due_again,
            std::function<base::Result<void>()> before_offers);
    ~Release();
    Release(const Release&) = delete;
    Release& operator=(const Release&) = delete;

    /// Decides again for everything that waits, for a reason or for its next attempt: what may go now is queued, what
    /// may no longer go or waited too long is withheld. What was meant for a party whose place another took, and was
    /// never offered, stops, and waits for that one.
    base::Result<void> review_waiting();
    /// Offers what is due now to every recipient, each item once; then waits for the answers that are under way, each
    /// no longer than its feed's patience.
    base::Result<void> run();
    [[nodiscard]] const DeliveryReport& report() const { return report_; }

private:
    using Deadline = std::chrono::steady_clock::time_point;
    struct Mailbox;
    struct Lane {
        std::string recipient;
        std::map<std::string, store::Exchange> in_flight{};  ///< by exchange id; empty: ready for the next batch
        bool done = false;
        std::string batch{};  ///< that is under way
        Deadline until{};     ///< of its answer
    };
    struct Answer {
        std::size_t lane = 0;
        std::string batch;
        base::Result<std::vector<connectors::Acknowledgement>> result;
    };
    /// An exchange with everything that a decision about it needs, decided as of now.
    struct Opened {
        Child* child = nullptr;
        Kept kept;
        policies::Decision decision;
        Target target;
    };

    base::Result<std::vector<Lane>> lanes();
    base::Result<std::vector<std::pair<std::size_t, connectors::Batch>>> prepare_offers(store::Transaction& transaction,
                                                                                        std::vector<Lane>& lanes);
    base::Result<connectors::Batch> next_batch(store::Transaction& transaction, Lane& lane);
    base::Result<std::optional<connectors::Item>> release(store::Transaction& transaction, Lane& lane,
                                                          store::Exchange exchange);
    base::Result<std::optional<Opened>> open(const store::Exchange& exchange);
    base::Result<void> name_case(store::Exchange& exchange, const Opened& opened);
    base::Result<void> move_to_successors();
    base::Result<void> move(store::Transaction& transaction, store::Exchange exchange, const schemas::Party& successor);
    base::Result<void> place_with(store::Transaction& transaction, const store::Exchange& former, const Opened& opened,
                                  const schemas::Party& successor);
    base::Result<void> review_postponed(store::Transaction& transaction);
    base::Result<void> review(store::Transaction& transaction, store::Exchange exchange, const Opened& opened);
    base::Result<void> hold_back(store::Transaction& transaction, store::Exchange exchange, const Opened& opened);
    base::Result<void> lost(store::Transaction& transaction, const store::Exchange& exchange);
    base::Result<void> fail(store::Transaction& transaction, store::Exchange exchange, std::string reason);
    void offer(std::size_t at, Lane& lane, connectors::Batch batch);
    /// What came in, at least one; a feed that hangs is given up.
    std::vector<Answer> wait_for_answers(const std::vector<Lane>& lanes);
    base::Result<void> settle(store::Transaction& transaction, Lane& lane, const Answer& answer);
    base::Result<void> acknowledge(store::Transaction& transaction, store::Exchange exchange,
                                   const connectors::Acknowledgement& acknowledgement);
    base::Result<void> open_incident_about(store::Transaction& transaction, const store::Exchange& exchange,
                                           const std::string& source, std::string_view measure);
    base::Result<void> pause(store::Transaction& transaction, Lane& lane,
                             const std::map<std::string, store::Exchange>& unanswered, const base::Error& why);
    [[nodiscard]] base::Instant next_attempt(std::uint32_t attempts);
    base::Result<void> write_entry(const std::string& kind, const store::Exchange& exchange, const Opened& opened,
                                   const std::string& digest = {});
    base::Result<void> write_about(const std::string& kind, const store::Exchange& exchange,
                                   std::vector<std::string> contested = {});
    base::Result<void> commit(store::Transaction& transaction);

    Services& services_;
    Children& children_;
    std::map<std::string, Feed> feeds_;
    Retry retry_;
    Progress progress_;
    std::function<bool()> stopping_;
    std::function<bool()> due_again_;
    std::function<base::Result<void>()> before_offers_;
    base::Instant begun_;
    DeliveryReport report_;
    std::vector<log::Entry> entries_;
    std::vector<std::string> ended_;                              ///< records of which an exchange ended
    std::map<std::string, std::vector<std::string>> taken_back_;  ///< exchanges that may go no longer, by recipient
    std::uint64_t settled_ = 0;
    std::uint64_t expected_ = 0;

    std::shared_ptr<Mailbox> mailbox_;
};

}  // namespace kolk::gateway::pipeline
