#include "policies/decide.hpp"

// What a decision gives and withholds, field by field.

namespace kolk::policies {

Reason Decision::why_withheld(const Block& block, const Side& side, schemas::FieldSet field) const {
    if ((block.numbers & field) != 0 && numbers_stay_) return Reason::deny_bsn;
    if ((block.named & field) == 0) return Reason::deny_field;
    if ((side.depends & field) == 0) return Reason::deny_field;
    if (consent_fault_) return *consent_fault_;
    if ((side.withdrawn & field) != 0) return Reason::deny_consent_withdrawn;
    return (side.excluded & field) != 0 ? Reason::deny_consent_other_scope : Reason::deny_field;
}

template <class Visit>
void Decision::visit(const Block& block, const Side& side, Visit visit) const {
    for (const Block::Field& field : block.fields) {
        const bool free = (side.free & field.bit) != 0;
        visit(std::string_view{field.name}, allow && free, free ? reason : why_withheld(block, side, field.bit));
    }
}

// The block whose names come first goes first, so that what is given and withheld comes out sorted.
template <class Visit>
void Decision::visit(Visit visit) const {
    if (plan_ != nullptr) {
        if (with_subject_ && plan_->subject_first) this->visit(plan_->subject, subject_, visit);
        this->visit(plan_->record, record_, visit);
        if (with_subject_ && !plan_->subject_first) this->visit(plan_->subject, subject_, visit);
        return;
    }
    if (type_ == nullptr) return;
    const schemas::RecordType* subject = with_subject_ ? schemas::find_record_type(schemas::child_block) : nullptr;
    const auto whole = [&](const schemas::RecordType& type) {
        for (const std::string& name : type.full_names) visit(std::string_view{name}, false, reason);
    };
    const bool beside = subject != nullptr && subject != type_;
    const bool subject_first = beside && subject->full_names.front() < type_->full_names.front();
    if (beside && subject_first) whole(*subject);
    whole(*type_);
    if (beside && !subject_first) whole(*subject);
}

// Of a record and its subject block: one piece of memory for each list.
constexpr std::size_t most_fields = 48;

std::vector<std::string_view> Decision::given() const {
    std::vector<std::string_view> fields;
    if (!allow) return fields;
    fields.reserve(most_fields);
    visit([&](std::string_view field, bool goes, Reason) {
        if (goes) fields.push_back(field);
    });
    return fields;
}

std::vector<std::string_view> Decision::given_under_consent() const {
    std::vector<std::string_view> fields;
    if (!allow || plan_ == nullptr) return fields;
    const auto add = [&](const Block& block, const Side& side) {
        for (const Block::Field& field : block.fields) {
            if ((side.free & side.depends & field.bit) != 0) fields.push_back(field.name);
        }
    };
    add(plan_->record, record_);
    if (with_subject_) add(plan_->subject, subject_);
    return fields;
}

std::vector<WithheldField> Decision::withheld() const {
    std::vector<WithheldField> fields;
    fields.reserve(most_fields);
    visit([&](std::string_view field, bool goes, Reason why) {
        if (!goes) fields.push_back({field, why});
    });
    return fields;
}

void Decision::take_back(Reason why) {
    allow = false;
    reason = why;
}

}  // namespace kolk::policies
