#include "schemas/record_types.hpp"

#include "schemas/base/result.hpp"
#include "schemas/embedded.hpp"
#include "schemas/record.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace kolk::schemas {
namespace {

namespace json = boost::json;

constexpr std::uint8_t no_place = 255;
constexpr std::size_t slots = std::tuple_size_v<decltype(RecordType::places)>;

// Few names of one type share their length, first and last letter; those that do are found the long way.
std::size_t slot_of(std::string_view name) {
    if (name.empty()) return 0;
    const auto letter = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
    return (name.size() * 37 + letter(name.front()) * 5 + letter(name.back())) % slots;
}

template <class T, std::size_t N>
T named(const std::array<std::pair<std::string_view, T>, N>& names, std::string_view name) {
    const auto found = std::ranges::find(names, name, &std::pair<std::string_view, T>::first);
    if (found == names.end()) base::broken("a record schema uses a word outside its vocabulary");
    return found->second;
}

constexpr std::array<std::pair<std::string_view, Sensitivity>, 5> sensitivities{{
    {"G", Sensitivity::G},
    {"GV", Sensitivity::GV},
    {"B", Sensitivity::B},
    {"N", Sensitivity::N},
    {"S", Sensitivity::S},
}};

constexpr std::array<std::pair<std::string_view, Kind>, 6> kinds{{
    {"string", Kind::text},
    {"integer", Kind::integer},
    {"number", Kind::number},
    {"boolean", Kind::boolean},
    {"array", Kind::list},
    {"object", Kind::object},
}};

/// The schema files by type id, parsed.
std::map<std::string, json::object, std::less<>> parsed_files() {
    constexpr std::string_view folder = "records/";
    constexpr std::string_view suffix = ".json";
    std::map<std::string, json::object, std::less<>> files;
    for (const auto& [path, text] : embedded_files()) {
        if (!path.starts_with(folder) || !path.ends_with(suffix)) continue;
        const std::string_view id = path.substr(folder.size(), path.size() - folder.size() - suffix.size());
        files.emplace(id, json::parse(text).as_object());
    }
    return files;
}

/// Turns the parsed files into record types. Our own files can't be wrong at run time: what is, is a broken invariant,
/// and a test reads them all.
class Builder {
public:
    std::vector<RecordType> build() const {
        std::vector<RecordType> types;
        for (const auto& [id, file] : files_) types.push_back(type(id, file));
        return types;
    }

private:
    RecordType type(const std::string& id, const json::object& file) const {
        RecordType type;
        type.id = id;
        type.fields = members(file.at("properties").as_object());
        type.names = sorted_names(type.fields);
        for (const std::string& name : type.names) type.full_names.push_back(id + '.' + name);
        type.places.fill(no_place);
        for (std::size_t place = type.names.size(); place-- > 0;) {
            type.places[slot_of(type.names[place])] = static_cast<std::uint8_t>(place);
        }
        type.key = text_or_empty(file, "x-key");
        type.first_date = text_or_empty(file, "x-first-date");
        type.subset = flag(file, "x-subset");
        type.one_of = demanded(file);
        if (const auto* periods = file.if_contains("x-periods")) {
            for (const json::value& period : periods->as_array()) {
                type.periods.emplace_back(text(period.at(0)), text(period.at(1)));
            }
        }
        return type;
    }

    std::vector<FieldSchema> members(const json::object& properties) const {
        std::vector<FieldSchema> fields;
        for (const auto& property : properties) {
            fields.push_back(field(property.value().as_object()));
            fields.back().name = property.key();
        }
        return fields;
    }

    static std::vector<std::string> sorted_names(const std::vector<FieldSchema>& fields) {
        std::vector<std::string> names;
        for (const FieldSchema& field : fields) names.push_back(field.name);
        if (names.size() > std::numeric_limits<FieldSet>::digits) base::broken("a record type has too many fields");
        std::ranges::sort(names);
        return names;
    }

    FieldSchema field(const json::object& schema) const {
        FieldSchema field = schema.contains("$ref") ? borrowed(text(schema.at("$ref"))) : defined(schema);
        if (const auto* sensitivity = schema.if_contains("x-class")) {
            field.sensitivity = named(sensitivities, text(*sensitivity));
        }
        return field;
    }

    /// `opp.json#/properties/begeleiding`
    FieldSchema borrowed(const std::string& reference) const {
        constexpr std::string_view middle = ".json#/properties/";
        const std::size_t at = reference.find(middle);
        if (at == std::string::npos) base::broken("a record schema refers to something that is no field");
        const std::string type = reference.substr(0, at);
        const std::string name = reference.substr(at + middle.size());
        FieldSchema copy = field(files_.at(type).at("properties").at(name).as_object());
        copy.borrowed_from = {type, name};
        return copy;
    }

    FieldSchema defined(const json::object& schema) const {
        FieldSchema field;
        field.kinds = kinds_of(schema.at("type"));
        field.staff = flag(schema, "x-staff");
        field.whereabouts = flag(schema, "x-whereabouts");
        field.person = flag(schema, "x-person");
        field.barred = flag(schema, "x-barred");
        field.max_length = count(schema, "maxLength");
        field.max_items = count(schema, "maxItems");
        if (const auto* name = schema.if_contains("x-format")) field.format = format_named(text(*name)).value();
        if (const auto* codes = schema.if_contains("enum")) field.codes = texts(codes->as_array());
        if (const auto* minimum = schema.if_contains("minimum")) {
            field.range = {minimum->to_number<double>(), schema.at("maximum").to_number<double>()};
        }
        if (const auto* items = schema.if_contains("items")) field.item = {this->field(items->as_object())};
        if (const auto* inner = schema.if_contains("properties")) field.members = members(inner->as_object());
        for (const auto* inner : {&field.item, &field.members}) {
            field.whereabouts = field.whereabouts || std::ranges::any_of(*inner, &FieldSchema::whereabouts);
            field.person = field.person || std::ranges::any_of(*inner, &FieldSchema::person);
        }
        return field;
    }

