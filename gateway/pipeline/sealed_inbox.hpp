#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/services.hpp"
#include "gateway/tray.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kolk::gateway::pipeline {

/// Where what a command recorded about one child lies until the next pass, which may be of another process: one file
/// for each in a folder of the state, mode 0600, sealed under the child's data key. What was put is durable.
class SealedInbox {
public:
    /// Makes one thing that waited durable.
    using Use = std::function<base::Result<void>(Child&, const schemas::Content&)>;

    /// `what` is authenticated with each file, so that none can lie in another folder; `unreadable` is the error of a
    /// file that cannot be opened.
    SealedInbox(std::filesystem::path folder, std::string what, base::Error unreadable)
        : tray_{std::move(folder)}, what_{std::move(what)}, unreadable_{std::move(unreadable)} {}

    base::Result<void> put(Services& services, const subjects::Subject& child, const schemas::Content& content) const;
    /// Whether something waits; from any thread.
    [[nodiscard]] bool waiting() const { return tray_.waiting(); }
    /// Gives everything that waits to `use`, oldest first, and only then removes it; see `Tray::take`.
    base::Result<void> take(Services& services, Children& children, const Use& use) const;

private:
    [[nodiscard]] std::string sealed_field(const std::filesystem::path& file) const;
    base::Result<void> take_file(Services& services, Children& children, const std::filesystem::path& file,
                                 const Use& use) const;

    Tray tray_;
    std::string what_;
    base::Error unreadable_;
};

/// Everything that was recorded here under this kind of facts of the child; see `own_facts`.
base::Result<boost::json::array> own_facts_of(const Services& services, const Child& child, std::string_view kind);
/// The same as the row that replaces it.
store::Fact own_fact_row(const Services& services, const Child& child, std::string_view kind, boost::json::array facts);

}  // namespace kolk::gateway::pipeline
