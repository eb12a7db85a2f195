#include "connectors/csv_row.hpp"

#include "connectors/barred.hpp"
#include "schemas/identifiers.hpp"
#include "schemas/record_types.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace kolk::connectors::csv {
namespace {

using mapping::Value;
using schemas::Fault;

constexpr base::Literal wrong_format = "field.format";

Fault barred_fault(std::string field) {
    return {std::move(field), "deny.bsn",
            "A national number or an ECK iD stands here and may not; the row is destroyed."};
}

Fault formula_fault(std::string field) {
    return {std::move(field), "csv.formula",
            "The text begins like a formula, which a spreadsheet would run; ask the sender to correct it."};
}

bool is_formula(std::string_view text) {
    return !text.empty() && std::string_view{"=+-@"}.find(text.front()) != std::string_view::npos;
}

std::optional<bool> read_boolean(std::string_view text) {
    static const std::set<std::string_view> yes{"ja", "Ja", "JA", "j", "J", "true", "1"};
    static const std::set<std::string_view> no{"nee", "Nee", "NEE", "n", "N", "false", "0"};
    if (yes.contains(text)) return true;
    return no.contains(text) ? std::optional{false} : std::nullopt;
}

std::optional<std::int64_t> read_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

void add_columns(const std::map<std::string, Value>& values, std::set<std::string>& columns) {
    for (const auto& [field, value] : values) columns.insert(value.columns.begin(), value.columns.end());
}

std::set<std::string> needed_columns(const mapping::Table& table) {
    std::set<std::string> columns{table.key.begin(), table.key.end()};
    for (const auto& number : table.child) {
        columns.insert(number.column);
        columns.insert(number.issuer_column);
    }
    columns.insert({table.enrolment, table.residence, table.responsible, table.named_recipient});
    add_columns(table.subject, columns);
    add_columns(table.fields, columns);
    columns.erase("");
    return columns;
}

/// Decodes the cells of one row; what is wrong gathers in `faults` and `notes`.
class Decoder {
public:
    Decoder(const FileContext& file, const Row& row) : file_{file}, row_{row} {}

    RowFaults faults;
    std::vector<Fault> notes;

    /// A text that may be anything but a formula or a barred number.
    void check_text(const std::string& field, std::string_view text) {
        if (is_barred(text)) {
            faults.barred = true;
            faults.faults.push_back(barred_fault(field));
        } else if (is_formula(text)) {
            faults.formula = true;
            faults.faults.push_back(formula_fault(field));
        }
    }

    /// One field of a record type, or of the child's own block.
    void decode(std::string_view type, const std::string& field, const Value& value, schemas::Content& into) {
        if (value.kind == Value::Kind::fixed || value.kind == Value::Kind::own_issuer) {
            const auto& text = value.kind == Value::Kind::fixed ? value.fixed : file_.own_issuer;
            into.set(field, boost::json::string{text});
            return;
        }
        if (const auto text = joined(field, value); !text.empty()) decode_text(type, field, value, text, into);
    }

    /// A code of an organisation or a place in a column of its own; an empty cell or no column gives an empty text.
    template <class Code>
    std::string code(const std::string& column, const std::string& field) {
        const auto text = file_.header.cell(row_, column);
        if (text.empty()) return {};
        const auto parsed = Code::parse(text);
        if (!parsed) faults.faults.push_back({field, wrong_format, "This is not a valid code; ask the sender."});
        return parsed ? parsed->text() : std::string{};
    }

private:
    /// The cells of a value as one text; a part that is empty leaves its separator out.
    std::string joined(const std::string& field, const Value& value) {
        std::string text;
        for (const auto& column : value.columns) {
            const auto cell = file_.header.cell(row_, column);
            if (cell.empty()) continue;
            if (value.kind == Value::Kind::text && field != "bsn") check_text(field, cell);
            if (!text.empty()) text += value.separator;
            text += cell;
        }
        return text;
    }

