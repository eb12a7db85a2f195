#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kolk::gateway::config {

/// What a value must look like.
enum class Type {
    text,
    slug,
    source_name,
    tag,
    zone,
    choice,
    instant,
    party,
    path,
    endpoint,
    count,
    duration,
    schedule,
    url,
    uri,
    oin,
    vestigingen,
    gemeentecode,
    agb,
    swv_number,
    public_key,
    date,
};

/// One key of the configuration. The reader, the JSON Schema, the reference and `kolk config print` all come from this
/// table; nothing about a key stands anywhere else.
struct Option {
    std::string_view section;  ///< `""`, `region`, `sources[]`, ...
    std::string_view key;
    Type type;
    std::string_view fallback = {};   ///< the default, as it would be written; empty: none
    std::string_view kinds = {};      ///< the kinds that know this key, separated by spaces; empty: every kind
    std::string_view needed_by = {};  ///< the kinds that need it; `*`: all that know it; empty: optional
    std::string_view choices = {};    ///< of a choice, separated by spaces
    std::int64_t least = 0;           ///< of a count, or of a duration in milliseconds
    std::int64_t most = 0;
    std::string_view description = {};  ///< one English sentence without a full stop
    bool secret = false;                ///< printed as `(set)`
};

/// A group of keys. A section ending in `[]` is a list of such groups.
struct Section {
    std::string_view name;
    std::string_view description;
    bool required = false;

    /// Its name in the file.
    [[nodiscard]] constexpr std::string_view key() const { return name.substr(0, name.find('[')); }
};

std::span<const Option> options();
std::span<const Section> sections();
/// The keys of one section, in the table's order.
std::span<const Option> options_of(std::string_view section);
/// Whether a list of words separated by spaces holds this word.
bool lists(std::string_view words, std::string_view word);

/// What is valid for this option, as a phrase after "must be": `a slug of 2 to 32 characters from a-z, 0-9 and -`.
std::string valid_for(const Option& option);
/// A regular expression for editors (ECMA 262), or empty where none helps.
std::string_view pattern_of(Type type);
/// Whether this text is valid for this option, taken by itself. A list is checked element by element.
bool is_valid(const Option& option, std::string_view text);
/// Address and port of an endpoint (`127.0.0.1:8470`, `[::1]:8470`).
struct AddressAndPort {
    std::string address;
    std::uint16_t port;
};
std::optional<AddressAndPort> parse_endpoint(std::string_view text);
/// `http` or `https`, and the host in lower case, of a URL without user, password, fragment or white space.
struct UrlParts {
    bool encrypted;
    std::string host;
};
std::optional<UrlParts> parse_url(std::string_view text);

}  // namespace kolk::gateway::config
