#include "policies/check_rules.hpp"

#include "policies/forbidden_cells.hpp"
#include "policies/reader_conditions.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace kolk::policies {
namespace {

using Names = std::vector<std::string>;
using schemas::Sensitivity;

bool names_any(const Names& names, std::initializer_list<std::string_view> roles) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::find(roles.begin(), roles.end(), name) != roles.end();
    });
}

bool gives(const Rule& rule, Sensitivity sensitivity) {
    return std::any_of(rule.records.begin(), rule.records.end(), [&](const auto& record) {
        const schemas::RecordType* type = schemas::find_record_type(record.first);
        return type != nullptr && std::any_of(record.second.begin(), record.second.end(), [&](const std::string& name) {
                   return type->find(name)->sensitivity == sensitivity;
               });
    });
}

// AVG art. 9(2)(a)
bool rests_on_explicit_consent(const Rule& rule) {
    return std::ranges::any_of(rule.art9,
                               [](const std::string& ground) { return ground.find("9(2)(a)") != std::string::npos; });
}

bool rests_on(const Rule& rule, std::string_view letter) {
    return rule.from_basis.avg6 == letter || rule.to_basis.avg6 == letter;
}

void check_grounds(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults) {
    const bool lacks_ground = rule.art9.empty() && rule.no_art9_because.empty();
    if (sound({"art9", "no_art9_because"}) && gives(rule, Sensitivity::B) && lacks_ground)
        add_fault(faults, at, "it gives special categories of data: name the ground of article 9 under 'art9'");
    if (gives(rule, Sensitivity::S)) add_fault(faults, at, "criminal data never leave through this gateway");
    const bool explicit_consent = rests_on_explicit_consent(rule) && gives(rule, Sensitivity::B);
    if (sound({"art9", "consent"}) && explicit_consent && rule.consent == ConsentNeed::none)
        add_fault(faults, at, "its ground of article 9 is consent, so consent is needed for special categories");
    if (!sound({"basis"})) return;
    const bool municipal =
        (names_any(rule.from, {"gemeente-jeugd", "leerplicht", "doorstroompunt"}) && rule.from_basis.avg6 == "a") ||
        (names_any(rule.to, {"gemeente-jeugd", "leerplicht", "doorstroompunt"}) && rule.to_basis.avg6 == "a");
    if (sound({"consent_only_because"}) && municipal && rule.consent_only_because.empty())
        add_fault(faults, at,
                  "consent is the only basis on the side of a municipality (K7): say why under 'consent_only_because'");
    if (sound({"consent"}) && rests_on(rule, "a") && rule.consent != ConsentNeed::needed)
        add_fault(faults, at, "consent is its basis, so consent is needed");
    if (rests_on(rule, "f"))
        add_fault(faults, at, "a legitimate interest (f) is no basis for what these parties do by their public task");
}

// GDPR recital 46: only where nothing else can manifestly carry it. It gates on nothing that holds an ordinary flow.
void check_vital_interest(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (rests_on(rule, "d"))
        add_fault(faults, at,
                  "vital interest (d) is the basis of an exception that two people open for one child, and of no other "
                  "flow");
}

// A record type or `RECORD.FIELD`, by whatever name the rule gives it.
bool gives_of(const Rule& rule, std::string_view wanted) {
    return std::ranges::any_of(rule.records, [&](const auto& given) {
        return std::ranges::any_of(given.second, [&](const std::string& field) {
            const std::string origin = schemas::origin_of(given.first, field);
            return origin == wanted || std::string_view{origin}.substr(0, origin.find('.')) == wanted;
        });
    });
}

bool needs_consent(const Rule& rule) {
    return rule.consent != ConsentNeed::none;
}

