#include "gateway/config/options.hpp"
#include "gateway/schedule.hpp"
#include "schemas/base/bytes.hpp"
#include "schemas/base/time.hpp"
#include "schemas/identifiers.hpp"
#include "schemas/party.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace kolk::gateway::config {
namespace {

constexpr std::size_t longest_text = 1'000;
constexpr std::size_t public_key_bytes = 32;

bool made_of(std::string_view text, std::string_view more, std::size_t least, std::size_t most) {
    const auto allowed = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || more.find(c) != std::string_view::npos;
    };
    return text.size() >= least && text.size() <= most && std::ranges::all_of(text, allowed);
}

bool is_slug(std::string_view text) {
    return made_of(text, "-", 2, 32);
}

// A source is often called after its party, kind and role included, so its name may be longer than a slug.
bool is_source_name(std::string_view text) {
    return made_of(text, "-", 2, 64);
}

bool is_tag(std::string_view text) {
    return made_of(text, "", 2, 8);
}

bool is_plain(std::string_view text) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return !text.empty() && text.size() <= longest_text && std::ranges::none_of(text, control);
}

bool is_zone(std::string_view text) {
    return is_plain(text) && base::Zone::find(std::string{text}).has_value();
}

bool is_instant(std::string_view text) {
    return base::parse_instant(text).has_value();
}

bool is_party(std::string_view text) {
    const auto party = schemas::Party::parse(text);
    return party && !party->org.empty();
}

bool is_endpoint(std::string_view text) {
    return parse_endpoint(text).has_value();
}

bool is_duration(std::string_view text) {
    return parse_duration(text).has_value();
}

bool is_schedule(std::string_view text) {
    return std::holds_alternative<Schedule>(parse_schedule(text));
}

bool is_url(std::string_view text) {
    return parse_url(text).has_value();
}

bool is_uri(std::string_view text) {
    const std::size_t colon = text.find(':');
    return is_plain(text) && text.find(' ') == std::string_view::npos && colon != std::string_view::npos && colon > 0 &&
           colon + 1 < text.size();
}

bool is_count(std::string_view text) {
    return !text.empty() && text.size() <= 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

template <class Checked>
bool parses(std::string_view text) {
    return Checked::parse(text).has_value();
}

bool is_swv_number(std::string_view text) {
    const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return text.size() == 6 && std::ranges::all_of(text, allowed);
}

bool is_public_key(std::string_view text) {
    const auto bytes = base::from_base64(text);
    return bytes && bytes->size() == public_key_bytes;
}

bool is_date(std::string_view text) {
    return base::parse_date(text).has_value();
}

bool is_any(std::string_view) {
    return true;
}

struct TypeFacts {
    Type type;
    bool (*check)(std::string_view);
    std::string_view valid;
    std::string_view pattern;
};

constexpr std::array facts{
    TypeFacts{Type::text, is_plain, "a text of 1 to 1000 characters on one line", ""},
    TypeFacts{Type::slug, is_slug, "2 to 32 characters from a-z, 0-9 and -", "^[a-z0-9-]{2,32}$"},
    TypeFacts{Type::source_name, is_source_name, "2 to 64 characters from a-z, 0-9 and -", "^[a-z0-9-]{2,64}$"},
    TypeFacts{Type::tag, is_tag, "2 to 8 characters from a-z and 0-9", "^[a-z0-9]{2,8}$"},
    TypeFacts{Type::zone, is_zone, "a time zone that this machine knows, as in Europe/Amsterdam", ""},
    TypeFacts{Type::choice, is_any, "", ""},
    TypeFacts{Type::instant, is_instant, "a moment with its offset, as in 2026-11-22T07:00:00+01:00",
              "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$"},
    TypeFacts{Type::party, is_party, "a party ROLE:ORG, as in school:de-linde", "^[a-z0-9-]+:[a-z0-9-]{2,32}$"},
    TypeFacts{Type::path, is_plain, "a path", ""},
    TypeFacts{Type::endpoint, is_endpoint, "an IP address and a port, as in 127.0.0.1:8470 or [::1]:8470",
              "^([0-9.]+|\\[[0-9a-fA-F:.]+\\]):\\d{1,5}$"},
    TypeFacts{Type::count, is_count, "a whole number", ""},
    TypeFacts{Type::duration, is_duration, "a duration, as in 500ms, 10s, 5m, 24h or 1d", "^[0-9]+(ms|s|m|h|d)$"},
    TypeFacts{Type::schedule, is_schedule, "`every 15m` or `cron MINUTE HOUR DAY MONTH WEEKDAY`", "^(every|cron) "},
    TypeFacts{Type::url, is_url, "an http or https address without user, password or fragment", "^https?://[^\\s@#]+$"},
    TypeFacts{Type::uri, is_uri, "an absolute URI", "^[^\\s:]+:\\S+$"},
    TypeFacts{Type::oin, parses<schemas::Oin>, "20 digits", "^[0-9]{20}$"},
    TypeFacts{Type::vestigingen, parses<schemas::Vestiging>, "a list of branch codes of six characters, as in [00AA00]",
              "^[0-9]{2}[A-Z]{2}[0-9]{2}$"},
    TypeFacts{Type::gemeentecode, parses<schemas::Gemeentecode>, "four digits in quotes", "^[0-9]{4}$"},
    TypeFacts{Type::agb, parses<schemas::Agb>, "eight digits in quotes", "^[0-9]{8}$"},
    TypeFacts{Type::swv_number, is_swv_number, "six characters from A-Z and 0-9", "^[A-Z0-9]{6}$"},
    TypeFacts{Type::public_key, is_public_key, "an Ed25519 public key in base64, 44 characters",
              "^[A-Za-z0-9+/]{43}=$"},
    TypeFacts{Type::date, is_date, "a day, as in 2026-11-22", "^\\d{4}-\\d\\d-\\d\\d$"},
};

const TypeFacts& facts_of(Type type) {
    return *std::ranges::find(facts, type, &TypeFacts::type);
}

std::string as_duration(std::int64_t milliseconds) {
    struct Unit {
        std::string_view name;
        std::int64_t length;
    };
    static constexpr std::array<Unit, 4> units{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}}};
    for (const Unit& unit : units) {
        if (milliseconds % unit.length == 0) return std::to_string(milliseconds / unit.length) + std::string{unit.name};
    }
    return std::to_string(milliseconds) + "ms";
}

