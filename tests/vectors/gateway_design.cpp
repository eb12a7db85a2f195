#include "crypto/derive.hpp"
#include "crypto/links.hpp"
#include "crypto/pseudonyms.hpp"
#include "tests/vectors/files.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace kolk::vectors {
namespace {

using crypto::SecretKey;

SecretKey log_key(const SecretKey& root, std::uint64_t epoch) {
    return crypto::derive_subkey(root, 3 + epoch, "gwlogE_1", 32);
}

Bytes log_message(std::uint64_t epoch, const Bytes& salt) {
    constexpr std::array<std::uint8_t, 8> label{'g', 'w', '-', 'l', 'o', 'g', 1, 0};
    return crypto::concatenate({label, crypto::big_endian(static_cast<std::uint32_t>(epoch)), salt});
}

void link_token(Case& c, const SecretKey& root) {
    const Bytes message = c.bytes("message");
    c.holds("message", crypto::link_message(static_cast<std::uint8_t>(c.number("type")), c.text("identifier_utf8")));
    const auto code = crypto::hmac_sha512(crypto::link_key(root).reveal(), {message});
    c.holds("token", ByteView{code}.first(32));
}

void log_pseudonym(Case& c, const SecretKey& root) {
    const std::uint64_t epoch = c.number("epoch");
    const Bytes salt = c.bytes("subject_salt");
    c.holds("message", log_message(epoch, salt));
    const auto pseudonym = crypto::log_pseudonym(log_key(root, epoch), static_cast<std::uint32_t>(epoch), salt);
    c.expect("log_pseudonym", pseudonym && std::ranges::equal(*pseudonym, c.bytes("log_pseudonym")));
}

void partner(Case& c, const SecretKey& root) {
    const pep::Scalar factor = pep::derive_factor(pep::FactorKind::reshuffle,
                                                  crypto::pseudonymisation_secret(root).reveal(), c.text("domain"));
    c.holds("reshuffle", factor);
    c.holds("pseudonym", pep::multiply(factor, c.point("root_point")));
}

void rotation(Case& c) {
    const auto factor = [&](std::string_view secret) {
        return pep::derive_factor(pep::FactorKind::reshuffle, c.bytes(secret), c.text("domain"));
    };
    const pep::Scalar delta = pep::from_to(factor("old_secret"), factor("new_secret"));
    c.holds("delta", delta);
    c.holds("new_pseudonym", pep::multiply(delta, c.point("old_pseudonym")));
}

/// The finalised form hides the token better but cannot be rotated; the product does not use it.
Bytes finalised(const Bytes& message, const pep::Point& token) {
    const Bytes labelled = crypto::concatenate({base::as_bytes("gw-oprf-out\x01"), message, token});
    Bytes digest(64);
    crypto_hash_sha512(digest.data(), labelled.data(), labelled.size());
    digest.resize(32);
    return digest;
}

void blind_token(Case& c) {
    const Bytes input = c.bytes("input");
    const pep::Scalar blind = c.scalar("blind"), key = c.scalar("server_key"), next = c.scalar("next_key");
    const pep::Scalar update = pep::from_to(key, next);
    const pep::Point hashed = crypto::blind_hash(input);
    c.holds("hashed_point", ByteView{hashed});
    c.holds("blinded", pep::multiply(blind, hashed));
    c.holds("evaluated", pep::multiply(key, c.point("blinded")));
    c.holds("unblinded", pep::multiply(pep::invert(blind), c.point("evaluated")));
    c.holds("token", finalised(input, c.point("unblinded")));
    c.holds("update_factor", update);
    c.holds("unblinded_next", pep::multiply(update, c.point("unblinded")));
}

void legacy_factor(Case& c) {
    const std::string context = c.text("context_utf8");
    c.holds("context", base::as_bytes(context));
    const Bytes labelled = crypto::concatenate({c.bytes("type"), c.bytes("audience_type"), c.bytes("context")});
    const pep::Scalar factor = pep::reduce(crypto::hmac_sha512(c.bytes("secret"), {crypto::sha256(labelled)}));
    c.holds("factor", factor);
    c.holds("session_key_share", pep::session_share(factor, c.scalar("blinding_factor")));
}

}  // namespace

void legacy_factors(File& file) {
    file.each("cases", legacy_factor);
}

void gateway_design(File& file) {
    Case top{file.content()};
    const SecretKey root = SecretKey::copy(top.bytes("root_key"));
    static_cast<void>(file.shared("root_key"));
    file.each("subkeys", [&](Case& c) {
        const SecretKey subkey =
            crypto::derive_subkey(root, c.number("subkey_id"), c.text("context_ascii"), c.number("length"));
        c.holds("subkey", subkey.reveal());
    });
    file.each("link_tokens", [&](Case& c) { link_token(c, root); });
    file.each("log_pseudonyms", [&](Case& c) { log_pseudonym(c, root); });
    file.each("partner", [&](Case& c) { partner(c, root); });
    file.each("rotation", rotation);
    file.each("oprf", blind_token);
}

void eckid_first_level(File& file) {
    Case top{file.content()};
    const auto salt = base::from_base64(top.text("salt_base64"));
    const std::uint64_t cost = top.number("N");
    const auto block = static_cast<std::uint32_t>(top.number("r")), lanes = static_cast<std::uint32_t>(top.number("p"));
    const std::uint64_t length = top.number("length");
    for (const char* section : {"salt_base64", "N", "r", "p", "length"}) static_cast<void>(file.shared(section));
    if (!salt || cost > 1u << 20 || block > 64 || lanes > 64 || length > 64) {
        throw std::runtime_error{"the parameters of scrypt are out of bounds"};
    }
    file.each("cases", [&](Case& c) {
        std::string text = c.text("input_utf8");
        std::ranges::transform(text, text.begin(), [](char letter) {
            return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
        });
        const ByteView input = base::as_bytes(text);
        Bytes hash(length);
        const int outcome = crypto_pwhash_scryptsalsa208sha256_ll(
            input.data(), input.size(), salt->data(), salt->size(), cost, block, lanes, hash.data(), hash.size());
        c.expect("scrypt", outcome == 0);
        c.holds("hash", hash);
    });
}

}  // namespace kolk::vectors