    void decode_text(std::string_view type, const std::string& field, const Value& value, const std::string& text,
                     schemas::Content& into) {
        const auto set_or_fault = [&](auto decoded, base::Literal sentence) {
            if (decoded) {
                into.set(field, *decoded);
            } else {
                faults.faults.push_back({field, wrong_format, sentence});
            }
        };
        switch (value.kind) {
            case Value::Kind::date:
                if (const auto day = mapping::read_day(text, file_.table.dates)) {
                    into.set(field, boost::json::string{base::format_date(*day)});
                } else {
                    faults.faults.push_back(
                        {field, wrong_format, "This is no day, or not written as the mapping says; correct the row."});
                }
                return;
            case Value::Kind::number:
                return set_or_fault(mapping::read_number(text, file_.table.decimal),
                                    "This is no number as the mapping writes it; correct the row.");
            case Value::Kind::integer:
                return set_or_fault(read_integer(text), "This is no whole number; correct the row.");
            case Value::Kind::boolean:
                return set_or_fault(read_boolean(text), "This is neither yes nor no; correct the row.");
            case Value::Kind::code:
                return decode_code(type, field, value, text, into);
            default:
                into.set(field, boost::json::string{text});
        }
    }

    void decode_code(std::string_view type, const std::string& field, const Value& value, const std::string& text,
                     schemas::Content& into) {
        const auto& codes = file_.mapping.code_lists.find(value.codes)->second;
        if (const auto found = codes.find(text); found != codes.end()) {
            into.set(field, boost::json::string{found->second});
        } else if (file_.wanted.decides(type, field)) {
            faults.faults.push_back({field, wrong_format,
                                     "The source wrote a code that our list does not know, and a rule decides by this "
                                     "field; add the code to the mapping."});
        } else {
            notes.push_back({field, "field.unknown-code",
                             "The source wrote a code that our list does not know, so the field was left out; add the "
                             "code to the mapping."});
        }
    }

    const FileContext& file_;
    const Row& row_;
};

/// The fields of a record that a rule names, and those that tell records apart.
bool is_read(const FileContext& file, const schemas::RecordType& type, const std::string& field) {
    return file.wanted.asks(type.id, field) || field == type.key || field == type.first_date;
}

schemas::Content read_fields(const FileContext& file, Decoder& decoder) {
    schemas::Content fields;
    const auto* type = schemas::find_record_type(file.table.record);
    for (const auto& [field, value] : file.table.fields) {
        if (type != nullptr && is_read(file, *type, field)) decoder.decode(type->id, field, value, fields);
    }
    return fields;
}

schemas::Content read_subject(const FileContext& file, Decoder& decoder) {
    schemas::Content subject;
    for (const auto& [field, value] : file.table.subject) {
        if (file.wanted.subject_fields.contains(field)) decoder.decode(schemas::child_block, field, value, subject);
    }
    return subject;
}

/// Ages hang on the day of birth, so it is read whether or not it may be given.
std::optional<Date> read_born(const FileContext& file, const schemas::Content& subject, Decoder& decoder) {
    schemas::Content born = subject;
    const auto value = file.table.subject.find("geboortedatum");
    if (value == file.table.subject.end()) return std::nullopt;
    if (!file.wanted.subject_fields.contains("geboortedatum"))
        decoder.decode(schemas::child_block, "geboortedatum", value->second, born);
    return base::parse_date(born.text("geboortedatum"));
}

/// The key within this source and child: the columns that the mapping names, or what tells records of this type apart.
std::string read_key(const FileContext& file, const Row& row, const schemas::Record& record) {
    std::string key;
    for (const auto& column : file.table.key) {
        if (!key.empty()) key += '|';
        key += file.header.cell(row, column);
    }
    const auto* type = schemas::find_record_type(record.type);
    if (file.table.key.empty() && type != nullptr) key = schemas::identifying_text(*type, record.fields);
    return key;
}

void add_schema_faults(const Statement& statement, std::vector<Fault>& faults) {
    const auto add = [&](const std::vector<Fault>& more) { faults.insert(faults.end(), more.begin(), more.end()); };
    add(schemas::check(statement.record));
    if (!statement.subject.empty()) add(schemas::check({"leerling-id", statement.subject}));
}

}  // namespace

