#pragma once

#include "schemas/base/result.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct _xmlDoc;
struct _xmlNode;

/// XML from outside, read the safe way: no network, no document type, no entity but the five of XML itself, no text
/// node above 10 MB (libxml2's own bound), a limit on depth, and only encodings that the Dutch chains use. What
/// libxml2 says of a document may quote it, so only its code and the line leave this file.
///
/// Every function may be called from any thread; a Document belongs to one thread at a time.
namespace kolk::connectors::xml {

/// Why a document can't be read.
struct Flaw {
    base::Literal reason;    ///< `payload.not-xml`, `payload.doctype`, `payload.depth`, `payload.encoding`, ...
    base::Literal text;      ///< one sentence: what happened and what to do
    std::uint64_t line = 0;  ///< from 1; 0 when unknown
    int code = 0;            ///< libxml2's number (xmlParserErrors); 0 for a rule of our own
};

template <class T>
using Reading = boost::system::result<T, Flaw>;

/// A look at one element of a Document, which must outlive it. An absent element is an empty Node, and asking an empty
/// Node gives empty answers, so a path can be walked without a test at each step.
class Node {
public:
    Node() = default;
    explicit Node(const _xmlNode* element) : element_{element} {}

    explicit operator bool() const noexcept { return element_ != nullptr; }
    /// Local name and namespace; views into the document.
    [[nodiscard]] std::string_view name() const noexcept;
    [[nodiscard]] std::string_view name_space() const noexcept;
    /// The line in the source, from 1 (libxml2 counts to 65,535 and stays there).
    [[nodiscard]] std::uint64_t line() const noexcept;
    /// The first child element with this local name, whatever its namespace.
    [[nodiscard]] Node child(std::string_view local_name) const noexcept;
    /// Every child element with this local name; with an empty name every child element.
    [[nodiscard]] std::vector<Node> children(std::string_view local_name = {}) const;
    /// The text directly below this element, without white space around it.
    [[nodiscard]] std::string text() const;
    /// The value of an attribute without namespace, or an empty text.
    [[nodiscard]] std::string attribute(std::string_view local_name) const;

private:
    const _xmlNode* element_ = nullptr;
};

/// A document in memory.
class Document {
public:
    explicit Document(_xmlDoc* owned) : document_{owned} {}

    [[nodiscard]] Node root() const noexcept;
    [[nodiscard]] _xmlDoc* get() const noexcept { return document_.get(); }
    /// The document as UTF-8 text.
    [[nodiscard]] std::string text() const;

private:
    struct Free {
        void operator()(_xmlDoc* document) const noexcept;
    };
    std::unique_ptr<_xmlDoc, Free> document_;
};

/// Reads a whole document. `depth` counts elements within elements, the root being 1.
Reading<Document> parse(std::string_view bytes, std::size_t depth);

/// Which parts of a document to read: paths of local names from the root (`dossier/metadata/overstap`), all in one
/// namespace. A path stands for the text of that element; the elements on the way are kept without their text.
struct Selection {
    std::string_view name_space;
    std::vector<std::string_view> paths;
    /// Reading ends soon after this path was met (the parser looks some hundred bytes ahead), so that what follows need
    /// not even be well formed; empty: read to the end.
    std::string_view last;
    /// The longest text that any of these elements may have, in bytes.
    std::size_t text_bytes = 4096;
};

/// Reads only what a selection names, as a stream, into a small document with the line numbers of the large one. What
/// is not named is passed over and never copied. A document with another root or namespace is `payload.other-kind`.
Reading<Document> select(std::string_view bytes, const Selection& selection, std::size_t depth);

/// One place at which a document breaks its schema.
struct SchemaFault {
    std::uint64_t line = 0;
    int code = 0;  ///< libxml2's number (xmlParserErrors, XML_SCHEMAV_...)
};

/// Every fault of a document against one of our own schemas, by its embedded name (`wire/oso-swv.xsd`); that file may
/// import and include its neighbours. Compiled schemas are kept per thread. A schema that is missing or does not
/// compile is a fault in this program (`base::broken`).
std::vector<SchemaFault> validate(const Document& document, std::string_view schema);

}  // namespace kolk::connectors::xml
