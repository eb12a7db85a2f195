#include "connectors/xml.hpp"

#include "schemas/embedded.hpp"

#include <climits>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <mutex>

namespace kolk::connectors::xml {
namespace {

constexpr int safe_options =
    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT;

/// A URI scheme of our own, so that schemas find each other inside the binary and nothing is looked up elsewhere.
constexpr std::string_view embedded_scheme = "kolk-schema:/";

const char* c_str(const xmlChar* text) {
    return reinterpret_cast<const char*>(text);
}

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view{c_str(text)};
}

const xmlChar* chars(const std::string& text) {
    return reinterpret_cast<const xmlChar*>(text.c_str());
}

Flaw not_xml(std::uint64_t line, int code) {
    return {"payload.not-xml", "The content is no well-formed XML; ask the sender for the document again.", line, code};
}

Flaw too_deep(std::uint64_t line) {
    return {"payload.depth", "The XML is nested more deeply than the limit allows; ask the sender what it is.", line,
            0};
}

Flaw too_long(std::uint64_t line) {
    return {"payload.too-long", "A value in the XML is longer than the limit allows; ask the sender what it is.", line,
            0};
}

Flaw has_doctype() {
    return {"payload.doctype",
            "The XML declares a document type, which these messages never do; ask the sender to leave it out.", 0, 0};
}

Flaw unknown_encoding() {
    return {"payload.encoding",
            "The XML is not in UTF-8, UTF-16, ISO-8859-1 or windows-1252; ask the sender for one of those.", 0, 0};
}

/// What an error code of libxml2 means to us.
Flaw flaw_for(const xmlError* error) {
    if (error == nullptr) return not_xml(0, 0);
    const auto line = static_cast<std::uint64_t>(std::max(error->line, 0));
    if (error->code == XML_ERR_INTERNAL_ERROR && error->int1 == static_cast<int>(xmlParserMaxDepth)) {
        return too_deep(line);
    }
    switch (error->code) {
        case XML_ERR_NO_MEMORY:  // what libxml2 says of a text node above its 10 MB
            return too_long(line);
        case XML_ERR_UNKNOWN_ENCODING:
        case XML_ERR_UNSUPPORTED_ENCODING:
        case XML_ERR_INVALID_ENCODING:
        case XML_ERR_ENCODING_NAME:
        case XML_ERR_INVALID_CHAR:
            return {"payload.encoding",
                    "The XML holds bytes or characters that its encoding does not allow; ask the sender to repair it.",
                    line, error->code};
        default:
            return not_xml(line, error->code);
    }
}

bool known_encoding(const xmlChar* name) {
    constexpr std::array known{"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "windows-1252"};
    return name == nullptr || std::any_of(known.begin(), known.end(), [&](const char* other) {
               return xmlStrcasecmp(name, reinterpret_cast<const xmlChar*>(other)) == 0;
           });
}

struct Cursor {
    std::string_view rest;
};

int is_embedded(const char* uri) {
    return std::string_view{uri}.starts_with(embedded_scheme) ? 1 : 0;
}

void* open_embedded(const char* uri) {
    const auto& files = schemas::embedded_files();
    const auto found = files.find(std::string_view{uri}.substr(embedded_scheme.size()));
    return found == files.end() ? nullptr : new Cursor{found->second};
}

int read_embedded(void* context, char* buffer, int size) {
    auto& rest = static_cast<Cursor*>(context)->rest;
    const auto count = std::min(rest.size(), static_cast<std::size_t>(size));
    std::memcpy(buffer, rest.data(), count);
    rest.remove_prefix(count);
    return static_cast<int>(count);
}

int close_embedded(void* context) {
    delete static_cast<Cursor*>(context);
    return 0;
}

void prepare_library() {
    static std::once_flag once;
    std::call_once(once, [] {
        xmlInitParser();
        xmlRegisterInputCallbacks(is_embedded, open_embedded, read_embedded, close_embedded);
    });
}

struct FreeParser {
    void operator()(xmlParserCtxt* parser) const noexcept { xmlFreeParserCtxt(parser); }
};
struct FreeReader {
    void operator()(xmlTextReader* reader) const noexcept { xmlFreeTextReader(reader); }
};
struct FreeSchema {
    void operator()(xmlSchema* schema) const noexcept { xmlSchemaFree(schema); }
};
struct FreeSchemaParser {
    void operator()(xmlSchemaParserCtxt* parser) const noexcept { xmlSchemaFreeParserCtxt(parser); }
};
struct FreeValidation {
    void operator()(xmlSchemaValidCtxt* validation) const noexcept { xmlSchemaFreeValidCtxt(validation); }
};

using SchemaPointer = std::unique_ptr<xmlSchema, FreeSchema>;

const xmlNode* next_element(const xmlNode* node) {
    while (node != nullptr && node->type != XML_ELEMENT_NODE) node = node->next;
    return node;
}

/// The first element below the root that lies deeper than `depth`, walking without recursion.
const xmlNode* deeper_than(const xmlNode* root, std::size_t depth) {
    std::size_t level = 1;
    for (const auto* node = root; node != nullptr;) {
        if (level > depth) return node;
        if (const auto* first = next_element(node->children)) {
            node = first;
            ++level;
            continue;
        }
        while (node != root && next_element(node->next) == nullptr) {
            node = node->parent;
            --level;
        }
        if (node == root) return nullptr;
        node = next_element(node->next);
    }
    return nullptr;
}

SchemaPointer compile(std::string_view name) {
    const std::string uri = std::string{embedded_scheme} + std::string{name};
    const std::unique_ptr<xmlSchemaParserCtxt, FreeSchemaParser> parser{xmlSchemaNewParserCtxt(uri.c_str())};
    if (parser == nullptr) base::broken("there is memory for a schema parser");
    SchemaPointer schema{xmlSchemaParse(parser.get())};
    if (schema == nullptr) base::broken("our own XML schemas compile");
    return schema;
}

xmlSchema* compiled(std::string_view name) {
    thread_local std::map<std::string, SchemaPointer, std::less<>> schemas;
    auto found = schemas.find(name);
    if (found == schemas.end()) found = schemas.emplace(std::string{name}, compile(name)).first;
    return found->second.get();
}

void collect_fault(void* faults, xmlErrorPtr error) {
    static_cast<std::vector<SchemaFault>*>(faults)->push_back(
        {static_cast<std::uint64_t>(std::max(error->line, 0)), error->code});
}

/// Walks a document as a stream and copies what a selection names.
class Selector {
public:
    Selector(std::string_view bytes, const Selection& selection, std::size_t depth)
        : selection_{selection},
          depth_{depth},
          reader_{xmlReaderForMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, safe_options)},
          copy_{xmlNewDoc(nullptr)} {
        if (reader_ == nullptr || copy_.get() == nullptr) base::broken("there is memory for an XML reader");
        xmlTextReaderSetStructuredErrorHandler(reader_.get(), keep_first, this);
    }

    Reading<Document> run() {
        while (!done_) {
            const int step = xmlTextReaderRead(reader_.get());
            if (step < 0 || error_) return failed();
            if (step == 0) break;
            if (auto flaw = take()) return *flaw;
        }
        if (!copy_.root()) return not_xml(0, 0);
        return std::move(copy_);
    }

private:
    static void keep_first(void* self, xmlErrorPtr error) {
        auto& selector = *static_cast<Selector*>(self);
        if (error->level >= XML_ERR_ERROR && !selector.error_) selector.error_ = flaw_for(error);
    }

    [[nodiscard]] std::uint64_t line() const {
        return static_cast<std::uint64_t>(std::max(xmlTextReaderGetParserLineNumber(reader_.get()), 0));
    }

    /// A document type is told apart first: what libxml2 stumbled over afterwards is only its consequence.
    Flaw failed() {
        stumbled_ = Document{xmlTextReaderCurrentDoc(reader_.get())};  // asking for it makes it ours to free
        if (stumbled_.get() != nullptr && stumbled_.get()->intSubset != nullptr) return has_doctype();
        return error_ ? *error_ : not_xml(line(), 0);
    }

    std::optional<Flaw> take() {
        switch (xmlTextReaderNodeType(reader_.get())) {
            case XML_READER_TYPE_DOCUMENT_TYPE:
            case XML_READER_TYPE_ENTITY_REFERENCE:
                return has_doctype();
            case XML_READER_TYPE_ELEMENT:
                return open_element();
            case XML_READER_TYPE_END_ELEMENT:
                close_element();
                return std::nullopt;
            case XML_READER_TYPE_TEXT:
            case XML_READER_TYPE_CDATA:
                return add_text();
            default:
                return std::nullopt;
        }
    }

    std::optional<Flaw> open_element() {
        if (static_cast<std::size_t>(xmlTextReaderDepth(reader_.get())) >= depth_) return too_deep(line());
        const bool at_root = open_.empty();
        if (at_root && !known_encoding(xmlTextReaderConstEncoding(reader_.get()))) return unknown_encoding();

        const bool empty = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
        const auto path_before = path_.size();
        if (!at_root) path_ += '/';
        path_ += view(xmlTextReaderConstLocalName(reader_.get()));
        const bool kept = (at_root || open_.back().copy != nullptr) &&
                          view(xmlTextReaderConstNamespaceUri(reader_.get())) == selection_.name_space && on_a_path();
        if (at_root && !kept) {
            return Flaw{"payload.other-kind",
                        "The XML is a document of another kind than this source reads; move it to where it belongs.",
                        line(), 0};
        }
        open_.push_back({path_before, kept ? copy_element() : nullptr, kept && named()});
        if (empty) close_element();
        return std::nullopt;
    }

    void close_element() {
        if (path_ == selection_.last && open_.back().copy != nullptr) done_ = true;
        path_.resize(open_.back().path_before);
        open_.pop_back();
    }

    std::optional<Flaw> add_text() {
        if (open_.empty() || !open_.back().named) return std::nullopt;
        auto* element = open_.back().copy;
        const auto text = view(xmlTextReaderConstValue(reader_.get()));
        const auto before = element->children == nullptr ? 0 : view(element->children->content).size();
        if (before + text.size() > selection_.text_bytes) {
            return too_long(line());
        }
        xmlAddChild(element, xmlNewDocTextLen(copy_.get(), reinterpret_cast<const xmlChar*>(text.data()),
                                              static_cast<int>(text.size())));
        return std::nullopt;
    }

    [[nodiscard]] bool on_a_path() const {
        return std::any_of(selection_.paths.begin(), selection_.paths.end(), [&](std::string_view path) {
            return path.starts_with(path_) && (path.size() == path_.size() || path[path_.size()] == '/');
        });
    }

    [[nodiscard]] bool named() const {
        return std::find(selection_.paths.begin(), selection_.paths.end(), path_) != selection_.paths.end();
    }

    xmlNode* copy_element() {
        auto* element = xmlNewDocNode(copy_.get(), nullptr, xmlTextReaderConstLocalName(reader_.get()), nullptr);
        element->line = static_cast<unsigned short>(std::min<std::uint64_t>(line(), USHRT_MAX));
        if (open_.empty()) {
            xmlDocSetRootElement(copy_.get(), element);
            space_ = xmlNewNs(element, chars(std::string{selection_.name_space}), nullptr);
        } else {
            xmlAddChild(open_.back().copy, element);
        }
        xmlSetNs(element, space_);
        return element;
    }

    struct Open {
        std::size_t path_before;
        xmlNode* copy;  // nullptr: passed over
        bool named;
    };

    const Selection& selection_;
    std::size_t depth_;
    Document stumbled_{nullptr};  // outlives the reader, which still points into it
    std::unique_ptr<xmlTextReader, FreeReader> reader_;
    Document copy_;
    xmlNs* space_ = nullptr;
    std::string path_;
    std::vector<Open> open_;
    std::optional<Flaw> error_;
    bool done_ = false;
};

}  // namespace

