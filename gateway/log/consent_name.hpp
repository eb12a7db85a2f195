#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace kolk::gateway::subjects {
class Subjects;
}  // namespace kolk::gateway::subjects

namespace kolk::gateway::log {

/// How a consent is named where more people look than its parties: in the log, in the store and on the screen. A party
/// may write anything for the id of a consent, also a name or a date of birth, and what stands in the log stays there.
class ConsentName {
public:
    /// Of a consent without an id: empty.
    ConsentName() = default;
    /// `reference` (`policies::reference_of`, or the id) itself where it can tell of nobody, else a UUID of version 8
    /// (RFC 9562) made from a digest of it under the region's key: the same for the same reference. Of a name it gives
    /// that name.
    static ConsentName of(const subjects::Subjects& subjects, std::string_view reference);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    friend auto operator<=>(const ConsentName&, const ConsentName&) = default;

private:
    explicit ConsentName(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace kolk::gateway::log
