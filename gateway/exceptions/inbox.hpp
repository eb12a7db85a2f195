#pragma once

#include "gateway/exceptions/document.hpp"
#include "gateway/pipeline/sealed_inbox.hpp"

#include <set>

namespace kolk::gateway::exceptions {

/// The later review of an exception, by a mandated person of one of its sides.
struct Review {
    std::string outcome;  ///< `justified` or `not-justified`
    Signature signature;
};

/// Where exceptions, their ends and their reviews lie between the command that records them and the next pass; see
/// `SealedInbox`.
class Inbox {
public:
    explicit Inbox(const std::filesystem::path& state);

    base::Result<void> open(pipeline::Services& services, const subjects::Subject& child,
                            const Document& document) const;
    base::Result<void> end(pipeline::Services& services, const subjects::Subject& child, const std::string& id) const;
    base::Result<void> review(pipeline::Services& services, const subjects::Subject& child, const std::string& id,
                              const Review& review) const;

    /// Whether something waits; from any thread.
    [[nodiscard]] bool waiting() const { return sealed_.waiting(); }
    /// Makes everything that waits a fact of its child, with its log entry (kind `exception`), and tells whose sources
    /// are to be asked because of it. Every signature is verified again. Taking the same in twice changes nothing.
    base::Result<void> take(pipeline::Services& services, pipeline::Children& children,
                            std::set<schemas::Party>& to_ask) const;

private:
    pipeline::SealedInbox sealed_;
};

/// An exception that was taken in, and the child whom it is about.
struct Found {
    pipeline::Child* child = nullptr;
    Stored stored;
};
/// The ids of those that let something go today: open, and both signatures hold as kolk.yaml stands.
base::Result<std::set<std::string>> in_use(pipeline::Services& services);
/// The exception with this id; error `exception.unknown` when no pass took in such a one.
base::Result<Found> find(pipeline::Services& services, pipeline::Children& children, std::string_view id);

}  // namespace kolk::gateway::exceptions
