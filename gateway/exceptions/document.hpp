#pragma once

#include "connectors/ports.hpp"
#include "crypto/keys.hpp"
#include "gateway/convenants/signatures.hpp"
#include "policies/exception.hpp"
#include "schemas/record.hpp"

#include <boost/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Exceptions (meldcode, vital interest, ots) that two mandated persons of two organisations open for one child.
namespace kolk::gateway::exceptions {

using convenants::Signature;
using schemas::Party;

/// An exception as a file holds it: what it says, which names a child and why, and who signed that. Not printable: only
/// `exception()` is without identities.
class Document {
public:
    /// What a mandated person writes: the keys of `policies::read_exception`, with `text` and `child` (`number` of the
    /// sender, or `bsn` where the sender may hold it).
    static base::Result<Document> of(schemas::Content content);
    /// What `text` or `whole` made. An error names our key and never a value.
    static base::Result<Document> read(const boost::json::object& whole);
    static base::Result<Document> parse(std::string_view text);

    [[nodiscard]] const policies::Exception& exception() const { return exception_; }
    [[nodiscard]] const std::vector<Signature>& signatures() const { return signatures_; }
    /// The child as the sender names it; `issuer` gives out the sender's local numbers.
    [[nodiscard]] connectors::Identifier child(const std::string& issuer) const;
    /// What is signed: `kolk-exception-v1`, the region and the SHA-256 of the canonical content.
    [[nodiscard]] std::string signed_text(std::string_view region) const;

    /// Signs for this party, or says why this key may not: it is of no mandated person of one of the two sides, or of
    /// the side that signed already.
    base::Result<void> sign(const crypto::SigningKey& key, std::string_view region,
                            std::span<const config::Mandate> mandated, base::Date day);
    /// Whether by today a mandated person of each side signed these bytes for this region, with two keys.
    [[nodiscard]] base::Result<void> verify(std::string_view region, std::span<const config::Mandate> mandated,
                                            base::Date today) const;
    /// The offices that signed, as the configuration names them: `school:de-linde (college van bestuur)`.
    [[nodiscard]] std::vector<std::string> offices(std::span<const config::Mandate> mandated) const;
    /// Whether everyone who signed it is mandated on that day too: a signature only tells its own.
    [[nodiscard]] bool is_mandated_on(base::Date day, std::span<const config::Mandate> mandated) const;

    [[nodiscard]] boost::json::object whole() const;
    /// The file: JSON with one key a line, so that a person can read what they sign.
    [[nodiscard]] std::string text() const;

private:
    schemas::Content content_;
    std::vector<Signature> signatures_;
    policies::Exception exception_;
};

/// What the later review of an exception is signed with: `kolk-exception-review-v1`, the region and the SHA-256 of the
/// exception's id and the outcome, a line feed between them.
std::string review_text(std::string_view region, std::string_view id, std::string_view outcome);

inline constexpr std::string_view justified = "justified";
inline constexpr std::string_view not_justified = "not-justified";

/// An exception as it is kept with the facts of its child, sealed.
struct Stored {
    Document document;
    std::optional<base::Date> ended;
    std::string outcome;  ///< of the review, or empty

    static base::Result<Stored> read(const boost::json::object& object);
    [[nodiscard]] boost::json::object as_json() const;
};

/// The exceptions among what is kept of a child whose two signatures hold today: take a key out of `mandated`, and what
/// it signed no longer opens anything.
std::vector<policies::Exception> valid_ones(const boost::json::array& stored, std::string_view region,
                                            std::span<const config::Mandate> mandated, base::Date today);

}  // namespace kolk::gateway::exceptions
