#include "tests/vectors/files.hpp"

#include <algorithm>
#include <stdexcept>

namespace kolk::vectors {
namespace {

using Optional = std::optional<pep::Ciphertext>;

std::optional<pep::Point> opened(const Optional& ciphertext, const pep::Scalar& secret) {
    return ciphertext ? pep::decrypt(*ciphertext, secret) : std::nullopt;
}

void every_operation(Case& c) {
    const pep::Scalar y = c.scalar("secret_y"), r = c.scalar("r"), again = c.scalar("r2");
    const pep::Scalar s = c.scalar("s"), k = c.scalar("k");
    const pep::Scalar s2 = pep::from_to(c.scalar("s_from"), s), k2 = pep::from_to(c.scalar("k_from"), k);
    const pep::Point public_key = c.point("public_Y"), message = c.point("message_M");
    c.holds("public_Y", ByteView{pep::multiply_base(y)});
    const Optional ciphertext = pep::encrypt(message, public_key, r);
    c.holds("encrypt", ciphertext);
    if (!ciphertext) return;
    c.holds_text("encrypt_base64url", pep::write_ciphertext_text(*ciphertext));
    c.expect("encrypt_base64url", pep::read_ciphertext_text(c.text("encrypt_base64url")) == ciphertext);
    const Optional fresh = pep::rerandomize(*ciphertext, public_key, again);
    const Optional rekeyed = pep::rekey(*ciphertext, k);
    const Optional reshuffled = pep::reshuffle(*ciphertext, s);
    const Optional rsk = pep::transcrypt(*ciphertext, s, k);
    const Optional rrsk = pep::transcrypt_afresh(*ciphertext, public_key, again, s, k);
    const Optional rsk2 = pep::transcrypt(*ciphertext, s2, k2);
    c.holds("rerandomize", fresh);
    c.holds("rekey", rekeyed);
    c.holds("reshuffle", reshuffled);
    c.holds("rsk", rsk);
    c.holds("rrsk", rrsk);
    c.holds("rekey2", pep::rekey(*ciphertext, k2));
    c.holds("reshuffle2", pep::reshuffle(*ciphertext, s2));
    c.holds("rsk2", rsk2);
    c.holds("rrsk2", pep::transcrypt_afresh(*ciphertext, public_key, again, s2, k2));
    c.holds("decrypt", opened(ciphertext, y));
    c.holds("decrypt_rerandomize", opened(fresh, y));
    c.holds("decrypt_rekey", opened(rekeyed, pep::multiply(k, y)));
    c.holds("decrypt_reshuffle", opened(reshuffled, y));
    c.holds("decrypt_rsk", opened(rsk, pep::multiply(k, y)));
    c.holds("decrypt_rrsk", opened(rrsk, pep::multiply(k, y)));
    c.holds("decrypt_rsk2", opened(rsk2, pep::multiply(k2, y)));
}

/// Secrets of a transcryption file and the factors that follow from them.
struct Region {
    Bytes encryption;
    Bytes pseudonymisation;
    pep::Scalar pseudonym_secret;
    pep::Scalar attribute_secret;

