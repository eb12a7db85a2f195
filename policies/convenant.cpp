#include "policies/convenant.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

constexpr std::string_view subject_type = "leerling-id";
constexpr std::string_view subject_core = "leerling-id-kern";

using Names = std::vector<std::string>;

bool holds(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string flow_key(std::string_view purpose, std::string_view from, std::string_view to) {
    std::string key;
    key.reserve(purpose.size() + from.size() + to.size() + 2);
    key.append(purpose).append(1, '|').append(from).append(1, '|').append(to);
    return key;
}

PlannedField planned(std::string_view type, const schemas::FieldSchema& field, bool named) {
    return {std::string{type} + '.' + field.name, field.name, field.sensitivity, named && !field.barred,
            field.sensitivity == schemas::Sensitivity::N};
}

void sort(std::vector<PlannedField>& fields) {
    std::sort(fields.begin(), fields.end(),
              [](const PlannedField& a, const PlannedField& b) { return a.name < b.name; });
}

const Names* fields_of(const Rule& rule, std::string_view type) {
    const auto found = rule.records.find(std::string{type});
    return found == rule.records.end() ? nullptr : &found->second;
}

std::vector<PlannedField> plan_record(const Rule& rule, const schemas::RecordType& type) {
    const Names* named = fields_of(rule, type.id);
    const bool everything = named == nullptr && fields_of(rule, any_record) != nullptr;
    std::vector<PlannedField> fields;
    for (const auto& field : type.fields) {
        const bool given = everything ? !field.staff : named != nullptr && holds(*named, field.name);
        fields.push_back(planned(type.id, field, given));
    }
    sort(fields);
    return fields;
}

// The child's own fields go under the name that the rule uses; a number is always a field of `leerling-id`.
std::vector<PlannedField> plan_subject(const Rule& rule) {
    const schemas::RecordType* whole = schemas::find_record_type(subject_type);
    if (whole == nullptr) return {};
    const Names* core = fields_of(rule, subject_core);
    const Names* all = fields_of(rule, subject_type);
    const bool everything = fields_of(rule, any_record) != nullptr;
    std::vector<PlannedField> fields;
    for (const auto& field : whole->fields) {
        const bool in_core = core != nullptr && holds(*core, field.name);
        const bool given = in_core || everything || (all != nullptr && holds(*all, field.name));
        const bool under_core = core != nullptr && (in_core || all == nullptr) && !field.barred &&
                                field.sensitivity != schemas::Sensitivity::N;
        fields.push_back(planned(under_core ? subject_core : subject_type, field, given));
    }
    sort(fields);
    return fields;
}

Plan plan_of(const Rule& rule, std::size_t at, const schemas::RecordType& type) {
    Plan plan;
    plan.rule = at;
    plan.record = plan_record(rule, type);
    if (!type.id.starts_with(subject_type)) plan.subject = plan_subject(rule);
    return plan;
}

bool covers(const std::optional<Date>& from, const std::optional<Date>& until, Date day) {
    return (!from || *from <= day) && (!until || day <= *until);
}

}  // namespace

const Purpose* Convenant::find_purpose(std::string_view id) const {
    const auto found = purposes.find(id);
    return found == purposes.end() ? nullptr : &found->second;
}

const Rule* Convenant::find_rule(std::string_view id) const {
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

bool Convenant::is_member(const Party& party, Date day) const {
    return std::any_of(members.begin(), members.end(), [&](const Membership& member) {
        return member.party == party && covers(member.from, member.until, day);
    });
}

std::vector<Party> Convenant::members_in(std::string_view role, Date day) const {
    std::vector<Party> parties;
    for (const Membership& member : members) {
        if (member.party.role == role && covers(member.from, member.until, day)) parties.push_back(member.party);
    }
    return parties;
}

std::vector<Party> Convenant::recipients_of(const Party& sender, std::string_view role, Date day) const {
    std::vector<Party> parties = members_in(role, day);
    const auto served = served_by.find(sender);
    const bool is_swv = role == "swv-po" || role == "swv-vo";
    if (!is_swv || served == served_by.end()) return parties;
    const std::vector<Party>& serving = served->second;
    std::erase_if(
        parties, [&](const Party& party) { return std::find(serving.begin(), serving.end(), party) == serving.end(); });
    return parties;
}

std::vector<const Rule*> Convenant::rules_for(std::string_view sender_role, std::string_view record_type,
                                              Date day) const {
    std::vector<const Rule*> found;
    if (day < from || until < day) return found;
    for (const Rule& rule : rules) {
        const Purpose* purpose = find_purpose(rule.purpose);
        if (purpose == nullptr || purpose->kind != Kind::flow || rule.ask == Ask::never) continue;
        if (!holds(rule.from, covering_role(sender_role)) || fields_of(rule, record_type) == nullptr) continue;
        if (covers(rule.from_date, rule.until_date, day)) found.push_back(&rule);
    }
    return found;
}

const Plan* Convenant::find_plan(std::string_view purpose, std::string_view from, std::string_view to,
                                 std::string_view record_type) const {
    const auto flow = rules_of_flow_.find(flow_key(purpose, covering_role(from), covering_role(to)));
    if (flow == rules_of_flow_.end()) return nullptr;
    const Plan* barred = nullptr;
    for (const std::size_t rule : flow->second) {
        const auto found = plans_[rule].find(record_type);
        if (found == plans_[rule].end()) continue;
        if (!found->second.barred_number) return &found->second;
        barred = &found->second;
    }
    return barred;
}

void Convenant::prepare() {
    plans_.assign(rules.size(), {});
    rules_of_flow_.clear();
    for (std::size_t at = 0; at < rules.size(); ++at) {
        const Rule& rule = rules[at];
        for (const schemas::RecordType& type : schemas::record_types()) {
            const bool named = fields_of(rule, type.id) != nullptr || fields_of(rule, any_record) != nullptr;
            const bool barred_number = !named && type.id == subject_type && fields_of(rule, subject_core) != nullptr;
            if (!named && !barred_number) continue;
            Plan plan = plan_of(rule, at, type);
            plan.barred_number = barred_number;
            plans_[at].emplace(type.id, std::move(plan));
        }
        for (const std::string& from : rule.from) {
            for (const std::string& to : rule.to) rules_of_flow_[flow_key(rule.purpose, from, to)].push_back(at);
        }
    }
}

std::string_view covering_role(std::string_view role) {
    return role == "schoolbestuur" ? "school" : role;
}

bool identifies(std::string_view field) {
    static constexpr std::array<std::string_view, 3> names{"naam", "bsn", "onderwijsnummer"};
    return std::find(names.begin(), names.end(), field) != names.end();
}

}  // namespace kolk::policies
