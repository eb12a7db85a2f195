#pragma once

#include "connectors/ports.hpp"
#include "crypto/keys.hpp"
#include "gateway/keys/keys.hpp"
#include "gateway/store/store.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace kolk::gateway::subjects {

/// Where a child is: the municipality in which it lives, the school at which it is enrolled; and which municipality
/// answers for its youth care (for care with stay the one where it lived before, Jeugdwet art. 1.1).
enum class Place : std::uint8_t { residence, enrolment, youth_care };

/// Where a child was.
struct FormerPlace {
    Place place = Place::residence;
    std::string code;  ///< gemeentecode or branch code
    base::Date until;  ///< the first day on which it was no longer there

    friend bool operator==(const FormerPlace&, const FormerPlace&) = default;
};

/// Where a party said last that a child is.
struct PlaceSaid {
    std::string code;
    std::optional<base::Date> since{};  ///< as a record of it told

    friend bool operator==(const PlaceSaid&, const PlaceSaid&) = default;
};

/// Since when a child is where it is now.
struct PlaceSince {
    base::Date day;
    bool told = false;  ///< by a record; else the day on which it was learned

    friend bool operator==(const PlaceSince&, const PlaceSince&) = default;
};

/// Parties name two places in turn: the one that was named last, and since which day it alone was.
struct PlaceInDoubt {
    std::string code;
    base::Date since;

    friend bool operator==(const PlaceInDoubt&, const PlaceInDoubt&) = default;
};

/// The birth date that statements of one teller gave last.
struct BornTold {
    base::Date born;
    base::Date heard;  ///< the day on which it was heard, while tellers disagree the last one

    friend bool operator==(const BornTold&, const BornTold&) = default;
};

/// Who has authority over a child as one file of facts told it last.
struct AuthorityTold {
    std::set<std::string> persons;   ///< as the file names them: `ouder-1`
    std::set<base::Date> since{};    ///< since when it is these persons; none: the file never told of others
    std::set<base::Date> earlier{};  ///< changes before that one

    friend bool operator==(const AuthorityTold&, const AuthorityTold&) = default;
};

/// The link tokens of a child's national numbers, of which it has one of each kind.
using NationalNumbers = std::map<connectors::Identifier::Kind, store::Digest>;

/// What the gateway keeps of a child besides pseudonyms: what routing and the age of consent need.
struct Profile {
    std::string residence;  ///< gemeentecode
    std::string enrolment;  ///< branch code
    /// Gemeentecode; empty: the one of residence. That it is another tells of care with stay, a special category: it
    /// decides where things go and is never told to anyone.
    std::string youth_care{};
    NationalNumbers national{};
    std::map<std::string, BornTold> born_told{};  ///< by teller: its party, and the number by which it knows the child
    std::vector<FormerPlace> former{};            ///< earliest first
    /// What each party said last of a place: a party that only repeats itself tells of no change.
    std::map<std::pair<Place, std::string>, PlaceSaid> told{};
    std::map<Place, PlaceSince> since{};                    ///< of a place that a party told
    std::map<Place, PlaceInDoubt> in_doubt{};               ///< nothing goes by a place that is
    std::map<std::string, AuthorityTold> authority_told{};  ///< by file of facts
    std::set<std::string> death_told{};                     ///< files of facts that told of it and did not take it back

    friend bool operator==(const Profile&, const Profile&) = default;
};

/// A child in the hands of the pipeline: its keys are in locked memory.
struct Subject {
    store::SubjectId id{};
    crypto::SecretKey data_key;
    base::Bytes point;  ///< 32 bytes, ristretto255
    base::Bytes salt;   ///< 32 bytes
    Profile profile;
};

/// Link tokens, new subjects and pseudonyms. Safe from any thread.
class Subjects {
public:
    Subjects(std::string region, std::string region_tag, const crypto::SecretKey& region_key, keys::KeyStore& keys,
             base::Random& random);

    /// Link token of an identifier; one kind and issuer never meets another. What may not be linked by (an ECK iD) is
    /// refused where it comes in; a number that does not fit its kind gets a token that meets nothing but itself.
    [[nodiscard]] store::Digest token(const connectors::Identifier& identifier) const;
    /// A keyed digest under the region, for record keys and quarantine (`purpose` keeps uses apart).
    [[nodiscard]] store::Digest region_digest(std::string_view purpose, std::string_view text) const;
    /// A keyed digest under the subject's data key.
    [[nodiscard]] store::Digest subject_digest(const Subject& subject, std::string_view text) const;

    /// A new child with a random point and salt; its data key must already be durable in the key store.
    base::Result<Subject> create(const store::SubjectId& id, const Profile& profile);
    /// Seals point, salt and profile for the store.
    [[nodiscard]] base::Result<store::Subject> seal(const Subject& subject) const;
    base::Result<Subject> open(const store::Subject& sealed) const;

    /// Seals and opens content under the subject's data key; `field` is authenticated with region and subject id.
    [[nodiscard]] base::Bytes seal(const Subject& subject, std::string_view field, std::string_view text) const;
    base::Result<base::Confidential<std::string>> open(const Subject& subject, std::string_view field,
                                                       base::ByteView sealed) const;

    /// Pseudonym in the exchange log, hexadecimal; `moment` chooses the quarter.
    base::Result<std::string> log_pseudonym(const Subject& subject, base::Instant moment);
    /// `ko1.<tag>.k1.<hex>`; `oin` are 20 digits, `group` is the purpose or the group that the convenant names.
    base::Result<std::string> partner_pseudonym(const Subject& subject, std::string_view oin, std::string_view role,
                                                std::string_view group);

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace kolk::gateway::subjects
