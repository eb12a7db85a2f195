#include "policies/reader_totals.hpp"

#include "policies/file_words.hpp"
#include "policies/looked_at.hpp"
#include "policies/reader_conditions.hpp"
#include "policies/reader_settings.hpp"
#include "policies/reader_transforms.hpp"
#include "policies/totals.hpp"
#include "schemas/base/texts.hpp"
#include "schemas/record_types.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

using schemas::FieldSchema;
using schemas::Format;
using schemas::RecordType;
using schemas::Sensitivity;

constexpr std::size_t most_fields_to_count_by = 2;
constexpr std::size_t most_cells = 400;
constexpr std::size_t longest_code = 40;

// What a rule says of the records that it gives; one with totals gives none.
constexpr std::array<std::string_view, 11> of_records{
    "records", "transforms", "bsn", "case", "ask", "choose", "when", "deadline", "notify", "guests", "pseudonym_only"};

void refuse_what_records_need(const Section& section) {
    for (const std::string_view word : of_records) {
        if (const yaml::Node* node = section.find(word))
            add_fault(section.faults(), *node,
                      "a rule with totals gives no record: leave out '" + std::string{word} + "'");
    }
    const yaml::Node* consent = section.find("consent");
    if (consent != nullptr && consent->text != "none")
        add_fault(section.faults(), *consent, "a total tells of no child, so there is no consent to ask: 'none'");
}

const RecordType* read_counted(const Section& section) {
    const std::string text = section.needed_text("records");
    if (text.empty()) return nullptr;
    const RecordType* type = schemas::find_record_type(text);
    const yaml::Node& node = *section.find("records");
    if (type == nullptr) {
        std::vector<std::string_view> known;
        for (const RecordType& one : schemas::record_types()) known.push_back(one.id);
        add_unknown(section.faults(), node, "record type", known);
        return nullptr;
    }
    const bool criminal =
        std::ranges::any_of(type->fields, [](const auto& field) { return field.sensitivity == Sensitivity::S; });
    const bool part = type->subset || schemas::is_of_the_child(type->id);
    if (criminal) add_fault(section.faults(), node, "criminal data are not counted for others either");
    if (part)
        add_fault(section.faults(), node, "count a whole record type, not a part of one or the child's own block");
    return criminal || part ? nullptr : type;
}

// ---- by which field, and in which groups ----

struct CountedBy {
    std::string record;
    const FieldSchema* field = nullptr;
};

CountedBy read_counted_field(const yaml::Node& node, const RecordType& counted, Faults& faults) {
    const RecordType& child = *schemas::find_record_type(schemas::child_core);
    const std::size_t dot = node.text.find('.');
    for (const RecordType* type : {&counted, &child}) {
        const bool named = dot != std::string::npos && node.text.substr(0, dot) == type->id;
        const FieldSchema* field = named ? type->find(node.text.substr(dot + 1)) : nullptr;
        if (field != nullptr) return {type->id, field};
    }
    std::vector<std::string_view> known{counted.full_names.begin(), counted.full_names.end()};
    known.insert(known.end(), child.full_names.begin(), child.full_names.end());
    add_unknown(faults, node, "field of " + counted.id + " or of " + child.id, known);
    return {};
}

bool holds_text(const FieldSchema& field) {
    return field.kinds.front() == schemas::Kind::text;
}

// Who stands in a group shares what makes it; so it is nothing that says who a child is, and nothing of class B, which
// would tell of everyone in a group that all are alike (GDPR article 9). Class GV may: regions must count by it
// (README.md, *Totals*).
std::optional<std::string> why_no_group(const CountedBy& by, const RecordType& counted) {
    const FieldSchema& field = *by.field;
    // Of a date of birth a year or an age group is left.
    const bool tells_who = field.person && field.format != Format::date;
    if (field.sensitivity == Sensitivity::N || field.barred || field.staff || tells_who || field.name == counted.key)
        return "this field tells who it is about";
    if (field.sensitivity != Sensitivity::G && field.sensitivity != Sensitivity::GV)
        return "nothing is counted by a field of a special category: where all of a group are alike it would tell of "
               "each";
    return std::nullopt;
}