// K2: to nobody but the school where the pupil is registered or enrolled, and the parents.
void check_samenwerkingsverband(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults) {
    if (!names_any(rule.from, {"swv-po", "swv-vo"}) || !gives(rule, Sensitivity::B)) return;
    const bool to_others = std::ranges::any_of(rule.to, [](const std::string& role) {
        return role != "school" && role != "so-vso" && role != "ouder" && role != "jeugdige";
    });
    const bool settles_costs = rule.purpose == "oza-grensverkeer-verrekening" && !rule.no_art9_because.empty();
    if (to_others && !needs_consent(rule) && !settles_costs)
        add_fault(faults, at,
                  "a samenwerkingsverband gives special categories to nobody but the school and the parents without "
                  "consent (K2)");
    const bool to_schools = names_any(rule.to, {"school", "so-vso", "mbo"});
    if (sound({"choose"}) && to_schools && rule.choose != Choose::enrolment && rule.choose != Choose::named)
        add_fault(faults, at,
                  "a samenwerkingsverband gives special categories to no other school than the one where the pupil is "
                  "enrolled (K2): say 'choose: enrolment', or 'choose: named' where the record names the school");
}

// Of the allocations that municipality and provider exchange: Jeugdwet par. 7.4.
bool within_chain_of_care(const Rule& rule) {
    const auto is = [](std::string_view role) { return [role](const std::string& named) { return named == role; }; };
    return rule.purpose == "jeugdhulp-toewijzing" && std::ranges::all_of(rule.from, is("jeugdhulpaanbieder")) &&
           std::ranges::all_of(rule.to, is("gemeente-jeugd"));
}

// For whatever record the content stands in: K6, and the secrecy of others.
void check_secrecy(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (needs_consent(rule)) return;
    if (names_any(rule.from, {"jgz"})) add_fault(faults, at, "youth health care gives nothing without consent (K6)");
    if (names_any(rule.from, {"jeugdhulpaanbieder", "jgz-5a-arts"}) && !within_chain_of_care(rule))
        add_fault(faults, at,
                  "who is bound by professional secrecy gives nothing without consent, but a provider to the "
                  "municipality within the chain of care (jeugdhulp-toewijzing)");
}

void check_opp(const Rule& rule, const yaml::Node& at, Faults& faults) {
    const bool outside_education = names_any(rule.to, {"gemeente-jeugd", "jgz", "leerplicht", "doorstroompunt"});
    if (outside_education && rule.consent != ConsentNeed::needed && gives_of(rule, "opp"))
        add_fault(
            faults, at,
            "an ontwikkelingsperspectief goes to no municipality, leerplicht, doorstroompunt or youth health care "
            "without consent, whichever of its fields: say 'consent: needed'");
}

// K5: a free text, so that no list of words tells whether it is about sickness.
void check_background(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (!names_any(rule.to, {"leerplicht", "doorstroompunt", "duo"})) return;
    if (gives_of(rule, "verzuimmelding.achtergrond"))
        add_fault(faults, at,
                  "the background of an absence ('achtergrond') may tell of sickness in any words, and goes to no "
                  "leerplicht, doorstroompunt or duo (K5)");
}

bool tells_who(const std::string& type, const std::string& name) {
    const schemas::RecordType* known = schemas::find_record_type(type);
    const schemas::FieldSchema* field = known == nullptr ? nullptr : known->find(name);
    return identifies(name) || (field != nullptr && std::ranges::any_of(field->holds, [](std::string_view held) {
                                    return identifies(held.substr(held.find('.') + 1));
                                }));
}

void check_pseudonym_only(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (!rule.pseudonym_only) return;
    for (const auto& [type, fields] : rule.records) {
        const bool tells = std::ranges::any_of(fields, [&type = type, &rule](const std::string& field) {
            return tells_who(type, field) && !rule.transforms.contains(type + '.' + field);
        });
        if (tells) add_fault(faults, at, "it says 'pseudonym_only' and gives a field that tells who the child is");
    }
}

void check_numbers(const Rule& rule, const yaml::Node& at, Faults& faults) {
    const bool numbers = gives(rule, Sensitivity::N);
    if (numbers && !rule.bsn) add_fault(faults, at, "it names a national number and does not say 'bsn: yes'");
    if (rule.bsn && !numbers && !rule.records.contains(std::string{any_record}))
        add_fault(faults, at, "it says 'bsn: yes' and names no national number of leerling-id");
}

