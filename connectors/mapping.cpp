#include "connectors/mapping.hpp"

#include "schemas/record_types.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace kolk::connectors::mapping {
namespace {

constexpr std::size_t most_tables = 100;

using Words = std::span<const std::string_view>;

constexpr std::size_t most_bytes = 1u << 20;  // a mapping is written by hand; more is no mapping

constexpr std::array<std::string_view, 4> top_words{"mapping", "code_lists", "defaults", "tables"};
constexpr std::array<std::string_view, 14> table_words{
    "files",   "record", "dates",     "decimal",         "child",     "unknown_child", "key",
    "subject", "fields", "enrolment", "named_recipient", "residence", "responsible",   "forbidden"};
constexpr std::array<std::string_view, 3> child_words{"number", "issuer", "bsn"};
constexpr std::array<std::string_view, 6> value_words{"column", "as", "codes", "join", "with", "fixed"};
constexpr std::array<std::string_view, 5> kind_words{"text", "date", "number", "integer", "boolean"};

constexpr std::array<Value::Kind, 5> kinds{Value::Kind::text, Value::Kind::date, Value::Kind::number,
                                           Value::Kind::integer, Value::Kind::boolean};

/// Reads one mapping file; every fault is noted and reading goes on.
class FileReader {
public:
    MappingReading read(std::string_view yaml) {
        if (yaml.size() > most_bytes) {
            fault_at(1, 1, "The file is larger than 1 MiB; a mapping is much smaller.");
            return take();
        }
        try {
            read_file(YAML::Load(std::string{yaml}));
        } catch (const YAML::Exception& error) {
            fault_at(error.mark.line + 1, error.mark.column + 1,
                     "This is not valid YAML; look at the indentation and at quotes that are not closed.");
        }
        return take();
    }

private:
    using Use = std::function<void(const std::string& key, const YAML::Node& key_node, const YAML::Node& value)>;

    MappingReading take() {
        MappingReading reading;
        reading.faults = std::move(faults_);
        if (reading.faults.empty()) reading.mapping = std::move(mapping_);
        return reading;
    }

    void fault_at(int line, int column, std::string text) {
        faults_.push_back({std::max(line, 1), std::max(column, 1), std::move(text)});
    }
    void fault(const YAML::Node& node, std::string text) {
        fault_at(node.Mark().line + 1, node.Mark().column + 1, std::move(text));
    }
    void unknown_word(const YAML::Node& node, const std::string& word, Words valid) {
        const auto near = schemas::nearest(word, valid);
        fault(node, "Unknown word \"" + word + "\"" +
                        (near.empty() ? std::string{"."} : "; did you mean \"" + std::string{near} + "\"?"));
    }

    /// Every entry of a map once; a node of another shape, a key that is no text and a second use of a key are faults.
    void each(const YAML::Node& node, std::string_view what, const Use& use) {
        if (!node.IsMap()) return fault(node, "Here belongs a map: " + std::string{what} + ".");
        std::set<std::string> seen;
        for (const auto& entry : node) {
            if (!entry.first.IsScalar()) {
                fault(entry.first, "A key must be plain text.");
            } else if (!seen.insert(entry.first.Scalar()).second) {
                fault(entry.first, "\"" + entry.first.Scalar() + "\" stands here twice.");
            } else {
                use(entry.first.Scalar(), entry.first, entry.second);
            }
        }
    }

    std::string text(const YAML::Node& node, std::string_view what) {
        if (node.IsScalar() && !node.Scalar().empty()) return node.Scalar();
        fault(node, "Here belongs a text: " + std::string{what} + ".");
        return {};
    }

    std::vector<std::string> texts(const YAML::Node& node, std::string_view what) {
        if (!node.IsSequence()) return {text(node, what)};
        std::vector<std::string> found;
        for (const auto& item : node) found.push_back(text(item, what));
        return found;
    }