std::vector<std::string> codes_of(const FieldSchema& field) {
    if (field.takes(schemas::Kind::boolean)) return {"true", "false"};
    return field.codes;
}

bool may_be_named(const FieldSchema& field, const std::optional<Transform>& transform) {
    if (transform) return transform->kind == Transform::Kind::year;
    if (!codes_of(field).empty()) return true;
    const bool place =
        field.format == Format::gemeentecode || field.format == Format::brin || field.format == Format::vestiging;
    const bool short_code = field.format == Format::none && field.max_length != 0 && field.max_length <= longest_code;
    return holds_text(field) && (place || short_code);
}

bool is_year(const std::string& text) {
    return text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_group_of(const std::string& value, const FieldSchema& field, const std::optional<Transform>& transform) {
    if (transform) return is_year(value);
    const std::vector<std::string> codes = codes_of(field);
    if (!codes.empty()) return base::holds(codes, value);
    return !value.empty() && value.size() <= longest_code &&
           (field.format == Format::none || schemas::fits(field.format, value));
}

std::vector<std::string> read_values(const Section& section, const FieldSchema& field,
                                     const std::optional<Transform>& transform) {
    const yaml::Node& node = *section.find("values");
    std::vector<std::string> values = section.words("values");
    if (values.empty()) add_fault(section.faults(), node, "'values' names at least one");
    for (const std::string& value : values) {
        if (std::ranges::count(values, value) > 1)
            add_fault(section.faults(), node, "'" + value + "' stands twice");
        else if (!is_group_of(value, field, transform))
            add_fault(section.faults(), node, "'" + value + "' is no value that this field can have");
    }
    return values;
}

/// The groups of one field of `by`, written `RECORD.FIELD` or `{field, as, values}`.
class GroupingReader {
public:
    GroupingReader(const yaml::Node& node, const RecordType& counted, Faults& faults)
        : node_{node}, counted_{counted}, faults_{faults} {}

    Grouping read() {
        if (node_.shape == yaml::Shape::text) return read(node_, nullptr);
        const Section section{node_, "a field to count by", {"field", "as", "values"}, faults_};
        const yaml::Node* field = section.need("field");
        return field == nullptr ? Grouping{} : read(*field, &section);
    }

private:
    Grouping read(const yaml::Node& place, const Section* section) {
        const CountedBy by = read_counted_field(place, counted_, faults_);
        if (by.field == nullptr) return {};
        if (const auto why = why_no_group(by, counted_)) add_fault(faults_, place, *why);
        Grouping grouping{by.record, by.field->name, {}, {}};
        const yaml::Node* as = section == nullptr ? nullptr : section->find("as");
        if (as != nullptr) grouping.transform = read_grouping_transform(*as, *by.field);
        if (as == nullptr || grouping.transform)
            grouping.groups = groups(place, section, *by.field, grouping.transform);
        if (base::holds(grouping.groups, std::string{other_group}))
            add_fault(faults_, place,
                      "'" + std::string{other_group} + "' is the group of all that is in no other: name none like it");
        return grouping;
    }

    std::optional<Transform> read_grouping_transform(const yaml::Node& as, const FieldSchema& field) {
        if (as.text != "drop") return read_transform(as, field, faults_);
        add_fault(faults_, as, "what is dropped makes no group: leave this field out of 'by'");
        return std::nullopt;
    }

    std::vector<std::string> groups(const yaml::Node& place, const Section* section, const FieldSchema& field,
                                    const std::optional<Transform>& transform) {
        const bool named = section != nullptr && section->find("values") != nullptr;
        if (named && may_be_named(field, transform)) return read_values(*section, field, transform);
        if (named) add_fault(faults_, *section->find("values"), "the groups of this field are not named one by one");
        std::vector<std::string> closed = transform ? transform->outcomes() : codes_of(field);
        if (closed.empty() && !named) add_fault(faults_, place, why_open(field, transform));
        return closed;
    }

    static std::string why_open(const FieldSchema& field, const std::optional<Transform>& transform) {
        if (may_be_named(field, transform))
            return "it has no closed list: name what to count by under 'values'; all else counts as one group";
        if (transform || field.format != Format::date) return "this field makes no groups: it has no closed list";
        return "a day makes no group: count by year ('as: year' with 'values') or by age bands";
    }

    const yaml::Node& node_;
    const RecordType& counted_;
    Faults& faults_;
};

void read_by(const Section& section, const RecordType& counted, Total& total) {
    const auto list = section.list("by");
    if (list.size() > most_fields_to_count_by)
        add_fault(section.faults(), *section.find("by"), "a total counts by two fields at most");
    std::size_t cells = 1;
    for (const yaml::Node& node : list) {
        total.by.push_back(GroupingReader{node, counted, section.faults()}.read());
        cells *= total.by.back().groups.size() + 1;
    }
    if (cells > most_cells)
        add_fault(section.faults(), *section.find("by"),
                  "more than " + std::to_string(most_cells) + " cells: count by fewer or wider groups");
    const bool twice =
        total.by.size() == 2 && total.by[0].record == total.by[1].record && total.by[0].field == total.by[1].field;
    if (twice) add_fault(section.faults(), *section.find("by"), "this field stands twice");
}

// ---- which records count ----

bool takes_any_words(const FieldSchema& field) {
    return (field.codes.empty() && field.max_length > longest_code) || std::ranges::any_of(field.item, takes_any_words);
}

// The fields that a condition compares with values, by itself or in one of its alternatives.
std::vector<FieldIs> comparisons_in(const Condition& condition) {
    if (const auto* one = std::get_if<FieldIs>(&condition)) return {*one};
    std::vector<FieldIs> found;
    if (const auto* any = std::get_if<AnyOf>(&condition)) {
        for (const PlainCondition& plain : any->of) {
            if (const auto* one = std::get_if<FieldIs>(&plain)) found.push_back(*one);
        }
    }
    return found;
}

// A number of those whom a name, a day or words chose is about one child, or about what one worker does.
void check_whom_it_counts(const Condition& condition, const yaml::Node& at, Faults& faults) {
    const auto tell = [&](const std::string& record, const std::string& field, std::string_view what) {
        add_fault(faults, at,
                  "a condition of a total asks for " + std::string{what} + " (" + record + '.' + field +
                      "), so that the number may be about one child");
    };
    const auto schema_of = [](const std::string& record, const std::string& field) -> const FieldSchema* {
        const RecordType* type = schemas::find_record_type(record);
        return type == nullptr ? nullptr : type->find(field);
    };
    for (const auto& [record, field] : looked_at({condition})) {
        const FieldSchema* known = schema_of(record, field);
        if (known != nullptr && (known->person || known->staff)) tell(record, field, "who someone is");
    }
    for (const FieldIs& one : comparisons_in(condition)) {
        const FieldSchema* known = schema_of(one.record, one.field);
        if (known == nullptr || known->person || known->staff) continue;
        if (known->format == Format::date) tell(one.record, one.field, "one day");
        if (takes_any_words(*known)) tell(one.record, one.field, "a text in any words");
    }
}

void read_when(const Section& section, const Convenant& convenant, Total& total) {
    for (const yaml::Node& node : section.list("when")) {
        for (Condition& condition : read_condition(node, convenant, section.faults())) {
            const std::string about = record_of(condition);
            if (!about.empty() && about != total.record && !schemas::is_of_the_child(about))
                add_fault(section.faults(), node,
                          "a condition speaks of " + about + ", which this total does not count");
            check_whom_it_counts(condition, node, section.faults());
            total.when.push_back(std::move(condition));
        }
    }
}

int read_smallest(const Section& section, int of_region) {
    const auto number = section.number("smallest_cell");
    if (!number) return of_region;
    if (*number < of_region)
        add_fault(section.faults(), *section.find("smallest_cell"),
                  "a total may ask for larger cells than this region (" + std::to_string(of_region) +
                      "), not for smaller ones");
    return std::max(*number, of_region);
}

Total read_total(const yaml::Node& node, const Convenant& convenant, Faults& faults) {
    const Section section{node, "a total", {"id", "records", "by", "when", "output", "smallest_cell"}, faults};
    Total total;
    total.id = section.needed_text("id");
    total.smallest_cell = read_smallest(section, convenant.settings.smallest_cell);
    total.output = section.choice("output", output_words, TotalOutput::regional);
    const RecordType* counted = read_counted(section);
    if (counted == nullptr) return total;
    total.record = counted->id;
    read_by(section, *counted, total);
    read_when(section, convenant, total);
    return total;
}

template <class Same>
bool counts_but_for(const Rule& rule, const Rule& other, Same same) {
    return std::ranges::any_of(rule.totals, [&](const Total& total) {
        return std::ranges::any_of(other.totals,
                                   [&](const Total& one) { return one.record == total.record && !same(one, total); });
    });
}

// Whoever the senders are: a school and a samenwerkingsverband may count the same children. Who objects counts where
// the basis is a legal duty, and not where it is a public task.
bool counts_otherwise(const Rule& rule, const Rule& other) {
    const bool same_basis = rule.from_basis.avg6 == other.from_basis.avg6;
    return counts_but_for(rule, other,
                          [&](const Total& one, const Total& total) { return same_basis && one == total; });
}

// What one of them gives again too early is what the other gave.
bool counts_at_other_times(const Rule& rule, const Rule& other) {
    const bool both = rule.frequency && other.frequency;
    return both &&
           counts_but_for(rule, other, [&](const Total&, const Total&) { return *rule.frequency == *other.frequency; });
}

bool counts_twice(const Rule& rule) {
    for (std::size_t i = 0; i < rule.totals.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (rule.totals[i].record == rule.totals[j].record || rule.totals[i].id == rule.totals[j].id) return true;
        }
    }
    return false;
}