// Of an exception, which anyone may open to anyone, some roads are always barred.
void check_roads_of_numbers(const Rule& rule, bool ordinary, const yaml::Node& at, Faults& faults) {
    if (!rule.bsn) return;
    std::string barred;
    bool some_open = false;
    for (const std::string& from : rule.from) {
        for (const std::string& to : rule.to) {
            if (!bars_numbers(from, to)) {
                some_open = true;
            } else if (barred.empty()) {
                barred = "from " + from + " to " + to;
            }
        }
    }
    if (barred.empty() || (some_open && !ordinary)) return;
    add_fault(faults, at,
              "it says 'bsn: yes', and no law lets a national number go " + barred +
                  (some_open ? ": give that road a rule of its own, without one" : ""));
}

void check_asking(const Rule& rule, const Purpose& purpose, const SoundWords& sound, const yaml::Node& at,
                  Faults& faults) {
    if (sound({"ask", "consent"}) && rule.ask == Ask::consent && rule.consent == ConsentNeed::none)
        add_fault(faults, at, "it asks for children with a consent and needs none");
    if (sound({"ask"}) && rule.ask != Ask::never && purpose.kind != Kind::flow)
        add_fault(faults, at, "only a purpose of kind flow is ever asked for");
    if (!sound({"inform", "basis", "consent"})) return;
    if (rule.inform == Inform::notice && rule.consent != ConsentNeed::none)
        add_fault(faults, at, "a general notice informs only where no consent is needed");
    if (rule.inform == Inform::reported && rule.from_basis.avg6 != "c" && rule.from_basis.avg6 != "d")
        add_fault(faults, at, "only a legal obligation (c) or vital interest (d) is reported afterwards");
}

// What one municipality has to know of a child, every other would get as well. Costs are for who pays.
void check_whose_municipality(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (rule.choose != Choose::all || rule.pseudonym_only) return;
    for (const std::string& role : rule.to) {
        if (role == "leerplicht" || role == "gemeente-jeugd")
            add_warning(faults, at,
                        "every member in the role '" + role +
                            "' receives this: say 'choose: residence' for the one where the child lives");
    }
}

// Where a child lives chooses a municipality, where it is enrolled a school; any other role has nothing to choose by.
void check_choice(const Rule& rule, const yaml::Node& at, Faults& faults) {
    const auto tell = [&](std::string_view choice, std::string_view what, std::initializer_list<std::string_view> fit) {
        for (const std::string& role : rule.to) {
            if (std::ranges::find(fit, role) != fit.end()) continue;
            add_fault(
                faults, at,
                "'choose: " + std::string{choice} + "' chooses " + std::string{what} + ", and '" + role + "' is none");
        }
    };
    if (rule.choose == Choose::residence)
        tell("residence", "a municipality", {"gemeente-jeugd", "leerplicht", "doorstroompunt"});
    if (rule.choose == Choose::enrolment) tell("enrolment", "a school", {"school", "so-vso", "mbo", "oza-school"});
}

bool about_given_record(const Rule& rule, const std::string& record) {
    return rule.records.contains(record) || rule.records.contains(std::string{any_record});
}

// A condition on another record type is never asked and only looks like a limit.
void check_subjects_of_conditions(const Rule& rule, const yaml::Node& at, Faults& faults) {
    for (const Condition& condition : rule.when) {
        const std::string record = record_of(condition);
        if (!record.empty() && !about_given_record(rule, record))
            add_fault(faults, at, "a condition speaks of " + record + ", which this rule does not give");
    }
}

bool may_be(const FieldIs& condition, const std::string& value) {
    return (std::ranges::find(condition.values, value) != condition.values.end()) != condition.negated;
}

using Conditions = std::vector<Condition>;

const schemas::FieldSchema* field_of(const FieldIs& condition) {
    const schemas::RecordType* type = schemas::find_record_type(condition.record);
    return type == nullptr ? nullptr : type->find(condition.field);
}

