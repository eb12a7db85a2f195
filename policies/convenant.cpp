#include "policies/convenant.hpp"

#include "policies/condition.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <numeric>

namespace kolk::policies {
namespace {

using base::holds;
using Names = std::vector<std::string>;
using schemas::Sensitivity;

const Names* fields_of(const Rule& rule, std::string_view type) {
    const auto found = rule.records.find(std::string{type});
    return found == rule.records.end() ? nullptr : &found->second;
}

void add_field(Block& block, const Rule& rule, std::string_view type, const schemas::FieldSchema& field, bool named) {
    const schemas::FieldSet bit = block.type->set_of(field.name);
    block.fields.push_back({std::string{type} + '.' + field.name, bit, &field});
    block.all |= bit;
    if (named && !field.barred) block.named |= bit;
    if (field.sensitivity == Sensitivity::N) block.numbers |= bit;
    if (field.sensitivity == Sensitivity::B || field.sensitivity == Sensitivity::S) block.special |= bit;
    if (field.whereabouts) block.whereabouts |= bit;
    if (identifies(field.name) && !rule.transforms.contains(block.fields.back().name)) block.identifying |= bit;
}

void sort(Block& block) {
    std::ranges::sort(block.fields, {}, &Block::Field::name);
}

Block plan_record(const Rule& rule, const schemas::RecordType& type) {
    const Names* named = fields_of(rule, type.id);
    const bool everything = named == nullptr && fields_of(rule, any_record) != nullptr;
    Block block;
    block.type = &type;
    for (const auto& field : type.fields) {
        add_field(block, rule, type.id, field,
                  everything ? !field.staff : named != nullptr && holds(*named, field.name));
    }
    sort(block);
    return block;
}

// The child's own fields go under the name that the rule uses; a number is always a field of `leerling-id`.
Block plan_subject(const Rule& rule) {
    const Names* core = fields_of(rule, schemas::child_core);
    const Names* all = fields_of(rule, schemas::child_block);
    const bool everything = fields_of(rule, any_record) != nullptr;
    Block block;
    block.type = schemas::find_record_type(schemas::child_block);
    for (const auto& field : block.type->fields) {
        const bool in_core = core != nullptr && holds(*core, field.name);
        const bool given = in_core || everything || (all != nullptr && holds(*all, field.name));
        const bool under_core =
            core != nullptr && (in_core || all == nullptr) && !field.barred && field.sensitivity != Sensitivity::N;
        add_field(block, rule, under_core ? schemas::child_core : schemas::child_block, field, given);
    }
    sort(block);
    return block;
}

bool borrows_from(const schemas::RecordType& subset, const std::string& whole) {
    return subset.subset && std::any_of(subset.fields.begin(), subset.fields.end(), [&](const auto& field) {
               return field.borrowed_from && field.borrowed_from->first == whole;
           });
}

Names also_called(const Rule& rule, const schemas::RecordType& type) {
    Names names;
    for (const auto& [id, fields] : rule.records) {
        const schemas::RecordType* other = schemas::find_record_type(id);
        if (other == nullptr || other == &type) continue;
        if (other->subset ? borrows_from(*other, type.id) : borrows_from(type, id)) names.push_back(id);
    }
    return names;
}

Plan plan_of(const Rule& rule, std::size_t at, const schemas::RecordType& type) {
    Plan plan;
    plan.rule = at;
    plan.record = plan_record(rule, type);
    plan.when = conditions_about(rule.when, type);
    if (!schemas::is_of_the_child(type.id)) plan.subject = plan_subject(rule);
    plan.subject_first = !plan.subject.fields.empty() && !plan.record.fields.empty() &&
                         plan.subject.fields.front().name < plan.record.fields.front().name;
    plan.also_called = also_called(rule, type);
    return plan;
}

bool covers(const std::optional<Date>& from, const std::optional<Date>& until, Date day) {
    return (!from || *from <= day) && (!until || day <= *until);
}

// The law binds a school to one samenwerkingsverband (WPO art. 18a, WVO 2020 art. 2.47); others report to any.
bool has_swv_of_its_own(std::string_view role) {
    return covering_role(role) == "school" || role == "so-vso";
}

std::size_t joined(std::size_t one, std::size_t other) {
    constexpr std::size_t odd = 0x9e3779b97f4a7c15;
    const std::size_t product = (one ^ std::rotl(other, 32)) * odd;
    return product ^ (product >> 32);
}

template <class Integer>
Integer letters_at(const char* place) {
    Integer letters = 0;
    std::memcpy(&letters, place, sizeof letters);
    return letters;
}

// Length, beginning and end tell the ids of a convenant apart; hashing every letter, or copying a number of them that
// is not known beforehand, costs more than the rest of a decision.
std::size_t hash_of(std::string_view word) {
    const std::size_t size = word.size();
    const char* const begin = word.data();
    const char* const end = begin + size;
    if (size >= 8) return joined(letters_at<std::uint64_t>(begin) + size, letters_at<std::uint64_t>(end - 8));
    if (size >= 4) return joined(letters_at<std::uint32_t>(begin) + size, letters_at<std::uint32_t>(end - 4));
    return joined(std::accumulate(begin, end, size, [](std::size_t all, char c) { return all * 256 + std::size_t(c); }),
                  0);
}

}  // namespace

bool Rule::in_force(Date day) const {
    return !dormant && covers(from_date, until_date, day);
}

bool Convenant::for_demo_only() const {
    return draft || std::ranges::any_of(purposes, [](const auto& one) {
               return one.second.verify_before_production || one.second.lacks_dpia();
           });
}

const Purpose* Convenant::find_purpose(std::string_view id) const {
    const auto found = purposes.find(id);
    return found == purposes.end() ? nullptr : &found->second;
}

const Rule* Convenant::find_rule(std::string_view id) const {
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

const Membership* Convenant::find_member(const Party& party, Date day) const {
    struct Name {
        std::string_view role, org;
    };
    const auto places = places_of_members_.find(Name{covering_role(party.role), party.org});
    if (places == places_of_members_.end()) return nullptr;
    for (const std::size_t place : places->second) {
        if (covers(members[place].from, members[place].until, day)) return &members[place];
    }
    return nullptr;
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
    std::erase_if(parties, [&](const Party& party) { return !serves(party, sender, day); });
    return parties;
}

bool Convenant::serves(const Party& to, const Party& sender, Date day) const {
    if (!is_swv(to.role)) return true;
    const bool covered = covering_role(sender.role) != sender.role;
    const auto served = covered ? served_by.find(covering_party(sender)) : served_by.find(sender);
    if (served == served_by.end()) return !has_swv_of_its_own(sender.role) || is_only_one_in_its_role(to, day);
    const std::vector<Party>& serving = served->second;
    if (std::find(serving.begin(), serving.end(), to) != serving.end()) return true;
    return !successions.empty() &&
           std::any_of(serving.begin(), serving.end(), [&](const Party& one) { return in_place_of(one, day) == to; });
}

// Whatever their days: a member that leaves must open nothing to another. Who takes over is no second one.
bool Convenant::is_only_one_in_its_role(const Party& swv, Date day) const {
    return std::all_of(places_of_swvs_.begin(), places_of_swvs_.end(), [&](std::size_t place) {
        const Membership& other = members[place];
        if (other.party == swv || other.party.role != swv.role) return true;
        return in_place_of(other.party, day) == swv || in_place_of(swv, other.from) == other.party;
    });
}

// A succession ends when the party takes its place again itself; if it leaves once more, that is another matter.
bool Convenant::came_back(const Party& party, Date succeeded, Date day) const {
    const auto places = places_of_members_.find(party);
    return places != places_of_members_.end() && std::ranges::any_of(places->second, [&](std::size_t place) {
               return succeeded <= members[place].from && members[place].from <= day;
           });
}

Party Convenant::in_place_of(const Party& party, Date day) const {
    Party now = covering_party(party);
    Date since{};
    while (!is_member(now, day)) {
        const Succession* last = nullptr;
        for (const Succession& one : successions) {
            const bool later = one.from == now && one.at <= day && (!since.ok() || since < one.at);
            if (later && !came_back(now, one.at, day) && (last == nullptr || last->at < one.at)) last = &one;
        }
        if (last == nullptr) break;
        now = last->to;
        since = last->at;
    }
    return now;
}

std::vector<Party> Convenant::succeeded_by(const Party& party, Date day) const {
    std::vector<Party> former;
    for (const Succession& one : successions) {
        const bool is_new = std::find(former.begin(), former.end(), one.from) == former.end();
        if (is_new && one.from != party && in_place_of(one.from, day) == party) former.push_back(one.from);
    }
    return former;
}

std::vector<const Rule*> Convenant::rules_for(std::string_view sender_role, std::string_view record_type,
                                              Date day) const {
    std::vector<const Rule*> found;
    if (day < from || until < day) return found;
    for (const Rule& rule : rules) {
        const Purpose* purpose = find_purpose(rule.purpose);
        if (purpose == nullptr || purpose->kind != Kind::flow || rule.ask == Ask::never) continue;
        if (!holds(rule.from, covering_role(sender_role)) || fields_of(rule, record_type) == nullptr) continue;
        if (rule.in_force(day)) found.push_back(&rule);
    }
    return found;
}

template <class Named>
std::size_t Convenant::Hash::operator()(const Named& named) const {
    if constexpr (requires { named.org; }) {
        return joined(hash_of(named.role), hash_of(named.org));
    } else {
        return joined(joined(hash_of(named.purpose), hash_of(named.record_type)),
                      joined(hash_of(named.from), hash_of(named.to)));
    }
}

template <class Left, class Right>
bool Convenant::Same::operator()(const Left& left, const Right& right) const {
    if constexpr (requires { left.org; }) {
        return left.role == right.role && left.org == right.org;
    } else {
        return left.purpose == right.purpose && left.from == right.from && left.to == right.to &&
               left.record_type == right.record_type;
    }
}

const PlannedFlow* Convenant::find_flow(std::string_view purpose, std::string_view from, std::string_view to,
                                        std::string_view record_type) const {
    const auto found = flows_.find(Flow{purpose, covering_role(from), covering_role(to), record_type});
    return found == flows_.end() ? nullptr : &found->second;
}

std::size_t Convenant::count_of_prohibitions() const {
    return prohibitions_of_law().size() + prohibitions.size();
}

const Prohibition& Convenant::prohibition(std::size_t place) const {
    const auto law = prohibitions_of_law();
    return place < law.size() ? law[place] : prohibitions[place - law.size()];
}

std::vector<std::size_t> Convenant::prohibitions_about(const Flow& flow) const {
    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < count_of_prohibitions(); ++place) {
        if (concerns_records(prohibition(place), flow)) places.push_back(place);
    }
    return places;
}

// An exception is about the child; who works with it is told otherwise.
void leave_out_staff(Block& block) {
    if (block.type == nullptr) return;
    for (const auto& field : block.type->fields) {
        if (field.staff) block.named &= ~block.type->set_of(field.name);
    }
}

bool bears_on(const Prohibition& prohibition, const Block& block) {
    if (!prohibition.where_given) return true;
    const FieldIs& condition = prohibition.when.front();
    const auto own = schemas::name_in(*block.type, condition.record, condition.field);
    return own && (block.named & block.type->set_of(*own)) != 0;
}

// A rule that gives the record comes before one that only bars its number.
void Convenant::plan_flows(std::size_t at, const schemas::RecordType& type, bool named) {
    const Rule& rule = rules[at];
    Plan made = plan_of(rule, at, type);
    if (const Purpose* purpose = find_purpose(rule.purpose)) {
        made.kind = purpose->kind;
        made.lacks_dpia = purpose->lacks_dpia();
    }
    const bool by_exception = made.kind == Kind::override_;
    if (by_exception) {
        leave_out_staff(made.record);
        leave_out_staff(made.subject);
    }
    const auto plan = std::make_shared<const Plan>(std::move(made));
    // No consent gates an exception, so none can lift for it what consent may lift.
    const bool needs_consent = rule.consent != ConsentNeed::none && !by_exception;
    const auto about = prohibitions_about({rule.purpose, {}, {}, type.id, needs_consent});
    for (const std::string& from : rule.from) {
        for (const std::string& to : rule.to) {
            PlannedFlow flow{plan};
            flow.numbers_stay = !rule.bsn || bars_numbers(from, to);
            flow.barred_number = type.id == schemas::child_block && (!named || flow.numbers_stay);
            const auto known = flows_.find(Flow{rule.purpose, from, to, type.id});
            if (known != flows_.end() && (flow.barred_number || !known->second.barred_number)) continue;
            std::ranges::copy_if(about, std::back_inserter(flow.prohibitions), [&](std::size_t place) {
                const Prohibition& one = prohibition(place);
                return concerns_roles(one, {rule.purpose, from, to, type.id}) && bears_on(one, plan->record);
            });
            flows_.insert_or_assign(Key{rule.purpose, from, to, type.id}, std::move(flow));
        }
    }
}

void Convenant::prepare() {
    flows_.clear();
    places_of_members_.clear();
    places_of_swvs_.clear();
    for (std::size_t place = 0; place < members.size(); ++place) {
        places_of_members_[members[place].party].push_back(place);
        if (is_swv(members[place].party.role)) places_of_swvs_.push_back(place);
    }
    for (std::size_t at = 0; at < rules.size(); ++at) {
        for (const schemas::RecordType& type : schemas::record_types()) {
            const bool named = fields_of(rules[at], type.id) != nullptr || fields_of(rules[at], any_record) != nullptr;
            const bool of_child = type.id == schemas::child_block;
            if (named || (of_child && fields_of(rules[at], schemas::child_core) != nullptr))
                plan_flows(at, type, named);
        }
    }
}

bool signs(std::string_view role) {
    return role != "ouder" && role != "jeugdige" && role != gateway_role;
}

bool is_swv(std::string_view role) {
    return role == "swv-po" || role == "swv-vo";
}

bool is_person(std::string_view role) {
    return role == "ouder" || role == "jeugdige";
}

std::string_view covering_role(std::string_view role) {
    return role == "schoolbestuur" ? "school" : role;
}

Party covering_party(const Party& party) {
    return {std::string{covering_role(party.role)}, party.org};
}

bool identifies(std::string_view field) {
    static constexpr std::array<std::string_view, 3> names{"naam", "bsn", "onderwijsnummer"};
    return std::find(names.begin(), names.end(), field) != names.end();
}

}  // namespace kolk::policies