    void read_file(const YAML::Node& file) {
        YAML::Node defaults;
        YAML::Node tables;
        YAML::Node version;
        each(file, "a mapping with code_lists, defaults and tables",
             [&](const auto& key, const auto& at, const auto& value) {
                 if (key == "mapping") {
                     version.reset(value);
                 } else if (key == "code_lists") {
                     read_code_lists(value);
                 } else if (key == "defaults") {
                     defaults.reset(value);
                 } else if (key == "tables") {
                     tables.reset(value);
                 } else {
                     unknown_word(at, key, top_words);
                 }
             });
        if (!version.IsScalar() || version.Scalar() != "1") {
            fault(version.IsNull() ? file : version, "The file must say \"mapping: 1\", the version of its language.");
        }
        if (!tables.IsNull()) read_tables(defaults, tables);
    }

    void read_code_lists(const YAML::Node& node) {
        each(node, "names of code lists", [&](const auto& name, const auto&, const auto& list) {
            auto& codes = mapping_.code_lists[name];
            each(list, "codes of the source and ours",
                 [&](const auto& theirs, const auto&, const auto& ours) { codes[theirs] = text(ours, "our code"); });
        });
    }

    void read_tables(const YAML::Node& defaults, const YAML::Node& tables) {
        if (!tables.IsSequence() || tables.size() > most_tables) {
            return fault(tables, "Here belongs a list of at most 100 tables.");
        }
        Table shared;
        if (!defaults.IsNull()) read_table(defaults, shared);
        for (const auto& node : tables) {
            Table table = shared;
            read_table(node, table);
            check_table(node, table);
            mapping_.tables.push_back(std::move(table));
        }
    }

    void read_table(const YAML::Node& node, Table& table) {
        if (node.IsMap() && node["record"]) {  // first, because the fields are judged by it
            table.record = text(node["record"], "a record type");
            check_record_type(node["record"], table.record);
        }
        each(node, "what is read from the files of one kind", [&](const auto& key, const auto& at, const auto& value) {
            if (key == "files") {
                table.files = text(value, "a pattern for file names");
            } else if (key == "dates") {
                table.dates = text(value, "how dates are written, for instance DD-MM-JJJJ");
                if (!is_day_pattern(table.dates)) fault(value, "A date is written with DD, MM and JJJJ, each once.");
            } else if (key == "decimal") {
                read_decimal(value, table);
            } else if (key == "child") {
                read_child(value, table);
            } else if (key == "unknown_child") {
                read_unknown_child(value, table);
            } else if (key == "key") {
                table.key = texts(value, "a column");
            } else if (key == "enrolment") {
                table.enrolment = text(value, "a column");
            } else if (key == "residence") {
                table.residence = text(value, "a column");
            } else if (key == "responsible") {
                table.responsible = text(value, "a column");
            } else if (key == "named_recipient") {
                table.named_recipient = text(value, "a column");
            } else if (key == "forbidden") {
                read_forbidden(value, table);
            } else if (key == "subject") {
                read_values(value, "leerling-id", table.subject);
            } else if (key == "fields") {
                read_values(value, table.record, table.fields);
            } else if (key != "record") {
                unknown_word(at, key, table_words);
            }
        });
    }

    void check_table(const YAML::Node& node, const Table& table) {
        if (table.files.empty()) fault(node, "The table does not say which files it reads: add \"files\".");
        if (table.record.empty()) fault(node, "The table does not say what a row becomes: add \"record\".");
        if (table.child.empty() || table.child.front().kind != Identifier::Kind::local) {
            fault(node, "The table must name the child first by the number of this source: add \"child\".");
        }
        if (table.fields.empty()) fault(node, "The table fills no field: add \"fields\".");
    }

    void check_record_type(const YAML::Node& node, const std::string& id) {
        if (schemas::find_record_type(id) != nullptr) return;
        std::vector<std::string_view> ids;
        for (const auto& type : schemas::record_types()) ids.push_back(type.id);
        unknown_word(node, id, ids);
    }

    void read_decimal(const YAML::Node& node, Table& table) {
        const auto sign = text(node, "the decimal sign");
        if (sign != "," && sign != ".") return fault(node, "The decimal sign is \",\" or \".\".");
        table.decimal = sign.front();
    }

    void read_unknown_child(const YAML::Node& node, Table& table) {
        const auto word = text(node, "new or waits");
        if (word != "new" && word != "waits") {
            fault(node, "A child that nobody supplied yet is \"new\", or \"waits\" for a person.");
        }
        table.creates_subject = word == "new";
    }