// Whether some value meets every condition on the field that this one is about. Of a list another element may meet
// another condition, but for one that no element may be.
bool some_value_is_left(const Conditions& conditions, const FieldIs& about) {
    const schemas::FieldSchema* field = field_of(about);
    if (field == nullptr) return true;
    const Names values = about.negated ? closed_list_of(*field) : about.values;
    if (values.empty()) return true;
    const bool several = field->takes(schemas::Kind::list);
    return std::ranges::any_of(values, [&](const std::string& value) {
        return std::ranges::all_of(conditions, [&](const Condition& other) {
            const auto* one = std::get_if<FieldIs>(&other);
            const bool same = one != nullptr && one->record == about.record && one->field == about.field;
            return !same || (several && !one->negated) || may_be(*one, value);
        });
    });
}

// The narrower of two ends: a bound that is left out lies further in.
void narrow(NumberBetween& bounds, const NumberBetween& other) {
    const auto further_in = [](const Bound<int>& end, int side) { return std::pair{side * end.at, end.left_out}; };
    const auto take = [&](std::optional<Bound<int>>& end, const std::optional<Bound<int>>& narrower, int side) {
        if (narrower && (!end || further_in(*end, side) < further_in(*narrower, side))) end = narrower;
    };
    take(bounds.at_least, other.at_least, 1);
    take(bounds.at_most, other.at_most, -1);
}

// Whether some number meets every condition on the field that this one bounds.
bool some_number_is_left(const Conditions& conditions, NumberBetween bounds) {
    for (const Condition& condition : conditions) {
        const auto* other = std::get_if<NumberBetween>(&condition);
        if (other != nullptr && other->record == bounds.record && other->field == bounds.field) narrow(bounds, *other);
    }
    return leaves_a_number(bounds);
}

bool some_age_is_left(const Conditions& conditions) {
    int youngest = 0;
    int oldest = std::numeric_limits<int>::max();
    for (const Condition& condition : conditions) {
        const auto* age = std::get_if<AgeBetween>(&condition);
        if (age == nullptr) continue;
        youngest = std::max(youngest, age->at_least.value_or(youngest));
        oldest = std::min(oldest, age->at_most.value_or(oldest));
    }
    return youngest <= oldest;
}

using Time = std::optional<Bound<Duration>>;

bool is_counted_in(const Time& end, Duration::Unit unit) {
    return end && end->at.unit == unit;
}

// A count of school days or weeks, from none on.
bool some_count_is_left(std::span<const Lasted> all, Duration::Unit unit) {
    int least = 0;
    int most = std::numeric_limits<int>::max();
    for (const Lasted& one : all) {
        const Time& from = one.at_least;
        const Time& until = one.at_most;
        if (is_counted_in(from, unit)) least = std::max(least, from->at.count + (from->left_out ? 1 : 0));
        if (is_counted_in(until, unit)) most = std::min(most, until->at.count - (until->left_out ? 1 : 0));
    }
    return least <= most;
}

// A day from that one on.
bool some_day_is_left(std::span<const Lasted> all, Date begin) {
    Date first = begin;
    std::optional<Date> last;
    for (const Lasted& one : all) {
        const Time& from = one.at_least;
        const Time& until = one.at_most;
        if (is_counted_in(from, Duration::Unit::calendar))
            first = std::max(first, base::add_days(add_period(begin, from->at.period), from->left_out ? 1 : 0));
        if (!is_counted_in(until, Duration::Unit::calendar)) continue;
        const Date end = base::add_days(add_period(begin, until->at.period), until->left_out ? -1 : 0);
        last = last ? std::min(*last, end) : end;
    }
    return !last || first <= *last;
}

