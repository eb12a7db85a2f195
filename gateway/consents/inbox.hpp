#pragma once

#include "gateway/consents/tray.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/services.hpp"
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

/// Where withdrawals lie between the command that records them and the next pass, which may be of another process: one
/// file for each in a folder of the state, sealed under the child's data key. What was put is durable, and what was
/// taken in holds whatever the party's own files say later.
class Inbox {
public:
    explicit Inbox(std::filesystem::path state) : tray_{std::move(state) / "withdrawals"} {}

    base::Result<void> put(pipeline::Services& services, const subjects::Subject& child, const Withdrawal& withdrawal);
    /// Whether something waits; from any thread.
    [[nodiscard]] bool waiting() const { return tray_.waiting(); }
    /// Makes everything that waits a fact of its child, with its log entry (kind `facts`), and only then removes it.
    /// Taking the same withdrawal in twice changes nothing. A file that can't be taken in is set aside, and is an error
    /// at every pass until a person removes it.
    base::Result<void> take(pipeline::Services& services, pipeline::Children& children) const;

private:
    base::Result<void> take_in(pipeline::Services& services, pipeline::Children& children,
                               const std::filesystem::path& file) const;

    Tray tray_;
};

}  // namespace kolk::gateway::consents
