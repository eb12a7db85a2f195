#pragma once

#include "crypto/digest.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Signed notes and checkpoints of a log (c2sp.org/signed-note v1.0.0, c2sp.org/tlog-checkpoint v1.0.0). Stricter than
/// the specifications where they leave room: sizes without sign or leading zero, roots of 32 bytes, key ids in lower
/// case, notes of at most 64 KiB with at most 64 signatures.
namespace kolk::crypto {

/// First four bytes of SHA-256 over name, 0x0A, 0x01 and the key: a hint, no fingerprint.
using KeyId = std::array<std::uint8_t, 4>;
[[nodiscard]] KeyId note_key_id(std::string_view name, ByteView public_key);

/// Who may sign: a name and an Ed25519 public key.
struct NoteVerifier {
    std::string name;
    Bytes public_key;
};

/// `name+key id+base64(01 and the key)`.
[[nodiscard]] std::string write_verifier(const NoteVerifier& verifier);
[[nodiscard]] Result<NoteVerifier> read_verifier(std::string_view text);

struct NoteSignature {
    std::string name;
    KeyId key_id{};
    Bytes signature;
};

/// The text with its final line feed, which is what the signatures cover, and every signature line, not yet verified.
struct Note {
    std::string text;
    std::vector<NoteSignature> signatures;
};

/// UTF-8 without control characters but line feeds, a blank line, one or more signature lines; anything else gives
/// `note.malformed`.
[[nodiscard]] Result<Note> read_note(std::string_view text);

/// The text, which must end in a line feed, with one signature under this name.
[[nodiscard]] Result<std::string> sign_note(std::string_view text, std::string_view name, const SigningKey& key);

/// The names whose signature on the note verified; others are ignored. A wrong signature of a known key gives
/// `note.signature`, and so does a note that nobody known has signed.
[[nodiscard]] Result<std::vector<std::string>> verify_note(const Note& note, std::span<const NoteVerifier> known);

/// What a log says of itself. Equal sizes must have equal roots, for ever.
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Digest root{};
    std::vector<std::string> extensions;  ///< further lines; discouraged

    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// The text that is signed: origin, size, base64 of the root and extensions, a line each.
[[nodiscard]] Result<std::string> write_checkpoint(const Checkpoint& checkpoint);
[[nodiscard]] Result<Checkpoint> read_checkpoint(std::string_view text);

/// The checkpoint as a note signed under its origin.
[[nodiscard]] Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);
/// The checkpoint of a note, once it is of this origin and this key has signed it.
[[nodiscard]] Result<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin, ByteView public_key);

}  // namespace kolk::crypto
