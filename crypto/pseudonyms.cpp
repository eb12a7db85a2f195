#include "crypto/pseudonyms.hpp"

#include "crypto/strict_pep.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace kolk::crypto {
namespace {

constexpr std::size_t shortest_secret = 32;

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_word(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_keyset(std::string_view text) {
    return text.size() >= 2 && text[0] == 'k' && text[1] != '0' && std::ranges::all_of(text.substr(1), is_digit);
}

bool is_region_tag(std::string_view text) {
    return text.size() >= 2 && text.size() <= 8 && std::ranges::all_of(text, is_lower_or_digit);
}

base::Error bad_key() {
    return base::failure("crypto.key", "a key or secret is shorter than 32 bytes; restore the region's keys");
}

base::Error bad_domain() {
    return base::failure("crypto.domain",
                         "a pseudonym needs an OIN of 20 digits, a role and a group of [a-z0-9-], a region tag of "
                         "[a-z0-9]{2,8} and a key set as k1; correct the configuration or the convenant");
}

/// Splits `oin:<digits>|role|group` and puts it together again: equal texts mean that nothing else was in it.
bool is_partner_domain(std::string_view domain) {
    constexpr std::string_view start = "oin:";
    const std::size_t first = domain.find('|');
    const std::size_t second = first == std::string_view::npos ? first : domain.find('|', first + 1);
    if (!domain.starts_with(start) || second == std::string_view::npos) return false;
    const std::string_view oin = domain.substr(start.size(), first - start.size());
    return partner_domain(oin, domain.substr(first + 1, second - first - 1), domain.substr(second + 1)).has_value();
}

std::string pseudonym_prefix(std::string_view region_tag, std::string_view keyset) {
    return "ko1." + std::string{region_tag} + '.' + std::string{keyset} + '.';
}

SecretKey keep(const pep::Scalar& scalar) {
    return SecretKey::copy(scalar.bytes);
}

}  // namespace

Bytes new_subject_point(base::Random& random) {
    pep::WideDigest digest{};
    random.fill(digest);
    const pep::Point point = pep::map_to_point(digest);
    if (is_identity(point)) base::broken("the source of randomness gave the one value that makes no subject point");
    return {point.begin(), point.end()};
}

std::uint32_t log_epoch(base::Instant moment) {
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(moment)};
    const unsigned quarter = (static_cast<unsigned>(day.month()) + 2) / 3;
    return static_cast<std::uint32_t>(4 * static_cast<int>(day.year())) + quarter - 1;
}

Result<Digest> log_pseudonym(const SecretKey& epoch_key, std::uint32_t epoch, ByteView salt) {
    if (epoch_key.size() != 32 || salt.size() != 32) return bad_key();
    constexpr std::array<std::uint8_t, 8> label{'g', 'w', '-', 'l', 'o', 'g', 1, 0};
    return blake2b(epoch_key, concatenate({label, big_endian(epoch), salt}));
}

Result<std::string> partner_domain(std::string_view oin, std::string_view role, std::string_view group) {
    if (oin.size() != 20 || !std::ranges::all_of(oin, is_digit) || !is_word(role) || !is_word(group)) {
        return bad_domain();
    }
    return "oin:" + std::string{oin} + '|' + std::string{role} + '|' + std::string{group};
}

Result<PartnerPseudonyms> PartnerPseudonyms::create(const SecretKey& secret, std::string_view domain) {
    if (secret.size() < shortest_secret) return bad_key();
    if (!is_partner_domain(domain)) return bad_domain();
    return PartnerPseudonyms{keep(pep::derive_factor(pep::FactorKind::reshuffle, secret.reveal(), domain))};
}

Result<pep::Point> PartnerPseudonyms::of(ByteView subject_point) const {
    return multiply_strictly(factor_, subject_point);
}

SecretKey PartnerPseudonyms::rotation_to(const PartnerPseudonyms& next) const {
    return keep(pep::from_to(as_scalar(factor_), as_scalar(next.factor_)));
}

Result<pep::Point> rotate_pseudonym(const SecretKey& rotation, ByteView pseudonym) {
    return multiply_strictly(rotation, pseudonym);
}

Result<std::string> write_pseudonym(std::string_view region_tag, std::string_view keyset, const pep::Point& pseudonym) {
    if (!is_region_tag(region_tag) || !is_keyset(keyset)) return bad_domain();
    if (const auto point = read_point_strictly(pseudonym); !point) return point.error();
    return pseudonym_prefix(region_tag, keyset) + base::to_hex(pseudonym);
}

Result<pep::Point> read_pseudonym(std::string_view region_tag, std::string_view keyset, std::string_view text) {
    if (!is_region_tag(region_tag) || !is_keyset(keyset)) return bad_domain();
    const std::string prefix = pseudonym_prefix(region_tag, keyset);
    const auto bytes = text.starts_with(prefix) ? base::from_hex(text.substr(prefix.size())) : std::nullopt;
    return read_point_strictly(bytes.value_or(Bytes{}));
}

Digest tombstone(const SecretKey& tombstone_key, ByteView token_or_pseudonym) {
    return blake2b(tombstone_key, token_or_pseudonym);
}

Result<CiphertextConversion> CiphertextConversion::create(const SecretKey& pseudonymisation,
                                                          const SecretKey& encryption, const PepContext& from,
                                                          const PepContext& to) {
    if (pseudonymisation.size() < shortest_secret || encryption.size() < shortest_secret) return bad_key();
    if (from.domain.empty() || from.session.empty() || to.domain.empty() || to.session.empty()) return bad_domain();
    const auto factor = [](pep::FactorKind kind, const SecretKey& secret, std::string_view first,
                           std::string_view second) {
        return keep(pep::from_to(pep::derive_factor(kind, secret.reveal(), first),
                                 pep::derive_factor(kind, secret.reveal(), second)));
    };
    return CiphertextConversion{factor(pep::FactorKind::reshuffle, pseudonymisation, from.domain, to.domain),
                                factor(pep::FactorKind::pseudonym_rekey, encryption, from.session, to.session)};
}

Result<pep::Ciphertext> CiphertextConversion::convert(const pep::Ciphertext& ciphertext, const pep::Point& session_key,
                                                      base::Random& random) const {
    for (const pep::Point& point : {ciphertext.blinding, ciphertext.masked, session_key}) {
        if (const auto read = read_point_strictly(point); !read) return read.error();
    }
    const auto converted = pep::transcrypt_afresh(ciphertext, session_key, random_scalar(random), as_scalar(reshuffle_),
                                                  as_scalar(rekey_));
    if (!converted || is_identity(converted->blinding) || is_identity(converted->masked)) return bad_point();
    return *converted;
}

}  // namespace kolk::crypto
