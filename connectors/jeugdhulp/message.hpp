#pragma once

#include "connectors/xml.hpp"
#include "schemas/base/confidential.hpp"
#include "schemas/base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How one message of the youth-care chain is read: the envelope, then what it carries.
namespace kolk::connectors::jeugdhulp {

/// A kind of iJw message that says where an allocation stands.
struct Kind {
    std::string_view function;  ///< `JW301`, as the envelope calls it
    std::string_view schema;    ///< embedded name
    std::string_view plural;    ///< element around the products
    std::string_view date;      ///< element with the date on which the status began
    std::string_view status;    ///< of `jeugdhulp-status`
    bool from_municipality;     ///< else to it
};

/// The kind of a message by function and version of its envelope (iJw 3.2 is `0003` and `0002`), or nullptr.
const Kind* find_kind(std::string_view function, std::string_view version, std::string_view subversion);

/// The envelope of the message service (GGK 2.1, Di01).
struct Envelope {
    std::string function;
    std::string version;
    std::string subversion;
    std::string reference;  ///< lower-case UUID version 4
    std::string sender;
    std::string receiver;
    base::Confidential<std::string> payload;  ///< base64 without white space; empty when the message is no XML
};

/// Reads an envelope that its published schema accepts. An envelope that carries no message forth (an answer, a fault)
/// gives nothing.
xml::Reading<std::optional<Envelope>> read_envelope(std::string_view bytes, std::size_t depth);

/// One allocated, started or stopped product.
struct Product {
    std::uint64_t line = 0;
    std::string allocation;  ///< ToewijzingNummer; may be absent in JW305 and JW307
    std::string date;
    bool removed = false;  ///< RedenWijziging 13 or StatusAanlevering 3
};

/// What is read of an iJw message. Names, contacts, relations, remarks, products and sizes are not.
struct Message {
    std::string sender;
    std::string receiver;
    base::Date dated;            ///< Dagtekening
    std::string identification;  ///< Identificatie
    base::Confidential<std::string> bsn;
    std::optional<base::Date> born;  ///< absent when a part of it is unknown
    std::vector<Product> products;
};

/// Reads the payload of an envelope: strict base64, XML, and our reconstruction of the schema of its kind.
xml::Reading<Message> read_message(const Kind& kind, const Envelope& envelope, std::size_t depth);

}  // namespace kolk::connectors::jeugdhulp
