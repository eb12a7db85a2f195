#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/holders.hpp"
#include "gateway/pipeline/release.hpp"
#include "gateway/pipeline/retry.hpp"
#include "gateway/pipeline/services.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kolk::gateway::pipeline {

inline constexpr std::string_view withdrawal_notice = "withdrawal";
inline constexpr std::string_view end_notice = "end";
inline constexpr std::string_view erasure_notice = "erasure";

/// The ground on which a recipient keeps what it received, in its own words; empty when it named none.
base::Result<base::Confidential<std::string>> ground_of(const Services& services, Children& children,
                                                        const store::Notice& notice);

/// Tells recipients the notices that were written for them (occasions.hpp).
///
/// A notice is durable with the exchanges that it speaks of before it is told, stands in the log before its first byte
/// leaves (kind `notice`, one entry for each exchange), and is told again under the same id until it is taken. A
/// withdrawal or an erasure is told again each day until the recipient answered. Used by one thread; feeds answer from
/// any.
class Notices {
public:
    Notices(Services& services, Children& children, std::map<std::string, Feed> feeds, Retry retry,
            std::function<bool()> stopping = {});
    ~Notices();
    Notices(const Notices&) = delete;
    Notices& operator=(const Notices&) = delete;

    /// Hands what is due to the feeds, and asks them for answers; waits for none of them.
    base::Result<void> tell();
    /// Waits for the feeds, none longer than its patience, and writes down what they said.
    base::Result<void> settle();
    /// Recipients that did not take what they were told, or whose answers nobody can read, and why.
    [[nodiscard]] const std::vector<std::pair<std::string, base::Error>>& faults() const { return faults_; }

private:
    struct Mailbox;
    struct Offer {
        connectors::NoticeBatch batch;
        std::map<std::string, store::Notice> notices;  ///< told or awaited, by id
    };

    base::Result<std::map<std::string, Offer>> offers();
    base::Result<void> add(store::Transaction& transaction, store::Notice notice, Offer& offer);
    base::Result<connectors::Notice> as_told(const store::Notice& notice,
                                             const std::vector<store::Exchange>& exchanges);
    std::map<std::string, base::Result<connectors::NoticeAnswers>> wait_for_what_is_said();
    base::Result<void> settle(store::Transaction& transaction, const std::string& recipient,
                              const base::Result<connectors::NoticeAnswers>& said);
    base::Result<void> take_answer(store::Notice& notice, const connectors::NoticeAnswer& answer);
    base::Result<void> log(const store::Notice& notice, const std::vector<store::Exchange>& exchanges,
                           const std::string& reason);
    base::Result<void> commit(store::Transaction& transaction);

    Services& services_;
    Children& children_;
    std::map<std::string, Feed> feeds_;
    Retry retry_;
    std::function<bool()> stopping_;
    std::map<std::string, Offer> offers_;  ///< under way, by recipient
    std::shared_ptr<Mailbox> mailbox_;
    std::vector<log::Entry> entries_;
    std::vector<std::pair<std::string, base::Error>> faults_;
};

}  // namespace kolk::gateway::pipeline
