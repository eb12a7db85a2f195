#include "crypto/note.hpp"

#include "crypto/lines.hpp"
#include "crypto/merkle.hpp"

#include <algorithm>

namespace kolk::crypto {
namespace {

constexpr std::size_t longest_note = 64u << 10;
constexpr std::size_t most_signatures = 64;
constexpr std::uint8_t ed25519_type = 1;
constexpr std::size_t public_key_bytes = 32;
constexpr std::string_view signature_start = "\xe2\x80\x94 ";  // em dash, space

base::Error malformed() {
    return base::failure("note.malformed",
                         "a signed note is not in the form that C2SP prescribes; ask its sender for it again");
}

base::Error bad_verifier() {
    return base::failure("note.key",
                         "a verifier key is not NAME+ID+BASE64 of an Ed25519 key whose id fits; copy it again");
}

base::Error bad_checkpoint() {
    return base::failure("note.checkpoint",
                         "a checkpoint is not origin, size and root of a log, one a line; do not rely on it");
}

base::Error bad_signature() {
    return base::failure("note.signature", "a note is not signed by the key that it needs; do not rely on it");
}

std::optional<NoteSignature> read_signature(std::string_view line) {
    if (!line.starts_with(signature_start)) return std::nullopt;
    line.remove_prefix(signature_start.size());
    const auto name = take_until(line, ' ');
    const auto payload = base::from_base64(line);
    NoteSignature signature;
    if (!name || !is_key_name(*name) || !payload || payload->size() <= signature.key_id.size()) return std::nullopt;
    signature.name = *name;
    std::copy_n(payload->begin(), signature.key_id.size(), signature.key_id.begin());
    signature.signature.assign(payload->begin() + signature.key_id.size(), payload->end());
    return signature;
}

std::string write_signature(const NoteSignature& signature) {
    return std::string{signature_start} + signature.name + ' ' +
           base::to_base64(concatenate({signature.key_id, signature.signature})) + '\n';
}

bool is_line(std::string_view text) {
    return !text.empty() && text.find('\n') == std::string_view::npos && is_note_text(text);
}

bool is_sound(const Checkpoint& checkpoint) {
    return is_line(checkpoint.origin) && std::ranges::all_of(checkpoint.extensions, is_line) &&
           (checkpoint.size != 0 || checkpoint.root == empty_root());
}

}  // namespace

KeyId note_key_id(std::string_view name, ByteView public_key) {
    constexpr std::array<std::uint8_t, 2> separator{'\n', ed25519_type};
    const Digest digest = sha256(concatenate({base::as_bytes(name), separator, public_key}));
    KeyId id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

std::string write_verifier(const NoteVerifier& verifier) {
    return verifier.name + '+' + base::to_hex(note_key_id(verifier.name, verifier.public_key)) + '+' +
           base::to_base64(concatenate({ByteView{&ed25519_type, 1}, verifier.public_key}));
}

Result<NoteVerifier> read_verifier(std::string_view text) {
    std::string_view rest = text;
    const auto name = take_until(rest, '+');
    const auto id = take_until(rest, '+');
    const auto typed = base::from_base64(rest);
    if (!name || !is_key_name(*name) || !id || !typed) return bad_verifier();
    if (typed->size() != 1 + public_key_bytes || typed->front() != ed25519_type) return bad_verifier();
    NoteVerifier verifier{std::string{*name}, Bytes{typed->begin() + 1, typed->end()}};
    if (base::to_hex(note_key_id(verifier.name, verifier.public_key)) != *id) return bad_verifier();
    return verifier;
}

Result<Note> read_note(std::string_view text) {
    if (text.size() > longest_note || !text.ends_with('\n') || !is_note_text(text)) return malformed();
    const std::size_t blank = text.rfind("\n\n");
    if (blank == std::string_view::npos) return malformed();
    Note note{std::string{text.substr(0, blank + 1)}, {}};
    std::string_view lines = text.substr(blank + 2);
    while (const auto line = take_until(lines, '\n')) {
        auto signature = read_signature(*line);
        if (!signature || note.signatures.size() == most_signatures) return malformed();
        note.signatures.push_back(std::move(*signature));
    }
    if (note.signatures.empty()) return malformed();
    return note;
}

Result<std::string> sign_note(std::string_view text, std::string_view name, const SigningKey& key) {
    if (!text.ends_with('\n') || !is_note_text(text) || !is_key_name(name)) return malformed();
    const NoteSignature signature{std::string{name}, note_key_id(name, key.public_key()),
                                  key.sign(base::as_bytes(text))};
    return std::string{text} + '\n' + write_signature(signature);
}

Result<std::vector<std::string>> verify_note(const Note& note, std::span<const NoteVerifier> known) {
    std::vector<std::string> names;
    for (const NoteSignature& signature : note.signatures) {
        const auto signer = std::ranges::find_if(known, [&](const NoteVerifier& verifier) {
            return verifier.name == signature.name &&
                   note_key_id(verifier.name, verifier.public_key) == signature.key_id;
        });
        if (signer == known.end()) continue;
        if (!verify_signature(base::as_bytes(note.text), signature.signature, signer->public_key)) {
            return bad_signature();
        }
        names.push_back(signature.name);
    }
    if (names.empty()) return bad_signature();
    return names;
}

Result<std::string> write_checkpoint(const Checkpoint& checkpoint) {
    if (!is_sound(checkpoint)) return bad_checkpoint();
    std::string text =
        checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' + base::to_base64(checkpoint.root) + '\n';
    for (const std::string& line : checkpoint.extensions) text += line + '\n';
    return text;
}

Result<Checkpoint> read_checkpoint(std::string_view text) {
    const auto origin = take_until(text, '\n');
    const auto size_text = take_until(text, '\n');
    const auto root_text = take_until(text, '\n');
    if (!origin || !size_text || !root_text) return bad_checkpoint();
    const auto size = read_decimal(*size_text);
    const auto root_bytes = base::from_base64(*root_text);
    const auto root = root_bytes ? as_digest(*root_bytes) : std::nullopt;
    if (!size || !root) return bad_checkpoint();
    Checkpoint checkpoint{std::string{*origin}, *size, *root, {}};
    while (const auto line = take_until(text, '\n')) checkpoint.extensions.emplace_back(*line);
    if (!text.empty() || !is_sound(checkpoint)) return bad_checkpoint();
    return checkpoint;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
    const auto text = write_checkpoint(checkpoint);
    if (!text) return text.error();
    return sign_note(*text, checkpoint.origin, key);
}

Result<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin, ByteView public_key) {
    const auto read = read_note(note);
    if (!read) return read.error();
    const NoteVerifier log{std::string{origin}, Bytes{public_key.begin(), public_key.end()}};
    if (const auto signers = verify_note(*read, std::span{&log, 1}); !signers) return signers.error();
    auto checkpoint = read_checkpoint(read->text);
    if (checkpoint && checkpoint->origin != origin) return bad_checkpoint();
    return checkpoint;
}

}  // namespace kolk::crypto
