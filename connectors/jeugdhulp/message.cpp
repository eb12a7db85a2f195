#include "connectors/jeugdhulp/message.hpp"

#include "schemas/base/bytes.hpp"

#include <algorithm>
#include <array>

namespace kolk::connectors::jeugdhulp {
namespace {

constexpr std::array kinds{
    Kind{"JW301", "wire/jw301.xsd", "ToegewezenProducten", "Toewijzingsdatum", "toegewezen", true},
    Kind{"JW305", "wire/jw305.xsd", "StartProducten", "Begindatum", "gestart", false},
    Kind{"JW307", "wire/jw307.xsd", "StopProducten", "Einddatum", "beeindigd", false},
};

constexpr std::string_view envelope_schema = "wire/ggk0210/ggk0210/ggkberichten/ggk0210_msg_ggkberichten.xsd";
constexpr std::string_view envelope_space = "http://www.stufstandaarden.nl/koppelvlak/ggk0210";
constexpr std::string_view stuf_space = "http://www.egem.nl/StUF/StUF0301";

constexpr std::string_view removed_allocation = "13";  // JZ002: verwijderd
constexpr std::string_view removed_delivery = "3";     // COD467: verwijderen aanlevering

std::optional<xml::Flaw> breach(const xml::Document& document, std::string_view schema, base::Literal text) {
    const auto faults = xml::validate(document, schema);
    if (faults.empty()) return std::nullopt;
    return xml::Flaw{"payload.schema", text, faults.front().line, faults.front().code};
}

std::string without_white_space(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return text;
}

/// A number as it is usually written: an XML schema takes `+007` for 7 as well.
std::string plain_number(std::string text) {
    const auto first = text.find_first_not_of("+0");
    if (first != std::string::npos) return text.substr(first);
    return text.empty() ? text : "0";
}

Envelope envelope_of(xml::Node root) {
    const auto control = root.child("stuurgegevens");
    const auto parameters = root.child("parameters");
    Envelope envelope;
    envelope.function = control.child("functie").text();
    envelope.version = parameters.child("functieVersie").text();
    envelope.subversion = parameters.child("functieSubversie").text();
    envelope.reference = control.child("referentienummer").text();
    envelope.sender = control.child("zender").child("organisatie").text();
    envelope.receiver = control.child("ontvanger").child("organisatie").text();
    envelope.payload = base::Confidential{without_white_space(parameters.child("bericht").child("xmlBestand").text())};
    return envelope;
}

Product product_of(xml::Node node, const Kind& kind) {
    Product product;
    product.line = node.line();
    product.allocation = plain_number(node.child("ToewijzingNummer").text());
    product.date = node.child(kind.date).text();
    product.removed = node.child("RedenWijziging").text() == removed_allocation ||
                      node.child("StatusAanlevering").text() == removed_delivery;
    return product;
}

std::optional<base::Date> born_of(xml::Node birth) {
    if (birth.child("DatumGebruik")) return std::nullopt;
    return base::parse_date(birth.child("Datum").text());
}

Message message_of(xml::Node root, const Kind& kind, base::Date dated) {
    const auto header = root.child("Header");
    const auto client = root.child("Client");
    Message message;
    message.sender = header.child("Afzender").text();
    message.receiver = header.child("Ontvanger").text();
    message.dated = dated;
    message.identification = header.child("BerichtIdentificatie").child("Identificatie").text();
    message.bsn = base::Confidential{client.child("Bsn").text()};
    message.born = born_of(client.child("Geboortedatum"));
    for (const auto node : client.child(kind.plural).children()) message.products.push_back(product_of(node, kind));
    return message;
}

}  // namespace

const Kind* find_kind(std::string_view function, std::string_view version, std::string_view subversion) {
    if (version != "0003" || subversion != "0002") return nullptr;
    const auto* found =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.function == function; });
    return found == kinds.end() ? nullptr : found;
}

xml::Reading<std::optional<Envelope>> read_envelope(std::string_view bytes, std::size_t depth) {
    const auto document = xml::parse(bytes, depth);
    if (!document) return document.error();
    const auto root = document->root();
    if (root.name_space() != envelope_space && root.name_space() != stuf_space) {
        return xml::Flaw{"payload.other-kind",
                         "The XML is no message of the municipal message service; move it to where it belongs.",
                         root.line(), 0};
    }
    if (const auto flaw = breach(*document, envelope_schema,
                                 "The envelope breaks the published schema of the message service; ask the sender.")) {
        return *flaw;
    }
    const bool carries = root.name_space() == envelope_space && root.name() == "envelopHeenbericht-ggk_Di01";
    return carries ? std::optional{envelope_of(root)} : std::nullopt;
}

xml::Reading<Message> read_message(const Kind& kind, const Envelope& envelope, std::size_t depth) {
    const auto bytes = base::from_base64(envelope.payload.reveal());
    if (!bytes) {
        return xml::Flaw{"payload.not-base64", "The message in the envelope is no strict base64; ask the sender.", 0,
                         0};
    }
    const auto document = xml::parse(base::as_text(*bytes), depth);
    if (!document) return document.error();
    if (const auto flaw =
            breach(*document, kind.schema, "The message breaks the structure of its iJw 3.2 kind; ask the sender.")) {
        return *flaw;
    }
    const auto identification = document->root().child("Header").child("BerichtIdentificatie");
    const auto dated = base::parse_date(identification.child("Dagtekening").text());
    if (!dated) {
        return xml::Flaw{"payload.schema", "The message is dated on a day that does not exist; ask the sender.",
                         identification.line(), 0};
    }
    return message_of(document->root(), kind, *dated);
}

}  // namespace kolk::connectors::jeugdhulp
