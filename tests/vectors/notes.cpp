#include "crypto/merkle.hpp"
#include "crypto/note.hpp"
#include "crypto/receipt.hpp"
#include "tests/vectors/files.hpp"

#include <algorithm>
#include <stdexcept>

namespace kolk::vectors {
namespace {

using crypto::NoteVerifier;
using crypto::SigningKey;

constexpr std::string_view no_cosignatures = "the product makes and checks no cosignatures";

SigningKey signing_key(Case& c) {
    return SigningKey::from_seed(crypto::SecretKey::copy(c.bytes("seed_hex")));
}

NoteVerifier require_verifier(const std::string& text) {
    auto verifier = crypto::read_verifier(text);
    if (!verifier) throw std::runtime_error{"a verifier key is not readable"};
    return *std::move(verifier);
}

void key_id(Case& c) {
    const NoteVerifier verifier = require_verifier(c.text("vkey"));
    c.holds_text("name", verifier.name);
    c.holds("pubkey_hex", verifier.public_key);
    c.holds("key_id_hex", ByteView{crypto::note_key_id(verifier.name, verifier.public_key)});
    c.holds_text("vkey", crypto::write_verifier(verifier));
    c.holds_text("type_hex", "01");
}

/// Names and key ids of the signatures that verified, or nothing when the note is refused.
std::optional<std::vector<std::string>> verified(const std::string& text, const std::vector<std::string>& keys) {
    std::vector<NoteVerifier> known;
    for (const std::string& key : keys) known.push_back(require_verifier(key));
    const auto note = crypto::read_note(text);
    if (!note) return std::nullopt;
    const auto names = crypto::verify_note(*note, known);
    if (!names) return std::nullopt;
    std::vector<std::string> labels;
    for (const std::string& name : *names) {
        const auto signer = std::ranges::find(known, name, &NoteVerifier::name);
        labels.push_back(name + '+' + base::to_hex(crypto::note_key_id(name, signer->public_key)));
    }
    return labels;
}

void note(Case& c) {
    const auto labels = verified(c.text("note"), c.texts("vkeys"));
    c.holds_text("result", labels ? "accept" : "reject");
    if (labels || c.has("verified")) c.expect("verified", labels && *labels == c.texts("verified"));
}

void signing_key_of_log(Case& c) {
    const NoteVerifier verifier{c.text("origin"), signing_key(c).public_key()};
    const Bytes preimage =
        crypto::concatenate({base::as_bytes(verifier.name), base::as_bytes("\n\x01"), verifier.public_key});
    c.holds("pubkey_hex", verifier.public_key);
    c.holds("key_id_preimage_hex", preimage);
    c.holds("key_id_hex", ByteView{crypto::note_key_id(verifier.name, verifier.public_key)});
    c.holds_text("vkey", crypto::write_verifier(verifier));
    c.holds_text("type_hex", "01");
}

void checkpoint(Case& c, const std::string& origin, const SigningKey& key) {
    const std::string body = c.text("body"), signed_note = c.text("signed");
    c.holds("body_hex", base::as_bytes(body));
    c.holds("ed25519_signature_hex", key.sign(base::as_bytes(body)));
    const auto opened = crypto::open_checkpoint(signed_note, origin, key.public_key());
    c.expect("signed", opened.has_value());
    if (!opened) return;
    c.holds_number("size", opened->size);
    const auto written = crypto::write_checkpoint(*opened);
    const auto again = crypto::sign_checkpoint(*opened, key);
    c.expect("body", written && *written == body);
    c.expect("signed", again && *again == signed_note);
}

void parsed(Case& c) {
    const auto note = crypto::read_note(c.text("checkpoint"));
    if (!note) throw std::runtime_error{"the example is not readable"};
    const auto opened = crypto::read_checkpoint(note->text);
    c.expect("checkpoint", opened.has_value());
    if (!opened) return;
    c.holds_text("origin", opened->origin);
    c.holds_number("size", opened->size);
    c.holds("root_hex", ByteView{opened->root});
    c.holds("key_id_hex", ByteView{note->signatures.front().key_id});
}

void refused(Case& c, const std::string& origin, const SigningKey& key) {
    const std::string text = c.text("checkpoint");
    c.expect("checkpoint", !crypto::open_checkpoint(text, origin, key.public_key()));
    const auto note = crypto::read_note(text);
    const NoteVerifier log{origin, key.public_key()};
    c.holds_flag("signature_valid", note && crypto::verify_note(*note, std::span{&log, 1}).has_value());
}

}  // namespace

void signed_notes(File& file) {
    file.each("key_id", key_id);
    file.one("signing", [](Case& c) {
        const auto signed_text = crypto::sign_note(c.text("text"), c.text("name"), signing_key(c));
        c.expect("signed_note", signed_text && *signed_text == c.text("signed_note"));
    });
    file.each("invalid_vkeys", [](Case& c) { c.expect("vkey", !crypto::read_verifier(c.text("vkey"))); });
    file.each("notes", note);
    file.one("invalid_utf8_note_hex", [](Case& c) {
        const Bytes bytes = c.bytes("hex");
        c.expect("hex", !crypto::read_note(base::as_text(bytes)));
    });
}

void checkpoints(File& file) {
    Case log{file.shared("log").as_object()};
    const std::string origin = log.text("origin");
    const SigningKey key = signing_key(log);
    file.one("log", signing_key_of_log);
    file.each("checkpoints", [&](Case& c) { checkpoint(c, origin, key); });
    file.one("public_example_parse_only", parsed);
    file.each("must_reject", [&](Case& c) { refused(c, origin, key); });
    file.skip_each("witness", no_cosignatures);
    file.skip_each("cosignature", no_cosignatures);
    file.skip_each("cosignature_must_reject", no_cosignatures);
}

void log_proofs(File& file) {
    Case top{file.content()};
    const NoteVerifier log = require_verifier(top.text("log_vkey"));
    static_cast<void>(file.shared("log_vkey"));
    file.skip_each("witness_vkey", no_cosignatures);
    file.each("cases", [&](Case& c) {
        const Bytes leaf = c.bytes("leaf_data_hex");
        c.holds_flag("valid", crypto::verify_receipt(c.text("text"), leaf, log.name, log.public_key).has_value());
    });
}

}  // namespace kolk::vectors
