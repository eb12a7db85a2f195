#include "connectors/facts.hpp"

#include "connectors/barred.hpp"
#include "connectors/text_encoding.hpp"
#include "schemas/base/texts.hpp"
#include "schemas/identifiers.hpp"
#include "schemas/json.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace kolk::connectors {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 5> kinds{"bezwaar", "casus", "gezag", "informatie", "toestemming"};

/// Who may hold the BSN in its own right (convenant, identifiers; WPO 182, Wabb 10, Jeugdwet 7.2, Wabvpz).
constexpr std::array<std::string_view, 8> entitled_to_bsn{
    "doorstroompunt", "gemeente-jeugd", "gi", "jeugdhulpaanbieder", "jgz", "leerplicht", "mbo", "school"};

/// Why a line is no fact; `destroyed`: nothing of it may be kept.
struct LineFlaw {
    base::Literal reason;
    base::Literal text;
    std::string field;
    bool destroyed = false;
};

const LineFlaw too_many{
    "facts.too-many-lines", "The file has more lines than the limit allows; the rest was not read.", {}};
constexpr Unread unknown_name{"facts.unknown-file",
                              "The name of this file tells no kind of facts; name it bezwaar, casus, gezag, informatie "
                              "or toestemming (.ndjson), or take it away: until then what depends on the party waits."};
const LineFlaw too_long{"facts.too-long", "The line is longer than the limit allows; correct it.", {}};

template <class T>
using Line = std::variant<T, LineFlaw>;

LineFlaw barred(std::string field) {
    return {
        "deny.bsn",
        "A national number or an ECK iD stands where none may; the line was destroyed. Ask the party to take it out.",
        std::move(field), true};
}

LineFlaw faulty(base::Literal text, std::string field) {
    return {"record.faulty", text, std::move(field)};
}

std::optional<json::object> read_object(std::string_view line, std::size_t depth) {
    boost::system::error_code error;
    auto value = schemas::parse_json(line, error, depth);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

/// What stands there, without white space around it as in every other source; empty: no text.
std::string text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    std::string text{value != nullptr && value->is_string() ? std::string_view{value->get_string()} : ""};
    base::trim(text);
    return text;
}

/// The one key that is made for a digest, which looks as an ECK iD does.
constexpr std::string_view key_of_digest = "text_version_hash";

/// Whether any text or key below is barred. The depth was bounded when the value was read.
bool holds_barred(const json::value& value) {
    if (const auto* text = value.if_string()) return is_barred(*text);
    if (const auto* list = value.if_array()) return std::any_of(list->begin(), list->end(), holds_barred);
    if (const auto* object = value.if_object()) {
        return std::any_of(object->begin(), object->end(), [](const auto& entry) {
            const auto* digest = entry.key() == key_of_digest ? entry.value().if_string() : nullptr;
            if (digest != nullptr) return holds_national_number(*digest);
            return is_barred(entry.key()) || holds_barred(entry.value());
        });
    }
    return value.is_int64() && holds_national_number(std::to_string(value.get_int64()));
}

struct Heading {
    Instant as_of;
};

Line<Heading> read_heading(std::string_view line, const Party& party, Instant now, std::size_t depth) {
    const auto object = read_object(line, depth);
    if (!object) return faulty("The first line is no JSON object with as_of and party; write the file anew.", "as_of");
    const auto as_of = base::parse_instant(text_of(*object, "as_of"));
    if (!as_of) return faulty("The first line does not say when the file was made; write as_of with a time.", "as_of");
    if (*as_of > now) {
        return faulty("The file says that it was made in the future; look at the clock of the party.", "as_of");
    }
    if (Party::parse(text_of(*object, "party")) != party) {
        return faulty("The file is of another party than this folder; put it where it belongs.", "party");
    }
    return Heading{*as_of};
}

class LineReader {
public:
    LineReader(const Party& party, const std::string& own_issuer, std::size_t depth)
        : own_issuer_{own_issuer}, depth_{depth}, may_hold_bsn_{may_hold_bsn(party.role)} {}

    [[nodiscard]] Line<FactLine> read(std::string_view line) const {
        auto object = read_object(line, depth_);
        if (!object && !may_hold_bsn_ && holds_national_number(line)) return barred({});
        if (!object) return LineFlaw{"payload.not-json", "The line is no JSON object; write it anew.", {}};
        const auto* child = object->if_contains("child");
        if (child == nullptr || !child->is_object()) return nobody();
        auto identifiers = read_child(child->get_object());
        if (auto* flaw = std::get_if<LineFlaw>(&identifiers)) return std::move(*flaw);
        object->erase("child");
        if (holds_barred(*object)) return barred({});
        FactLine fact;
        fact.child = std::move(std::get<std::vector<Identifier>>(identifiers));
        fact.facts = schemas::Content{std::move(*object)};
        return fact;
    }

private:
    static LineFlaw nobody() {
        return {"record.key-missing",
                "The line does not say which child it is about; write child with the party's own number.", "child"};
    }

