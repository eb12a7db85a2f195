#include "policies/consent_fields.hpp"

#include <algorithm>

namespace kolk::policies {
namespace {

std::string origin_of(std::string_view name) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    return schemas::origin_of(name.substr(0, dot), name.substr(std::min(dot + 1, name.size())));
}

}  // namespace

schemas::FieldSet excluded_by(std::span<const std::string_view> names, const Block& block) {
    schemas::FieldSet fields = 0;
    for (const std::string_view name : names) {
        const std::string origin = origin_of(name);
        for (const Block::Field& field : block.fields) {
            if (field.origin == origin) fields |= field.bit;
        }
    }
    return fields;
}

schemas::FieldSet beyond_consent(const Consent& consent, const Block& block) {
    schemas::FieldSet beyond = block.all;
    for (const std::string& named : consent.record_types) {
        const schemas::RecordType* type = schemas::find_record_type(named);
        if (type == nullptr) continue;
        for (const Block::Field& field : block.fields) {
            const bool covered = std::ranges::any_of(
                type->fields, [&](const schemas::FieldSchema& own) { return own.origin == field.origin; });
            if (covered) beyond &= ~field.bit;
        }
    }
    return beyond;
}

}  // namespace kolk::policies
