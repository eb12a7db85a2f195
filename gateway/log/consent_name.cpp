#include "gateway/log/consent_name.hpp"

#include "gateway/subjects/subjects.hpp"
#include "policies/consent.hpp"

#include <algorithm>

namespace kolk::gateway::log {
namespace {

constexpr std::size_t uuid_bytes = 16;

std::string as_uuid8(const store::Digest& digest) {
    base::Bytes bytes(uuid_bytes);
    std::copy_n(digest.begin(), bytes.size(), bytes.begin());
    bytes[6] = static_cast<std::uint8_t>(0x80 | (bytes[6] & 0x0f));
    bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3f));
    std::string text = base::to_hex(bytes);
    for (const std::size_t place : {20, 16, 12, 8}) text.insert(place, 1, '-');
    return text;
}

}  // namespace

ConsentName ConsentName::of(const subjects::Subjects& subjects, std::string_view reference) {
    if (reference.empty() || policies::tells_of_nobody(reference)) return ConsentName{std::string{reference}};
    return ConsentName{as_uuid8(subjects.region_digest("consent", reference))};
}

}  // namespace kolk::gateway::log