    [[nodiscard]] Line<std::vector<Identifier>> read_child(const json::object& child) const {
        std::vector<Identifier> identifiers;
        if (child.contains("bsn") && !may_hold_bsn_) return barred("bsn");
        if (std::string number = text_of(child, "number"); !number.empty()) {
            if (is_barred(number)) return barred("own_number");
            identifiers.push_back({Identifier::Kind::local, own_issuer_, base::Confidential{std::move(number)}});
        } else if (child.contains("number")) {
            return faulty("The number of the child must be a text that says something; correct the line.",
                          "own_number");
        }
        if (child.contains("bsn")) {
            const auto bsn = schemas::Bsn::parse(text_of(child, "bsn"));
            if (!bsn) return faulty("This is no BSN; correct the line.", "bsn");
            identifiers.push_back({Identifier::Kind::bsn, {}, base::Confidential{bsn->reveal()}});
        }
        const auto known = child.count("number") + child.count("bsn");
        if (child.size() > known) return faulty("A child is named by number and bsn alone; correct the line.", "child");
        if (identifiers.empty()) return nobody();
        return identifiers;
    }

    const std::string& own_issuer_;
    std::size_t depth_;
    bool may_hold_bsn_;
};

Refusal refusal_of(Place place, LineFlaw flaw, std::string_view raw) {
    Refusal refusal;
    refusal.place = std::move(place);
    refusal.place.field = std::move(flaw.field);
    refusal.reason = flaw.reason;
    refusal.text = flaw.text;
    refusal.raw = base::Confidential{std::string{raw}};
    refusal.keep = !flaw.destroyed;
    refusal.countable = false;
    refusal.incident = flaw.destroyed;
    return refusal;
}

/// Takes the next line off a text, without its line end.
std::string_view take_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace

bool may_hold_bsn(std::string_view role) {
    return std::find(entitled_to_bsn.begin(), entitled_to_bsn.end(), role) != entitled_to_bsn.end();
}

FolderFacts::FolderFacts(std::string name, Party party, std::string folder, std::string own_issuer,
                         const base::Clock& clock, Limits limits)
    : name_{std::move(name)},
      party_{std::move(party)},
      folder_{name_, std::move(folder)},
      own_issuer_{std::move(own_issuer)},
      clock_{clock},
      limits_{limits} {
}

base::Result<void> FolderFacts::probe() {
    const auto files = read();
    if (!files) return files.error();
    for (const FactFile& file : *files) {
        if (file.readable || file.refusals.empty()) continue;
        const Refusal& first = file.refusals.front();
        return base::failure(first.reason, first.place.text() + ": " + std::string{first.text.text});
    }
    const bool told = std::ranges::any_of(*files, [](const FactFile& file) { return file.kind == "bezwaar"; });
    if (told || files->empty()) return {};
    return base::failure("facts.no-objections",
                         "Source " + name_ +
                             " has no file bezwaar.ndjson, so nobody can tell who objects and nothing that "
                             "an objection may stop goes; a file of its first line says that nobody does.");
}

base::Result<std::vector<FactFile>> FolderFacts::read() {
    const auto files = folder_.list();
    if (!files) return files.error();
    std::vector<FactFile> read;
    for (const auto& file : *files) {
        const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](std::string_view known) {
            return file.name == std::string{known} + ".ndjson";
        });
        if (kind != kinds.end()) {
            read.push_back(read_file(file, *kind));
        } else if (ends_as(file.name, ".ndjson")) {
            read.push_back(unknown_file(file));
        }
    }
    return read;
}

// It may be a file of objections with a misspelt name.
FactFile FolderFacts::unknown_file(const DropFile& file) const {
    FactFile facts;
    facts.party = party_;
    facts.readable = false;
    facts.refusals.push_back(unread({name_, file.arrival, 0, {}}, unknown_name, file));
    return facts;
}

FactFile FolderFacts::read_file(const DropFile& file, std::string_view kind) const {
    FactFile facts;
    facts.kind = kind;
    facts.party = party_;
    Place place{name_, file.arrival, 0, {}};
    const auto unreadable = [&](Refusal refusal) {
        facts.readable = false;
        facts.refusals.push_back(std::move(refusal));
        return facts;
    };
    const auto content = folder_.read(file, limits_.file_bytes);
    if (!content) return unreadable(unread(place, content.error(), file));

    auto rest = content->view();
    if (rest.starts_with(byte_order_mark)) rest.remove_prefix(byte_order_mark.size());
    place.line = 1;
    const auto first = take_line(rest);
    if (first.size() > limits_.row_bytes) return unreadable(refusal_of(place, too_long, {}));
    auto heading = read_heading(first, party_, clock_.now(), limits_.depth);
    if (auto* flaw = std::get_if<LineFlaw>(&heading)) return unreadable(refusal_of(place, std::move(*flaw), first));
    facts.as_of = std::get<Heading>(heading).as_of;

    read_lines(rest, place, facts);
    return facts;
}

void FolderFacts::read_lines(std::string_view rest, Place place, FactFile& into) const {
    const LineReader reader{party_, own_issuer_, limits_.depth};
    const auto refuse = [&](LineFlaw flaw, std::string_view raw) {
        into.refusals.push_back(refusal_of(place, std::move(flaw), raw));
    };
    while (!rest.empty()) {
        const auto line = take_line(rest);
        ++place.line;
        if (line.empty()) continue;
        if (place.line - 1 > limits_.rows) return refuse(too_many, {});
        if (line.size() > limits_.row_bytes) {
            refuse(too_long, {});
            continue;
        }
        auto fact = reader.read(line);
        if (auto* flaw = std::get_if<LineFlaw>(&fact)) {
            refuse(std::move(*flaw), line);
        } else {
            into.lines.push_back(std::move(std::get<FactLine>(fact)));
            into.lines.back().place = place;
        }
    }
}

}  // namespace kolk::connectors