    /// `forbidden: COLUMN`, or `forbidden: {bsn: [COLUMN, ...]}` where the kind of number is named.
    void read_forbidden(const YAML::Node& node, Table& table) {
        if (!node.IsMap()) {
            table.forbidden = texts(node, "a column");
            return;
        }
        each(node, "the barred number and its columns", [&](const auto& key, const auto& at, const auto& value) {
            constexpr std::array<std::string_view, 1> words{"bsn"};
            if (key != "bsn") return unknown_word(at, key, words);
            table.forbidden = texts(value, "a column");
        });
    }

    void read_child(const YAML::Node& node, Table& table) {
        table.child.clear();
        if (!node.IsSequence()) return fault(node, "Here belongs a list of numbers by which the child is known.");
        for (const auto& item : node) table.child.push_back(read_child_number(item));
    }

    ChildNumber read_child_number(const YAML::Node& node) {
        ChildNumber number;
        each(node, "a number of the child", [&](const auto& key, const auto& at, const auto& value) {
            if (key == "number") {
                number.column = text(value, "a column");
            } else if (key == "bsn") {
                number.kind = Identifier::Kind::bsn;
                number.column = text(value, "a column");
            } else if (key == "issuer") {
                number.issuer_column = text(value, "a column with branch codes, or \"own\"");
                if (number.issuer_column == "own") number.issuer_column.clear();
            } else {
                unknown_word(at, key, child_words);
            }
        });
        if (number.column.empty()) fault(node, "Which column holds the number? Write \"number\" or \"bsn\".");
        return number;
    }

    void read_values(const YAML::Node& node, const std::string& type, std::map<std::string, Value>& values) {
        const auto* schema = schemas::find_record_type(type);
        each(node, "our fields and the columns that fill them",
             [&](const auto& field, const auto& at, const auto& value) {
                 if (schema != nullptr && schema->find(field) == nullptr) {
                     std::vector<std::string_view> names;
                     for (const auto& known : schema->fields) names.push_back(known.name);
                     unknown_word(at, field, names);
                 }
                 values[field] = read_value(value);
             });
    }

    Value read_value(const YAML::Node& node) {
        Value value;
        if (node.IsScalar()) {
            value.columns = {text(node, "a column")};
            return value;
        }
        each(node, "where the value comes from", [&](const auto& key, const auto& at, const auto& part) {
            if (key == "column") {
                value.columns = {text(part, "a column")};
            } else if (key == "as") {
                value.kind = read_kind(part);
            } else if (key == "codes") {
                value.kind = Value::Kind::code;
                value.codes = text(part, "the name of a code list");
                if (!mapping_.code_lists.contains(value.codes)) {
                    fault(part, "There is no such code list; define it under \"code_lists\".");
                }
            } else if (key == "join") {
                value.columns = texts(part, "a column");
            } else if (key == "with") {
                value.separator = part.IsScalar() ? part.Scalar() : text(part, "what stands between joined columns");
            } else if (key == "fixed") {
                read_fixed(part, value);
            } else {
                unknown_word(at, key, value_words);
            }
        });
        const bool fixed = value.kind == Value::Kind::fixed || value.kind == Value::Kind::own_issuer;
        if (fixed != value.columns.empty())
            fault(node, "A value comes from \"column\", \"join\" or \"fixed\"; write one of them.");
        return value;
    }

    Value::Kind read_kind(const YAML::Node& node) {
        const auto word = text(node, "text, date, number, integer or boolean");
        const auto found = std::find(kind_words.begin(), kind_words.end(), word);
        if (found != kind_words.end()) return kinds[static_cast<std::size_t>(found - kind_words.begin())];
        unknown_word(node, word, kind_words);
        return Value::Kind::text;
    }

    void read_fixed(const YAML::Node& node, Value& value) {
        value.fixed = text(node, "a text, or \"own-issuer\"");
        value.kind = value.fixed == "own-issuer" ? Value::Kind::own_issuer : Value::Kind::fixed;
    }

    Mapping mapping_;
    std::vector<MappingFault> faults_;
};

}  // namespace

MappingReading read_mapping(std::string_view yaml) {
    return FileReader{}.read(yaml);
}

}  // namespace kolk::connectors::mapping