    explicit Region(File& file) {
        Case top{file.content()}, global{file.shared("global").as_object()};
        encryption = top.bytes("encryption_secret");
        pseudonymisation = top.bytes("pseudonymisation_secret");
        pseudonym_secret = global.scalar("pseudonym_secret");
        attribute_secret = global.scalar("attribute_secret");
        static_cast<void>(file.shared("encryption_secret"));
        static_cast<void>(file.shared("pseudonymisation_secret"));
    }
    [[nodiscard]] pep::Scalar reshuffle(const std::string& domain) const {
        return pep::derive_factor(pep::FactorKind::reshuffle, pseudonymisation, domain);
    }
    [[nodiscard]] pep::Scalar rekey(const std::string& session) const {
        return pep::derive_factor(pep::FactorKind::pseudonym_rekey, encryption, session);
    }
    [[nodiscard]] pep::Scalar attribute_rekey(const std::string& session) const {
        return pep::derive_factor(pep::FactorKind::attribute_rekey, encryption, session);
    }
};

pep::Point single_block(const std::string& text) {
    const auto block = pep::pad_block(base::as_bytes(text));
    if (!block) throw std::runtime_error{"the text does not fit one block"};
    return pep::encode_block(*block);
}

void pseudonym(Case& c, const Region& region) {
    const pep::Scalar from = region.reshuffle(c.text("domain_from")), to = region.reshuffle(c.text("domain_to"));
    const pep::Scalar old_key = region.rekey(c.text("session_from")), new_key = region.rekey(c.text("session_to"));
    const pep::Scalar s = pep::from_to(from, to), k = pep::from_to(old_key, new_key);
    const pep::Point public_key = pep::multiply_base(pep::multiply(old_key, region.pseudonym_secret));
    const pep::Scalar secret = pep::multiply(new_key, region.pseudonym_secret);
    c.holds("reshuffle_from", from);
    c.holds("reshuffle_to", to);
    c.holds("rekey_from", old_key);
    c.holds("rekey_to", new_key);
    c.holds("s", s);
    c.holds("k", k);
    c.holds("session_from_public", ByteView{public_key});
    c.holds("session_to_secret", secret);
    c.holds("pseudonym_from", ByteView{single_block(c.text("identifier_utf8"))});
    const Optional in = pep::encrypt(c.point("pseudonym_from"), public_key, c.scalar("r"));
    c.holds("ciphertext_in", in);
    const Optional out = in ? pep::transcrypt(*in, s, k) : std::nullopt;
    c.holds("ciphertext_out", out);
    if (!out) return;
    c.holds_text("ciphertext_out_base64url", pep::write_ciphertext_text(*out));
    c.holds("pseudonym_to", pep::decrypt(*out, secret));
    c.holds("reversed_ciphertext", pep::transcrypt(*out, pep::invert(s), pep::invert(k)));
}

void attribute(Case& c, const Region& region) {
    const pep::Scalar old_key = region.attribute_rekey(c.text("session_from"));
    const pep::Scalar new_key = region.attribute_rekey(c.text("session_to"));
    const pep::Point public_key = pep::multiply_base(pep::multiply(old_key, region.attribute_secret));
    c.holds("point", ByteView{single_block(c.text("utf8"))});
    const Optional in = pep::encrypt(c.point("point"), public_key, c.scalar("r"));
    c.holds("ciphertext_in", in);
    const Optional out = in ? pep::rekey(*in, pep::from_to(old_key, new_key)) : std::nullopt;
    c.holds("ciphertext_out", out);
    c.holds("decrypted_point", opened(out, pep::multiply(new_key, region.attribute_secret)));
    c.holds("decrypted_point", ByteView{single_block(c.text("decrypted_utf8"))});
}

std::vector<pep::Ciphertext> split(const std::string& serialized) {
    std::vector<pep::Ciphertext> all;
    for (std::size_t start = 0; start <= serialized.size();) {
        const std::size_t end = std::min(serialized.find('|', start), serialized.size());
        const Optional one = pep::read_ciphertext_text(std::string_view{serialized}.substr(start, end - start));
        if (!one) throw std::runtime_error{"a part is no ciphertext"};
        all.push_back(*one);
        start = end + 1;
    }
    return all;
}

void long_pseudonym(Case& c, const Region& region) {
    const pep::Scalar old_key = region.rekey(c.text("session_from")), new_key = region.rekey(c.text("session_to"));
    const pep::Scalar s = pep::from_to(region.reshuffle(c.text("domain_from")), region.reshuffle(c.text("domain_to")));
    const std::string text = c.text("utf8");
    std::vector<pep::Point> points_in, points_out;
    std::string out;
    for (const pep::Ciphertext& ciphertext : split(c.text("serialized_in"))) {
        const Optional converted = pep::transcrypt(ciphertext, s, pep::from_to(old_key, new_key));
        const auto in = pep::decrypt(ciphertext, pep::multiply(old_key, region.pseudonym_secret));
        const auto point = opened(converted, pep::multiply(new_key, region.pseudonym_secret));
        if (!in || !point) throw std::runtime_error{"a part does not convert"};
        points_in.push_back(*in);
        points_out.push_back(*point);
        out += (out.empty() ? "" : "|") + pep::write_ciphertext_text(*converted);
    }
    c.holds_text("serialized_out", out);
    c.holds_points("points_out", points_out);
    std::vector<pep::Point> encoded;
    for (const pep::Block& block : pep::pad_blocks(base::as_bytes(text), 0))
        encoded.push_back(pep::encode_block(block));
    c.expect("utf8", points_in == encoded);
}

struct Transcryptor {
    Bytes pseudonymisation;
    Bytes encryption;
    pep::Scalar blinding;
};

std::vector<Transcryptor> transcryptors(File& file) {
    std::vector<Transcryptor> all;
    for (const json::value& entry : file.shared("transcryptors").as_array()) {
        Case c{entry.as_object()};
        all.push_back({c.bytes("pseudonymisation_secret"), c.bytes("encryption_secret"), c.scalar("blinding_factor")});
    }
    return all;
}

std::vector<pep::Scalar> blinding_factors(const std::vector<Transcryptor>& all) {
    std::vector<pep::Scalar> factors;
    for (const Transcryptor& one : all) factors.push_back(one.blinding);
    return factors;
}

std::vector<pep::Scalar> shares(const std::vector<Transcryptor>& all, pep::FactorKind kind,
                                const std::string& session) {
    std::vector<pep::Scalar> result;
    for (const Transcryptor& one : all) {
        result.push_back(pep::session_share(pep::derive_factor(kind, one.encryption, session), one.blinding));
    }
    return result;
}

void session(Case& c, const std::vector<Transcryptor>& all, Case& global, const std::string& key,
             pep::FactorKind kind) {
    const auto parts = shares(all, kind, c.text("context"));
    const auto expected = c.texts(key + "_shares");
    c.expect(key + "_shares", std::ranges::equal(expected, parts, [](const std::string& hex, const pep::Scalar& share) {
                 return hex == base::to_hex(share.bytes);
             }));
    const pep::Scalar secret = pep::session_secret(global.scalar("blinded_" + key + "_secret"), parts);
    c.holds(key + "_secret", secret);
    c.holds(key + "_public", ByteView{pep::multiply_base(secret)});
}

/// The secret of a session of the file, as assembled from its shares.
pep::Scalar assembled(const std::vector<Transcryptor>& all, Case& global, const std::string& context) {
    return pep::session_secret(global.scalar("blinded_pseudonym_secret"),
                               shares(all, pep::FactorKind::pseudonym_rekey, context));
}

void chain(Case& c, const std::vector<Transcryptor>& all, Case& global) {
    const pep::Scalar from = assembled(all, global, c.text("session_from"));
    const pep::Scalar to = assembled(all, global, c.text("session_to"));
    Optional ciphertext = pep::encrypt(c.point("pseudonym_from"), pep::multiply_base(from), c.scalar("r"));
    c.holds("ciphertext_in", ciphertext);
    const auto hops = c.texts("after_each_transcryptor");
    c.expect("after_each_transcryptor", hops.size() == all.size());
    for (std::size_t i = 0; i < all.size() && i < hops.size() && ciphertext; ++i) {
        const auto factor = [&](pep::FactorKind kind, const Bytes& secret, const std::string& first,
                                const std::string& second) {
            return pep::from_to(pep::derive_factor(kind, secret, first), pep::derive_factor(kind, secret, second));
        };
        ciphertext = pep::transcrypt(
            *ciphertext,
            factor(pep::FactorKind::reshuffle, all[i].pseudonymisation, c.text("domain_from"), c.text("domain_to")),
            factor(pep::FactorKind::pseudonym_rekey, all[i].encryption, c.text("session_from"), c.text("session_to")));
        c.expect("after_each_transcryptor", ciphertext && base::to_hex(pep::write_ciphertext(*ciphertext)) == hops[i]);
    }
    c.holds("pseudonym_to", opened(ciphertext, to));
}

}  // namespace

void elgamal(File& file) {
    file.each("cases", every_operation);
    file.each("official_encrypt", [](Case& c) {
        const pep::Ciphertext ciphertext = c.ciphertext("ciphertext");
        c.holds("public_Y", ByteView{pep::multiply_base(c.scalar("secret_y"))});
        c.holds("message_M", pep::decrypt(ciphertext, c.scalar("secret_y")));
        c.holds_text("base64url", pep::write_ciphertext_text(ciphertext));
    });
}

void transcryption(File& file) {
    const Region region{file};
    file.each("cases", [&](Case& c) { pseudonym(c, region); });
    file.each("attributes", [&](Case& c) { attribute(c, region); });
    file.each("long", [&](Case& c) { long_pseudonym(c, region); });
}

void distributed(File& file) {
    file.each("transcryptors", [](Case& c) {
        c.holds("pseudonymisation_secret", base::as_bytes(c.text("pseudonymisation_secret_utf8")));
        c.holds("encryption_secret", base::as_bytes(c.text("encryption_secret_utf8")));
        static_cast<void>(c.scalar("blinding_factor"));
    });
    const auto all = transcryptors(file);
    file.one("global", [&](Case& c) {
        const auto factors = blinding_factors(all);
        c.holds("blinded_pseudonym_secret", pep::blind_secret(c.scalar("pseudonym_secret"), factors));
        c.holds("blinded_attribute_secret", pep::blind_secret(c.scalar("attribute_secret"), factors));
    });
    Case global{file.shared("global").as_object()};
    file.each("sessions", [&](Case& c) {
        session(c, all, global, "pseudonym", pep::FactorKind::pseudonym_rekey);
        session(c, all, global, "attribute", pep::FactorKind::attribute_rekey);
    });
    file.one("chain", [&](Case& c) { chain(c, all, global); });
}

}  // namespace kolk::vectors
