#pragma once

#include "gateway/pipeline/sealed_inbox.hpp"
#include "policies/facts.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kolk::gateway::consents {

/// A withdrawal that a person recorded here.
struct Withdrawal {
    std::string party;                        ///< `ROLE:ORG` for which it was recorded
    std::string by;                           ///< who withdrew: a key of the child's authority, or `jeugdige`
    std::vector<policies::Consent> consents;  ///< as they stand from now on: `withdrawn_at` is there
};

/// Where withdrawals lie between the command that records them and the next pass; see `SealedInbox`. What was taken in
/// holds whatever the party's own files say later.
class Inbox {
public:
    explicit Inbox(const std::filesystem::path& state);

    base::Result<void> put(pipeline::Services& services, const subjects::Subject& child, const Withdrawal& withdrawal);
    /// Whether something waits; from any thread.
    [[nodiscard]] bool waiting() const { return sealed_.waiting(); }
    /// Makes everything that waits a fact of its child, with its log entry (kind `facts`), and only then removes it.
    /// Taking the same withdrawal in twice changes nothing.
    base::Result<void> take(pipeline::Services& services, pipeline::Children& children) const;

private:
    pipeline::SealedInbox sealed_;
};

}  // namespace kolk::gateway::consents
