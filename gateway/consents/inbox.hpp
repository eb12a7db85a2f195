#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/services.hpp"
#include "policies/facts.hpp"

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::consents {

/// A withdrawal that a person recorded here.
struct Withdrawal {
    std::string party;                        ///< `ROLE:ORG` for which it was recorded
    std::string by;                           ///< who withdrew: a key of the child's authority, or `jeugdige`
    std::vector<policies::Consent> consents;  ///< as they stand from now on: `withdrawn_at` is there
};

/// Where withdrawals lie between the command that records them and the next pass, which may be of another process: one
/// file for each in a folder of the state, sealed under a key of its own, so that it still opens when its child turns
/// out to be one with another. What was put is durable, and what was taken in holds whatever the party's own files say
/// later.
class Inbox {
public:
    explicit Inbox(std::filesystem::path state) : folder_{std::move(state) / "withdrawals"} {}

    base::Result<void> put(pipeline::Services& services, const subjects::Subject& child, const Withdrawal& withdrawal);
    /// Whether something waits, or may: a folder that cannot be read may hold anything. From any thread.
    [[nodiscard]] bool waiting() const;
    /// Makes everything that waits a fact of its child, with its log entry (kind `facts`), and only then removes it.
    /// Taking the same withdrawal in twice changes nothing. An error says that something may still wait: nothing may be
    /// offered then. A file whose seal or text is broken is set aside: its child is held, and the quarantine and an
    /// incident tell a person, until somebody removes the file. Gives what a person must be told at every pass.
    base::Result<std::vector<base::Error>> take(pipeline::Services& services, pipeline::Children& children);
    /// Whether this id of the key store is of a withdrawal that is gone, or that a command never finished.
    [[nodiscard]] bool left_key(std::string_view key_id, base::Instant now) const;

private:
    struct Opened;
    /// What no person has removed, and its child if the store knows it.
    struct SetAside;

    [[nodiscard]] base::Result<std::vector<std::filesystem::path>> files() const;
    static base::Result<Opened> open(const pipeline::Services& services, const std::filesystem::path& file);
    base::Result<void> take(pipeline::Services& services, pipeline::Children& children, const Opened& withdrawal) const;
    base::Result<void> hold(pipeline::Services& services, pipeline::Children& children,
                            const std::vector<SetAside>& all) const;
    void rename_aside(const std::vector<SetAside>& all);
    bool remove(pipeline::Services& services, const std::filesystem::path& file);
    void note_stuck(const std::filesystem::path& file);

    std::filesystem::path folder_;
    mutable std::mutex mutex_;
    std::set<std::filesystem::path> stuck_;  ///< dealt with, but the disk lets them be neither renamed nor removed
};

}  // namespace kolk::gateway::consents
