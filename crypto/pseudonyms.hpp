#pragma once

#include "crypto/digest.hpp"
#include "crypto/pep.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// The pseudonyms of the product. Stricter than libpep where a gateway must be: no identity point, no secret under 32
/// bytes, no empty domain or context, no conversion without fresh randomness; and every multiplication's outcome
/// counts.
namespace kolk::crypto {

/// A subject point: random, not derived, so that destroying it forgets the child. 32 bytes, never the identity.
[[nodiscard]] Bytes new_subject_point(base::Random& random);

/// The calendar quarter in UTC, numbered 4 x year + quarter - 1.
[[nodiscard]] std::uint32_t log_epoch(base::Instant moment);

/// What the exchange log calls a child within one epoch: BLAKE2b-256 under that epoch's key of "gw-log", 01, 00, the
/// epoch (four bytes, big-endian) and the child's salt. Key and salt are 32 bytes; otherwise `crypto.key`.
[[nodiscard]] Result<Digest> log_pseudonym(const SecretKey& epoch_key, std::uint32_t epoch, ByteView salt);

/// Who a partner pseudonym is for: `oin:<20 digits>|<role>|<group>`, with [a-z0-9-] in role and group, or
/// `crypto.domain`. `group` is the purpose, or the group that the convenant names.
[[nodiscard]] Result<std::string> partner_domain(std::string_view oin, std::string_view role, std::string_view group);

/// The factor of one domain, computed once, so that a pseudonym costs one multiplication. Safe from any thread.
class PartnerPseudonyms {
public:
    /// `secret` has at least 32 bytes (`crypto.key`); `domain` is what `partner_domain` gives (`crypto.domain`).
    static Result<PartnerPseudonyms> create(const SecretKey& secret, std::string_view domain);

    /// The factor times the subject point. `crypto.point` when that is no valid point, or the identity, before or
    /// after.
    [[nodiscard]] Result<pep::Point> of(ByteView subject_point) const;
    /// What turns a pseudonym of this domain under these keys into the one under `next`.
    [[nodiscard]] SecretKey rotation_to(const PartnerPseudonyms& next) const;

private:
    explicit PartnerPseudonyms(SecretKey factor) : factor_{std::move(factor)} {}
    SecretKey factor_;
};

/// A pseudonym multiplied by the factor of a rotation: what a party does itself. Errors as `PartnerPseudonyms::of`.
[[nodiscard]] Result<pep::Point> rotate_pseudonym(const SecretKey& rotation, ByteView pseudonym);

/// `ko1.<tag>.<keyset>.<hex>`; the tag is [a-z0-9]{2,8}, the key set `k` and a number from 1 (`crypto.domain`).
[[nodiscard]] Result<std::string> write_pseudonym(std::string_view region_tag, std::string_view keyset,
                                                  const pep::Point& pseudonym);
/// The point of such a text of this region and key set. Hexadecimal of either case is read, lower case is written.
[[nodiscard]] Result<pep::Point> read_pseudonym(std::string_view region_tag, std::string_view keyset,
                                                std::string_view text);

/// What remains of a forgotten number or pseudonym: BLAKE2b-256 under the tombstone key, so that a late message is
/// refused rather than making a new subject.
[[nodiscard]] Digest tombstone(const SecretKey& tombstone_key, ByteView token_or_pseudonym);

/// One end of a conversion of ciphertexts: a pseudonymisation domain and a session.
struct PepContext {
    std::string domain;
    std::string session;
};

/// Ciphertexts of pseudonyms from one domain and session to another: always RRSK, never bare RSK, so that what goes in
/// and what comes out cannot be matched. The envelope around them is sealed or signed by the caller, for ElGamal does
/// not notice a change. Safe from any thread.
class CiphertextConversion {
public:
    /// Both secrets have at least 32 bytes (`crypto.key`); no domain or session is empty (`crypto.domain`).
    static Result<CiphertextConversion> create(const SecretKey& pseudonymisation, const SecretKey& encryption,
                                               const PepContext& from, const PepContext& to);

    /// `session_key` is the public key of the session that the ciphertext comes from. `crypto.point` when a point is
    /// not valid or the identity.
    [[nodiscard]] Result<pep::Ciphertext> convert(const pep::Ciphertext& ciphertext, const pep::Point& session_key,
                                                  base::Random& random) const;

private:
    CiphertextConversion(SecretKey reshuffle, SecretKey rekey)
        : reshuffle_{std::move(reshuffle)}, rekey_{std::move(rekey)} {}
    SecretKey reshuffle_;
    SecretKey rekey_;
};

}  // namespace kolk::crypto
