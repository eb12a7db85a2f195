#include "schemas/read.hpp"

#include "schemas/base/time.hpp"
#include "schemas/identifiers.hpp"
#include "schemas/json.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace kolk::schemas {
namespace {

namespace json = boost::json;

/// The number of characters of a text, or nothing when it is not UTF-8 or holds control characters other than line
/// feed, carriage return and tab.
std::optional<std::size_t> count_characters(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++characters) {
        const auto lead = static_cast<unsigned char>(text[at]);
        if (lead < 0x80) {
            if ((lead < 0x20 && lead != '\n' && lead != '\r' && lead != '\t') || lead == 0x7f) return std::nullopt;
            ++at;
            continue;
        }
        const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || at + size > text.size()) return std::nullopt;
        char32_t character = lead & (0x7fu >> size);
        for (std::size_t i = 1; i < size; ++i) {
            const auto next = static_cast<unsigned char>(text[at + i]);
            if ((next & 0xc0) != 0x80) return std::nullopt;
            character = (character << 6) | (next & 0x3f);
        }
        const bool longer_than_needed = (size == 3 && character < 0x800) || (size == 4 && character < 0x10000);
        const bool half_a_pair = character >= 0xd800 && character <= 0xdfff;
        if (longer_than_needed || half_a_pair || character > 0x10ffff) return std::nullopt;
        at += size;
    }
    return characters;
}

base::Literal format_text(Format format) {
    switch (format) {
        case Format::none:
            break;
        case Format::date:
            return "The value is not a day that exists, written as YYYY-MM-DD.";
        case Format::moment:
            return "The value is neither a day (YYYY-MM-DD) nor a moment (RFC 3339 with an offset).";
        case Format::bsn:
            return "The value is not a BSN: nine digits that pass the eleven-proof.";
        case Format::onderwijsnummer:
            return "The value is not an onderwijsnummer: nine digits from 10 that pass its proof.";
        case Format::brin:
            return "The value is not a BRIN: four digits or capitals.";
        case Format::vestiging:
            return "The value is not a branch: a BRIN and two digits, six characters in all.";
        case Format::gemeentecode:
            return "The value is not a CBS municipality code: four digits, leading zeros kept.";
        case Format::agb:
            return "The value is not an AGB code: eight digits.";
        case Format::swv_number:
            return "The value is not an SWV number: PO or VO and four digits or capitals.";
        case Format::hash:
            return "The value is not a SHA-256 digest: 64 lower-case hexadecimal digits.";
    }
    return "The value has the wrong form.";
}

/// Collects the faults of one record.
class Checker {
public:
    explicit Checker(const RecordType& type) : type_{type} {}

    std::vector<Fault> run(const Content& content) && {
        members(content.reveal(), type_.fields, {});
        presence(content);
        for (const auto& [first, last] : type_.periods) period(content, first, last);
        return std::move(faults_);
    }

private:
    void add(std::string field, base::Literal code, base::Literal text) {
        faults_.push_back({std::move(field), code, text});
    }

    void members(const json::object& object, const std::vector<FieldSchema>& known, const std::string& parent) {
        bool foreign = false;
        for (const auto& member : object) {
            const auto field = std::ranges::find(known, std::string_view{member.key()}, &FieldSchema::name);
            if (field == known.end()) {
                foreign = true;
            } else {
                value(member.value(), *field, parent.empty() ? field->name : parent + '.' + field->name);
            }
        }
        if (foreign) {
            add(parent.empty() ? "(unknown field)" : parent + ".(unknown field)", "field.unknown",
                "The record holds a field that its schema does not know; leave it out.");
        }
    }

    void value(const json::value& value, const FieldSchema& field, const std::string& name) {
        if (field.barred) {
            add(name, "field.barred", "No source may fill this field; leave it out.");
        } else if (value.is_string() && field.takes(Kind::text)) {
            text(value.get_string(), field, name);
        } else if (value.is_number()) {
            number(value, field, name);
        } else if (value.is_array() && field.takes(Kind::list)) {
            list(value.get_array(), field, name);
        } else if (value.is_object() && field.takes(Kind::object)) {
            members(value.get_object(), field.members, name);
        } else if (!(value.is_bool() && field.takes(Kind::boolean))) {
            wrong_type(name);
        }
    }

    void wrong_type(const std::string& name) {
        add(name, "field.type", "The value is of the wrong kind (text, number, true or false, list or object).");
    }

    void text(std::string_view text, const FieldSchema& field, const std::string& name) {
        const auto characters = count_characters(text);
        if (!characters) {
            add(name, "field.encoding", "The text is not UTF-8, or holds control characters.");
            return;
        }
        if (field.max_length != 0 && *characters > field.max_length) {
            add(name, "field.too-long", "The text is longer than the schema allows.");
        }
        if (field.format != Format::hash && looks_like_eck_id(text)) {
            add(name, "field.eck-id", "The text holds an ECK iD or its hash, which may not enter this exchange.");
        }
        if (!field.codes.empty() && std::ranges::find(field.codes, text) == field.codes.end()) {
            add(name, "field.code", "The value is not on the closed list of this field.");
        }
        if (!fits(field.format, text)) add(name, "field.format", format_text(field.format));
    }