std::string_view Node::name() const noexcept {
    return element_ == nullptr ? std::string_view{} : view(element_->name);
}

std::string_view Node::name_space() const noexcept {
    return element_ == nullptr || element_->ns == nullptr ? std::string_view{} : view(element_->ns->href);
}

std::uint64_t Node::line() const noexcept {
    return element_ == nullptr ? 0 : static_cast<std::uint64_t>(std::max(xmlGetLineNo(element_), 0L));
}

Node Node::child(std::string_view local_name) const noexcept {
    if (element_ == nullptr) return Node{};
    const auto* node = next_element(element_->children);
    while (node != nullptr && view(node->name) != local_name) node = next_element(node->next);
    return Node{node};
}

std::vector<Node> Node::children(std::string_view local_name) const {
    std::vector<Node> found;
    if (element_ == nullptr) return found;
    for (const auto* node = next_element(element_->children); node != nullptr; node = next_element(node->next)) {
        if (local_name.empty() || view(node->name) == local_name) found.emplace_back(node);
    }
    return found;
}

std::string Node::text() const {
    std::string text;
    if (element_ == nullptr) return text;
    for (const auto* node = element_->children; node != nullptr; node = node->next) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) text += view(node->content);
    }
    constexpr std::string_view white = " \t\r\n";
    text.erase(text.find_last_not_of(white) + 1);
    text.erase(0, text.find_first_not_of(white));
    return text;
}

