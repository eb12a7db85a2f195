#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace kolk::schemas {

/// One role of one organisation, written `ROLE:ORG` (`school:de-linde`). Two roles of one organisation are two parties.
/// `org` is a slug `[a-z0-9-]{2,32}`; empty means "the right organisation of that role" (only in explanations).
struct Party {
    std::string role;
    std::string org;

    /// `ROLE:ORG`, or `ROLE` when `org` is empty. Knows nothing of which roles exist.
    static std::optional<Party> parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    friend auto operator<=>(const Party&, const Party&) = default;
};

}  // namespace kolk::schemas