bool within(const Option& option, std::int64_t value) {
    return value >= option.least && value <= option.most;
}

bool in_bounds(const Option& option, std::string_view text) {
    if (option.type == Type::duration) return within(option, parse_duration(text)->count());
    if (option.type != Type::count) return true;
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return within(option, value);
}

std::string either(std::string_view words) {
    std::string text;
    for (const char c : words) text += c == ' ' ? std::string{"`, `"} : std::string{c};
    return "one of `" + text + "`";
}

}  // namespace

std::string valid_for(const Option& option) {
    if (option.type == Type::choice) return either(option.choices);
    std::string text{facts_of(option.type).valid};
    if (option.type == Type::count) {
        text += " from " + std::to_string(option.least) + " to " + std::to_string(option.most);
    }
    if (option.type == Type::duration)
        text += ", from " + as_duration(option.least) + " to " + as_duration(option.most);
    return text;
}

std::string_view pattern_of(Type type) {
    return facts_of(type).pattern;
}

bool is_valid(const Option& option, std::string_view text) {
    if (option.type == Type::choice) return lists(option.choices, text);
    return facts_of(option.type).check(text) && in_bounds(option, text);
}

std::optional<AddressAndPort> parse_endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string address{text.substr(0, colon)};
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    if (bracketed) address = address.substr(1, address.size() - 2);
    std::array<unsigned char, sizeof(in6_addr)> ignored{};
    if (inet_pton(bracketed ? AF_INET6 : AF_INET, address.c_str(), ignored.data()) != 1) return std::nullopt;
    const std::string_view digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return AddressAndPort{std::move(address), port};
}

std::optional<UrlParts> parse_url(std::string_view text) {
    if (!is_plain(text) || text.find_first_of(" @#\\") != std::string_view::npos) return std::nullopt;
    const bool encrypted = text.starts_with("https://");
    if (!encrypted && !text.starts_with("http://")) return std::nullopt;
    std::string_view authority = text.substr(encrypted ? 8 : 7);
    authority = authority.substr(0, authority.find_first_of("/?"));
    const bool bracketed = authority.starts_with('[');
    const std::size_t end = bracketed ? authority.find(']') : authority.find(':');
    if (bracketed && end == std::string_view::npos) return std::nullopt;
    std::string host{authority.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end)};
    std::ranges::transform(host, host.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (host.empty()) return std::nullopt;
    return UrlParts{encrypted, std::move(host)};
}

}  // namespace kolk::gateway::config