std::optional<Header> Header::read(const Row& row, const mapping::Table& table) {
    Header header;
    header.size_ = row.cells.size();
    std::set<std::string_view> twice;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (!header.places_.emplace(row.cells[i], i).second) twice.insert(row.cells[i]);
    }
    for (const auto& column : needed_columns(table)) {
        if (!header.places_.contains(column) || twice.contains(column)) return std::nullopt;
    }
    const auto unclear = [&](const std::string& column) { return twice.contains(column); };
    if (std::any_of(table.forbidden.begin(), table.forbidden.end(), unclear)) return std::nullopt;
    return header;
}

std::string_view Header::cell(const Row& row, const std::string& column) const {
    const auto place = places_.find(column);
    return place == places_.end() ? std::string_view{} : std::string_view{row.cells[place->second]};
}

RowChild read_child(const FileContext& file, const Row& row) {
    RowChild child;
    Decoder decoder{file, row};
    for (const auto& number : file.table.child) {
        const auto text = file.header.cell(row, number.column);
        if (text.empty()) continue;
        if (number.kind == Identifier::Kind::bsn) {
            const auto bsn = schemas::Bsn::parse(text);
            if (bsn) child.identifiers.push_back({number.kind, "", base::Confidential{bsn->reveal()}});
            if (!bsn) decoder.faults.faults.push_back({"bsn", wrong_format, "This is no BSN; correct the row."});
            continue;
        }
        decoder.check_text("own_number", text);
        const auto issuer = number.issuer_column.empty()
                                ? file.own_issuer
                                : decoder.code<schemas::Vestiging>(number.issuer_column, "vestiging");
        if (issuer.empty()) {
            decoder.faults.faults.push_back({"vestiging", "record.key-missing",
                                             "The row does not say which branch gave this number; correct the row."});
        } else {
            child.identifiers.push_back({number.kind, issuer, base::Confidential{std::string{text}}});
        }
    }
    if (file.header.cell(row, file.table.child.front().column).empty()) {
        decoder.faults.faults.push_back({"own_number", "record.key-missing",
                                         "The row does not give the number by which this source knows the child."});
    }
    child.faults = std::move(decoder.faults);
    return child;
}

std::variant<Statement, RowFaults> read_row(const FileContext& file, const Row& row, RowChild child) {
    Decoder decoder{file, row};
    decoder.faults = std::move(child.faults);
    for (const auto& column : file.table.forbidden) {
        if (file.header.cell(row, column).empty()) continue;
        decoder.faults.barred = true;
        decoder.faults.faults.push_back(barred_fault("bsn"));
    }
    if (decoder.faults.barred) return std::move(decoder.faults);

    Statement statement;
    statement.record = {file.table.record, read_fields(file, decoder)};
    statement.subject = read_subject(file, decoder);
    statement.born = read_born(file, statement.subject, decoder);
    statement.identifiers = std::move(child.identifiers);
    statement.residence = decoder.code<schemas::Gemeentecode>(file.table.residence, "woongemeente");
    if (const std::string& column = file.table.responsible; !column.empty())
        statement.responsible = decoder.code<schemas::Gemeentecode>(column, "responsible");
    statement.enrolment = decoder.code<schemas::Vestiging>(file.table.enrolment, "vestiging");
    statement.named_recipient = decoder.code<schemas::Vestiging>(file.table.named_recipient, "named_recipient");
    statement.creates_subject = file.table.creates_subject;
    if (decoder.faults.barred) return std::move(decoder.faults);

    if (decoder.faults.faults.empty()) add_schema_faults(statement, decoder.faults.faults);
    if (decoder.faults.any()) return std::move(decoder.faults);
    const auto& own = statement.identifiers.front();
    statement.key =
        base::Confidential{own.issuer + "|" + own.value.reveal() + "|" + read_key(file, row, statement.record)};
    statement.notes = std::move(decoder.notes);
    return statement;
}

}  // namespace kolk::connectors::csv