    static std::vector<std::string> demanded(const json::object& file) {
        if (const auto* required = file.if_contains("required")) return texts(required->as_array());
        std::vector<std::string> fields;
        if (const auto* choices = file.if_contains("anyOf")) {
            for (const json::value& choice : choices->as_array()) fields.push_back(text(choice.at("required").at(0)));
        }
        return fields;
    }

    static std::vector<Kind> kinds_of(const json::value& type) {
        if (type.is_string()) return {named(kinds, text(type))};
        std::vector<Kind> several;
        for (const json::value& one : type.as_array()) several.push_back(named(kinds, text(one)));
        return several;
    }

    static std::string text(const json::value& value) { return std::string{std::string_view{value.as_string()}}; }

    static std::vector<std::string> texts(const json::array& values) {
        std::vector<std::string> all;
        for (const json::value& value : values) all.push_back(text(value));
        return all;
    }

    static std::string text_or_empty(const json::object& schema, std::string_view keyword) {
        const auto* value = schema.if_contains(keyword);
        return value ? text(*value) : std::string{};
    }

    static bool flag(const json::object& schema, std::string_view keyword) {
        const auto* value = schema.if_contains(keyword);
        return value && value->as_bool();
    }

    static std::size_t count(const json::object& schema, std::string_view keyword) {
        const auto* value = schema.if_contains(keyword);
        return value ? value->to_number<std::size_t>() : 0;
    }

    std::map<std::string, json::object, std::less<>> files_ = parsed_files();
};

const RecordType* find_in(const std::vector<RecordType>& types, std::string_view id) {
    const auto found = std::ranges::find(types, id, &RecordType::id);
    return found == types.end() ? nullptr : &*found;
}

// Where a field of this type is defined, through every type that borrows it.
std::string origin_in(const std::vector<RecordType>& types, const std::string& type, const FieldSchema& field) {
    std::pair<std::string, std::string> place{type, field.name};
    const FieldSchema* at = &field;
    while (at != nullptr && at->borrowed_from) {
        place = *at->borrowed_from;
        const RecordType* whole = find_in(types, place.first);
        at = whole == nullptr ? nullptr : whole->find(place.second);
    }
    return place.first + '.' + place.second;
}

void add_held(const std::vector<RecordType>& types, const FieldSchema& field, std::vector<std::string>& held) {
    for (const auto* inner : {&field.item, &field.members}) {
        for (const FieldSchema& one : *inner) {
            if (one.borrowed_from) held.push_back(origin_in(types, {}, one));
            add_held(types, one, held);
        }
    }
}

std::vector<RecordType> with_origins(std::vector<RecordType> types) {
    for (RecordType& type : types) {
        for (FieldSchema& field : type.fields) {
            field.origin = origin_in(types, type.id, field);
            add_held(types, field, field.holds);
        }
    }
    return types;
}

}  // namespace

std::string_view name_of(Sensitivity sensitivity) {
    for (const auto& [name, value] : sensitivities) {
        if (value == sensitivity) return name;
    }
    base::broken("a sensitivity class without a name");
}

bool FieldSchema::takes(Kind kind) const {
    return std::ranges::find(kinds, kind) != kinds.end();
}

const FieldSchema* RecordType::find(std::string_view field) const {
    const auto found = std::ranges::find(fields, field, &FieldSchema::name);
    return found == fields.end() ? nullptr : &*found;
}

FieldSet RecordType::set_of(std::string_view field) const {
    const std::uint8_t place = places[slot_of(field)];
    if (place == no_place) return 0;
    if (names[place] == field) return FieldSet{1} << place;
    const auto found = std::ranges::lower_bound(names, field);
    return found == names.end() || *found != field ? 0 : FieldSet{1} << (found - names.begin());
}

const FieldSchema* field_in(const RecordType& type, std::string_view record, std::string_view field) {
    if (type.id == record) return type.find(field);
    const RecordType* other = find_record_type(record);
    const FieldSchema* defined = other == nullptr ? nullptr : other->find(field);
    if (defined == nullptr) return nullptr;
    const auto own = std::ranges::find(type.fields, defined->origin, &FieldSchema::origin);
    return own == type.fields.end() ? nullptr : &*own;
}

std::optional<std::string> name_in(const RecordType& type, std::string_view record, std::string_view field) {
    if (type.id == record) return std::string{field};
    const FieldSchema* own = field_in(type, record, field);
    return own == nullptr ? std::nullopt : std::optional{own->name};
}

FieldSet held(const RecordType& type, const Content& content) {
    FieldSet fields = 0;
    for (const auto& member : content.reveal()) fields |= type.set_of(member.key());
    return fields;
}

std::span<const RecordType> record_types() {
    static const std::vector<RecordType> types = with_origins(Builder{}.build());
    return types;
}

const RecordType* find_record_type(std::string_view id) {
    const auto types = record_types();
    const auto found = std::ranges::lower_bound(types, id, {}, &RecordType::id);
    return found == types.end() || found->id != id ? nullptr : &*found;
}

bool is_of_the_child(std::string_view record_type) {
    return record_type == child_block || record_type == child_core;
}

std::string origin_of(std::string_view record, std::string_view field) {
    const RecordType* type = find_record_type(record);
    const FieldSchema* schema = type == nullptr ? nullptr : type->find(field);
    return schema == nullptr ? std::string{record}.append(1, '.').append(field) : schema->origin;
}

}  // namespace kolk::schemas