// What the law forbids to give, whatever the record says and whoever consents, is not counted for that recipient.
void check_barred(const Rule& rule, const yaml::Node& at, Faults& faults) {
    for (const Total& total : rule.totals) {
        for (const Prohibition& law : prohibitions_of_law()) {
            const bool met = law.when.empty() && std::ranges::any_of(rule.from, [&](const std::string& from) {
                                 return std::ranges::any_of(rule.to, [&](const std::string& to) {
                                     return concerns(law, {rule.purpose, from, to, total.record, true});
                                 });
                             });
            if (met)
                add_fault(faults, at, "it counts " + total.record + ", which " + law.id + " forbids towards a role");
        }
    }
}

}  // namespace

void read_totals(const Section& section, const Convenant& convenant, Kind kind, Rule& rule) {
    const yaml::Node& node = *section.find("totals");
    rule.records.try_emplace(std::string{any_record});
    if (kind != Kind::aggregate) add_fault(section.faults(), node, "only a purpose of kind aggregate gives totals");
    refuse_what_records_need(section);
    if (section.find("frequency") == nullptr)
        add_fault(section.faults(), node,
                  "a rule with totals says how often they are given, like 'frequency: {times: 1, per: P3M}': two "
                  "counts that follow each other closely show who came");
    if (section.list("totals").empty()) add_fault(section.faults(), node, "'totals' names at least one");
    for (const yaml::Node& one : section.list("totals"))
        rule.totals.push_back(read_total(one, convenant, section.faults()));
}

void check_counted_once(const Rule& rule, const Convenant& convenant, const yaml::Node& at, Faults& faults) {
    if (counts_twice(rule))
        add_fault(faults, at, "a rule counts a record type once, and each total has an id of its own");
    for (const Rule& other : convenant.rules) {
        if (counts_otherwise(rule, other))
            add_fault(faults, at,
                      "rule " + other.id +
                          " counts the same records otherwise: one count could be subtracted from the other. Say the "
                          "same total in both, on the same basis of the sender");
        if (counts_at_other_times(rule, other))
            add_fault(faults, at,
                      "rule " + other.id + " counts the same records " + other.frequency->text() +
                          ", and a total has one frequency, whoever gets it: say the same in both");
    }
    check_barred(rule, at, faults);
}

}  // namespace kolk::policies