    void number(const json::value& value, const FieldSchema& field, const std::string& name) {
        const bool whole = !value.is_double();
        if (!field.takes(Kind::number) && !(whole && field.takes(Kind::integer))) {
            wrong_type(name);
            return;
        }
        const auto number = value.to_number<double>();
        if (field.range && !(number >= field.range->first && number <= field.range->second)) {
            add(name, "field.range", "The number lies outside the range of this field.");
        }
    }

    void list(const json::array& items, const FieldSchema& field, const std::string& name) {
        if (field.max_items != 0 && items.size() > field.max_items) {
            add(name, "field.too-many", "The list has more items than the schema allows.");
        }
        for (const json::value& item : items) value(item, field.item.front(), name);
    }

    void presence(const Content& content) {
        if (content.empty()) {
            add("(record)", "record.empty", "The record holds no field at all.");
        }
        if (type_.one_of.empty()) return;
        if (std::ranges::any_of(type_.one_of, [&](const std::string& field) { return content.has(field); })) return;
        add(type_.one_of.front(), "record.key-missing", "The record holds neither its own key nor its first date.");
    }

    void period(const Content& content, const std::string& first, const std::string& last) {
        const auto from = base::parse_date(content.text(first));
        const auto until = base::parse_date(content.text(last));
        if (from && until && *until < *from) {
            add(last, "record.period", "The last day of this period comes before its first.");
        }
    }

    const RecordType& type_;
    std::vector<Fault> faults_;
};

Reading refused(base::Literal code, base::Literal text) {
    Reading reading;
    reading.faults.push_back({"(record)", code, text});
    return reading;
}

/// The object under this name, taken out of the message; nothing when it is absent or no object.
std::optional<Content> take_object(json::object& message, std::string_view name) {
    json::value* value = message.if_contains(name);
    if (!value || !value->is_object()) return std::nullopt;
    return Content{std::move(value->get_object())};
}

bool has_foreign_part(const json::object& message) {
    return std::ranges::any_of(message, [](const auto& part) {
        return part.key() != "type" && part.key() != "fields" && part.key() != "subject";
    });
}

/// Faults of the parts around the fields: type, fields, subject and nothing else.
std::vector<Fault> faults_of_envelope(const json::object& message) {
    std::vector<Fault> faults;
    const json::value* type = message.if_contains("type");
    const json::value* fields = message.if_contains("fields");
    const json::value* subject = message.if_contains("subject");
    if (!type || !type->is_string()) faults.push_back({"type", "record.shape", "The record names no type."});
    if (!fields || !fields->is_object()) faults.push_back({"fields", "record.shape", "The record holds no fields."});
    if (subject && !subject->is_object()) faults.push_back({"subject", "record.shape", "The subject is no object."});
    if (has_foreign_part(message)) {
        faults.push_back(
            {"(unknown field)", "field.unknown", "A record holds type, fields and subject, nothing else."});
    }
    return faults;
}

void append(std::vector<Fault>& faults, std::vector<Fault> more, const std::string& prefix) {
    for (Fault& fault : more) {
        fault.field.insert(0, prefix);
        faults.push_back(std::move(fault));
    }
}

Reading read_parts(json::object& message) {
    Reading reading;
    reading.faults = faults_of_envelope(message);
    const json::value* type = message.if_contains("type");
    const RecordType* known = type && type->is_string() ? find_record_type(type->get_string()) : nullptr;
    if (known) reading.record.type = known->id;
    if (type && type->is_string() && !known) {
        reading.faults.push_back({"type", "record.type-unknown", "No record type has this name."});
    }
    if (auto fields = take_object(message, "fields")) {
        reading.record.fields = std::move(*fields);
        if (known) append(reading.faults, check(reading.record), {});
    }
    if (auto subject = take_object(message, "subject"); subject && !subject->empty()) {
        Record block{"leerling-id", std::move(*subject)};
        append(reading.faults, check(block), "subject.");
        reading.subject = std::move(block.fields);
    }
    return reading;
}

}  // namespace

std::vector<Fault> check(const Record& record) {
    const RecordType* type = find_record_type(record.type);
    if (!type) return {{"type", "record.type-unknown", "No record type has this name."}};
    return Checker{*type}.run(record.fields);
}

std::string_view identifying_text(const RecordType& type, const Content& fields) {
    if (const auto text = fields.text(type.key); !text.empty()) return text;
    if (const auto text = fields.text(type.first_date); !text.empty()) return text;
    for (const std::string& field : type.one_of) {
        if (const auto text = fields.text(field); !text.empty()) return text;
    }
    return {};
}

Reading read_record(std::string_view text, const Limits& limits) {
    if (text.size() > limits.bytes) return refused("record.too-large", "The record is larger than the limit allows.");
    boost::system::error_code error;
    json::value message = parse_json(text, error, limits.depth);
    if (error == json::error::too_deep) {
        return refused("record.too-deep", "The record is nested deeper than the limit allows.");
    }
    if (error) return refused("record.not-json", "The text is not one JSON value in UTF-8.");
    if (!message.is_object()) return refused("record.shape", "A record is a JSON object.");
    return read_parts(message.get_object());
}

}  // namespace kolk::schemas