// Months differ in length, so whether P4W lies within P1M depends on the day from which is counted: one of a leap
// cycle.
bool some_time_is_left(const Conditions& conditions, const Lasted& about) {
    constexpr int leap_cycle = 4 * 365 + 1;
    std::vector<Lasted> all;
    for (const Condition& condition : conditions) {
        const auto* one = std::get_if<Lasted>(&condition);
        if (one != nullptr && one->record == about.record && one->from == about.from) all.push_back(*one);
    }
    if (!some_count_is_left(all, Duration::Unit::school_days)) return false;
    if (!some_count_is_left(all, Duration::Unit::school_weeks)) return false;
    Date begin{std::chrono::year{2024} / std::chrono::January / 1};
    for (int day = 0; day < leap_cycle; ++day, begin = base::add_days(begin, 1)) {
        if (some_day_is_left(all, begin)) return true;
    }
    return false;
}

// Why nothing meets all of these; each reason once.
std::set<std::string> contradictions(const Conditions& conditions) {
    std::set<std::string> told;
    std::set<std::string> counted_from;
    for (const Condition& condition : conditions) {
        const auto* naming = std::get_if<FieldIs>(&condition);
        if (naming != nullptr && !some_value_is_left(conditions, *naming))
            told.insert("no value of " + naming->field + " meets its conditions");
        const auto* bounds = std::get_if<NumberBetween>(&condition);
        if (bounds != nullptr && !some_number_is_left(conditions, *bounds))
            told.insert("no number in " + bounds->field + " meets its conditions");
        const auto* lasted = std::get_if<Lasted>(&condition);
        const bool is_new = lasted != nullptr && counted_from.insert(lasted->record + '.' + lasted->from).second;
        if (is_new && !some_time_is_left(conditions, *lasted))
            told.insert("no time since " + lasted->from + " meets its conditions");
    }
    if (!some_age_is_left(conditions)) told.insert("nobody has the ages that it asks for");
    return told;
}

// Whether one of the alternatives can hold beside the other conditions.
bool some_alternative_is_left(const Conditions& conditions, const AnyOf& any) {
    return std::ranges::any_of(any.of, [&](const PlainCondition& alternative) {
        Conditions together = conditions;
        together.push_back(std::visit([](const auto& one) { return Condition{one}; }, alternative));
        return contradictions(together).empty();
    });
}

// More than anyone writes; each alternative is held against all the others.
constexpr std::size_t most_compared = 200;

void check_conditions_together(const Conditions& conditions, const yaml::Node& at, Faults& faults) {
    std::set<std::string> told = contradictions(conditions);
    for (const Condition& condition : conditions) {
        const auto* any = std::get_if<AnyOf>(&condition);
        const bool asked =
            any != nullptr && !any->of.empty() && told.empty() && conditions.size() + any->of.size() <= most_compared;
        if (asked && !some_alternative_is_left(conditions, *any))
            told.insert("none of the conditions of an 'any' can hold beside the others");
    }
    for (const std::string& what : told) add_fault(faults, at, "no one can satisfy this rule: " + what);
}

template <class Visit>
void for_each_flow(const Rule& rule, Visit visit) {
    for (const std::string& from : rule.from) {
        for (const std::string& to : rule.to) {
            for (const auto& record : rule.records) visit(from, to, record.first);
        }
    }
}

// A law that forbids a flow whatever the record says leaves the rule nothing to permit.
void check_law(const Rule& rule, const yaml::Node& at, Faults& faults) {
    for (const Prohibition& law : prohibitions_of_law()) {
        if (!law.when.empty()) continue;
        bool met = false;
        for_each_flow(rule, [&](const auto& from, const auto& to, const auto& type) {
            met = met || concerns(law, {rule.purpose, from, to, type, rule.consent != ConsentNeed::none});
        });
        if (met) add_fault(faults, at, "no one can satisfy this rule: " + law.id + " forbids one of its flows");
    }
}

// `any` in an exception.
bool names_everyone(const Names& roles) {
    return roles.size() >= schemas::role_ids().size();
}

