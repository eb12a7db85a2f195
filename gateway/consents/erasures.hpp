#pragma once

#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/services.hpp"
#include "gateway/tray.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::consents {

/// The only grounds on which a recipient is asked to erase what it received.
inline constexpr std::array<std::string_view, 3> erasure_grounds{"unlawful-delivery", "upheld-erasure",
                                                                 "never-sent-lawfully"};

/// What a person decided that recipients are to erase: delivered exchanges, no others.
struct Erasure {
    std::vector<std::string> exchange_ids;
    std::string ground;
};

/// Why this may not be asked: another ground (`erasure.ground`), an exchange that is not known (`erasure.unknown`),
/// never went (`erasure.not-sent`) or is asked for already (`erasure.asked`).
base::Result<void> check_erasure(const pipeline::Services& services, const Erasure& erasure);

/// Where erasures lie between the command that records them and the next pass, which may be of another process: one
/// file for each in a folder of the state. They name exchanges, which stand in the log, and no child.
class Erasures {
public:
    explicit Erasures(std::filesystem::path state) : tray_{std::move(state) / "erasures"} {}

    /// Durable when it returns; checked before.
    base::Result<void> put(pipeline::Services& services, const Erasure& erasure);
    /// Whether something waits; from any thread.
    [[nodiscard]] bool waiting() const { return tray_.waiting(); }
    /// Writes down the notices of everything that waits, one for each child, recipient and purpose, and only then
    /// removes it. What was asked for already is not asked for twice. A file that can't be taken in is set aside, and
    /// is an error at every pass until a person removes it.
    base::Result<void> take(pipeline::Services& services, pipeline::Children& children) const;

private:
    Tray tray_;
};

}  // namespace kolk::gateway::consents
