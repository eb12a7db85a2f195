#include "crypto/links.hpp"

#include "crypto/strict_pep.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>

namespace kolk::crypto {
namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

base::Error bad_number() {
    return base::failure("link.number",
                         "a number by which a child could be linked does not fit its kind: eight or nine digits, or a "
                         "local number with its issuer; correct it at the source");
}

base::Error eck_id() {
    return base::failure("link.eck-id",
                         "a source sent an ECK iD or the hash in front of it, which may not be used outside the chain "
                         "of learning resources; have the source leave it out");
}

/// The number as it enters the token, or nothing when it does not fit its kind.
std::optional<std::string> canonical(NumberKind kind, std::string_view issuer, std::string_view number) {
    constexpr std::size_t longest = 255;
    if (number.empty() || number.size() > longest || issuer.size() > longest) return std::nullopt;
    if (kind == NumberKind::local) {
        if (issuer.empty() || issuer.find('|') != std::string_view::npos) return std::nullopt;
        return std::string{issuer} + '|' + std::string{number};
    }
    if (!issuer.empty() || number.size() < 8 || number.size() > 9 || !std::ranges::all_of(number, is_digit)) {
        return std::nullopt;
    }
    return std::string(9 - number.size(), '0') + std::string{number};
}

}  // namespace

Bytes link_message(std::uint8_t kind, std::string_view canonical) {
    if (canonical.size() > 0xffff) base::broken("a number has at most 65,535 bytes");
    const auto size = static_cast<std::uint16_t>(canonical.size());
    const std::array<std::uint8_t, 4> head{1, kind, static_cast<std::uint8_t>(size >> 8),
                                           static_cast<std::uint8_t>(size & 255)};
    return concatenate({head, base::as_bytes(canonical)});
}

bool looks_like_eck_id(std::string_view number) {
    std::string text;
    std::ranges::transform(number.substr(0, 512), std::back_inserter(text), lower);
    if (text.find("ketenid.nl/") != std::string::npos) return true;
    return (number.size() == 128 || number.size() == 64) && std::ranges::all_of(number, is_hex);
}

Result<Digest> link_token(const SecretKey& key, NumberKind kind, std::string_view issuer, std::string_view number) {
    if (key.size() < 32) return base::failure("crypto.key", "a link key is shorter than 32 bytes; restore the keys");
    if (looks_like_eck_id(number)) return eck_id();
    const auto text = canonical(kind, issuer, number);
    if (!text) return bad_number();
    const auto code = hmac_sha512(key.reveal(), {link_message(static_cast<std::uint8_t>(kind), *text)});
    Digest token{};
    std::copy_n(code.begin(), token.size(), token.begin());
    return token;
}

pep::Point blind_hash(ByteView message) {
    initialise();
    const Bytes labelled = concatenate({base::as_bytes("gw-oprf\x01"), message});
    pep::WideDigest digest{};
    crypto_hash_sha512(digest.data(), labelled.data(), labelled.size());
    return pep::map_to_point(digest);
}

Result<pep::Point> blind_number(ByteView message, const SecretKey& blind) {
    return multiply_strictly(blind, blind_hash(message));
}

Result<pep::Point> evaluate_blinded(const SecretKey& key, ByteView blinded) {
    return multiply_strictly(key, blinded);
}

Result<pep::Point> unblind_token(const SecretKey& blind, ByteView evaluated) {
    return multiply_strictly(SecretKey::copy(pep::invert(as_scalar(blind)).bytes), evaluated);
}

SecretKey new_blind(base::Random& random) {
    return SecretKey::copy(random_scalar(random).bytes);
}

SecretKey token_rotation(const SecretKey& old_key, const SecretKey& new_key) {
    return SecretKey::copy(pep::from_to(as_scalar(old_key), as_scalar(new_key)).bytes);
}

}  // namespace kolk::crypto