// On some day of the rule, which has those of its convenant where it names none.
bool has_members(const Convenant& convenant, const Rule& rule, const std::string& role) {
    if (!signs(role) || std::ranges::find(rule.guests, role) != rule.guests.end()) return true;
    const Date from = std::max(convenant.from, rule.from_date.value_or(convenant.from));
    const Date until = std::min(convenant.until, rule.until_date.value_or(convenant.until));
    const bool dated = from.ok() && until.ok() && from <= until;
    return std::ranges::any_of(convenant.members, [&](const Membership& member) {
        const bool on_no_day = dated && (until < member.from || (member.until && *member.until < from));
        return member.party.role == role && !on_no_day;
    });
}

void check_members(const Rule& rule, const Convenant& convenant, const yaml::Node& at, Faults& faults) {
    for (const auto& [roles, does] : {std::pair{&rule.from, "gives"}, std::pair{&rule.to, "receives"}}) {
        const bool some =
            std::ranges::any_of(*roles, [&](const std::string& role) { return has_members(convenant, rule, role); });
        if (!some)
            add_warning(faults, at,
                        "nobody " + std::string{does} + " anything under rule " + rule.id +
                            ": no party under 'parties' has the role " + base::joined(*roles, " or ") +
                            " on any day of it");
    }
}

// ---- what the file itself forbids ----

struct RuledFlow {
    std::string from, to, type;
};

// A block of the child goes along with another record, or is itself all that there is.
std::vector<RuledFlow> flows_of(const Rule& rule) {
    Names types;
    for (const Total& total : rule.totals) types.push_back(total.record);
    for (const auto& [type, fields] : rule.records) {
        if (rule.totals.empty() && !schemas::is_of_the_child(type)) types.push_back(type);
    }
    const bool only_blocks = types.empty();
    std::vector<RuledFlow> flows;
    for_each_flow(rule, [&](const auto& from, const auto& to, const auto& type) {
        if (only_blocks) flows.push_back({from, to, type});
    });
    for (const std::string& from : rule.from) {
        for (const std::string& to : rule.to) {
            for (const std::string& type : types) flows.push_back({from, to, type});
        }
    }
    return flows;
}

// Whatever the record says.
bool shuts(const Prohibition& forbidden, const Rule& rule, const RuledFlow& flow) {
    return forbidden.when.empty() && concerns(forbidden, {rule.purpose, flow.from, flow.to, flow.type});
}

void check_shut(const Rule& rule, std::span<const Prohibition> forbidden, std::span<const yaml::Node> at,
                Faults& faults) {
    const std::vector<RuledFlow> flows = flows_of(rule);
    const bool nothing_left = std::ranges::all_of(flows, [&](const RuledFlow& flow) {
        return std::ranges::any_of(forbidden, [&](const Prohibition& one) { return shuts(one, rule, flow); });
    });
    for (std::size_t i = 0; i < forbidden.size(); ++i) {
        const auto shut =
            std::ranges::find_if(flows, [&](const RuledFlow& flow) { return shuts(forbidden[i], rule, flow); });
        if (shut == flows.end()) continue;
        if (nothing_left) {
            add_fault(faults, at[i],
                      "this leaves nothing of rule " + rule.id +
                          " of the same purpose: take that rule out of the file, or forbid less");
        } else if (!names_everyone(rule.from) && !names_everyone(rule.to)) {
            add_warning(faults, at[i],
                        "this shuts a part of rule " + rule.id + " of the same purpose, such as " + shut->type +
                            " from " + shut->from + " to " + shut->to + ", which that rule gives");
        }
    }
}

// The core is a part of the whole block.
bool gives_block(const Rule& rule, std::string_view block) {
    const auto gives = [&](std::string_view name) { return rule.records.contains(std::string{name}); };
    return gives(any_record) || gives(schemas::child_block) || (block == schemas::child_core && gives(block));
}

bool gives_beside_blocks(const Rule& rule) {
    return std::ranges::any_of(rule.records, [](const auto& given) { return !schemas::is_of_the_child(given.first); });
}