std::string Node::attribute(std::string_view local_name) const {
    if (element_ == nullptr) return {};
    for (const auto* attribute = element_->properties; attribute != nullptr; attribute = attribute->next) {
        if (attribute->ns != nullptr || view(attribute->name) != local_name) continue;
        return attribute->children == nullptr ? std::string{} : std::string{view(attribute->children->content)};
    }
    return {};
}

Node Document::root() const noexcept {
    return Node{document_ == nullptr ? nullptr : xmlDocGetRootElement(document_.get())};
}

std::string Document::text() const {
    xmlChar* bytes = nullptr;
    int size = 0;
    xmlDocDumpMemoryEnc(document_.get(), &bytes, &size, "UTF-8");
    std::string text{c_str(bytes), static_cast<std::size_t>(size)};
    xmlFree(bytes);
    return text;
}

void Document::Free::operator()(_xmlDoc* document) const noexcept {
    xmlFreeDoc(document);
}

Reading<Document> parse(std::string_view bytes, std::size_t depth) {
    prepare_library();
    if (bytes.empty() || bytes.size() > INT_MAX) return not_xml(0, 0);
    const std::unique_ptr<xmlParserCtxt, FreeParser> parser{xmlNewParserCtxt()};
    if (parser == nullptr) base::broken("there is memory for an XML parser");
    Document document{
        xmlCtxtReadMemory(parser.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, safe_options)};
    if (parser->hasPErefs != 0 || parser->hasExternalSubset != 0 || parser->intSubName != nullptr) return has_doctype();
    if (document.get() == nullptr) return flaw_for(xmlCtxtGetLastError(parser.get()));
    if (!known_encoding(document.get()->encoding)) return unknown_encoding();
    if (const auto* node = deeper_than(xmlDocGetRootElement(document.get()), depth)) return too_deep(Node{node}.line());
    return document;
}

Reading<Document> select(std::string_view bytes, const Selection& selection, std::size_t depth) {
    prepare_library();
    if (bytes.empty() || bytes.size() > INT_MAX) return not_xml(0, 0);
    return Selector{bytes, selection, depth}.run();
}

std::vector<SchemaFault> validate(const Document& document, std::string_view schema) {
    prepare_library();
    const std::unique_ptr<xmlSchemaValidCtxt, FreeValidation> validation{xmlSchemaNewValidCtxt(compiled(schema))};
    if (validation == nullptr) base::broken("there is memory for a schema validation");
    std::vector<SchemaFault> faults;
    xmlSchemaSetValidStructuredErrors(validation.get(), collect_fault, &faults);
    const int outcome = xmlSchemaValidateDoc(validation.get(), document.get());
    if (outcome < 0) base::broken("a schema validation runs to its end");
    if (outcome > 0 && faults.empty()) faults.push_back({});
    return faults;
}

}  // namespace kolk::connectors::xml
