#include "schemas/party.hpp"

namespace kolk::schemas {
namespace {

bool is_slug(std::string_view text) {
    return text.size() >= 2 && text.size() <= 32 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

}  // namespace

std::optional<Party> Party::parse(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view role = text.substr(0, colon);
    if (!is_slug(role)) return std::nullopt;
    if (colon == std::string_view::npos) return Party{std::string{role}, {}};
    const std::string_view org = text.substr(colon + 1);
    if (!is_slug(org)) return std::nullopt;
    return Party{std::string{role}, std::string{org}};
}

std::string Party::text() const {
    return org.empty() ? role : role + ':' + org;
}

}  // namespace kolk::schemas