// A prohibition looks at the type of the record, never at the block of the child that goes along with it.
void check_blocks_that_go_along(const Rule& rule, std::span<const Prohibition> forbidden,
                                std::span<const yaml::Node> at, Faults& faults) {
    if (!rule.totals.empty() || !gives_beside_blocks(rule)) return;
    for (std::size_t i = 0; i < forbidden.size(); ++i) {
        for (const std::string& block : forbidden[i].records) {
            if (!schemas::is_of_the_child(block) || !gives_block(rule, block)) continue;
            bool met = false;
            for (const std::string& from : rule.from) {
                for (const std::string& to : rule.to)
                    met = met || concerns(forbidden[i], {rule.purpose, from, to, block});
            }
            if (met)
                add_fault(faults, at[i],
                          "under rule " + rule.id + " '" + block +
                              "' goes along with other records, which this does not forbid: leave it out of that rule, "
                              "say 'bsn: no' there, or forbid those records");
        }
    }
}

}  // namespace

void check_forbidden(std::span<const Rule> rules, std::span<const Prohibition> forbidden,
                     std::span<const yaml::Node> at, Faults& faults) {
    for (const Rule& rule : rules) {
        check_shut(rule, forbidden, at, faults);
        check_blocks_that_go_along(rule, forbidden, at, faults);
    }
}

bool SoundWords::operator()(std::initializer_list<std::string_view> words) const {
    return std::ranges::none_of(words, [this](std::string_view word) { return unsound_.contains(word); });
}

void check_rule(const Rule& rule, const Convenant& convenant, const Purpose& purpose, const SoundWords& sound,
                const yaml::Node& at, Faults& faults) {
    const bool ordinary = purpose.kind == Kind::flow || purpose.kind == Kind::elsewhere;
    if (ordinary && sound({"records", "bsn"})) check_numbers(rule, at, faults);
    if (sound({"from", "to", "bsn"})) check_roads_of_numbers(rule, ordinary, at, faults);
    check_asking(rule, purpose, sound, at, faults);
    if (sound({"to", "choose"})) check_choice(rule, at, faults);
    if (ordinary && sound({"to", "choose", "pseudonym_only"})) check_whose_municipality(rule, at, faults);
    if (ordinary) check_grounds(rule, sound, at, faults);
    if (purpose.kind != Kind::override_ && sound({"basis"})) check_vital_interest(rule, at, faults);
    if (ordinary && sound({"from", "to", "consent", "no_art9_because"}))
        check_samenwerkingsverband(rule, sound, at, faults);
    if (ordinary && sound({"from", "to", "consent"})) {
        check_secrecy(rule, at, faults);
        check_opp(rule, at, faults);
    }
    if (ordinary && sound({"to", "records"})) check_background(rule, at, faults);
    if (ordinary && sound({"from", "to", "consent"})) check_law(rule, at, faults);
    check_cells(rule, sound, at, faults);
    if (sound({"pseudonym_only", "transforms"})) check_pseudonym_only(rule, at, faults);
    if (sound({"when", "records"})) check_subjects_of_conditions(rule, at, faults);
    if (sound({"when"})) check_conditions_together(rule.when, at, faults);
    if (sound({"totals"})) {
        for (const Total& total : rule.totals) check_conditions_together(total.when, at, faults);
    }
    if (sound({"from", "to", "guests"})) check_members(rule, convenant, at, faults);
    const bool never =
        (rule.until_date && *rule.until_date < convenant.from) || (rule.from_date && convenant.until < *rule.from_date);
    if (sound({"in_force"}) && convenant.from.ok() && convenant.until.ok() && never)
        add_fault(faults, at, "it is in force on no day of the convenant");
}

void SeenRules::add(const Rule& rule, const yaml::Node& at, Faults& faults) {
    if (!ids_.insert(rule.id).second) add_fault(faults, at, "the rule id '" + rule.id + "' stands twice");
    for_each_flow(rule, [&](const auto& from, const auto& to, const auto& type) {
        if (flows_.emplace(rule.purpose, from, to, type).second) return;
        add_fault(faults, at,
                  "another rule already says what " + from + " gives " + to + " of " + type + " for this purpose");
    });
}

}  // namespace kolk::policies
