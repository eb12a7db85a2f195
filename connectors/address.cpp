#include "connectors/address.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

namespace kolk::connectors {
namespace {

struct FreeUrl {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

bool plain(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

struct Address {
    std::string scheme;
    std::string host;
    std::string port;
    std::string path;
    std::string whole;
};

std::string part_of(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* found = nullptr;
    if (curl_url_get(url, which, &found, flags) != CURLUE_OK) return {};
    std::string value{found};
    curl_free(found);
    return value;
}

/// An address, or a link in a document at that address.
std::optional<Address> address_of(std::string_view text, unsigned flags, std::string_view link = {}) {
    const std::unique_ptr<CURLU, FreeUrl> url{curl_url()};
    if (url == nullptr) throw std::bad_alloc{};
    const auto go = [&](std::string_view to) {
        return plain(to) && curl_url_set(url.get(), CURLUPART_URL, std::string{to}.c_str(), flags) == CURLUE_OK;
    };
    if (!go(text) || (!link.empty() && !go(link))) return std::nullopt;
    return Address{part_of(url.get(), CURLUPART_SCHEME), part_of(url.get(), CURLUPART_HOST),
                   part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT), part_of(url.get(), CURLUPART_PATH),
                   part_of(url.get(), CURLUPART_URL)};
}

/// Whether a server could read this path as another one than we do.
bool ambiguous(std::string_view path) {
    constexpr std::array<std::string_view, 3> signs{"%2e", "%2E", "\\"};
    return std::any_of(signs.begin(), signs.end(),
                       [&](auto sign) { return path.find(sign) != std::string_view::npos; });
}

}  // namespace

bool is_http(std::string_view url) {
    const auto address = address_of(url, 0);
    return address && (address->scheme == "http" || address->scheme == "https");
}

bool fit_for_records(std::string_view url) {
    const auto address = address_of(url, CURLU_DISALLOW_USER);
    if (!address) return false;
    const std::string& host = address->host;
    const bool loopback = host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos;
    const bool here = loopback || host == "[::1]" || host == "localhost";
    return address->scheme == "https" || (address->scheme == "http" && here);
}

std::optional<std::string> link_below(std::string_view base, std::string_view link) {
    const std::string folder = std::string{base} + "/";
    const auto home = address_of(folder, CURLU_DISALLOW_USER);
    const auto there = address_of(folder, CURLU_DISALLOW_USER, link);
    if (link.empty() || !home || !there || there->scheme != home->scheme || there->port != home->port) return {};
    const bool same_host = curl_strequal(there->host.c_str(), home->host.c_str()) != 0;
    const bool below = there->path.starts_with(home->path) || there->path + "/" == home->path;
    if (!same_host || !below || ambiguous(there->path)) return std::nullopt;
    return there->whole;
}

std::string query_text(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || plain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += hex[byte >> 4U];
            out += hex[byte & 15U];
        }
    }
    return out;
}

}  // namespace kolk::connectors
