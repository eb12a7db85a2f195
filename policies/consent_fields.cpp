#include "policies/consent_fields.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

const schemas::FieldSchema* field_named(std::string_view name) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const schemas::RecordType* type = schemas::find_record_type(name.substr(0, dot));
    return type == nullptr ? nullptr : type->find(name.substr(std::min(dot + 1, name.size())));
}

// A field under another name, or one that stands within the other: an address within `5a-kern.contact`.
bool have_in_common(const schemas::FieldSchema& one, const schemas::FieldSchema& other) {
    return one.origin == other.origin || base::holds(one.holds, other.origin) || base::holds(other.holds, one.origin);
}

bool speaks_of(const Consent& consent, const schemas::FieldSchema& field) {
    return std::ranges::any_of(consent.record_types, [&](const std::string& named) {
        const schemas::RecordType* type = schemas::find_record_type(named);
        return type != nullptr &&
               std::ranges::any_of(type->fields, [&](const auto& own) { return own.origin == field.origin; });
    });
}

schemas::FieldSet in_common(const Block& block, const schemas::FieldSchema& other) {
    schemas::FieldSet fields = 0;
    for (const Block::Field& field : block.fields) {
        if (have_in_common(*field.schema, other)) fields |= field.bit;
    }
    return fields;
}

// What says who the child is goes along with whatever is not withdrawn.
std::vector<const schemas::RecordType*> types_taken_back(const Consent& withdrawal, std::string_view from_type) {
    std::vector<std::string> names = withdrawal.record_types;
    names.insert(names.end(), withdrawal.types_in_doubt.begin(), withdrawal.types_in_doubt.end());
    const bool of_the_child = std::ranges::all_of(names, schemas::is_of_the_child);
    std::vector<const schemas::RecordType*> types;
    if (!of_the_child && schemas::is_of_the_child(from_type)) return types;
    for (const std::string& name : names) {
        const schemas::RecordType* type = schemas::find_record_type(name);
        if (type != nullptr && (of_the_child || !schemas::is_of_the_child(name))) types.push_back(type);
    }
    return types;
}

}  // namespace

schemas::FieldSet excluded_by(std::span<const std::string_view> names, const Block& block) {
    schemas::FieldSet fields = 0;
    for (const std::string_view name : names) {
        const schemas::FieldSchema* excluded = field_named(name);
        if (excluded != nullptr) fields |= in_common(block, *excluded);
    }
    return fields;
}

schemas::FieldSet taken_back(const Consent& withdrawal, const Block& block) {
    schemas::FieldSet fields = 0;
    for (const schemas::RecordType* type : types_taken_back(withdrawal, block.type->id)) {
        for (const schemas::FieldSchema& field : type->fields) fields |= in_common(block, field);
    }
    return fields;
}

bool takes_back(const Consent& withdrawal, std::string_view field) {
    const schemas::FieldSchema* schema = field_named(field);
    const auto types = types_taken_back(withdrawal, field.substr(0, field.find('.')));
    return schema != nullptr && std::ranges::any_of(types, [&](const schemas::RecordType* type) {
               return std::ranges::any_of(type->fields, [&](const auto& one) { return have_in_common(*schema, one); });
           });
}

bool is_excluded_by(std::string_view excluded, std::string_view field) {
    const schemas::FieldSchema* one = field_named(excluded);
    const schemas::FieldSchema* other = field_named(field);
    return one != nullptr && other != nullptr && have_in_common(*one, *other);
}

bool is_beyond(const Consent& consent, std::string_view field) {
    const schemas::FieldSchema* schema = field_named(field);
    return schema == nullptr || !speaks_of(consent, *schema);
}

schemas::FieldSet beyond_consent(const Consent& consent, const Block& block) {
    schemas::FieldSet beyond = block.all;
    for (const Block::Field& field : block.fields) {
        if (speaks_of(consent, *field.schema)) beyond &= ~field.bit;
    }
    return beyond;
}

}  // namespace kolk::policies
